// Networks that the computer joined, and its interfaces.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

/// A SYSTEMTIME of local time, "2021-03-04 05:06:07.123": which zone that was, another hive says.
std::optional<std::string> local_time(const Key& key, std::string_view name) {
    const auto value = key.value(name);
    if (!value || value->data.size() < 16) return std::nullopt;
    const auto field = [&](std::size_t number, std::size_t digits) {
        const std::string text = std::to_string(*u16(value->data, number * 2));
        return std::string(digits - std::min(digits, text.size()), '0') + text;
    };
    if (*u16(value->data, 0) == 0) return std::nullopt;
    return field(0, 4) + "-" + field(1, 2) + "-" + field(3, 2) + " " + field(4, 2) + ":" + field(5, 2) + ":" +
           field(6, 2) + "." + field(7, 3);
}

std::optional<std::string> mac_text(const Key& key, std::string_view name) {
    const auto value = key.value(name);
    if (!value || value->data.size() != 6) return std::nullopt;
    std::string text;
    for (const std::uint8_t byte : value->data) text += (text.empty() ? "" : ":") + hex(byte, 2);
    return text;
}

/// What the signatures say of the network of this profile.
std::optional<Key> signature_of(const Key& list, const std::string& profile) {
    std::optional<Key> found;
    for (const std::string_view kind : {"Signatures\\Unmanaged", "Signatures\\Managed"}) {
        if (const auto signatures = list.key(kind)) {
            signatures->each_key([&](const Key& key) {
                if (!found && same_word(key.text("ProfileGuid").value_or(""), profile)) found = key;
            });
        }
    }
    return found;
}

void read_profile(const Report& report, const Key& list, const Key& key) {
    Artifact network{"network.joined", key.range()};
    network.text("identifier", key.name());
    add(network, "name", key.text("ProfileName"));
    add(network, "description", key.text("Description"));
    add(network, "category", key.number("Category"));
    add(network, "medium", key.number("NameType"));
    add(network, "managed", key.number("Managed"));
    add(network, "first_joined_local", local_time(key, "DateCreated"));
    add(network, "last_joined_local", local_time(key, "DateLastConnected"));
    if (const auto signature = signature_of(list, key.name())) {
        add(network, "first_network", signature->text("FirstNetwork"));
        add(network, "gateway_mac", mac_text(*signature, "DefaultGatewayMac"));
        add(network, "dns_suffix", signature->text("DnsSuffix"));
    }
    report.emit(network, key);
}

std::vector<std::string> texts(const Key& key, std::string_view name) {
    const auto value = key.value(name);
    return value ? value->texts() : std::vector<std::string>{};
}

/// Lists of addresses stand in one text with spaces or commas between.
std::vector<std::string> words(const std::optional<std::string>& text) {
    std::vector<std::string> all(1);
    for (const char c : text.value_or("")) {
        if (c == ' ' || c == ',') {
            all.emplace_back();
        } else {
            all.back() += c;
        }
    }
    return all;
}

void read_interface(const Report& report, const Key& key, int control_set) {
    Artifact network{"network.interface_configured", key.range()};
    const auto dhcp = key.number("EnableDHCP");
    const bool known = add(network, "dhcp", dhcp);
    const bool has_address = add(network, "dhcp_address", key.text("DhcpIPAddress"));
    add(network, "addresses", texts(key, "IPAddress"));
    if (!known && !has_address && !network.has("addresses")) return;
    network.text("identifier", key.name());
    add(network, "subnet_masks", texts(key, "SubnetMask"));
    add(network, "subnet_masks", words(key.text("DhcpSubnetMask")));
    add(network, "gateways", texts(key, "DefaultGateway"));
    add(network, "gateways", texts(key, "DhcpDefaultGateway"));
    add(network, "dhcp_server", key.text("DhcpServer"));
    add(network, "name_servers", words(key.text("NameServer")));
    add(network, "name_servers", words(key.text("DhcpNameServer")));
    const auto domain = key.text("Domain");
    add(network, "domain", domain ? domain : key.text("DhcpDomain"));
    network.time("lease_obtained_at", time_of_seconds(key.number("LeaseObtainedTime")));
    network.time("lease_expires_at", time_of_seconds(key.number("LeaseTerminatesTime")));
    network.integer("control_set", control_set);
    report.emit(network, key);
}

}  // namespace

void read_networks(const Report& report) {
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows NT\\CurrentVersion\\NetworkList")) {
        if (const auto profiles = list.key("Profiles")) {
            profiles->each_key([&](const Key& key) { read_profile(report, list, key); });
        }
    }
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        const auto interfaces = set.key.key("Services\\Tcpip\\Parameters\\Interfaces");
        if (!interfaces) continue;
        interfaces->each_key([&](const Key& key) {
            read_interface(report, key, set.number);
            // A wireless interface has settings of each network below it.
            key.each_key([&](const Key& below) { read_interface(report, below, set.number); });
        });
    }
}

}  // namespace windows::registry
