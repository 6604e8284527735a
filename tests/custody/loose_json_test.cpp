#include "core/custody/loose_json.hpp"

#include <doctest/doctest.h>

using namespace sanad;

namespace {

std::string read(std::string_view text) {
    const auto value = read_loose_json(text);
    return value ? value->canonical() : value.error().what;
}

}  // namespace

TEST_CASE("JSON as people write it becomes canonical") {
    CHECK(read("{ \"b\" : [ 1, -2 ],\r\n\t\"a\": true }\n") == R"({"a":true,"b":[1,-2]})");
    CHECK(read("\xef\xbb\xbf{}") == "{}");
    CHECK(read(R"("A\u0627\ud83d\ude00\/\"")") == "\"A\xd8\xa7\xf0\x9f\x98\x80/\\\"\"");
    CHECK(read("\"cafe\xcc\x81\"") == "\"caf\xc3\xa9\"");
    CHECK(read("[]") == "[]");
}

TEST_CASE("what a ledger cannot hold is refused with its place") {
    CHECK(read("{\n  \"a\": null\n}") == "line 2, column 12: null stands for nothing here: leave the member out");
    CHECK(read("{\"a\":1,\n\"a\":2}").starts_with("line 2, column "));
    CHECK(read("1.5").ends_with("only whole numbers can be recorded"));
    CHECK(read("9007199254740992").ends_with("a number beyond 2^53 - 1: write it as a text"));
    CHECK(read(R"("\ud83d")").ends_with("half of a surrogate pair"));
    CHECK(read(R"("\ude00")").ends_with("half of a surrogate pair"));
    CHECK(read("\"\xff\"").ends_with("a text that is not UTF-8"));
    CHECK(read("\"a\nb\"").ends_with("a control character in a text"));
    CHECK(read(std::string(100'000, '[')).ends_with("nested too deep"));
    CHECK(read("{} {}").ends_with("more text after the end"));
}

TEST_CASE("JSON that is cut off at any byte is refused") {
    const std::string whole = R"({"a": ["x", {"b": true}], "c": -12})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(read_loose_json(std::string_view{whole}.substr(0, length)));
    }
}
