// windows.recycle_bin: what was sent to the Recycle Bin. Since Vista each deleted file or folder has a small file "$I…"
// beside its content "$R…"; before, one file INFO2 (INFO in Windows 95) has a record of each.
#include <array>
#include <string>

#include "plugins/sdk/module.hpp"
#include "plugins/windows/bytes.hpp"

namespace {

using namespace sanad::sdk;
using namespace windows;

// A $I file: version, size, time; then in version 1 a path of fixed length, in version 2 (Windows 10) one with its
// length.
constexpr std::size_t path_of_version_1 = 24;
constexpr std::size_t path_of_version_2 = 28;
constexpr std::size_t size_of_version_1 = path_of_version_1 + 520;
constexpr std::size_t longest_path = 32767;
// INFO2: a header, then records.
constexpr std::size_t info_header = 20;
constexpr std::size_t record_ansi = 280;     // Windows 95, 98, ME
constexpr std::size_t record_unicode = 800;  // NT 4, 2000, XP, 2003: the path once more, in UTF-16
constexpr std::size_t ansi_path = 260;
constexpr std::size_t largest = 64 << 20;

class RecycleBin {
public:
    static constexpr std::string_view name = "windows.recycle_bin", version = "1.0.0";
    static constexpr std::string_view summary = "Files sent to the Recycle Bin ($I files, INFO2)";
    static constexpr std::array wants{name_glob("$I??????"), name_glob("$I??????.*"), name_glob("INFO2"),
                                      path_glob("*/RECYCLED/INFO"), path_glob("RECYCLED/INFO")};
    static constexpr std::array emits{sanad::sdk::text("file.deleted")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const auto first = u64(bytes, 0);
        if (!first) return Verdict::not_mine;
        if (is_info(bytes)) return read_info(bytes, sink);
        if (*first == 1 && bytes.size() == size_of_version_1 - 1) {
            // Early Vista sometimes wrote the size with a byte too few: all behind it stands one byte earlier.
            sink.warn({8, 7, 0}, "one byte of the size is missing: it is not told");
            return read_file(file, {0, bytes.size()}, part(bytes, 15), part(bytes, 23), std::nullopt, true, sink);
        }
        if (*first == 1 && bytes.size() >= path_of_version_1 && bytes.size() <= size_of_version_1) {
            return read_file(file, {0, bytes.size()}, part(bytes, 16), part(bytes, path_of_version_1), u64(bytes, 8),
                             bytes.size() == size_of_version_1, sink);
        }
        if (*first == 2 && bytes.size() >= path_of_version_2) {
            const std::size_t characters = *u32(bytes, path_of_version_1);
            if (characters == 0 || characters > longest_path) return Verdict::not_mine;
            return read_file(file, {0, bytes.size()}, part(bytes, 16), part(bytes, path_of_version_2, characters * 2),
                             u64(bytes, 8), bytes.size() >= path_of_version_2 + characters * 2, sink);
        }
        return Verdict::not_mine;
    }

private:
    static bool is_info(Bytes bytes) {
        const auto version = u32(bytes, 0);
        const auto record = u32(bytes, 12);
        if (!version || !record || bytes.size() < info_header) return false;
        return (*version == 0 || *version == 4 || *version == 5) &&
               (*record == record_ansi || *record == record_unicode);
    }

    static Verdict read_file(const File& file, Range whole, Bytes time, Bytes path, std::optional<std::uint64_t> size,
                             bool complete, const Sink& sink) {
        Artifact deleted{"file.deleted", whole};
        const std::string before = utf16_text(path);
        if (!before.empty()) deleted.text("path", before);
        deleted.time("deleted_at", time_of_filetime(*u64(time, 0)));
        if (size && *size <= INT64_MAX) deleted.integer("size", static_cast<std::int64_t>(*size));
        if (file.name().starts_with("$I")) deleted.text("kept_as", "$R" + utf8(file.name().substr(2)));
        const bool cut = !complete || before.empty();
        if (cut) sink.warn(whole, "the path ends before its length, or is missing");
        sink.emit(deleted);
        return cut ? Verdict::damaged : Verdict::examined;
    }

    static Verdict read_info(Bytes bytes, const Sink& sink) {
        const std::size_t size = *u32(bytes, 12);
        bool damaged = false;
        std::size_t at = info_header;
        for (; at + size <= bytes.size(); at += size) {
            damaged = !read_record(bytes.subspan(at, size), at, sink) || damaged;
        }
        if (at < bytes.size()) {
            sink.warn({at, bytes.size() - at, 0}, "the last record is cut");
            damaged = true;
        }
        return damaged ? Verdict::damaged : Verdict::examined;
    }

    /// False: the record says nothing that makes sense.
    static bool read_record(Bytes record, std::size_t offset, const Sink& sink) {
        Artifact deleted{"file.deleted", {offset, record.size()}};
        // Windows overwrites the first byte of a path when its file leaves the bin; the rest, and the UTF-16, stay.
        const bool removed = record[0] == 0;
        const Bytes ansi = until_zero(part(record, removed ? 1 : 0, ansi_path));
        const std::uint32_t index = *u32(record, ansi_path);
        const std::uint32_t drive = *u32(record, ansi_path + 4);
        const auto deleted_at = time_of_filetime(*u64(record, ansi_path + 8));
        if (record.size() == record_unicode) {
            const std::string path = utf16_text(part(record, record_ansi, ansi_path * 2));
            if (!path.empty()) deleted.text("path", path);
        } else if (!ansi.empty() && is_ascii(ansi)) {
            // The lost first byte of a path with a drive letter is known: the record has the drive's number.
            const bool has_drive = ansi[0] == ':' && drive < 26;
            const std::string first = !removed ? "" : has_drive ? std::string(1, static_cast<char>('A' + drive)) : "\\";
            deleted.text("path", first + std::string{chars(ansi)});
        } else if (!ansi.empty()) {
            deleted.bytes("path_bytes", ansi);
        }
        if (deleted.empty()) {
            sink.warn({offset, record.size(), 0}, "a record without a path");
            return false;
        }
        deleted.time("deleted_at", deleted_at).integer("size", *u32(record, ansi_path + 16));
        deleted.integer("recycle_index", index).integer("removed", removed ? 1 : 0);
        if (drive < 26) deleted.text("drive", std::string(1, static_cast<char>('A' + drive)) + ":");
        sink.emit(deleted);
        return true;
    }
};

}  // namespace

SANAD_MODULE(RecycleBin)
