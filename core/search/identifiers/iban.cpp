// International bank account numbers: ISO 13616-1, lengths by the IBAN registry (SWIFT, release 97), check digits by
// ISO/IEC 7064 MOD 97-10. The account part is alphanumeric, in Pakistan too (4!a16!c).
#include <algorithm>
#include <array>

#include "core/search/identifiers/families.hpp"

namespace sanad {
namespace {

struct Country {
    std::string_view code;
    std::size_t length;
};
constexpr std::array countries = std::to_array<Country>(
    {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
     {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
     {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
     {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22},
     {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32},
     {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19},
     {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
     {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
     {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28}, {"TL", 23},
     {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30}});

bool mod_97_holds(std::string_view iban) {
    unsigned rest = 0;
    const auto take = [&](char c) {
        rest = is_digit(c) ? (rest * 10 + static_cast<unsigned>(c - '0')) % 97
                           : (rest * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
    };
    for (const char c : iban.substr(4)) take(c);
    for (const char c : iban.substr(0, 4)) take(c);
    return rest == 1;
}

const NearWords& iban_words() {
    static const NearWords words{{"iban", "account", "a/c", "acc", "bank", "اکاؤنٹ", "بینک"}};
    return words;
}

}  // namespace

void find_iban(const Passage& passage, std::size_t at, Hits& hits) {
    const std::size_t from = at - 3;
    if (is_alnum(passage.before(from)) || (from == 0 && passage.goes_on_left)) return;
    const std::string_view code = passage.text.substr(from, 2);
    const auto country = std::ranges::find(countries, code, &Country::code);
    if (country == countries.end()) return;
    std::string value;
    std::size_t end = from;
    bool grouped = false;
    while (value.size() < country->length && passage.has(end)) {
        const char c = passage.text[end];
        if (is_upper(c) || is_digit(c)) {
            value += c;
        } else if ((c == ' ' || c == '-') && value.size() % 4 == 0 && !value.empty()) {
            grouped = true;
        } else {
            return;
        }
        ++end;
    }
    if (value.size() < country->length || is_alnum(passage.at(end))) return;
    // Pakistan and the like: the bank's letters, of SWIFT, stand before the account.
    const bool letters = std::ranges::all_of(value.substr(4, 4), is_upper);
    if ((code == "PK" || code == "GB" || code == "IE" || code == "NL") && !letters) return;
    const bool holds = mod_97_holds(value);
    if (!holds && !grouped && !iban_words().beside(passage, from, end, 32)) return;
    hits.add(IdentifierKind::iban, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, from, end,
             std::move(value));
}

}  // namespace sanad
