#pragma once
// Allocation tables of a container, read through a small cache: a table may be far larger than memory should be.
#include <array>
#include <vector>

#include "core/source/containers/file_bytes.hpp"

namespace sanad::containers {

class TableReader {
public:
    explicit TableReader(const FileBytes& file) : file_{&file} {}

    Result<std::uint8_t> u8(std::uint64_t offset);
    Result<std::uint32_t> u32_le(std::uint64_t offset);
    Result<std::uint32_t> u32_be(std::uint64_t offset);
    Result<std::uint64_t> u64_le(std::uint64_t offset);
    Result<std::uint64_t> u64_be(std::uint64_t offset);

private:
    static constexpr std::uint64_t page_size = 32 << 10;
    struct Page {
        std::uint64_t number = ~std::uint64_t{0};
        std::vector<Byte> bytes;
    };
    Result<const Page*> page_of(std::uint64_t offset);
    template <std::size_t size>
    Result<std::array<Byte, size>> bytes_at(std::uint64_t offset);

    const FileBytes* file_;
    std::array<Page, 32> pages_;  ///< a page has one possible slot: its number modulo the slots
};

}  // namespace sanad::containers
