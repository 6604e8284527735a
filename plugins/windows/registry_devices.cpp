// USB and other removable devices, the volumes they became, and which of them a user's desktop met.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

/// "Ven_Kingston&Prod_DataTraveler_3.0&Rev_1.00" after "Disk&".
std::optional<std::string> part_of_id(std::string_view id, std::string_view prefix) {
    while (!id.empty()) {
        const std::size_t end = std::min(id.find('&'), id.size());
        if (same_word(id.substr(0, std::min(end, prefix.size())), prefix)) {
            return std::string{id.substr(prefix.size(), end - prefix.size())};
        }
        id.remove_prefix(std::min(end + 1, id.size()));
    }
    return std::nullopt;
}

/// A time among the device's properties: Windows 8 and later have it as the value of a key "0064", Windows 7 as the
/// value "Data" of a key "00000064\00000000".
std::optional<Time> property_time(const Key& device, const std::string& number) {
    const auto properties = device.key("Properties\\{83da6326-97a6-4088-9453-a1923f573b29}");
    if (!properties) return std::nullopt;
    for (const std::string& path : {number, "0000" + number + "\\00000000"}) {
        const auto key = properties->key(path);
        if (!key) continue;
        for (const std::string_view name : {"", "Data"}) {
            const auto value = key->value(name);
            const auto filetime = value && value->data.size() == 8 ? u64(value->data, 0) : std::nullopt;
            if (filetime) return time_of_filetime(*filetime);
        }
    }
    return std::nullopt;
}

/// After the last ';', a name that Windows looked up in an .inf file: "@usbstor.inf,%…%;USB Mass Storage Device".
std::optional<std::string> after_lookup(std::optional<std::string> text) {
    if (text && text->starts_with("@")) {
        if (const std::size_t semicolon = text->rfind(';'); semicolon != std::string::npos)
            text->erase(0, semicolon + 1);
    }
    return text;
}

void read_device(const Report& report, std::string_view bus, const std::string& id, const Key& key, int control_set) {
    Artifact device{"device.connected", key.range()};
    device.text("bus", bus).text("device_id", id).text("serial", key.name());
    // The second character '&' is what Windows puts into a serial that it made up.
    device.integer("serial_by_windows", key.name().size() > 1 && key.name()[1] == '&' ? 1 : 0);
    auto vendor = part_of_id(id, "Ven_");
    add(device, "vendor", vendor ? vendor : part_of_id(id, "VID_"));
    auto product = part_of_id(id, "Prod_");
    add(device, "product", product ? product : part_of_id(id, "PID_"));
    add(device, "revision", part_of_id(id, "Rev_"));
    add(device, "friendly_name", after_lookup(key.text("FriendlyName")));
    add(device, "description", after_lookup(key.text("DeviceDesc")));
    add(device, "container_id", key.text("ContainerID"));
    add(device, "parent_prefix", key.text("ParentIdPrefix"));
    device.time("installed_at", property_time(key, "0064")).time("first_installed_at", property_time(key, "0065"));
    device.time("last_connected_at", property_time(key, "0066")).time("last_removed_at", property_time(key, "0067"));
    device.integer("control_set", control_set);
    report.emit(device, key);
}

constexpr std::string_view buses[] = {
    "USBSTOR", "USB", "SCSI", "UASPSTOR", "SD", "SWD\\WPDBUSENUM", "WpdBusEnumRoot\\UMB"};

void read_bus(const Report& report, std::string_view bus, const Key& list, int control_set) {
    list.each_key([&](const Key& kind) {
        if (bus.find('\\') != std::string_view::npos) {  // its devices stand one level higher
            read_device(report, bus, kind.name(), kind, control_set);
            return;
        }
        kind.each_key([&](const Key& key) { read_device(report, bus, kind.name(), key, control_set); });
    });
}

void read_portable_devices(const Report& report) {
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows Portable Devices\\Devices")) {
        list.each_key([&](const Key& key) {
            Artifact device{"device.connected", key.range()};
            device.text("bus", "Windows Portable Devices").text("device_id", key.name());
            add(device, "friendly_name", key.text("FriendlyName"));
            report.emit(device, key);
        });
    }
}

/// Of a disk with an MBR: its signature and where the partition begins. Of one with GPT: "DMIO:ID:" and the partition's
/// identifier. Else the device's name in UTF-16.
void describe_mounted(Artifact& mounted, Bytes data) {
    if (data.size() == 12) {
        mounted.text("disk_signature", hex(*u32(data, 0), 8));
        mounted.integer("partition_offset", static_cast<std::int64_t>(*u64(data, 4)));
    } else if (chars(data).starts_with("DMIO:ID:") && data.size() == 24) {
        mounted.text("partition_id", guid_text(part(data, 8)));
    } else {
        add(mounted, "device", std::optional{utf16_text(data)});
    }
}

}  // namespace

void read_devices(const Report& report) {
    for (const Hive::ControlSet& set : report.hive.control_sets()) {
        for (const std::string_view bus : buses) {
            const auto list = set.key.key("Enum\\" + std::string{bus});
            if (list) read_bus(report, bus, *list, set.number);
        }
    }
    read_portable_devices(report);
}

void read_mounts(const Report& report) {
    if (const auto key = report.hive.key("MountedDevices")) {
        key->each_value([&](const Value& value) {
            Artifact mounted{"device.mounted", value.range};
            mounted.text("mount_point", value.name);
            describe_mounted(mounted, value.data);
            report.emit_without_time(mounted, *key);
        });
    }
    for (const Key& list : software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2")) {
        list.each_key([&](const Key& key) {
            Artifact met{"device.mounted_by_user", key.range()};
            met.text("volume", key.name());
            // A share's name has '#' for each backslash: "##server#share".
            if (std::string share = key.name(); share.starts_with("##")) {
                for (char& c : share) c = c == '#' ? '\\' : c;
                met.text("share", share);
            }
            add(met, "label", key.text("_LabelFromReg"));
            report.emit(met, key);
        });
    }
}

}  // namespace windows::registry
