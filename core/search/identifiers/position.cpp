// Pairs of latitude and longitude in decimal degrees (ISO 6709 annex D; RFC 5870 for geo:). Two decimal numbers alone
// are a position only by the words, marks or letters beside them.
#include <algorithm>
#include <charconv>

#include "core/search/identifiers/number.hpp"

namespace sanad {
namespace {

const NearWords& map_words() {
    static const NearWords words{{"lat", "latitude", "lon", "lng", "long", "longitude", "geo", "gps", "maps", "map",
                                  "location", "coordinates", "coords", "position", "ll", "مقام", "لوکیشن"}};
    return words;
}

struct Decimal {
    std::size_t from = 0, until = 0;
    double value = 0;
    std::size_t whole = 0, decimals = 0;
};

/// A decimal number whose whole part begins at `from`, a minus before it included.
std::optional<Decimal> decimal_at(const Passage& passage, std::size_t from) {
    Decimal decimal;
    decimal.from = from;
    std::size_t at = from;
    while (passage.has(at) && is_digit(passage.text[at]) && at - from < 4) ++at;
    decimal.whole = at - from;
    if (decimal.whole < 1 || decimal.whole > 3 || passage.at(at) != '.') return std::nullopt;
    const std::size_t fraction = ++at;
    while (passage.has(at) && is_digit(passage.text[at]) && at - fraction < 18) ++at;
    decimal.decimals = at - fraction;
    decimal.until = at;
    const char next = passage.at(at);
    if (decimal.decimals < 4 || decimal.decimals > 17 || is_digit(next)) return std::nullopt;
    if (next == '.' && is_digit(passage.at(at + 1))) return std::nullopt;
    const std::string_view text = passage.text.substr(from, at - from);
    if (std::from_chars(text.data(), text.data() + text.size(), decimal.value).ec != std::errc{}) return std::nullopt;
    if (passage.before(from) == '-') {
        decimal.value = -decimal.value;
        --decimal.from;
    }
    return decimal;
}

/// The letter of a hemisphere behind a number, a degree sign between; its place is moved behind it.
char hemisphere(const Passage& passage, std::size_t& at) {
    std::size_t place = at;
    while (place < at + 4 && passage.has(place) &&
           (passage.text[place] == ' ' || static_cast<unsigned char>(passage.text[place]) >= 0x80))
        ++place;
    const char letter = passage.at(place);
    if ((letter != 'N' && letter != 'S' && letter != 'E' && letter != 'W') || is_alnum(passage.at(place + 1)))
        return '\0';
    at = place + 1;
    return letter;
}

std::string digits_text(const Passage& passage, const Decimal& decimal, bool negative) {
    const std::size_t whole = decimal.until - decimal.decimals - 1 - decimal.whole;
    return (negative ? "-" : "") + std::string{passage.text.substr(whole, decimal.until - whole)};
}

}  // namespace

void find_position(const Number& number, Hits& hits) {
    const Passage& passage = number.passage;
    if (number.length[0] > 2 || passage.at(number.end[0]) != '.') return;
    const char previous = passage.before(number.from);
    if (is_alnum(previous) || previous == '.' || previous == '_' || (number.from == 0 && passage.goes_on_left)) return;
    auto latitude = decimal_at(passage, number.from);
    if (!latitude) return;
    if (latitude->from > 0 && latitude->from < number.from && is_alnum(passage.text[latitude->from - 1])) return;
    std::size_t behind = latitude->until;
    const char north = hemisphere(passage, behind);
    if (north == 'E' || north == 'W') return;

    // What stands between the two: a sign, or the name of the second.
    std::size_t second = behind;
    while (second - behind < 28 && passage.has(second) && !is_digit(passage.text[second]) &&
           passage.text[second] != '\n')
        ++second;
    if (!passage.has(second) || !is_digit(passage.text[second])) return;
    if (passage.text.substr(behind, 3) == "%2C" || passage.text.substr(behind, 3) == "%2c") {
        second = behind + 3;
        if (passage.at(second) == '-') ++second;
    }
    auto longitude = decimal_at(passage, second);
    if (!longitude) return;
    const std::string between = lower(passage.text.substr(behind, longitude->from - behind));
    std::size_t end = longitude->until;
    const char east = hemisphere(passage, end);
    if (east == 'N' || east == 'S' || (north == '\0') != (east == '\0')) return;
    const bool named = between.find("lon") != std::string::npos || between.find("lng") != std::string::npos;
    const bool comma =
        between == "," || between == ", " || between == "; " || between == ";" || between == "%2c" || between == ",+";
    if (!named && !comma && !(between == " " || between == "/" || between == " , ")) {
        if (!(north != '\0' && between.size() <= 3)) return;
    }
    bool south = north == 'S', west = east == 'W';
    if (north == '\0') {
        south = latitude->value < 0;
        west = longitude->value < 0;
    }
    if (std::abs(latitude->value) > 90 || std::abs(longitude->value) > 180) return;
    if (latitude->value == 0 && longitude->value == 0) return;
    const bool mark = latitude->from > 0 &&
                      (passage.text[latitude->from - 1] == '@' || passage.text[latitude->from - 1] == ':') && comma;
    const bool told = north != '\0' || named || mark || map_words().beside(passage, latitude->from, end, 32);
    if (!told) {
        // Of a list of numbers, no pair; nor what could as well be two measures.
        const char next = passage.at(end);
        const bool list = next == ',' || next == ';' || (next == ' ' && is_digit(passage.at(end + 1)));
        const char before = passage.before(latitude->from);
        const bool listed = before == ',' || before == ';' ||
                            (before == ' ' && latitude->from > 1 &&
                             (is_digit(passage.text[latitude->from - 2]) || passage.text[latitude->from - 2] == ','));
        if (!comma || list || listed || latitude->decimals < 5 || longitude->decimals < 5 ||
            std::abs(latitude->value) < 1 || std::abs(longitude->value) < 1)
            return;
    }
    if (latitude->from == 0 && passage.goes_on_left) return;
    hits.add(IdentifierKind::gps, told ? IdentifierVerdict::plausible : IdentifierVerdict::format_only, latitude->from,
             end, digits_text(passage, *latitude, south) + "," + digits_text(passage, *longitude, west));
}

}  // namespace sanad
