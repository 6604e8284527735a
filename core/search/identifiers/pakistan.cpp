// Numbers that Pakistan gives to persons: CNIC and SNIC (13 digits, the first is the province of registration: 1 Khyber
// Pakhtunkhwa, 2 the former FATA, 3 Punjab, 4 Sindh, 5 Balochistan, 6 Islamabad, 7 Gilgit-Baltistan; NADRA
// publishes no check digit, so that none can be called valid) and NTN (seven digits and a check digit whose rule FBR
// does not publish: the form alone); plates of vehicles and transaction ids of wallets, which only the words beside
// them tell apart.
#include <algorithm>
#include <array>

#include "core/search/identifiers/number.hpp"

namespace sanad {
namespace {

const NearWords& cnic_words() {
    static const NearWords words{
        {"cnic", "snic", "nic", "nicop", "id card", "identity", "nadra", "cnic_no", "شناختی", "شناخت"}};
    return words;
}

const NearWords& vehicle_words() {
    static const NearWords words{{"vehicle", "registration", "reg no", "reg. no", "reg no.", "reg#", "plate", "car",
                                  "motorcycle", "motor cycle", "bike", "excise", "گاڑی", "رجسٹریشن", "پلیٹ", "موٹر"}};
    return words;
}

const NearWords& wallet_words() {
    static const NearWords words{
        {"tid",         "trx",      "trx id",    "trxid",     "txn",       "txn id",     "transaction id",
         "transaction", "trans id", "easypaisa", "jazzcash",  "jazz cash", "easy paisa", "raast",
         "upaisa",      "sadapay",  "nayapay",   "ٹرانزیکشن", "ایزی پیسہ", "جاز کیش",    "راست"}};
    return words;
}

}  // namespace

void find_cnic(const Number& number, Hits& hits) {
    const bool grouped = number.shaped({5, 7, 1});
    if (!grouped && !number.plain(13)) return;
    const std::size_t groups = grouped ? 3 : 1;
    const std::string digits = number.digits(groups);
    if (digits[0] == '0') return;
    const bool province = digits[0] <= '7';
    const bool all_same = std::ranges::all_of(digits.substr(1), [&](char c) { return c == digits[1]; });
    const bool told = grouped || cnic_words().beside(number.passage, number.from, number.until(groups), 32);
    // 8 is said to be Azad Kashmir, and 9 is on no list; no authority could be found for either: the shape alone.
    if (!province && !told) return;
    const bool plausible = province && told && digits[12] != '0' && !all_same;
    hits.add(IdentifierKind::cnic, plausible ? IdentifierVerdict::plausible : IdentifierVerdict::format_only,
             number.from, number.until(groups), digits.substr(0, 5) + "-" + digits.substr(5, 7) + "-" + digits[12]);
}

void find_ntn(const Number& number, Hits& hits) {
    if (!number.shaped({7, 1}) || number.separator[1] != '-') return;
    const std::string digits = number.digits(2);
    // A word beside it says what it is meant to be; that it is one, nobody outside of FBR can check.
    hits.add(IdentifierKind::ntn, IdentifierVerdict::format_only, number.from, number.until(2),
             digits.substr(0, 7) + "-" + digits[7]);
}

void find_transaction(const Number& number, Hits& hits) {
    if (number.count == 0 || number.length[0] < 10 || number.length[0] > 12 || !number.ends_after(1)) return;
    const std::string digits = number.digits(1);
    // A mobile number of Pakistan is an account there, and found as what it is.
    if ((digits.starts_with("03") && digits.size() == 11) || (digits.starts_with("923") && digits.size() == 12)) return;
    if (!wallet_words().beside(number.passage, number.from, number.until(1), 40)) return;
    hits.add(IdentifierKind::wallet_transaction, IdentifierVerdict::plausible, number.from, number.until(1), digits);
}

void find_plate(const Passage& passage, std::size_t digit, Hits& hits, std::size_t& until) {
    std::size_t letters_end = digit;
    const char sign = passage.before(digit);
    if (sign == '-' || sign == ' ') --letters_end;
    std::size_t from = letters_end;
    while (from > 0 && letters_end - from <= 5 && is_upper(passage.text[from - 1])) --from;
    const std::size_t letters = letters_end - from;
    if (letters < 1 || letters > 4 || is_alnum(passage.before(from)) || passage.before(from) == '-' ||
        (from == 0 && passage.goes_on_left))
        return;
    std::size_t end = digit;
    while (passage.has(end) && is_digit(passage.text[end])) ++end;
    std::size_t year_end = 0;
    if (end - digit == 2 && (passage.at(end) == '-' || passage.at(end) == ' ') && is_digit(passage.at(end + 1))) {
        year_end = end;
        std::size_t more = end + 1;
        while (passage.has(more) && is_digit(passage.text[more])) ++more;
        if (more - end - 1 >= 2 && more - end - 1 <= 5)
            end = more;
        else
            year_end = 0;
    }
    const std::size_t number = end - (year_end != 0 ? year_end + 1 : digit);
    if (number < 2 || number > 5) return;
    const char next = passage.at(end);
    if (is_alnum(next) || ((next == '-' || next == '.' || next == '/') && is_alnum(passage.at(end + 1)))) return;
    // Short words of papers that numbers follow.
    static constexpr std::array others =
        std::to_array<std::string_view>({"AD",  "BC",  "CC",  "CNIC", "CPU", "FIR", "HTTP", "ID",  "IMEI", "IP",  "ISO",
                                         "KM",  "MCC", "NO",  "NTN",  "PC",  "PIN", "PKR",  "PPC", "RS",   "RFC", "SIM",
                                         "SMS", "TEL", "TID", "USB",  "USD", "UTC", "UTF",  "WIN", "YEAR"});
    if (std::ranges::binary_search(others, passage.text.substr(from, letters))) return;
    if (!vehicle_words().beside(passage, from, end, 40)) return;
    until = std::max(until, end);
    std::string value{passage.text.substr(from, letters)};
    if (year_end != 0) value += "-" + std::string{passage.text.substr(digit, 2)};
    value += "-" + std::string{passage.text.substr(end - number, number)};
    hits.add(IdentifierKind::vehicle_plate, IdentifierVerdict::plausible, from, end, std::move(value));
}

}  // namespace sanad
