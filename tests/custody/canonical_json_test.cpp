#include "core/custody/canonical_json.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sanad;

namespace {

/// What reading `text` as one member "a" with a number says.
std::string said_of(std::string_view text) {
    CanonicalReader json{text};
    const auto read = [&]() -> Result<void> {
        TRY(json.open_object());
        TRY(json.key("a"));
        TRY(json.number());
        TRY(json.key("b"));
        TRY(json.text());
        TRY(json.close_object());
        return json.end();
    }();
    return read ? "read" : read.error().what;
}

}  // namespace

TEST_CASE("one content has one text: everything else is named with its byte") {
    CHECK(said_of("{\"a\":5,\"b\":\"x\"}\n") == "read");
    CHECK(said_of("{\"a\":0,\"b\":\"\\\"\\\\\"}\n") == "read");
    CHECK(said_of("{\"a\":9007199254740991,\"b\":\"\"}\n") == "read");
    CHECK(said_of("{\"a\":9007199254740992,\"b\":\"\"}\n") == "byte 5: a number beyond 2^53 - 1");
    CHECK(said_of("{\"a\":05,\"b\":\"x\"}\n") == "byte 5: a number with a leading zero");
    CHECK(said_of("{\"a\":-5,\"b\":\"x\"}\n") == "byte 5: a whole number expected, '-' stands there");
    CHECK(said_of("{ \"a\":5,\"b\":\"x\"}\n") == "byte 1: '\"' expected, ' ' stands there");
    CHECK(said_of("{\"a\":5,\"a\":5,\"b\":\"x\"}\n") == "byte 7: the key \"a\" stands twice, \"b\" is expected");
    CHECK(said_of("{\"a\":5,\"b\":\"x\",\"b\":\"x\"}\n") == "byte 15: the key \"b\" stands twice");
    CHECK(said_of("{\"a\":5,\"b\":\"x\",\"c\":1}\n") == "byte 15: the key \"c\" does not belong here");
    CHECK(said_of("{\"a\":5,\"b\":\"\\u0061\"}\n") == "byte 12: an escape that is not canonical");
    CHECK(said_of("{\"a\":5,\"b\":\"\xC3\"}\n") == "byte 11: a text that is not UTF-8");
    CHECK(said_of("{\"a\":5,\"b\":\"\n\"}\n") == "byte 12: a control character in a text");
    CHECK(said_of("{\"a\":5,\"b\":\"x") == "byte 11: a text without an end");
    CHECK(said_of("{\"a\":5,\"b\":\"x\"}") == "byte 15: the line feed at the end is missing");
    CHECK(said_of("{\"a\":5,\"b\":\"x\"}\n\n") == "byte 15: more text after the end");
    CHECK(said_of("") == "byte 0: '{' expected, the text ends");
}

TEST_CASE("the elements of a list are counted as they stand, and a comma without an element is none") {
    const auto count = [](std::string_view text) {
        CanonicalReader json{text};
        int elements = 0;
        const auto read = [&]() -> Result<void> {
            TRY(json.open_array());
            while (TRY(json.another())) {
                TRY(json.number());
                ++elements;
            }
            return json.end();
        }();
        return read ? elements : -1;
    };
    CHECK(count("[]\n") == 0);
    CHECK(count("[7]\n") == 1);
    CHECK(count("[7,8,9]\n") == 3);
    CHECK(count("[7,]\n") == -1);
    CHECK(count("[,7]\n") == -1);
    CHECK(count("[7 8]\n") == -1);
    CHECK(count("[7\n") == -1);
}
