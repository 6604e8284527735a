#include "core/source/file_system_ntfs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/source/file_system_attributes.hpp"
#include "core/source/file_system_utf16.hpp"

namespace sanad {
namespace {

constexpr TSK_INUM_T table_entry = 0, secure_entry = 9;      // $MFT and $Secure, by their fixed places in the MFT
constexpr std::uint64_t entry_reference = 0xffff'ffff'ffff;  // of an MFT entry: 48 bits, its sequence number above them
constexpr std::size_t table_piece = 64 * 1024, table_page = 4096;
constexpr std::uint64_t most_descriptors = 64 * 1024 * 1024;

const TSK_FS_ATTR* attribute_of(const TSK_FS_META& meta, TSK_FS_ATTR_TYPE_ENUM type) {
    const TSK_FS_ATTR* attribute = meta.attr != nullptr ? meta.attr->head : nullptr;
    while (attribute != nullptr && !((attribute->flags & TSK_FS_ATTR_INUSE) && attribute->type == type))
        attribute = attribute->next;
    return attribute;
}

/// The whole of $Secure:$SDS.
std::vector<Byte> security_descriptors(TSK_FS_INFO& file_system) {
    const TskFile secure{tsk_fs_file_open_meta(&file_system, nullptr, secure_entry)};
    const int count = secure ? tsk_fs_file_attr_getsize(secure.get()) : 0;
    std::vector<Byte> bytes;
    for (int i = 0; i < count; ++i) {
        const TSK_FS_ATTR* const attribute = tsk_fs_file_attr_get_idx(secure.get(), i);
        if (attribute == nullptr || attribute->type != TSK_FS_ATTR_TYPE_NTFS_DATA || attribute->name == nullptr ||
            std::string_view{attribute->name} != "$SDS" || attribute->size <= 0)
            continue;
        bytes.resize(static_cast<std::size_t>(
            std::min<std::uint64_t>(static_cast<std::uint64_t>(attribute->size), most_descriptors)));
        const auto got = tsk_fs_attr_read(attribute, 0, reinterpret_cast<char*>(bytes.data()), bytes.size(),
                                          TSK_FS_FILE_READ_FLAG_NONE);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    }
    tsk_error_reset();
    return bytes;
}

}  // namespace

// Entries of $SDS: hash, id, offset of the entry itself, size, descriptor; aligned to 16. Every 256 KiB of them are
// followed by a copy, whose offsets name the original (linux-ntfs documentation, "$Secure").
NtfsOwners NtfsOwners::load(TSK_FS_INFO& file_system) {
    NtfsOwners owners;
    constexpr std::uint64_t half = 256 * 1024, header = 20;
    const auto bytes = security_descriptors(file_system);
    const ByteReader reader{bytes};
    for (std::uint64_t at = 0; at + header <= bytes.size();) {
        const std::uint64_t size = reader.u32_le(at + 16).value_or(0);
        const auto descriptor = size >= header ? reader.slice(at + header, size - header) : Bytes{};
        if (reader.u64_le(at + 8).value_or(0) != at || size < header || !descriptor) {
            at = (at / half + 1) * half;
            continue;
        }
        owners.by_id_.emplace(reader.u32_le(at + 4).value_or(0), owner_sid(*descriptor));
        at += (size + 15) / 16 * 16;
    }
    return owners;
}

std::string NtfsOwners::of(const TSK_FS_META& meta) const {
    if (const TSK_FS_ATTR* own = attribute_of(meta, TSK_FS_ATTR_TYPE_NTFS_SEC)) return owner_sid(resident_bytes(*own));
    const TSK_FS_ATTR* const standard = attribute_of(meta, TSK_FS_ATTR_TYPE_NTFS_SI);
    if (standard == nullptr) return {};
    // $STANDARD_INFORMATION of NTFS 3.0 and later: the security id is at 52.
    const auto id = ByteReader{resident_bytes(*standard)}.u32_le(52);
    const auto found = id ? by_id_.find(*id) : by_id_.end();
    return found != by_id_.end() ? found->second : std::string{};
}

std::string owner_sid(Bytes descriptor) {
    const ByteReader reader{descriptor};
    const std::uint64_t at = reader.u32_le(4).value_or(0);
    if (at == 0 || reader.u8(at).value_or(0) != 1) return {};
    const unsigned parts = reader.u8(at + 1).value_or(0);
    if (parts > 15 || !reader.holds(at, 8 + std::uint64_t{parts} * 4)) return {};
    const std::uint64_t authority =
        std::uint64_t{reader.u16_be(at + 2).value_or(0)} << 32 | reader.u32_be(at + 4).value_or(0);
    std::string sid = fmt::format("S-1-{}", authority);
    for (unsigned i = 0; i < parts; ++i) sid += fmt::format("-{}", reader.u32_le(at + 8 + i * 4).value_or(0));
    return sid;
}

std::optional<NtfsTable> NtfsTable::of(TSK_FS_INFO& file_system) {
    if (!TSK_FS_TYPE_ISNTFS(file_system.ftype)) return std::nullopt;
    // Boot sector: clusters per entry of the MFT, or, below zero, the power of two that is its size (linux-ntfs
    // documentation, "$Boot").
    Byte size = 0;
    NtfsTable table;
    if (tsk_fs_read(&file_system, 0x40, reinterpret_cast<char*>(&size), 1) == 1) {
        const int clusters = static_cast<std::int8_t>(size);
        if (clusters >= 0) table.entry_size_ = static_cast<std::uint64_t>(clusters) * file_system.block_size;
        if (clusters < 0 && clusters > -32) table.entry_size_ = std::uint64_t{1} << -clusters;
    }
    table.file_.reset(from_tsk([&] { return tsk_fs_file_open_meta(&file_system, nullptr, table_entry); },
                               static_cast<TSK_FS_FILE*>(nullptr)));
    tsk_error_reset();
    if (!table.file_ || table.file_->meta == nullptr || table.entry_size_ < 64 || table.entry_size_ > table_piece)
        return std::nullopt;
    for (const TSK_FS_ATTR* each = table.file_->meta->attr != nullptr ? table.file_->meta->attr->head : nullptr;
         each != nullptr; each = each->next) {
        if (!(each->flags & TSK_FS_ATTR_INUSE)) continue;
        if (each->type == TSK_FS_ATTR_TYPE_NTFS_DATA && (each->name == nullptr || *each->name == 0))
            table.entries_.attribute = each;
        if (each->type == TSK_FS_ATTR_TYPE_NTFS_BITMAP) table.bitmap_.attribute = each;
    }
    if (table.entries_.attribute == nullptr) return std::nullopt;
    return table;
}

bool NtfsTable::Pieces::read(std::uint64_t offset, MutableBytes to) const {
    const auto got = from_tsk(
        [&] {
            return tsk_fs_attr_read(attribute, static_cast<TSK_OFF_T>(offset), reinterpret_cast<char*>(to.data()),
                                    to.size(), TSK_FS_FILE_READ_FLAG_NONE);
        },
        ssize_t{-1});
    tsk_error_reset();
    return got == static_cast<ssize_t>(to.size());
}

Bytes NtfsTable::Pieces::from(std::uint64_t offset) {
    const std::uint64_t wanted = offset / table_piece * table_piece;
    if (bytes.empty() || place != wanted) {
        place = wanted;
        bytes.clear();
        const std::uint64_t size =
            attribute != nullptr ? static_cast<std::uint64_t>(std::max<TSK_OFF_T>(attribute->size, 0)) : 0;
        if (wanted >= size) return {};
        bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(table_piece, size - wanted)));
        // A page that cannot be read costs no more than itself: zeros, which say nothing.
        if (!read(wanted, bytes)) {
            for (std::size_t at = 0; at < bytes.size(); at += table_page) {
                const auto page = MutableBytes{bytes}.subspan(at, std::min(table_page, bytes.size() - at));
                if (!read(wanted + at, page)) std::fill(page.begin(), page.end(), Byte{0});
            }
        }
    }
    return Bytes{bytes}.subspan(std::min(static_cast<std::size_t>(offset - place), bytes.size()));
}

std::optional<bool> NtfsTable::in_use(TSK_INUM_T address) {
    const Bytes rest = bitmap_.from(address / 8);
    if (rest.empty()) return std::nullopt;
    if ((rest.front() >> (address % 8) & 1) != 0) return true;
    // Damaged pieces of an image read as zeros: where nothing at all is in use, the bitmap says nothing.
    const Bytes after = bitmap_.from(address / 8 / table_page * table_page);
    const Bytes page = after.first(std::min(table_page, after.size()));
    if (std::all_of(page.begin(), page.end(), [](Byte byte) { return byte == 0; })) return std::nullopt;
    return false;
}

std::optional<NtfsTable::Header> NtfsTable::header(TSK_INUM_T address) {
    // File record: mark at 0, flags at 22, reference of the base record at 32 (linux-ntfs documentation, "File
    // Record"). All lie before the first word that the update sequence replaces.
    if (address > INT64_MAX / entry_size_) return std::nullopt;
    const ByteReader bytes{entries_.from(address * entry_size_)};
    const auto flags = bytes.u16_le(22);
    const auto base = bytes.u64_le(32);
    if (!flags || !base) return std::nullopt;
    return Header{bytes.matches(0, "FILE"), (*flags & 1) != 0, (*base & entry_reference) != 0};
}

FileSpecifics ntfs_specifics(const TSK_FS_META& meta, TSK_INUM_T parent) {
    constexpr unsigned dos_name = 2;
    FileSpecifics specifics;
    if (const TSK_FS_ATTR* const standard = attribute_of(meta, TSK_FS_ATTR_TYPE_NTFS_SI)) {
        if (const auto word = ByteReader{resident_bytes(*standard)}.u32_le(32))
            specifics.attributes = dos_attributes(*word);
    }
    for (const TSK_FS_ATTR* name = meta.attr != nullptr ? meta.attr->head : nullptr; name != nullptr;
         name = name->next) {
        if (!(name->flags & TSK_FS_ATTR_INUSE) || name->type != TSK_FS_ATTR_TYPE_NTFS_FNAME) continue;
        // $FILE_NAME: the parent's reference at 0, the length in UTF-16 units at 64, the name space at 65, the name.
        const ByteReader bytes{resident_bytes(*name)};
        if (bytes.u8(65).value_or(0) != dos_name || (bytes.u64_le(0).value_or(0) & entry_reference) != parent) continue;
        if (const auto units = bytes.slice(66, std::uint64_t{bytes.u8(64).value_or(0)} * 2))
            specifics.short_name = utf8_from_utf16(*units, false);
    }
    return specifics;
}

std::string reparse_target(Bytes reparse_point) {
    const ByteReader reader{reparse_point};
    const auto tag = reader.u32_le(0).value_or(0);
    if (tag != 0xa000000c && tag != 0xa0000003) return {};
    const std::uint64_t names = tag == 0xa000000c ? 20 : 16;
    const auto pick = [&](std::uint64_t at) -> std::string {
        const auto name = reader.slice(names + reader.u16_le(at).value_or(0), reader.u16_le(at + 2).value_or(0));
        return name ? utf8_from_utf16(*name, false) : std::string{};
    };
    const std::string printed = pick(12);
    return !printed.empty() ? printed : pick(8);
}

Bytes resident_bytes(const TSK_FS_ATTR& attribute) {
    if (!(attribute.flags & TSK_FS_ATTR_RES) || attribute.rd.buf == nullptr || attribute.size <= 0) return {};
    return {attribute.rd.buf, static_cast<std::size_t>(std::min<std::uint64_t>(
                                  static_cast<std::uint64_t>(attribute.size), attribute.rd.buf_size))};
}

}  // namespace sanad
