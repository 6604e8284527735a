#include "core/source/file_system_utf16.hpp"

namespace sanad {

std::string utf8_from_utf16(Bytes text, bool big_endian) {
    const ByteReader units{text};
    const auto unit = [&](std::size_t at) -> std::uint32_t {
        return (big_endian ? units.u16_be(at) : units.u16_le(at)).value_or(0);
    };
    std::string utf8;
    const auto put = [&](std::uint32_t byte) { utf8.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    for (std::size_t at = 0; at + 2 <= text.size(); at += 2) {
        std::uint32_t point = unit(at);
        if (point == 0) break;
        if (point >= 0xd800 && point < 0xdc00 && unit(at + 2) >= 0xdc00 && unit(at + 2) < 0xe000) {
            point = 0x10000 + ((point - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
            at += 2;
        }
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xc0 | point >> 6), put(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            put(0xe0 | point >> 12), put(0x80 | (point >> 6 & 0x3f)), put(0x80 | (point & 0x3f));
        } else {
            put(0xf0 | point >> 18), put(0x80 | (point >> 12 & 0x3f)), put(0x80 | (point >> 6 & 0x3f)),
                put(0x80 | (point & 0x3f));
        }
    }
    return utf8;
}

}  // namespace sanad
