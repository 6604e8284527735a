#include "core/base/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace sanad {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// Days since 1970-01-01 of a civil date, and back: proleptic Gregorian, eras of 400 years = 146,097 days.
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct Civil {
    std::int64_t year;
    int month;
    int day;
};

constexpr Civil civil_from_days(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    return {year_of_era + era * 400 + (month <= 2), month, day};
}

int days_in(std::int64_t year, int month) {
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

}  // namespace

std::optional<Timestamp> timestamp_from_unix(std::int64_t seconds, std::uint32_t nanoseconds) {
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / second - 1;
    if (seconds > limit || seconds < -limit || nanoseconds >= second) return std::nullopt;
    return Timestamp{seconds * second + nanoseconds};
}

std::string iso8601_zoneless(Timestamp time) {
    std::int64_t seconds = time.ns / second;
    std::int64_t fraction = time.ns % second;
    if (fraction < 0) {
        fraction += second;
        --seconds;
    }
    std::int64_t days = seconds / 86400;
    std::int64_t rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        --days;
    }
    const Civil date = civil_from_days(days);
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.year, date.month, date.day, rest / 3600,
                                   rest / 60 % 60, rest % 60);
    if (fraction != 0) {
        std::string digits = fmt::format("{:09}", fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += '.' + digits;
    }
    return text;
}

std::string iso8601(Timestamp time) {
    return iso8601_zoneless(time) + 'Z';
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
    std::size_t at = 0;
    const auto number = [&](std::size_t digits) -> std::optional<int> {
        if (text.size() - at < digits) return std::nullopt;
        int value = 0;
        const auto end = text.data() + at + digits;
        const auto [stop, error] = std::from_chars(text.data() + at, end, value);
        if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
        at += digits;
        return value;
    };
    const auto literal = [&](char c) {
        if (at >= text.size() || text[at] != c) return false;
        ++at;
        return true;
    };

    const auto year = number(4);
    if (!year || !literal('-')) return std::nullopt;
    const auto month = number(2);
    if (!month || *month < 1 || *month > 12 || !literal('-')) return std::nullopt;
    const auto day = number(2);
    if (!day || *day < 1 || *day > days_in(*year, *month)) return std::nullopt;

    std::int64_t seconds = days_from_civil(*year, *month, *day) * 86400;
    std::uint32_t nanoseconds = 0;
    if (at < text.size()) {
        if (!literal('T') && !literal(' ')) return std::nullopt;
        const auto hour = number(2);
        if (!hour || *hour > 23 || !literal(':')) return std::nullopt;
        const auto minute = number(2);
        if (!minute || *minute > 59) return std::nullopt;
        int whole_second = 0;
        if (literal(':')) {
            const auto value = number(2);
            if (!value || *value > 59) return std::nullopt;
            whole_second = *value;
            if (literal('.')) {
                std::uint32_t unit = 100'000'000;
                const std::size_t start = at;
                while (at < text.size() && text[at] >= '0' && text[at] <= '9' && unit > 0) {
                    nanoseconds += static_cast<std::uint32_t>(text[at++] - '0') * unit;
                    unit /= 10;
                }
                if (at == start) return std::nullopt;
            }
        }
        seconds += *hour * 3600 + *minute * 60 + whole_second;
        if (literal('+') || (at < text.size() && text[at] == '-')) {
            const int sign = text[at - 1] == '+' ? 1 : -1;
            if (sign < 0) ++at;
            const auto zone_hour = number(2);
            literal(':');
            const auto zone_minute = number(2);
            if (!zone_hour || !zone_minute) return std::nullopt;
            seconds -= sign * (*zone_hour * 3600 + *zone_minute * 60);
        } else {
            literal('Z');
        }
    }
    if (at != text.size()) return std::nullopt;
    return timestamp_from_unix(seconds, nanoseconds);
}

}  // namespace sanad
