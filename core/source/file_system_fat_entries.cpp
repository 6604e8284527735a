#include "core/source/file_system_fat_entries.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "core/source/file_system_utf16.hpp"

namespace sanad {
namespace {

constexpr Byte deleted = 0xe5, stands_for_e5 = 0x05;
constexpr unsigned long_name = 0x0f, label = 0x08, folder = 0x10, unknown_attributes = 0xc0;
constexpr std::size_t units_in_slot = 13;

/// A long name comes in slots before its entry, the last part first.
class LongName {
public:
    void take(Bytes slot) {
        const unsigned ordinal = slot[0] & 0x3fU;
        if (slot[0] & 0x40U) {
            parts_.clear();
            expected_ = ordinal;
            checksum_ = slot[13];
        } else if (expected_ != ordinal || checksum_ != slot[13]) {
            expected_ = 0;
        }
        if (ordinal == 0 || ordinal != expected_ || ordinal > 20) return forget();
        std::string units;
        for (const auto& [begin, length] : {std::pair{1, 10}, {14, 12}, {28, 4}})
            units += text_of(slot.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(length)));
        parts_.insert(0, units);
        --expected_;
    }
    void forget() {
        parts_.clear();
        expected_ = 0;
    }
    /// Empty when none stands complete before this short name.
    std::string of(Bytes short_name) const {
        if (parts_.empty() || expected_ != 0 || checksum_of(short_name) != checksum_) return {};
        return utf8_from_utf16(bytes_of(parts_), false);
    }

private:
    static Byte checksum_of(Bytes short_name) {
        unsigned sum = 0;
        for (const Byte byte : short_name) sum = (((sum & 1U) << 7) + (sum >> 1) + byte) & 0xffU;
        return static_cast<Byte>(sum);
    }

    std::string parts_;  ///< UTF-16LE
    unsigned expected_ = 0;
    Byte checksum_ = 0;
};

/// Of eleven bytes, with the bits by which Windows NT keeps names in lower case without a long name.
std::string dotted(Bytes short_name, unsigned lower_case) {
    std::string name;
    const auto add = [&](Bytes part, bool lower) {
        const std::string_view text = text_of(part);
        for (const char c : text.substr(0, text.find_last_not_of(' ') + 1))
            name.push_back(lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    };
    add(short_name.first(8), (lower_case & 0x08U) != 0);
    if (short_name[0] == stands_for_e5) name[0] = static_cast<char>(deleted);
    if (short_name[8] == ' ' && short_name[9] == ' ' && short_name[10] == ' ') return name;
    name.push_back('.');
    add(short_name.subspan(8), (lower_case & 0x10U) != 0);
    return name;
}

bool may_be_short_name(Bytes short_name) {
    constexpr std::string_view never = "\"*+,./:;<=>?[\\]|";
    return short_name[0] != ' ' && std::ranges::all_of(short_name, [&](Byte byte) {
               return (byte >= 0x20 || byte == stands_for_e5) && never.find(static_cast<char>(byte)) == never.npos;
           });
}

std::optional<Timestamp> time_of(unsigned date, unsigned time) {
    namespace chrono = std::chrono;
    const chrono::year_month_day day{chrono::year{1980 + static_cast<int>(date >> 9)}, chrono::month{date >> 5 & 0xfU},
                                     chrono::day{date & 0x1fU}};
    const unsigned hours = time >> 11, minutes = time >> 5 & 0x3fU, seconds = (time & 0x1fU) * 2;
    if (!day.ok() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
    const auto days = chrono::sys_days{day}.time_since_epoch().count();
    return timestamp_from_unix(days * day_seconds + hours * 3600 + minutes * 60 + seconds, 0);
}

FatEntry entry_of(Bytes slot, std::string given_name) {
    const ByteReader bytes{slot};
    const auto u16 = [&](std::uint64_t at) -> unsigned { return bytes.u16_le(at).value_or(0); };
    const Bytes name = slot.first(11);
    FatEntry entry;
    entry.is_directory = (slot[11] & folder) != 0;
    entry.size = bytes.u32_le(28).value_or(0);
    entry.first_cluster = std::uint64_t{u16(20)} << 16 | u16(26);
    entry.times.created_at = time_of(u16(16), u16(14));
    entry.times.modified_at = time_of(u16(24), u16(22));
    entry.times.accessed_at = time_of(u16(18), 0);
    entry.short_name = dotted(name, slot[12]);
    // No system sets other bits of byte 12 than those of lower case and, of Windows 10, of encryption.
    const bool as_written =
        (slot[12] & 0xe6U) == 0 && (u16(24) == 0 || entry.times.modified_at) && may_be_short_name(name);
    entry.is_sound = !given_name.empty() || as_written;
    entry.name = std::move(given_name);
    if (entry.name.empty()) entry.name.swap(entry.short_name);
    return entry;
}

/// An exFAT time: the date above the time of day.
std::optional<Timestamp> time_of(Bytes entry, std::uint64_t at) {
    const ByteReader bytes{entry};
    return time_of(bytes.u16_le(at + 2).value_or(0), bytes.u16_le(at).value_or(0));
}

}  // namespace

std::vector<FatEntry> fat_entries(Bytes directory) {
    std::vector<FatEntry> entries;
    LongName name;
    for (std::size_t at = 0; at + fat_entry_size <= directory.size() && directory[at] != 0; at += fat_entry_size) {
        const Bytes slot = directory.subspan(at, fat_entry_size);
        const unsigned attributes = slot[11];
        if (slot[0] != deleted && (attributes & 0x3fU) == long_name) {
            name.take(slot);
            continue;
        }
        if (slot[0] != deleted && slot[0] != '.' && (attributes & label) == 0) {
            FatEntry entry = entry_of(slot, name.of(slot.first(11)));
            entry.place = at;
            entry.is_sound = entry.is_sound && (attributes & unknown_attributes) == 0;
            entries.push_back(std::move(entry));
        }
        name.forget();
    }
    return entries;
}

std::vector<FatEntry> exfat_entries(Bytes directory) {
    // The top bit of a type says that the entry is in use.
    constexpr Byte file = 0x85, stream = 0xc0, name_part = 0xc1;
    constexpr std::size_t bytes_in_part = 30;
    std::vector<FatEntry> entries;
    std::size_t length = 0;
    for (std::size_t at = 0; at + fat_entry_size <= directory.size() && directory[at] != 0; at += length) {
        length = fat_entry_size;
        const std::size_t set = (std::size_t{directory[at + 1]} + 1) * fat_entry_size;
        if (directory[at] != file || set < 3 * fat_entry_size || set > directory.size() - at) continue;
        const Bytes head = directory.subspan(at, fat_entry_size), where = directory.subspan(at + fat_entry_size);
        const std::size_t name_bytes = std::size_t{where[3]} * 2;
        const std::size_t parts = (name_bytes + bytes_in_part - 1) / bytes_in_part;
        if (where[0] != stream || parts == 0 || (parts + 2) * fat_entry_size > set) continue;
        std::string units;
        for (std::size_t part = 0; part < parts; ++part) {
            const Bytes slot = where.subspan((part + 1) * fat_entry_size, fat_entry_size);
            if (slot[0] == name_part) units += text_of(slot.subspan(2));
        }
        if (units.size() < name_bytes) continue;
        const ByteReader bytes{where};
        FatEntry entry;
        entry.place = at;
        entry.name = utf8_from_utf16(bytes_of(units).first(name_bytes), false);
        entry.is_directory = (head[4] & folder) != 0;
        entry.first_cluster = bytes.u32_le(20).value_or(0);
        entry.size = bytes.u64_le(24).value_or(0);
        entry.is_contiguous = (where[1] & 0x02U) != 0;
        entry.written = bytes.u64_le(8).value_or(0);
        entry.times = {time_of(head, 8), time_of(head, 12), time_of(head, 16), std::nullopt};
        entry.is_sound = !entry.name.empty();
        entries.push_back(std::move(entry));
        length = set;
    }
    return entries;
}

}  // namespace sanad
