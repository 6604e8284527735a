#include "core/report/case_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "core/model/evidence.hpp"
#include "core/model/identifier.hpp"
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

TEST_CASE("a report says that everything was read only where it was") {
    CaseReport report = sample_report();
    ReportedImage& image = report.images[0];
    image.file_systems[0].not_read.clear();
    const auto says = [&](ReportWord word) { return has(page_of(report), std::string{say(word, Language::english)}); };
    // The second volume is encrypted: no content of it is missing, as none is known.
    CHECK_FALSE(says(ReportWord::everything_examined));
    CHECK(says(ReportWord::everything_listed));
    image.file_systems.pop_back();
    CHECK(says(ReportWord::everything_examined));
    image.file_systems[0].unreadable_bytes = 512;
    CHECK_FALSE(says(ReportWord::everything_examined));
    image.file_systems[0].unreadable_bytes = 0;
    image.file_systems[0].walk = "partial";
    CHECK_FALSE(says(ReportWord::everything_examined));
    // Free space is in a digest only where one was made.
    CHECK(says(ReportWord::free_space_note));
    image.media_read = false;
    CHECK_FALSE(says(ReportWord::free_space_note));
    CHECK(says(ReportWord::free_space_unread));
}

TEST_CASE("a digest that equals the one on record is not said to equal one stored in the image") {
    CaseReport report = sample_report();
    report.images[0].digests = {{"SHA-256", std::string(64, 'a'), {}, "no_stored_hash", "match", std::string(64, 'a')}};
    std::string page = page_of(report);
    CHECK(has(page, "the image stores none to compare with"));
    CHECK(has(page, "read again: equals the one on record in this case"));
    CHECK_FALSE(has(page, "equals the one stored in the image"));
    report.images[0].digests[0].again = "mismatch";
    report.images[0].digests[0].given_again = std::string(64, 'e');
    page = page_of(report);
    CHECK(has(page, "READ AGAIN, THE IMAGE GAVE ANOTHER"));
    CHECK(has(page, std::string(64, 'e')));
}

TEST_CASE("an index that lacks an image names it") {
    CaseReport report = sample_report();
    report.passes = {{ReportedPass::What::full_text, "", {}, {}, 4096}};
    CHECK_FALSE(has(page_of(report), "NOT SEARCHABLE"));
    report.passes[0].without = {"RV/2, image 2"};
    CHECK(has(page_of(report), "NOT SEARCHABLE, or not to its end: <bdi>RV/2, image 2</bdi>"));
    CHECK(has(page_of(report, Language::urdu), "RV/2, image 2"));
}

TEST_CASE("a pass that found nothing is not said not to have run") {
    CaseReport report = sample_report();
    report.passes = {{ReportedPass::What::identifiers, "RV/1", {}, {}, 0, true}};
    CHECK(has(page_of(report), "run; nothing found"));
    CHECK_FALSE(has(page_of(report), "not run"));
    report.passes[0].ran = false;
    CHECK(has(page_of(report), "not run"));
}

TEST_CASE("what hash sets left out stands before the modules, and each image has its own list of them") {
    CaseReport report = sample_report();
    report.passes = {{ReportedPass::What::hash_sets, "RV/1", {{"NSRL 2026", "known", 500, 7, true}}, {}, 0},
                     {ReportedPass::What::full_text, "", {}, {}, 4096}};
    report.images[0].modules.resize(18, report.images[0].modules[0]);
    for (const Language language : {Language::english, Language::urdu}) {
        const std::string page = page_of(report, language);
        const auto left_out = page.find(say(ReportWord::hash_set_left_out, language));
        REQUIRE(left_out != std::string::npos);
        CHECK(left_out < page.find("windows.prefetch 1.0.0"));
    }
    CHECK(has(page_of(report), "index/"));
    CHECK(has(page_of(report), "their sum may exceed the volume"));
    report.images.push_back(report.images[0]);
    report.images[1].id = 2;
    report.images[1].modules.clear();
    const std::string page = page_of(report);
    const auto list = page.rfind(say(ReportWord::modules_table, Language::english));
    REQUIRE(list != std::string::npos);
    const auto none = page.find(say(ReportWord::no_modules, Language::english), list);
    REQUIRE(none != std::string::npos);
    CHECK(page.find("windows.prefetch 1.0.0", list) < none);
}

TEST_CASE("of a tagged text its beginning is printed as the evidence's words, and how much is not") {
    CaseReport report = sample_report();
    ReportedThing::Words& text = report.things[0].text;
    text.by = "mail.eml 1.0.0";
    text.beginning = "Dear bank,\r\n\r\n\tsend رقم to <b>me</b>\u202E now\n";
    text.characters = 37'493;
    std::string page = page_of(report);
    CHECK(has(page, "Text (<bdi>mail.eml 1.0.0</bdi>): the first <bdi>42</bdi> of <bdi>37,493</bdi> characters"));
    CHECK(has(page, "<p dir=\"auto\"><bdi>Dear bank,</bdi></p>"));
    CHECK(has(page, "send رقم to &lt;b&gt;me&lt;/b&gt;\\u{202e} now</bdi> …</p>"));
    CHECK(has(page_of(report, Language::urdu), "send رقم to &lt;b&gt;me"));
    CHECK(has(page_of(report, Language::urdu), "37,493"));
    CHECK(content_digest(report) != content_digest(sample_report()));
    text.characters = 42;
    page = page_of(report);
    CHECK(has(page, "the whole, <bdi>42</bdi> characters"));
    CHECK_FALSE(has(page, "…</p>"));
    // A thousand lines of one letter would be pages of nothing.
    text.beginning.clear();
    for (int i = 0; i < 500; ++i) text.beginning += "a\n";
    text.characters = 1000;
    page = page_of(report);
    CHECK(has(page, "the first <bdi>80</bdi> of <bdi>1,000</bdi> characters"));
    // What is not there to print is said.
    text = {};
    text.shared = true;
    report.texts_missing = "this case has no index";
    page = page_of(report);
    CHECK(has(page, "not which of its messages"));
    CHECK(has(page, "No words of files and messages are printed: <bdi>this case has no index</bdi>"));
    CHECK_FALSE(has(page, "<blockquote>"));
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

TEST_CASE("every outcome of reading and every kind of identifier has its words in both languages") {
    std::vector<std::string_view> recorded{"pending", "not recorded", "added",   "partial", "complete",
                                           "running", "finished",     "stopped", "failed"};
    for (auto outcome = Outcome::examined; outcome <= Outcome::failed;
         outcome = static_cast<Outcome>(static_cast<int>(outcome) + 1))
        recorded.push_back(name_of(outcome));
    recorded.insert(recorded.end(), identifier_kind_names.begin(), identifier_kind_names.end());
    for (const std::string_view value : recorded) {
        CAPTURE(value);
        const auto urdu = say_report_term(value, Language::urdu);
        REQUIRE(urdu);
        // U+0600 to U+06FF begin with D8 to DB in UTF-8.
        CHECK(std::ranges::any_of(*urdu, [](char c) { return static_cast<unsigned char>(c) >= 0xD8; }));
        CHECK(urdu->find("\u064A") == std::string_view::npos);
        CHECK(urdu->find("\u0643") == std::string_view::npos);
        CHECK(say_report_term(value, Language::english));
    }
    CHECK_FALSE(say_report_term("dreamt", Language::urdu));
}

TEST_CASE("in Urdu a report says in Urdu what a finding is, when it happened, who vouches, and what passes found") {
    CaseReport report = sample_report();
    report.made_by = "rvance (unattested)";
    report.things[1].tags[0].examiner = "rvance (unattested)";
    report.timeline.push_back({report.timeline[0].time, "Program executed", 2, "RV/1", "/x", "program.executed"});
    report.things[0].volume = {"NTFS", "Windows", 0, 1};
    report.things[1].values[0].second = std::string(5000, 'q');
    report.runs[0].settings = R"({"modules":[…]})";
    report.runs[0].modules = 31;
    using What = ReportedPass::What;
    report.passes = {{What::hash_sets, "RV/1", {{"NSRL 2026", "known", 500, 7, true}}, {}, 0},
                     {What::identifiers, "RV/1", {}, {{"cnic", 12}}, 0},
                     {What::full_text, "", {}, {}, 4096}};
    const std::string page = page_of(report, Language::urdu);
    for (const std::string_view english :
         {"Program executed", "Program run", "unattested", "entries", "contents of this image", "bytes", "image 1",
          "in the table above", "finished", "encrypted<", "KNOWN"}) {
        CAPTURE(english);
        CHECK_FALSE(has(page, english));
    }
    for (const std::string_view urdu : {"غیر مصدقہ", "پروگرام چلایا گیا", "مرموز", "شناختی کارڈ نمبر",
                                        "معروف مواد کسی ماڈیول", "ماڈیول، اوپر جدول میں", "مزید "}) {
        CAPTURE(urdu);
        CHECK(has(page, urdu));
    }
    // What has a name of its own keeps it.
    for (const std::string_view kept : {"program.executed", "NSRL 2026", "NTFS", "rvance"}) {
        CAPTURE(kept);
        CHECK(has(page, kept));
    }
}

TEST_CASE("a clock that is told nowhere takes no room in the timeline, and one that is told stands with its time") {
    CaseReport report = sample_report();
    CHECK(has(page_of(report), "2024-03-09T20:41:10+05:00"));
    CHECK(has(page_of(report), "Time (UTC) = Clock of the case"));
    report.timeline[0].time.case_clock.clear();
    report.things[0].times.clear();
    CHECK_FALSE(has(page_of(report), "Time (UTC) = Clock of the case"));
    report.timeline[0].time.zoneless = true;
    CHECK(has(page_of(report), "(no zone recorded)"));
}

TEST_CASE("the values of a list stand in one cell under one label") {
    CaseReport report = sample_report();
    report.things[1].values = {{"program", "TOR.EXE"}, {"loaded_files", "NTDLL.DLL"}, {"loaded_files", "KERNEL32.DLL"}};
    const std::string page = page_of(report);
    const auto label = page.find("loaded_files");
    REQUIRE(label != std::string::npos);
    CHECK(page.find("loaded_files", label + 1) == std::string::npos);
    CHECK(has(page, "NTDLL.DLL"));
    CHECK(has(page, "KERNEL32.DLL"));
}

TEST_CASE("what an acquiring tool wrote is labelled in words, and a field nobody knows by its own name") {
    for (const Term& term : header_terms) {
        CAPTURE(term.value);
        CHECK(term.english.find('_') == std::string_view::npos);
        CHECK(std::ranges::any_of(term.urdu, [](char c) { return static_cast<unsigned char>(c) >= 0xD8; }));
    }
    CHECK(say_header("acquiry_date", Language::english) == "Time of copying");
    CHECK(say_header("header_xy", Language::urdu) == "header_xy");
}
