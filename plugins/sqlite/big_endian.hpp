#pragma once
// Numbers of SQLite's files: big-endian, and varints. The caller has compared the place with the size.
#include <cstdint>
#include <optional>

#include "plugins/sdk/text.hpp"

namespace sanad::sqlite {

inline std::uint16_t u16_be(sdk::Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
inline std::uint32_t u32_be(sdk::Bytes bytes, std::size_t at) {
    return std::uint32_t{u16_be(bytes, at)} << 16 | u16_be(bytes, at + 2);
}

/// Advances `at`; nothing when the bytes end before the number does.
inline std::optional<std::uint64_t> varint(sdk::Bytes bytes, std::size_t& at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 9; ++i) {
        if (at >= bytes.size()) return std::nullopt;
        const std::uint8_t byte = bytes[at++];
        if (i == 8) return value << 8 | byte;
        value = value << 7 | (byte & 0x7F);
        if (byte < 0x80) return value;
    }
    return value;
}

}  // namespace sanad::sqlite
