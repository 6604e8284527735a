#include "core/report/sheet_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/report/sample_papers.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

Sheet every_block() {
    Sheet sheet;
    sheet.language = Language::urdu;
    sheet.title = "Title";
    sheet.subtitle = token("sub");
    sheet.agency = {"A", "B"};
    sheet.logo_png = std::string{"\x89PNG\0\xFF", 6};
    sheet.reference = "R-1";
    sheet.references = {{"label", code_text("value"), true}};
    sheet.banner = "banner";
    sheet.watermark = "DRAFT";
    sheet.footer = "foot";
    sheet.created = "2026-09-08T10:00:00Z";
    sheet.blocks = {Heading{"heading"},
                    Paragraph{"small", Emphasis::small},
                    Facts{{{"label", Text{{{"a", Run::Kind::words}, {"b", Run::Kind::token}}}, false}}, true},
                    Table{{{"c", 1.5, Column::Align::end}, {"d"}}, {{{"1", code_text("2")}, true}}},
                    Signatures{"statement", {{"role", token("name"), {"more"}}}},
                    ReceiptBox{"title", "CODE", {{"l", "v", false}}, "line\nline\n\xE2\x80\x94", "explained"},
                    Qr{std::string{"\0\x01\n", 3}, "caption"},
                    Rule{},
                    Space{12.5},
                    PageBreak{},
                    Heading{"part", 1},
                    Contents{},
                    Thumbnail{std::string{"\x89PNG\0", 5}, token("caption")},
                    Quotation{"whose", {token("dear bank"), token("رقم")}}};
    return sheet;
}

std::string why_refused(std::string_view text) {
    const auto sheet = parse_sheet(text);
    REQUIRE_FALSE(sheet);
    return sheet.error().what;
}

/// The text of a sheet with one value changed.
std::string with(const char* pointer, const nlohmann::json& value) {
    auto whole = nlohmann::json::parse(sheet_text(every_block()));
    whole[nlohmann::json::json_pointer{pointer}] = value;
    return whole.dump();
}

}  // namespace

TEST_CASE("a sheet comes out of its text as it went in, and has one text") {
    const Sheet sheet = every_block();
    const std::string text = sheet_text(sheet);
    const auto again = parse_sheet(text);
    REQUIRE(again);
    CHECK(*again == sheet);
    CHECK(sheet_text(*again) == text);
    CHECK(text.back() == '\n');
    for (const auto& [name, paper] : sample_papers()) {
        CAPTURE(name);
        const auto read = parse_sheet(sheet_text(paper));
        REQUIRE(read);
        CHECK(sheet_text(*read) == sheet_text(paper));
    }
}

TEST_CASE("what evidence puts into a sheet travels visibly: no control character, no ill-formed byte leaves") {
    Sheet sheet = every_block();
    std::string hostile =
        "a\xE2\x80\xAE"
        "b\n\t\x1B[31m\xFF\xC0";
    hostile += '\0';
    sheet.title = token(hostile);
    sheet.reference = hostile;
    sheet.blocks = {Table{{{hostile}}, {{{token(hostile)}, false}}}, Facts{{{hostile, code_text(hostile), false}}}};
    const std::string text = sheet_text(sheet);
    CHECK(text.find('\n') == text.size() - 1);
    CHECK(text.find('\x1B') == std::string::npos);
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(text.find("\\u0000") == std::string::npos);
    const auto read = parse_sheet(text);
    REQUIRE(read);
    CHECK(read->reference == "a\\u{202e}b\\n\\t\\u{1b}[31m\\x{ff}\\x{c0}\\u{0}");
}

TEST_CASE("a text that is no sheet is refused with the place") {
    CHECK(has(why_refused(""), "no JSON"));
    CHECK(has(why_refused("{"), "no JSON"));
    CHECK(has(why_refused("[]"), "an object is expected"));
    CHECK(has(why_refused("{}"), "'agency' is missing"));
    CHECK(has(why_refused(with("/more", 1)), "'more' means nothing here"));
    CHECK(has(why_refused(with("/language", "de")), "'en' or 'ur'"));
    CHECK(has(why_refused(with("/title", 3)), "title: a list is expected"));
    CHECK(has(why_refused(with("/title", std::string("a\0b", 3))), "title: a text holds NUL"));
    CHECK(has(why_refused(with("/blocks/0/block", "poem")), "blocks/0: there is no block 'poem'"));
    CHECK(has(why_refused(with("/blocks/1/emphasis", "loud")), "blocks/1/emphasis: 'loud' is none"));
    CHECK(has(why_refused(with("/blocks/2/rows/0/value/0/kind", "x")), "blocks/2/rows/0/value/0/kind"));
    CHECK(has(why_refused(with("/blocks/3/rows/0/cells", {"only one"})), "row 0 has 1 cells for 2 columns"));
    CHECK(has(why_refused(with("/blocks/3/columns/0/width", 0)), "blocks/3/columns/0/width"));
    CHECK(has(why_refused(with("/blocks/3/columns", nlohmann::json::array())), "without columns"));
    CHECK(has(why_refused(with("/blocks/5/qr_payload_hex", "zz")), "hexadecimal"));
    CHECK(has(why_refused(with("/blocks/8/points", 1e9)), "not within"));
    CHECK(has(why_refused(with("/logo_png_hex", "123")), "hexadecimal"));
    const auto ill_formed = parse_sheet("{\"agency\":[\"\xFF\"]}");
    CHECK_FALSE(ill_formed);
    std::string deep(200'000, '[');
    CHECK_FALSE(parse_sheet(deep));
    nlohmann::json columns = nlohmann::json::array();
    for (int i = 0; i < 17; ++i) columns.push_back({{"align", "start"}, {"heading", "h"}, {"width", 1}});
    CHECK(has(why_refused(with("/blocks/3/columns", columns)), "17 columns; 16 fit"));
}
