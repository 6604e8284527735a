#include "core/cli/zone.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"

namespace sanad {
namespace {

const std::filesystem::path zone_folder = "/usr/share/zoneinfo";

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

/// How many letters must be changed, put in or left out to make one word of the other, without case.
std::size_t letters_apart(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    for (std::size_t i = 0; i < one.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < other.size(); ++j) {
            const bool same =
                std::tolower(static_cast<unsigned char>(one[i])) == std::tolower(static_cast<unsigned char>(other[j]));
            const std::size_t changed = diagonal + (same ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

/// Names of zones that `zone` may have been meant for, by the whole name or by its last part ("karachi"), the nearest
/// first.
std::vector<std::string> names_near(const std::string& zone) {
    constexpr std::size_t most_letters = 64, most_apart = 3, most_names = 3;
    if (zone.size() > most_letters) return {};
    const auto last_part = [](std::string_view name) { return name.substr(name.rfind('/') + 1); };
    std::vector<std::pair<std::size_t, std::string>> found;
    std::ifstream list{zone_folder / "zone.tab"};
    for (std::string line; std::getline(list, line);) {
        // Country, place, name, and maybe a remark, with tabs between (tzdata, "zone.tab").
        const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
        if (line.starts_with('#') || first == line.npos || second == line.npos) continue;
        const std::string name = line.substr(second + 1, line.find('\t', second + 1) - second - 1);
        const std::size_t apart = std::min(letters_apart(zone, name), letters_apart(last_part(zone), last_part(name)));
        if (apart <= most_apart && apart < last_part(zone).size()) found.emplace_back(apart, name);
    }
    std::ranges::sort(found);
    std::vector<std::string> names;
    for (const auto& [apart, name] : found) {
        if (names.size() < most_names) names.push_back(name);
    }
    return names;
}

}  // namespace

bool zone_is_known(const std::string& zone) {
    if (zone.empty() || zone.front() == '/' || zone.find("..") != std::string::npos) return false;
    // Lists and leap seconds lie beside the zones; RFC 8536 3.1: what is one begins with its name.
    std::ifstream file{zone_folder / zone, std::ios::binary};
    char magic[4] = {};
    return file.read(magic, sizeof magic) && std::string_view{magic, sizeof magic} == "TZif";
}

Result<void> check_zone(const std::string& zone) {
    if (zone.empty() || zone == "UTC" || zone_is_known(zone)) return {};
    const std::vector<std::string> near = names_near(zone);
    return failure(Fault::refused, fmt::format("{}: no time zone of this machine; {}", shown(zone),
                                               near.empty() ? "write one such as Asia/Karachi"
                                                            : fmt::format("do you mean {}?", fmt::join(near, ", "))));
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
