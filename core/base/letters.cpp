#include "core/base/letters.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace sanad {

std::vector<char32_t> cases_of(char32_t letter) {
    std::vector<char32_t> cases{letter};
    const auto add = [&](utf8proc_int32_t other) {
        const auto found = static_cast<char32_t>(other);
        if (std::ranges::find(cases, found) == cases.end()) cases.push_back(found);
    };
    add(utf8proc_tolower(static_cast<utf8proc_int32_t>(letter)));
    add(utf8proc_toupper(static_cast<utf8proc_int32_t>(letter)));
    return cases;
}

std::u32string compatibility_decomposition(char32_t letter) {
    // The longest decomposition of one code point is 18 (U+FDFA).
    std::array<utf8proc_int32_t, 32> parts{};
    int boundary = 0;
    const auto length = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(letter), parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &boundary);
    if (length <= 0 || length > static_cast<utf8proc_ssize_t>(parts.size())) return {letter};
    return {parts.begin(), parts.begin() + length};
}

bool code_points(std::string_view text, std::u32string& into) {
    into.clear();
    if (!is_utf8(text)) return false;
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t letter = 0;
        const auto taken = utf8proc_iterate(at, left, &letter);
        if (taken <= 0) return false;
        into.push_back(static_cast<char32_t>(letter));
        at += taken;
        left -= taken;
    }
    return true;
}

void append_utf8(std::string& text, char32_t letter) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const bool valid = utf8proc_codepoint_valid(static_cast<utf8proc_int32_t>(letter)) != 0;
    const auto length = utf8proc_encode_char(valid ? static_cast<utf8proc_int32_t>(letter) : 0xFFFD, bytes.data());
    text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

}  // namespace sanad
