#include "core/search/matcher.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <random>

#include "core/base/unicode.hpp"

using namespace sanad;

namespace {

/// The original letters of every match, with | between.
std::string found(std::string_view query_text, std::string_view text, bool exact = false,
                  FoldLevel level = FoldLevel::standard) {
    const auto query = parse_query(query_text, level);
    REQUIRE(query);
    Matcher matcher{*query, exact};
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < query->terms.size(); ++i) all.push_back(i);
    std::string result;
    for (const TextMatch& match : matcher.matches(text, all))
        result += (result.empty() ? "" : "|") + std::string{text.substr(match.begin, match.end - match.begin)};
    return result;
}

}  // namespace

TEST_CASE("words are found in whatever letters they were written") {
    CHECK(found("محمد", "نام: مُحَمَّد، عمر") == "مُحَمَّد");
    CHECK(found("جرائم", "جرا\u064A\u0654م") == "جرا\u064A\u0654م");
    CHECK(found("69962-0590540-3", "CNIC ۶۹۹۶۲-۰۵۹۰۵۴۰-۳.") == "۶۹۹۶۲-۰۵۹۰۵۴۰-۳");
    CHECK(found("transfer", "Transfers, TRANSFER; transfer") == "TRANSFER|transfer");
    CHECK(found("trans*", "Transfers atransfer") == "Transfers");
    CHECK(found("*sfer*", "Transfers atransfer") == "Transfers|atransfer");
    CHECK(found("*sfer", "Transfers atransfer") == "atransfer");
    CHECK(found("\"wire transfer\"", "wire\n  transfer, wire the transfer") == "wire\n  transfer");
}

TEST_CASE("a word by itself is found where the words of the whole text say, in whatever letters it stands among") {
    std::mt19937 dice{20261128};
    const char* const pieces[] = {"star", "Star", "STAR",   "s\u0301tar", "stár", "ｓｔａｒ",
                                  "بینک", "بَینک", "بینک12", "۱۲",         "12",   "star12",
                                  "a",    "و",    "\u064E", "\u200C",     "٫",    "é"};
    const char* const between[] = {"", "", " ", ",", "\n", "\u06D4", "-", "\u00A0"};
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (int i = 0; i < 12; ++i) {
            text += pieces[dice() % std::size(pieces)];
            text += between[dice() % std::size(between)];
        }
        CAPTURE(text);
        for (const char* asked : {"star", "بینک", "12", "sta*", "*tar", "*tar*", "۱۲", "و"}) {
            for (const FoldLevel level : {FoldLevel::standard, FoldLevel::loose}) {
                const auto query = parse_query(asked, level);
                REQUIRE(query);
                const WordPattern& pattern = query->terms.front().phrases.front().words.front();
                Folder folder{level};
                const FoldedWords words = folder.words(text);
                std::string expected;
                for (const FoldedWord& word : words.words) {
                    if (!pattern.matches(words.key(word))) continue;
                    expected += (expected.empty() ? "" : "|") + text.substr(word.begin, word.end - word.begin);
                }
                CHECK(found(asked, text, false, level) == expected);
            }
        }
    }
}

TEST_CASE("no character of the Arabic block folds to an ASCII letter") {
    for (const FoldLevel level : {FoldLevel::standard, FoldLevel::loose}) {
        for (char32_t character = 0x600; character <= 0x6FF; ++character) {
            std::string text;
            append_character(text, character);
            CAPTURE(text);
            for (const char c : fold(text, level).key) CHECK_FALSE(((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')));
        }
    }
}

TEST_CASE("exact compares the letters as they stand") {
    CHECK(found("محمد", "مُحَمَّد محمد", true) == "محمد");
    CHECK(found("Transfer", "TRANSFER Transfer", true) == "Transfer");
    CHECK(found("69962-0590540-3", "۶۹۹۶۲-۰۵۹۰۵۴۰-۳ 69962 0590540 3 69962-0590540-3", true) == "69962-0590540-3");
    CHECK(found("کتاب", "كتاب", true).empty());
}

TEST_CASE("near means few words between, in either order, and never a word with itself") {
    CHECK(found("a NEAR/2 b", "a x y b") == "a x y b");
    CHECK(found("a NEAR/2 b", "b x y a") == "b x y a");
    CHECK(found("a NEAR/2 b", "a x y z b").empty());
    CHECK(found("NEAR(a b c, 1)", "c a x b") == "c a x b");
    CHECK(found("a NEAR/5 a", "a").empty());
    CHECK(found("a NEAR/5 a", "a x a") == "a x a");
}

TEST_CASE("the loose level finds the other letters too") {
    CHECK(found("بہائی", "بھائی", false, FoldLevel::loose) == "بھائی");
    CHECK(found("بہائی", "بھائی").empty());
}
