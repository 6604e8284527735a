#include "core/search/fold.hpp"

#include <doctest/doctest.h>

#include <random>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"

using namespace sanad;

namespace {

std::string key(std::string_view text, FoldLevel level = FoldLevel::standard) {
    return fold(text, level).key;
}

/// Text of the kinds of characters that the rules speak of, and of any others.
std::string random_text(std::mt19937& dice, std::size_t characters) {
    static constexpr std::pair<char32_t, char32_t> ranges[] = {
        {0x20, 0x7E},     {0xA0, 0x17F},      {0x300, 0x36F},    {0x600, 0x6FF},   {0x750, 0x77F},
        {0x900, 0x97F},   {0x1E00, 0x1EFF},   {0x2000, 0x206F},  {0xAC00, 0xAC40}, {0xFB50, 0xFDFF},
        {0xFE70, 0xFEFF}, {0x10000, 0x10FFF}, {0x1D400, 0x1D450}};
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) {
        const auto& [from, to] = ranges[dice() % std::size(ranges)];
        append_character(text, from + static_cast<char32_t>(dice() % (to - from + 1)));
    }
    return text;
}

}  // namespace

TEST_CASE("pairs that a reader of Urdu takes for the same word have the same key") {
    const std::pair<const char*, const char*> pairs[] = {
        {"ﻻﻫﻮﺭ", "لاہور"},                   // presentation forms, a ligature among them
        {"ﻛﺮاﭼﻲ", "کراچی"},                  // the same with letters of Urdu
        {"مُحَمَّد", "محمد"},                    // vowel marks and shadda
        {"قُرآن", "قران"},                    // alef with madda
        {"می‌خواہم", "میخواہم"},    // zero-width non-joiner
        {"عـــلی", "علی"},                   // tatweel
        {"علي", "علی"},                      // Arabic yeh
        {"على", "علی"},                      // alef maksura
        {"كتاب", "کتاب"},                    // Arabic kaf
        {"ڪتاب", "کتاب"},                    // swash kaf
        {"شاه", "شاہ"},                      // Arabic heh
        {"مدرسة", "مدرسہ"},                  // teh marbuta
        {"\u06C0", "\u06C1\u0654"},          // heh with yeh above, composed and not
        {"أحمد", "احمد"},                    // hamza above alef
        {"إسلام", "اسلام"},                  // hamza below alef
        {"ٱلله", "اللہ"},                    // alef wasla
        {"مؤقف", "مو\u0654قف"},              // waw with hamza, composed and not
        {"جرائم", "جرا\u064A\u0654م"},       // yeh with hamza: composed, and on the Arabic yeh it decomposes to
        {"جرائم", "جرا\u06CC\u0654م"},       // and on the Urdu yeh, which no composition makes equal
        {"۳۵۲۰۲", "35202"},                  // digits of Urdu
        {"٣٥٢٠٢", "35202"},                  // digits of Arabic
        {"کیا؟ ہاں، ۔", "کیا? ہاں, ."},      // punctuation
        {"Ａｌｉ ＫＨＡＮ", "ali khan"},     // full width, case
        {"Café STRASSE", "cafe straße"},     // accents; sharp s
        {"\u202Eexe.fdp\u202C", "exe.fdp"},  // a bidi override
        {"co\u00ADoperate", "cooperate"},    // a soft hyphen
        {"\uFEFFنام", "نام"},                // a byte order mark in the text
    };
    for (const auto& [one, other] : pairs) {
        CAPTURE(std::string{one});
        CAPTURE(std::string{other});
        CHECK(key(one) == key(other));
    }
}

TEST_CASE("different words stay different, unless the loose level is asked for") {
    const std::pair<const char*, const char*> pairs[] = {
        {"بھائی", "بہائی"}, {"ماں", "مان"}, {"لڑکے", "لڑکی"}, {"سوء", "سو"}};
    for (const auto& [one, other] : pairs) {
        CHECK(key(one) != key(other));
        CHECK(key(one, FoldLevel::loose) == key(other, FoldLevel::loose));
    }
    CHECK(key("ٹال") != key("تال"));
    CHECK(key("ٹال", FoldLevel::loose) != key("تال", FoldLevel::loose));
    CHECK(key("ڑ") != key("ر"));
}

TEST_CASE("vowel signs of Hindi are of category Mn and are not dropped") {
    CHECK(key("\u0915\u0941\u092E") != key("\u0915\u092E"));
    CHECK(key("\u0915\u0941\u092E") == "\u0915\u0941\u092E");
}

TEST_CASE("a part of a key leads back to the letters it is of, marks included") {
    const std::string text = "رقم: مُحَمَّد (تھا)";
    const FoldedText folded = fold(text);
    const std::string wanted = "محمد";
    const std::size_t at = folded.key.find(wanted);
    REQUIRE(at != std::string::npos);
    const auto [from, to] = folded.original(at, at + wanted.size());
    CHECK(text.substr(from, to - from) == "مُحَمَّد");
}

TEST_CASE("words carry their place in the original") {
    Folder folder;
    const std::string text = "ID 35202-۱۲۳۴۵۶۷-1, می‌خواہم!";
    const FoldedWords words = folder.words(text);
    REQUIRE(words.words.size() == 5);
    CHECK(words.key(words.words[0]) == "id");
    CHECK(words.key(words.words[2]) == "1234567");
    CHECK(text.substr(words.words[2].begin, words.words[2].end - words.words[2].begin) == "۱۲۳۴۵۶۷");
    CHECK(text.substr(words.words[4].begin, words.words[4].end - words.words[4].begin) == "می‌خواہم");
    std::string keys;
    folder.append_words(text, keys);
    CHECK(keys == "id 35202 1234567 1 میخواہم");
}

TEST_CASE("a key is folded already, its offsets lie in the original and words are what the key holds") {
    std::mt19937 dice{20260301};
    for (const FoldLevel level : {FoldLevel::standard, FoldLevel::loose}) {
        Folder folder{level};
        for (int round = 0; round < 400; ++round) {
            const std::string text = random_text(dice, dice() % 60);
            CAPTURE(shown(text));
            const FoldedText once = folder.fold(text);
            REQUIRE(once.origins.size() == once.key.size());
            CHECK(is_utf8(once.key));
            for (const std::uint32_t origin : once.origins) {
                REQUIRE(origin < text.size());
                CHECK((static_cast<unsigned char>(text[origin]) & 0xC0) != 0x80);  // a character begins there
            }
            CHECK(folder.fold(once.key).key == once.key);
            // The words of a text are the words of its key.
            std::string of_text;
            std::string of_key;
            folder.append_words(text, of_text);
            folder.append_words(once.key, of_key);
            CHECK(of_text == of_key);
            const FoldedWords words = folder.words(text);
            std::string joined;
            for (const FoldedWord& word : words.words) {
                joined += (joined.empty() ? "" : " ") + std::string{words.key(word)};
                CHECK(word.begin < word.end);
                CHECK(word.end <= text.size());
            }
            CHECK(joined == of_text);
        }
    }
}

TEST_CASE("the forms of Unicode give one key: NFC and NFD") {
    std::mt19937 dice{7};
    Folder folder;
    for (int round = 0; round < 300; ++round) {
        const std::string text = random_text(dice, 20);
        CHECK(folder.fold(nfc(text)).key == folder.fold(text).key);
    }
}

TEST_CASE("ASCII takes the short way to the same key") {
    std::string text;
    for (char c = 1; c < 127; ++c) text += c;
    std::string lower = text;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    CHECK(key(text) == lower);
    CHECK(key(text + "ی") == lower + "ی");
}
