#pragma once
// What programs did: ran, were installed, were set to start, were seen by the system.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType program_executed[] = {
    {"program", Kind::text, "Executable name as the system recorded it"},
    {"executed_at", Kind::time, "Most recent run", "Program run"},
    {"run_count", Kind::integer, "Times run, where the source counts them"},
    {"loaded_files", Kind::texts, "Files mapped during start"},
    {"recorded_by", Kind::text, "Which record of the system tells it: Prefetch, UserAssist, BAM"},
    {"user_sid", Kind::text, "Security identifier of the user who ran it"},
    {"focus_count", Kind::integer, "Times its window came to the foreground"},
    {"focus_ms", Kind::integer, "Milliseconds its window was in the foreground"},
    {"session", Kind::integer, "Session number that UserAssist counts, in Windows before 7"},
    {"prefetch_hash", Kind::text, "Hash of the path it was started from, hexadecimal"},
    {"format_version", Kind::integer, "Version of the record's format"},
    {"volume_paths", Kind::texts, "Volumes that its files lay on, as device paths"},
    {"volume_serials", Kind::texts, "Serial numbers of these volumes, hexadecimal, in the same order"},
    {"key", Kind::text, "Registry key it is recorded in"}};
inline constexpr AttributeType program_executed_earlier[] = {
    {"program", Kind::text, "Executable name as the system recorded it"},
    {"executed_at", Kind::time, "A run before the most recent one", "Program run"},
    {"prefetch_hash", Kind::text, "Hash of the path it was started from, hexadecimal"},
    {"position", Kind::integer, "How many recorded runs are later than this one"}};
inline constexpr AttributeType program_seen[] = {
    {"path", Kind::text, "Program, as the compatibility cache recorded it: it was there, it need not have run"},
    {"modified_at", Kind::time, "When the program file was last modified", "Program file modified"},
    {"updated_at", Kind::time, "When its entry was last updated (Windows XP)", "Compatibility entry updated"},
    {"size", Kind::integer, "Size of the program file in bytes"},
    {"executed", Kind::integer, "1: the flag of execution is set, 0: it is not; absent where there is none"},
    {"position", Kind::integer, "Place in the cache, 0 is the most recent"},
    {"package", Kind::text, "Application package, where recorded"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key (with the first entry only)", "Compatibility cache written"}};
inline constexpr AttributeType program_inventoried[] = {
    {"path", Kind::text, "Program file or driver, as AmCache recorded it"},
    {"name", Kind::text, "Its name"},
    {"sha1", Kind::text, "SHA-1 of the file (of its first 31,457,280 bytes), hexadecimal"},
    {"size", Kind::integer, "Size in bytes"},
    {"publisher", Kind::text, "Company that it names"},
    {"product", Kind::text, "Product that it belongs to"},
    {"version", Kind::text, "Version that it names"},
    {"description", Kind::text, "What it says of itself"},
    {"linked_at", Kind::time, "Time in its PE header", "Program linked"},
    {"modified_at", Kind::time, "When the file was last modified", "Program file modified"},
    {"created_at", Kind::time, "When the file was created", "Program file created"},
    {"recorded_at", Kind::time, "Last write to its entry", "Program inventoried"},
    {"program_id", Kind::text, "Identifier of the installed program that it belongs to"},
    {"kind", Kind::text, "Which inventory: file, driver, shortcut"},
    {"usn", Kind::integer, "Update sequence number of the file"},
    {"file_id", Kind::text, "Identifier or MFT reference of the file, as recorded"},
    {"stored_at", Kind::time, "When the inventory last stored the file's times (Windows 8 to 10)",
     "Program file inventoried"},
    {"key", Kind::text, "Registry key it is recorded in"}};
inline constexpr AttributeType program_installed[] = {
    {"name", Kind::text, "Name that the system lists"},
    {"version", Kind::text, "Version that the system lists"},
    {"publisher", Kind::text, "Who made it"},
    {"installed_on", Kind::text, "Day of installation as recorded"},
    {"installed_at", Kind::time, "Time of installation, where recorded", "Program installed"},
    {"location", Kind::text, "Folder it was installed to"},
    {"source_path", Kind::text, "Folder it was installed from"},
    {"uninstall_command", Kind::text, "Command that removes it"},
    {"size_kib", Kind::integer, "Estimated size in KiB"},
    {"program_id", Kind::text, "Identifier of the program in AmCache"},
    {"kind", Kind::text, "How it was installed, as recorded"},
    {"folders", Kind::texts, "Folders that hold its files"},
    {"uninstall_keys", Kind::texts, "Registry keys of its removal entries"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Installation entry written"}};
inline constexpr AttributeType program_set_to_start[] = {
    {"name", Kind::text, "Name of the entry"},
    {"command", Kind::text, "Command that runs"},
    {"mechanism", Kind::text, "When it runs: Run, RunOnce, Winlogon …"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Autostart entry written"}};
inline constexpr AttributeType program_described[] = {
    {"path", Kind::text, "Program whose name the desktop looked up for this user"},
    {"description", Kind::text, "The name that it showed"},
    {"publisher", Kind::text, "Company, where recorded"},
    {"key", Kind::text, "Registry key it is recorded in"}};

inline constexpr ArtifactType program_types[] = {
    {"program.executed", "Program executed", program_executed, "observable:Process"},
    {"program.executed_earlier", "Earlier run of a program", program_executed_earlier, "observable:Process"},
    {"program.seen", "Program seen by the compatibility cache", program_seen, "observable:File"},
    {"program.inventoried", "Program file inventoried", program_inventoried, "observable:File"},
    {"program.installed", "Program installed", program_installed, "observable:Software"},
    {"program.set_to_start", "Program set to start by itself", program_set_to_start, "observable:WindowsRegistryKey"},
    {"program.described", "Program name shown", program_described, "observable:WindowsRegistryKey"}};

}  // namespace sanad
