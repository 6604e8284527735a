#include "core/custody/json_value.hpp"

#include <doctest/doctest.h>

using namespace sanad;

namespace {

/// Parsed, and written as the same bytes.
bool canonical(std::string_view text) {
    const auto value = JsonValue::parse(text);
    return value && value->canonical() == text;
}

std::string refusal(std::string_view text) {
    const auto value = JsonValue::parse(text);
    return value ? "accepted" : value.error().what;
}

}  // namespace

TEST_CASE("a canonical text is read and written as the same bytes") {
    CHECK(canonical("{}"));
    CHECK(canonical(R"({"a":[1,-7,true,false,"x \"\\ y"],"b":{"c":9007199254740991},"d":"آپ"})"));
    CHECK(canonical("0"));
    CHECK(canonical("-9007199254740991"));
}

TEST_CASE("every other text of the same content is refused, and the refusal names the byte") {
    CHECK(refusal(R"({"a":1,"a":2})") == "byte 7: a member twice");
    CHECK(refusal(R"({"b":1,"a":2})") == "byte 7: members that are not sorted");
    CHECK(refusal(R"({"a": 1})") == "byte 5: a value expected");
    CHECK(refusal("{\"a\":1}\n") == "byte 7: more text after the end");
    CHECK(refusal("\xef\xbb\xbf{}") == "byte 0: a value expected");
    CHECK(refusal(R"({"a":"\u0041"})") == "byte 6: an escape that is not canonical");
    CHECK(refusal(R"({"a":"\n"})") == "byte 6: an escape that is not canonical");
    CHECK(refusal("{\"a\":\"\t\"}") == "byte 6: a control character in a text");
    CHECK(refusal("{\"a\":\"\xed\xa0\x80\"}") == "byte 5: a text that is not UTF-8");
    CHECK(refusal("{\"a\":\"e\u0301\"}") == "byte 5: a text that is not in Normalization Form C");
    CHECK(refusal(R"({"A":1})") == "byte 1: not the name of a member");
    for (const char* number : {"9007199254740992", "-9007199254740992", "01", "-0", "1.0", "1e3", "+1", "null"}) {
        CAPTURE(number);
        CHECK_FALSE(JsonValue::parse(number));
    }
}

TEST_CASE("nesting has a limit, so that a hostile text cannot exhaust the stack") {
    CHECK(canonical(std::string(12, '[') + std::string(12, ']')));
    CHECK(refusal(std::string(100'000, '[')) == "byte 13: nested too deep");
}

TEST_CASE("a text that is cut off at any byte is refused") {
    const std::string whole = R"({"a":["x",{"b":true}],"c":-12})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(JsonValue::parse(std::string_view{whole}.substr(0, length)));
    }
}

TEST_CASE("base64 agrees with RFC 4648 section 10, and only one text stands for some bytes") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        CHECK(base64(bytes) == text);
        CHECK(from_base64(text) == std::string{bytes});
    }
    for (const char* text : {"Zh==", "Zm9=", "Zg=", "Zg", "Zm9v\n", "Z===", "====", "Zg==Zg==", "Zm-_"}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("a note with a line break is refused before it is signed, in words for who typed it") {
    CHECK(check_text("one line"));
    CHECK(check_text("two\nlines").error().what == "holds a control character (a line break, a tab)");
    CHECK_FALSE(check_text(std::string(65'537, 'x')));
}
