#pragma once
// Text of evidence as UTF-8, which is all that a module may emit. What is no text of the encoding becomes U+FFFD.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sanad::sdk {

using Bytes = std::span<const std::uint8_t>;

inline void append_utf8(std::string& text, char32_t c) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

/// The character that begins here and its length; nothing when the bytes are ill-formed.
struct Utf8Character {
    char32_t character;
    std::size_t length;
};
inline std::optional<Utf8Character> utf8_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return Utf8Character{byte(0), 1};
    const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    if (byte(0) < 0xC2 || byte(0) > 0xF4 || text.size() < length) return std::nullopt;
    char32_t c = byte(0) & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
        c = c << 6 | (byte(i) & 0x3F);
    }
    // RFC 3629: the shortest form only, no surrogates, nothing above U+10FFFF.
    constexpr char32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < shortest[length] || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return std::nullopt;
    return Utf8Character{c, length};
}

/// UTF-8 that may be damaged.
inline std::string utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto next = utf8_character(bytes);
        append_utf8(text, next ? next->character : 0xFFFD);
        bytes.remove_prefix(next ? next->length : 1);
    }
    return text;
}

inline std::string utf8_of_utf16le(Bytes bytes) {
    std::string text;
    const auto unit = [&](std::size_t at) { return static_cast<char32_t>(bytes[at] | bytes[at + 1] << 8); };
    std::size_t at = 0;
    for (; at + 2 <= bytes.size(); at += 2) {
        char32_t c = unit(at);
        if (c >= 0xD800 && c < 0xDC00 && at + 4 <= bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
            at += 2;
        }
        append_utf8(text, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    if (at < bytes.size()) append_utf8(text, 0xFFFD);
    return text;
}

}  // namespace sanad::sdk
