#pragma once
// What the readers of single subjects share: the hive, and how a finding is begun and ended. Each subject has a source
// file of its own, registry_SUBJECT.cpp; each looks for its keys in any hive, so a renamed one is read as well.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/windows/registry_hive.hpp"

namespace windows::registry {

struct Report {
    const Hive& hive;
    const Sink& sink;

    /// Ends a finding: the key it was recorded in, and when that was written.
    void emit(Artifact& artifact, const Key& key) const {
        artifact.time("recorded_at", key.written_at());
        emit_without_time(artifact, key);
    }
    void emit_without_time(Artifact& artifact, const Key& key) const {
        artifact.text("key", key.path());
        sink.emit(artifact);
    }
    void damaged(Range place, std::string message) const { hive.add_damage(place, std::move(message)); }
};

/// Adds what there is.
inline bool add(Artifact& artifact, std::string_view name, const std::optional<std::string>& text) {
    if (text && !text->empty()) artifact.text(name, *text);
    return text && !text->empty();
}
inline bool add(Artifact& artifact, std::string_view name, std::optional<std::int64_t> number) {
    if (number) artifact.integer(name, *number);
    return number.has_value();
}
inline void add(Artifact& artifact, std::string_view name, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        if (!text.empty()) artifact.text(name, text);
    }
}

/// Seconds since 1970; nothing for zero, which means never.
inline std::optional<Time> time_of_seconds(std::optional<std::int64_t> seconds) {
    if (!seconds || *seconds <= 0 || *seconds > 0xFFFFFFFF) return std::nullopt;
    return Time{*seconds * 1'000'000'000};
}

/// "S-1-5-21-…" of a security identifier's bytes; nothing when they are too few.
std::optional<std::string> sid_text(Bytes bytes);

/// Adds machine-wide and per-user forms of a path below "Software": SOFTWARE hives begin where NTUSER.DAT has that key.
std::vector<Key> software_keys(const Hive& hive, std::string_view path);

/// Values of a most-recently-used list in their order, the most recent first: by MRUListEx (numbers) or MRUList
/// (letters). What neither names follows without a position.
struct Recent {
    Value value;
    std::optional<std::int64_t> position;
};
std::vector<Recent> recent_values(const Key& key);
/// The order of MRUListEx alone.
std::vector<std::uint32_t> recent_order(const Key& key);

void read_system_facts(const Report& report);
void read_accounts(const Report& report);
void read_installed_programs(const Report& report);
void read_services(const Report& report);
void read_autostarts(const Report& report);
void read_networks(const Report& report);
void read_devices(const Report& report);
void read_mounts(const Report& report);
void read_userassist(const Report& report);
void read_shimcache(const Report& report);
void read_amcache(const Report& report);
void read_activity_moderator(const Report& report);
void read_recent_documents(const Report& report);
void read_typed(const Report& report);
void read_shellbags(const Report& report);
void read_shown_names(const Report& report);

}  // namespace windows::registry
