#include "core/base/text.hpp"

#include <doctest/doctest.h>

using namespace sanad;

TEST_CASE("ASCII capitals are made small, other letters stay as they are") {
    CHECK(ascii_lower("IMG_01.JPG À فہرست") == "img_01.jpg À فہرست");
}

TEST_CASE("a file name with a right-to-left override is shown with the override visible") {
    CHECK(shown("invoice_\u202Efdp.exe") == "invoice_\\u{202e}fdp.exe");
}

TEST_CASE("a name that is not UTF-8 is shown byte by byte where it breaks, and Urdu stays as it is") {
    CHECK(shown("a\xffz") == "a\\x{ff}z");
    CHECK(shown("جرائم.txt") == "جرائم.txt");
    CHECK(is_utf8("جرائم"));
    CHECK_FALSE(is_utf8("\xc0\xaf"));          // overlong slash
    CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // a surrogate
    CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
    CHECK(repaired_utf8("a\xffz") == "a\uFFFDz");
}

TEST_CASE("a name with quotes, controls and broken bytes is still one JSON string") {
    CHECK(json_string("a\"b\\c\n\x01\xff") == "\"a\\\"b\\\\c\\u000a\\u0001\uFFFD\"");
    // Nothing that ends a line or moves a cursor: NEL, CSI, the line separator.
    CHECK(json_string("plain \x7F~\\ 'plain' \xF0\x9F\x98\x80z") == "\"plain \\u007f~\\\\ 'plain' \U0001F600z\"");
    CHECK(json_string("\xC2\x85\xC2\x9B\xE2\x80\xA8\xC2\xA0") == "\"\\u0085\\u009b\\u2028\xC2\xA0\"");
}

TEST_CASE("a glob with several stars finds its match without trying for ever") {
    CHECK(glob_match("*/Users/*.lnk", "/Users/sana/Recent/a.lnk", false));
    CHECK_FALSE(glob_match("*.lnk", "/a.lnk.txt", false));
    CHECK(glob_match("*.JPG", "/dcim/img.jpg", true));
    CHECK_FALSE(glob_match("*.JPG", "/dcim/img.jpg", false));
    CHECK(glob_match("?.txt", "ی.txt", false));
    CHECK_FALSE(glob_match("a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a'), false));
}
