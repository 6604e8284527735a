#include "core/report/phrase.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace sanad;

TEST_CASE("a phrase is filled in order, and what fills it keeps its kind") {
    const Text text = filled("Page {} of {}", {{"1", Run::Kind::words}, {"x{}y", Run::Kind::token}});
    REQUIRE(text.runs.size() == 4);
    CHECK(text.runs[0] == Run{"Page ", Run::Kind::words});
    CHECK(text.runs[1] == Run{"1", Run::Kind::words});
    CHECK(text.runs[3] == Run{"x{}y", Run::Kind::token});  // a hole in a value is no hole
    CHECK(filled("no hole", {}).runs.size() == 1);
    CHECK(filled("", {}).empty());
    CHECK_THROWS_AS(filled("{} {}", {{"1", Run::Kind::words}}), std::logic_error);
    CHECK_THROWS_AS(filled("none", {{"1", Run::Kind::words}}), std::logic_error);
}
