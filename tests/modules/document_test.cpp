// Documents as they are written by hand from their specifications: text, HTML, RTF, OOXML, ODF, OLE, PDF.
#include <doctest/doctest.h>

#include <array>

#include "plugins/document/vba.hpp"
#include "tests/modules/built_module.hpp"
#include "tests/modules/compound_file_maker.hpp"

using namespace sanad;
using namespace sanad::testing;
using sdk::Findings;
using sdk::Verdict;

namespace {

const sdk::Finding& the(const Findings& found, std::string_view type) {
    for (const sdk::Finding& finding : found.artifacts) {
        if (finding.type == type) return finding;
    }
    throw std::runtime_error("no artifact " + std::string{type});
}

std::string text_of(const Findings& found) {
    std::string all;
    for (const std::string& text : found.texts) all += text + "\n";
    return all;
}

std::uint32_t crc_of(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/// Stored members (APPNOTE 4.3).
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string bytes, directory;
    const auto put = CompoundFileMaker::put;
    for (const auto& [name, content] : members) {
        std::string common;
        put(common, 20, 2);
        put(common, 0, 2);
        put(common, 0, 2);
        put(common, 0, 4);
        put(common, crc_of(content), 4);
        put(common, content.size(), 4);
        put(common, content.size(), 4);
        put(common, name.size(), 2);
        put(common, 0, 2);
        directory += std::string{"PK\1\2"};
        put(directory, 20, 2);
        directory += common;
        put(directory, 0, 10);
        put(directory, bytes.size(), 4);
        directory += name;
        bytes += "PK\3\4" + common + name + content;
    }
    const std::size_t start = bytes.size();
    bytes += directory + "PK\5\6";
    put(bytes, 0, 4);
    put(bytes, members.size(), 2);
    put(bytes, members.size(), 2);
    put(bytes, directory.size(), 4);
    put(bytes, start, 4);
    put(bytes, 0, 2);
    return bytes;
}

const std::string docx = zip_of(
    {{"[Content_Types].xml", "<Types/>"},
     {"word/header1.xml", "<w:hdr xmlns:w='w'><w:p><w:r><w:t>head</w:t></w:r></w:p></w:hdr>"},
     {"word/document.xml",
      "<w:document xmlns:w='w'><w:p><w:r><w:t>جرائم</w:t><w:tab/><w:t>two</w:t></w:r></w:p></w:document>"},
     {"word/_rels/document.xml.rels",
      "<R><Relationship TargetMode='External' Target='http://example.org/'/><Relationship Target='x'/></R>"},
     {"word/embeddings/a.bin", "abc"},
     {"docProps/core.xml",
      "<c xmlns:dc='d' xmlns:cp='c' xmlns:t='t'><dc:creator>Ali</dc:creator><cp:lastModifiedBy>Sara</cp:lastModifiedBy>"
      "<cp:revision>7</cp:revision><t:created>2012-11-07T23:29:00Z</t:created><t:modified>2012-11-07</t:modified></c>"},
     {"docProps/app.xml", "<P><Application>Word</Application><TotalTime>3</TotalTime><Pages>2</Pages></P>"}});

const std::string rtf =
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset178 B;}}"
    "{\\info{\\author Ali}{\\creatim\\yr2011\\mo8\\dy29\\hr5\\min20}\\edmins2}"
    "{\\*\\unknown hidden}{\\f1 \\'cc\\'d1\\'c7\\'c6\\'e3}\\par \\u1580?\\u-10179?\\u-8704? caf\\'e9\\tab x"
    "{\\field{\\*\\fldinst HYPERLINK \"http://example.org/\"}{\\fldrslt here}}\\par}";

const std::string pdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Annots[7 0 R]"
    "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 36>>stream\nBT /F 12 Tf 10 100 Td (Hello) Tj ET \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "6 0 obj<</Author(Ali)/CreationDate(D:20070915110231+02'00')/ModDate(D:20070915)>>endobj\n"
    "7 0 obj<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://example.org/\\(1\\))>>>>endobj\n"
    "trailer<</Root 1 0 R/Info 6 0 R>>\n%%EOF\n";

std::string property_set(std::uint32_t codepage, const std::vector<std::pair<std::uint32_t, std::string>>& values) {
    const auto put = CompoundFileMaker::put;
    std::string section, body;
    std::vector<std::pair<std::uint32_t, std::string>> all{{1, ""}};
    put(all[0].second, 2, 4);
    put(all[0].second, codepage, 4);
    all.insert(all.end(), values.begin(), values.end());
    put(section, 0, 4);
    put(section, all.size(), 4);
    for (const auto& [id, value] : all) {
        put(section, id, 4);
        put(section, 8 + 8 * all.size() + body.size(), 4);
        body += value;
    }
    section += body;
    std::string bytes;
    put(bytes, 0xFFFE, 4);
    put(bytes, 0, 20);
    put(bytes, 1, 4);
    put(bytes, 0, 16);
    put(bytes, 48, 4);
    return bytes + section;
}

std::string value_of(std::uint32_t type, std::string_view text, std::uint64_t number = 0) {
    std::string bytes;
    CompoundFileMaker::put(bytes, type, 4);
    if (type == 64) {
        CompoundFileMaker::put(bytes, number, 8);
    } else {
        CompoundFileMaker::put(bytes, text.size(), 4);
        bytes += text;
        while (bytes.size() % 4 != 0) bytes += '\0';
    }
    return bytes;
}

/// MS-DOC: a piece in windows-1252 and one in UTF-16, with a field between.
std::string word_file(bool encrypted = false) {
    std::string main(2048, '\0'), table;
    const auto set = [&](std::size_t at, std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) main[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
    };
    set(0, 0xA5EC, 2);
    set(2, 193, 2);
    set(10, 0x200u | (encrypted ? 0x100u : 0u), 2);
    const std::string first = "caf\xE9 \x13HYPERLINK \"http://example.org/\"\x14here\x15\r";
    main.replace(1024, first.size(), first);
    const std::string second{"\x2C\x06\x31\x06", 4};
    main.replace(1536, second.size(), second);
    if (encrypted) {
        CompoundFileMaker::put(table, 0x00010001, 4);
    } else {
        table += '\2';
        CompoundFileMaker::put(table, 12 + 16, 4);
        CompoundFileMaker::put(table, 0, 4);
        CompoundFileMaker::put(table, first.size(), 4);
        CompoundFileMaker::put(table, first.size() + 2, 4);
        for (const std::uint32_t place : {1024u * 2 | 0x40000000u, 1536u}) {
            CompoundFileMaker::put(table, 0, 2);
            CompoundFileMaker::put(table, place, 4);
            CompoundFileMaker::put(table, 0, 2);
        }
    }
    set(0x1A2, 0, 4);
    set(0x1A6, table.size(), 4);
    CompoundFileMaker maker;
    maker.stream("WordDocument", main)
        .stream("1Table", table)
        .stream("\5SummaryInformation", property_set(1256, {{4, value_of(30, std::string_view{"\xCC\xD1\xC7\0", 4})},
                                                            {11, value_of(64, "")},
                                                            {12, value_of(64, "", 116'444'736'000'000'010)}}));
    return maker.made();
}

/// MS-XLS: globals with a shared string that goes on in a CONTINUE record, one sheet.
std::string excel_file(bool encrypted = false) {
    const auto put = CompoundFileMaker::put;
    std::string stream;
    const auto record = [&](std::uint32_t type, const std::string& body) {
        put(stream, type, 2);
        put(stream, body.size(), 2);
        stream += body;
    };
    const std::string begin_globals{"\0\6\5\0", 4}, begin_sheet{"\0\6\x10\0", 4};
    record(0x809, begin_globals);
    if (encrypted) record(0x2F, std::string{"\1\0\1\0", 4});
    record(0x85, std::string(6, '\0') + std::string{"\5\0Sheet", 7});
    record(0xFC, std::string{"\1\0\0\0\1\0\0\0\4\0\0ab", 13});
    record(0x3C, std::string{"\1\x2C\x06\x31\x06", 5});
    record(0x0A, "");
    record(0x809, begin_sheet);
    record(0xFD, std::string{"\0\0\0\0\0\0\0\0\0\0", 10});
    std::string number(6, '\0');
    number[2] = 1;
    put(number, 0x3FF8000000000000, 8);  // 1.5
    record(0x203, number);
    record(0x27E, std::string{"\1\0\0\0\0\0", 6} + std::string{"\x1E\0\0\0", 4});  // the integer 7
    record(0x0A, "");
    CompoundFileMaker maker;
    maker.stream("Workbook", stream);
    return maker.made();
}

}  // namespace

TEST_CASE("plain text is read in the encoding that its marks or its bytes show") {
    const std::string urdu = "جرائم کی رپورٹ";
    const auto read = [](const std::string& bytes) { return run("document.text", "a.txt", bytes); };
    CHECK(text_of(read("plain")) == "plain\n");
    CHECK(the(read("plain"), "document.described").text("encoding") == "us-ascii");
    CHECK(text_of(read(urdu)) == urdu + "\n");
    CHECK(text_of(read("\xEF\xBB\xBF" + urdu)) == urdu + "\n");
    CHECK(text_of(read(std::string{"\xFF\xFE\x2C\x06\x31\x06", 6})) == "جر\n");
    CHECK(text_of(read(std::string{"\xFE\xFF\x06\x2C\x06\x31", 6})) == "جر\n");
    std::string wide;
    for (const char c : std::string_view{"no mark at all here"}) wide += {c, '\0'};
    CHECK(text_of(read(wide)) == "no mark at all here\n");
    CHECK(the(read(wide), "document.described").text("encoding") == "utf-16le");
    CHECK(text_of(run("document.text", "a.json", "{\"a\": \"\\u062c\\ud83d\\ude00\\u0022 \\\\u062c\"}")) ==
          "{\"a\": \"ج😀\\u0022 \\\\u062c\"}\n");
}

TEST_CASE("a compound file that counts more sectors than any file has is damaged, and keeps nobody busy") {
    CompoundFileMaker maker;
    maker.stream("WordDocument", "x");
    const std::string sound = maker.made();
    for (const std::size_t at : {0x2C, 0x40, 0x48}) {
        std::string absurd = sound;
        absurd.replace(at, 4, "\xFF\xFF\xFF\xFF");
        const Findings found = run("document.ole", "a.doc", absurd);
        CHECK(found.verdict == Verdict::damaged);
        CHECK(found.warnings.size() == 1);
        CHECK(run("mail.msg", "a.msg", absurd).verdict != Verdict::examined);
    }
}

TEST_CASE("of a very large text the first 24 MiB are read, in their encoding, and the rest is told") {
    std::string large = "x";
    while (large.size() < (std::size_t{24} << 20) + 10) large += "ج";  // the limit goes through a letter
    const Findings found = run("document.text", "a.txt", large);
    CHECK(found.verdict == Verdict::examined);
    CHECK(the(found, "document.described").text("encoding") == "utf-8");
    REQUIRE(found.texts.size() == 1);
    CHECK(found.texts[0].size() == (std::size_t{24} << 20) - 1);
    CHECK(found.warnings.size() == 1);
}

TEST_CASE("bytes that are no text are nobody's") {
    for (const std::string& bytes : {std::string{}, std::string{"\0\1\2\3", 4}, std::string{"ab\1\2\3\4\5\6"},
                                     std::string{"\xFF\xFE"}, std::string{"\xEF\xBB\xBF \n"}}) {
        CHECK(run("document.text", "a.txt", bytes).verdict == Verdict::not_mine);
    }
    CHECK(run("document.pdf", "a.pdf", "hello").verdict == Verdict::not_mine);
    CHECK(run("document.office", "a.docx", zip_of({{"a.txt", "x"}})).verdict == Verdict::not_mine);
    CompoundFileMaker other;
    other.stream("DestList", "x");
    CHECK(run("document.ole", "a", other.made()).verdict == Verdict::not_mine);
}

TEST_CASE("HTML gives what people read, where it leads, and what it says of itself") {
    const Findings found =
        run("document.text", "a.html",
            "<!DOCTYPE html><html><head><meta charset=windows-1256><title>T &amp; U</title>"
            "<meta name=Author content='Ali'><script>var x='<p>no</p>'</script></head><body><!-- no -->"
            "<p>\xCC\xD1&#1575; &eacute;&nbsp;x<br>y <a href=/z>go</a></body>");
    CHECK(found.verdict == Verdict::examined);
    CHECK(the(found, "document.described").text("title") == "T & U");
    CHECK(the(found, "document.described").text("author") == "Ali");
    CHECK(text_of(found) == "T & U\nجرا é\xC2\xA0x\ny go\n");
    CHECK(the(found, "document.link").text("target") == "/z");
    CHECK(the(found, "document.link").text("label") == "go");
}

TEST_CASE("RTF gives text in the encodings of its fonts, facts with times as written, links") {
    const Findings found = run("document.text", "a.rtf", rtf);
    CHECK(found.verdict == Verdict::examined);
    CHECK(text_of(found) == "جرائم\nج😀 café\txhere\n");
    const sdk::Finding& facts = the(found, "document.described");
    CHECK(facts.text("author") == "Ali");
    CHECK(facts.text("created_written") == "2011-08-29 05:20:00");
    CHECK_FALSE(facts.has("created_at"));
    CHECK(facts.integer("editing_seconds") == 120);
    CHECK(the(found, "document.link").text("target") == "http://example.org/");
    CHECK(the(found, "document.link").text("label") == "here");
    CHECK(run("document.text", "a.rtf", rtf.substr(0, rtf.size() - 1)).verdict == Verdict::damaged);
}

TEST_CASE("an OOXML document gives text, facts, links and embedded files, each with its place") {
    const Findings found = run("document.office", "a.docx", docx);
    CHECK(found.verdict == Verdict::examined);
    CHECK(text_of(found) == "جرائم\ttwo\nhead\n");
    const sdk::Finding& facts = the(found, "document.described");
    CHECK(facts.text("author") == "Ali");
    CHECK(facts.text("last_saved_by") == "Sara");
    CHECK(facts.text("revision") == "7");
    CHECK(facts.integer("created_at") == 1352330940'000000000);
    CHECK_FALSE(facts.has("saved_at"));
    CHECK(facts.text("saved_written") == "2012-11-07");
    CHECK(facts.integer("editing_seconds") == 180);
    CHECK(the(found, "document.link").text("target") == "http://example.org/");
    REQUIRE(found.derived.size() == 1);
    CHECK(found.derived[0].second == "abc");
    const sdk::Finding& embedded = the(found, "document.embedded");
    CHECK(docx.substr(embedded.source.offset, embedded.source.length) == "abc");
    std::string wrong = docx;
    wrong[embedded.source.offset] = 'X';
    CHECK(run("document.office", "a.docx", wrong).verdict == Verdict::damaged);
}

TEST_CASE("an OpenDocument gives its text and facts; an encrypted one is named") {
    const std::string mimetype = "application/vnd.oasis.opendocument.text";
    const Findings open = run("document.office", "a.odt",
                              zip_of({{"mimetype", mimetype},
                                      {"content.xml",
                                       "<d xmlns:text='t' xmlns:x='x'> <text:p>a<text:s text:c='2'/>b</text:p>"
                                       "<text:p><text:a x:href='http://example.org/'>go</text:a></text:p></d>"},
                                      {"meta.xml",
                                       "<m xmlns:meta='m' xmlns:dc='d'><meta:initial-creator>Ali</meta:initial-creator>"
                                       "<meta:creation-date>2009-10-05T19:04:01</meta:creation-date>"
                                       "<dc:date>2009-10-05T19:04:01.25Z</dc:date>"
                                       "<meta:editing-duration>PT1H2M3S</meta:editing-duration></m>"}}));
    CHECK(text_of(open) == "a  b\ngo\n");
    const sdk::Finding& facts = the(open, "document.described");
    CHECK(facts.text("author") == "Ali");
    CHECK_FALSE(facts.has("created_at"));  // no zone is told
    CHECK(facts.text("created_written") == "2009-10-05T19:04:01");
    CHECK(facts.integer("saved_at") == 1254769441'250000000);
    CHECK(facts.integer("editing_seconds") == 3723);
    CHECK(the(open, "document.link").text("target") == "http://example.org/");
    const Findings locked = run("document.office", "a.odt",
                                zip_of({{"mimetype", mimetype},
                                        {"META-INF/manifest.xml",
                                         "<m:manifest xmlns:m='m'><m:encryption-data><m:algorithm "
                                         "m:algorithm-name='aes256'/></m:encryption-data></m:manifest>"}}));
    CHECK(the(locked, "document.encrypted").text("method") == "aes256");
}

TEST_CASE("a Word document gives the text of its pieces without its fields' instructions, and facts in its code page") {
    const Findings found = run("document.ole", "a.doc", word_file());
    CHECK(found.verdict == Verdict::examined);
    CHECK(text_of(found) == "café here\nجر\n");
    CHECK(the(found, "document.link").text("target") == "http://example.org/");
    CHECK(the(found, "document.described").text("author") == "جرا");
    CHECK(the(found, "document.described").integer("created_at") == 1000);
    CHECK_FALSE(the(found, "document.described").has("printed_at"));  // zero is never
    const Findings locked = run("document.ole", "a.doc", word_file(true));
    CHECK(the(locked, "document.encrypted").text("method") == "RC4 40-bit");
    CHECK(locked.texts.empty());
}

TEST_CASE("a workbook gives its cells in rows, and strings that two records share") {
    const Findings found = run("document.ole", "a.xls", excel_file());
    CHECK(found.verdict == Verdict::examined);
    CHECK(text_of(found) == "Sheet\nabجر\t1.5\n7\n\n");
    const Findings locked = run("document.ole", "a.xls", excel_file(true));
    CHECK(the(locked, "document.encrypted").text("method") == "RC4 40-bit");
    CHECK(locked.texts.empty());
}

TEST_CASE("a PDF gives text, facts with times in UTC, and the addresses it leads to, at their place") {
    const Findings found = run("document.pdf", "a.pdf", pdf);
    CHECK(found.verdict == Verdict::examined);
    CHECK(text_of(found).starts_with("Hello"));
    const sdk::Finding& facts = the(found, "document.described");
    CHECK(facts.text("author") == "Ali");
    CHECK(facts.integer("created_at") == 1189846951'000000000);
    CHECK_FALSE(facts.has("saved_at"));
    CHECK(facts.text("saved_written") == "D:20070915");
    CHECK(facts.integer("pages") == 1);
    const sdk::Finding& link = the(found, "document.link");
    CHECK(link.text("target") == "http://example.org/(1)");
    CHECK(pdf.substr(link.source.offset, 4) == "/URI");
}

TEST_CASE("macros are unpacked as the specification's own example shows, and never beyond what is there") {
    const std::string packed{
        // MS-OVBA 3.2.2
        "\x01\x2F\xB0\x00\x23\x61\x61\x61\x62\x63\x64\x65\x82\x66\x00\x70\x61\x67\x68\x69\x6A\x01\x38\x08\x61\x6B\x6C"
        "\x00\x30\x6D\x6E\x6F\x70\x06\x71\x02\x70\x04\x10\x72\x73\x74\x75\x76\x10\x77\x78\x79\x7A\x00\x3C",
        51};
    CHECK(document::vba_unpacked(packed) == "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
    for (std::size_t length = 1; length < packed.size(); ++length) {
        CHECK(document::vba_unpacked(packed.substr(0, length)).value().size() < 56);
    }
    CHECK_FALSE(document::vba_unpacked("x"));
}

TEST_CASE("documents cut at every length and with bytes changed are examined all the same") {
    const std::pair<std::string, std::string> ours[] = {{"document.text", rtf}, {"document.office", docx}};
    for (const auto& [module, bytes] : ours) {
        const Survival survival = survive(module, "a", bytes, static_cast<int>(bytes.size()), 1500);
        CHECK(survival.crashes == 0);
        CHECK(survival.failed == 0);
        CHECK(survival.unsourced == 0);
    }
    const std::pair<std::string, std::string> theirs[] = {
        {"document.ole", word_file()}, {"document.ole", excel_file()}, {"document.pdf", pdf}};
    for (const auto& [module, bytes] : theirs) {
        const Survival survival = survive(module, "a", bytes, 150, 400);
        MESSAGE(module, ": ", survival.crashes, " of ", survival.runs, " damaged files end their worker");
        CHECK(survival.crashes <= survival.runs / 50);
        CHECK(survival.failed == 0);
        CHECK(survival.unsourced == 0);
    }
}
