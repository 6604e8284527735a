#include "tests/source/tsk_oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/source/media.hpp"

namespace fs = std::filesystem;

namespace sanad::tests {
namespace {

/// One line of a body file, its path without decoration.
struct BodyLine {
    std::string path;
    std::string inode;
    std::string mode;
    std::string uid, gid;
    std::int64_t size = 0;
    std::int64_t accessed = 0, modified = 0, changed = 0, created = 0;
    bool deleted = false;
    bool reallocated = false;
};

std::vector<std::string> split(const std::string& line, char by) {
    std::vector<std::string> parts;
    std::stringstream stream{line};
    for (std::string part; std::getline(stream, part, by);) parts.push_back(part);
    return parts;
}

bool cut_end(std::string& text, std::string_view end) {
    if (text.size() < end.size() || text.compare(text.size() - end.size(), end.size(), end) != 0) return false;
    text.resize(text.size() - end.size());
    return true;
}

/// The fields stand at fixed places from the end; the name may hold the separator.
std::optional<BodyLine> body_line(const std::string& line) {
    auto parts = split(line, '|');
    if (parts.size() < 11) return std::nullopt;
    const std::size_t at = parts.size() - 9;
    BodyLine read;
    for (std::size_t i = 1; i < at; ++i) read.path += (i > 1 ? "|" : "") + parts[i];
    read.inode = parts[at];
    read.mode = parts[at + 1];
    read.uid = parts[at + 2];
    read.gid = parts[at + 3];
    read.size = std::stoll(parts[at + 4]);
    read.accessed = std::stoll(parts[at + 5]);
    read.modified = std::stoll(parts[at + 6]);
    read.changed = std::stoll(parts[at + 7]);
    read.created = std::stoll(parts[at + 8]);
    read.reallocated = cut_end(read.path, " (deleted-realloc)");
    read.deleted = cut_end(read.path, " (deleted)") || read.reallocated;
    if (read.mode.size() > 2 && read.mode[2] == 'l') {
        if (const auto arrow = read.path.find(" -> "); arrow != std::string::npos) read.path.resize(arrow);
    }
    return read;
}

/// fls shows control characters as '^'.
std::string as_fls_shows(std::string path) {
    for (char& c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) c = '^';
    }
    return path;
}

std::string inode_of(const FileRecord& record, bool ntfs) {
    if (ntfs && record.content)
        return fmt::format("{}-{}-{}", record.metadata_address, record.content->attribute_type,
                           record.content->attribute_id);
    return std::to_string(record.metadata_address);
}

std::int64_t seconds(const std::optional<Timestamp>& time) {
    if (!time) return 0;
    const std::int64_t ns = time->ns;
    return ns >= 0 ? ns / 1'000'000'000 : -((-ns + 999'999'999) / 1'000'000'000);
}

bool fat(const std::string& type) {
    return type.find("FAT") != std::string::npos;
}

void compare_line(const BodyLine& theirs, const Listed& ours, const std::string& type, Comparison& result) {
    const FileRecord& record = ours.record;
    const auto differ = [&](std::string_view field, const auto& their_value, const auto& our_value) {
        if (their_value != our_value)
            result.differences.push_back(
                fmt::format("{}|{}|{}: fls {}, ours {}", theirs.path, theirs.inode, field, their_value, our_value));
    };
    const bool dead = record.state != NameState::allocated;
    if (type == "NTFS" && !theirs.deleted && dead) {
        ++result.stale;
    } else {
        differ("deleted", theirs.deleted, dead);
        if (theirs.deleted && dead) differ("reallocated", theirs.reallocated, record.metadata_allocated);
    }
    if (record.content) differ("size", theirs.size, static_cast<std::int64_t>(record.content->size));
    // fls leaves out the offset from UTC that each exFAT entry records, in quarters of an hour (file_system_test has
    // entries with theirs): but for it the times are the same.
    const bool zoned = type == "exFAT" && !record.local_times;
    const auto differ_by_time = [&](std::string_view field, std::int64_t their_time, const auto& our_time) {
        const std::int64_t offset = their_time - seconds(our_time);
        if (!zoned || offset % (15 * 60) != 0 || std::abs(offset) > 16 * 60 * 60)
            differ(field, their_time, seconds(our_time));
    };
    differ_by_time("modified", theirs.modified, record.times.modified_at);
    differ_by_time("accessed", theirs.accessed, record.times.accessed_at);
    differ_by_time("changed", theirs.changed, record.times.metadata_changed_at);
    differ_by_time("created", theirs.created, record.times.created_at);
    if (type != "NTFS" && !fat(type) && record.uid) {
        differ("uid", theirs.uid, std::to_string(*record.uid));
        differ("gid", theirs.gid, std::to_string(*record.gid));
        std::string bits;
        for (int i = 8; i >= 0; --i) bits.push_back((record.mode >> i & 1) != 0 ? "xwr"[i % 3] : '-');
        std::string their_bits = theirs.mode.substr(theirs.mode.size() - 9);
        for (char& c : their_bits) c = c == 's' || c == 't' ? 'x' : c == 'S' || c == 'T' ? '-' : c;
        differ("mode", their_bits, bits);
    }
}

}  // namespace

void compare_names(const fs::path& body, const Listing& listing, Comparison& result) {
    const std::string& type = listing.facts.type;
    const bool ntfs = type == "NTFS";
    std::multimap<std::string, const Listed*> ours;
    for (const Listed& listed : listing.files) {
        const FileRecord& record = listed.record;
        // fls lists neither forks nor extended attributes of HFS+ and APFS as names.
        if (!ntfs && record.name_is_stream) continue;
        ours.emplace(as_fls_shows(record.path) + "|" + inode_of(record, ntfs), &listed);
    }
    std::ifstream file{body};
    for (std::string line; std::getline(file, line);) {
        const auto theirs = body_line(line);
        if (!theirs) {
            if (!line.empty()) result.differences.push_back("unreadable oracle line: " + line);
            continue;
        }
        std::string path = theirs->path;
        if (cut_end(path, " ($FILE_NAME)")) continue;
        ++result.names;
        auto found = ours.find(path + "|" + theirs->inode);
        if (found == ours.end() && ntfs) {
            // Directories, and files whose only line is of an attribute we do not list, go by their entry number.
            found = ours.find(path + "|" + split(theirs->inode, '-').front());
        }
        if (found == ours.end()) {
            result.differences.push_back(fmt::format("{}|{}|missing: fls lists it, we do not", path, theirs->inode));
            continue;
        }
        compare_line(*theirs, *found->second, type, result);
        ours.erase(found);
    }
    for (const auto& [key, listed] : ours) {
        // NTFS: fls lists no line for a name whose entry has only named streams; we keep the name.
        if (ntfs && !listed->record.content) continue;
        result.differences.push_back(fmt::format("{}|added: we list it, fls does not", key));
    }
}

namespace {

/// What walk() promises of every content.
void check_extents(const ByteSource& image, const Listing& listing, Comparison& result) {
    for (const Listed& listed : listing.files) {
        if (!listed.record.content || listed.record.content->access != ContentAccess::extents) continue;
        const Content& content = *listed.record.content;
        std::uint64_t covered = 0;
        bool sound = true;
        for (const Extent& extent : content.extents) {
            sound = sound && extent.file_offset == covered && extent.length != 0;
            if (extent.kind != ExtentKind::sparse)
                sound =
                    sound && extent.image_offset <= image.size() && extent.length <= image.size() - extent.image_offset;
            covered += extent.length;
        }
        if (!sound || (!content.extents.empty() && covered != content.size))
            result.differences.push_back(
                fmt::format("{}|extents: {} of {} bytes", listed.record.path, covered, content.size));
    }
}

std::vector<std::string> csv_fields(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back().push_back('"'), ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back().push_back(c);
        }
    }
    return fields;
}

void compare_contents(ByteSource& image, const fs::path& csv, std::uint64_t sector, const Listing& listing,
                      Comparison& result) {
    const bool ntfs = listing.facts.type == "NTFS";
    std::multimap<std::string, const Listed*> ours;
    for (const Listed& listed : listing.files)
        ours.emplace(as_fls_shows(listed.record.path) + "|" + inode_of(listed.record, ntfs), &listed);
    std::ifstream file{csv};
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto row = csv_fields(line);
        if (row.size() < 8 || std::stoull(row[0]) != sector) continue;
        const std::string key = row[3] + "|" + row[1];
        const auto found = ours.find(key);
        if (found == ours.end()) {
            result.differences.push_back(fmt::format("{}|content missing: icat reads it, we do not list it", key));
            continue;
        }
        ++result.contents;
        const Listed listed = *found->second;
        ours.erase(found);
        if (!listed.record.content) {
            if (row[5] != "0")
                result.differences.push_back(fmt::format("{}|no content: icat reads {} bytes", key, row[5]));
            continue;
        }
        const std::string digest = content_sha256(image, listing.facts, listed);
        if (digest != row[6])
            result.differences.push_back(fmt::format("{}|sha256: icat {} ({} bytes), ours {} ({} bytes)", key, row[6],
                                                     row[5], digest, listed.record.content->size));
    }
}

}  // namespace

Result<Listing> list_files(ByteSource& image, const FileSystemFacts& facts, const WalkLimits& limits) {
    auto opened = TRY(open_file_system(image, facts, 512));
    Listing listing{facts, {}, {}};
    listing.report = TRY(opened->walk(limits, [&](FileRecord&& record, Bytes resident) {
        listing.files.push_back({std::move(record), {resident.begin(), resident.end()}});
        return true;
    }));
    return listing;
}

std::string content_sha256(ByteSource& image, const FileSystemFacts& facts, const Listed& listed) {
    const Content& content = *listed.record.content;
    if (content.access == ContentAccess::resident) return sha256_hex(Bytes{listed.resident});
    std::string decoded;
    // A stream that is one hole has no run that the file system could read.
    const bool hole = content.extents.size() == 1 && content.extents.front().kind == ExtentKind::sparse;
    const bool bytes_there = content.recovery != Recovery::none || content.size == 0;
    if (content.access == ContentAccess::file_system || (bytes_there && content.size > 0 && !hole)) {
        auto opened = open_file_system(image, facts, 512);
        if (!opened) return opened.error().what;
        auto source = (*opened)->open_content(content, listed.record.state);
        if (!source) return source.error().what;
        decoded = sha256_hex(**source);
        if (content.access == ContentAccess::file_system) return decoded;
    }
    std::vector<Byte> bytes;
    std::vector<DamagedRange> damage;
    for (const Extent& extent : content.extents) {
        const std::size_t before = bytes.size();
        if (extent.file_offset != before) return fmt::format("extents leave byte {} out", before);
        bytes.resize(before + static_cast<std::size_t>(extent.length));
        if (extent.kind == ExtentKind::stored &&
            !image.read(extent.image_offset, MutableBytes{bytes}.subspan(before), damage))
            return "extent unreadable";
    }
    const std::string joined = sha256_hex(Bytes{bytes});
    if (!decoded.empty() && decoded != joined)
        return fmt::format("extents give {}, the file system {}", joined, decoded);
    return joined;
}

Comparison compare_with_oracle(ByteSource& image, const fs::path& oracle) {
    Comparison result;
    std::set<fs::path> bodies;
    for (const auto& each : fs::directory_iterator{oracle}) {
        if (each.path().extension() == ".body") bodies.insert(each.path());
    }
    const auto volumes = list_volumes(image, 512);
    if (!volumes) {
        result.differences.push_back(volumes.error().what);
        return result;
    }
    for (const Volume& volume : volumes->volumes) {
        if (volume.kind != VolumeKind::partition && volume.kind != VolumeKind::whole) continue;
        for (const FileSystemFacts& facts : recognise_file_systems(image, volume, 512)) {
            const std::uint64_t sector = facts.offset / 512;
            const std::string suffix = facts.pool_block != 0 ? fmt::format("_B{}", facts.pool_block) : "";
            const fs::path body = oracle / fmt::format("bodyfile_{}{}.body", sector, suffix);
            const bool expected = bodies.erase(body) != 0;
            if (!facts.readable) {
                if (expected)
                    result.differences.push_back(
                        fmt::format("sector {}: {} ({}), but fls lists it", sector, facts.type, facts.reason));
                continue;
            }
            if (!expected) {
                result.differences.push_back(fmt::format("sector {}: {}, but fls lists none", sector, facts.type));
                continue;
            }
            const auto listing = list_files(image, facts);
            if (!listing) {
                result.differences.push_back(listing.error().what);
                continue;
            }
            ++result.file_systems;
            compare_names(body, *listing, result);
            check_extents(image, *listing, result);
            compare_contents(image, oracle / "files.csv", sector, *listing, result);
        }
    }
    for (const fs::path& body : bodies)
        result.differences.push_back(
            fmt::format("{}: fls lists it, we found no file system there", body.filename().string()));
    return result;
}

}  // namespace sanad::tests
