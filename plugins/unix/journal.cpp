// unix.journal: the entries of a systemd journal, each with its fields.
#include <array>

#include "plugins/unix/facility.hpp"
#include "plugins/unix/journal_file.hpp"
#include "plugins/unix/moments.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

struct Field {
    std::string_view name, attribute;
};
// systemd.journal-fields(7). Those that begin with '_' are the journal's own word, the others the program's.
constexpr Field texts[] = {{"MESSAGE", "message"},       {"SYSLOG_IDENTIFIER", "program"}, {"_COMM", "process_name"},
                           {"_HOSTNAME", "host"},        {"_MACHINE_ID", "machine_id"},    {"_EXE", "executable"},
                           {"_CMDLINE", "command_line"}, {"_SYSTEMD_UNIT", "unit"},        {"_TRANSPORT", "transport"},
                           {"MESSAGE_ID", "message_id"}};
constexpr Field integers[] = {
    {"PRIORITY", "severity"}, {"_PID", "process_id"}, {"_UID", "user_id"}, {"_GID", "group_id"}};

std::optional<Time> of_microseconds(std::uint64_t microseconds) {
    if (microseconds == 0 || microseconds > INT64_MAX) return {};
    return moment(static_cast<std::int64_t>(microseconds / 1'000'000),
                  static_cast<std::int64_t>(microseconds % 1'000'000) * 1000);
}

/// False: no attribute of its own, or the value is not of its kind, or a second one.
bool take_field(Artifact& artifact, std::string_view name, std::string_view value) {
    for (const Field& field : texts) {
        if (field.name != name || artifact.has(field.attribute)) continue;
        artifact.text(field.attribute, utf8(value));
        return true;
    }
    for (const Field& field : integers) {
        const auto number = number_in<std::int64_t>(value);
        if (field.name != name || !number || artifact.has(field.attribute)) continue;
        artifact.integer(field.attribute, *number);
        return true;
    }
    const auto number = number_in<std::uint64_t>(value);
    if (name == "SYSLOG_FACILITY" && number && !artifact.has("facility") && *number < 24) {
        artifact.text("facility", facility_name(static_cast<std::int64_t>(*number)));
        return true;
    }
    if (name == "_SOURCE_REALTIME_TIMESTAMP" && number && !artifact.has("reported_at") && of_microseconds(*number)) {
        artifact.time("reported_at", of_microseconds(*number));
        return true;
    }
    return name == "_BOOT_ID";  // the entry itself has it
}

class JournalModule {
public:
    static constexpr std::string_view name = "unix.journal", version = "1.0.0";
    static constexpr std::string_view summary = "Entries of systemd's journal";
    static constexpr std::array wants{signature(Journal::signature)};
    static constexpr std::array emits{text("log.written")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest) {
            sink.warn(file.whole(), "a journal of more than 768 MiB is not read");
            return Verdict::damaged;
        }
        const auto bytes = file.read_all();
        try {
            Journal journal{bytes};
            if (!journal.is_mine()) return Verdict::not_mine;
            if (!journal.is_known_version()) {
                sink.warn({0, 16, 0}, "the journal has features that this version does not know: it is not read");
                return Verdict::damaged;
            }
            std::uint64_t count = 0;
            bool sound = journal.entries(
                [&](const JournalEntry& entry) {
                    ++count;
                    emit(entry, sink);
                },
                [&](std::uint64_t offset, std::uint64_t length, const std::string& why) {
                    const bool inside = offset < file.size() && length <= file.size() - offset;
                    sink.warn(inside ? Range{offset, length, 0} : Range{}, why);
                });
            if (count < journal.entry_count()) {
                sink.warn({152, 8, 0}, "the header counts " + std::to_string(journal.entry_count()) + " entries, " +
                                           std::to_string(count) + " were found");
                sound = false;
            }
            return sound ? Verdict::examined : Verdict::damaged;
        } catch (const TooShort& error) {
            sink.warn(file.whole(), error.what());
            return Verdict::damaged;
        }
    }

private:
    static constexpr std::uint64_t largest = 768u << 20;

    static void emit(const JournalEntry& entry, const Sink& sink) {
        Artifact written{"log.written", {entry.offset, entry.size, 0}};
        written.time("written_at", of_microseconds(entry.realtime)).text("boot_id", entry.boot);
        if (entry.sequence <= INT64_MAX) written.integer("sequence", static_cast<std::int64_t>(entry.sequence));
        for (const std::string& field : entry.fields) {
            const std::size_t equals = field.find('=');
            if (equals == std::string::npos) continue;
            const std::string_view all{field};
            if (!take_field(written, all.substr(0, equals), all.substr(equals + 1))) written.text("fields", utf8(all));
        }
        sink.emit(written);
    }
};

}  // namespace

SANAD_MODULE(JournalModule)
