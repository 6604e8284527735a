// windows.usn_journal: the change journal of NTFS and ReFS ($UsnJrnl:$J): which file was made, written, renamed,
// deleted, and when. The stream is sparse: it begins with gigabytes of zeros where old records were given up.
#include <cstring>

#include "plugins/winfiles/little_endian.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::winfiles;

constexpr std::pair<std::uint32_t, std::string_view> reasons[] = {{0x00000001, "data overwritten"},
                                                                  {0x00000002, "data extended"},
                                                                  {0x00000004, "data truncated"},
                                                                  {0x00000010, "named data overwritten"},
                                                                  {0x00000020, "named data extended"},
                                                                  {0x00000040, "named data truncated"},
                                                                  {0x00000100, "created"},
                                                                  {0x00000200, "deleted"},
                                                                  {0x00000400, "extended attributes changed"},
                                                                  {0x00000800, "security changed"},
                                                                  {0x00001000, "renamed, old name"},
                                                                  {0x00002000, "renamed, new name"},
                                                                  {0x00004000, "indexing changed"},
                                                                  {0x00008000, "attributes or times changed"},
                                                                  {0x00010000, "hard link changed"},
                                                                  {0x00020000, "compression changed"},
                                                                  {0x00040000, "encryption changed"},
                                                                  {0x00080000, "object identifier changed"},
                                                                  {0x00100000, "reparse point changed"},
                                                                  {0x00200000, "named stream changed"},
                                                                  {0x00400000, "transaction changed"},
                                                                  {0x00800000, "integrity changed"},
                                                                  {0x80000000, "closed"}};

/// Where the fields of a version lie.
struct Layout {
    std::uint64_t fixed, parent, usn, time, reason, source, security, attributes, name_length;
};
constexpr Layout second{60, 16, 24, 32, 40, 44, 48, 52, 56};
constexpr Layout third{76, 24, 40, 48, 56, 60, 64, 68, 72};
constexpr std::uint64_t fourth_fixed = 64;

/// NTFS has 64 bits, ReFS 128.
std::string reference_text(Bytes record, std::uint64_t at, std::uint16_t major) {
    if (major == 2 || u64(record, at + 8) == 0) return file_reference(u64(record, at));
    return hexadecimal(u64(record, at + 8), 16) + hexadecimal(u64(record, at), 16);
}

void add_reasons(Artifact& changed, std::uint32_t bits) {
    for (const auto& [bit, text] : reasons) {
        if ((bits & bit) == 0) continue;
        changed.text("reasons", text);
        bits &= ~bit;
    }
    if (bits != 0) changed.text("reasons", "0x" + hexadecimal(bits, 8));
}

/// False: what stands here is no record.
bool tell(Bytes record, std::uint64_t offset, const Sink& sink) {
    const std::uint16_t major = u16(record, 4);
    Artifact changed{"file.changed", {offset, record.size()}};
    if (major == 4) {
        const std::uint64_t extents = u16(record, 60);
        const std::uint64_t extent_bytes = u16(record, 62);
        if (record.size() < fourth_fixed || extent_bytes < 16 || u32(record, 48) == 0 || u64(record, 40) % 8 != 0 ||
            u64(record, 40) > INT64_MAX || !covers(record, 64, extents * extent_bytes))
            return false;
        changed.text("file_reference", reference_text(record, 8, major))
            .text("parent_reference", reference_text(record, 24, major))
            .integer("usn", static_cast<std::int64_t>(u64(record, 40)))
            .integer("source_info", u32(record, 52));
        add_reasons(changed, u32(record, 48));
        for (std::uint64_t i = 0; i < extents; ++i) {
            const std::uint64_t at = fourth_fixed + i * extent_bytes;
            changed.text("extents", std::to_string(u64(record, at)) + '+' + std::to_string(u64(record, at + 8)));
        }
        sink.emit(changed);
        return true;
    }
    const Layout& layout = major == 2 ? second : third;
    const std::uint64_t name_bytes = u16(record, layout.name_length);
    const std::uint64_t name_at = u16(record, layout.name_length + 2);
    const auto at = time_of_filetime(u64(record, layout.time));
    // What every record of Windows' own holds to, and chance hardly does.
    const bool sound = record.size() >= layout.fixed && name_at == layout.fixed && name_bytes > 0 &&
                       name_bytes % 2 == 0 && covers(record, name_at, name_bytes) && u64(record, layout.usn) % 8 == 0 &&
                       u64(record, layout.usn) <= INT64_MAX && u32(record, layout.reason) != 0 && at && at->ns > 0;
    if (!sound) return false;
    text_if(changed, "file", utf8_of_utf16le(part(record, name_at, name_bytes)));
    changed.time("changed_at", at);
    add_reasons(changed, u32(record, layout.reason));
    changed.text("file_reference", reference_text(record, 8, major))
        .text("parent_reference", reference_text(record, layout.parent, major))
        .integer("usn", static_cast<std::int64_t>(u64(record, layout.usn)))
        .integer("attributes", u32(record, layout.attributes))
        .integer("source_info", u32(record, layout.source))
        .integer("security_id", u32(record, layout.security));
    sink.emit(changed);
    return true;
}

/// As the record's own header has it; 0 when this can be none.
std::uint64_t record_length(Bytes bytes, std::uint64_t at) {
    const std::uint64_t length = u32(bytes, at);
    const std::uint16_t major = u16(bytes, at + 4);
    const bool plausible = major >= 2 && major <= 4 && u16(bytes, at + 6) == 0 && length % 8 == 0;
    return plausible && length >= second.fixed && length <= 65536 ? length : 0;
}

class UsnJournal {
public:
    static constexpr std::string_view name = "windows.usn_journal", version = "1.0.0";
    static constexpr std::string_view summary =
        "Files made, written, renamed and deleted, by the file system's journal";
    static constexpr std::array wants{name_glob("$UsnJrnl:$J"), name_glob("$UsnJrnl_$J"), name_glob("$J")};
    static constexpr std::array emits{text("file.changed")};
    static constexpr bool skips_leading_zeros = true;

    Verdict examine(const File& file, const Sink& sink) const {
        constexpr std::uint64_t window = 1 << 20;
        constexpr std::uint64_t longest = 65536;
        static constexpr std::array<std::uint8_t, 4096> zeros{};
        std::uint64_t told = 0;
        std::uint64_t strange_at = 0;
        std::uint64_t strange_bytes = 0;
        constexpr std::uint64_t page = 4096;
        for (std::uint64_t start = file.first_stored() / page * page; start < file.size();) {
            const auto bytes = file.read(start, window + longest);
            if (bytes.empty()) break;
            std::uint64_t at = 0;
            while (at < window && at < bytes.size()) {
                if (at % page == 0 && covers(bytes, at, page) &&
                    std::memcmp(bytes.data() + at, zeros.data(), page) == 0) {
                    at += page;
                    continue;
                }
                const std::uint64_t length = record_length(bytes, at);
                if (length != 0 && covers(bytes, at, length) && tell(part(bytes, at, length), start + at, sink)) {
                    ++told;
                    at += length;
                    continue;
                }
                if (u64(bytes, at) != 0) {
                    if (strange_bytes == 0) strange_at = start + at;
                    strange_bytes += 8;
                    if (told == 0 && strange_bytes > longest) return Verdict::not_mine;
                }
                at += 8;
            }
            start += at;
        }
        if (told == 0) return strange_bytes == 0 && file.size() > 0 ? Verdict::examined : Verdict::not_mine;
        if (strange_bytes == 0) return Verdict::examined;
        const std::uint64_t length = std::min<std::uint64_t>(8, file.size() - strange_at);
        sink.warn({strange_at, length}, std::to_string(strange_bytes) + " bytes between the records are no records");
        return Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(UsnJournal)
