// What the system is: its version, name and time zone, when it was shut down, who used its logon screen last.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

std::optional<std::string> version_of(const Key& key) {
    const auto major = key.number("CurrentMajorVersionNumber");
    const auto minor = key.number("CurrentMinorVersionNumber");
    if (major && minor) return std::to_string(*major) + "." + std::to_string(*minor);
    return key.text("CurrentVersion");
}

std::optional<std::string> build_of(const Key& key) {
    auto build = key.text("CurrentBuildNumber");
    if (!build) build = key.text("CurrentBuild");
    const auto revision = key.number("UBR");
    return build && revision ? *build + "." + std::to_string(*revision) : build;
}

void read_version(const Report& report, const Key& key) {
    Artifact system{"system.installed", key.range()};
    const bool known = add(system, "product", key.text("ProductName"));
    add(system, "edition", key.text("EditionID"));
    add(system, "version", version_of(key));
    const bool built = add(system, "build", build_of(key));
    const auto release = key.text("DisplayVersion");
    add(system, "release", release ? release : key.text("ReleaseId"));
    add(system, "service_pack", key.text("CSDVersion"));
    add(system, "owner", key.text("RegisteredOwner"));
    add(system, "organization", key.text("RegisteredOrganization"));
    add(system, "product_id", key.text("ProductId"));
    add(system, "directory", key.text("SystemRoot"));
    // InstallTime, since Windows 10, is the same moment to 100 ns.
    const auto precise = key.filetime("InstallTime");
    system.time("installed_at", precise ? precise : time_of_seconds(key.number("InstallDate")));
    if (known || built) report.emit(system, key);
}

void read_name(const Report& report, const Hive::ControlSet& set) {
    const auto key = set.key.key("Control\\ComputerName\\ComputerName");
    const auto network = set.key.key("Services\\Tcpip\\Parameters");
    if (!key && !network) return;
    const Key& place = key ? *key : *network;
    Artifact named{"system.named", place.range()};
    bool known = key && add(named, "computer_name", key->text("ComputerName"));
    if (network) {
        const auto host = network->text("NV Hostname");
        known = add(named, "host_name", host ? host : network->text("Hostname")) || known;
        const auto domain = network->text("NV Domain");
        known = add(named, "domain", domain ? domain : network->text("Domain")) || known;
    }
    if (!known) return;
    named.integer("control_set", set.number);
    report.emit(named, place);
}

/// Minutes, signed, in an unsigned number of 32 bits.
std::optional<std::int64_t> minutes(const Key& key, std::string_view name) {
    const auto number = key.number(name);
    return number ? std::optional<std::int64_t>{static_cast<std::int32_t>(*number)} : std::nullopt;
}

void read_time_zone(const Report& report, const Hive::ControlSet& set) {
    const auto key = set.key.key("Control\\TimeZoneInformation");
    if (!key) return;
    Artifact zone{"system.time_zone_set", key->range()};
    add(zone, "time_zone", key->text("TimeZoneKeyName"));
    add(zone, "standard_name", key->text("StandardName"));
    add(zone, "daylight_name", key->text("DaylightName"));
    add(zone, "bias", minutes(*key, "Bias"));
    add(zone, "active_bias", minutes(*key, "ActiveTimeBias"));
    add(zone, "standard_bias", minutes(*key, "StandardBias"));
    add(zone, "daylight_bias", minutes(*key, "DaylightBias"));
    if (zone.empty()) return;
    zone.integer("control_set", set.number);
    report.emit(zone, *key);
}

void read_shutdown(const Report& report, const Hive::ControlSet& set) {
    const auto key = set.key.key("Control\\Windows");
    const auto value = key ? key->value("ShutdownTime") : std::nullopt;
    const auto filetime = value ? u64(value->data, 0) : std::nullopt;
    const auto time = filetime ? time_of_filetime(*filetime) : std::nullopt;
    if (!time) return;
    Artifact down{"system.shut_down", value->range};
    down.time("shut_down_at", *time).integer("control_set", set.number);
    report.emit_without_time(down, *key);
}

void read_last_user(const Report& report) {
    for (const Key& key : software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI")) {
        Artifact user{"account.logged_on", key.range()};
        const auto sam_name = key.text("LastLoggedOnSAMUser");
        const bool known = add(user, "name", sam_name ? sam_name : key.text("LastLoggedOnUser"));
        add(user, "display_name", key.text("LastLoggedOnDisplayName"));
        add(user, "sid", key.text("LastLoggedOnUserSID"));
        if (known) report.emit(user, key);
    }
    for (const Key& key : software_keys(report.hive, "Microsoft\\Windows NT\\CurrentVersion\\Winlogon")) {
        Artifact user{"account.logged_on", key.range()};
        const bool known = add(user, "name", key.text("DefaultUserName"));
        add(user, "domain", key.text("DefaultDomainName"));
        if (known) report.emit(user, key);
    }
}

/// SECURITY keeps the machine's name and identifier. A name there: length, space, offset; then UTF-16.
void read_security_identity(const Report& report) {
    for (const std::string prefix : {"PolAcDm", "PolPrDm"}) {
        const auto name_key = report.hive.key("Policy\\" + prefix + "N");
        const auto sid_key = report.hive.key("Policy\\" + prefix + "S");
        const auto name = name_key ? name_key->value("") : std::nullopt;
        const auto sid = sid_key ? sid_key->value("") : std::nullopt;
        if (!name) continue;
        Artifact named{"system.named", name->range};
        const std::size_t length = u16(name->data, 0).value_or(0);
        const std::size_t offset = u32(name->data, 4).value_or(0);
        const std::string text = utf8_of_utf16le(part(name->data, offset, length));
        if (text.empty()) continue;
        named.text(prefix == "PolAcDm" ? "computer_name" : "domain", text);
        if (sid) add(named, "sid", sid_text(sid->data));
        report.emit(named, *name_key);
    }
}

}  // namespace

void read_system_facts(const Report& report) {
    for (const Key& key : software_keys(report.hive, "Microsoft\\Windows NT\\CurrentVersion"))
        read_version(report, key);
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        read_name(report, set);
        read_time_zone(report, set);
        read_shutdown(report, set);
    }
    // Each upgrade keeps the facts of the version before it.
    if (const auto setup = report.hive.key("Setup")) {
        setup->each_key([&](const Key& key) {
            if (key.name().starts_with("Source OS")) read_version(report, key);
        });
    }
    read_last_user(report);
    read_security_identity(report);
}

}  // namespace windows::registry
