#pragma once
// What systems wrote into their logs, line by line or entry by entry, and what such lines say of logins and commands.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType log_written[] = {
    {"written_at", Kind::time, "When the log took it", "Log entry written"},
    {"recorded_time", Kind::text, "The time as it stands in the log, where year or zone is left open"},
    {"reported_at", Kind::time, "When the program itself says it happened", "Log entry reported by its program"},
    {"message", Kind::text, "What was reported"},
    {"host", Kind::text, "Name of the machine it came from"},
    {"program", Kind::text, "Name that the program gave itself"},
    {"process_name", Kind::text, "Name of the process, as the system knows it"},
    {"process_id", Kind::integer, "Number of the process"},
    {"severity", Kind::integer,
     "0 emergency, 1 alert, 2 critical, 3 error, 4 warning, 5 notice, 6 informational, 7 debug"},
    {"facility", Kind::text, "Part of the system it belongs to"},
    {"user_id", Kind::integer, "Number of the account the process ran as"},
    {"group_id", Kind::integer, "Number of the group the process ran as"},
    {"executable", Kind::text, "File that ran"},
    {"command_line", Kind::text, "Its command line"},
    {"unit", Kind::text, "systemd unit of the process"},
    {"transport", Kind::text, "How it came to the log: kernel, syslog, stdout, audit …"},
    {"message_id", Kind::text, "Kind of message, as its program numbers them"},
    {"boot_id", Kind::text, "Identifier of the run of the machine, from boot to shutdown"},
    {"machine_id", Kind::text, "Identifier of the installation"},
    {"sequence", Kind::integer, "Number of the entry in its log"},
    {"readers_user_id", Kind::integer, "Account that may read it; -1 anybody"},
    {"readers_group_id", Kind::integer, "Group that may read it; -1 anybody"},
    {"structured_data", Kind::text, "Structured data of RFC 5424, as recorded"},
    {"fields", Kind::texts, "The other fields, NAME=value"}};

inline constexpr AttributeType login_attempted[] = {
    {"attempted_at", Kind::time, "When", "Login attempted"},
    {"recorded_time", Kind::text, "The time as it stands in the log, where year or zone is left open"},
    {"outcome", Kind::text, "accepted, failed, or connected (no login yet)"},
    {"times", Kind::integer, "How often, where the log joins several into one line"},
    {"user", Kind::text, "Account named"},
    {"user_known", Kind::text, "no, where the log says that there is no such account"},
    {"method", Kind::text, "How: password, publickey …"},
    {"address", Kind::text, "Where it came from"},
    {"port", Kind::integer, "Port it came from"},
    {"key", Kind::text, "Key offered: its type and fingerprint, as recorded"},
    {"service", Kind::text, "Program that was asked"},
    {"host", Kind::text, "Machine that was asked"},
    {"process_id", Kind::integer, "Number of the process"}};

inline constexpr AttributeType command_elevated[] = {
    {"entered_at", Kind::time, "When", "Command run as another account"},
    {"recorded_time", Kind::text, "The time as it stands in the log, where year or zone is left open"},
    {"command", Kind::text, "The command"},
    {"user", Kind::text, "Account that asked"},
    {"as_user", Kind::text, "Account it was to run as"},
    {"terminal", Kind::text, "Terminal"},
    {"folder", Kind::text, "Folder it was asked in"},
    {"refused", Kind::text, "Why it was refused, where it was"},
    {"host", Kind::text, "Machine"}};

inline constexpr AttributeType file_event_recorded[] = {
    {"path", Kind::text, "What changed, from the top of the volume"},
    {"changes", Kind::texts, "What happened to it, several changes of a short time joined into one record"},
    {"event_id", Kind::integer, "Number of the event on its volume: later events have higher numbers"},
    {"flags", Kind::integer, "The changes as recorded"},
    {"node_id", Kind::integer, "Number of the file in its file system"}};

inline constexpr ArtifactType log_types[] = {
    {"log.written", "Log entry", log_written, "observable:EventRecord"},
    {"login.attempted", "Login attempted", login_attempted, "observable:EventRecord"},
    {"command.elevated", "Command run as another account", command_elevated, "observable:EventRecord"},
    {"file_event.recorded", "File change recorded", file_event_recorded, "observable:EventRecord"}};

}  // namespace sanad
