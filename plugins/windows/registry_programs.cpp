// What is installed, which services and drivers there are, what starts by itself.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

void read_service(const Report& report, const Key& key, int control_set) {
    Artifact service{"service.configured", key.range()};
    service.text("name", key.name());
    bool known = add(service, "command", key.text("ImagePath"));
    known = add(service, "start", key.number("Start")) || known;
    known = add(service, "kind", key.number("Type")) || known;
    if (!known) return;
    add(service, "display_name", key.text("DisplayName"));
    add(service, "description", key.text("Description"));
    add(service, "account", key.text("ObjectName"));
    auto library = key.text("ServiceDll");
    if (!library) {
        const auto parameters = key.key("Parameters");
        library = parameters ? parameters->text("ServiceDll") : std::nullopt;
    }
    add(service, "library", library);
    service.integer("control_set", control_set);
    report.emit(service, key);
}

void read_program(const Report& report, const Key& key) {
    Artifact program{"program.installed", key.range()};
    bool known = add(program, "name", key.text("DisplayName"));
    known = add(program, "uninstall_command", key.text("UninstallString")) || known;
    if (!known) return;
    add(program, "version", key.text("DisplayVersion"));
    add(program, "publisher", key.text("Publisher"));
    add(program, "installed_on", key.text("InstallDate"));
    program.time("installed_at", time_of_seconds(key.number("InstallDate")));
    add(program, "location", key.text("InstallLocation"));
    add(program, "source_path", key.text("InstallSource"));
    add(program, "size_kib", key.number("EstimatedSize"));
    report.emit(program, key);
}

// ---- what starts by itself ------------------------------------------------------------------------------------------

void start_entry(const Report& report, const Key& key, Range place, std::string_view name, std::string_view command,
                 std::string_view mechanism) {
    Artifact entry{"program.set_to_start", place};
    if (!name.empty()) entry.text("name", name);
    entry.text("command", command).text("mechanism", mechanism);
    report.emit(entry, key);
}

/// Every value of these keys is a command.
constexpr std::string_view run_keys[] = {"Run",         "RunOnce",         "RunOnce\\Setup",         "RunOnceEx",
                                         "RunServices", "RunServicesOnce", "Policies\\Explorer\\Run"};

void read_commands(const Report& report, const Key& key, std::string_view mechanism) {
    key.each_value([&](const Value& value) {
        for (const std::string& command : value.texts()) {
            start_entry(report, key, value.range, value.name, command, mechanism);
        }
    });
}

/// Single values that name what runs.
struct StartValue {
    std::string_view key, value, mechanism;
};
constexpr StartValue start_values[] = {
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Shell", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Userinit", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Taskman", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "System", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "VmApplet", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "GinaDLL", "Winlogon"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Windows", "Load", "Windows"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Windows", "Run", "Windows"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Windows", "AppInit_DLLs", "AppInit_DLLs"},
    {"Microsoft\\Command Processor", "AutoRun", "Command Processor"},
    {"Policies\\Microsoft\\Windows\\System\\Scripts", "Logon", "Logon script"}};

/// A value of every key below one.
struct StartBelow {
    std::string_view key, value, mechanism;
};
constexpr StartBelow starts_below[] = {
    {"Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\Notify", "DLLName", "Winlogon Notify"},
    {"Microsoft\\Active Setup\\Installed Components", "StubPath", "Active Setup"},
    {"Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options", "Debugger", "Image File Execution Options"},
    {"Microsoft\\Windows NT\\CurrentVersion\\SilentProcessExit", "MonitorProcess", "SilentProcessExit"}};

void read_value(const Report& report, const Key& key, std::string_view name, std::string_view shown,
                std::string_view mechanism) {
    const auto value = key.value(name);
    if (!value) return;
    for (const std::string& command : value->texts()) start_entry(report, key, value->range, shown, command, mechanism);
}

void read_system_starts(const Report& report) {
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        if (const auto key = set.key.key("Control\\Session Manager")) {
            for (const std::string_view name : {"BootExecute", "SetupExecute", "Execute"}) {
                read_value(report, *key, name, name, "Session Manager");
            }
        }
        if (const auto key = set.key.key("Control\\Lsa")) {
            for (const std::string_view name :
                 {"Authentication Packages", "Notification Packages", "Security Packages"}) {
                read_value(report, *key, name, name, "Local Security Authority");
            }
        }
        if (const auto monitors = set.key.key("Control\\Print\\Monitors")) {
            monitors->each_key([&](const Key& key) { read_value(report, key, "Driver", key.name(), "Print monitor"); });
        }
    }
}

}  // namespace

void read_installed_programs(const Report& report) {
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Uninstall")) {
        list.each_key([&](const Key& key) { read_program(report, key); });
    }
}

void read_services(const Report& report) {
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        const auto services = set.key.key("Services");
        if (services) services->each_key([&](const Key& key) { read_service(report, key, set.number); });
    }
}

void read_autostarts(const Report& report) {
    for (const std::string parent : {"Microsoft\\Windows\\CurrentVersion\\",
                                     "Microsoft\\Windows NT\\CurrentVersion\\Terminal Server\\Install\\Software\\"
                                     "Microsoft\\Windows\\CurrentVersion\\"}) {
        for (const std::string_view name : run_keys) {
            for (const Key& key : software_keys(report.hive, parent + std::string{name})) {
                read_commands(report, key, name);
                // RunOnceEx and Setup have their commands a key deeper.
                if (name.starts_with("RunOnce")) {
                    key.each_key([&](const Key& below) {
                        if (!same_word(below.name(), "Setup")) read_commands(report, below, name);
                    });
                }
            }
        }
    }
    for (const StartValue& start : start_values) {
        for (const Key& key : software_keys(report.hive, start.key)) {
            read_value(report, key, start.value, start.value, start.mechanism);
        }
    }
    for (const StartBelow& start : starts_below) {
        for (const Key& list : software_keys(report.hive, start.key)) {
            list.each_key([&](const Key& key) { read_value(report, key, start.value, key.name(), start.mechanism); });
        }
    }
    for (const Key& list :
         software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Explorer\\Browser Helper Objects")) {
        list.each_key([&](const Key& key) {
            start_entry(report, key, key.range(), key.text("").value_or(""), key.name(), "Browser Helper Object");
        });
    }
    if (const auto environment = report.hive.key("Environment")) {
        read_value(report, *environment, "UserInitMprLogonScript", "UserInitMprLogonScript", "Logon script");
    }
    read_system_starts(report);
}

}  // namespace windows::registry
