#pragma once
// Numbers and text out of little-endian records, each read with a check: nothing when the record is too short.
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace windows {

using sanad::sdk::Bytes;

inline Bytes part(Bytes bytes, std::size_t offset, std::size_t length = SIZE_MAX) {
    if (offset >= bytes.size()) return {};
    return bytes.subspan(offset, std::min(length, bytes.size() - offset));
}

template <class Number>
std::optional<Number> number(Bytes bytes, std::size_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Number)) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8 | bytes[offset + i];
    return static_cast<Number>(value);
}
inline std::optional<std::uint16_t> u16(Bytes bytes, std::size_t offset) {
    return number<std::uint16_t>(bytes, offset);
}
inline std::optional<std::uint32_t> u32(Bytes bytes, std::size_t offset) {
    return number<std::uint32_t>(bytes, offset);
}
inline std::optional<std::uint64_t> u64(Bytes bytes, std::size_t offset) {
    return number<std::uint64_t>(bytes, offset);
}

/// How many bytes of UTF-16 stand before the first zero character.
inline std::size_t utf16_length(Bytes bytes) {
    std::size_t at = 0;
    while (at + 2 <= bytes.size() && (bytes[at] != 0 || bytes[at + 1] != 0)) at += 2;
    return at + 2 <= bytes.size() ? at : bytes.size() & ~std::size_t{1};
}

/// UTF-16 up to its first zero character.
inline std::string utf16_text(Bytes bytes) {
    return sanad::sdk::utf8_of_utf16le(bytes.first(utf16_length(bytes)));
}

inline std::string_view chars(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Bytes up to the first zero.
inline Bytes until_zero(Bytes bytes) {
    const std::size_t end = chars(bytes).find('\0');
    return end == std::string_view::npos ? bytes : bytes.first(end);
}

inline bool is_ascii(Bytes bytes) {
    for (const std::uint8_t byte : bytes) {
        if (byte >= 0x80) return false;
    }
    return true;
}

inline char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
/// Equal but for the case of ASCII letters.
inline bool same_word(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (folded(a[i]) != folded(b[i])) return false;
    }
    return true;
}

inline std::string hex(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
    return text;
}
inline std::string hex(Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += hex(byte, 2);
    return text;
}

/// A GUID as Windows writes it, "{75048700-ef1f-11d0-9888-006097deacf9}".
inline std::string guid_text(Bytes bytes) {
    if (bytes.size() < 16) return {};
    return "{" + hex(*u32(bytes, 0), 8) + "-" + hex(*u16(bytes, 4), 4) + "-" + hex(*u16(bytes, 6), 4) + "-" +
           hex(part(bytes, 8, 2)) + "-" + hex(part(bytes, 10, 6)) + "}";
}

}  // namespace windows
