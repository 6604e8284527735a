#include "core/base/unicode.hpp"

#include <doctest/doctest.h>

using namespace sanad;

TEST_CASE("an Urdu word typed as alef and a madda composes to one letter") {
    CHECK(nfc("\u0627\u0653\u067e") == "\u0622\u067e");
    CHECK(is_nfc("\u0622\u067e"));
    CHECK_FALSE(is_nfc("\u0627\u0653\u067e"));
}

TEST_CASE("what has no composed form stays as it is") {
    CHECK(nfc("\u06cc\u0654") == "\u06cc\u0654");  // Farsi yeh and a hamza above: never U+0626
    CHECK(is_nfc("FIR 12/2026"));
}

TEST_CASE("text that is not UTF-8 is no NFC and is not changed") {
    CHECK(nfc("a\xff") == "a\xff");
    CHECK_FALSE(is_nfc("a\xff"));
    CHECK_FALSE(is_nfc("\xed\xa0\x80"));  // a lone surrogate
}
