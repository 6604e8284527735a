#include "core/search/identifiers/scan.hpp"

#include <doctest/doctest.h>

#include <random>

#include "core/search/identifiers/number.hpp"

using namespace sanad;

namespace {

std::vector<Identifier> hits_in(std::string_view text, const ScanContext& context = {}) {
    std::vector<Identifier> hits;
    scan(bytes_of(text), context, [&](Identifier&& hit) { hits.push_back(std::move(hit)); });
    return hits;
}

/// Text that every family has something in, with noise between.
std::string mixed_text(std::size_t size) {
    static const std::vector<std::string> parts{
        "mail ahmed.khan@example.pk ",
        "see https://www.facebook.com/x?id=1 ",
        "CNIC 35202-1234567-1 ",
        "call 0300-1234567 ",
        "IBAN PK36SCBL0000001123456702\n",
        "4111111111111111,",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ",
        "192.168.1.77:80 ",
        "lat: 31.5204, lon: 74.3587 ",
        "00:1a:2b:3c:4d:5e ",
        "\xDB\xB3\xDB\xB5\xDB\xB2\xDB\xB0\xDB\xB2-\xDB\xB1\xDB\xB2\xDB\xB3\xDB\xB4\xDB\xB5\xDB\xB6\xDB\xB7-\xDB\xB1 ",
        std::string("s\0a\0r\0a\0@\0e\0x\0a\0m\0p\0l\0e\0.\0p\0k\0 \0", 30),
        std::string(40, '\0'),
        "plain words of no interest "};
    std::mt19937 random{11};
    std::string text;
    while (text.size() < size) text += parts[random() % parts.size()];
    return text;
}

}  // namespace

TEST_CASE("a block that is cut anywhere gives, with its margins, the hits of the whole") {
    const std::string text = mixed_text(60'000);
    const auto whole = hits_in(text);
    REQUIRE(whole.size() > 500);
    for (const std::size_t cut : {20'000u, 20'001u, 20'013u, 25'555u, 31'999u}) {
        std::vector<Identifier> pieces = hits_in(std::string_view{text}.substr(0, cut + scan_margin), {0, 0, cut});
        const auto rest =
            hits_in(std::string_view{text}.substr(cut - scan_margin), {cut - scan_margin, cut, ~std::uint64_t{0}});
        pieces.insert(pieces.end(), rest.begin(), rest.end());
        CHECK(pieces == whole);
    }
}

TEST_CASE("a hit tells where its bytes lie, in the encoding it was written in") {
    const std::string urdu =
        "\xDB\xB0\xDB\xB3\xDB\xB0\xDB\xB0-\xDB\xB1\xDB\xB2\xDB\xB3\xDB\xB4\xDB\xB5\xDB\xB6\xDB\xB7";
    const auto hits = hits_in("abc " + urdu + " def");
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].offset == 4);
    CHECK(hits[0].length == urdu.size());
    CHECK(hits[0].encoding == IdentifierEncoding::utf8);
    CHECK(hits[0].value == "+923001234567");

    const std::string big("\0x\0@\0a\0b\0.\0c\0o\0m", 16);
    const auto wide = hits_in(std::string(8, '\xFF') + big + std::string(8, '\xFF'));
    REQUIRE(wide.size() == 1);
    CHECK(wide[0].encoding == IdentifierEncoding::utf16be);
    CHECK(wide[0].offset == 8);
    CHECK(wide[0].length == 16);
}

TEST_CASE("digits inside longer runs of digits, of hexadecimal and of base64 are no numbers") {
    CHECK(hits_in("9935202123456719944").empty());
    CHECK(hits_in("d41d8cd98f00b204e9800998ecf8427e").empty());
    CHECK(hits_in("4111111111111111411111111111111141111111").empty());
}

TEST_CASE("noise gives next to nothing") {
    std::mt19937_64 random{3};
    std::string noise(16 << 20, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    const auto hits = hits_in(noise);
    CHECK(hits.size() < 20);
    for (const Identifier& hit : hits) CHECK(hit.verdict != IdentifierVerdict::valid);
}

TEST_CASE("blocks of every small size, and cut text of every encoding, are looked at without a fault") {
    const std::string text = mixed_text(3000);
    for (std::size_t from = 0; from < 700; from += 7)
        for (std::size_t size = 0; size < 200; size += 3) (void)hits_in(std::string_view{text}.substr(from, size));
    CHECK(hits_in("").empty());
}

TEST_CASE("a check digit holds for the standard's example and for no other last digit") {
    CHECK(luhn_holds("79927398713"));
    for (const char digit : std::string_view{"012456789"})
        CHECK_FALSE(luhn_holds("7992739871" + std::string(1, digit)));
}
