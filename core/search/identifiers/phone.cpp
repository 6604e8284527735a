// Telephone numbers (ITU-T E.164; numbering plans as libphonenumber has them). A number has no check digit: one that
// fits the plan of its country is plausible. Without a country code it is read as Pakistani.
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "core/search/identifiers/number.hpp"

namespace sanad {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

const NearWords& phone_words() {
    static const NearWords words{{"phone", "mobile", "mob", "tel", "cell", "call", "contact", "whatsapp", "sms", "fax",
                                  "number", "msisdn", "فون", "موبائل", "نمبر", "رابطہ"}};
    return words;
}

/// The number in E.164 when the plan of its country has it.
std::optional<std::string> in_plan(const std::string& digits, const char* region) {
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(digits, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsValidNumber(number))
        return std::nullopt;
    std::string formatted;
    util.Format(number, PhoneNumberUtil::E164, &formatted);
    return formatted;
}

/// Where the digits of a number may end: places behind a group, and the digits up to there.
struct Ends {
    std::array<std::size_t, 10> place{}, digits{};
    std::size_t count = 0;
    std::string all{};
    bool signs = false;  ///< spaces, hyphens or brackets between
};

Ends groups_from(const Passage& passage, std::size_t from) {
    Ends ends;
    std::size_t at = from;
    while (ends.count < ends.place.size() && ends.all.size() <= 15) {
        while (passage.has(at) && is_digit(passage.text[at]) && ends.all.size() <= 15) ends.all += passage.text[at++];
        ends.place[ends.count] = at;
        ends.digits[ends.count++] = ends.all.size();
        std::size_t signs = 0;
        while (signs < 2 && passage.has(at + signs) &&
               (passage.text[at + signs] == ' ' || passage.text[at + signs] == '-' || passage.text[at + signs] == '.' ||
                passage.text[at + signs] == '(' || passage.text[at + signs] == ')'))
            ++signs;
        if (signs == 0 || !is_digit(passage.at(at + signs))) break;
        at += signs;
    }
    return ends;
}

bool ends_there(const Passage& passage, std::size_t at) {
    const char next = passage.at(at);
    if (is_alnum(next)) return false;
    return !((next == '-' || next == '.') && is_digit(passage.at(at + 1)));
}

}  // namespace

void find_phone(const Number& number, Hits& hits) {
    const Passage& passage = number.passage;
    std::size_t from = number.from;
    const char first = passage.text[from];
    const char previous = passage.before(from);
    const bool plus = previous == '+' || (previous == '(' && from > 1 && passage.text[from - 2] == '+');
    const bool bracket = previous == '(' && !plus;
    if (!plus && first != '0' && first != '9') return;
    if (!plus && !bracket && !number.begins()) return;
    // Cheap looks first: the plans are asked only about what has the length of a number.
    if (!plus && !bracket) {
        const bool dotted = number.length[0] >= 3 && passage.at(number.end[0]) == '.';
        if (number.length[0] > 14 || (number.count == 1 && number.length[0] < 9 && !dotted)) return;
        if (first == '9' && (passage.at(from + 1) != '2' || number.length[0] + 10 < 12)) return;
    }
    if (plus || bracket) {
        from -= previous == '(' && plus ? 2 : 1;
        if (is_alnum(passage.before(from)) || (from == 0 && passage.goes_on_left)) return;
    }
    const Ends ends = groups_from(passage, number.from);
    for (std::size_t i = ends.count; i-- > 0;) {
        if (!ends_there(passage, ends.place[i])) continue;
        const std::string digits = ends.all.substr(0, ends.digits[i]);
        if (digits.size() < 7 || digits.size() > 15) continue;
        const bool grouped = i > 0;
        const auto add = [&](const std::optional<std::string>& value, IdentifierVerdict verdict) {
            if (value) hits.add(IdentifierKind::phone, verdict, from, ends.place[i], *value);
            return value.has_value();
        };
        if (plus) {
            if (add(in_plan("+" + digits, "ZZ"), IdentifierVerdict::plausible)) return;
            continue;
        }
        if (digits.starts_with("0092") && digits.size() >= 13 && digits.size() <= 14) {
            if (add(in_plan("+" + digits.substr(2), "ZZ"), IdentifierVerdict::plausible)) return;
            continue;
        }
        if (digits.starts_with("00") && (digits.size() < 11 || !grouped)) continue;
        if (digits.starts_with("00")) {
            if (digits[2] != '0' && add(in_plan("+" + digits.substr(2), "ZZ"), IdentifierVerdict::format_only)) return;
            continue;
        }
        if (first == '9') {
            // 92300… as messengers write it.
            if (digits.size() != 12 || digits[2] != '3') continue;
            if (add(in_plan("+" + digits, "ZZ"), IdentifierVerdict::plausible)) return;
            continue;
        }
        if (digits.size() < 9 || digits.size() > 12) continue;
        const bool mobile = digits.size() == 11 && digits[1] == '3';
        const bool told = grouped || bracket || phone_words().beside(passage, from, ends.place[i], 32);
        if (!mobile && !told) continue;
        // Dates and times have the length of a landline number: 01-02-2024 12.
        if (!mobile && grouped && ends.digits[0] == 2) continue;
        if (add(in_plan(digits, "PK"), IdentifierVerdict::plausible)) return;
    }
}

}  // namespace sanad
