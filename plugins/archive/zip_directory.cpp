#include "plugins/archive/zip_directory.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace sanad::archive {
namespace {

constexpr std::string_view local_header{"PK\x03\x04", 4}, directory_header{"PK\x01\x02", 4},
    directory_end{"PK\x05\x06", 4}, directory_end_64{"PK\x06\x06", 4}, locator_64{"PK\x06\x07", 4},
    descriptor{"PK\x07\x08", 4};
constexpr std::uint32_t see_zip64 = 0xFFFFFFFF;
constexpr std::uint64_t local_size = 30, directory_size = 46, end_size = 22;
constexpr std::uint16_t name_is_utf8 = 0x800;

// 4.5.3, 4.6, and the fields of Info-ZIP and WinZip
constexpr std::uint16_t zip64_field = 1, ntfs_field = 0x0A, unix_time_field = 0x5455, unicode_path_field = 0x7075,
                        unix_owner_field = 0x7875, aes_field = 0x9901;

struct End {
    std::uint64_t at = 0, directory = 0, size = 0, count = 0;
    std::uint32_t disk = 0, directory_disk = 0;
    std::string_view comment;
};

std::optional<End> find_end(BytesView file) {
    if (file.size() < end_size) return std::nullopt;
    const std::uint64_t furthest = std::min<std::uint64_t>(file.size(), end_size + 0xFFFF);
    for (std::uint64_t at = file.size() - end_size;; --at) {
        if (file.starts(at, directory_end) && file.has(at + end_size, file.u16(at + 20))) {
            End end{at,
                    file.u32(at + 16),
                    file.u32(at + 12),
                    file.u16(at + 10),
                    file.u16(at + 4),
                    file.u16(at + 6),
                    file.part(at + end_size, file.u16(at + 20)).text()};
            if (at >= 20 && file.starts(at - 20, locator_64)) {
                // 4.3.15: where the larger record begins; with bytes before the zip, it is just before the locator.
                std::uint64_t larger = file.u64(at - 12);
                if (!file.starts(larger, directory_end_64) && at >= 76) larger = at - 76;
                if (file.starts(larger, directory_end_64) && file.has(larger, 56)) {
                    end.at = larger;
                    end.disk = file.u32(larger + 16);
                    end.directory_disk = file.u32(larger + 20);
                    end.count = file.u64(larger + 32);
                    end.size = file.u64(larger + 40);
                    end.directory = file.u64(larger + 48);
                }
            }
            return end;
        }
        if (at == 0 || at <= file.size() - furthest) return std::nullopt;
    }
}

/// The content of one extra field (4.5); empty when it is not there.
BytesView field(std::string_view extra, std::uint16_t wanted) {
    const BytesView all{{reinterpret_cast<const std::uint8_t*>(extra.data()), extra.size()}};
    for (std::uint64_t at = 0; all.has(at, 4);) {
        const std::uint16_t size = all.u16(at + 2);
        if (!all.has(at + 4, size)) break;
        if (all.u16(at) == wanted) return all.part(at + 4, size);
        at += 4 + size;
    }
    return BytesView{{}};
}

/// 4.5.3: only those numbers are there that did not fit, in this order.
void widen(ZipEntry& entry, std::string_view extra, bool offset_too, bool disk_too) {
    const BytesView wide = field(extra, zip64_field);
    std::uint64_t at = 0;
    const auto take = [&](std::uint64_t& value) {
        if (value != see_zip64 || !wide.has(at, 8)) return;
        value = wide.u64(at);
        at += 8;
    };
    take(entry.size);
    take(entry.packed);
    if (offset_too) take(entry.offset);
    if (disk_too && wide.has(at, 4)) entry.disk = wide.u32(at);
}

void take_local(ZipEntry& entry, BytesView file) {
    if (!file.starts(entry.offset, local_header) || !file.has(entry.offset, local_size)) return;
    const std::uint64_t name_size = file.u16(entry.offset + 26), extra_size = file.u16(entry.offset + 28);
    if (!file.has(entry.offset + local_size, name_size + extra_size)) return;
    entry.local_name = file.part(entry.offset + local_size, name_size).text();
    entry.local_extra = file.part(entry.offset + local_size + name_size, extra_size).text();
    entry.content = entry.offset + local_size + name_size + extra_size;
}

std::optional<ZipEntry> directory_entry(BytesView file, std::uint64_t& at) {
    if (!file.starts(at, directory_header) || !file.has(at, directory_size)) return std::nullopt;
    const std::uint64_t name_size = file.u16(at + 28), extra_size = file.u16(at + 30), comment_size = file.u16(at + 32);
    if (!file.has(at + directory_size, name_size + extra_size + comment_size)) return std::nullopt;
    ZipEntry entry;
    entry.made_by = file.u16(at + 4);
    entry.flags = file.u16(at + 8);
    entry.method = file.u16(at + 10);
    entry.time = file.u16(at + 12);
    entry.date = file.u16(at + 14);
    entry.crc = file.u32(at + 16);
    entry.packed = file.u32(at + 20);
    entry.size = file.u32(at + 24);
    entry.disk = file.u16(at + 34);
    entry.external = file.u32(at + 38);
    entry.offset = file.u32(at + 42);
    at += directory_size;
    entry.name = file.part(at, name_size).text();
    entry.extra = file.part(at + name_size, extra_size).text();
    entry.comment = file.part(at + name_size + extra_size, comment_size).text();
    at += name_size + extra_size + comment_size;
    widen(entry, entry.extra, true, entry.disk == 0xFFFF);
    return entry;
}

/// The sizes of a member that were written behind its content (4.3.9): they are believed when they lead to themselves.
void find_descriptor(ZipEntry& entry, BytesView file) {
    const std::string_view rest = file.part(*entry.content, file.size()).text();
    for (std::size_t at = rest.find(descriptor); at != std::string_view::npos; at = rest.find(descriptor, at + 1)) {
        const std::uint64_t place = *entry.content + at;
        const bool wide = file.has(place, 24) && file.u64(place + 8) == at;
        if (!wide && (!file.has(place, 16) || file.u32(place + 8) != at)) continue;
        entry.crc = file.u32(place + 4);
        entry.packed = at;
        entry.size = wide ? file.u64(place + 16) : file.u32(place + 12);
        entry.sizes_known = true;
        return;
    }
}

void collect_local(ZipDirectory& zip, BytesView file) {
    std::uint64_t at = file.starts(0, descriptor) || file.starts(0, "PK00") ? 4 : 0;  // 8.5.3: of a split zip
    while (auto entry = local_entry(file, at)) {
        if (!entry->sizes_known) find_descriptor(*entry, file);
        const std::uint64_t content = *entry->content, packed = entry->packed;
        const bool known = entry->sizes_known, followed = (entry->flags & sizes_follow) != 0;
        zip.entries.push_back(*entry);
        if (known && !file.has(content, packed)) return;
        if (known && !followed) {
            at = content + packed;
        } else {
            const std::size_t next = file.text().find(local_header, static_cast<std::size_t>(content + packed));
            if (next == std::string_view::npos) return;
            at = next;
        }
    }
}

/// A header that somebody wrote, not bytes that happen to look like one.
bool is_credible(const ZipEntry& entry, BytesView file) {
    constexpr std::uint16_t newest_version = 63, flags_in_use = 0x080F;
    const bool printable =
        std::all_of(entry.name.begin(), entry.name.end(), [](char c) { return static_cast<unsigned char>(c) >= ' '; });
    return (file.u16(entry.offset + 4) & 0xFF) <= newest_version && (entry.flags & ~flags_in_use) == 0 &&
           !entry.name.empty() && printable && (entry.method == 99 || !method_name(entry.method).empty()) &&
           !dos_time(entry.date, entry.time).empty();
}

/// Members that the directory does not list: a program that removes or replaces one may leave it where it was.
void add_unlisted(ZipDirectory& zip, BytesView file, std::uint64_t directory) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
    for (const ZipEntry& entry : zip.entries) {
        if (entry.content) taken.emplace_back(entry.offset, *entry.content + entry.packed);
    }
    taken.emplace_back(directory, file.size());
    std::sort(taken.begin(), taken.end());
    std::uint64_t at = 0;
    for (const auto& [begins, ends] : taken) {
        while (at < begins) {
            const std::size_t found = file.part(at, begins - at).text().find(local_header);
            if (found == std::string_view::npos) break;
            at += found;
            auto entry = local_entry(file, at);
            at += local_header.size();
            if (!entry || !is_credible(*entry, file)) continue;
            if (!entry->sizes_known) find_descriptor(*entry, file);
            if (!entry->sizes_known || *entry->content > begins || entry->packed > begins - *entry->content) continue;
            entry->listed = false;
            at = *entry->content + entry->packed;
            zip.entries.push_back(*entry);
        }
        at = std::max(at, ends);
    }
}

std::uint32_t crc32_of(std::string_view bytes) {
    std::uint32_t crc = ~std::uint32_t{0};
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

void take_times(Member& member, std::string_view extra) {
    // Info-ZIP's: which times are there stands in front; a central directory has the first only.
    const BytesView unix_times = field(extra, unix_time_field);
    std::uint64_t at = 1;
    std::optional<sdk::Time>* const times[] = {&member.modified, &member.accessed, &member.created};
    for (unsigned i = 0; i < 3; ++i) {
        if ((unix_times.u8(0) >> i & 1) == 0 || !unix_times.has(at, 4)) continue;
        if (!*times[i]) *times[i] = unix_time(static_cast<std::int32_t>(unix_times.u32(at)));
        at += 4;
    }
    const BytesView ntfs = field(extra, ntfs_field);  // 4.5.5
    if (ntfs.has(4, 28) && ntfs.u16(4) == 1 && ntfs.u16(6) >= 24) {
        for (unsigned i = 0; i < 3; ++i) {
            if (const auto time = sdk::time_of_filetime(ntfs.u64(8 + 8 * i))) *times[i] = time;
        }
    }
    const BytesView owner = field(extra, unix_owner_field);
    if (owner.u8(0) == 1 && !member.user_id) {
        const unsigned user = owner.u8(1);
        const unsigned group = owner.u8(2 + user);
        if (user <= 4 && group <= 4 && owner.has(2, user + 1 + group)) {
            member.user_id = static_cast<std::int64_t>(owner.number(2, user));
            member.group_id = static_cast<std::int64_t>(owner.number(3 + user, group));
        }
    }
}

}  // namespace

std::optional<ZipEntry> local_entry(BytesView file, std::uint64_t at) {
    ZipEntry entry;
    entry.offset = at;
    take_local(entry, file);
    if (!entry.content) return std::nullopt;
    entry.flags = file.u16(at + 6);
    entry.method = file.u16(at + 8);
    entry.time = file.u16(at + 10);
    entry.date = file.u16(at + 12);
    entry.crc = file.u32(at + 14);
    entry.packed = file.u32(at + 18);
    entry.size = file.u32(at + 22);
    entry.name = entry.local_name;
    entry.extra = entry.local_extra;
    widen(entry, entry.local_extra, false, false);
    entry.sizes_known = (entry.flags & sizes_follow) == 0 || entry.packed != 0;
    return entry;
}

ZipDirectory zip_directory(BytesView file) {
    ZipDirectory zip;
    if (const auto end = find_end(file)) {
        zip.is_zip = true;
        zip.disk = end->disk;
        zip.comment = end->comment;
        // What stands before the zip (a program that unpacks it) is not counted by its offsets.
        const std::uint64_t begins = end->size <= end->at ? end->at - end->size : 0;
        const std::uint64_t moved =
            file.starts(begins, directory_header) && begins > end->directory ? begins - end->directory : 0;
        std::uint64_t at = end->directory + moved;
        if (!file.starts(at, directory_header) && file.starts(begins, directory_header)) at = begins;
        const std::uint64_t begins_at = at;
        while (auto entry = directory_entry(file, at)) {
            if (entry->disk == zip.disk) {
                entry->offset += moved;
                take_local(*entry, file);
            }
            zip.entries.push_back(*entry);
        }
        const std::uint64_t listed = zip.entries.size();
        zip.from_directory = listed != 0 || end->count == 0;
        if (zip.from_directory) add_unlisted(zip, file, std::min(begins_at, file.size()));
        if (listed != end->count && zip.from_directory) {
            zip.damage.push_back("the directory ends after " + std::to_string(listed) + " of " +
                                 std::to_string(end->count) + " members");
        }
    }
    if (!zip.from_directory) {
        collect_local(zip, file);
        zip.is_zip = zip.is_zip || !zip.entries.empty();
        if (zip.is_zip) zip.damage.emplace_back("it has no directory; members are those whose own headers were found");
    }
    return zip;
}

Member member_of(const ZipEntry& entry, NameEncoding encoding) {
    Member member;
    set_path(member, entry.name, (entry.flags & name_is_utf8) != 0 ? NameEncoding::utf8 : encoding);
    if (const BytesView unicode = field(entry.extra, unicode_path_field);  // 4.6.9
        unicode.size() > 5 && unicode.u8(0) == 1 && unicode.u32(1) == crc32_of(entry.name)) {
        member.path = sdk::utf8(unicode.part(5, unicode.size()).text());
        member.encoding = "Unicode path of the archive";
    }
    member.size = entry.size;
    member.packed_size = entry.packed;
    if (!entry.sizes_known) member.size = member.packed_size = std::nullopt;
    member.modified_local = dos_time(entry.date, entry.time);
    take_times(member, entry.extra);
    take_times(member, entry.local_extra);
    constexpr unsigned unix_system = 3, macos_system = 19;
    const unsigned system = entry.made_by >> 8;
    const std::uint32_t mode = entry.external >> 16;
    if ((system == unix_system || system == macos_system) && mode != 0) member.mode = mode;
    constexpr std::uint32_t type_mask = 0170000, folder_type = 0040000, link_type = 0120000, file_type = 0100000;
    const std::uint32_t type = member.mode.value_or(0) & type_mask;
    constexpr std::uint32_t dos_folder = 0x10;
    if (entry.name.ends_with('/') || type == folder_type ||
        (type == 0 && (entry.external & dos_folder) != 0 && entry.size == 0)) {
        member.kind = "folder";
    } else if (type == link_type) {
        member.kind = "link";
    } else if (type != 0 && type != file_type) {
        member.kind = "other";
    }
    member.comment = read_as(is_utf8(entry.comment) ? NameEncoding::utf8 : NameEncoding::cp437, entry.comment);
    std::uint16_t method = entry.method;
    if (const BytesView aes = field(entry.extra, aes_field); method == 99 && aes.has(0, 7)) method = aes.u16(5);
    member.method = method_name(method);
    if (member.method.empty()) member.method = "method " + std::to_string(method);
    if (entry.sizes_known && member.kind != "folder") {
        std::array<char, 16> hex{};
        std::snprintf(hex.data(), hex.size(), "%08x", entry.crc);
        member.crc32 = hex.data();
    }
    member.encrypted = entry.encrypted();
    member.unlisted = !entry.listed;
    return member;
}

std::string_view method_name(std::uint16_t method) {
    switch (method) {  // 4.4.5
        case 0:
            return "stored";
        case 1:
            return "shrunk";
        case 6:
            return "imploded";
        case 8:
            return "deflate";
        case 9:
            return "deflate64";
        case 12:
            return "bzip2";
        case 14:
            return "lzma";
        case 93:
            return "zstd";
        case 95:
            return "xz";
        case 98:
            return "ppmd";
        default:
            return {};
    }
}

}  // namespace sanad::archive
