#include "core/custody/members.hpp"

#include <doctest/doctest.h>

using namespace sanad;

namespace {

template <class T>
std::string refusal(const Result<T>& result) {
    return result ? "accepted" : result.error().what;
}

}  // namespace

TEST_CASE("members are read by name, and what nobody asked for is refused") {
    const JsonValue value = JsonValue::parse(R"({"a":"x","b":7,"c":true,"d":["p","q"],"e":{}})").value();
    Members members{value};
    CHECK(members.text("a").value() == "x");
    CHECK(members.number("b").value() == 7);
    CHECK(members.truth("c").value());
    CHECK(members.texts("d", is_some_text, "a text").value() == std::vector<std::string>{"p", "q"});
    CHECK(refusal(members.end()) == "e: no such member is known");
    CHECK(members.object("e").value()->object()->empty());
    CHECK(members.end());
    CHECK_FALSE(members.optional_text("f").value().has_value());
    CHECK_FALSE(members.optional_number("f", 0).value().has_value());
    CHECK(members.optional_array("f").value() == nullptr);
    CHECK(members.end());
}

TEST_CASE("a member of another shape is named") {
    const JsonValue value = JsonValue::parse(R"({"a":"x","b":-1,"d":[1],"e":[]})").value();
    Members members{value};
    CHECK(refusal(members.text("z")) == "z: missing");
    CHECK(refusal(members.text("b")) == "b: not a text");
    CHECK(refusal(members.text("a", is_key_id, "a key id")) == "a: not a key id");
    CHECK(refusal(members.number("a")) == "a: not a number");
    CHECK(refusal(members.number("b")) == "b: less than 0");
    CHECK(refusal(members.truth("a")) == "a: neither true nor false");
    CHECK(refusal(members.object("a")) == "a: not an object");
    CHECK(refusal(members.array("a")) == "a: not an array");
    CHECK(refusal(members.texts("d", is_some_text, "some text")) == "d: element 0 is not a text");
    CHECK(refusal(members.optional_array("e")) == "e: an empty array, where nothing is to stand");
    const JsonValue text{"x"};
    CHECK(refusal(Members{text}.end()) == "not an object");
}

TEST_CASE("forms of texts") {
    CHECK(is_sha256_hex(std::string(64, 'a')));
    CHECK_FALSE(is_sha256_hex(std::string(64, 'A')));
    CHECK_FALSE(is_sha256_hex(std::string(63, 'a')));
    CHECK(is_key_id(std::string(40, '0')));
    for (const char* good : {"0", "7", "18446744073709551615"}) CHECK(is_decimal(good));
    for (const char* bad : {"", "00", "07", "-1", "+1", " 1", "1e3", "184467440737095516150"})
        CHECK_FALSE(is_decimal(bad));
    CHECK(is_sorted_set({}));
    CHECK(is_sorted_set({"a", "b"}));
    CHECK_FALSE(is_sorted_set({"b", "a"}));
    CHECK_FALSE(is_sorted_set({"a", "a"}));
}
