#pragma once
// Times of evidence: nanoseconds since 1970-01-01 00:00:00 UTC, exactly as recorded.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sanad {

constexpr std::int64_t second_ns = 1'000'000'000, day_seconds = 86'400;

struct Timestamp {
    std::int64_t ns = 0;  ///< nanoseconds since 1970 UTC; covers 1677 to 2262
    auto operator<=>(const Timestamp&) const = default;
};

/// Nothing when the time does not fit 64-bit nanoseconds.
std::optional<Timestamp> timestamp_from_unix(std::int64_t seconds, std::uint32_t nanoseconds);

/// "2022-09-21T23:13:36Z", with a fraction of as many digits as needed (up to nine).
std::string iso8601(Timestamp time);
/// The same without the Z: a clock reading whose zone the evidence does not record (FAT).
std::string iso8601_zoneless(Timestamp time);
/// Reads what iso8601 writes, a date alone, and offsets such as +05:00.
std::optional<Timestamp> parse_iso8601(std::string_view text);

}  // namespace sanad
