#include "core/ingest/content_window.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace sanad;

namespace {

PlannedExtent extent(Id content, std::uint64_t image_offset, std::uint64_t length) {
    PlannedExtent planned;
    planned.content = content;
    planned.image_offset = image_offset;
    planned.length = length;
    planned.content_size = length;
    planned.stored_extents = 1;
    return planned;
}

WindowPlanner planner(std::uint64_t image_size, std::vector<PlannedExtent> extents) {
    // In pages of two, so that windows also end in the middle of a page.
    return {image_size, 1000, [extents = std::move(extents), at = std::size_t{0}]() mutable {
                std::vector<PlannedExtent> page;
                while (at < extents.size() && page.size() < 2) page.push_back(extents[at++]);
                return Result<std::vector<PlannedExtent>>{page};
            }};
}

std::vector<WindowPlan> all(WindowPlanner& planner, std::uint64_t from) {
    std::vector<WindowPlan> windows;
    while (auto window = *planner.next(from)) windows.push_back(std::move(*window));
    return windows;
}

}  // namespace

TEST_CASE("with the image's digest every window is read, the last one shorter") {
    auto plan = planner(2500, {});
    const auto windows = all(plan, 0);
    REQUIRE(windows.size() == 3);
    CHECK(windows[2].offset == 2000);
    CHECK(windows[2].length == 500);
}

TEST_CASE("without the image's digest only windows that some file needs are read") {
    auto plan = planner(10'000, {extent(1, 2100, 10), extent(2, 2200, 10), extent(3, 9990, 10)});
    const auto windows = all(plan, ~std::uint64_t{0});
    REQUIRE(windows.size() == 2);
    CHECK(windows[0].index == 2);
    CHECK(windows[0].pieces.size() == 2);
    CHECK(windows[1].index == 9);
}

TEST_CASE("an extent over three windows gives three pieces that say where it starts and ends, and loses no byte") {
    auto plan = planner(5000, {extent(7, 900, 1700), extent(8, 1100, 50)});
    const auto windows = all(plan, ~std::uint64_t{0});
    REQUIRE(windows.size() == 3);
    CHECK(windows[0].pieces[0].starts_extent);
    CHECK_FALSE(windows[0].pieces[0].ends_extent);
    CHECK(windows[2].pieces[0].ends_extent);
    std::uint64_t bytes = 0;
    for (const WindowPlan& window : windows) {
        for (const WindowPiece& piece : window.pieces) {
            if (piece.content == 7) bytes += piece.length;
            CHECK(piece.image_offset >= window.offset);
            CHECK(piece.image_offset + piece.length <= window.offset + window.length);
        }
    }
    CHECK(bytes == 1700);
    CHECK(windows[1].pieces.size() == 2);
}

TEST_CASE("a resumed run skips finished windows but goes back to one that a file still needs") {
    auto plan = planner(5000, {extent(1, 1500, 10), extent(2, 4200, 10)});
    const auto windows = all(plan, 3);
    REQUIRE(windows.size() == 3);
    CHECK(windows[0].index == 1);
    CHECK(windows[1].index == 3);
    CHECK(windows[2].index == 4);
}

TEST_CASE("pieces are read in whole chunks, overlapping needs once") {
    WindowPlan window{0, 0, 1000, {}};
    for (const auto& [offset, length] : {std::pair<std::uint64_t, std::uint64_t>{130, 20}, {140, 100}, {700, 1}}) {
        WindowPiece piece;
        piece.image_offset = offset;
        piece.length = length;
        window.pieces.push_back(piece);
    }
    const auto ranges = fill_ranges(window, false, 64, 1000, 5000);
    REQUIRE(ranges.size() == 2);
    CHECK(ranges[0].image_offset == 128);
    CHECK(ranges[0].length == 128);
    CHECK(ranges[0].memory_offset == 5128);
    CHECK(ranges[1].image_offset == 640);
    CHECK(fill_ranges(window, true, 64, 1000, 5000).size() == 1);
}
