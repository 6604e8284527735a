// The questions of the prefilter, against the same questions asked of one character after another.
#include "core/search/identifiers/candidates.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <string>

#include "core/search/identifiers/passage.hpp"

using namespace sanad;

namespace {

/// The text before a place, read backwards: c(0) is the place itself; NUL before the beginning.
struct Back {
    std::string_view text;
    std::size_t place;
    char operator()(std::size_t back) const { return back <= place ? text[place - back] : '\0'; }
    bool starts(std::size_t back) const { return back > place; }
    template <class Of>
    bool all(Of of, std::size_t first, std::size_t last) const {
        for (std::size_t back = first; back <= last; ++back)
            if (starts(back) || !of((*this)(back))) return false;
        return true;
    }
};

bool is_gap(char c) {
    return c == '-' || c == ' ';
}
bool is_arabic(char c) {
    return c == '\xD9' || c == '\xDB';
}
bool is_high(char c) {
    return c == 0 || c == 6;
}

bool numbers(const Back& c) {
    const bool four = c.all(is_digit, 0, 3) && !c.all(is_digit, 1, 4);
    const bool grouped = c.all(is_digit, 0, 2) && is_gap(c(3)) && c.all(is_digit, 4, 6);
    return four || grouped || (is_digit(c(0)) && c(1) == '+');
}

bool mac(const Back& c) {
    return is_hex(c(0)) && is_hex(c(2)) && is_hex(c(3)) && (c(1) == ':' || c(1) == '-') && c(4) == c(1);
}

bool ipv6(const Back& c) {
    return c(1) == ':' && (is_hex(c(0)) || c(0) == ':') && (is_hex(c(2)) || c(2) == ':');
}

bool plate(const Back& c) {
    if (!is_digit(c(0)) || !is_digit(c(1))) return false;
    return (is_upper(c(2)) && !c.all(is_alnum, 3, 6)) || (is_gap(c(2)) && is_upper(c(3)) && !c.all(is_alnum, 4, 7));
}

/// Sixteen-bit text of four characters, in either order, whose last high byte is here.
bool wide(const Back& c) {
    for (std::size_t back = 0; back < 8; back += 2)
        if (!is_high(c(back)) || c.starts(back + 1) || is_high(c(back + 1))) return false;
    return true;
}

/// 47 characters that can be of a phrase end here: words of three letters at the least and eight at the most.
bool of_phrase(std::string_view text, std::size_t place) {
    const auto is_blank = [](char c) { return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r'; };
    if (place + 1 < 47) return false;
    for (std::size_t at = place - 46; at <= place; ++at) {
        std::size_t letters = 0;
        if (is_lower(text[at])) {
            while (letters <= at && is_lower(text[at - letters])) ++letters;
            if (letters > 8) return false;
        } else if (is_blank(text[at])) {
            while (letters < at && is_lower(text[at - 1 - letters])) ++letters;
            if (letters == 1 || letters == 2) return false;
        } else {
            return false;
        }
    }
    return true;
}

/// Text in which something of everything stands, and much at the borders of pieces.
std::string anything(std::size_t size, unsigned seed) {
    static const std::vector<std::string> parts{
        "0300 1234567",
        "+92",
        "123-456",
        "1.2.3.4",
        "a.b",
        "x@y",
        "://",
        "::1",
        "ab:cd:ef",
        "0A-1B-2C",
        "PK36",
        " LEA-12",
        "ABCDE123",
        "9Z",
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "of a word ",
        "abcdefghijkl ",
        std::string("a\0b\0c\0d\0", 8),
        std::string("\0a\0b\0c\0d", 8),
        std::string("\x06\x45", 2),
        "\xDB\xB3\xDB\xB5",
        "\xD9\xA3",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef",
        ", ",
        "\r\n",
        std::string(7, '\0'),
        std::string(70, '\0'),
        std::string(5000, '\0'),
        "\xFF"};
    std::mt19937 random{seed};
    std::string text;
    while (text.size() < size) {
        const std::string& part = parts[random() % parts.size()];
        if (part.size() < 1000 || random() % 8 == 0) text += part.substr(0, 1 + random() % part.size());
    }
    text.resize(size);
    return text;
}

}  // namespace

TEST_CASE("a place is a candidate exactly where its question, asked character by character, is answered yes") {
    struct Question {
        const char* name;
        BitColumn Candidates::*column;
        std::function<bool(const Back&)> asked;
    };
    const auto phrase = [](const Back& c) {
        return of_phrase(c.text, c.place) && !(c.place > 0 && of_phrase(c.text, c.place - 1));
    };
    const std::vector<Question> questions{
        {"numbers", &Candidates::numbers, numbers},
        {"ipv4", &Candidates::ipv4, [](const Back& c) { return is_digit(c(0)) && c(1) == '.' && is_digit(c(2)); }},
        {"domain", &Candidates::domain, [](const Back& c) { return is_letter(c(0)) && c(1) == '.' && is_alnum(c(2)); }},
        {"email", &Candidates::email, [](const Back& c) { return is_alnum(c(0)) && c(1) == '@'; }},
        {"url", &Candidates::url, [](const Back& c) { return c(0) == '/' && c(1) == '/' && c(2) == ':'; }},
        {"ipv6", &Candidates::ipv6, ipv6},
        {"mac", &Candidates::mac, mac},
        {"iban", &Candidates::iban,
         [](const Back& c) { return c.all(is_digit, 0, 1) && c.all(is_upper, 2, 3) && !is_alnum(c(4)); }},
        {"plate", &Candidates::plate, plate},
        {"coin", &Candidates::coin, [](const Back& c) { return c.all(is_alnum, 0, 25) && !c.all(is_alnum, 1, 26); }},
        {"phrase", &Candidates::phrase, phrase},
        {"wide", &Candidates::wide, wide},
        {"arabic", &Candidates::arabic, [](const Back& c) { return is_arabic(c(0)) && is_arabic(c(2)); }},
    };
    // Whole pieces, and pieces that end within 64 characters, at their border and with one of them.
    for (const std::size_t size : {40'000u, 8192u, 4096u + 64, 4096u + 63, 65u, 1u}) {
        const std::string text = anything(size, static_cast<unsigned>(size));
        Candidates candidates;
        std::vector<std::size_t> found(questions.size());
        for (std::size_t piece = 0; piece < size; piece += Candidates::characters_at_once) {
            const std::string_view part = std::string_view{text}.substr(piece, Candidates::characters_at_once);
            const bool some = candidates.next(part);
            for (std::size_t i = 0; i < part.size(); ++i) {
                const Back back{text, piece + i};
                bool any = false;
                for (std::size_t q = 0; q < questions.size(); ++q) {
                    const bool yes = questions[q].asked(back);
                    any |= yes;
                    found[q] += yes ? 1 : 0;
                    CAPTURE(questions[q].name);
                    CAPTURE(piece + i);
                    const bool told = some && ((candidates.*questions[q].column)[1 + i / 64] >> i % 64 & 1) != 0;
                    if (told != yes) REQUIRE(told == yes);
                }
                if (some) REQUIRE((candidates.any[1 + i / 64] >> i % 64 & 1) == any);
            }
        }
        if (size == 40'000)
            for (std::size_t q = 0; q < questions.size(); ++q) {
                CAPTURE(questions[q].name);
                CHECK(found[q] >= 10);
            }
    }
}
