#include "core/store/row_index.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace sanad;

namespace {

std::uint32_t find(const RowIndex& index, std::uint32_t hash, std::uint32_t wanted) {
    return *index.find(hash, [&](std::uint32_t row) -> Result<bool> { return row == wanted; });
}

}  // namespace

TEST_CASE("every row of a hundred thousand is found again, and one that was not added is not") {
    RowIndex index;
    const auto hash = [&](std::uint64_t address) { return index.hash(std::array<std::uint64_t, 3>{address, 128, 0}); };
    for (std::uint32_t row = 1; row <= 100'000; ++row) index.add(hash(row * 8), row);
    bool all = true;
    for (std::uint32_t row = 1; row <= 100'000; ++row) all = all && find(index, hash(row * 8), row) == row;
    CHECK(all);
    CHECK(find(index, hash(4), 100'001) == 0);
    index.clear();
    CHECK(find(index, hash(8), 1) == 0);
}

TEST_CASE("rows of one hash are told apart by what they hold") {
    RowIndex index;
    for (std::uint32_t row = 1; row <= 2000; ++row) index.add(0xffffffffu, row);
    CHECK(find(index, 0xffffffffu, 1999) == 1999);
    CHECK(find(index, 0xffffffffu, 3000) == 0);
    CHECK(find(index, 0, 1) == 0);
}
