#include "core/cli/told_time.hpp"

#include <fmt/format.h>

#include <ctime>

#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/zone.hpp"
#include "core/custody/event.hpp"

namespace sanad {
namespace {

/// The offset at the end of a time such as "…+05:00"; "" when there is none.
std::string_view offset_of(std::string_view text) {
    if (text.ends_with('Z')) return "+00:00";
    if (text.size() < 17) return {};
    const std::string_view end = text.substr(text.size() - 6);
    return (end[0] == '+' || end[0] == '-') && end[3] == ':' ? end : std::string_view{};
}

/// The moment at which clocks of this machine's zone showed the reading.
std::int64_t read_here(std::int64_t reading) {
    const std::time_t as_utc = reading;
    std::tm clock{};
    ::gmtime_r(&as_utc, &clock);
    clock.tm_isdst = -1;
    return ::mktime(&clock);
}

}  // namespace

Result<ToldTime> told_time(std::string_view text, const std::string& zone, bool end_of_day) {
    if (!zone.empty() && !zone_is_known(zone)) {
        return failure(Fault::refused,
                       fmt::format("{}: no time zone of this machine; write one such as Asia/Karachi", shown(zone)));
    }
    constexpr std::size_t date_bytes = 10;
    std::string whole{text};
    if (whole.size() == date_bytes) whole += end_of_day ? "T23:59:59" : "T00:00:00";
    const auto reading = parse_iso8601(whole);
    if (!reading) {
        return failure(Fault::refused,
                       fmt::format("\"{}\" is no time: write 2026-11-26T14:15:00+05:00, or 2026-11-26 14:15 "
                                   "with --zone Asia/Karachi",
                                   shown(text)));
    }
    std::int64_t seconds = reading->ns / second_ns;
    std::string tz{offset_of(whole)};
    if (!tz.empty() && tz != "+00:00") return ToldTime{ledger_time(seconds), tz};
    if (tz.empty()) {
        if (zone.empty()) {
            seconds = read_here(seconds);
        } else {
            const auto moment = read_in_zone(*reading, zone);
            if (!moment) return failure(Fault::refused, fmt::format("\"{}\" does not exist in {}", shown(text), zone));
            seconds = moment->ns / second_ns;
        }
    }
    // Told in UTC, or without an offset: what the place's clocks showed then.
    tz = local_offset(seconds);
    if (!zone.empty()) {
        const auto local = in_zone(Timestamp{seconds * second_ns}, zone);
        if (local && offset_of(*local) != "") tz = offset_of(*local);
    }
    return ToldTime{ledger_time(seconds), tz};
}

Result<std::optional<Timestamp>> range_end(std::string_view option, const std::string& told, bool end_of_day) {
    constexpr std::int64_t day_ns = std::int64_t{86'400} * 1'000'000'000;
    if (told.empty()) return std::optional<Timestamp>{};
    auto time = parse_iso8601(told);
    if (!time) {
        return failure(Fault::refused,
                       fmt::format("{} {}: not a date or time such as 2024-03-09 or 2024-03-09T15:41:10+05:00", option,
                                   shown(told)));
    }
    // 2024-03-09 alone is ten characters.
    if (end_of_day && told.size() == 10 && time->ns <= INT64_MAX - day_ns) time->ns += day_ns - 1;
    return time;
}

}  // namespace sanad
