#pragma once
// Devices and volumes that were connected to a system.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType device_connected[] = {
    {"vendor", Kind::text, "Who made it, as the device says"},
    {"product", Kind::text, "What it is, as the device says"},
    {"revision", Kind::text, "Revision, as the device says"},
    {"serial", Kind::text, "Serial number or instance, as Windows recorded it"},
    {"serial_by_windows", Kind::integer,
     "1: Windows made the serial up, the device has none; 0: it is the device's own"},
    {"friendly_name", Kind::text, "Name shown to people"},
    {"description", Kind::text, "Description of the device"},
    {"bus", Kind::text, "How it is connected: USBSTOR, USB, WPD …"},
    {"device_id", Kind::text, "Identifier of the kind of device"},
    {"container_id", Kind::text, "Identifier shared by all functions of one device"},
    {"parent_prefix", Kind::text, "Prefix of the instances below it (Windows XP)"},
    {"first_installed_at", Kind::time, "When it was first connected", "Device first connected"},
    {"installed_at", Kind::time, "When its driver was installed", "Device driver installed"},
    {"last_connected_at", Kind::time, "When it was last connected", "Device connected"},
    {"last_removed_at", Kind::time, "When it was last removed", "Device removed"},
    {"control_set", Kind::integer, "Number of the control set"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Device entry written"}};
inline constexpr AttributeType device_mounted[] = {
    {"mount_point", Kind::text, "Drive letter or volume that the device was given"},
    {"device", Kind::text, "Device, as recorded"},
    {"disk_signature", Kind::text, "Signature in the disk's master boot record, hexadecimal"},
    {"partition_offset", Kind::integer, "Where the partition begins on that disk, in bytes"},
    {"partition_id", Kind::text, "Identifier of a GPT partition"},
    {"key", Kind::text, "Registry key it is recorded in"}};
inline constexpr AttributeType device_mounted_by_user[] = {
    {"volume", Kind::text, "Volume, drive or network share that this user's desktop met, as recorded"},
    {"share", Kind::text, "Path of the network share"},
    {"label", Kind::text, "Label of the volume, where recorded"},
    {"key", Kind::text, "Registry key it is recorded in"},
    {"recorded_at", Kind::time, "Last write to that key", "Volume met by the desktop"}};
inline constexpr AttributeType volume_recorded[] = {
    {"device_path", Kind::text, "Volume, as the system recorded it"},
    {"serial", Kind::text, "Its serial number, hexadecimal"},
    {"created_at", Kind::time, "When it was formatted", "Volume created"},
    {"program", Kind::text, "Program whose prefetch file names it"}};

inline constexpr ArtifactType device_types[] = {
    {"device.connected", "Device connected", device_connected, "observable:Device"},
    {"device.mounted", "Device mounted", device_mounted, "observable:Volume"},
    {"device.mounted_by_user", "Volume met by a user", device_mounted_by_user, "observable:Volume"},
    {"volume.recorded", "Volume recorded", volume_recorded, "observable:Volume"}};

}  // namespace sanad
