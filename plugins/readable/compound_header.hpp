#pragma once
// What is looked at in the header of an OLE compound file before libolecf is.
#include <cstdint>
#include <initializer_list>
#include <span>

namespace sanad::readable {

/// Whether the header counts more sectors of a table than the largest file has (MS-CFB 2.2: of the FAT at 2C, of the
/// mini FAT at 40, of the DIFAT at 48). libolecf believes such a number and walks its table four thousand million
/// times.
inline bool counts_absurdly(std::span<const std::uint8_t> header) {
    constexpr std::uint32_t most = 1 << 24;  // each stands for 64 KiB of the file or more
    for (const std::size_t at : {0x2Cu, 0x40u, 0x48u}) {
        if (header.size() < at + 4) return false;
        const std::uint32_t count = header[at] | static_cast<std::uint32_t>(header[at + 1]) << 8 |
                                    static_cast<std::uint32_t>(header[at + 2]) << 16 |
                                    static_cast<std::uint32_t>(header[at + 3]) << 24;
        if (count > most) return true;
    }
    return false;
}

}  // namespace sanad::readable
