#include "core/source/file_system_ext.hpp"

#include <algorithm>

#include "core/source/file_system_attributes.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t superblock_at = 1024, superblock_size = 1024;
constexpr std::uint64_t most_groups = 1u << 20;  // of 128 MiB each: 128 TiB
constexpr std::uint32_t incompat_meta_bg = 0x10, incompat_64bit = 0x80;
constexpr std::uint32_t attribute_magic = 0xea020000;
constexpr unsigned user_namespace = 1;
constexpr std::uint64_t entry_header = 16;
constexpr std::size_t most_attributes = 256;

}  // namespace

std::vector<ExtAttribute> user_attributes(Bytes area, std::uint64_t entries, std::uint64_t values,
                                          std::uint64_t origin) {
    const ByteReader reader{area};
    std::vector<ExtAttribute> found;
    std::uint32_t ordinal = 0;
    for (std::uint64_t at = entries; reader.holds(at, entry_header) && ordinal < most_attributes; ++ordinal) {
        const std::uint64_t name_length = reader.u8(at).value_or(0);
        const unsigned name_space = reader.u8(at + 1).value_or(0);
        const std::uint64_t value_at = values + reader.u16_le(at + 2).value_or(0);
        const std::uint32_t value_inode = reader.u32_le(at + 4).value_or(0);
        const std::uint64_t length = reader.u32_le(at + 8).value_or(0);
        // Four zero bytes end the list.
        if (name_length == 0 && name_space == 0) break;
        const auto name = reader.slice(at + entry_header, name_length);
        if (!name) break;
        // A value in an inode of its own is listed there, as that inode's content.
        if (name_space == user_namespace && value_inode == 0 && reader.holds(value_at, length))
            found.push_back({"user." + std::string{text_of(*name)}, ordinal, origin + value_at, length});
        at += (entry_header + name_length + 3) / 4 * 4;
    }
    return found;
}

ExtOwnInodes::ExtOwnInodes(TSK_FS_INFO& file_system) {
    std::array<Byte, superblock_size> superblock{};
    const auto got =
        tsk_fs_read(&file_system, superblock_at, reinterpret_cast<char*>(superblock.data()), superblock_size);
    tsk_error_reset();
    const ByteReader bytes{superblock};
    // The first revision has the eleven inodes of its beginning alone.
    if (got != static_cast<ssize_t>(superblock_size) || bytes.u32_le(0x4c).value_or(0) == 0) return;
    // A number beyond any that mke2fs writes would hide files.
    constexpr std::uint32_t highest = 64;
    const std::uint32_t first = bytes.u32_le(0x54).value_or(0);
    if (first > first_of_files_ && first <= highest) first_of_files_ = first;
    // s_journal_inum, s_usr_quota_inum, s_grp_quota_inum, s_prj_quota_inum, s_orphan_file_inum.
    constexpr std::array<std::uint64_t, 5> places{0xe0, 0x240, 0x244, 0x26c, 0x280};
    for (std::size_t i = 0; i < places.size(); ++i) others_[i] = bytes.u32_le(places[i]).value_or(0);
}

bool ExtOwnInodes::holds(TSK_INUM_T address) const {
    return address < first_of_files_ || std::find(others_.begin(), others_.end(), address) != others_.end();
}

bool ExtVolume::is_value(const Inode& inode) const {
    constexpr std::uint32_t value_of_an_attribute = 0x200000;  // EXT4_EA_INODE_FL
    return (ByteReader{inode.bytes}.u32_le(0x20).value_or(0) & value_of_an_attribute) != 0;
}

std::optional<ExtVolume> ExtVolume::of(TSK_FS_INFO& file_system) {
    if (!TSK_FS_TYPE_ISEXT(file_system.ftype)) return std::nullopt;
    ExtVolume volume{file_system};
    const auto superblock = volume.read(superblock_at, superblock_size);
    const ByteReader bytes{superblock};
    const std::uint64_t inodes = bytes.u32_le(0x00).value_or(0);
    const std::uint64_t first_block = bytes.u32_le(0x14).value_or(0);
    const unsigned block_shift = bytes.u32_le(0x18).value_or(99);
    volume.inodes_per_group_ = bytes.u32_le(0x28).value_or(0);
    const bool old_revision = bytes.u32_le(0x4c).value_or(0) == 0;
    const std::uint32_t incompatible = old_revision ? 0 : bytes.u32_le(0x60).value_or(0);
    if (!old_revision) volume.inode_size_ = bytes.u16_le(0x58).value_or(0);
    if (block_shift > 6 || volume.inodes_per_group_ == 0 || volume.inode_size_ < 128 || volume.inode_size_ > 65536 ||
        (incompatible & incompat_meta_bg))
        return std::nullopt;
    volume.block_size_ = std::uint64_t{1024} << block_shift;
    const bool wide = (incompatible & incompat_64bit) != 0;
    const std::uint64_t descriptor_size = wide ? bytes.u16_le(0xfe).value_or(0) : 32;
    const std::uint64_t groups = (inodes + volume.inodes_per_group_ - 1) / volume.inodes_per_group_;
    if (groups == 0 || groups > most_groups || descriptor_size < (wide ? 64U : 32U) || descriptor_size > 1024)
        return std::nullopt;
    const auto descriptors = volume.read((first_block + 1) * volume.block_size_, groups * descriptor_size);
    const ByteReader reader{descriptors};
    for (std::uint64_t group = 0; group < groups; ++group) {
        const std::uint64_t at = group * descriptor_size;
        const auto low = reader.u32_le(at + 0x08);
        if (!low) break;
        const std::uint64_t high = wide ? reader.u32_le(at + 0x28).value_or(0) : 0;
        volume.inode_tables_.push_back(high << 32 | *low);
    }
    return volume;
}

std::vector<Byte> ExtVolume::read(std::uint64_t offset, std::uint64_t length) const {
    std::vector<Byte> bytes(length);
    if (offset > INT64_MAX || tsk_fs_read(fs_, static_cast<TSK_OFF_T>(offset), reinterpret_cast<char*>(bytes.data()),
                                          bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        tsk_error_reset();
        bytes.clear();
    }
    return bytes;
}

std::optional<std::uint64_t> ExtVolume::place_of(TSK_INUM_T address) const {
    if (address == 0) return std::nullopt;
    const std::uint64_t group = (address - 1) / inodes_per_group_;
    if (group >= inode_tables_.size() || inode_tables_[group] > UINT64_MAX / 2 / block_size_) return std::nullopt;
    return inode_tables_[group] * block_size_ + (address - 1) % inodes_per_group_ * inode_size_;
}

ExtVolume::Inode ExtVolume::inode(TSK_INUM_T address) const {
    const auto place = place_of(address);
    return place ? Inode{*place, read(*place, inode_size_)} : Inode{};
}

void ExtVolume::complete(FileRecord& record, const Inode& inode) const {
    if (inode.bytes.empty()) return;
    const ByteReader bytes{inode.bytes};
    record.specifics.attributes = ext_attributes(bytes.u32_le(0x20).value_or(0));
    // While the last handle on a file without names is open, the field chains such inodes: it holds the next one's
    // number.
    const std::uint32_t deleted = bytes.u32_le(0x14).value_or(0);
    if (deleted != 0 && !(record.metadata_allocated && deleted <= fs_->last_inum))
        record.specifics.deleted_at = timestamp_from_unix(deleted, 0);
}

std::vector<ExtAttribute> ExtVolume::attributes_of(const Inode& inode) const {
    if (inode.bytes.empty()) return {};
    const ByteReader bytes{inode.bytes};
    std::vector<ExtAttribute> found;
    if (inode_size_ > 128) {
        const std::uint64_t list = 128 + bytes.u16_le(0x80).value_or(0);
        if (bytes.u32_le(list).value_or(0) == attribute_magic)
            found = user_attributes(inode.bytes, list + 4, list + 4, inode.place);
    }
    const std::uint64_t block = std::uint64_t{bytes.u16_le(0x76).value_or(0)} << 32 | bytes.u32_le(0x68).value_or(0);
    if (block == 0 || block > fs_->last_block) return found;
    constexpr std::uint64_t block_header = 32;
    const auto area = read(block * block_size_, block_size_);
    if (ByteReader{area}.u32_le(0).value_or(0) != attribute_magic) return found;
    for (ExtAttribute& attribute : user_attributes(area, block_header, 0, block * block_size_)) {
        attribute.ordinal += most_attributes;
        found.push_back(std::move(attribute));
    }
    return found;
}

}  // namespace sanad
