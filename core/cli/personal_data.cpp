#include "core/cli/personal_data.hpp"

#include <array>

namespace sanad {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
/// What makes a number a part of something longer, such as a digest.
bool goes_on(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// How many characters from `at` on a pattern takes: # for a digit, ? for a blank or hyphen that may be there, anything
/// else for itself. 0: it does not stand there, or as a part of a longer number.
std::size_t matched(std::string_view text, std::size_t at, std::string_view pattern) {
    if (at > 0 && (goes_on(text[at - 1]) || text[at - 1] == '+')) return 0;
    std::size_t end = at;
    for (const char each : pattern) {
        const char letter = end < text.size() ? text[end] : '\0';
        if (each == '?') {
            if (letter == ' ' || letter == '-') ++end;
            continue;
        }
        if (each == '#' ? !is_digit(letter) : letter != each) return 0;
        ++end;
    }
    return end < text.size() && goes_on(text[end]) ? 0 : end - at;
}

constexpr std::array<std::string_view, 4> numbers = {
    "#####-#######-#",  // CNIC
    "03##?#######",     // mobile
    "+92?3##?#######",
    "0092?3##?#######",
};

}  // namespace

std::vector<std::string> personal_numbers_in(std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const std::string_view pattern : numbers) {
            const std::size_t length = matched(text, at, pattern);
            if (length == 0) continue;
            found.emplace_back(text.substr(at, length));
            at += length - 1;
            break;
        }
    }
    return found;
}

}  // namespace sanad
