#include "core/base/text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>

namespace sanad {
namespace {

struct Decoded {
    char32_t character;
    std::size_t length;  // 0: the byte here begins no well-formed sequence
};

Decoded decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return {first, 1};
    const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(i) >= low && byte(i) <= high;
    };
    if (first >= 0xC2 && first <= 0xDF && continues(at + 1)) return {(first & 0x1F) << 6 | (byte(at + 1) & 0x3F), 2};
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;   // no overlong forms
        const unsigned high = first == 0xED ? 0x9F : 0xBF;  // no surrogates
        if (continues(at + 1, low, high) && continues(at + 2)) {
            return {(first & 0x0F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F), 3};
        }
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;  // nothing above U+10FFFF
        if (continues(at + 1, low, high) && continues(at + 2) && continues(at + 3)) {
            return {
                (first & 0x07) << 18 | (byte(at + 1) & 0x3F) << 12 | (byte(at + 2) & 0x3F) << 6 | (byte(at + 3) & 0x3F),
                4};
        }
    }
    return {0, 0};
}

// Characters that change how their neighbours are drawn (UAX 9) or are drawn as nothing at all.
bool is_invisible_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

bool stands_plain_in_json(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string ascii_lower(std::string text) {
    for (char& letter : text) letter = folded(letter);
    return text;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        // Most text is ASCII, of which eight letters are told at once.
        std::uint64_t eight = 0;
        if (text.size() - at >= sizeof eight) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const auto [character, length] = decode(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string repaired_utf8(std::string_view text) {
    if (is_utf8(text)) return std::string{text};
    std::string repaired;
    repaired.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [character, length] = decode(text, at);
        if (length == 0) {
            repaired += "\xEF\xBF\xBD";
            ++at;
        } else {
            repaired += text.substr(at, length);
            at += length;
        }
    }
    return repaired;
}

std::string shown(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [character, length] = decode(text, at);
        if (length == 0) {
            result += fmt::format("\\x{{{:02x}}}", static_cast<unsigned char>(text[at]));
            ++at;
            continue;
        }
        if (character == '\n') {
            result += "\\n";
        } else if (character == '\t') {
            result += "\\t";
        } else if (is_invisible_control(character)) {
            result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(character));
        } else {
            result += text.substr(at, length);
        }
        at += length;
    }
    return result;
}

std::string json_string(std::string_view text) {
    std::string result = "\"";
    result.reserve(text.size() + 2);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t plain = at;
        while (at < text.size() && stands_plain_in_json(text[at])) ++at;
        result += text.substr(plain, at - plain);
        if (at == text.size()) break;
        const auto [character, length] = decode(text, at);
        if (length == 0) {
            result += "\xEF\xBF\xBD";
            ++at;
            continue;
        }
        if (character == '"' || character == '\\') {
            result += '\\';
            result += static_cast<char>(character);
        } else if (character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
                   character == 0x2029) {
            // C1 controls move a terminal's cursor, and with the two separators end a line for some who read lines.
            constexpr std::string_view digits = "0123456789abcdef";
            result += "\\u";
            for (const unsigned shift : {12u, 8u, 4u, 0u}) result += digits[character >> shift & 0xF];
        } else {
            result += text.substr(at, length);
        }
        at += length;
    }
    return result += '"';
}

bool glob_match(std::string_view pattern, std::string_view text, bool fold_case) {
    // One remembered star is enough: a later star never needs the earlier one to move.
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            const std::size_t length = decode(text, t).length;
            t += length == 0 ? 1 : length;
            ++p;
        } else if (p < pattern.size() && (fold_case ? folded(pattern[p]) == folded(text[t]) : pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

}  // namespace sanad
