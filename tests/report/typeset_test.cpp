#include "core/report/typeset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>

#include "core/report/print_sheet.hpp"
#include "core/report/sheet_text.hpp"
#include "tests/report/sample_papers.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

/// A printed paper, to be asked by Poppler's tools.
class Printed {
public:
    explicit Printed(const Sheet& sheet) {
        const auto done = print_sheet(sheet, path());
        INFO((done ? std::string{} : done.error().what));
        REQUIRE(done);
    }
    std::string path() const { return folder_.path() / "paper.pdf"; }
    /// In the order in which it was drawn, so that a cell's lines follow each other.
    std::string text(const std::string& options = "") const {
        return run_command("pdftotext -raw " + options + " '" + path() + "' -").output;
    }
    int pages() const {
        const std::string info = run_command("pdfinfo '" + path() + "'").output;
        std::smatch found;
        REQUIRE(std::regex_search(info, found, std::regex{"Pages: +(\\d+)"}));
        return std::stoi(found[1]);
    }

private:
    TemporaryFolder folder_;
};

std::string squeezed(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f' || c == '\r'; });
    return text;
}

std::size_t count(const std::string& text, const std::string& piece) {
    std::size_t times = 0;
    for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + piece.size())) ++times;
    return times;
}

Sheet plain_sheet() {
    Sheet sheet;
    sheet.title = "Plain";
    sheet.reference = "REF-77";
    sheet.created = "2026-09-08T10:00:00Z";
    return sheet;
}

}  // namespace

TEST_CASE("the same sheet gives the same bytes, and its date is the sheet's own") {
    for (const auto& [name, sheet] : sample_papers()) {
        CAPTURE(name);
        const auto once = sheet_as_pdf(sheet);
        const auto again = sheet_as_pdf(sheet);
        REQUIRE(once);
        CHECK(*once == again.value());
    }
    Printed paper{plain_sheet()};
    const std::string info = run_command("TZ=UTC pdfinfo -isodates '" + paper.path() + "'").output;
    CHECK(info.find("CreationDate:    2026-09-08T10:00:00Z") != std::string::npos);
    CHECK(info.find("Subject:         REF-77") != std::string::npos);
    CHECK(info.find("Creator:         Sanad") != std::string::npos);
}

TEST_CASE("in one process as through sanad-typeset: the bytes agree") {
    const auto fonts = FontFiles::find();
    REQUIRE(fonts);
    for (const auto& [name, sheet] : sample_papers()) {
        CAPTURE(name);
        // Through the text, as the program gets it.
        const auto here = typeset(parse_sheet(sheet_text(sheet)).value(), *fonts);
        REQUIRE(here);
        CHECK(*here == sheet_as_pdf(sheet).value());
    }
}

TEST_CASE("a table of 2,000 rows goes on over pages, with its head and the paper's reference on each") {
    Sheet sheet = plain_sheet();
    Table table;
    table.columns = {{"Headnumber", 1}, {"Headtext", 3}, {"Headdigest", 5}};
    for (int i = 0; i < 2000; ++i) {
        table.rows.push_back({{std::to_string(i), token("name of row " + std::to_string(i)),
                               code_text(std::string(64, "0123456789abcdef"[i % 16]))},
                              i % 100 == 0});
    }
    sheet.blocks = {table};
    const Printed paper{sheet};
    const int pages = paper.pages();
    CHECK(pages > 30);
    const std::string text = paper.text();
    CHECK(count(text, "Headdigest") == static_cast<std::size_t>(pages));
    for (int page = 1; page <= pages; ++page) {
        const std::string one = paper.text("-f " + std::to_string(page) + " -l " + std::to_string(page));
        CHECK(one.find("Page " + std::to_string(page) + " of " + std::to_string(pages)) != std::string::npos);
        CHECK(one.find("REF-77") != std::string::npos);
    }
    const std::string joined = squeezed(text);
    for (int i = 0; i < 2000; ++i) {
        if (joined.find(squeezed("name of row " + std::to_string(i))) == std::string::npos) FAIL("row missing: " << i);
    }
    CHECK(count(joined, std::string(64, 'a')) == 125);
}

TEST_CASE("a name of 4,000 characters is printed whole, in its cell, over as many pages as it takes") {
    std::string name;
    for (int i = 0; i < 1000; ++i)
        name += static_cast<char>('a' + i % 26), name += std::to_string(i % 10), name += "xy";
    for (const Language language : {Language::english, Language::urdu}) {
        Sheet sheet = plain_sheet();
        sheet.language = language;
        Table table;
        table.columns = {{"A", 1}, {"B", 1}, {"C", 4}};
        table.rows = {
            {{"before", "1", "2"}, false}, {{"here", code_text(name), "beside"}, false}, {{"after", "3", "4"}, false}};
        sheet.blocks = {table, Facts{{{"Path", code_text(name), true}}},
                        Signatures{"", {{"Role", token(name), {}}, {"Other", "", {}}}}, Paragraph{token(name)}};
        const Printed paper{sheet};
        CHECK(paper.pages() >= 3);
        // Page by page, without what stands at the head and the foot of each.
        std::string joined = squeezed(paper.text());
        CHECK(joined.find("after") != std::string::npos);
        // No word of the page lies outside of the margins.
        const std::string boxes = run_command("pdftotext -bbox '" + paper.path() + "' -").output;
        const std::regex word{"xMin=\"([-0-9.]+)\" yMin=\"([-0-9.]+)\" xMax=\"([-0-9.]+)\" yMax=\"([-0-9.]+)\""};
        std::size_t words = 0;
        for (std::sregex_iterator at{boxes.begin(), boxes.end(), word}, end; at != end; ++at, ++words) {
            const bool inside = std::stod((*at)[1]) >= 40 && std::stod((*at)[3]) <= 556 && std::stod((*at)[2]) >= 20 &&
                                std::stod((*at)[4]) <= 835;
            if (!inside) FAIL("outside of the margins: " << at->str());
        }
        CHECK(words > 100);
        // Column B of the table is 83 points wide, the second of three: nothing of the long name is outside of it
        // on a page that holds only the row.
        CHECK(count(joined, "here") >= 1);
    }
}

TEST_CASE("controls and directions that evidence brings are visible and change nothing else") {
    Sheet sheet = plain_sheet();
    const std::string name = "invoice\xE2\x80\xAEgpj.exe\nsecond line\t\xFF\xE2\x81\xA7";
    Table table;
    table.columns = {{"Name", 3}, {"Next", 2}};
    table.rows = {{{token(name), "untouched"}, false}, {{code_text(name), "untouched"}, false}};
    sheet.blocks = {table, Paragraph{token(name)}};
    for (const Language language : {Language::english, Language::urdu}) {
        sheet.language = language;
        const Printed paper{sheet};
        const std::string joined = squeezed(paper.text());
        CHECK(count(joined, "invoice\\u{202e}gpj.exe\\nsecondline\\t\\x{ff}\\u{2067}") == 3);
        CHECK(count(joined, "untouched") == 2);
    }
}

TEST_CASE("words of the evidence stand line by line under what is said of them, over pages where they must") {
    Sheet sheet = plain_sheet();
    Quotation quotation;
    quotation.caption = "Text (mail.eml 1.0.0): the first 1,000 of 37,493 characters";
    for (int i = 0; i < 90; ++i)
        quotation.lines.push_back(token("line " + std::to_string(i) + " of\xE2\x80\xAEthe letter"));
    quotation.lines.push_back(token(std::string(1000, 'x')));
    sheet.blocks = {quotation, Paragraph{"after it"}};
    for (const Language language : {Language::english, Language::urdu}) {
        sheet.language = language;
        const Printed paper{sheet};
        CHECK(paper.pages() >= 2);
        const std::string joined = squeezed(paper.text());
        CHECK(count(joined, "of\\u{202e}theletter") == 90);
        CHECK(count(joined, "37,493") == 1);
        CHECK(joined.find(std::string(200, 'x')) != std::string::npos);
        CHECK(joined.find("afterit") != std::string::npos);
    }
}

TEST_CASE("characters that no font has do not hinder a paper") {
    Sheet sheet = plain_sheet();
    // Chinese, Deseret, a private one, one beyond what is assigned, a stack of marks, every Arabic form with the
    // noncharacters among them, which Cairo takes for ill-formed.
    std::string strange = "漢字 \xF0\x90\x90\x80 \xEE\x80\x80 \xF3\xA0\x80\x81 e";
    for (int i = 0; i < 300; ++i) strange += "\xCC\x81";
    for (unsigned c = 0xFB50; c < 0xFEFF; ++c) {
        strange += static_cast<char>(0xE0 | c >> 12);
        strange += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        strange += static_cast<char>(0x80 | (c & 0x3F));
    }
    sheet.title = token(strange);
    sheet.reference = "x\xEF\xBF\xBF";
    sheet.agency = {"\xF4\x8F\xBF\xBE"};
    sheet.blocks = {Paragraph{token(strange)}, Facts{{{"Name", token(strange), false}}}, Paragraph{"the end"}};
    for (const Language language : {Language::english, Language::urdu}) {
        sheet.language = language;
        const std::string text = squeezed(Printed{sheet}.text());
        CHECK(text.find("theend") != std::string::npos);
        CHECK(text.find("x\\u{ffff}") != std::string::npos);
    }
}

TEST_CASE("a sheet that cannot be a paper is refused, and an older paper stays") {
    const TemporaryFolder folder;
    const auto pdf = folder.path() / "paper.pdf";
    std::ofstream{pdf} << "the older one";
    const auto refused = [&](const Sheet& sheet, std::string_view why) {
        const auto done = print_sheet(sheet, pdf);
        REQUIRE_FALSE(done);
        CHECK_MESSAGE(done.error().what.find(why) != std::string::npos, done.error().what);
    };
    Sheet sheet = plain_sheet();
    sheet.created = "";
    refused(sheet, "'created' is ''");
    sheet = plain_sheet();
    sheet.created = "2026-09-08T10:00:00+05:00";
    refused(sheet, "must be a time such as");
    sheet = plain_sheet();
    sheet.logo_png = "GIF89a";
    refused(sheet, "logo: not a PNG");
    sheet = plain_sheet();
    sheet.blocks = {Qr{std::string(2000, 'x'), ""}};
    refused(sheet, "2000 bytes; at most 1200");
    CHECK(run_command("cat '" + pdf.string() + "'").output == "the older one");
    CHECK(run_command("ls '" + folder.path().string() + "'").output == "paper.pdf\n");  // no temporary file is left
    CHECK_FALSE(print_sheet(plain_sheet(), folder.path() / "no such folder" / "paper.pdf"));
    CHECK(print_sheet(plain_sheet(), pdf));
    CHECK(run_command("head -c 5 '" + pdf.string() + "'").output == "%PDF-");
}

TEST_CASE("the agency's logo stands on the first page, as it was given") {
    const Printed small{plain_sheet()};
    REQUIRE(run_command("pdftoppm -r 20 -singlefile -png '" + small.path() + "' '" + small.path() + "'").status == 0);
    Sheet sheet = plain_sheet();
    sheet.agency = {"Agency"};
    sheet.logo_png = run_command("cat '" + small.path() + ".png'").output;
    REQUIRE(sheet.logo_png.starts_with("\x89PNG"));
    sheet.blocks = {PageBreak{}};
    const Printed paper{sheet};
    const std::string images = run_command("pdfimages -list '" + paper.path() + "' | tail -n +3").output;
    CHECK(std::count(images.begin(), images.end(), '\n') == 1);
    CHECK(std::stoi(images) == 1);  // its page
}

TEST_CASE("draft and unattested papers say so on every page") {
    Sheet sheet = plain_sheet();
    sheet.banner = "UNATTESTED";
    sheet.watermark = "DRAFT";
    sheet.blocks = {PageBreak{}, PageBreak{}};
    const Printed paper{sheet};
    CHECK(paper.pages() == 3);
    const std::string text = paper.text();
    CHECK(count(text, "UNATTESTED") == 3);
    CHECK(count(text, "DRAFT") == 0);  // a shape, not a word among the others
    sheet.watermark = "";
    CHECK(Printed{sheet}.path() != paper.path());
    CHECK(sheet_as_pdf(sheet).value() != run_command("cat '" + paper.path() + "'").output);
}
