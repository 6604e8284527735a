#pragma once
// Filling the artifacts of documents: what is empty is left out.
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/readable/charset.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::document {

inline void put(sdk::Artifact& artifact, std::string_view name, std::string_view value) {
    const std::string_view text = readable::trimmed(value);
    if (!text.empty() && !artifact.has(name)) artifact.text(name, sdk::utf8(text));
}

inline std::optional<std::int64_t> integer_in(std::string_view text) {
    std::int64_t number = 0;
    text = readable::trimmed(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

inline void put_integer(sdk::Artifact& artifact, std::string_view name, std::string_view value) {
    if (const auto number = integer_in(value); number && !artifact.has(name)) artifact.integer(name, *number);
}

/// Digits of a date one after another: fixed widths, as ISO 8601 and PDF write them.
class DateDigits {
public:
    explicit DateDigits(std::string_view text) : text_{text} {}
    std::optional<int> number(std::size_t width) {
        int value = 0;
        if (text_.size() < width) return std::nullopt;
        for (std::size_t i = 0; i < width; ++i) {
            if (text_[i] < '0' || text_[i] > '9') return std::nullopt;
            value = value * 10 + (text_[i] - '0');
        }
        text_.remove_prefix(width);
        return value;
    }
    bool skip(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

struct Clock {
    int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    std::int64_t nanoseconds = 0;
    int minutes_east = 0;
};

inline std::optional<sdk::Time> instant(const Clock& clock) {
    namespace when = std::chrono;
    const when::year_month_day date{when::year{clock.year}, when::month{static_cast<unsigned>(clock.month)},
                                    when::day{static_cast<unsigned>(clock.day)}};
    if (!date.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 60 || clock.year < 1678 ||
        clock.year > 2261) {
        return std::nullopt;
    }
    const std::int64_t seconds = when::sys_days{date}.time_since_epoch().count() * std::int64_t{86400} +
                                 clock.hour * 3600 + clock.minute * 60 + clock.second - clock.minutes_east * 60;
    return sdk::Time{seconds * 1'000'000'000 + clock.nanoseconds};
}

/// "+05'00'" or "+05:00" or "Z": minutes east of UTC.
inline std::optional<int> minutes_east_of(DateDigits& digits) {
    if (digits.skip('Z')) return 0;
    const bool west = digits.rest().starts_with('-');
    if (!digits.skip('+') && !digits.skip('-')) return std::nullopt;
    const auto hours = digits.number(2);
    if (!hours) return std::nullopt;
    if (!digits.skip(':')) digits.skip('\'');
    const int minutes = digits.number(2).value_or(0);
    return west ? -(*hours * 60 + minutes) : *hours * 60 + minutes;
}

/// ISO 8601 as W3CDTF and ODF write it: "2010-05-04T06:43:54.123Z". No instant without a time of day and a zone, except
/// that `zone_if_none` says what a format means by none.
inline std::optional<sdk::Time> time_of_iso(std::string_view text, std::optional<int> zone_if_none = std::nullopt) {
    DateDigits digits{readable::trimmed(text)};
    Clock clock;
    const auto part = [&](int& value, std::size_t width, char before) {
        if (before != 0 && !digits.skip(before)) return false;
        const auto number = digits.number(width);
        value = number.value_or(0);
        return number.has_value();
    };
    if (!part(clock.year, 4, 0) || !part(clock.month, 2, '-') || !part(clock.day, 2, '-') ||
        !part(clock.hour, 2, 'T') || !part(clock.minute, 2, ':')) {
        return std::nullopt;
    }
    if (digits.rest().starts_with(':') && !part(clock.second, 2, ':')) return std::nullopt;
    if (digits.skip('.') || digits.skip(',')) {
        std::int64_t scale = 100'000'000;
        for (auto digit = digits.number(1); digit; digit = digits.number(1)) {
            clock.nanoseconds += *digit * scale;
            scale /= 10;
        }
    }
    const auto zone = minutes_east_of(digits);
    if ((!zone && !zone_if_none) || !digits.rest().empty()) return std::nullopt;
    clock.minutes_east = zone ? *zone : *zone_if_none;
    return instant(clock);
}

inline std::string lower_extension(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string{} : readable::lower(name.substr(dot + 1));
}

}  // namespace sanad::document
