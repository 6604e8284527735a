#include "core/search/matcher.hpp"

#include <doctest/doctest.h>

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
