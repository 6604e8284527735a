#include "core/ingest/held_memory.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace sanad;

TEST_CASE("pieces kept aside never share a byte, and all room comes back when they go") {
    HeldMemory held{1000, 10'000};
    std::mt19937 random{7};
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
    for (int step = 0; step < 5000; ++step) {
        if (random() % 2 == 0 || taken.empty()) {
            const std::uint64_t length = 1 + random() % 900;
            const auto offset = held.take(length);
            if (!offset) continue;
            CHECK(*offset >= 1000);
            CHECK(*offset + length <= 11'000);
            for (const auto& [other, its_length] : taken)
                CHECK((*offset >= other + its_length || *offset + length <= other));
            taken.emplace_back(*offset, length);
        } else {
            const std::size_t which = random() % taken.size();
            held.give_back(taken[which].first, taken[which].second);
            taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(which));
        }
    }
    for (const auto& [offset, length] : taken) held.give_back(offset, length);
    CHECK(held.take(10'000) == 1000);
    CHECK_FALSE(held.take(1).has_value());
}
