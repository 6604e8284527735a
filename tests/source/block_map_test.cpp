#include "core/source/block_map.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using sanad::BlockMap;

namespace {

/// Runs of free and used blocks, some longer than several pages.
std::vector<bool> runs(std::uint64_t blocks, unsigned seed) {
    std::mt19937_64 random{seed};
    std::vector<bool> free;
    while (free.size() < blocks)
        free.insert(free.end(), random() % (random() % 3 == 0 ? 200'000 : 300), random() % 2 == 0);
    free.resize(blocks);
    return free;
}

void check_same(const BlockMap& map, const std::vector<bool>& free) {
    std::uint64_t wrong = 0;
    for (std::uint64_t block = 0; block < free.size(); ++block) wrong += map.is_free(block) != free[block];
    CHECK(wrong == 0);
    for (const bool wanted : {true, false}) {
        std::uint64_t from = 0, expected = 0;
        while (true) {
            while (expected < free.size() && free[expected] != wanted) ++expected;
            from = map.next(from, wanted);
            REQUIRE(from == expected);
            if (from == free.size()) break;
            ++from;
            ++expected;
        }
    }
}

}  // namespace

TEST_CASE("a map of blocks says of each what was said to it, block by block, in words, or out of order") {
    for (unsigned seed = 0; seed < 6; ++seed) {
        const auto free = runs(1'000'003 + seed * 64, seed);
        BlockMap one_by_one{free.size()}, by_words{free.size()}, backwards{free.size()};
        for (std::uint64_t block = 0; block < free.size(); ++block) {
            if (free[block]) one_by_one.set_free(block);
            if (free[free.size() - 1 - block]) backwards.set_free(free.size() - 1 - block);
        }
        for (std::uint64_t word = 0; word * 64 < free.size(); ++word) {
            std::uint64_t bits = 0;
            for (std::uint64_t n = 0; n < 64; ++n)
                bits |= std::uint64_t{word * 64 + n >= free.size() || free[word * 64 + n]} << n;
            by_words.add(word, bits);
        }
        check_same(one_by_one, free);
        check_same(by_words, free);
        check_same(backwards, free);
    }
}

TEST_CASE("blocks beyond the last are not free, and an empty map has none") {
    BlockMap map{100};
    map.add(1, ~std::uint64_t{0});
    map.set_free(100);
    CHECK(map.is_free(99));
    CHECK_FALSE(map.is_free(100));
    CHECK(map.next(0, true) == 64);
    CHECK(map.next(64, false) == 100);
    CHECK(BlockMap{}.next(0, true) == 0);
    CHECK_FALSE(BlockMap{}.is_free(0));
}

TEST_CASE("a volume of 16 TiB in one state costs nothing, and one in small pieces everywhere is refused, not kept") {
    constexpr std::uint64_t blocks = std::uint64_t{1} << 32;
    BlockMap free{blocks};
    for (std::uint64_t word = 0; word < blocks / 64; ++word) free.add(word, ~std::uint64_t{0});
    CHECK(free.fits());
    CHECK(free.next(0, false) == blocks);
    BlockMap mixed{blocks};
    for (std::uint64_t block = 0; block < blocks && mixed.fits(); block += BlockMap::page_blocks) mixed.set_free(block);
    CHECK_FALSE(mixed.fits());
}
