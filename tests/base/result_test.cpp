#include "core/base/result.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace sanad;

namespace {

Result<int> sectors_of(int segment) {
    if (segment > 2) return failure(Fault::damaged, "unexpected end");
    return segment * 100;
}

Result<int> sectors_of_two(int first, int second) {
    return TRY(sectors_of(first)) + TRY(sectors_of(second));
}

Result<> check_all(int segments) {
    for (int segment = 1; segment <= segments; ++segment) {
        if (auto sectors = sectors_of(segment); !sectors) {
            return within("segment " + std::to_string(segment), std::move(sectors.error()));
        }
    }
    return {};
}

Result<> check_image(int segments) {
    if (auto checked = check_all(segments); !checked) return within("phone.E01", std::move(checked.error()));
    return {};
}

Result<std::unique_ptr<int>> only_movable() {
    return std::make_unique<int>(7);
}
Result<int> through_a_move() {
    return *TRY(only_movable());
}

}  // namespace

TEST_CASE("an error in a segment reaches the examiner with the place where it happened, outermost first") {
    const auto checked = check_image(3);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().what == "phone.E01: segment 3: unexpected end");
    CHECK(checked.error().fault == Fault::damaged);
    CHECK(check_image(2));
}

TEST_CASE("TRY gives the value of what succeeded and returns the error of what did not") {
    CHECK(sectors_of_two(1, 2).value() == 300);
    CHECK(sectors_of_two(1, 3).error().what == "unexpected end");
    CHECK(through_a_move().value() == 7);
}

TEST_CASE("every kind of trouble has a word of its own") {
    CHECK(name_of(Fault::damaged) == "damaged");
    CHECK(name_of(Fault::encrypted) == "encrypted");
    CHECK(name_of(Fault::limit) == "limit");
    CHECK(name_of(Fault::system) == "system");
}
