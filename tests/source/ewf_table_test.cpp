// Chunk tables beyond 2 GiB, written out by hand: no image of that size is needed to try them.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/source/ewf_layout.hpp"

using namespace sanad;

namespace {

/// A file of little-endian numbers, as the entries of a table stand in a segment.
struct Entries {
    SegmentFile file;
    EwfTable table;
    explicit Entries(const std::vector<std::uint32_t>& entries) {
        file.path = "x.E01";
        file.fd = ::memfd_create("entries", MFD_CLOEXEC);
        std::vector<Byte> bytes;
        for (const std::uint32_t entry : entries) {
            for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<Byte>(entry >> shift));
        }
        file.size = static_cast<std::uint64_t>(::write(file.fd, bytes.data(), bytes.size()));
        table.count = static_cast<std::uint32_t>(entries.size());
    }
    ~Entries() { ::close(file.fd); }
    std::vector<EwfChunk> read() {
        SegmentSource segment{file};
        return read_ewf_table(table, segment).value();
    }
};

}  // namespace

TEST_CASE("table entries count from their table's base, and their highest bit says compressed") {
    Entries entries{{0x8000004c, 0x00000100, 0x80001000}};
    entries.table.base_offset = 0x140000000;
    entries.table.data_end = 0x140001800;
    const auto chunks = entries.read();
    REQUIRE(chunks.size() == 3);
    CHECK(chunks[0].offset == 0x14000004c);
    CHECK(chunks[0].stored_size == 0xb4);
    CHECK(chunks[0].compressed);
    CHECK(chunks[1].stored_size == 0xf00);
    CHECK_FALSE(chunks[1].compressed);
    CHECK(chunks[2].offset == 0x140001000);
    CHECK(chunks[2].stored_size == 0x800);
}

TEST_CASE("in a segment beyond 2 GiB without a base the highest bit belongs to the offset") {
    Entries entries{{0x7fff0000, 0x7fff8004, 0x80000008, 0x8000800c}};
    entries.table.data_end = 0x80010010;
    const auto chunks = entries.read();
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(chunks[i].offset == 0x7fff0000 + i * 0x8004);
        CHECK(chunks[i].stored_size == 0x8004);
        CHECK_FALSE(chunks[i].compressed);
    }
}

TEST_CASE("entries that run backwards have no size, and none is larger than the segment can hold") {
    Entries entries{{0x1000, 0x800, 0x900}};
    entries.table.data_end = 0x400;
    const auto chunks = entries.read();
    CHECK(chunks[0].stored_size == 0);
    CHECK(chunks[1].stored_size == 0x100);
    CHECK(chunks[2].stored_size == 0);
}
