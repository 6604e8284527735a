#include "core/base/bytes.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace sanad;

TEST_CASE("a number is read in the byte order its name says") {
    const Byte bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};
    const ByteReader record{bytes};
    CHECK(record.u16_le(0) == 0x0201);
    CHECK(record.u16_be(0) == 0x0102);
    CHECK(record.u32_le(4) == 0x08070605u);
    CHECK(record.u64_be(0) == 0x0102030405060708u);
}

TEST_CASE("a read that reaches one byte beyond the evidence is refused, however large its offset") {
    const Byte bytes[4] = {};
    const ByteReader record{bytes};
    CHECK(record.u32_le(0).has_value());
    CHECK_FALSE(record.u32_le(1).has_value());
    CHECK_FALSE(record.u8(std::numeric_limits<std::uint64_t>::max()).has_value());
    CHECK_FALSE(record.slice(2, std::numeric_limits<std::uint64_t>::max()).has_value());
    CHECK(record.slice(4, 0)->empty());
    CHECK(record.u32_le(1).error().fault == Fault::damaged);
}

TEST_CASE("hexadecimal reads back what it wrote, and refuses what is not hexadecimal") {
    const std::string bytes{"\x00\xff\x7a", 3};
    CHECK(hex(bytes_of(bytes)) == "00ff7a");
    CHECK(from_hex("00FF7a") == bytes);
    CHECK_FALSE(from_hex("0").has_value());
    CHECK_FALSE(from_hex("0g").has_value());
}
