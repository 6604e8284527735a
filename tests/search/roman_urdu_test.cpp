#include "core/search/roman_urdu.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sanad;

TEST_CASE("spellings of one sound have one skeleton") {
    for (const auto& [one, other] : {std::pair{"shaadi", "shadi"},
                                     {"zabardast", "jabardast"},
                                     {"khatl", "qatl"},
                                     {"paisee", "paisi"},
                                     {"doost", "dust"},
                                     {"vaqt", "waqt"},
                                     {"muhammad", "muhamad"}}) {
        CHECK(roman_skeleton(one) == roman_skeleton(other));
        CHECK_FALSE(roman_skeleton(one).empty());
    }
    CHECK(roman_skeleton("paisa") != roman_skeleton("pesa"));
    CHECK(roman_skeleton("ab").empty());
    CHECK(roman_skeleton("x9y").empty());
    CHECK(roman_skeleton("رقم").empty());
}

TEST_CASE("a skeleton knows every letter its words may begin with") {
    for (const char* word :
         {"khatl", "qatl", "zameen", "jameen", "vaqt", "waqt", "eed", "id", "oopar", "upar", "raqam"}) {
        const auto first = possible_first_letters(roman_skeleton(std::string{word} + "a"));
        CHECK(std::ranges::find(first, word[0]) != first.end());
    }
}
