// The application compatibility cache ("ShimCache"): program files that Windows looked at. An entry proves that the
// file was there, not that it ran. The layout changed with almost every Windows; the first number tells which it is.
#include <array>

#include "plugins/windows/registry_report.hpp"
#include "plugins/windows/shimcache.hpp"

namespace windows::registry {
namespace {

constexpr std::array<std::string_view, 2> cache_keys{
    "Control\\Session Manager\\AppCompatCache",     // Windows 2003 and later
    "Control\\Session Manager\\AppCompatibility"};  // Windows XP

void read_cache(const Report& report, const Hive::ControlSet& set, const Key& key) {
    const auto value = key.value("AppCompatCache");
    if (!value || value->data.empty()) return;
    const shimcache::Cache cache = shimcache::read(value->data);
    for (std::size_t position = 0; position < cache.entries.size(); ++position) {
        const shimcache::Entry& entry = cache.entries[position];
        Artifact seen{"program.seen", value->range};
        shimcache::describe(seen, entry, cache.in_order ? std::optional{position} : std::nullopt);
        seen.integer("control_set", set.number);
        if (position == 0) {
            report.emit(seen, key);
        } else {
            report.emit_without_time(seen, key);
        }
    }
    if (!cache.damage.empty()) report.damaged(value->range, "compatibility cache: " + cache.damage);
}

}  // namespace

void read_shimcache(const Report& report) {
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        for (const std::string_view path : cache_keys) {
            if (const auto key = set.key.key(path)) read_cache(report, set, *key);
        }
    }
}

}  // namespace windows::registry
