#pragma once
// Which events say that somebody logged on, a process started, a service was installed, a USB device came, a log was
// cleared; and under which name each keeps each fact. A table, so that it can be read, checked and extended.
#include <algorithm>
#include <charconv>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "plugins/sdk/module.hpp"

namespace sanad::winfiles {

/// What a record says of itself, whatever the format of its log.
struct Event {
    std::int64_t record_number = 0;
    std::int64_t event_id = 0;
    std::string provider, computer;
    std::optional<sdk::Time> at;
    std::map<std::string, std::string, std::less<>> data;  ///< its named values
    sdk::Range source;
};

struct Fact {
    std::string_view attribute, value;  ///< the first of several values for an attribute that says something counts
    bool number = false;
};

struct Meaning {
    std::string_view provider;
    std::int64_t event_id;
    std::string_view type, happened_at;
    std::span<const Fact> facts;
};

inline constexpr Fact logon_facts[] = {{"account", "TargetUserName"},
                                       {"domain", "TargetDomainName"},
                                       {"sid", "TargetUserSid"},
                                       {"logon_type", "LogonType", true},
                                       {"logon_id", "TargetLogonId"},
                                       {"source_address", "IpAddress"},
                                       {"source_port", "IpPort"},
                                       {"source_host", "WorkstationName"},
                                       {"authentication", "AuthenticationPackageName"},
                                       {"logon_process", "LogonProcessName"},
                                       {"program", "ProcessName"},
                                       {"by_account", "SubjectUserName"},
                                       {"by_domain", "SubjectDomainName"},
                                       {"by_sid", "SubjectUserSid"}};
inline constexpr Fact failed_logon_facts[] = {{"account", "TargetUserName"},
                                              {"domain", "TargetDomainName"},
                                              {"sid", "TargetUserSid"},
                                              {"logon_type", "LogonType", true},
                                              {"status", "Status"},
                                              {"sub_status", "SubStatus"},
                                              {"reason", "FailureReason"},
                                              {"source_address", "IpAddress"},
                                              {"source_port", "IpPort"},
                                              {"source_host", "WorkstationName"},
                                              {"authentication", "AuthenticationPackageName"},
                                              {"logon_process", "LogonProcessName"},
                                              {"program", "ProcessName"},
                                              {"by_account", "SubjectUserName"},
                                              {"by_domain", "SubjectDomainName"},
                                              {"by_sid", "SubjectUserSid"}};
inline constexpr Fact logoff_facts[] = {{"account", "TargetUserName"},
                                        {"domain", "TargetDomainName"},
                                        {"sid", "TargetUserSid"},
                                        {"logon_type", "LogonType", true},
                                        {"logon_id", "TargetLogonId"}};
inline constexpr Fact remote_session_facts[] = {
    {"account", "User"}, {"logon_id", "SessionID"}, {"source_address", "Address"}};
inline constexpr Fact remote_end_facts[] = {{"account", "User"}, {"logon_id", "SessionID"}};
// The target account is there only when another account than the caller's runs the process.
inline constexpr Fact process_facts[] = {
    {"program", "NewProcessName"},           {"command_line", "CommandLine"},    {"process_id", "NewProcessId"},
    {"parent_program", "ParentProcessName"}, {"parent_process_id", "ProcessId"}, {"account", "TargetUserName"},
    {"domain", "TargetDomainName"},          {"sid", "TargetUserSid"},           {"logon_id", "TargetLogonId"},
    {"account", "SubjectUserName"},          {"domain", "SubjectDomainName"},    {"sid", "SubjectUserSid"},
    {"logon_id", "SubjectLogonId"}};
inline constexpr Fact ended_process_facts[] = {{"program", "ProcessName"},      {"process_id", "ProcessId"},
                                               {"exit_status", "Status"},       {"account", "SubjectUserName"},
                                               {"domain", "SubjectDomainName"}, {"sid", "SubjectUserSid"}};
inline constexpr Fact sysmon_process_facts[] = {{"program", "Image"},
                                                {"command_line", "CommandLine"},
                                                {"process_id", "ProcessId"},
                                                {"parent_program", "ParentImage"},
                                                {"parent_command_line", "ParentCommandLine"},
                                                {"parent_process_id", "ParentProcessId"},
                                                {"working_directory", "CurrentDirectory"},
                                                {"account", "User"},
                                                {"logon_id", "LogonId"},
                                                {"hashes", "Hashes"}};
inline constexpr Fact sysmon_end_facts[] = {{"program", "Image"}, {"process_id", "ProcessId"}, {"account", "User"}};
inline constexpr Fact service_facts[] = {{"service", "ServiceName"},
                                         {"image_path", "ImagePath"},
                                         {"service_type", "ServiceType"},
                                         {"start_type", "StartType"},
                                         {"account", "AccountName"}};
inline constexpr Fact audited_service_facts[] = {{"service", "ServiceName"},      {"image_path", "ServiceFileName"},
                                                 {"service_type", "ServiceType"}, {"start_type", "ServiceStartType"},
                                                 {"account", "ServiceAccount"},   {"by_account", "SubjectUserName"},
                                                 {"by_sid", "SubjectUserSid"}};
inline constexpr Fact partition_facts[] = {{"device", "ParentId"},
                                           {"manufacturer", "Manufacturer"},
                                           {"model", "Model"},
                                           {"serial_number", "SerialNumber"},
                                           {"capacity", "Capacity", true}};
inline constexpr Fact driver_facts[] = {{"device", "InstanceId"}, {"device", "instance"}};
inline constexpr Fact kernel_pnp_facts[] = {{"device", "DeviceInstanceId"}};
inline constexpr Fact user_pnp_facts[] = {{"device", "DeviceInstanceID"}, {"description", "DriverDescription"}};
inline constexpr Fact new_device_facts[] = {{"device", "DeviceId"}, {"description", "DeviceDescription"}};
inline constexpr Fact cleared_facts[] = {{"channel", "Channel"},
                                         {"account", "SubjectUserName"},
                                         {"domain", "SubjectDomainName"},
                                         {"sid", "SubjectUserSid"},
                                         {"backup_path", "BackupPath"}};

inline constexpr std::string_view auditing = "Microsoft-Windows-Security-Auditing";
inline constexpr std::string_view old_auditing = "Security";
inline constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon";
inline constexpr std::string_view sessions = "Microsoft-Windows-TerminalServices-LocalSessionManager";
inline constexpr std::string_view drivers = "Microsoft-Windows-DriverFrameworks-UserMode";
inline constexpr std::string_view kernel_pnp = "Microsoft-Windows-Kernel-PnP";
inline constexpr std::string_view user_pnp = "Microsoft-Windows-UserPnp";
inline constexpr std::string_view log_service = "Microsoft-Windows-Eventlog";

inline constexpr Meaning meanings[] = {
    {auditing, 4624, "logon.succeeded", "logged_on_at", logon_facts},
    {auditing, 4625, "logon.failed", "failed_at", failed_logon_facts},
    {auditing, 4634, "logon.ended", "ended_at", logoff_facts},
    {auditing, 4647, "logon.ended", "ended_at", logoff_facts},
    {auditing, 4688, "process.started", "started_at", process_facts},
    {auditing, 4689, "process.ended", "ended_at", ended_process_facts},
    {auditing, 4697, "service.installed", "installed_at", audited_service_facts},
    {auditing, 6416, "usb.reported", "reported_at", new_device_facts},
    {sysmon, 1, "process.started", "started_at", sysmon_process_facts},
    {sysmon, 5, "process.ended", "ended_at", sysmon_end_facts},
    {sessions, 21, "logon.succeeded", "logged_on_at", remote_session_facts},
    {sessions, 23, "logon.ended", "ended_at", remote_end_facts},
    {"Service Control Manager", 7045, "service.installed", "installed_at", service_facts},
    {"Microsoft-Windows-Partition", 1006, "usb.reported", "reported_at", partition_facts},
    {drivers, 2003, "usb.reported", "reported_at", driver_facts},
    {drivers, 2100, "usb.reported", "reported_at", driver_facts},
    {drivers, 2101, "usb.reported", "reported_at", driver_facts},
    {drivers, 2102, "usb.reported", "reported_at", driver_facts},
    {kernel_pnp, 400, "usb.reported", "reported_at", kernel_pnp_facts},
    {kernel_pnp, 410, "usb.reported", "reported_at", kernel_pnp_facts},
    {kernel_pnp, 420, "usb.reported", "reported_at", kernel_pnp_facts},
    {user_pnp, 20001, "usb.reported", "reported_at", user_pnp_facts},
    {log_service, 1102, "log.cleared", "cleared_at", cleared_facts},
    {log_service, 104, "log.cleared", "cleared_at", cleared_facts},
    {old_auditing, 528, "logon.succeeded", "logged_on_at", logon_facts},
    {old_auditing, 540, "logon.succeeded", "logged_on_at", logon_facts},
    {old_auditing, 529, "logon.failed", "failed_at", failed_logon_facts},
    {old_auditing, 538, "logon.ended", "ended_at", logoff_facts},
    {old_auditing, 592, "process.started", "started_at", process_facts},
    {old_auditing, 517, "log.cleared", "cleared_at", cleared_facts}};

inline const Meaning* meaning_of(const Event& event) {
    const auto* found = std::find_if(std::begin(meanings), std::end(meanings), [&](const Meaning& meaning) {
        return meaning.event_id == event.event_id && meaning.provider == event.provider;
    });
    return found == std::end(meanings) ? nullptr : found;
}

/// Auditing writes "-" and the identifier of nobody where it has nothing to say.
inline std::string_view value_said(const Event& event, std::string_view name) {
    const auto found = event.data.find(name);
    if (found == event.data.end() || found->second == "-" || found->second == "S-1-0-0") return {};
    return found->second;
}

inline bool is_of_usb(const Event& event, std::span<const Fact> facts) {
    if (value_said(event, "BusType") == "7") return true;  // STORAGE_BUS_TYPE BusTypeUsb
    return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
        return fact.attribute == "device" && value_said(event, fact.value).find("USB") != std::string_view::npos;
    });
}

/// Emits the event by the name of what happened, when the table knows it.
inline void emit_meaning(const Event& event, const sdk::Sink& sink) {
    const Meaning* meaning = meaning_of(event);
    if (meaning == nullptr || (meaning->type == "usb.reported" && !is_of_usb(event, meaning->facts))) return;
    sdk::Artifact named{meaning->type, event.source};
    named.time(meaning->happened_at, event.at);
    for (const Fact& fact : meaning->facts) {
        const std::string_view value = value_said(event, fact.value);
        if (value.empty() || named.has(fact.attribute)) continue;
        if (!fact.number) {
            named.text(fact.attribute, value);
            continue;
        }
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error == std::errc{} && end == value.data() + value.size()) named.integer(fact.attribute, number);
    }
    // These two clear the log of auditing itself and so do not say which.
    const bool of_auditing = event.event_id == 1102 || event.event_id == 517;
    if (meaning->type == "log.cleared" && of_auditing) named.text("channel", "Security");
    if (!event.computer.empty()) named.text("computer", event.computer);
    named.integer("event_id", event.event_id).integer("record_number", event.record_number);
    sink.emit(named);
}

}  // namespace sanad::winfiles
