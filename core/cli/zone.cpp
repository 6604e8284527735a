#include "core/cli/zone.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

namespace sanad {
namespace {

// GCC 12 has no time-zone database in <chrono>; the C library reads it through TZ, which belongs to the process. Verbs
// have one thread.
class ZoneOfProcess {
public:
    explicit ZoneOfProcess(const std::string& zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        ::setenv("TZ", (":" + zone).c_str(), 1);
        ::tzset();
    }
    ZoneOfProcess(const ZoneOfProcess&) = delete;
    ZoneOfProcess& operator=(const ZoneOfProcess&) = delete;
    ~ZoneOfProcess() {
        before_ ? ::setenv("TZ", before_->c_str(), 1) : ::unsetenv("TZ");
        ::tzset();
    }

private:
    std::optional<std::string> before_;
};

struct Split {
    std::time_t seconds;
    std::int64_t fraction;
};

Split split(Timestamp time) {
    Split parts{time.ns / second_ns, time.ns % second_ns};
    if (parts.fraction < 0) {
        parts.fraction += second_ns;
        --parts.seconds;
    }
    return parts;
}

}  // namespace

bool zone_is_known(const std::string& zone) {
    if (zone.empty() || zone.front() == '/' || zone.find("..") != std::string::npos) return false;
    std::error_code error;
    return std::filesystem::is_regular_file("/usr/share/zoneinfo/" + zone, error);
}

std::optional<Timestamp> reading_in_zone(Timestamp time, const std::string& zone) {
    if (!zone_is_known(zone)) return std::nullopt;
    const ZoneOfProcess chosen{zone};
    const auto [seconds, fraction] = split(time);
    std::tm clock{};
    if (::localtime_r(&seconds, &clock) == nullptr) return std::nullopt;
    return timestamp_from_unix(seconds + clock.tm_gmtoff, static_cast<std::uint32_t>(fraction));
}

std::optional<std::string> in_zone(Timestamp time, const std::string& zone) {
    const auto reading = reading_in_zone(time, zone);
    if (!reading) return std::nullopt;
    const std::int64_t offset = (reading->ns - time.ns) / second_ns;
    const std::int64_t minutes = std::abs(offset) / 60;
    return fmt::format("{}{}{:02}:{:02}", iso8601_zoneless(*reading), offset < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

std::optional<Timestamp> read_in_zone(Timestamp reading, const std::string& zone) {
    if (!zone_is_known(zone)) return std::nullopt;
    const ZoneOfProcess chosen{zone};
    const auto [seconds, fraction] = split(reading);
    std::tm clock{};
    if (::gmtime_r(&seconds, &clock) == nullptr) return std::nullopt;
    clock.tm_isdst = -1;
    const std::time_t moment = ::mktime(&clock);
    return timestamp_from_unix(moment, static_cast<std::uint32_t>(fraction));
}

}  // namespace sanad
