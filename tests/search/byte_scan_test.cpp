// Literals and expressions in raw bytes. The encodings of the truth are iconv's, the search of the truth is
// std::search.
#include "core/search/byte_scan.hpp"

#include <doctest/doctest.h>
#include <iconv.h>

#include <algorithm>
#include <random>

using namespace sanad;

namespace {

std::string encoded(std::string text, const char* to) {
    const iconv_t converter = iconv_open(to, "UTF-8");
    REQUIRE(converter != reinterpret_cast<iconv_t>(-1));
    std::string into(text.size() * 4 + 8, '\0');
    char* from = text.data();
    char* out = into.data();
    std::size_t left = text.size();
    std::size_t room = into.size();
    const bool done = iconv(converter, &from, &left, &out, &room) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!done) return {};
    into.resize(into.size() - room);
    return into;
}

struct Found {
    std::uint64_t start = 0;
    std::uint32_t length = 0;
    std::string encoding;
    std::uint32_t pattern = 0;
    bool operator==(const Found&) const = default;
};

std::vector<Found> hits_in(std::string_view bytes, const std::vector<SearchPattern>& patterns) {
    const auto scan = ByteScan::compile(patterns);
    REQUIRE_MESSAGE(scan.has_value(), (scan ? "" : scan.error().what));
    std::vector<RangeHit> hits;
    REQUIRE((*scan)->scan(bytes_of(bytes), 0, 0, bytes.size(), hits).has_value());
    std::vector<Found> found;
    for (const RangeHit& hit : hits) {
        found.push_back(
            {hit.start, hit.length, std::string{name_of(static_cast<ScanEncoding>(hit.variant))}, hit.kind});
    }
    return found;
}

SearchPattern literal(std::string text) {
    return {std::move(text)};
}
SearchPattern regex(std::string text) {
    return {std::move(text), true};
}
SearchPattern folded(std::string text) {
    return {std::move(text), false, false, true};
}

std::string refusal(const SearchPattern& pattern) {
    const auto scan = ByteScan::compile(std::vector{pattern});
    return scan ? "" : scan.error().what;
}

}  // namespace

TEST_CASE("every occurrence of many words in four encodings is found at its place, and nothing else") {
    const std::vector<std::string> words{"ledger", "Lahore", "x7", "جرائم", "ڈاکخانہ", "رقم", "naïve", "aa"};
    const std::vector<std::pair<const char*, const char*>> encodings{
        {"UTF-8", "UTF-8"}, {"UTF-16LE", "UTF-16LE"}, {"UTF-16BE", "UTF-16BE"}, {"CP1256", "windows-1256"}};
    std::mt19937 dice{20260801};
    std::string bytes;
    for (int i = 0; i < 4000; ++i) {
        for (auto filler = 1 + dice() % 40; filler > 0; --filler) bytes += static_cast<char>(0x80 + dice() % 0x40);
        if (dice() % 3 != 0) continue;
        bytes += encoded(words[dice() % words.size()], encodings[dice() % encodings.size()].first);
    }
    std::vector<Found> truth;
    std::vector<SearchPattern> patterns;
    for (std::uint32_t number = 0; number < words.size(); ++number) {
        patterns.push_back({words[number], false, true});
        for (const auto& [iconv_name, our_name] : encodings) {
            const std::string needle = encoded(words[number], iconv_name);
            // ASCII is the same bytes in windows-1256, and told as UTF-8.
            if (needle.empty() || (needle == words[number] && iconv_name != std::string{"UTF-8"})) continue;
            for (auto at = bytes.find(needle); at != std::string::npos; at = bytes.find(needle, at + 1))
                truth.push_back({at, static_cast<std::uint32_t>(needle.size()), our_name, number});
        }
    }
    std::ranges::sort(truth, [](const Found& a, const Found& b) {
        return std::tie(a.start, a.pattern) < std::tie(b.start, b.pattern);
    });
    CHECK(truth.size() > 1000);
    CHECK(hits_in(bytes, patterns) == truth);
}

TEST_CASE("letters with cases are found in both, and exactly when that is asked") {
    const std::string bytes = "Ledger LEDGER ledger \xC3\x89t\xC3\xA9 \xC3\xA9T\xC3\x89";
    CHECK(hits_in(bytes, {literal("ledger")}).size() == 3);
    CHECK(hits_in(bytes, {SearchPattern{"ledger", false, true}}) == std::vector<Found>{{14, 6, "UTF-8", 0}});
    CHECK(hits_in(bytes, {literal("été")}).size() == 2);
    // A byte of UTF-16 that looks like an ASCII letter has no case: U+0645 is 45 06, and 65 06 is a digit.
    CHECK(hits_in(std::string_view{"\x65\x06\x65\x06", 4}, {literal("\u0645\u0645")}).empty());
}

TEST_CASE("text in UTF-16 between text is one hit, in the order of bytes in which it was written") {
    for (const auto& [name, odd] :
         {std::pair{"UTF-16LE", false}, {"UTF-16LE", true}, {"UTF-16BE", false}, {"UTF-16BE", true}}) {
        CAPTURE(name);
        CAPTURE(odd);
        const std::string word = encoded("meet me at the ledger tonight", name);
        // What stands before and behind tells the order where the place does not; 0x90 is no letter in either.
        std::string bytes = std::string(odd ? 7 : 8, '\x90') + word + "\x90\x90\x90";
        const auto found = hits_in(bytes, {literal("ledger")});
        REQUIRE(found.size() == 1);
        CHECK(found[0].encoding == std::string{name});
        CHECK(found[0].start == (odd ? 7u : 8u) + 15 * 2);
    }
}

TEST_CASE("windows-1256 has no yeh of Urdu: the Arabic one and both kafs are found there") {
    const std::string bytes = encoded("فيصلہ كتاب", "CP1256");
    CHECK(hits_in(bytes, {literal("فیصلہ")}) == std::vector<Found>{{0, 5, "windows-1256", 0}});
    CHECK(hits_in(bytes, {literal("کتاب")}) == std::vector<Found>{{6, 4, "windows-1256", 0}});
}

TEST_CASE("a folded word is found with marks, joiners, tatweel, other letters and presentation forms") {
    for (const char* form : {"جرائم", "جَرَائِمُ", "جـــرائـم", "جرا\u200cئم", "جرايم", "\uFE9F\uFEAE\uFE8D\uFE8B\uFEE2"}) {
        CAPTURE(form);
        CHECK(hits_in(form, {folded("جرائم")}).size() == 1);
        CHECK(hits_in(encoded(form, "UTF-16LE"), {folded("جرائم")}).size() == 1);
    }
    CHECK(hits_in("لا ﻻ لَأ", {folded("لا")}).size() == 3);
    CHECK(hits_in("٣٥٢٠٢ ۳۵۲۰۲ 35202", {folded("35202")}).size() == 3);
    CHECK(hits_in("جرائد", {folded("جرائم")}).empty());
}

TEST_CASE("an expression's hit begins and ends exactly, is the longest, and excludes those that overlap it") {
    const std::string bytes = "mail rana.k@proton.me, aaab aaaab";
    CHECK(hits_in(bytes, {regex("[a-z0-9._]+@[a-z]+\\.[a-z]{2,}")}) == std::vector<Found>{{5, 16, "UTF-8", 0}});
    CHECK(hits_in(bytes, {regex("a{2,}b")}) == std::vector<Found>{{23, 4, "UTF-8", 0}, {28, 5, "UTF-8", 0}});
    CHECK(hits_in("abcdef", {regex("cd|abcde")}) == std::vector<Found>{{0, 5, "UTF-8", 0}});
    CHECK(hits_in(encoded("call 0300-1234567 now", "UTF-16BE"), {regex("03\\d\\d-\\d{7}")}) ==
          std::vector<Found>{{10, 24, "UTF-16BE", 0}});
    CHECK(hits_in(std::string_view{"x\xFF\xD8\xFF\xE0y", 6}, {regex("\\xff\\xd8\\xff[\\xe0\\xe1]")}) ==
          std::vector<Found>{{1, 4, "bytes", 0}});
}

TEST_CASE("a hit longer than is followed is told with that length, and said to be longer") {
    const std::string bytes = "<" + std::string(10'000, 'z') + ">";
    const auto scan = ByteScan::compile(std::vector{regex("z+")});
    REQUIRE(scan.has_value());
    std::vector<RangeHit> hits;
    REQUIRE((*scan)->scan(bytes_of(bytes), 0, 0, bytes.size(), hits).has_value());
    REQUIRE(!hits.empty());
    CHECK(hits[0].start == 1);
    CHECK(hits[0].length == longest_hit);
    CHECK(hits[0].longer);
}

TEST_CASE("only hits that begin in the part asked for are given") {
    const auto scan = ByteScan::compile(std::vector{literal("abc")});
    REQUIRE(scan.has_value());
    std::vector<RangeHit> hits;
    REQUIRE((*scan)->scan(bytes_of("abcabcabc"), 0, 1, 6, hits).has_value());
    REQUIRE(hits.size() == 1);
    CHECK(hits[0].start == 3);
}

TEST_CASE("what cannot be found in bounded time, or has no meaning in bytes, is refused with its reason") {
    CHECK(refusal(regex("(a)\\1")).find("back references") != std::string::npos);
    CHECK(refusal(regex("(?=a)b")).find("looking around") != std::string::npos);
    CHECK(refusal(regex("^abc")).find("no lines") != std::string::npos);
    CHECK(refusal(regex("a*?b")).find("lazy") != std::string::npos);
    CHECK(refusal(regex("a*")).find("found everywhere") != std::string::npos);
    CHECK(refusal(regex("(ab")).find("without its )") != std::string::npos);
    CHECK(refusal(regex("[b-a]")).find("ends before it begins") != std::string::npos);
    CHECK(refusal(regex("(([a-z]{1,900}x){1,900}y){1,900}")) != "");
    CHECK(refusal(literal("\xFF")).find("not UTF-8") != std::string::npos);
    CHECK(refusal(literal("")) != "");
    CHECK(refusal(literal(std::string(5000, 'a'))).find("longer than") != std::string::npos);
}
