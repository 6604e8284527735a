#pragma once
// Times in the zone a person chose. For showing only: results never depend on it.
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sanad {

/// True for an IANA name (Asia/Karachi) whose rules this machine has.
bool zone_is_known(const std::string& zone);

/// Fault::refused, with names that look like it, for a zone that is not known. Empty is none, and good.
Result<void> check_zone(const std::string& zone);

/// "2024-03-09T20:41:10+05:00": the moment on a clock of that zone. Nothing when the zone is not known.
std::optional<std::string> in_zone(Timestamp time, const std::string& zone);

/// What a clock of that zone showed at a moment, as a zoneless time. Nothing when the zone is not known.
std::optional<Timestamp> reading_in_zone(Timestamp time, const std::string& zone);

/// The moment at which a clock of that zone showed `reading` (a zoneless time). Nothing when the zone is not known.
std::optional<Timestamp> read_in_zone(Timestamp reading, const std::string& zone);

}  // namespace sanad
