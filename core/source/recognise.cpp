#include "core/source/recognise.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sanad {
namespace {

using namespace std::string_view_literals;

enum class What { file_system, volume_manager, part_of_array, swap, journal };

struct Signature {
    std::uint64_t offset;
    std::string_view bytes;
    std::string_view type;
    What what;
    std::uint64_t uuid = 0, label = 0;  ///< where the header keeps them; 0 for none
    std::uint64_t label_size = 0;
};

// Places and values from each format's own headers (Linux include/uapi/linux/magic.h and fs/*, util-linux libblkid,
// OpenZFS, VMware documents, Microsoft's ReFS and Storage Spaces notes).
constexpr Signature signatures[] = {
    {0, "XFSB"sv, "XFS", What::file_system, 32, 108, 12},
    {0x10040, "_BHRfS_M"sv, "btrfs", What::file_system, 0x10020, 0x1012b, 256},
    {3, "ReFS\0\0\0\0"sv, "ReFS", What::file_system},
    {0x400, "\x10\x20\xf5\xf2"sv, "F2FS", What::file_system, 0x46c, 0, 0},
    {0x8000, "JFS1"sv, "JFS", What::file_system, 0x8088, 0x8098, 16},
    {0x10034, "ReIsErFs"sv, "ReiserFS", What::file_system, 0x10054, 0x10064, 16},
    {0x10034, "ReIsEr2Fs"sv, "ReiserFS", What::file_system, 0x10054, 0x10064, 16},
    {0x10034, "ReIsEr3Fs"sv, "ReiserFS", What::file_system, 0x10054, 0x10064, 16},
    {0x2034, "ReIsErFs"sv, "ReiserFS", What::file_system},
    {0x10000, "ReIsEr4"sv, "Reiser4", What::file_system},
    {0, "hsqs"sv, "squashfs", What::file_system},
    {0, "sqsh"sv, "squashfs", What::file_system},
    {0, "\x45\x3d\xcd\x28"sv, "cramfs", What::file_system, 0, 48, 16},
    {0, "\x28\xcd\x3d\x45"sv, "cramfs", What::file_system, 0, 48, 16},
    {0x200, "\x45\x3d\xcd\x28"sv, "cramfs", What::file_system},
    {0, "UBI#"sv, "UBI", What::volume_manager},
    {0, "\x31\x18\x10\x06"sv, "UBIFS", What::file_system},
    {0, "-rom1fs-"sv, "romfs", What::file_system},
    {0x400, "\xe2\xe1\xf5\xe0"sv, "EROFS", What::file_system},
    {0x2000, "\x49\xe8\x95\xf9"sv, "HPFS", What::file_system},
    {0x10000, "\x01\x16\x19\x70"sv, "GFS2", What::file_system},
    {0x2000, "OCFSV2"sv, "OCFS2", What::file_system},
    {0x400, "\xf5\xfc\x01\xa5"sv, "VxFS", What::file_system},
    {0x220, "1SFB"sv, "BFS (BeOS)", What::file_system},
    {0x200000, "\x5e\xf1\xab\x2f"sv, "VMFS", What::file_system},
    {0x100000, "\x0d\xd0\x01\xc0"sv, "VMFS volume", What::volume_manager},
    {0, "SPACEDB "sv, "Windows Storage Spaces", What::volume_manager},
    {0x1018, "\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81"sv, "bcache", What::volume_manager},
    {0x1000, "\xfc\x4e\x2b\xa9"sv, "Linux software RAID (md 1.2)", What::part_of_array},
    {0, "\xfc\x4e\x2b\xa9"sv, "Linux software RAID (md 1.1)", What::part_of_array},
    {0xff6, "SWAPSPACE2"sv, "Linux swap", What::swap, 0x40c, 0x41c, 16},
    {0xff6, "SWAP-SPACE"sv, "Linux swap", What::swap},
    {0x1ff6, "SWAPSPACE2"sv, "Linux swap", What::swap, 0x40c, 0x41c, 16},
    {0x3ff6, "SWAPSPACE2"sv, "Linux swap", What::swap, 0x40c, 0x41c, 16},
    {0xfff6, "SWAPSPACE2"sv, "Linux swap", What::swap, 0x40c, 0x41c, 16},
    {0xff6, "S1SUSPEND"sv, "Linux hibernation image in swap", What::swap},
    {0xff6, "ULSUSPEND"sv, "Linux hibernation image in swap", What::swap},
};

std::string words_for(What what, std::string_view type) {
    switch (what) {
        case What::file_system:
            return fmt::format("{} file system: no reader for it here", type);
        case What::volume_manager:
            return fmt::format("{}: its volumes cannot be assembled here", type);
        case What::part_of_array:
            return fmt::format("member of an array, {}: cannot be assembled here", type);
        case What::swap:
            return fmt::format("{}: holds no files", type);
        case What::journal:
            return fmt::format("{}: the journal of a file system on another volume", type);
    }
    return {};
}

Recognised named(std::string_view type, What what) {
    return {std::string{type}, words_for(what, type)};
}

// LVM2: a label in one of the first four sectors (lvm2 lib/format_text/layout.h, lib/label/label.h).
bool has_lvm_label(const ByteReader& head) {
    for (std::uint64_t sector = 0; sector < 4; ++sector) {
        if (head.matches(sector * 512, "LABELONE") && head.matches(sector * 512 + 24, "LVM2 001")) return true;
    }
    return false;
}

// ZFS: uberblocks fill the second half of the first 256 KiB label.
bool has_zfs_label(ByteSource& volume) {
    const auto ring = peek(volume, 128 * 1024, 128 * 1024);
    const ByteReader bytes{ring};
    for (std::uint64_t at = 0; at < ring.size(); at += 1024) {
        if (bytes.u64_le(at).value_or(0) == 0x00bab10c || bytes.u64_be(at).value_or(0) == 0x00bab10c) return true;
    }
    return false;
}

// Volume structure descriptors of 2048 bytes follow each other from byte 32768 (ECMA-167 2/9.1, ECMA-119 8).
bool has_volume_descriptor(ByteSource& volume, std::string_view identifier) {
    const auto area = peek(volume, 32768, 32 * 2048);
    for (std::uint64_t at = 0; at < area.size(); at += 2048) {
        if (ByteReader{area}.matches(at + 1, identifier)) return true;
    }
    return false;
}

bool has_iso9660(ByteSource& volume) {
    return has_volume_descriptor(volume, "CD001");
}

// Minix: the magic alone is two bytes, so the counts must make sense too (Linux include/uapi/linux/minix_fs.h).
bool is_minix(const ByteReader& head, std::uint64_t size) {
    const std::uint64_t at = 1024;
    const auto inodes = head.u16_le(at).value_or(0), zones = head.u16_le(at + 2).value_or(0),
               imap = head.u16_le(at + 4).value_or(0), zmap = head.u16_le(at + 6).value_or(0),
               first = head.u16_le(at + 8).value_or(0);
    for (const unsigned magic : {0x137fU, 0x138fU, 0x2468U, 0x2478U}) {
        if (head.u16_le(at + 16).value_or(0) != magic) continue;
        const std::uint64_t count = magic >= 0x2468 ? head.u32_le(at + 20).value_or(0) : zones;
        if (inodes != 0 && imap != 0 && zmap != 0 && first > imap + zmap && first < count && count * 512 <= size)
            return true;
    }
    const std::uint64_t block = head.u16_le(at + 28).value_or(0), blocks = head.u32_le(at + 20).value_or(0);
    return head.u16_le(at + 24).value_or(0) == 0x4d5a && block >= 512 && block % 512 == 0 && blocks != 0 &&
           blocks * block <= size && head.u32_le(at).value_or(0) != 0;
}

// Classic HFS: "BD" at 1024; with "H+" at 0x7c of that block it only wraps an HFS+ (Inside Macintosh: Files, 2-60;
// Apple TN1150, "HFS Wrapper").
bool is_classic_hfs(const ByteReader& head) {
    return head.matches(1024, "BD") && !head.matches(1024 + 0x7c, "H+") && !head.matches(1024 + 0x7c, "HX") &&
           head.u32_be(1024 + 0x14).value_or(0) % 512 == 0 && head.u32_be(1024 + 0x14).value_or(0) != 0;
}

// An ext file system whose only feature is to be the journal of another one (Linux fs/ext4/ext4.h, JOURNAL_DEV).
bool is_ext_journal_device(const ByteReader& head) {
    return head.u16_le(1024 + 0x38).value_or(0) == 0xef53 && (head.u32_le(1024 + 0x60).value_or(0) & 0x8) != 0;
}

// md metadata at the end of the device: 0.90 in the last whole 64 KiB but one, 1.0 at 8 KiB before the end.
bool has_md_at_end(ByteSource& volume) {
    const std::uint64_t size = volume.size();
    if (size < 256 * 1024) return false;
    const std::uint64_t places[] = {size / 65536 * 65536 - 65536, (size - 8192) / 4096 * 4096};
    for (const std::uint64_t place : places) {
        const auto found = peek(volume, place, 16);
        const ByteReader bytes{found};
        const auto major = bytes.u32_le(4).value_or(~0U);
        if (bytes.u32_le(0).value_or(0) == 0xa92b4efc && major == (place == places[0] ? 0U : 1U)) return true;
    }
    return false;
}

// NILFS2: the magic alone is two bytes; before it stands revision 2, behind it the superblock's own size and that of a
// block as a power of two beyond 1,024 (Linux include/uapi/linux/nilfs2_ondisk.h).
bool is_nilfs2(const ByteReader& head) {
    const std::uint64_t at = 1024;
    const auto bytes = head.u16_le(at + 8).value_or(0);
    return head.u16_le(at + 6).value_or(0) == 0x3434 && head.u32_le(at).value_or(0) == 2 && bytes >= 0x100 &&
           bytes <= 1024 && head.u32_le(at + 20).value_or(~0U) <= 6;
}

// JFFS2 has no header: the first node's magic, a known node type, and a length that fits.
bool is_jffs2(const ByteReader& head) {
    const auto type = head.u16_le(2).value_or(0);
    const auto length = head.u32_le(4).value_or(0);
    return head.u16_le(0).value_or(0) == 0x1985 && (type == 0xe001 || type == 0xe002 || type == 0x2003) &&
           length >= 12 && length <= 0x20000;
}

}  // namespace

std::optional<Recognised> recognise_copies(ByteSource& volume) {
    // NTFS keeps a copy of its boot sector in the last sector of the partition.
    for (const std::uint64_t sector : {512U, 1024U, 2048U, 4096U}) {
        if (volume.size() < 2 * sector) break;
        const auto last = peek(volume, volume.size() - sector, 512);
        const ByteReader bytes{last};
        if (bytes.matches(3, "NTFS    ") && bytes.u16_le(510).value_or(0) == 0xaa55 &&
            bytes.u16_le(11).value_or(0) == sector)
            return Recognised{"NTFS",
                              "its beginning is destroyed; only the backup boot sector at the end is left, and files "
                              "are not listed by it"};
    }
    // ext keeps copies of its superblock in the groups 1 and powers of 3, 5 and 7, and each says in which group it
    // stands (Linux kernel documentation, ext4, "Super Block").
    for (const std::uint64_t group : {1U, 3U, 5U, 7U, 9U}) {
        for (unsigned power = 0; power <= 2; ++power) {
            const std::uint64_t block_size = std::uint64_t{1024} << power;
            const std::uint64_t block = group * block_size * 8 + (power == 0 ? 1 : 0);
            const auto copy = peek(volume, block * block_size, 1024);
            const ByteReader bytes{copy};
            if (bytes.u16_le(0x38).value_or(0) != 0xef53 || bytes.u16_le(0x5a).value_or(0) != group ||
                bytes.u32_le(0x18).value_or(~0U) != power || bytes.u32_le(4).value_or(0) <= block)
                continue;
            return Recognised{"ext",
                              fmt::format("its beginning is destroyed; a backup superblock is left at block {}, of {} "
                                          "bytes, and files are not listed by it",
                                          block, block_size),
                              text_at(copy, 0x78, 16), uuid_at(copy, 0x68)};
        }
    }
    return std::nullopt;
}

bool has_udf(ByteSource& volume) {
    return has_volume_descriptor(volume, "NSR02") || has_volume_descriptor(volume, "NSR03");
}

std::string text_at(Bytes bytes, std::uint64_t offset, std::uint64_t length) {
    const auto found = ByteReader{bytes}.slice(offset, length);
    if (!found) return {};
    std::string_view text = text_of(*found);
    text = text.substr(0, text.find('\0'));
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return std::string{text};
}

std::string uuid_at(Bytes bytes, std::uint64_t offset) {
    const auto found = ByteReader{bytes}.slice(offset, 16);
    if (!found || std::all_of(found->begin(), found->end(), [](Byte byte) { return byte == 0; })) return {};
    const std::string digits = hex(*found);
    const std::string_view d = digits;
    return fmt::format("{}-{}-{}-{}-{}", d.substr(0, 8), d.substr(8, 4), d.substr(12, 4), d.substr(16, 4),
                       d.substr(20));
}

std::vector<Byte> peek(ByteSource& source, std::uint64_t offset, std::size_t length) {
    if (offset >= source.size()) return {};
    std::vector<Byte> bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, source.size() - offset)));
    std::vector<DamagedRange> damage;
    if (!source.read(offset, bytes, damage)) bytes.clear();
    return bytes;
}

std::vector<Recognised> recognise_marks(ByteSource& volume) {
    std::vector<Recognised> marks = recognise_encryption(volume);
    const auto add = [&](Recognised mark) {
        const auto same = [&](const Recognised& other) { return other.type == mark.type; };
        if (std::ranges::none_of(marks, same)) marks.push_back(std::move(mark));
    };
    const auto start = peek(volume, 0, 128 * 1024);
    const ByteReader head{start};
    for (const Signature& known : signatures) {
        const bool found = known.offset < start.size()
                               ? head.matches(known.offset, known.bytes)
                               : text_of(peek(volume, known.offset, known.bytes.size())) == known.bytes;
        if (!found) continue;
        Recognised recognised = named(known.type, known.what);
        if (known.uuid != 0) recognised.identifier = uuid_at(start, known.uuid);
        if (known.label != 0) recognised.label = text_at(start, known.label, known.label_size);
        add(std::move(recognised));
    }
    if (has_lvm_label(head)) add(named("LVM2", What::volume_manager));
    if (is_ext_journal_device(head)) add(named("ext journal", What::journal));
    if (is_classic_hfs(head)) add(named("HFS (classic)", What::file_system));
    if (has_udf(volume) && !has_iso9660(volume)) add(named("UDF", What::file_system));
    if (has_zfs_label(volume)) add(named("ZFS", What::file_system));
    if (is_nilfs2(head)) add(named("NILFS2", What::file_system));
    if (is_minix(head, volume.size())) add(named("Minix", What::file_system));
    if (is_jffs2(head)) add(named("JFFS2", What::file_system));
    if (has_md_at_end(volume)) add(named("Linux software RAID (md)", What::part_of_array));
    return marks;
}

}  // namespace sanad
