#include "core/report/case_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "core/report/case_report_words.hpp"
#include "core/report/sheet_html.hpp"
#include "core/report/sheet_text.hpp"
#include "tests/report/sample_report.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string page_of(const CaseReport& report, Language language = Language::english) {
    const auto sheet = case_report(report, language);
    REQUIRE(sheet);
    return sheet_html(*sheet, [](std::string_view) { return std::string{"<svg/>"}; });
}

bool has(const std::string& text, std::string_view piece) {
    return text.find(piece) != std::string::npos;
}

std::size_t holes(std::string_view phrase) {
    std::size_t count = 0;
    for (auto at = phrase.find("{}"); at != std::string_view::npos; at = phrase.find("{}", at + 2)) ++count;
    return count;
}

}  // namespace

TEST_CASE("no phrase of a report is missing in either language, and both have the same holes") {
    for (std::size_t i = 0; i < report_phrases.size(); ++i) {
        const ReportWordInBoth& phrase = report_phrases[i];
        CAPTURE(std::string{phrase.english});
        CHECK(static_cast<std::size_t>(phrase.word) == i);
        CHECK_FALSE(phrase.english.empty());
        CHECK_FALSE(phrase.urdu.empty());
        CHECK(holes(phrase.english) == holes(phrase.urdu));
        // Yeh and kaf of an Arabic keyboard, which Urdu spells otherwise.
        CHECK(phrase.urdu.find("\u064A") == std::string_view::npos);
        CHECK(phrase.urdu.find("\u0643") == std::string_view::npos);
    }
}

TEST_CASE("a report that would not hold what is marked is not made") {
    const std::function<void(CaseReport&)> losses[] = {[](CaseReport& report) { report.things.pop_back(); },
                                                       [](CaseReport& report) { ++report.standing_tags; },
                                                       [](CaseReport& report) { report.case_notes.clear(); },
                                                       [](CaseReport& report) { report.things[0].tags.clear(); }};
    for (const auto& lose : losses) {
        CaseReport report = sample_report();
        lose(report);
        const auto sheet = case_report(report, Language::english);
        REQUIRE_FALSE(sheet);
        CHECK(has(sheet.error().what, "would not hold what is marked"));
    }
    CHECK(case_report(sample_report(), Language::english));
}

TEST_CASE("what was not read, and why, stands in the report in both languages") {
    const std::string english = page_of(sample_report());
    CHECK(has(english, "encrypted with BitLocker"));
    CHECK(has(english, "DIFFERS from the one stored in the image"));
    CHECK(has(english, "GONE: the case does not hold it any more"));
    CHECK(has(english, "DRAFT"));
    const std::string urdu = page_of(sample_report(), Language::urdu);
    CHECK(has(urdu, "dir=\"rtl\""));
    CHECK(has(urdu, "encrypted with BitLocker"));
    CHECK(has(urdu, "مسودہ"));
}

TEST_CASE("hostile names cannot leave their place in the page") {
    const std::string page = page_of(sample_report());
    CHECK_FALSE(has(page, "<script"));
    CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(has(page, "\\u{202e}gpj.exe\\nsecond"));
    CHECK_FALSE(has(page, "\u202E"));
    CHECK(has(page, std::string(4000, 'x')));
    CHECK(has(page, "default-src 'none'"));
    CHECK_FALSE(has(page, "http://"));
    CHECK_FALSE(has(page, "https://"));
    CHECK_FALSE(has(page, " style="));
    CHECK(html_text("<a href=\"x\">&'\xff") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\x{ff}");
}

TEST_CASE("what a reviewer reads has one digest, whoever prints it and when; another mark gives another") {
    CaseReport report = sample_report();
    const std::string digest = content_digest(report);
    CHECK(digest.size() == 64);
    report.head.issued.time.ns += 1'000'000'000;
    report.head.draft = false;
    report.made_by = "s.khan";
    report.reviewed_by = "m.iqbal";
    CHECK(content_digest(report) == digest);
    report.things[0].tags[0].text += "!";
    CHECK(content_digest(report) != digest);
}

TEST_CASE("a report goes through its text unchanged, as the typesetter reads it") {
    for (const Language language : {Language::english, Language::urdu}) {
        const auto sheet = case_report(sample_report(), language);
        REQUIRE(sheet);
        const auto again = parse_sheet(sheet_text(*sheet));
        REQUIRE(again);
        CHECK(sheet_text(*again) == sheet_text(*sheet));
    }
}
