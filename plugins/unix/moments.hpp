#pragma once
// Times as Unix programs keep them. A time without a zone is no moment: it stays text.
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace sanad::unix_traces {

using sdk::Time;

/// Nothing for what 64 bits of nanoseconds cannot hold.
inline std::optional<Time> moment(std::int64_t seconds, std::int64_t nanoseconds = 0) {
    constexpr std::int64_t furthest = INT64_MAX / 1'000'000'000 - 1;
    if (seconds > furthest || seconds < -furthest || nanoseconds < 0 || nanoseconds >= 1'000'000'000) return {};
    return Time{seconds * 1'000'000'000 + nanoseconds};
}

/// Of the Gregorian calendar, since 1970-01-01.
constexpr std::int64_t days_since_1970(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto of_era = static_cast<unsigned>(year - era * 400);
    const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + static_cast<std::int64_t>(of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

constexpr unsigned days_of_month(std::int64_t year, unsigned month) {
    constexpr unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// Exactly `count` digits at the front, which are taken off.
inline std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return {};
    unsigned value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return {};
        value = value * 10 + static_cast<unsigned>(text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

inline bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// The whole text as a decimal number.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// A date and time of ISO 8601 or RFC 3339 at the front of a text.
struct Stamp {
    std::size_t length = 0;        ///< how much of the text it is
    std::optional<Time> moment{};  ///< where the zone is named
};
inline std::optional<Stamp> stamp_at(std::string_view text) {
    std::string_view rest = text;
    const auto year = take_digits(rest, 4);
    if (!year || !take(rest, "-")) return {};
    const auto month = take_digits(rest, 2);
    if (!month || *month < 1 || *month > 12 || !take(rest, "-")) return {};
    const auto day = take_digits(rest, 2);
    if (!day || *day < 1 || *day > days_of_month(*year, *month)) return {};
    if (!take(rest, "T") && !take(rest, " ")) return {};
    while (rest.starts_with(' ')) rest.remove_prefix(1);  // apt writes two
    const auto hour = take_digits(rest, 2);
    if (!hour || *hour > 23 || !take(rest, ":")) return {};
    const auto minute = take_digits(rest, 2);
    if (!minute || *minute > 59 || !take(rest, ":")) return {};
    const auto second = take_digits(rest, 2);
    if (!second || *second > 60) return {};
    std::int64_t fraction = 0;
    if (rest.size() > 1 && (rest[0] == '.' || rest[0] == ',') && rest[1] >= '0' && rest[1] <= '9') {
        rest.remove_prefix(1);
        for (std::int64_t unit = 100'000'000; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; unit /= 10) {
            fraction += (rest[0] - '0') * unit;
            rest.remove_prefix(1);
        }
    }
    std::optional<std::int64_t> ahead;  // of UTC, in seconds
    if (take(rest, "Z")) {
        ahead = 0;
    } else if (rest.starts_with('+') || rest.starts_with('-')) {
        std::string_view zone = rest.substr(1);
        const auto hours = take_digits(zone, 2);
        take(zone, ":");
        const auto minutes = take_digits(zone, 2);
        if (hours && minutes && *hours <= 18 && *minutes < 60) {
            ahead = (rest[0] == '-' ? -1 : 1) * static_cast<std::int64_t>(*hours * 3600 + *minutes * 60);
            rest = zone;
        }
    }
    Stamp stamp{text.size() - rest.size()};
    if (ahead) {
        const std::int64_t days = days_since_1970(*year, *month, *day);
        stamp.moment = moment(days * 86400 + *hour * 3600 + *minute * 60 + *second - *ahead, fraction);
    }
    return stamp;
}

}  // namespace sanad::unix_traces
