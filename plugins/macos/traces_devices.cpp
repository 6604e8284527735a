// Devices and networks that were near, and Apple's accounts.
#include "plugins/macos/traces.hpp"

namespace sanad::macos {

using sdk::Artifact;
using sdk::Sink;

bool bluetooth(const Plist& root, const Source&, const Sink& sink) {
    const Plist* cache = root.find("DeviceCache");
    if (cache == nullptr || !cache->is_dictionary()) return false;
    const Plist* paired = root.find("PairedDevices");
    for (std::size_t i = 0; i < cache->items.size(); ++i) {
        const Plist& device = cache->items[i];
        if (!device.is_dictionary()) continue;
        Artifact seen{"bluetooth_device.seen", device.place};
        put(seen, "address", cache->keys[i]);
        put(seen, "name", device.text_of("Name"));
        bool is_paired = false;
        if (paired != nullptr && paired->is_array()) {
            for (const Plist& each : paired->items) is_paired = is_paired || each.text == cache->keys[i];
        }
        seen.text("paired", is_paired ? "yes" : "no")
            .time("inquiry_at", device.date_of("LastInquiryUpdate"))
            .time("name_updated_at", device.date_of("LastNameUpdate"))
            .time("services_updated_at", device.date_of("LastServicesUpdate"));
        put(seen, "manufacturer", device.integer_of("Manufacturer"));
        put(seen, "device_class", device.integer_of("ClassOfDevice"));
        sink.emit(seen);
    }
    return true;
}

namespace {

void put_name(Artifact& network, const Plist& record, std::string_view text_key, std::string_view data_key) {
    std::string_view name = record.text_of(text_key);
    const Plist* data = record.find(data_key);
    if (name.empty() && data != nullptr && data->is_text()) name = data->text;
    if (data != nullptr && data->is_data()) {
        network.bytes("name_bytes", data->data());
        if (name.empty()) {
            put(network, "name", sdk::utf8(data->text));
            return;
        }
    }
    put(network, "name", name);
}

/// com.apple.wifi.known-networks.plist of macOS 11 and later, com.apple.wifi.plist of iOS, and what stood before in
/// com.apple.airport.preferences.plist.
void known_network(const Plist& record, const Sink& sink) {
    if (!record.is_dictionary()) return;
    Artifact network{"wifi_network.known", record.place};
    put_name(network, record, record.has("SSIDString") ? "SSIDString" : "SSID_STR", "SSID");
    put_texts(network, "security", record.find(record.has("SecurityType") ? "SecurityType" : "SupportedSecurityTypes"));
    const auto time = [&](std::string_view attribute, std::initializer_list<std::string_view> keys) {
        for (const std::string_view key : keys) {
            if (const auto at = record.date_of(key); at && !network.has(attribute)) network.time(attribute, at);
        }
    };
    time("joined_at", {"LastConnected", "lastJoined"});
    time("joined_by_user_at", {"JoinedByUserAt"});
    time("joined_by_system_at", {"JoinedBySystemAt", "lastAutoJoined"});
    time("added_at", {"AddedAt", "addedAt"});
    time("updated_at", {"UpdatedAt", "lastUpdated"});
    for (const std::string_view key : {"Hidden", "HiddenNetwork", "HIDDEN_NETWORK"}) {
        if (!network.has("hidden")) put_yes(network, "hidden", record.find(key));
    }
    put(network, "access_points", record.text_of("BSSID"));
    for (const std::string_view key : {"BSSList", "ChannelHistory"}) {
        const Plist* points = record.find(key);
        if (points == nullptr || !points->is_array()) continue;
        for (const Plist& each : points->items) put(network, "access_points", each.text_of("BSSID"));
    }
    put(network, "added_by", record.text_of("AddReason"));
    sink.emit(network);
}

void known_networks(const Plist* records, const Sink& sink) {
    if (records == nullptr) return;
    for (const Plist& each : records->items) known_network(each, sink);
}

}  // namespace

bool wifi(const Plist& root, const Source&, const Sink& sink) {
    bool mine = false;
    for (const std::string_view key : {"KnownNetworks", "RememberedNetworks", "List of known networks"}) {
        if (!root.has(key)) continue;
        known_networks(root.find(key), sink);
        mine = true;
    }
    if (mine || !root.is_dictionary()) return mine;
    for (std::size_t i = 0; i < root.items.size(); ++i) {
        if (!root.keys[i].starts_with("wifi.network.ssid.")) continue;
        known_network(root.items[i], sink);
        mine = true;
    }
    return mine;
}

bool apple_accounts(const Plist& root, const Source&, const Sink& sink) {
    const Plist* accounts = root.find("Accounts");
    if (accounts == nullptr || !accounts->is_dictionary() || !root.has("AuthCertificates")) return false;
    for (std::size_t i = 0; i < accounts->items.size(); ++i) {
        const Plist& account = accounts->items[i];
        if (!account.is_dictionary()) continue;
        Artifact used{"apple_account.used", account.place};
        put(used, "account", accounts->keys[i]);
        put(used, "first_name", account.text_of("FirstName"));
        put(used, "last_name", account.text_of("LastName"));
        used.time("created_at", account.date_of("CreationDate"))
            .time("connected_at", account.date_of("LastSuccessfulConnect"))
            .time("validated_at", account.date_of("ValidationDate"));
        sink.emit(used);
    }
    return true;
}

/// com.apple.iPod.plist: what iTunes or the Finder was connected to.
bool apple_devices(const Plist& root, const Source&, const Sink& sink) {
    const Plist* devices = root.find("Devices");
    if (devices == nullptr || !devices->is_dictionary() || devices->items.empty()) return false;
    for (const Plist& device : devices->items) {
        if (!device.has("Connected") && !device.has("Device Class")) return false;
    }
    for (std::size_t i = 0; i < devices->items.size(); ++i) {
        const Plist& device = devices->items[i];
        Artifact connected{"apple_device.connected", device.place};
        put(connected, "device_id", devices->keys[i]);
        put(connected, "device_class", device.text_of("Device Class"));
        connected.time("connected_at", device.date_of("Connected"));
        put(connected, "use_count", device.integer_of("Use Count"));
        put(connected, "serial_number", device.text_of("Serial Number"));
        put(connected, "imei", device.text_of("IMEI"));
        put(connected, "firmware_version", device.text_of("Firmware Version String"));
        put(connected, "family_id", device.integer_of("Family ID"));
        sink.emit(connected);
    }
    return true;
}

}  // namespace sanad::macos
