#pragma once
// What macOS (and iOS, in the same forms) keeps of programs, devices, downloads and activity.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType property_list_read[] = {
    {"format", Kind::text, "binary or XML"},
    {"root", Kind::text, "What it is at its top: dictionary, array …"},
    {"keys", Kind::texts, "Keys of the dictionary at its top"},
    {"values", Kind::integer, "Values in it, at every depth, dictionaries and arrays among them"},
    {"archive", Kind::text, "Program that archived objects in it, such as NSKeyedArchiver"}};
inline constexpr AttributeType launch_item_configured[] = {
    {"label", Kind::text, "Its name"},
    {"kind", Kind::text, "launchd job, startup item, login item, login hook or logout hook"},
    {"program", Kind::text, "What it starts"},
    {"arguments", Kind::texts, "With its arguments"},
    {"user", Kind::text, "Account it runs as"},
    {"group", Kind::text, "Group it runs as"},
    {"run_at_load", Kind::text, "yes: it starts with the session or the system"},
    {"keep_alive", Kind::text, "yes: it is started again when it ends; conditions: under conditions"},
    {"disabled", Kind::text, "yes: it is switched off in this file"},
    {"hidden", Kind::text, "yes: its windows are hidden at start"},
    {"interval", Kind::integer, "Seconds from one start to the next"},
    {"watched_paths", Kind::texts, "Paths whose change starts it"},
    {"folder", Kind::text, "Folder it runs in"},
    {"output", Kind::texts, "Files its output goes to"},
    {"environment", Kind::texts, "Its environment, NAME=value"},
    {"description", Kind::text, "What it says of itself"},
    {"provides", Kind::texts, "Services of a startup item"},
    {"uses", Kind::texts, "Services a startup item wants started before"},
    {"order", Kind::text, "When a startup item wants to be started"}};
inline constexpr AttributeType update_checked[] = {
    {"full_update_at", Kind::time, "Last full success", "Software update succeeded in full"},
    {"update_at", Kind::time, "Last success", "Software update succeeded"},
    {"background_update_at", Kind::time, "Last success in the background",
     "Software update succeeded in the background"},
    {"system_version", Kind::text, "System that asked"},
    {"recommended", Kind::texts, "Updates that were recommended"}};
inline constexpr AttributeType bluetooth_device_seen[] = {
    {"address", Kind::text, "Address of the device"},
    {"name", Kind::text, "Its name"},
    {"paired", Kind::text, "yes or no"},
    {"inquiry_at", Kind::time, "Last inquiry", "Bluetooth device inquired"},
    {"name_updated_at", Kind::time, "When its name was last asked", "Bluetooth device named"},
    {"services_updated_at", Kind::time, "When its services were last asked", "Bluetooth services asked"},
    {"manufacturer", Kind::integer, "Number of its manufacturer"},
    {"device_class", Kind::integer, "Class of device, as recorded"}};
inline constexpr AttributeType wifi_network_known[] = {
    {"name", Kind::text, "Name of the network (SSID)"},
    {"name_bytes", Kind::bytes, "The same, as recorded"},
    {"security", Kind::text, "How it is protected, as recorded"},
    {"joined_at", Kind::time, "Last joined", "Wi-Fi network joined"},
    {"joined_by_user_at", Kind::time, "Last joined by its user's hand", "Wi-Fi network joined by hand"},
    {"joined_by_system_at", Kind::time, "Last joined by the system", "Wi-Fi network joined by itself"},
    {"added_at", Kind::time, "When it became known", "Wi-Fi network added"},
    {"updated_at", Kind::time, "When its record last changed", "Wi-Fi network updated"},
    {"hidden", Kind::text, "yes or no"},
    {"access_points", Kind::texts, "Addresses of its access points (BSSID)"},
    {"added_by", Kind::text, "What made it known"}};
inline constexpr AttributeType apple_account_used[] = {
    {"account", Kind::text, "Name of the account"},
    {"first_name", Kind::text, "First name of its owner"},
    {"last_name", Kind::text, "Last name of its owner"},
    {"created_at", Kind::time, "When it was set up here", "Apple account set up"},
    {"connected_at", Kind::time, "Last successful connection", "Apple account connected"},
    {"validated_at", Kind::time, "When its certificate was last found valid", "Apple account validated"}};
inline constexpr AttributeType apple_device_connected[] = {
    {"device_id", Kind::text, "Identifier of the device"},
    {"device_class", Kind::text, "What it is"},
    {"connected_at", Kind::time, "Last connection", "Device connected"},
    {"use_count", Kind::integer, "Connections so far"},
    {"serial_number", Kind::text, "Its serial number"},
    {"imei", Kind::text, "IMEI of its radio"},
    {"firmware_version", Kind::text, "Version of its system"},
    {"family_id", Kind::integer, "Number of its model"}};
inline constexpr AttributeType volume_indexed[] = {
    {"volume_id", Kind::text, "Identifier of the store"},
    {"path", Kind::text, "What was indexed, from the top of the volume"},
    {"created_at", Kind::time, "When the store was made", "Spotlight store created"}};
inline constexpr AttributeType search_shortcut[] = {
    {"searched", Kind::text, "What was typed"},
    {"name", Kind::text, "What was chosen"},
    {"path", Kind::text, "Where it is"},
    {"used_at", Kind::time, "When it was last chosen", "Spotlight result chosen"}};
inline constexpr AttributeType recent_item_listed[] = {
    {"name", Kind::text, "Name of the item"},
    {"kind", Kind::text, "List it stands in: applications, documents, hosts, folders …"},
    {"location", Kind::text, "Path or address of the item"},
    {"created_at", Kind::time, "Creation of the file, as kept beside it", "Recent item's file created"},
    {"volume", Kind::text, "Name of its volume"},
    {"order", Kind::integer, "Place in the list, the latest being 1"}};
inline constexpr AttributeType download_quarantined[] = {
    {"downloaded_at", Kind::time, "When it came", "File downloaded"},
    {"url", Kind::text, "Address of the file"},
    {"origin_url", Kind::text, "Page that led to it"},
    {"origin_title", Kind::text, "Title of that page"},
    {"agent", Kind::text, "Program that fetched it"},
    {"agent_id", Kind::text, "Identifier of that program"},
    {"sender_name", Kind::text, "Who sent it"},
    {"sender_address", Kind::text, "Address of who sent it"},
    {"kind", Kind::integer, "As recorded: 0 web, 1 other, 2 mail, 3 message, 4 calendar, 5 other attachment"},
    {"event_id", Kind::text, "Identifier that the file's attribute com.apple.quarantine repeats"}};
inline constexpr AttributeType activity_recorded[] = {
    {"stream", Kind::text, "What was recorded: /app/usage, /safari/history, /device/isLocked …"},
    {"bundle_id", Kind::text, "Program"},
    {"value", Kind::text, "Value of the stream where it is text"},
    {"number", Kind::real, "Value of the stream where it is a number"},
    {"url", Kind::text, "Address"},
    {"title", Kind::text, "Title"},
    {"started_at", Kind::time, "When it began", "Activity began"},
    {"ended_at", Kind::time, "When it ended", "Activity ended"},
    {"recorded_at", Kind::time, "When the record was made", "Activity recorded"},
    {"zone_offset", Kind::integer, "Seconds that local time was ahead of UTC"},
    {"device_id", Kind::text, "Other device it came from"},
    {"row", Kind::integer, "Number of the row"}};
inline constexpr AttributeType permission_recorded[] = {
    {"service", Kind::text, "What is asked for: camera, microphone, full disk access …, as the system names it"},
    {"client", Kind::text, "Program that asks"},
    {"client_kind", Kind::text, "identifier or path"},
    {"decision", Kind::text, "denied, unknown, allowed, limited"},
    {"reason", Kind::integer, "Why, as recorded: 2 user consent, 3 user set, 4 system set …"},
    {"changed_at", Kind::time, "When it was decided", "Permission decided"},
    {"object", Kind::text, "Other program it concerns"},
    {"prompts", Kind::integer, "Times the user was asked"}};
inline constexpr AttributeType application_counted[] = {
    {"application", Kind::text, "Path of the application"},
    {"bundle_id", Kind::text, "Its identifier"},
    {"version", Kind::text, "Its version"},
    {"activity", Kind::text, "What was counted: launch, activate …"},
    {"count", Kind::integer, "How often"},
    {"last_at", Kind::time, "Most recent", "Application used"}};
inline constexpr AttributeType document_version_kept[] = {
    {"name", Kind::text, "Name of the document"},
    {"path", Kind::text, "Where it lies"},
    {"version_path", Kind::text, "Where the earlier version is kept"},
    {"user_id", Kind::integer, "Number of the account"},
    {"seen_at", Kind::time, "When the document was last seen", "Document last seen"},
    {"created_at", Kind::time, "When the version was kept", "Document version kept"}};
inline constexpr ArtifactType macos_types[] = {
    {"property_list.read", "Property list", property_list_read, "observable:File"},
    {"launch_item.configured", "Program set to start", launch_item_configured, "observable:ObservableObject"},
    {"update.checked", "Software update", update_checked, "observable:ObservableObject"},
    {"bluetooth_device.seen", "Bluetooth device", bluetooth_device_seen, "observable:BluetoothAddress"},
    {"wifi_network.known", "Wi-Fi network", wifi_network_known, "observable:WirelessNetworkConnection"},
    {"apple_account.used", "Apple account", apple_account_used, "observable:DigitalAccount"},
    {"apple_device.connected", "Device connected", apple_device_connected, "observable:Device"},
    {"volume.indexed", "Volume indexed by Spotlight", volume_indexed, "observable:ObservableObject"},
    {"search.shortcut", "Spotlight shortcut", search_shortcut, "observable:ObservableObject"},
    {"recent_item.listed", "Recent item", recent_item_listed, "observable:ObservableObject"},
    {"download.quarantined", "Download recorded", download_quarantined, "observable:URL"},
    {"activity.recorded", "Activity", activity_recorded, "observable:ObservableObject"},
    {"permission.recorded", "Permission", permission_recorded, "observable:ObservableObject"},
    {"application.counted", "Application use counted", application_counted, "observable:Application"},
    {"document_version.kept", "Document version kept", document_version_kept, "observable:File"}};

}  // namespace sanad
