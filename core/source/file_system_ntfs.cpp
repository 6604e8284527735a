#include "core/source/file_system_ntfs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/source/file_system_attributes.hpp"
#include "core/source/file_system_utf16.hpp"

namespace sanad {
namespace {

constexpr TSK_INUM_T secure_entry = 9;  // $Secure, by its fixed place in the MFT
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

FileSpecifics ntfs_specifics(const TSK_FS_META& meta, TSK_INUM_T parent) {
    constexpr std::uint64_t reference = 0xffff'ffff'ffff;  // of an MFT entry: 48 bits, its sequence number above them
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
        if (bytes.u8(65).value_or(0) != dos_name || (bytes.u64_le(0).value_or(0) & reference) != parent) continue;
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
