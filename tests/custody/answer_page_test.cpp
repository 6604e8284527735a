#include "core/custody/answer_page.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "core/custody/answer_words.hpp"
#include "tests/custody/bundle_fixture.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/files.hpp"

using namespace sanad;
using namespace sanad::testing;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

using sanad::tests::put;
using sanad::tests::text_in;

const AnswerSheet& lantern_sheet() {
    static const AnswerSheet sheet = [] {
        const TemporaryFolder folder;
        const LanternCase lantern;
        BagWriter writer = lantern.bundle(folder.path() / "bag");
        REQUIRE(writer.seal({}));
        REQUIRE(writer.publish());
        BundleRequest request;
        request.bundle = folder.path() / "bag";
        return check_bundle(request).value();
    }();
    return sheet;
}

/// A sheet with hostile text wherever text of others can stand.
AnswerSheet hostile_sheet() {
    AnswerSheet sheet = lantern_sheet();
    sheet.status = 1;
    const std::string hostile = "<script>alert(1)</script>\" onload='x' & \u202e\n\x01\xff";
    sheet.case_id = sheet.ledger = hostile;
    sheet.broken = {{3, "V-03", hostile}, {-1, "bag", hostile}};
    sheet.answers[4].answer = AnswerWord::no;
    sheet.answers[4].lines = {
        {Phrase::found_in_entry, {code(std::uint64_t{3}), code(hostile), {SheetValue::Kind::told, hostile, {}}}, true}};
    return sheet;
}

/// Differs from the text in tests/custody/golden: what is new is left in the build folder, to look at and copy.
void check_golden(const std::string& name, const std::string& found) {
    const fs::path golden = fs::path{SANAD_SOURCE_DIR} / "tests/custody/golden" / name;
    const fs::path now = fs::path{SANAD_BINARY_DIR} / name;
    const bool same = text_in(golden) == found;
    if (!same) put(now, found);
    CHECK_MESSAGE(same, "diff ", golden.string(), " ", now.string());
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("no word of the sheet is a name from our code") {
    // A heading once read "AnswerWord".
    const std::regex name{"[a-z][A-Z]|::|[a-z]_[a-z]"};
    for (std::size_t i = 0; i < phrase_count; ++i) {
        const std::string words{words_of(static_cast<Phrase>(i), SheetLanguage::english)};
        CHECK_MESSAGE(!std::regex_search(words, name), words);
    }
}

TEST_CASE("the answers to a fixed case are these texts, in both languages") {
    check_golden("answers.en.txt", sheet_text(lantern_sheet(), SheetLanguage::english));
    check_golden("answers.ur.txt", sheet_text(lantern_sheet(), SheetLanguage::urdu));
    check_golden("answers.json", sheet_json(lantern_sheet(), SheetLanguage::english));
}

TEST_CASE("every phrase stands in both languages and takes the same values") {
    for (std::size_t i = 0; i < phrase_count; ++i) {
        const auto phrase = static_cast<Phrase>(i);
        const std::string english{words_of(phrase, SheetLanguage::english)},
            urdu{words_of(phrase, SheetLanguage::urdu)};
        CAPTURE(english);
        CHECK_FALSE(english.empty());
        CHECK_FALSE(urdu.empty());
        const std::regex place{R"(\{[0-9]\})"};
        const auto places = [&](const std::string& text) {
            std::multiset<std::string> found;
            for (std::sregex_iterator each{text.begin(), text.end(), place}, end; each != end; ++each)
                found.insert(each->str());
            return found;
        };
        CHECK(places(english) == places(urdu));
        CHECK(count(english, "{") == places(english).size());
    }
    const std::vector<std::string> values{"one", "two"};
    CHECK(filled(Phrase::other_checkpoints, SheetLanguage::english, values) ==
          "Other checkpoints in hand, all of this ledger: one");
    CHECK(filled(Phrase::signed_by_log, SheetLanguage::english, {}) == "Signed with the checkpoint key of ");
}

TEST_CASE("what the check cannot show stands on every sheet, whatever the answer") {
    for (int status : {0, 1, 2}) {
        AnswerSheet sheet = lantern_sheet();
        sheet.status = status;
        for (const SheetLanguage language : {SheetLanguage::english, SheetLanguage::urdu}) {
            const std::string limits{words_of(Phrase::what_it_cannot_show, language)};
            // Up to its colon: behind it is an apostrophe, which the page escapes.
            const std::string whole{words_of(verdict_of(status), language)};
            const std::string verdict = whole.substr(0, whole.find(':'));
            CHECK(sheet_text(sheet, language).find(limits) != std::string::npos);
            CHECK(sheet_text(sheet, language).find(verdict) == 0);
            CHECK(sheet_html(sheet, SheetLanguage::english).find(limits) != std::string::npos);
            CHECK(sheet_html(sheet, SheetLanguage::urdu).find(verdict) != std::string::npos);
            CHECK(sheet_json(sheet, language).find(limits) != std::string::npos);
        }
    }
}

TEST_CASE("nothing that others wrote becomes a part of the page") {
    const std::string page = sheet_html(hostile_sheet(), SheetLanguage::urdu);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("onload='") == std::string::npos);
    CHECK(page.find("\u202e") == std::string::npos);
    CHECK(page.find('\x01') == std::string::npos);
    CHECK(page.find('\xff') == std::string::npos);
    CHECK(page.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp; \\u{202e}\\n\\u{1}\\x{ff}") !=
          std::string::npos);
    for (const SheetLanguage language : {SheetLanguage::english, SheetLanguage::urdu}) {
        const std::string text = sheet_text(hostile_sheet(), language);
        CHECK(text.find("\u202e") == std::string::npos);
        CHECK(text.find("alert(1)</script>\" onload='x' & \\u{202e}\\n\\u{1}\\x{ff}") != std::string::npos);
    }
}

TEST_CASE("the page needs nothing but itself, and each language has its direction") {
    const std::string page = sheet_html(lantern_sheet(), SheetLanguage::english);
    for (const std::string_view foreign :
         {"http:", "https:", "//", "src=", "href=", "url(", "@import", "<script", "<link", "<img"}) {
        CAPTURE(foreign);
        CHECK(page.find(foreign) == std::string::npos);
    }
    CHECK(count(page, "<section lang=\"en\" dir=\"ltr\">") == 1);
    CHECK(count(page, "<section lang=\"ur\" dir=\"rtl\">") == 1);
    CHECK(page.find("<section lang=\"en\"") < page.find("<section lang=\"ur\""));
    CHECK(sheet_html(lantern_sheet(), SheetLanguage::urdu).find("<html lang=\"ur\" dir=\"rtl\">") != std::string::npos);
    // A hash between Urdu words is read from left to right.
    CHECK(page.find("<bdi dir=\"ltr\" class=\"code\">" + lantern_sheet().root + "</bdi>") != std::string::npos);
    CHECK(page.find("<bdi>عائشہ") == std::string::npos);  // disclosed names are counted, not repeated

    const TemporaryFolder folder;
    put(folder.path() / "page.html", page);
    if (std::system("command -v xmllint > /dev/null 2>&1") != 0) {
        MESSAGE("skipped: no xmllint (libxml2-utils)");
        return;
    }
    // Every element is closed: the page is XML too, but for the two elements that HTML never closes.
    std::string xml = page.substr(page.find('\n') + 1);
    xml = std::regex_replace(xml, std::regex{"(<meta [^>]*)>"}, "$1/>");
    put(folder.path() / "page.xml", xml);
    CHECK(run_command("xmllint --noout '" + (folder.path() / "page.xml").string() + "' 2>&1").output.empty());
    // The old parser of HTML behind xmllint does not know <section> and <bdi>, and says that and nothing else.
    const std::string said = run_command("xmllint --html --noout '" + (folder.path() / "page.html").string() +
                                         "' 2>&1 | grep 'error' | grep -v 'Tag section invalid\\|Tag bdi invalid'")
                                 .output;
    CHECK(said.empty());
}

TEST_CASE("in a text of Urdu, hashes and names keep their own direction") {
    const std::string text = sheet_text(lantern_sheet(), SheetLanguage::urdu);
    CHECK(text.find("\u2066" + lantern_sheet().root) != std::string::npos);
    CHECK(count(text, "\u2066") + count(text, "\u2068") == count(text, "\u2069"));
    CHECK(sheet_text(lantern_sheet(), SheetLanguage::english).find("\u2066") == std::string::npos);
}

TEST_CASE("a page of a thousand lines says how many it leaves out; the JSON leaves out none") {
    AnswerSheet sheet = lantern_sheet();
    sheet.answers[11].lines.assign(1000, {Phrase::training, {}, false});
    sheet.broken.assign(300, {0, "form", "x"});
    CHECK(sheet_text(sheet, SheetLanguage::english).find("… and 800 more lines") != std::string::npos);
    CHECK(sheet_html(sheet, SheetLanguage::english).find("… and 100 more lines") != std::string::npos);
    CHECK(count(sheet_json(sheet, SheetLanguage::english), "TRAINING") == 1000);
}

TEST_CASE("how long somebody held an item is written the same everywhere") {
    CHECK(held_for_text(0) == "00:00:00");
    CHECK(held_for_text(86'399) == "23:59:59");
    CHECK(held_for_text(3 * 86'400 + 4 * 3600 + 5 * 60 + 6) == "3 d 04:05:06");
}
