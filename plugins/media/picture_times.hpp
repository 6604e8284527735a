#pragma once
// Times as pictures record them: the clock on the wall, seldom with a zone. Only with one is it a moment.
#include <cstdint>
#include <optional>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace sanad::media {

/// A moment, when a zone is there: "2012:05:26 21:38:34.25+05:00", "2005-09-07T15:07:40-07:00", "…Z". Nothing for what
/// has none, and for what is no time.
std::optional<sdk::Time> moment_of(std::string_view recorded);

/// Of a date ("2008:10:23", "2008-10-23") and seconds since midnight, UTC.
std::optional<sdk::Time> moment_of_day(std::string_view date, double seconds);

/// Nothing for a date that is in no calendar.
std::optional<std::int64_t> days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day);

}  // namespace sanad::media
