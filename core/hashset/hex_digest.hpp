#pragma once
// Hexadecimal digits to bytes, fast enough for lists of a hundred million.
#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

inline constexpr std::array<std::uint8_t, 256> hex_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(0xff);
    for (unsigned i = 0; i < 10; ++i) values['0' + i] = static_cast<std::uint8_t>(i);
    for (unsigned i = 0; i < 6; ++i) {
        values['a' + i] = static_cast<std::uint8_t>(10 + i);
        values['A' + i] = static_cast<std::uint8_t>(10 + i);
    }
    return values;
}();

inline std::uint8_t hex_value(char digit) {
    return hex_values[static_cast<unsigned char>(digit)];
}

/// False when `text` is not exactly 2 * size hexadecimal digits.
inline bool read_hex(std::string_view text, Byte* to, std::size_t size) {
    if (text.size() != 2 * size) return false;
    unsigned wrong = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const unsigned high = hex_value(text[2 * i]);
        const unsigned low = hex_value(text[2 * i + 1]);
        wrong |= high | low;
        to[i] = static_cast<Byte>(high << 4 | (low & 15));
    }
    return wrong < 16;
}

}  // namespace sanad
