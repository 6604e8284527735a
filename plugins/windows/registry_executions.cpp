// Programs that ran: UserAssist (what a user started from the desktop) and the background activity moderator.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

/// UserAssist names its values in letters moved by thirteen.
std::string turned(std::string_view text) {
    std::string plain{text};
    for (char& c : plain) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            const char first = c >= 'a' ? 'a' : 'A';
            c = static_cast<char>(first + (c - first + 13) % 26);
        }
    }
    return plain;
}

/// Counters of all programs together, no program.
bool is_total(std::string_view name) {
    return name.starts_with("UEME_CTL") || (name.starts_with("UEME_") && name.find(':') == std::string_view::npos);
}

// Windows 2000 to Vista: session, count (beginning at 5), time. Since Windows 7: session, count, focus count, focus
// time, ten averages, place of the newest, time.
constexpr std::size_t old_size = 16, new_size = 72, old_time = 8, new_time = 60;
constexpr std::int64_t first_count = 5;

// Counts of programs; the other kind counts shortcuts, which have no window, and uses the fields of focus otherwise.
constexpr std::string_view programs_kind = "{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}";

void read_entry(const Report& report, const Key& key, const Value& value, bool has_focus) {
    const std::string program = turned(value.name);
    if (program.empty() || is_total(program) || (value.data.size() != old_size && value.data.size() != new_size))
        return;
    Artifact executed{"program.executed", value.range};
    executed.text("program", program).text("recorded_by", "UserAssist");
    const std::int64_t count = *u32(value.data, 4);
    if (value.data.size() == old_size) {
        executed.integer("session", *u32(value.data, 0));
        executed.integer("run_count", count >= first_count ? count - first_count : count);
        executed.time("executed_at", time_of_filetime(*u64(value.data, old_time)));
    } else {
        executed.integer("run_count", count);
        if (has_focus) {
            executed.integer("focus_count", *u32(value.data, 8)).integer("focus_ms", *u32(value.data, 12));
        }
        executed.time("executed_at", time_of_filetime(*u64(value.data, new_time)));
    }
    report.emit_without_time(executed, key);
}

void read_moderator(const Report& report, const Key& users, std::string_view recorder) {
    users.each_key([&](const Key& key) {
        key.each_value([&](const Value& value) {
            if (value.type != Value::binary || value.data.size() < 8) return;
            Artifact executed{"program.executed", value.range};
            executed.text("program", value.name).text("recorded_by", recorder).text("user_sid", key.name());
            executed.time("executed_at", time_of_filetime(*u64(value.data, 0)));
            report.emit_without_time(executed, key);
        });
    });
}

}  // namespace

void read_userassist(const Report& report) {
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist")) {
        list.each_key([&](const Key& kind) {
            if (const auto counts = kind.key("Count")) {
                const bool has_focus = same_word(kind.name(), programs_kind);
                counts->each_value([&](const Value& value) { read_entry(report, *counts, value, has_focus); });
            }
        });
    }
}

void read_activity_moderator(const Report& report) {
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        for (const std::string name : {"bam", "dam"}) {
            for (const std::string_view place : {"\\UserSettings", "\\State\\UserSettings"}) {
                const auto users = set.key.key("Services\\" + name + std::string{place});
                if (users) read_moderator(report, *users, name == "bam" ? "BAM" : "DAM");
            }
        }
    }
}

}  // namespace windows::registry
