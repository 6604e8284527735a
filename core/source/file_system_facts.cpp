#include "core/source/file_system_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/source/file_system_utf16.hpp"
#include "core/source/recognise.hpp"

namespace sanad {
namespace {

struct TypeName {
    TSK_FS_TYPE_ENUM type;
    std::string_view name;
    TSK_FS_TYPE_ENUM open_as;
};

constexpr TypeName type_names[] = {
    {TSK_FS_TYPE_NTFS, "NTFS", TSK_FS_TYPE_NTFS_DETECT},
    {TSK_FS_TYPE_FAT12, "FAT12", TSK_FS_TYPE_FAT_DETECT},
    {TSK_FS_TYPE_FAT16, "FAT16", TSK_FS_TYPE_FAT_DETECT},
    {TSK_FS_TYPE_FAT32, "FAT32", TSK_FS_TYPE_FAT_DETECT},
    {TSK_FS_TYPE_EXFAT, "exFAT", TSK_FS_TYPE_FAT_DETECT},
    {TSK_FS_TYPE_EXT2, "ext2", TSK_FS_TYPE_EXT_DETECT},
    {TSK_FS_TYPE_EXT3, "ext3", TSK_FS_TYPE_EXT_DETECT},
    {TSK_FS_TYPE_EXT4, "ext4", TSK_FS_TYPE_EXT_DETECT},
    {TSK_FS_TYPE_FFS1, "UFS1", TSK_FS_TYPE_FFS_DETECT},
    {TSK_FS_TYPE_FFS1B, "UFS1", TSK_FS_TYPE_FFS_DETECT},
    {TSK_FS_TYPE_FFS2, "UFS2", TSK_FS_TYPE_FFS_DETECT},
    {TSK_FS_TYPE_HFS, "HFS+", TSK_FS_TYPE_HFS_DETECT},
    {TSK_FS_TYPE_ISO9660, "ISO 9660", TSK_FS_TYPE_ISO9660_DETECT},
    {TSK_FS_TYPE_YAFFS2, "YAFFS2", TSK_FS_TYPE_YAFFS2_DETECT},
    {TSK_FS_TYPE_APFS, "APFS", TSK_FS_TYPE_APFS_DETECT},
};

/// The name in the root directory that The Sleuth Kit marks as the volume's label (FAT and exFAT).
std::string label_entry(TSK_FS_INFO& file_system) {
    const TskDirectory root{tsk_fs_dir_open_meta(&file_system, file_system.root_inum)};
    constexpr std::string_view mark = "(Volume Label Entry)";
    for (std::size_t i = 0; root && i < tsk_fs_dir_getsize(root.get()); ++i) {
        const TSK_FS_NAME* entry = tsk_fs_dir_get_name(root.get(), i);
        if (entry == nullptr || entry->name == nullptr || !(entry->flags & TSK_FS_NAME_FLAG_ALLOC)) continue;
        const std::string_view name = entry->name;
        if (name.size() >= mark.size() && name.substr(name.size() - mark.size()) == mark)
            return text_at(bytes_of(name), 0, name.size() - mark.size());
    }
    tsk_error_reset();
    return {};
}

/// $VOLUME_NAME of the $Volume entry, which is UTF-16LE.
std::string ntfs_label(TSK_FS_INFO& file_system) {
    constexpr TSK_INUM_T volume_entry = 3;
    const TskFile file{tsk_fs_file_open_meta(&file_system, nullptr, volume_entry)};
    const TSK_FS_ATTR* name = file ? tsk_fs_file_attr_get_type(file.get(), TSK_FS_ATTR_TYPE_NTFS_VNAME, 0, 0) : nullptr;
    std::string label;
    if (name != nullptr && (name->flags & TSK_FS_ATTR_RES) && name->rd.buf != nullptr) {
        const auto length = std::min(static_cast<std::uint64_t>(std::max<TSK_OFF_T>(name->size, 0)),
                                     static_cast<std::uint64_t>(name->rd.buf_size));
        label = utf8_from_utf16({name->rd.buf, static_cast<std::size_t>(length)}, false);
    }
    tsk_error_reset();
    return label;
}

/// HFS+ names a volume by its root folder, whose record is the first of the catalog: its key has parent 1, the lowest
/// there is (Apple TN1150, "B-Trees", "Catalog File").
std::string hfs_label(TSK_FS_INFO& file_system) {
    constexpr TSK_INUM_T catalog_file = 4;
    const TskFile catalog{tsk_fs_file_open_meta(&file_system, nullptr, catalog_file)};
    const auto read = [&](std::uint64_t offset, std::size_t length) {
        std::vector<Byte> bytes(length);
        const auto got = tsk_fs_file_read(catalog.get(), static_cast<TSK_OFF_T>(offset),
                                          reinterpret_cast<char*>(bytes.data()), length, TSK_FS_FILE_READ_FLAG_NONE);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        tsk_error_reset();
        return bytes;
    };
    if (!catalog) {
        tsk_error_reset();
        return {};
    }
    const auto header = read(0, 64);
    const std::uint64_t first_leaf = ByteReader{header}.u32_be(24).value_or(0);
    const std::uint64_t node_size = ByteReader{header}.u16_be(32).value_or(0);
    const auto leaf = read(first_leaf * node_size, 1024);
    const ByteReader record{leaf};
    const std::uint64_t key = 14;
    if (first_leaf == 0 || record.u32_be(key + 2).value_or(0) != 1) return {};
    const auto name = record.slice(key + 8, record.u16_be(key + 6).value_or(0) * std::uint64_t{2});
    return name ? utf8_from_utf16(*name, true) : std::string{};
}

/// The volume label entry of the root directory (exFAT specification 7.3), in use; TSK 4.11 shows a text of its own for
/// the ones that are not.
std::string exfat_label(TSK_FS_INFO& file_system) {
    constexpr std::size_t most = 1024 * 1024;
    const TskFile root{tsk_fs_file_open_meta(&file_system, nullptr, file_system.root_inum)};
    std::vector<Byte> entries(most);
    const auto got = root ? tsk_fs_file_read(root.get(), 0, reinterpret_cast<char*>(entries.data()), entries.size(),
                                             TSK_FS_FILE_READ_FLAG_NONE)
                          : 0;
    tsk_error_reset();
    entries.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    const ByteReader bytes{entries};
    for (std::uint64_t at = 0; at + 32 <= entries.size() && entries[static_cast<std::size_t>(at)] != 0; at += 32) {
        if (bytes.u8(at).value_or(0) != 0x83) continue;
        const auto name = bytes.slice(at + 2, std::min<std::uint64_t>(bytes.u8(at + 1).value_or(0), 11) * 2);
        return name ? utf8_from_utf16(*name, false) : std::string{};
    }
    return {};
}

void name_fat(FileSystemFacts& facts, TSK_FS_INFO& file_system, const std::vector<Byte>& boot) {
    const bool fat32 = facts.type == "FAT32";
    facts.identifier = fmt::format("{:08x}", ByteReader{boot}.u32_le(fat32 ? 0x43 : 0x27).value_or(0));
    facts.label = label_entry(file_system);
    // The boot sector's copy is often stale, but better than no name; DOS fills it with this text.
    if (facts.label.empty()) facts.label = text_at(boot, fat32 ? 0x47 : 0x2b, 11);
    if (facts.label == "NO NAME") facts.label.clear();
}

void name_iso(FileSystemFacts& facts, ByteSource& volume) {
    // Volume descriptors from sector 16 (ECMA-119 8): 1 is the primary one, 2 with an escape sequence is Joliet's.
    for (std::uint64_t sector = 16; sector < 32; ++sector) {
        const auto found = peek(volume, sector * 2048, 2048);
        const ByteReader bytes{found};
        if (!bytes.matches(1, "CD001") || found[0] == 255) return;
        if (found[0] == 1) {
            facts.label = text_at(found, 40, 32);
            // A directory record's date ends with its offset from Greenwich (ECMA-119 9.1.5), which TSK leaves out:
            // with one, the times are clock readings of that zone. The root's record, at 156, stands for all.
            facts.local_times = bytes.u8(156 + 24).value_or(0) != 0;
        }
        if (found[0] == 2 && bytes.matches(88, "%/")) {
            if (const auto name = bytes.slice(40, 32)) {
                const std::string label = utf8_from_utf16(*name, true);
                facts.label = text_at(bytes_of(label), 0, label.size());
            }
        }
    }
}

void name_ufs(FileSystemFacts& facts, ByteSource& volume) {
    // fs.h of FreeBSD: the superblock lies at 64 KiB (UFS2) or 8 KiB (UFS1), and elsewhere on old media.
    for (const std::uint64_t place : {65536U, 8192U, 262144U, 0U}) {
        const auto found = peek(volume, place, 1376);
        const ByteReader bytes{found};
        const auto little = bytes.u32_le(1372).value_or(0), big = bytes.u32_be(1372).value_or(0);
        const bool swapped = big == 0x19540119 || big == 0x00011954;
        if (!swapped && little != 0x19540119 && little != 0x00011954) continue;
        const auto part = [&](std::uint64_t at) { return (swapped ? bytes.u32_be(at) : bytes.u32_le(at)).value_or(0); };
        facts.identifier = fmt::format("{:08x}{:08x}", part(144), part(148));
        if (facts.type == "UFS2") facts.label = text_at(found, 680, 32);
        return;
    }
}

}  // namespace

std::string_view name_of_type(TSK_FS_TYPE_ENUM type) {
    const auto* const found = std::find_if(std::begin(type_names), std::end(type_names),
                                           [&](const TypeName& known) { return known.type == type; });
    return found == std::end(type_names) ? std::string_view{} : found->name;
}

TSK_FS_TYPE_ENUM type_to_open(std::string_view name) {
    const auto* const found = std::find_if(std::begin(type_names), std::end(type_names),
                                           [&](const TypeName& known) { return known.name == name; });
    return found == std::end(type_names) ? TSK_FS_TYPE_UNSUPP : found->open_as;
}

FileSystemFacts describe_file_system(TSK_FS_INFO& file_system, ByteSource& volume) {
    FileSystemFacts facts;
    facts.type = name_of_type(file_system.ftype);
    facts.readable = true;
    facts.block_size = file_system.block_size;
    facts.block_count = file_system.block_count;
    facts.first_metadata_address = file_system.first_inum;
    facts.last_metadata_address = file_system.last_inum;
    const auto boot = peek(volume, 0, 4096);
    const ByteReader head{boot};
    if (facts.type == "NTFS") {
        facts.identifier = fmt::format("{:016x}", head.u64_le(0x48).value_or(0));
        facts.label = ntfs_label(file_system);
    } else if (facts.type == "exFAT") {
        facts.identifier = fmt::format("{:08x}", head.u32_le(0x64).value_or(0));
        facts.label = exfat_label(file_system);
    } else if (facts.type.rfind("FAT", 0) == 0) {
        facts.local_times = true;
        name_fat(facts, file_system, boot);
    } else if (facts.type.rfind("ext", 0) == 0) {
        facts.identifier = uuid_at(boot, 1024 + 0x68);
        facts.label = text_at(boot, 1024 + 0x78, 16);
    } else if (facts.type == "HFS+") {
        facts.identifier = fmt::format("{:016x}", head.u64_be(1024 + 0x68).value_or(0));
        facts.label = hfs_label(file_system);
    } else if (facts.type == "ISO 9660") {
        name_iso(facts, volume);
    } else if (facts.type.rfind("UFS", 0) == 0) {
        name_ufs(facts, volume);
    }
    return facts;
}

void describe_apfs_volume(FileSystemFacts& facts, ByteSource& image, std::uint64_t offset) {
    // apfs_superblock_t (Apple File System Reference): magic at 32, uuid at 240, volume name at 704.
    const auto block = peek(image, offset, 4096);
    if (!ByteReader{block}.matches(32, "APSB")) return;
    facts.identifier = uuid_at(block, 240);
    facts.label = text_at(block, 704, 256);
}

}  // namespace sanad
