// unix.system_log: the lines of system logs (syslog, messages, auth.log, secure, kern.log, audit.log; macOS's
// system.log, appfirewall.log and wifi.log) in the forms of RFC 3164 and RFC 5424, with ISO 8601 times, and of auditd;
// and what the lines of sshd and sudo say of logins and commands. A line without year and zone has no moment: its time
// stays text.
#include <array>

#include "plugins/unix/auth_messages.hpp"
#include "plugins/unix/facility.hpp"
#include "plugins/unix/syslog_line.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

void put(Artifact& artifact, std::string_view name, std::string_view value) {
    if (!value.empty()) artifact.text(name, utf8(value));
}
void put(Artifact& artifact, std::string_view name, std::optional<std::int64_t> value) {
    if (value) artifact.integer(name, *value);
}

void stamp(Artifact& artifact, std::string_view name, const LogRecord& record) {
    artifact.time(name, record.written_at);
    put(artifact, "recorded_time", record.recorded_time);
}

/// A record, and the lines that go on with it.
struct Entry {
    LogRecord record;
    std::string message;
    Range place;
};

void emit(const Entry& entry, const Sink& sink) {
    const LogRecord& record = entry.record;
    Artifact written{"log.written", entry.place};
    stamp(written, "written_at", record);
    put(written, "host", record.host);
    put(written, "program", record.program);
    put(written, "process_id", record.process_id);
    put(written, "severity", record.severity);
    if (record.facility) put(written, "facility", facility_name(*record.facility));
    put(written, "message_id", record.message_id);
    put(written, "sequence", record.sequence);
    put(written, "structured_data", record.structured_data);
    put(written, "message", entry.message);
    sink.emit(written);

    const std::string_view message = record.message;
    if (record.program == "sshd" || record.program == "sshd-session") {
        if (const auto attempt = ssh_attempt(message)) {
            Artifact attempted{"login.attempted", entry.place};
            stamp(attempted, "attempted_at", record);
            attempted.text("outcome", attempt->outcome);
            put(attempted, "times", attempt->times);
            put(attempted, "user", attempt->user);
            if (attempt->user_unknown) attempted.text("user_known", "no");
            put(attempted, "method", attempt->method);
            put(attempted, "address", attempt->address);
            put(attempted, "port", attempt->port);
            put(attempted, "key", attempt->key);
            put(attempted, "service", record.program);
            put(attempted, "host", record.host);
            put(attempted, "process_id", record.process_id);
            sink.emit(attempted);
        }
    } else if (record.program == "sudo") {
        if (const auto elevation = sudo_message(message)) {
            Artifact elevated{"command.elevated", entry.place};
            stamp(elevated, "entered_at", record);
            put(elevated, "command", elevation->command);
            put(elevated, "user", elevation->user);
            put(elevated, "as_user", elevation->as_user);
            put(elevated, "terminal", elevation->terminal);
            put(elevated, "folder", elevation->folder);
            put(elevated, "refused", elevation->refused);
            put(elevated, "host", record.host);
            sink.emit(elevated);
        }
    }
}

/// Where the next record with its priority in front begins, after `from`.
std::size_t next_forwarded(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find('<', from); at != std::string_view::npos; at = text.find('<', at + 1)) {
        if (forwarded_record_at(text.substr(at))) return at;
    }
    return text.size();
}

class SystemLog {
public:
    static constexpr std::string_view name = "unix.system_log", version = "1.0.0";
    static constexpr std::string_view summary =
        "System logs (syslog, auth.log, audit.log …), logins and sudo among them";
    static constexpr std::array wants{name_glob("syslog"),
                                      name_glob("syslog.?"),
                                      name_glob("syslog-*"),
                                      name_glob("messages"),
                                      name_glob("messages.?"),
                                      name_glob("messages-????????"),
                                      name_glob("auth.log"),
                                      name_glob("auth.log.?"),
                                      name_glob("auth.log-????????"),
                                      name_glob("secure"),
                                      name_glob("secure.?"),
                                      name_glob("secure-????????"),
                                      name_glob("kern.log"),
                                      name_glob("kern.log.?"),
                                      name_glob("kern.log-????????"),
                                      name_glob("daemon.log"),
                                      name_glob("daemon.log.?"),
                                      name_glob("daemon.log-????????"),
                                      name_glob("cron.log"),
                                      name_glob("cron.log.?"),
                                      path_glob("*/log/cron"),
                                      path_glob("*/log/cron-????????"),
                                      name_glob("user.log"),
                                      name_glob("user.log.?"),
                                      name_glob("mail.log"),
                                      name_glob("mail.log.?"),
                                      name_glob("maillog"),
                                      name_glob("maillog-????????"),
                                      name_glob("audit.log"),
                                      name_glob("audit.log.?"),
                                      path_glob("*/log/debug"),
                                      path_glob("*/log/debug.?"),
                                      name_glob("system.log"),
                                      name_glob("system.log.?"),
                                      name_glob("appfirewall.log"),
                                      name_glob("appfirewall.log.?"),
                                      name_glob("wifi.log"),
                                      name_glob("wifi.log.?"),
                                      name_glob("rsyslog*.log")};
    static constexpr std::array emits{text("log.written"), text("login.attempted"), text("command.elevated")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto bytes = file.read_all();
        const std::string_view content = view_of(bytes);
        if (content.empty() || !looks_like_text(content)) return Verdict::not_mine;
        const bool forwarded = forwarded_record_at(content);
        std::optional<Entry> entry;
        bool damaged = false;
        std::size_t strays = 0;
        for (std::size_t at = 0; at < content.size();) {
            std::size_t end = std::min(content.find('\n', at), content.size());
            std::size_t after = std::min(end + 1, content.size());
            if (forwarded) {
                const std::size_t next = next_forwarded(content, at + 1);
                if (next < after) end = after = next;
            }
            std::string_view line = content.substr(at, end - at);
            if (line.ends_with('\r')) line.remove_suffix(1);
            if (const auto record = log_record_at(line)) {
                if (entry) emit(*entry, sink);
                entry = Entry{*record, std::string{record->message}, {at, after - at, 0}};
            } else if (entry && entry->record.program == "audit" && entry->record.sequence) {
                if (!trimmed(line).empty()) {  // auditd never goes on in a second line
                    sink.warn({at, after - at, 0}, "the line is no audit record");
                    damaged = true;
                }
            } else if (entry) {
                if (!line.empty()) entry->message += "\n" + std::string{line};
                entry->place.length = after - entry->place.offset;
            } else if (!trimmed(line).empty()) {
                // A log that was cut may begin within a record; a file of which nothing is a record is no log.
                if (++strays > 20) return Verdict::not_mine;
            }
            at = after;
        }
        if (!entry) return Verdict::not_mine;
        emit(*entry, sink);
        if (strays > 0) sink.warn({}, "the file begins with lines that are no log record");
        return damaged || strays > 0 ? Verdict::damaged : Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(SystemLog)
