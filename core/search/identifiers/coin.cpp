// Addresses of currencies, by their checksums: Bitcoin (Base58Check; BIP-173 and BIP-350), Ethereum (EIP-55), TRON
// (Base58Check, prefix 0x41), Monero (base58 in blocks of 11, Keccak; addresses of the main net).
#include <algorithm>
#include <array>

#include "core/crypto/digest.hpp"
#include "core/search/identifiers/families.hpp"
#include "core/search/identifiers/keccak.hpp"

namespace sanad {
namespace {

const NearWords& coin_words() {
    static const NearWords words{{"bitcoin", "btc", "wallet", "tron", "trx", "trc20", "usdt", "address", "addr"}};
    return words;
}

constexpr std::array<std::int8_t, 128> base58_values = [] {
    std::array<std::int8_t, 128> values{};
    values.fill(-1);
    std::int8_t value = 0;
    for (const char c : std::string_view{"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"})
        values[static_cast<std::size_t>(c)] = value++;
    return values;
}();

constexpr int base58_value(char c) {
    return static_cast<unsigned char>(c) < 128 ? base58_values[static_cast<std::size_t>(c)] : -1;
}

bool is_base58(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return base58_value(c) >= 0; });
}

/// As many bytes as the number has, big-endian; nothing when it needs more than `size`.
std::optional<std::vector<Byte>> base58_number(std::string_view text, std::size_t size) {
    std::vector<Byte> bytes(size, 0);
    for (const char c : text) {
        int carry = base58_value(c);
        if (carry < 0) return std::nullopt;
        for (std::size_t i = size; i-- > 0;) {
            carry += 58 * bytes[i];
            bytes[i] = static_cast<Byte>(carry & 0xFF);
            carry >>= 8;
        }
        if (carry != 0) return std::nullopt;
    }
    return bytes;
}

/// The version byte of an address in Base58Check whose checksum holds.
std::optional<Byte> base58_check(std::string_view text) {
    const auto bytes = base58_number(text, 25);
    if (!bytes) return std::nullopt;
    // Each leading 1 is a zero byte, and there are no others.
    const auto ones =
        static_cast<std::size_t>(std::ranges::find_if(text, [](char c) { return c != '1'; }) - text.begin());
    const auto zeros =
        static_cast<std::size_t>(std::ranges::find_if(*bytes, [](Byte b) { return b != 0; }) - bytes->begin());
    if (ones != zeros) return std::nullopt;
    Sha256 first;
    first.update(Bytes{*bytes}.first(21));
    const Sha256Digest once = first.finish();
    Sha256 second;
    second.update(once);
    const Sha256Digest twice = second.finish();
    if (!std::equal(twice.begin(), twice.begin() + 4, bytes->begin() + 21)) return std::nullopt;
    return bytes->front();
}

/// BIP-173 and BIP-350: the whole of an address of the main net, in lower case.
bool segwit_holds(std::string_view address) {
    static constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static constexpr std::array<std::uint32_t, 5> generator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    std::uint32_t checksum = 1;
    const auto take = [&](unsigned value) {
        const std::uint32_t top = checksum >> 25;
        checksum = (checksum & 0x1ffffff) << 5 ^ value;
        for (unsigned i = 0; i < 5; ++i)
            if ((top >> i & 1) != 0) checksum ^= generator[i];
    };
    for (const char c : std::string_view{"bc"}) take(static_cast<unsigned>(c) >> 5);
    take(0);
    for (const char c : std::string_view{"bc"}) take(static_cast<unsigned>(c) & 31);
    std::vector<unsigned> values;
    for (const char c : address.substr(3)) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return false;
        values.push_back(static_cast<unsigned>(value));
        take(values.back());
    }
    if (values.size() < 8 || address.size() > 90) return false;
    const unsigned version = values.front();
    const std::uint32_t wanted = version == 0 ? 1 : 0x2bc830a3;
    if (version > 16 || checksum != wanted) return false;
    const std::size_t groups = values.size() - 7, bytes = groups * 5 / 8, padding = groups * 5 % 8;
    if (padding >= 5 || (values[groups] & ((1u << padding) - 1)) != 0) return false;
    return bytes >= 2 && bytes <= 40 && (version != 0 || bytes == 20 || bytes == 32);
}

/// EIP-55: a letter is upper where the nibble of the digest is 8 or more.
bool eip_55_holds(std::string_view hex_digits) {
    const std::string low = lower(hex_digits);
    const auto digest = keccak_256(bytes_of(low), KeccakPadding::original);
    for (std::size_t i = 0; i < 40; ++i) {
        const unsigned nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 15;
        if (is_letter(hex_digits[i]) && is_upper(hex_digits[i]) != (nibble >= 8)) return false;
    }
    return true;
}

/// Network byte, keys, a payment id in integrated addresses, and four bytes of Keccak.
bool monero_holds(std::string_view address) {
    static constexpr std::array<std::size_t, 12> block_bytes{0, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8};
    std::vector<Byte> bytes;
    for (std::size_t at = 0; at < address.size(); at += 11) {
        const std::string_view block = address.substr(at, 11);
        const auto part = base58_number(block, block_bytes[block.size()]);
        if (!part) return false;
        bytes.insert(bytes.end(), part->begin(), part->end());
    }
    const bool integrated = address.size() == 106;
    if (bytes.size() != (integrated ? 77u : 69u)) return false;
    if (integrated ? bytes[0] != 19 : bytes[0] != 18 && bytes[0] != 42) return false;
    const auto digest = keccak_256(Bytes{bytes}.first(bytes.size() - 4), KeccakPadding::original);
    return std::equal(digest.begin(), digest.begin() + 4, bytes.end() - 4);
}

constexpr std::size_t longest_run = 110;

}  // namespace

void find_coin(const Passage& passage, std::size_t at, Hits& hits, std::size_t& until) {
    std::size_t from = at;
    while (from > 0 && at - from <= longest_run && is_alnum(passage.text[from - 1])) --from;
    std::size_t end = at;
    while (passage.has(end) && end - from <= longest_run && is_alnum(passage.text[end])) ++end;
    until = std::max(until, end);
    const std::size_t length = end - from;
    if (length > longest_run || (from == 0 && passage.goes_on_left) || (!passage.has(end) && passage.goes_on_right))
        return;
    const std::string_view run = passage.text.substr(from, length);
    // Base64 and paths go on behind these.
    const auto joins = [](char c) { return c == '+' || c == '_' || static_cast<unsigned char>(c) >= 0x80; };
    if (joins(passage.before(from)) || joins(passage.at(end))) return;
    const auto told = [&] { return coin_words().beside(passage, from, end, 32); };

    if (length == 42 && run[0] == '0' && (run[1] == 'x' || run[1] == 'X') &&
        std::ranges::all_of(run.substr(2), is_hex)) {
        const std::string_view digits = run.substr(2);
        const bool no_upper = std::ranges::none_of(digits, is_upper), no_lower = std::ranges::none_of(digits, is_lower);
        const bool varied = std::ranges::any_of(digits, [&](char c) { return c != digits[0]; });
        IdentifierVerdict verdict = IdentifierVerdict::format_only;
        if (no_upper || no_lower) {
            if (varied) verdict = IdentifierVerdict::plausible;  // written without its checksum
        } else if (eip_55_holds(digits)) {
            verdict = IdentifierVerdict::valid;
        }
        hits.add(IdentifierKind::eth, verdict, from, end, "0x" + lower(digits), !varied);
        return;
    }
    const std::string_view head = run.substr(0, 3);
    if (head == "bc1" || head == "BC1") {
        const bool one_case = std::ranges::none_of(run, is_upper) || std::ranges::none_of(run, is_lower);
        const std::string low = lower(run);
        const bool holds = one_case && segwit_holds(low);
        if (!holds && length != 42 && length != 62) return;
        hits.add(IdentifierKind::btc, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, from, end,
                 low);
        return;
    }
    if ((run[0] == '1' || run[0] == '3') && length >= 26 && length <= 35) {
        const auto version = base58_check(run);
        const bool holds = version && *version == (run[0] == '1' ? 0 : 5);
        if (!holds && !(is_base58(run) && length >= 33 && std::ranges::any_of(run, is_lower) && told())) return;
        hits.add(IdentifierKind::btc, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, from, end,
                 std::string{run});
        return;
    }
    if (run[0] == 'T' && length == 34) {
        const auto version = base58_check(run);
        const bool holds = version && *version == 0x41;
        if (!holds && !(is_base58(run) && told())) return;
        hits.add(IdentifierKind::tron, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, from, end,
                 std::string{run});
        return;
    }
    if (((run[0] == '4' || run[0] == '8') && length == 95) || (run[0] == '4' && length == 106)) {
        if (!is_base58(run)) return;
        const bool holds = monero_holds(run);
        if (!holds && std::ranges::all_of(run, is_hex)) return;
        hits.add(IdentifierKind::xmr, holds ? IdentifierVerdict::valid : IdentifierVerdict::format_only, from, end,
                 std::string{run});
    }
}

}  // namespace sanad
