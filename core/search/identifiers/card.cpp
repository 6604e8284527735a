// Numbers of payment cards: ISO/IEC 7812-1, 13 to 19 digits, check digit by annex B; ranges of the networks as they
// publish them. PayPak is 2205.
#include <algorithm>
#include <array>

#include "core/search/identifiers/number.hpp"

namespace sanad {
namespace {

struct IssuerRange {
    unsigned first, last;  ///< of the first four digits
    std::size_t shortest, longest;
};
constexpr std::array ranges = std::to_array<IssuerRange>({
    {2200, 2205, 16, 19},  // Mir, PayPak
    {2221, 2720, 16, 16},  // Mastercard
    {3000, 3059, 14, 19},  // Diners Club
    {3400, 3499, 15, 15},  // American Express
    {3528, 3589, 16, 19},  // JCB
    {3600, 3699, 14, 19},  // Diners Club
    {3700, 3799, 15, 15},  // American Express
    {3800, 3999, 16, 19},  // Diners Club
    // Visa issues 13, 16 and 19 digits: of 15 are IMEIs (49…) and the IMSIs of Pakistan (410…).
    {4000, 4999, 13, 13},
    {4000, 4999, 16, 16},
    {4000, 4999, 19, 19},
    {5018, 5018, 12, 19},  // Maestro
    {5020, 5020, 12, 19},
    {5038, 5038, 12, 19},
    {5100, 5599, 16, 16},  // Mastercard
    {5893, 5893, 12, 19},  // Maestro
    {6011, 6011, 16, 19},  // Discover
    {6200, 6299, 16, 19},  // UnionPay
    {6304, 6304, 12, 19},  // Maestro
    {6440, 6599, 16, 19},  // Discover
    {6759, 6763, 12, 19},  // Maestro
});

bool in_a_range(std::string_view digits) {
    unsigned head = 0;
    for (const char c : digits.substr(0, 4)) head = head * 10 + static_cast<unsigned>(c - '0');
    return std::ranges::any_of(ranges, [&](const IssuerRange& range) {
        return head >= range.first && head <= range.last && digits.size() >= range.shortest &&
               digits.size() <= range.longest;
    });
}

}  // namespace

void find_card(const Number& number, Hits& hits) {
    std::size_t groups = 0;
    if (number.shaped({4, 4, 4, 4, 3}) || number.shaped({4, 4, 4, 4, 2})) {
        groups = 5;
    } else if (number.shaped({4, 4, 4, 4}) || number.shaped({4, 4, 4, 1})) {
        groups = 4;
    } else if (number.shaped({4, 6, 5}) || number.shaped({4, 6, 4})) {
        groups = 3;
    } else if (number.length[0] >= 13 && number.length[0] <= 19 && number.ends_after(1)) {
        groups = 1;
    } else {
        return;
    }
    std::string digits = number.digits(groups);
    if (!in_a_range(digits)) return;
    // 4000000000000 and its like are sizes and counters.
    if (std::ranges::count(digits, '0') + 2 > static_cast<std::ptrdiff_t>(digits.size())) return;
    const bool holds = luhn_holds(digits);
    if (!holds && groups == 1) return;
    hits.add(IdentifierKind::card, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, number.from,
             number.until(groups), std::move(digits));
}

}  // namespace sanad
