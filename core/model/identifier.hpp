#pragma once
// What an identifier is: a value by which a person, an account, a device or a place can be found, told apart from the
// bytes around it by its form alone.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sanad {

/// The order is that of the case's codes (identifier_kind in schema.sql): append only.
enum class IdentifierKind : std::uint8_t {
    email,
    url,
    domain,
    ipv4,
    ipv6,
    mac,
    phone,
    cnic,
    iban,
    card,
    imei,
    imeisv,
    iccid,
    imsi,
    ntn,
    btc,
    eth,
    tron,
    xmr,
    bip39,
    onion,
    gps,
    vehicle_plate,
    wallet_transaction,
};
inline constexpr std::array<std::string_view, 24> identifier_kind_names{
    "email", "url",  "domain", "ipv4",   "ipv6",  "mac",  "phone",         "cnic",
    "iban",  "card", "imei",   "imeisv", "iccid", "imsi", "ntn",           "btc",
    "eth",   "tron", "xmr",    "bip39",  "onion", "gps",  "vehicle_plate", "wallet_transaction"};
constexpr std::string_view name_of(IdentifierKind kind) {
    return identifier_kind_names[static_cast<std::size_t>(kind)];
}

/// How much the form itself says. None of them says that the account or the number exists.
enum class IdentifierVerdict : std::uint8_t {
    valid,        ///< a check value inside it was computed again and holds: check digit, checksum
    plausible,    ///< no check value exists, but ranges, registries or the words beside it agree
    format_only,  ///< the shape alone, or a check value that does not hold
};
inline constexpr std::array<std::string_view, 3> identifier_verdict_names{"valid", "plausible", "format only"};
constexpr std::string_view name_of(IdentifierVerdict verdict) {
    return identifier_verdict_names[static_cast<std::size_t>(verdict)];
}

/// How its characters lay in the evidence.
enum class IdentifierEncoding : std::uint8_t { ascii, utf8, utf16le, utf16be };
inline constexpr std::array<std::string_view, 4> identifier_encoding_names{"ASCII", "UTF-8", "UTF-16LE", "UTF-16BE"};
constexpr std::string_view name_of(IdentifierEncoding encoding) {
    return identifier_encoding_names[static_cast<std::size_t>(encoding)];
}

/// One hit.
struct Identifier {
    std::uint64_t offset = 0;  ///< of its first byte in what was scanned
    std::uint32_t length = 0;  ///< in bytes
    IdentifierKind kind{};
    IdentifierVerdict verdict{};
    IdentifierEncoding encoding{};
    /// A name of a standard, of a schema or of nobody (www.w3.org, 0.0.0.0): found in great number on every disk.
    bool common = false;
    std::string value{};  ///< normalised, ASCII: digits of one script, no separators but those that belong to it

    bool operator==(const Identifier&) const = default;
};

/// Hits of one kind in one MiB that were found and not kept: a list of 100,000 addresses says what its first 2,000 say.
struct IdentifiersNotKept {
    IdentifierKind kind{};
    std::uint64_t mib = 0;  ///< offset / 1 MiB of what was scanned
    std::uint64_t count = 0;
    bool operator==(const IdentifiersNotKept&) const = default;
};
inline constexpr std::uint64_t most_identifiers_of_kind_in_mib = 2000;

/// Where in an image a hit lies.
enum class IdentifierPlace : std::uint8_t {
    content,      ///< in the bytes of a file, deleted ones included
    slack,        ///< behind the end of a file, in its last block
    unallocated,  ///< in space that no file of the case claims
    elsewhere,    ///< metadata of a file system, gaps between volumes
};
inline constexpr std::array<std::string_view, 4> identifier_place_names{"content", "slack", "unallocated", "elsewhere"};
constexpr std::string_view name_of(IdentifierPlace place) {
    return identifier_place_names[static_cast<std::size_t>(place)];
}

/// No value is longer; a longer URL is cut there.
inline constexpr std::size_t longest_identifier = 2048;

}  // namespace sanad
