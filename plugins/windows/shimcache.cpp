#include "plugins/windows/shimcache.hpp"

#include <algorithm>

namespace windows::shimcache {
namespace {

using sanad::sdk::time_of_filetime;
using sanad::sdk::utf8_of_utf16le;

std::optional<sanad::sdk::Time> time_at(Bytes bytes, std::size_t at) {
    const auto filetime = u64(bytes, at);
    return filetime ? time_of_filetime(*filetime) : std::nullopt;
}

// ---- Windows XP: entries of one length ------------------------------------------------------------------------------

Cache read_xp(Bytes bytes) {
    constexpr std::size_t header = 400, entry_size = 552, path_size = 528;
    Cache cache;
    cache.in_order = false;  // another table has the order
    const std::uint32_t count = u32(bytes, 4).value_or(0);
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes entry = part(bytes, header + i * entry_size, entry_size);
        if (entry.size() < entry_size) {
            cache.damage = "it ends in entry " + std::to_string(i) + " of " + std::to_string(count);
            break;
        }
        Entry seen;
        seen.path = utf16_text(part(entry, 0, path_size));
        seen.modified_at = time_at(entry, path_size);
        if (const auto size = *u64(entry, path_size + 8); size <= INT64_MAX)
            seen.size = static_cast<std::int64_t>(size);
        seen.updated_at = time_at(entry, path_size + 16);
        if (!seen.path.empty()) cache.entries.push_back(std::move(seen));  // the count is of places, used or not
    }
    return cache;
}

// ---- Windows 2003 to 7: entries that point to their paths -----------------------------------------------------------

struct Pointed {
    std::size_t length, most, offset;
    std::size_t after;  ///< where in the entry the rest begins
};

/// With pointers of 64 bits, a gap of zeros stands before the offset.
Pointed pointed(Bytes entry, bool wide) {
    return {*u16(entry, 0), *u16(entry, 2), wide ? static_cast<std::size_t>(*u64(entry, 8)) : *u32(entry, 4),
            wide ? std::size_t{16} : std::size_t{8}};
}

bool fits(Bytes bytes, Bytes entry, bool wide, std::size_t entry_size) {
    if (entry.size() < entry_size) return false;
    if (wide && *u32(entry, 4) != 0) return false;
    const Pointed path = pointed(entry, wide);
    return path.most >= path.length && path.offset <= bytes.size() && path.length <= bytes.size() - path.offset;
}

Cache read_pointed(Bytes bytes, std::size_t header, std::size_t narrow_size, std::size_t wide_size, bool is_windows_7) {
    Cache cache;
    const std::uint32_t count = u32(bytes, 4).value_or(0);
    if (count == 0) return cache;
    const bool wide = fits(bytes, part(bytes, header, wide_size), true, wide_size);
    const std::size_t entry_size = wide ? wide_size : narrow_size;

    // Vista writes flags where 2003 has the size of the file; no flag is above 3, and hardly a program below 4 bytes.
    bool flags = true;
    for (std::size_t i = 0; i < count && !is_windows_7; ++i) {
        const Bytes entry = part(bytes, header + i * entry_size, entry_size);
        if (entry.size() < entry_size) break;
        const std::size_t rest = pointed(entry, wide).after + 8;
        flags = flags && u32(entry, rest).value_or(0) <= 3 && u32(entry, rest + 4).value_or(0) == 0;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes entry = part(bytes, header + i * entry_size, entry_size);
        if (!fits(bytes, entry, wide, entry_size)) {
            cache.damage = "entry " + std::to_string(i) + " of " + std::to_string(count) + " points to nothing";
            break;
        }
        const Pointed path = pointed(entry, wide);
        Entry seen;
        seen.path = utf8_of_utf16le(part(bytes, path.offset, path.length));
        seen.modified_at = time_at(entry, path.after);
        if (flags) {
            seen.executed = (*u32(entry, path.after + 8) & 2) != 0;
        } else {
            seen.size = static_cast<std::int64_t>(*u64(entry, path.after + 8) & INT64_MAX);
        }
        cache.entries.push_back(std::move(seen));
    }
    return cache;
}

// ---- Windows 8 and later: entries one behind the other, each with a mark --------------------------------------------

/// Reads on, and notices when there is too little.
class Reader {
public:
    explicit Reader(Bytes bytes) : rest_{bytes} {}
    bool good() const { return good_; }
    bool at_end() const { return good_ && rest_.empty(); }
    Bytes take(std::size_t length) {
        good_ = good_ && length <= rest_.size();
        if (!good_) return {};
        const Bytes taken = rest_.first(length);
        rest_ = rest_.subspan(length);
        return taken;
    }
    std::uint16_t take16() { return u16(take(2), 0).value_or(0); }
    std::uint32_t take32() { return u32(take(4), 0).value_or(0); }

private:
    Bytes rest_;
    bool good_ = true;
};

/// Windows 8 and 8.1 have flags and (8.1, and 8 with updates) a package; Windows 10 has neither.
std::optional<Entry> marked_entry(Bytes content, bool has_package, bool has_flags) {
    Reader reader{content};
    Entry seen;
    seen.path = utf8_of_utf16le(reader.take(reader.take16()));
    if (has_package) seen.package = utf8_of_utf16le(reader.take(reader.take16()));
    if (has_flags) {
        seen.executed = (reader.take32() & 2) != 0;
        reader.take32();
    }
    seen.modified_at = time_at(reader.take(8), 0);
    reader.take(reader.take32());
    return reader.at_end() ? std::optional{std::move(seen)} : std::nullopt;
}

Cache read_marked(Bytes bytes, std::size_t header, bool is_windows_8) {
    Cache cache;
    for (Bytes rest = part(bytes, header); !rest.empty();) {
        const std::string_view mark = chars(part(rest, 0, 4));
        const auto size = u32(rest, 8);
        if (std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; })) break;  // room for more
        if ((mark != "10ts" && mark != "00ts") || !size || *size > rest.size() - 12) {
            cache.damage = "no entry at " + std::to_string(bytes.size() - rest.size());
            break;
        }
        const Bytes content = part(rest, 12, *size);
        auto entry = marked_entry(content, is_windows_8, is_windows_8);
        if (!entry && is_windows_8) entry = marked_entry(content, false, true);
        if (entry) {
            cache.entries.push_back(std::move(*entry));
        } else {
            cache.damage = "the entry at " + std::to_string(bytes.size() - rest.size()) + " does not fit its length";
        }
        rest = part(rest, 12 + *size);
    }
    return cache;
}

}  // namespace

Cache read(Bytes bytes) {
    const auto mark_at = [&](std::size_t offset) { return chars(part(bytes, offset, 4)); };
    const auto is_mark = [](std::string_view mark) { return mark == "10ts" || mark == "00ts"; };
    const std::uint32_t first = u32(bytes, 0).value_or(0);
    switch (first) {
        case 0xDEADBEEF:
            return read_xp(bytes);
        case 0xBADC0FFE:
            return read_pointed(bytes, 8, 24, 32, false);  // 2003, Vista, 2008
        case 0xBADC0FEE:
            return read_pointed(bytes, 128, 32, 48, true);  // 7, 2008 R2
        case 0x80:
            return read_marked(bytes, 0x80, true);  // 8, 8.1, 2012
        case 0x30:
        case 0x34:
            return read_marked(bytes, first, false);  // 10, 11
        default:
            break;
    }
    Cache unknown;
    // A later Windows may move the first entry; the first number has said where it is since Windows 10.
    if (first >= 0x30 && first < 0x1000 && is_mark(mark_at(first))) return read_marked(bytes, first, false);
    unknown.damage = "its layout is not known (" + hex(first, 8) + ")";
    return unknown;
}

void describe(sanad::sdk::Artifact& seen, const Entry& entry, std::optional<std::size_t> position) {
    if (!entry.path.empty()) seen.text("path", entry.path);
    if (!entry.package.empty()) seen.text("package", entry.package);
    seen.time("modified_at", entry.modified_at).time("updated_at", entry.updated_at);
    if (entry.size) seen.integer("size", *entry.size);
    if (entry.executed) seen.integer("executed", *entry.executed ? 1 : 0);
    if (position) seen.integer("position", static_cast<std::int64_t>(*position));
}

}  // namespace windows::shimcache
