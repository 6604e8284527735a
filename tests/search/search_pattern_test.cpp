// What a pattern means, and how it is written in bytes.
#include "core/search/search_pattern.hpp"

#include <doctest/doctest.h>
#include <iconv.h>

#include <algorithm>

#include "core/base/letters.hpp"
#include "core/search/pattern_bytes.hpp"
#include "core/search/scan_encoding.hpp"
#include "core/search/script_variants.hpp"

using namespace sanad;

namespace {

std::vector<std::string> expressions_of(SearchPattern pattern) {
    const auto node = parse_pattern(pattern);
    REQUIRE_MESSAGE(node.has_value(), (node ? "" : node.error().what));
    const auto expressions = byte_expressions(*node);
    REQUIRE(expressions.has_value());
    std::vector<std::string> texts;
    for (const ByteExpression& each : *expressions)
        texts.push_back(std::string{name_of(each.encoding)} + " " + each.expression);
    return texts;
}

}  // namespace

TEST_CASE("the upper half of windows-1256 is what iconv says it is") {
    for (unsigned byte = 0x80; byte < 0x100; ++byte) {
        const iconv_t converter = iconv_open("UTF-8", "CP1256");
        char from = static_cast<char>(byte);
        char* from_at = &from;
        char into[8] = {};
        char* into_at = into;
        std::size_t left = 1;
        std::size_t room = sizeof into;
        iconv(converter, &from_at, &left, &into_at, &room);
        iconv_close(converter);
        const Byte one[] = {static_cast<Byte>(byte)};
        CHECK(decoded_text(one, ScanEncoding::windows_1256) == std::string(into, into_at));
    }
}

TEST_CASE("ASCII is one expression in UTF-8 and two in UTF-16, each letter in both cases") {
    CHECK(expressions_of({"a1"}) == std::vector<std::string>{"UTF-8 [\\x41\\x61]\\x31",
                                                             "UTF-16LE [\\x41\\x61]\\x00\\x31\\x00",
                                                             "UTF-16BE \\x00[\\x41\\x61]\\x00\\x31"});
}

TEST_CASE("ranges of letters are written as ranges of bytes, without a byte too many") {
    CHECK(expressions_of({"[\\x{600}-\\x{6ff}]", true, true})[0] == "UTF-8 [\\xd8-\\xdb][\\x80-\\xbf]");
    CHECK(expressions_of({"[\\x{7f}-\\x{80}]", true, true})[0] == "UTF-8 (?:\\x7f|\\xc2\\x80)");
    CHECK(expressions_of({"\\x{1F600}", true, true})[1] == "UTF-16LE \\x3d\\xd8\\x00\\xde");
    CHECK(expressions_of({"\\xff[\\x00-\\x03]", true}) == std::vector<std::string>{"bytes \\xff[\\x00-\\x03]"});
}

TEST_CASE("text of each encoding is decoded for showing, whatever it holds") {
    CHECK(decoded_text(bytes_of(std::string_view{"a\0b", 3}), ScanEncoding::utf16le) == "a");
    CHECK(decoded_text(bytes_of("\x3d\xd8\x00\xde"), ScanEncoding::utf16le) != "");
    CHECK(decoded_text(bytes_of(std::string_view{"\x3d\xd8\x00\xde", 4}), ScanEncoding::utf16le) == "😀");
    CHECK(decoded_text(bytes_of("\xff"), ScanEncoding::utf8) == "\uFFFD");
}

TEST_CASE("letters that Urdu and Arabic writers use for one another are variants of one another") {
    const auto yeh = folded_variants(0x06CC);
    for (const char32_t letter : {0x064A, 0x0649, 0x06D0, 0x0626, 0xFEF1, 0xFBFC})
        CHECK(std::ranges::count(yeh, letter) == 1);
    CHECK(std::ranges::count(yeh, 0x06D2) == 0);  // bari yeh is another letter
    CHECK(folded_variants('7') == std::vector<char32_t>{'7', 0x0667, 0x06F7});
    CHECK(folded_variants(0x064E).empty());
    CHECK(is_ignored_mark(0x0640));
    CHECK_FALSE(is_arabic_letter('5'));
    CHECK(cases_of('a') == std::vector<char32_t>{'a', 'A'});
    CHECK(compatibility_decomposition(0xFEFB) == U"\u0644\u0627");
}
