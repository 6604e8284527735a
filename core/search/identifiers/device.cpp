// Numbers of mobile equipment and of subscriptions: IMEI and IMEISV (3GPP TS 23.003 6.2), ICCID (ITU-T E.118),
// IMSI (ITU-T E.212, 3GPP TS 23.003 2.2).
#include <algorithm>
#include <array>

#include "core/search/identifiers/number.hpp"

namespace sanad {
namespace {

const NearWords& imei_words() {
    static const NearWords words{
        {"imei", "imei1", "imei2", "imeisv", "handset", "device id", "deviceid", "آئی ایم ای آئی"}};
    return words;
}

const NearWords& sim_words() {
    static const NearWords words{{"imsi", "iccid", "sim", "subscriber", "subscriber id", "sim serial", "سم"}};
    return words;
}

/// What only a subscription is called; a handset is often told beside its SIM.
const NearWords& imsi_words() {
    static const NearWords words{{"imsi", "subscriber", "subscriber id"}};
    return words;
}

/// "IMEI 35…, IMSI 510…": the second is meant as the subscription's, whatever its check digit says by chance. Of
/// "IMEI/IMSI" nobody can say which: the words have to be further apart than their own letters and a sign between.
bool nearer_to_imsi(const Number& number, std::size_t groups) {
    const auto imsi = imsi_words().distance(number.passage, number.from, number.until(groups), 40);
    const auto imei = imei_words().distance(number.passage, number.from, number.until(groups), 40);
    return imsi && (!imei || *imsi + 8 <= *imei);
}

/// First two digits that bodies which allocate type codes use (GSMA TS.06).
bool reporting_body(std::string_view digits) {
    static constexpr std::array bodies = std::to_array<std::string_view>(
        {"01", "10", "30", "33", "35", "44", "45", "49", "50", "51", "52", "53", "54", "86", "91", "98", "99"});
    return std::ranges::binary_search(bodies, digits.substr(0, 2));
}

bool all_same(std::string_view digits) {
    return std::ranges::all_of(digits, [&](char c) { return c == digits[0]; });
}

void find_imei(const Number& number, Hits& hits) {
    const bool grouped = number.shaped({2, 6, 6, 1}) || number.shaped({6, 2, 6, 1}) || number.shaped({8, 6, 1});
    if (!grouped && !number.plain(15)) return;
    const std::size_t groups = !grouped ? 1 : number.length[0] == 8 ? 3 : 4;
    std::string digits = number.digits(groups);
    if (all_same(digits)) return;
    const bool holds = luhn_holds(digits);
    bool told = grouped || imei_words().beside(number.passage, number.from, number.until(groups), 40);
    if (!told && (!holds || !reporting_body(digits))) return;
    if (!grouped && nearer_to_imsi(number, groups)) {
        if (!holds || !reporting_body(digits)) return;
        told = false;
    }
    const auto verdict =
        holds ? (told ? IdentifierVerdict::valid : IdentifierVerdict::plausible) : IdentifierVerdict::format_only;
    hits.add(IdentifierKind::imei, verdict, number.from, number.until(groups), std::move(digits));
}

void find_imeisv(const Number& number, Hits& hits) {
    const bool grouped = number.shaped({2, 6, 6, 2}) || number.shaped({8, 6, 2});
    if (!grouped && !number.plain(16)) return;
    const std::size_t groups = !grouped ? 1 : number.length[0] == 8 ? 3 : 4;
    std::string digits = number.digits(groups);
    if (all_same(digits)) return;
    if (!grouped && !imei_words().beside(number.passage, number.from, number.until(groups), 40)) return;
    const bool plausible = reporting_body(digits);
    hits.add(IdentifierKind::imeisv, plausible ? IdentifierVerdict::plausible : IdentifierVerdict::format_only,
             number.from, number.until(groups), std::move(digits));
}

void find_iccid(const Number& number, Hits& hits) {
    std::size_t groups = 1;
    if (number.shaped({4, 4, 4, 4, 4}) || number.shaped({4, 4, 4, 4, 3})) {
        groups = 5;
    } else if (number.shaped({5, 5, 5, 5}) || number.shaped({5, 5, 5, 4})) {
        groups = 4;
    } else if (!(number.count > 0 && number.length[0] >= 19 && number.length[0] <= 20 && number.ends_after(1))) {
        return;
    }
    std::string digits = number.digits(groups);
    if (!digits.starts_with("89")) return;
    const bool pakistani = digits.starts_with("8992");
    const bool holds = luhn_holds(digits);
    if (!holds && !pakistani && !sim_words().beside(number.passage, number.from, number.until(groups), 40)) return;
    hits.add(IdentifierKind::iccid, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, number.from,
             number.until(groups), std::move(digits));
}

void find_imsi(const Number& number, Hits& hits) {
    const bool grouped = number.shaped({3, 2, 10});
    if (!grouped && !number.plain(15)) return;
    const std::size_t groups = grouped ? 3 : 1;
    std::string digits = number.digits(groups);
    const bool told = sim_words().beside(number.passage, number.from, number.until(groups), 40);
    // MCC 410, and the codes that PTA gave to Mobilink, Ufone, Zong, Telenor, Warid, SCO.
    static constexpr std::array networks = std::to_array<std::string_view>({"01", "03", "04", "05", "06", "07", "08"});
    const bool pakistani = digits.starts_with("410") && std::ranges::binary_search(networks, digits.substr(3, 2));
    const bool country = digits[0] >= '2' && digits[0] <= '7';
    if (!country || all_same(digits) || (!pakistani && !told)) return;
    bool plausible = told || grouped;
    // One in ten has the check digit of an IMEI by chance. Then the words decide: without "imsi" it is the handset of
    // that SIM, and with "imei" nearer or as near it is as likely that.
    if (!grouped && luhn_holds(digits) && reporting_body(digits)) {
        if (!imsi_words().beside(number.passage, number.from, number.until(groups), 40)) return;
        if (imei_words().beside(number.passage, number.from, number.until(groups), 40) &&
            !nearer_to_imsi(number, groups)) {
            plausible = false;
        }
    }
    hits.add(IdentifierKind::imsi, plausible ? IdentifierVerdict::plausible : IdentifierVerdict::format_only,
             number.from, number.until(groups), std::move(digits));
}

}  // namespace

void find_device(const Number& number, Hits& hits) {
    find_imei(number, hits);
    find_imeisv(number, hits);
    find_iccid(number, hits);
    find_imsi(number, hits);
}

}  // namespace sanad
