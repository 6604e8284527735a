#include "core/report/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/base/text.hpp"

using namespace sanad;

namespace {

std::size_t holes(std::string_view phrase) {
    std::size_t count = 0;
    for (auto at = phrase.find("{}"); at != std::string_view::npos; at = phrase.find("{}", at + 2)) ++count;
    return count;
}

/// At least one letter of the Arabic blocks (U+0600 to U+06FF begin with D8 to DB in UTF-8).
bool holds_arabic_script(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xD8 && byte <= 0xDB;
    });
}

/// Letters that an Arabic keyboard types and Urdu spells otherwise: yeh and kaf of Arabic, heh.
bool holds_letters_of_arabic_only(std::string_view text) {
    return text.find("\u064A") != std::string_view::npos || text.find("\u0643") != std::string_view::npos ||
           text.find("\u0647") != std::string_view::npos || text.find("\u0649") != std::string_view::npos;
}

}  // namespace

TEST_CASE("no phrase of a paper is missing in either language") {
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        const WordInBoth& phrase = phrases[i];
        CAPTURE(std::string{phrase.english});
        CHECK(phrase.word == static_cast<Word>(i));
        CHECK(!phrase.english.empty());
        CHECK(!phrase.urdu.empty());
        CHECK(holds_arabic_script(phrase.urdu));
        CHECK_FALSE(holds_arabic_script(phrase.english));
        CHECK_FALSE(holds_letters_of_arabic_only(phrase.urdu));
        CHECK(holes(phrase.english) == holes(phrase.urdu));
        // What shown() would change can never be printed as it stands here.
        CHECK(shown(phrase.english) == phrase.english);
        CHECK(shown(phrase.urdu) == phrase.urdu);
    }
    CHECK(say(Word::seizure_memo, Language::english) == "Seizure memo");
    CHECK(say(Word::seizure_memo, Language::urdu) == "فردِ مقبوضگی");
}

TEST_CASE("every value of the ledger's lists has a name in both languages, and each only once") {
    std::set<std::string_view> values;
    for (const Term& term : terms) {
        CAPTURE(std::string{term.value});
        CHECK(values.insert(term.value).second);
        CHECK(!term.english.empty());
        CHECK_FALSE(holds_letters_of_arabic_only(term.urdu));
        CHECK(holds_arabic_script(term.urdu));
    }
    CHECK(say_term("faraday", Language::english) == "in a Faraday bag");
    CHECK(say_term("phone", Language::urdu) == "موبائل فون");
    CHECK_FALSE(say_term("typewriter", Language::english));
    for (const std::string_view kind :
         {"phone", "sim",           "memory_card",  "laptop", "desktop", "server", "hdd",
          "ssd",   "usb",           "optical",      "dvr",    "router",  "iot",    "vehicle_unit",
          "drone", "cloud_account", "logical_data", "image",  "paper",   "other"}) {
        CAPTURE(std::string{kind});
        CHECK(say_term(kind, Language::urdu));
    }
}

TEST_CASE("languages are named as everywhere else") {
    CHECK(language_of("ur") == Language::urdu);
    CHECK(language_of("en") == Language::english);
    CHECK_FALSE(language_of("UR"));
    CHECK(code_of(Language::urdu) == "ur");
}
