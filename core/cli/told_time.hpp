#pragma once
// Times as people tell them: with an offset, or as a clock of their zone showed them.
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sanad {

struct ToldTime {
    std::string time;  ///< as a ledger writes it, UTC
    std::string tz;    ///< offset of local time there and then, "+05:00"
};

/// "2026-11-26T14:15:00+05:00", "2026-11-26 14:15" (in `zone`, an IANA name; empty: this machine's), or a date alone,
/// which is its first second, or its last with `end_of_day`.
Result<ToldTime> told_time(std::string_view text, const std::string& zone, bool end_of_day = false);

/// The end of a range of times as an option gives it, UTC without an offset; nothing for an option not given. A date
/// alone is its first moment, or its last with `end_of_day`.
Result<std::optional<Timestamp>> range_end(std::string_view option, const std::string& told, bool end_of_day = false);

}  // namespace sanad
