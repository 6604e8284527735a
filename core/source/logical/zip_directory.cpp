#include "core/source/logical/zip_directory.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t end_size = 22, zip64_locator_size = 20, entry_size = 46, local_size = 30;
constexpr std::uint64_t most_entries = 50'000'000;

Result<std::vector<Byte>> bytes_at(ByteSource& archive, std::uint64_t offset, std::uint64_t length) {
    if (offset > archive.size() || length > archive.size() - offset)
        return failure(Fault::damaged,
                       fmt::format("{}: {} bytes at {} lie beyond its end", archive.provenance(), length, offset));
    std::vector<Byte> bytes(static_cast<std::size_t>(length));
    std::vector<DamagedRange> damage;
    TRY(archive.read(offset, bytes, damage));
    return bytes;
}

/// Days before `year`-`month`-01 since 1970, by the proleptic Gregorian calendar.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = year / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
    const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

/// APPNOTE 4.4.6: MS-DOS date and time, two seconds fine, local to the machine that packed.
std::optional<Timestamp> dos_time(std::uint16_t date, std::uint16_t time) {
    const unsigned day = date & 31;
    const unsigned month = date >> 5 & 15;
    if (day == 0 || month == 0 || month > 12) return std::nullopt;
    const std::int64_t days = days_from_civil(1980 + (date >> 9), month, day);
    return timestamp_from_unix(days * 86400 + (time >> 11) * 3600 + (time >> 5 & 63) * 60 + (time & 31) * 2, 0);
}

std::optional<Timestamp> windows_time(std::uint64_t ticks) {
    // 100 ns since 1601; 11644473600 s lie between 1601 and 1970.
    if (ticks == 0) return std::nullopt;
    return timestamp_from_unix(static_cast<std::int64_t>(ticks / 10'000'000) - 11'644'473'600,
                               static_cast<std::uint32_t>(ticks % 10'000'000) * 100);
}

Result<void> take_extra(ZipMember& member, std::uint16_t id, const ByteReader& data, bool size_is_elsewhere,
                        bool packed_is_elsewhere, bool offset_is_elsewhere) {
    if (id == 0x0001) {  // APPNOTE 4.5.3: only those fields that are 0xFFFFFFFF in the entry, in this order
        std::uint64_t at = 0;
        for (auto [elsewhere, value] :
             {std::pair{size_is_elsewhere, &member.size}, std::pair{packed_is_elsewhere, &member.packed_size},
              std::pair{offset_is_elsewhere, &member.header_offset}}) {
            if (!elsewhere) continue;
            *value = TRY(data.u64_le(at));
            at += 8;
        }
    } else if (id == 0x5455) {  // Info-ZIP extended timestamp; the central directory holds the modification time only
        if ((TRY(data.u8(0)) & 1) != 0) {
            member.modified_at = timestamp_from_unix(static_cast<std::int32_t>(TRY(data.u32_le(1))), 0);
            member.zoneless = false;
        }
    } else if (id == 0x000a) {  // NTFS: tag 1 holds three times
        if (TRY(data.u16_le(4)) == 1 && TRY(data.u16_le(6)) >= 24) {
            member.modified_at = windows_time(TRY(data.u64_le(8)));
            member.accessed_at = windows_time(TRY(data.u64_le(16)));
            member.created_at = windows_time(TRY(data.u64_le(24)));
            member.zoneless = false;
        }
    } else if (id == 0x7875) {  // Info-ZIP Unix owner, sizes vary
        const auto uid_size = TRY(data.u8(1));
        const auto gid_size = TRY(data.u8(2u + uid_size));
        if (uid_size == 4 && gid_size == 4) {
            member.uid = TRY(data.u32_le(2));
            member.gid = TRY(data.u32_le(7));
        }
    } else if (id == 0x7075) {  // Info-ZIP Unicode path: counts only for the very name it was written beside
        const auto sum =
            crc32(0, reinterpret_cast<const Bytef*>(member.name.data()), static_cast<uInt>(member.name.size()));
        if (TRY(data.u8(0)) == 1 && TRY(data.u32_le(1)) == sum)
            member.name = std::string{text_of(TRY(data.slice(5, data.size() - 5)))};
    } else if (id == 0x9901) {  // AES: the real method stands in its last two bytes
        member.aes = true;
        member.method = TRY(data.u16_le(5));
    }
    return {};
}

struct Entry {
    ZipMember member;
    std::uint64_t length = 0;
};

Result<Entry> parse_entry(const ByteReader& bytes, std::uint64_t at) {
    if (!bytes.matches(at, "PK\1\2")) return failure(Fault::damaged, "no entry of a central directory");
    Entry out;
    ZipMember& member = out.member;
    member.made_by = TRY(bytes.u16_le(at + 4));
    member.flags = TRY(bytes.u16_le(at + 8));
    member.method = TRY(bytes.u16_le(at + 10));
    const auto time = TRY(bytes.u16_le(at + 12));
    const auto date = TRY(bytes.u16_le(at + 14));
    member.crc = TRY(bytes.u32_le(at + 16));
    const std::uint32_t packed_size = TRY(bytes.u32_le(at + 20));
    const std::uint32_t size = TRY(bytes.u32_le(at + 24));
    const auto name_size = TRY(bytes.u16_le(at + 28));
    const auto extra_size = TRY(bytes.u16_le(at + 30));
    const auto comment_size = TRY(bytes.u16_le(at + 32));
    member.attributes = TRY(bytes.u32_le(at + 38));
    const std::uint32_t header_offset = TRY(bytes.u32_le(at + 42));
    member.packed_size = packed_size;
    member.size = size;
    member.header_offset = header_offset;
    member.name = std::string{text_of(TRY(bytes.slice(at + entry_size, name_size)))};
    member.modified_at = dos_time(date, time);
    member.zoneless = member.modified_at.has_value();
    const Bytes extra_bytes = TRY(bytes.slice(at + entry_size + name_size, extra_size));
    const ByteReader extra{extra_bytes};
    for (std::uint64_t place = 0; extra.holds(place, 4);) {
        const auto id = TRY(extra.u16_le(place));
        const auto length = TRY(extra.u16_le(place + 2));
        const auto data = extra.slice(place + 4, length);
        if (!data) break;
        if (!take_extra(member, id, ByteReader{*data}, size == UINT32_MAX, packed_size == UINT32_MAX,
                        header_offset == UINT32_MAX))
            member.remark = fmt::format("its extra field {:#06x} is damaged", id);
        place += 4 + std::uint64_t{length};
    }
    out.length = entry_size + name_size + extra_size + comment_size;
    return out;
}

}  // namespace

Result<ZipDirectory> find_zip_directory(ByteSource& archive) {
    const auto missing = [&] {
        return failure(Fault::damaged, archive.provenance() + ": a zip without its central directory: cut off?");
    };
    if (archive.size() < end_size) return missing();
    const std::uint64_t tail_size = std::min<std::uint64_t>(archive.size(), 65535 + end_size + zip64_locator_size);
    const std::uint64_t tail_at = archive.size() - tail_size;
    const auto tail = TRY(bytes_at(archive, tail_at, tail_size));
    const ByteReader reader{tail};
    for (std::uint64_t at = tail_size - end_size + 1; at-- > 0;) {
        if (!reader.matches(at, "PK\5\6")) continue;
        // The archive's comment fills what follows; a signature inside the comment does not reach the end.
        if (TRY(reader.u16_le(at + 20)) > tail_size - at - end_size) continue;
        ZipDirectory found;
        found.entries = TRY(reader.u16_le(at + 10));
        found.size = TRY(reader.u32_le(at + 12));
        found.offset = TRY(reader.u32_le(at + 16));
        std::uint64_t end = tail_at + at;
        if (at >= zip64_locator_size && reader.matches(at - zip64_locator_size, "PK\6\7")) {
            // APPNOTE 4.3.14: the zip64 end record normally stands just before its locator.
            std::uint64_t record_at = TRY(reader.u64_le(at - zip64_locator_size + 8));
            auto record = bytes_at(archive, record_at, 56);
            if ((!record || !ByteReader{*record}.matches(0, "PK\6\6")) && end >= zip64_locator_size + 56) {
                record_at = end - zip64_locator_size - 56;
                record = bytes_at(archive, record_at, 56);
            }
            if (record && ByteReader{*record}.matches(0, "PK\6\6")) {
                const ByteReader wide{*record};
                found.entries = TRY(wide.u64_le(32));
                found.size = TRY(wide.u64_le(40));
                found.offset = TRY(wide.u64_le(48));
                end = record_at;
            }
        }
        if (found.size > end || found.entries > most_entries) continue;
        const std::uint64_t starts = end - found.size;
        if (starts < found.offset) continue;
        found.base = starts - found.offset;
        found.offset = starts;
        return found;
    }
    return missing();
}

Result<std::vector<std::string>> list_zip(ByteSource& archive, const ZipDirectory& directory,
                                          const std::function<bool(ZipMember&&)>& each) {
    // An entry is at most 46 bytes and three fields of 64 KiB; the window always holds a whole one.
    constexpr std::uint64_t window_size = 1 << 20, longest_entry = entry_size + 3 * 65535;
    std::vector<std::string> remarks;
    const std::uint64_t end = directory.offset + directory.size;
    std::uint64_t window_at = directory.offset;
    std::vector<Byte> window;
    std::uint64_t count = 0;
    for (std::uint64_t at = directory.offset; at < end;) {
        if (window.empty() || at + longest_entry > window_at + window.size()) {
            window_at = at;
            window = TRY(bytes_at(archive, at, std::min(window_size, end - at)));
        }
        auto entry = parse_entry(ByteReader{window}, at - window_at);
        if (!entry) {
            // Signatures and such may follow the last entry.
            if (count < directory.entries)
                remarks.push_back(fmt::format("the central directory is damaged at {}: {} of {} entries listed", at,
                                              count, directory.entries));
            return remarks;
        }
        entry->member.ordinal = ++count;
        entry->member.entry_offset = at;
        if (entry->member.header_offset > archive.size())
            entry->member.remark = "its place lies beyond the archive's end";
        entry->member.header_offset += directory.base;
        at += entry->length;
        if (!each(std::move(entry->member))) return remarks;
    }
    // APPNOTE 4.4.22: the count is taken modulo 65536 by writers that knew no zip64.
    if (count % 65536 != directory.entries % 65536)
        remarks.push_back(
            fmt::format("the central directory holds {} entries, its end record says {}", count, directory.entries));
    return remarks;
}

Result<void> find_zip_data(ByteSource& archive, ZipMember& member) {
    const auto header = TRY(bytes_at(archive, member.header_offset, local_size));
    const ByteReader reader{header};
    if (!reader.matches(0, "PK\3\4"))
        return failure(Fault::damaged, fmt::format("no local header at {}", member.header_offset));
    const auto name_size = TRY(reader.u16_le(26));
    const auto extra_size = TRY(reader.u16_le(28));
    member.data_offset = member.header_offset + local_size + name_size + extra_size;
    const auto name = TRY(bytes_at(archive, member.header_offset + local_size, name_size));
    // Tools that read onwards would show the other name. Strong encryption masks names; then nothing can be said.
    if (text_of(name) != member.name && (member.flags & 0x2000) == 0 && member.remark.empty())
        member.remark = fmt::format("named {} in its local header", shown(text_of(name)));
    if (member.data_offset > archive.size() || member.packed_size > archive.size() - member.data_offset)
        return failure(Fault::damaged, fmt::format("its {} bytes at {} pass the archive's end", member.packed_size,
                                                   member.data_offset));
    return {};
}

}  // namespace sanad
