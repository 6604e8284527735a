#include "core/ingest/text_encoding.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "tests/file_type/plain_magic.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace std::string_view_literals;

namespace {
std::string encoding_of(std::string_view text) {
    return std::string{text_encoding(bytes_of(text), true).name};
}
}  // namespace

TEST_CASE("the Urdu and Arabic texts of scenario s6 are known by the encodings they were written in") {
    const std::map<std::string, std::string> expected = {
        {"utf8.txt", "utf-8"},
        {"utf8_bom.txt", "utf-8"},
        {"utf16le_bom.txt", "utf-16le"},
        {"utf16le_nobom.txt", "utf-16le"},
        {"utf16be_bom.txt", "utf-16be"},
        {"utf32le_bom.txt", "utf-32le"},
        {"cp1256.txt", "windows-1256"},
        {"cnic_ascii.txt", "us-ascii"},
        {"nfd.txt", "utf-8"},
        {"presentation_forms.txt", "utf-8"},
        {"html_entities.html", "us-ascii"},
        {"json_escapes.json", "us-ascii"},
        {"base64.eml", "us-ascii"},
    };
    for (const auto& entry : expected) {
        const auto& name = entry.first;
        const auto& encoding = entry.second;
        const auto path = tests::corpus_file("files/scenario/visible/s6/files/" + name);
        if (!path) {
            MESSAGE("skipped: no corpus");
            return;
        }
        CAPTURE(name);
        CHECK(encoding_of(tests::file_bytes(*path)) == encoding);
    }
}

TEST_CASE("UTF-16 without a mark is known in either order, Latin or Arabic") {
    // "Report of the day, page 1" and an Urdu sentence, as UTF-16LE; big-endian by swapping.
    std::string latin;
    for (const char c : "Report of the day, page 1"sv) latin += {c, '\0'};
    const std::string urdu{"\x2f\x06\x46\x06\x20\x00\x27\x06\xcc\x06\x20\x00\x31\x06\x27\x06\x2a\x06\x0a\x00"sv};
    for (std::string text : {latin, urdu}) {
        CHECK(encoding_of(text) == "utf-16le");
        for (std::size_t i = 0; i < text.size(); i += 2) std::swap(text[i], text[i + 1]);
        CHECK(encoding_of(text) == "utf-16be");
    }
}

TEST_CASE("binary data is not text") {
    std::mt19937 random{3};
    for (int round = 0; round < 200; ++round) {
        std::string noise(512, '\0');
        for (auto& byte : noise) byte = static_cast<char>(random());
        CHECK(encoding_of(noise) == "");
    }
    CHECK(encoding_of("a\0b"sv) == "");
    CHECK(encoding_of(std::string(4096, '\0')) == "");
    CHECK(encoding_of("\xff\xfe"sv) != "us-ascii");
}

TEST_CASE("UTF-8 is exact: overlong forms, surrogates and cut ends are not UTF-8") {
    CHECK(encoding_of("caf\xc3\xa9") == "utf-8");
    CHECK(encoding_of("a\xc0\xaf") != "utf-8");
    CHECK(encoding_of("a\xed\xa0\x80") != "utf-8");
    CHECK(encoding_of("a\xf4\x90\x80\x80") != "utf-8");
    CHECK(encoding_of("caf\xc3") != "utf-8");
    CHECK(text_encoding(bytes_of("caf\xc3"), false).name == "utf-8");
}

TEST_CASE("Western letters in 8 bits are not taken for Arabic ones") {
    CHECK(encoding_of("Le caf\xe9 de la m\xe8re \xe0 No\xebl, d\xe9j\xe0 vu") == "windows-1252");
    CHECK(encoding_of("\xc4rger mit \xd6l und Gr\xfc\xdf"
                      "e") == "windows-1252");
    // "Privet, kak dela?" in windows-1251 and KOI8-R: text, but of neither of the two.
    CHECK(encoding_of("\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0? \xd5\xee\xf0\xee\xf8\xee") ==
          "unknown-8bit");
    CHECK(encoding_of("\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1? \xe8\xcf\xd2\xcf\xdb\xcf") ==
          "unknown-8bit");
}

TEST_CASE("a DOS text ended with Ctrl-Z is text") {
    CHECK(encoding_of("dir c:\r\n\x1a") == "us-ascii");
}

TEST_CASE("padding of 0xff, as in an unused $LogFile, is data and no text") {
    CHECK(encoding_of(std::string(4096, '\xff')).empty());
    CHECK(encoding_of(std::string(64, '\xfe') + std::string(64, '\xff')).empty());
}
