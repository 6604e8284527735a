#pragma once
// What a system says of itself: its name, its time zone, its accounts, services and networks.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType system_installed[] = {
    {"product", Kind::text, "Name of the operating system"},
    {"edition", Kind::text, "Its edition"},
    {"version", Kind::text, "Its version number"},
    {"build", Kind::text, "Its build, with the revision where recorded"},
    {"release", Kind::text, "Its release, such as 22H2"},
    {"service_pack", Kind::text, "Service pack"},
    {"owner", Kind::text, "Registered owner"},
    {"organization", Kind::text, "Registered organization"},
    {"product_id", Kind::text, "Product identifier"},
    {"directory", Kind::text, "Folder it is installed in"},
    {"installed_at", Kind::time, "When it was installed or last upgraded", "Operating system installed"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Facts of the operating system written"}};
inline constexpr AttributeType system_named[] = {
    {"computer_name", Kind::text, "Name of the computer"},
    {"host_name", Kind::text, "Its name in the network"},
    {"domain", Kind::text, "Its domain or workgroup"},
    {"sid", Kind::text, "Security identifier of the machine or domain"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Computer name written"}};
inline constexpr AttributeType system_time_zone_set[] = {
    {"time_zone", Kind::text, "Name of the time zone"},
    {"standard_name", Kind::text, "Name of its standard time, as recorded"},
    {"daylight_name", Kind::text, "Name of its daylight time, as recorded"},
    {"bias", Kind::integer, "UTC minus standard local time, minutes"},
    {"active_bias", Kind::integer, "UTC minus local time when written, minutes"},
    {"standard_bias", Kind::integer, "Added to the bias in standard time, minutes"},
    {"daylight_bias", Kind::integer, "Added to the bias in daylight time, minutes"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Time zone written"}};
inline constexpr AttributeType system_shut_down[] = {
    {"shut_down_at", Kind::time, "Most recent orderly shutdown", "System shut down"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"}};
inline constexpr AttributeType account_listed[] = {
    {"name", Kind::text, "Name of the account"},
    {"full_name", Kind::text, "Full name"},
    {"comment", Kind::text, "Comment"},
    {"rid", Kind::integer, "Relative identifier"},
    {"sid", Kind::text, "Security identifier, where the hive has the machine's"},
    {"home_folder", Kind::text, "Home folder"},
    {"profile_path", Kind::text, "Path of a roaming profile"},
    {"logon_script", Kind::text, "Script that runs at logon"},
    {"password_hint", Kind::text, "Hint for the password"},
    {"logon_count", Kind::integer, "Times logged on"},
    {"failed_logon_count", Kind::integer, "Wrong passwords since the last good one"},
    {"flags", Kind::integer, "Account control bits"},
    {"disabled", Kind::integer, "1: the account is disabled, 0: it is not"},
    {"last_logon_at", Kind::time, "Most recent logon", "Logged on"},
    {"password_set_at", Kind::time, "When the password was last set", "Password set"},
    {"expires_at", Kind::time, "When the account expires", "Account expires"},
    {"last_failed_logon_at", Kind::time, "Most recent wrong password", "Logon failed"},
    {"internet_name", Kind::text, "Microsoft account that it is tied to"},
    {"groups", Kind::texts, "Local groups of this hive that it is a member of"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Account written"}};
inline constexpr AttributeType account_group_listed[] = {
    {"name", Kind::text, "Name of the group"},
    {"comment", Kind::text, "Comment"},
    {"rid", Kind::integer, "Relative identifier"},
    {"members", Kind::texts, "Security identifiers of its members"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Group written"}};
inline constexpr AttributeType account_profile_listed[] = {
    {"sid", Kind::text, "Security identifier of the user"},
    {"path", Kind::text, "Folder of the user's profile"},
    {"loaded_at", Kind::time, "When the profile was last loaded", "Profile loaded"},
    {"unloaded_at", Kind::time, "When the profile was last unloaded", "Profile unloaded"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Profile entry written"}};
inline constexpr AttributeType account_logged_on[] = {
    {"name", Kind::text, "Account that logged on last, as the logon screen shows it"},
    {"display_name", Kind::text, "Name that the logon screen shows"},
    {"sid", Kind::text, "Its security identifier"},
    {"domain", Kind::text, "Its domain"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Last user of the logon screen written"}};
inline constexpr AttributeType service_configured[] = {
    {"name", Kind::text, "Name of the service or driver"},
    {"display_name", Kind::text, "Name shown to people"},
    {"description", Kind::text, "What it says of itself"},
    {"command", Kind::text, "Program or driver file that it starts"},
    {"library", Kind::text, "Library that a shared host process loads for it"},
    {"start", Kind::integer, "0 boot, 1 system, 2 automatic, 3 on demand, 4 disabled"},
    {"kind", Kind::integer, "1 driver, 2 file system driver, 16 own process, 32 shared process; other bits added"},
    {"account", Kind::text, "Account it runs as"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Service entry written"}};
inline constexpr AttributeType network_joined[] = {
    {"name", Kind::text, "Name of the network profile"},
    {"description", Kind::text, "Its description"},
    {"identifier", Kind::text, "Its identifier"},
    {"first_network", Kind::text, "Name of the network when first joined: of a wireless one its SSID"},
    {"gateway_mac", Kind::text, "Hardware address of its gateway"},
    {"dns_suffix", Kind::text, "Its domain"},
    {"category", Kind::integer, "0 public, 1 private, 2 domain"},
    {"medium", Kind::integer, "Kind of network: 6 wired, 71 wireless, 23 virtual private, 243 mobile"},
    {"managed", Kind::integer, "1: managed by a domain, 0: not"},
    {"first_joined_local", Kind::text, "When first joined, in the local time of that computer"},
    {"last_joined_local", Kind::text, "When last joined, in the local time of that computer"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Network profile written"}};
inline constexpr AttributeType network_interface_configured[] = {
    {"identifier", Kind::text, "Identifier of the interface"},
    {"addresses", Kind::texts, "Addresses set by hand"},
    {"dhcp_address", Kind::text, "Address given by the network"},
    {"subnet_masks", Kind::texts, "Subnet masks"},
    {"gateways", Kind::texts, "Gateways"},
    {"dhcp_server", Kind::text, "Server that gave the address"},
    {"name_servers", Kind::texts, "Name servers"},
    {"domain", Kind::text, "Domain"},
    {"dhcp", Kind::integer, "1: the address is given by the network, 0: set by hand"},
    {"lease_obtained_at", Kind::time, "When the address was given", "Network address obtained"},
    {"lease_expires_at", Kind::time, "Until when the address is given", "Network address expires"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Network interface written"}};
inline constexpr AttributeType registry_read[] = {
    {"root", Kind::text, "Name of the hive's first key"},
    {"hive_path", Kind::text, "Where the hive lay, as its header says (its end)"},
    {"written_at", Kind::time, "Last write to the hive, as its header says", "Registry hive written"},
    {"keys", Kind::integer, "Keys that can be reached"},
    {"values", Kind::integer, "Values of these keys"},
    {"format", Kind::text, "Version of the format"},
    {"dirty", Kind::integer, "1: changes are missing that its transaction logs may hold, 0: written completely"}};

inline constexpr ArtifactType system_types[] = {
    {"system.installed", "Operating system", system_installed, "observable:OperatingSystem"},
    {"system.named", "Computer name", system_named, "observable:WindowsComputerSpecification"},
    {"system.time_zone_set", "Time zone", system_time_zone_set, "observable:WindowsComputerSpecification"},
    {"system.shut_down", "System shut down", system_shut_down, "observable:WindowsComputerSpecification"},
    {"account.listed", "Account", account_listed, "observable:WindowsAccount"},
    {"account.group_listed", "Group of accounts", account_group_listed, "observable:WindowsAccount"},
    {"account.profile_listed", "User profile", account_profile_listed, "observable:WindowsAccount"},
    {"account.logged_on", "Last user of the logon screen", account_logged_on, "observable:WindowsAccount"},
    {"service.configured", "Service or driver", service_configured, "observable:WindowsService"},
    {"network.joined", "Network joined", network_joined, "observable:ObservableObject"},
    {"network.interface_configured", "Network interface", network_interface_configured, "observable:NetworkInterface"},
    {"registry.read", "Registry hive", registry_read, "observable:WindowsRegistryHive"}};

}  // namespace sanad
