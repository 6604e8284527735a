#pragma once
// Numbers, identifiers and text as Windows writes them, read with every length checked: what is not there is nothing.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace sanad::winfiles {

using sdk::Bytes;
using sdk::Time;

inline bool covers(Bytes bytes, std::uint64_t at, std::uint64_t length) {
    return at <= bytes.size() && length <= bytes.size() - at;
}

/// Zero where the bytes end; ask `covers` first where that matters.
template <std::size_t width>
std::uint64_t number_at(Bytes bytes, std::uint64_t at) {
    std::uint64_t number = 0;
    if (!covers(bytes, at, width)) return 0;
    for (std::size_t i = width; i-- > 0;) number = number << 8 | bytes[at + i];
    return number;
}
inline std::uint8_t u8(Bytes bytes, std::uint64_t at) {
    return static_cast<std::uint8_t>(number_at<1>(bytes, at));
}
inline std::uint16_t u16(Bytes bytes, std::uint64_t at) {
    return static_cast<std::uint16_t>(number_at<2>(bytes, at));
}
inline std::uint32_t u32(Bytes bytes, std::uint64_t at) {
    return static_cast<std::uint32_t>(number_at<4>(bytes, at));
}
inline std::uint64_t u64(Bytes bytes, std::uint64_t at) {
    return number_at<8>(bytes, at);
}

inline Bytes part(Bytes bytes, std::uint64_t at, std::uint64_t length) {
    if (at >= bytes.size()) return {};
    return bytes.subspan(at, std::min<std::uint64_t>(length, bytes.size() - at));
}

inline bool begins_with(Bytes bytes, std::string_view with) {
    return bytes.size() >= with.size() &&
           std::equal(with.begin(), with.end(), bytes.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// UTF-16 up to its first zero.
inline std::string utf16_text(Bytes bytes) {
    std::size_t length = 0;
    while (length + 2 <= bytes.size() && (bytes[length] != 0 || bytes[length + 1] != 0)) length += 2;
    return sdk::utf8_of_utf16le(bytes.first(length));
}

inline std::string hexadecimal(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}
inline std::string hexadecimal(std::uint64_t number, int digits) {
    char text[17];
    std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(number));
    return text;
}

/// 16 bytes as "d78dbcb3-20de-11ee-a2f8-525400eeb605"; empty when they are not there.
inline std::string guid_text(Bytes bytes, std::uint64_t at) {
    if (!covers(bytes, at, 16)) return {};
    return hexadecimal(u32(bytes, at), 8) + '-' + hexadecimal(u16(bytes, at + 4), 4) + '-' +
           hexadecimal(u16(bytes, at + 6), 4) + '-' + hexadecimal(bytes.subspan(at + 8, 2)) + '-' +
           hexadecimal(bytes.subspan(at + 10, 6));
}
inline bool all_zero(Bytes bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

/// An object identifier that holds a clock and a network card (RFC 4122 version 1): those of the computer that made it.
struct MadeBy {
    std::optional<Time> at;
    std::string mac_address;
};
inline std::optional<MadeBy> maker_of_guid(Bytes bytes, std::uint64_t at) {
    if (!covers(bytes, at, 16) || u16(bytes, at + 6) >> 12 != 1 || bytes[at + 8] >> 6 != 2) return std::nullopt;
    const std::uint64_t ticks =
        std::uint64_t{u16(bytes, at + 6) & 0xFFFu} << 48 | std::uint64_t{u16(bytes, at + 4)} << 32 | u32(bytes, at);
    constexpr std::uint64_t ticks_1582_to_1601 = std::uint64_t{6'653} * 86'400 * 10'000'000;
    MadeBy made;
    if (ticks >= ticks_1582_to_1601) made.at = sdk::time_of_filetime(ticks - ticks_1582_to_1601);
    for (std::size_t i = 10; i < 16; ++i) {
        made.mac_address += (i > 10 ? ":" : "") + hexadecimal(bytes.subspan(at + i, 1));
    }
    return made;
}

/// Days since 1970 of a date of the Gregorian calendar.
constexpr std::int64_t days_of_date(std::int64_t year, unsigned month, unsigned day) {
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const auto of_era = static_cast<unsigned>(y - era * 400);
    const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + (of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719'468;
}

/// "2015-08-09T09:15:48.434125000Z", or with an offset of the zone. Nothing when no zone is given: such a time is
/// local.
inline std::optional<Time> time_of_iso(std::string_view text) {
    std::int64_t fields[6] = {};
    constexpr std::size_t widths[] = {4, 2, 2, 2, 2, 2};
    constexpr std::string_view between = "--T::";
    for (std::size_t i = 0; i < 6; ++i) {
        if (text.size() < widths[i]) return std::nullopt;
        const char* const end = text.data() + widths[i];
        if (text[0] == '-' || std::from_chars(text.data(), end, fields[i]).ptr != end) return std::nullopt;
        text.remove_prefix(widths[i]);
        if (i == 5) break;
        const bool spaced = i == 2 && text.starts_with(' ');
        if (text.empty() || (text[0] != between[i] && !spaced)) return std::nullopt;
        text.remove_prefix(1);
    }
    std::int64_t ns = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        std::int64_t worth = 100'000'000;
        for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), worth /= 10) {
            ns += (text[0] - '0') * worth;
        }
    }
    std::int64_t zone_minutes = 0;
    if (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':') {
        int hours = 0;
        int minutes = 0;
        if (std::from_chars(text.data() + 1, text.data() + 3, hours).ptr != text.data() + 3) return std::nullopt;
        if (std::from_chars(text.data() + 4, text.data() + 6, minutes).ptr != text.data() + 6) return std::nullopt;
        zone_minutes = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
    } else if (text != "Z") {
        return std::nullopt;
    }
    const auto [year, month, day, hour, minute, second] = fields;
    if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const std::int64_t days = days_of_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    const std::int64_t seconds = days * 86'400 + hour * 3'600 + (minute - zone_minutes) * 60 + second;
    return Time{seconds * 1'000'000'000 + ns};
}

/// Date and time of MS-DOS, two seconds to the step, in UTC where the shell writes them. Nothing for zero.
inline std::optional<Time> time_of_dos(std::uint16_t date, std::uint16_t time) {
    const unsigned month = date >> 5 & 15;
    const unsigned day = date & 31;
    const unsigned hour = time >> 11;
    const unsigned minute = time >> 5 & 63;
    const unsigned second = (time & 31) * 2;
    if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = days_of_date(1980 + (date >> 9), month, day);
    return Time{(days * 86'400 + hour * 3'600 + minute * 60 + second) * 1'000'000'000};
}

/// "81349-1", the entry of the MFT and how often it was used; empty for none.
inline std::string file_reference(std::uint64_t reference) {
    if (reference == 0) return {};
    return std::to_string(reference & 0xFFFFFFFFFFFF) + '-' + std::to_string(reference >> 48);
}

/// Text is left out when it is empty.
inline void text_if(sdk::Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, value);
}

}  // namespace sanad::winfiles
