#include "core/source/byte_source.hpp"

#include <doctest/doctest.h>

#include "tests/support/failing_source.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("a slice reads its part of the evidence and nothing beyond it") {
    MemorySource whole{{'a', 'b', 'c', 'd', 'e', 'f'}, "six"};
    SliceSource slice{whole, 2, 3, "the middle"};
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes(3);
    REQUIRE(slice.read(0, bytes, damage));
    CHECK(text_of(bytes) == "cde");
    const auto beyond = slice.read(1, bytes, damage);
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().fault == Fault::refused);
    CHECK(beyond.error().what == "the middle: 3 bytes at 1 lie beyond its 3 bytes");
    CHECK_FALSE(slice.read(~std::uint64_t{0}, bytes, damage));
    CHECK(slice.read(3, {}, damage));
}

TEST_CASE("a slice that would pass the end of the evidence keeps what is there") {
    MemorySource whole{std::vector<Byte>(100), "hundred"};
    CHECK(SliceSource{whole, 90, 50, "cut"}.size() == 10);
    CHECK(SliceSource{whole, 500, 50, "outside"}.size() == 0);
    CHECK(SliceSource{whole, 1, ~std::uint64_t{0}, "all"}.size() == 99);
}

TEST_CASE("damage below a slice is reported at the slice's own offsets") {
    FailingSource whole{std::vector<Byte>(4096, 7), {{1024, 512, "scratched"}}};
    SliceSource slice{whole, 512, 2048, "slice"};
    std::vector<DamagedRange> damage{{1536, 512, "scratched"}};
    std::vector<Byte> bytes(2048);
    REQUIRE(slice.read(0, bytes, damage));
    REQUIRE(damage.size() == 2);
    CHECK(damage[1] == DamagedRange{512, 512, "scratched"});
    CHECK(bytes[511] == 7);
    CHECK(bytes[512] == 0);
    CHECK(bytes[1024] == 7);
}

TEST_CASE("damage that continues for the same reason is one range") {
    std::vector<DamagedRange> damage;
    add_damage(damage, 0, 512, "bad");
    add_damage(damage, 512, 512, "bad");
    add_damage(damage, 1024, 512, "other");
    add_damage(damage, 4096, 0, "nothing");
    CHECK(damage == std::vector<DamagedRange>{{0, 1024, "bad"}, {1024, 512, "other"}});
}
