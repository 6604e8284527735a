#pragma once
// Bytes of Windows records, made by hand in tests: little-endian numbers, UTF-16, fields of fixed length.
#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace made {

inline std::string little(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i < 8 ? value >> (8 * i) & 0xFF : 0);
    return bytes;
}

inline std::string utf16(std::string_view text) {
    std::string bytes;
    while (!text.empty()) {
        const auto next = sanad::sdk::utf8_character(text);
        const char32_t c = next ? next->character : 0xFFFD;
        if (c >= 0x10000) {
            bytes += little(0xD800 + ((c - 0x10000) >> 10), 2) + little(0xDC00 + ((c - 0x10000) & 0x3FF), 2);
        } else {
            bytes += little(c, 2);
        }
        text.remove_prefix(next ? next->length : 1);
    }
    return bytes;
}

/// With its zero at the end, as the registry keeps it.
inline std::string utf16z(std::string_view text) {
    return utf16(text) + std::string(2, '\0');
}

inline std::string padded(std::string bytes, std::size_t size) {
    bytes.resize(size, '\0');
    return bytes;
}

}  // namespace made
