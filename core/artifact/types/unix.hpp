#pragma once
// What Unix systems keep of accounts, logins, commands, schedules, keys, packages and print jobs.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType login_recorded[] = {
    {"recorded_at", Kind::time, "When", "Login, logout or boot recorded"},
    {"event", Kind::text, "What the record is for: user logged in, session ended, system booted …"},
    {"kind", Kind::integer, "The same, as recorded"},
    {"user", Kind::text, "Account; for a boot or a change of run level a word of the system"},
    {"terminal", Kind::text, "Terminal"},
    {"terminal_id", Kind::text, "Its short name"},
    {"host", Kind::text, "Where from, or the kernel's version for a boot"},
    {"address", Kind::text, "Network address it came from"},
    {"process_id", Kind::integer, "Number of the process"},
    {"session", Kind::integer, "Number of the session"},
    {"exit_status", Kind::integer, "Status the process ended with"},
    {"termination_status", Kind::integer, "Signal the process was ended by"}};
inline constexpr AttributeType login_failed[] = {
    {"recorded_at", Kind::time, "When", "Login failed"},
    {"event", Kind::text, "What the record is for"},
    {"kind", Kind::integer, "The same, as recorded"},
    {"user", Kind::text, "Name that was tried"},
    {"terminal", Kind::text, "Terminal or program"},
    {"terminal_id", Kind::text, "Its short name"},
    {"host", Kind::text, "Where from"},
    {"address", Kind::text, "Network address it came from"},
    {"process_id", Kind::integer, "Number of the process"},
    {"session", Kind::integer, "Number of the session"},
    {"exit_status", Kind::integer, "Status the process ended with"},
    {"termination_status", Kind::integer, "Signal the process was ended by"}};
inline constexpr AttributeType login_last[] = {{"logged_in_at", Kind::time, "Most recent login", "Last login"},
                                               {"user_id", Kind::integer, "Number of the account"},
                                               {"terminal", Kind::text, "Terminal"},
                                               {"host", Kind::text, "Where from"}};

inline constexpr AttributeType command_entered[] = {
    {"command", Kind::text, "What was typed, as the shell kept it"},
    {"entered_at", Kind::time, "When", "Command entered"},
    {"duration", Kind::integer, "How long it ran, in seconds"},
    {"shell", Kind::text, "Shell or program whose history this is"},
    {"paths", Kind::texts, "Arguments that were paths when it was run"},
    {"number", Kind::integer, "Its place in the history, the oldest being 1"}};

inline constexpr AttributeType command_scheduled[] = {
    {"schedule", Kind::text, "When it is to run, as written: minute, hour, day, month, day of week, or a word"},
    {"command", Kind::text, "The command"},
    {"user", Kind::text, "Account it runs as"},
    {"environment", Kind::texts, "Settings above it in the file, NAME=value"},
    {"delay", Kind::integer, "Minutes after start, for anacron"},
    {"job", Kind::text, "Name of the job, for anacron"}};

inline constexpr AttributeType key_authorized[] = {
    {"key_type", Kind::text, "Kind of key"},
    {"fingerprint", Kind::text, "SHA-256 of the key, as ssh-keygen prints it"},
    {"fingerprint_md5", Kind::text, "MD5 of the key, as older programs print it"},
    {"bits", Kind::integer, "Length of the key"},
    {"comment", Kind::text, "Comment beside the key: often its owner"},
    {"options", Kind::text, "What the key may do and from where, as written"}};
inline constexpr AttributeType host_known[] = {
    {"hosts", Kind::texts, "Names and addresses, or their salted digests, as recorded"},
    {"hashed", Kind::text, "yes, where the names are kept as digests only"},
    {"marker", Kind::text, "@cert-authority or @revoked"},
    {"key_type", Kind::text, "Kind of key"},
    {"fingerprint", Kind::text, "SHA-256 of the key, as ssh-keygen prints it"},
    {"fingerprint_md5", Kind::text, "MD5 of the key, as older programs print it"},
    {"bits", Kind::integer, "Length of the key"},
    {"comment", Kind::text, "Comment beside the key"}};
inline constexpr AttributeType key_stored[] = {
    {"kind", Kind::text, "private or public"},
    {"format", Kind::text, "How it is kept: OpenSSH, PEM, PKCS#8, PuTTY, SSH2"},
    {"key_type", Kind::text, "Kind of key"},
    {"fingerprint", Kind::text, "SHA-256 of the public key, as ssh-keygen prints it"},
    {"fingerprint_md5", Kind::text, "MD5 of the public key, as older programs print it"},
    {"bits", Kind::integer, "Length of the key"},
    {"encrypted", Kind::text, "yes where a passphrase protects it, no where none does"},
    {"cipher", Kind::text, "What it is encrypted with"},
    {"comment", Kind::text, "Comment: often its owner"}};

inline constexpr AttributeType account_defined[] = {
    {"name", Kind::text, "Name of the account"},
    {"user_id", Kind::integer, "Its number"},
    {"group_id", Kind::integer, "Number of its first group"},
    {"full_name", Kind::text, "Name and particulars of its owner, as recorded"},
    {"home", Kind::text, "Home folder"},
    {"shell", Kind::text, "Program that a login starts"},
    {"password", Kind::text, "set, empty, locked, none (no password opens it), or kept elsewhere"},
    {"password_algorithm", Kind::text, "How the password is hashed; the hash itself is not shown"},
    {"password_set_at", Kind::time, "When the password was last set; /etc/shadow keeps the day", "Password set"},
    {"expires_at", Kind::time, "When the account expires; /etc/shadow keeps the day", "Account expires"},
    {"password_minimum_days", Kind::integer, "Days before it may be changed again"},
    {"password_maximum_days", Kind::integer, "Days after which it must be changed"},
    {"password_warning_days", Kind::integer, "Days of warning before that"},
    {"password_inactive_days", Kind::integer, "Days it is still taken after that"},
    {"last_login_at", Kind::time, "Most recent login", "Last login"},
    {"last_login_attempt_at", Kind::time, "Most recent login that failed", "Last failed login"},
    {"failed_logins", Kind::integer, "Failed logins in a row"},
    {"unique_id", Kind::text, "Identifier that stays when the name changes"},
    {"password_hint", Kind::text, "Hint for the password, as its owner wrote it"},
    {"apple_ids", Kind::texts, "Apple accounts joined to it"},
    {"picture", Kind::text, "Path of its picture"}};
inline constexpr AttributeType group_defined[] = {
    {"name", Kind::text, "Name of the group"},
    {"group_id", Kind::integer, "Its number"},
    {"members", Kind::texts, "Accounts in it"},
    {"administrators", Kind::texts, "Accounts that may change it"},
    {"password", Kind::text, "set, empty, locked, none, or kept elsewhere"},
    {"password_algorithm", Kind::text, "How the password is hashed; the hash itself is not shown"}};

inline constexpr AttributeType package_installed[] = {
    {"package", Kind::text, "Name of the package"},
    {"version", Kind::text, "Its version"},
    {"architecture", Kind::text, "Kind of processor it is for"},
    {"state", Kind::text, "As recorded: install ok installed, deinstall ok config-files …"},
    {"installed_at", Kind::time, "When it was installed", "Package installed"},
    {"source_package", Kind::text, "Package it was built from"},
    {"maintainer", Kind::text, "Who keeps it"},
    {"section", Kind::text, "What it is for"},
    {"summary", Kind::text, "What it is"},
    {"size", Kind::integer, "Its size when installed, in kibibytes"},
    {"identifiers", Kind::texts, "Identifiers of its parts"},
    {"program", Kind::text, "Program that installed it"}};
inline constexpr AttributeType package_changed[] = {
    {"action", Kind::text, "What was done, as recorded: install, upgrade, remove …"},
    {"package", Kind::text, "Name of the package"},
    {"version", Kind::text, "Version after it"},
    {"previous_version", Kind::text, "Version before it"},
    {"architecture", Kind::text, "Kind of processor it is for"},
    {"changed_at", Kind::time, "When, where the log names the zone", "Package changed"},
    {"recorded_time", Kind::text, "The time as it stands in the log, local to the machine where no zone is named"},
    {"ended_time", Kind::text, "When the whole run ended, as it stands in the log"},
    {"command_line", Kind::text, "Command that asked for it"},
    {"requested_by", Kind::text, "Account that asked for it"},
    {"automatic", Kind::text, "yes, where another package needed it"},
    {"error", Kind::text, "What went wrong, as recorded"}};

inline constexpr AttributeType document_printed[] = {
    {"job_name", Kind::text, "Name of the print job: often the document's"},
    {"user", Kind::text, "Account that printed"},
    {"owner", Kind::text, "Name of its owner"},
    {"host", Kind::text, "Machine it came from"},
    {"printer", Kind::text, "Printer"},
    {"uri", Kind::text, "Address of the printer"},
    {"application", Kind::text, "Program that printed"},
    {"document_type", Kind::text, "Format of what was sent"},
    {"copies", Kind::integer, "How many"},
    {"created_at", Kind::time, "When the job was given", "Print job created"},
    {"processing_at", Kind::time, "When printing began", "Printing began"},
    {"completed_at", Kind::time, "When it was done", "Printing completed"},
    {"job_id", Kind::text, "Identifier of the job"},
    {"job_number", Kind::integer, "Number of the job"},
    {"state", Kind::integer, "As recorded: 3 pending, 5 processing, 7 cancelled, 8 aborted, 9 completed"}};

inline constexpr ArtifactType unix_types[] = {
    {"login.recorded", "Login record", login_recorded, "observable:UserSession"},
    {"login.failed", "Login failed", login_failed, "observable:UserSession"},
    {"login.last", "Last login", login_last, "observable:UserSession"},
    {"command.entered", "Command entered", command_entered, "observable:Process"},
    {"command.scheduled", "Command scheduled", command_scheduled, "observable:ObservableObject"},
    {"key.authorized", "Key that opens an account", key_authorized, "observable:ObservableObject"},
    {"host.known", "Host whose key is known", host_known, "observable:ObservableObject"},
    {"key.stored", "Key stored", key_stored, "observable:ObservableObject"},
    {"account.defined", "Account", account_defined, "observable:UserAccount"},
    {"group.defined", "Group of accounts", group_defined, "observable:ObservableObject"},
    {"package.installed", "Package installed", package_installed, "observable:Software"},
    {"package.changed", "Package changed", package_changed, "observable:Software"},
    {"document.printed", "Document printed", document_printed, "observable:ObservableObject"}};

}  // namespace sanad
