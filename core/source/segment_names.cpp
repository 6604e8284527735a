#include "core/source/segment_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/base/text.hpp"

namespace sanad {
namespace {

char upper(char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}
bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

constexpr std::uint32_t pairs_of_letters = 26 * 26;

}  // namespace

std::optional<std::uint32_t> ewf_segment_number(std::string_view extension, char family) {
    if (extension.size() != 3) return std::nullopt;
    const char first = upper(extension[0]), second = upper(extension[1]), third = upper(extension[2]);
    if (is_digit(second) && is_digit(third)) {
        const auto number = static_cast<std::uint32_t>((second - '0') * 10 + (third - '0'));
        if (first != family || number == 0) return std::nullopt;
        return number;
    }
    if (!is_letter(first) || !is_letter(second) || !is_letter(third) || first < family) return std::nullopt;
    return 100u + static_cast<std::uint32_t>(first - family) * pairs_of_letters +
           static_cast<std::uint32_t>((second - 'A') * 26 + (third - 'A'));
}

std::string ewf_segment_extension(std::uint32_t number, char family, bool lower_case) {
    std::string extension;
    if (number < 100) {
        extension = fmt::format("{}{:02}", family, number);
    } else {
        const std::uint32_t rest = number - 100;
        const std::uint32_t first = static_cast<std::uint32_t>(family - 'A') + rest / pairs_of_letters;
        if (first >= 26) return {};
        extension = {static_cast<char>('A' + first), static_cast<char>('A' + rest % pairs_of_letters / 26),
                     static_cast<char>('A' + rest % 26)};
    }
    if (!lower_case) return extension;
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

std::optional<RawPart> raw_part(std::string_view extension) {
    if (extension.size() < 2 || extension.size() > 4) return std::nullopt;
    RawPart part;
    part.width = extension.size();
    part.letters = !is_digit(extension.front());
    for (const char c : extension) {
        if (part.letters ? c < 'a' || c > 'z' : !is_digit(c)) return std::nullopt;
        part.number =
            part.number * (part.letters ? 26 : 10) + static_cast<std::uint32_t>(c - (part.letters ? 'a' : '0'));
    }
    return part;
}

std::string raw_part_extension(const RawPart& like, std::uint32_t number) {
    if (!like.letters) return fmt::format("{:0{}}", number, like.width);
    std::string extension(like.width, 'a');
    for (std::size_t i = like.width; i-- > 0; number /= 26) extension[i] = static_cast<char>('a' + number % 26);
    return number == 0 ? extension : std::string{};
}

}  // namespace sanad
