#pragma once
// What was done on a phone or tablet beside talking: applications installed and used, notes, appointments, permissions.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType app_installed[] = {
    {"app", Kind::text, "Package or bundle identifier"},
    {"name", Kind::text, "Name shown"},
    {"version", Kind::text, "Version"},
    {"version_code", Kind::integer, "Number of the version"},
    {"installed_at", Kind::time, "First installed", "Application installed"},
    {"updated_at", Kind::time, "Last updated", "Application updated"},
    {"installer", Kind::text, "Package that installed it"},
    {"path", Kind::text, "Where its code lies"},
    {"data_path", Kind::text, "Where its data lies"},
    {"user_id", Kind::integer, "System user it runs as"},
    {"system", Kind::integer, "1: part of the system"},
    {"debuggable", Kind::integer, "1: may be debugged"},
    {"permissions", Kind::texts, "Permissions granted"},
    {"certificate", Kind::text, "Who signed it, as recorded"}};

inline constexpr AttributeType app_used[] = {
    {"app", Kind::text, "Package or bundle identifier"},
    {"name", Kind::text, "Name shown"},
    {"happening", Kind::text, "What the system recorded: foreground, background, screen on …"},
    {"used_at", Kind::time, "When, or the begin of the time counted", "Application used"},
    {"duration", Kind::real, "Seconds of use"},
    {"screen_seconds", Kind::real, "Seconds on the screen"},
    {"background_seconds", Kind::real, "Seconds in the background"},
    {"domain", Kind::text, "Web site, where it was one"},
    {"device", Kind::text, "Name of the device"},
    {"device_id", Kind::text, "Its identifier"},
    {"person", Kind::text, "Whose use was counted"},
    {"source_code", Kind::integer, "The source's own number of the happening"}};

inline constexpr AttributeType network_used[] = {
    {"app", Kind::text, "Bundle or package identifier"},
    {"process", Kind::text, "Name of the process"},
    {"started_at", Kind::time, "Since when it is counted", "Network used"},
    {"first_seen_at", Kind::time, "When the process was first seen", "Process first seen"},
    {"last_seen_at", Kind::time, "When the process was last seen", "Process last seen"},
    {"wifi_in", Kind::integer, "Bytes received over Wi-Fi"},
    {"wifi_out", Kind::integer, "Bytes sent over Wi-Fi"},
    {"mobile_in", Kind::integer, "Bytes received over the mobile network"},
    {"mobile_out", Kind::integer, "Bytes sent over the mobile network"}};

inline constexpr AttributeType note_written[] = {
    {"service", Kind::text, "Application"},
    {"account", Kind::text, "Account that holds it"},
    {"folder", Kind::text, "Folder"},
    {"title", Kind::text, "Title"},
    {"snippet", Kind::text, "Its first words, as the list shows them"},
    {"text", Kind::text, "What it says"},
    {"created_at", Kind::time, "When it was made", "Note made"},
    {"modified_at", Kind::time, "When it was last changed", "Note changed"},
    {"attachments", Kind::texts, "Names of what it holds"},
    {"locked", Kind::integer, "1: protected by a password"},
    {"password_hint", Kind::text, "Hint at the password"},
    {"pinned", Kind::integer, "1: pinned"},
    {"deleted", Kind::integer, "1: the application marks it as deleted"},
    {"identifier", Kind::text, "Identifier"}};

inline constexpr AttributeType event_planned[] = {
    {"service", Kind::text, "Application"},
    {"calendar", Kind::text, "Calendar that holds it"},
    {"title", Kind::text, "Title"},
    {"note", Kind::text, "Note"},
    {"place", Kind::text, "Place"},
    {"url", Kind::text, "Page"},
    {"starts_at", Kind::time, "When it begins", "Appointment"},
    {"ends_at", Kind::time, "When it ends", "Appointment ends"},
    {"created_at", Kind::time, "When it was entered", "Appointment entered"},
    {"modified_at", Kind::time, "When it was last changed", "Appointment changed"},
    {"attendees", Kind::texts, "Who takes part"},
    {"all_day", Kind::integer, "1: for whole days"},
    {"identifier", Kind::text, "Identifier"}};

inline constexpr AttributeType permission_granted[] = {
    {"app", Kind::text, "Package or bundle identifier, or path, of who asked"},
    {"permission", Kind::text, "What was asked for"},
    {"decision", Kind::text, "allowed, denied, limited, unknown"},
    {"reason", Kind::text, "What the decision rests on"},
    {"decided_at", Kind::time, "When it was decided or last changed", "Permission decided"},
    {"source_code", Kind::integer, "The source's own number of the decision"}};

inline constexpr AttributeType contact_reached[] = {
    {"app", Kind::text, "Application through which they were reached"},
    {"direction", Kind::text, "incoming, outgoing"},
    {"sender", Kind::text, "Identifier of who began"},
    {"sender_name", Kind::text, "Their name"},
    {"recipients", Kind::texts, "Identifiers of the others"},
    {"account", Kind::text, "Account on this device"},
    {"chat_id", Kind::text, "Group or domain identifier of it"},
    {"started_at", Kind::time, "Begin", "Contact reached"},
    {"ended_at", Kind::time, "End", "Contact ended"},
    {"recorded_at", Kind::time, "When the entry was made", "Contact recorded"},
    {"source_code", Kind::integer, "The source's own number of how"}};

inline constexpr AttributeType file_indexed[] = {
    {"file", Kind::text, "Name of the file"},
    {"path", Kind::text, "Where it lay"},
    {"size", Kind::integer, "Size in bytes"},
    {"mime_type", Kind::text, "Type, as recorded"},
    {"title", Kind::text, "Title"},
    {"uri", Kind::text, "Address in the system's media store"},
    {"modified_at", Kind::time, "When it was last changed", "File changed"},
    {"added_at", Kind::time, "When it was entered", "File entered"},
    {"hidden", Kind::integer, "1: hidden"},
    {"deleted", Kind::integer, "1: the index marks it as deleted"}};

inline constexpr AttributeType device_described[] = {
    {"name", Kind::text, "Name of the device"},
    {"model", Kind::text, "Model"},
    {"maker", Kind::text, "Maker"},
    {"system", Kind::text, "Operating system"},
    {"version", Kind::text, "Its version"},
    {"build", Kind::text, "Its build"},
    {"security_patch", Kind::text, "Level of its security patches"},
    {"serial_number", Kind::text, "Serial number"},
    {"identifier", Kind::text, "Identifier of the device"},
    {"imei", Kind::texts, "Numbers of the device in mobile networks"},
    {"iccid", Kind::texts, "Numbers of its SIM cards"},
    {"phone", Kind::text, "Phone number"},
    {"language", Kind::text, "Language"},
    {"time_zone", Kind::text, "Time zone"},
    {"backed_up_at", Kind::time, "Time of this backup", "Device backed up"},
    {"apps", Kind::texts, "Applications in this backup"}};

inline constexpr ArtifactType phone_types[] = {
    {"app.installed", "Application installed", app_installed, "observable:Application"},
    {"app.used", "Application used", app_used, "observable:Application"},
    {"network.used", "Network used", network_used, "observable:NetworkConnection"},
    {"note.written", "Note", note_written, "observable:Note"},
    {"event.planned", "Appointment", event_planned, "observable:CalendarEntry"},
    {"permission.granted", "Permission", permission_granted, "observable:Application"},
    {"contact.reached", "Contact reached", contact_reached, "observable:Contact"},
    {"file.indexed", "File indexed", file_indexed, "observable:File"},
    {"device.described", "Device", device_described, "observable:Device"}};

}  // namespace sanad
