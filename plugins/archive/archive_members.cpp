// archive.members: what archives and packed files hold. Each member is an artifact, and its content a file that is
// examined in its turn; what is encrypted, damaged or beyond the limits is named.
#include <locale.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <ctime>

#include "plugins/archive/bytes_view.hpp"
#include "plugins/archive/rar5_headers.hpp"
#include "plugins/archive/unpacking.hpp"
#include "plugins/archive/zip_members.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::archive;
using std::operator""sv;

/// libarchive converts names by the character set of the locale; this one is part of the C library. Loaded before the
/// sandbox closes, given to the thread only while it examines.
const locale_t utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);

class Utf8Names {
public:
    Utf8Names() : before_{uselocale(utf8_locale)} {}
    ~Utf8Names() { uselocale(before_); }
    Utf8Names(const Utf8Names&) = delete;
    Utf8Names& operator=(const Utf8Names&) = delete;

private:
    locale_t before_;
};

enum class Clock : std::uint8_t { utc, local, lha };
/// What it costs to step over a member: nothing, or all the work of unpacking it.
enum class Passing : std::uint8_t { free, unpacks };

struct Format {
    std::string_view name, signature;
    std::uint64_t offset;
    std::initializer_list<Reading::Support> support;
    Clock clock = Clock::utc;
    Passing passing = Passing::free;
    bool packs_one = false;  ///< one file without a directory, unless that is a tar or cpio
    bool places = false;     ///< the places of its headers are those in the file
};

int packings_of_rpm(struct ::archive* archive) {
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_lzma(archive);
    return archive_read_support_filter_zstd(archive);
}

const Format formats[] = {
    {"7z", "7z\xBC\xAF\x27\x1C"sv, 0, {archive_read_support_format_7zip}, Clock::utc, Passing::unpacks},
    {"rar", "Rar!\x1A\x07\0"sv, 0, {archive_read_support_format_rar}, Clock::local},
    {"rar5", "Rar!\x1A\x07\x01\0"sv, 0, {archive_read_support_format_rar5}, Clock::utc, Passing::unpacks},
    {"cab", "MSCF\0\0\0\0"sv, 0, {archive_read_support_format_cab}, Clock::local, Passing::unpacks},
    {"lha", "-lh"sv, 2, {archive_read_support_format_lha}, Clock::lha, Passing::free, false, true},
    {"lha", "-lz"sv, 2, {archive_read_support_format_lha}, Clock::lha, Passing::free, false, true},
    {"cpio", "07070"sv, 0, {archive_read_support_format_cpio}, Clock::utc, Passing::free, false, true},
    {"cpio", "\xC7\x71"sv, 0, {archive_read_support_format_cpio}, Clock::utc, Passing::free, false, true},
    {"cpio", "\x71\xC7"sv, 0, {archive_read_support_format_cpio}, Clock::utc, Passing::free, false, true},
    {"ar", "!<arch>\n"sv, 0, {archive_read_support_format_ar}, Clock::utc, Passing::free, false, true},
    {"xar", "xar!"sv, 0, {archive_read_support_format_xar}, Clock::utc, Passing::free},
    {"rpm",
     "\xED\xAB\xEE\xDB"sv,
     0,
     {archive_read_support_filter_rpm, packings_of_rpm, archive_read_support_format_cpio},
     Clock::utc,
     Passing::unpacks},
    {"iso9660", "CD001"sv, 0x8001, {archive_read_support_format_iso9660}},
    {"gzip", "\x1F\x8B\x08"sv, 0, {archive_read_support_filter_gzip}, Clock::utc, Passing::unpacks, true},
    {"bzip2", "BZh"sv, 0, {archive_read_support_filter_bzip2}, Clock::utc, Passing::unpacks, true},
    {"xz",
     "\xFD"
     "7zXZ\0"sv,
     0,
     {archive_read_support_filter_xz},
     Clock::utc,
     Passing::unpacks,
     true},
    {"zstd", "\x28\xB5\x2F\xFD"sv, 0, {archive_read_support_filter_zstd}, Clock::utc, Passing::unpacks, true},
    {"lz4", "\x04\x22\x4D\x18"sv, 0, {archive_read_support_filter_lz4}, Clock::utc, Passing::unpacks, true},
    {"lz4", "\x02\x21\x4C\x18"sv, 0, {archive_read_support_filter_lz4}, Clock::utc, Passing::unpacks, true},
    {"lzip", "LZIP"sv, 0, {archive_read_support_filter_lzip}, Clock::utc, Passing::unpacks, true},
    {"compress", "\x1F\x9D"sv, 0, {archive_read_support_filter_compress}, Clock::utc, Passing::unpacks, true},
    // Last: tars of the first years have no signature, and a header is known by its checksum.
    {"tar", ""sv, 0, {archive_read_support_format_tar}, Clock::utc, Passing::free, false, true},
};

/// Of a header of the first years, which has no signature (POSIX.1 ustar, field chksum).
bool has_tar_checksum(BytesView block) {
    constexpr std::uint64_t begins = 148, ends = 156;
    if (!block.has(0, 512)) return false;
    std::uint64_t sum = 0;
    std::uint64_t stated = 0;
    bool digits = false;
    for (std::uint64_t at = 0; at < 512; ++at) {
        const std::uint8_t byte = block.u8(at);
        const bool in_field = at >= begins && at < ends;
        sum += in_field ? ' ' : byte;
        if (in_field && byte >= '0' && byte <= '7') {
            stated = stated * 8 + (byte - '0');
            digits = true;
        }
    }
    return digits && stated == sum;
}

/// What one packed file is, besides one file. Left to itself, libarchive takes anything that begins with 512 zeros, as
/// the image of a disk may, for the end of a tar.
Reading::Support inside_of(const Format& format, Bytes packed) {
    Reading reading;
    reading.with(format.support).with({archive_read_support_format_raw});
    struct archive_entry* entry = nullptr;
    if (!reading.open({packed}) || archive_read_next_header(reading.raw(), &entry) != ARCHIVE_OK) return nullptr;
    std::array<std::uint8_t, 512> head{};
    const la_ssize_t count = archive_read_data(reading.raw(), head.data(), head.size());
    const BytesView view{Bytes{head}.first(static_cast<std::size_t>(std::max<la_ssize_t>(count, 0)))};
    if (view.starts(257, "ustar") || has_tar_checksum(view)) return archive_read_support_format_tar;
    if (view.starts(0, "070701") || view.starts(0, "070702") || view.starts(0, "070707")) {
        return archive_read_support_format_cpio;
    }
    return nullptr;
}

/// "syslog" of "syslog.gz", "site.tar" of "site.tgz".
std::string without_ending(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> endings[] = {
        {".tgz", ".tar"}, {".tbz", ".tar"}, {".tbz2", ".tar"}, {".txz", ".tar"}, {".gz", ""}, {".bz2", ""},
        {".xz", ""},      {".zst", ""},     {".lz4", ""},      {".lz", ""},      {".z", ""},  {".gzip", ""}};
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    for (const auto& [ending, instead] : endings) {
        if (name.size() <= ending.size()) continue;
        const std::string_view tail = name.substr(name.size() - ending.size());
        if (std::equal(tail.begin(), tail.end(), ending.begin(), [&](char a, char b) { return folded(a) == b; })) {
            return std::string{name.substr(0, name.size() - ending.size())}.append(instead);
        }
    }
    return std::string{name};
}

std::string_view kind_of(struct archive_entry* entry) {
    if (archive_entry_hardlink(entry) != nullptr) return "link";
    switch (archive_entry_filetype(entry)) {
        case 0:  // formats that do not say it hold files only
        case AE_IFREG:
            return "file";
        case AE_IFDIR:
            return "folder";
        case AE_IFLNK:
            return "link";
        default:
            return "other";
    }
}

std::string text_or_nothing(const char* text) {
    return text != nullptr ? std::string{text} : std::string{};
}

/// What DOS and its heirs recorded: libarchive took it for the clock of this machine, and this undoes it.
/// Fractions of a second are not taken: of RAR, libarchive gives wrong ones.
std::string local_time(std::time_t seconds) {
    std::tm fields{};
    if (localtime_r(&seconds, &fields) == nullptr) return {};
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &fields);
    return text.data();
}

class ArchiveExamination {
public:
    ArchiveExamination(const File& file, const Format& format, Bytes bytes, const Sink& sink)
        : file_{file}, format_{format}, bytes_{bytes}, unpacking_{sink, bytes.size()} {
        reading_.with(format.support);
        if (format.packs_one) {
            const Reading::Support inside = inside_of(format, bytes);
            if (inside != nullptr) {
                reading_.with({inside});
            } else {
                reading_.with({archive_read_support_format_empty, archive_read_support_format_raw});
            }
        }
        if (format.name == "rar5") rar5_ = rar5_headers(BytesView{bytes});
    }

    Verdict examine() {
        if (!reading_.open({bytes_})) return Verdict::not_mine;
        bool went_on = true;
        while (went_on) {
            struct archive_entry* entry = nullptr;
            const int outcome = archive_read_next_header(reading_.raw(), &entry);
            if (outcome == ARCHIVE_EOF) break;
            // A tar of the first years is known by a checksum alone: what has no first member is none.
            if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN && unpacking_.members() == 0 && !is_signed()) {
                return Verdict::not_mine;
            }
            if (outcome != ARCHIVE_OK) went_on = survived(outcome);
            if (outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN) went_on = take(entry) && went_on;
        }
        if (unpacking_.members() == 0) {
            if (!is_signed()) return Verdict::not_mine;
            if (format_.packs_one && !unpacking_.damaged()) take_empty();
        }
        Artifact archive{"archive.listed", file_.whole()};
        archive.text("format", name());
        if (directory_encrypted()) archive.integer("directory_encrypted", 1);
        return unpacking_.finish(std::move(archive));
    }

private:
    /// "gzip", or "tar in gzip"
    std::string name() const {
        const int code = archive_format(reading_.raw()) & ARCHIVE_FORMAT_BASE_MASK;
        const std::string_view inside = code == ARCHIVE_FORMAT_TAR ? "tar in "sv : "cpio in "sv;
        const bool packed = format_.packs_one && (code == ARCHIVE_FORMAT_TAR || code == ARCHIVE_FORMAT_CPIO);
        return std::string{packed ? inside : ""sv}.append(format_.name);
    }

    bool is_signed() const { return !format_.signature.empty() || BytesView{bytes_}.starts(257, "ustar"); }
    bool directory_encrypted() const {
        return unpacking_.members() == 0 && (rar5_.encrypted || archive_read_has_encrypted_entries(raw()) > 0);
    }

    bool survived(int outcome) {
        constexpr int most_troubles = 100;
        if (directory_encrypted()) {
            unpacking_.note(place(), "its directory is encrypted: without the password not even names are known");
            return false;
        }
        unpacking_.warn(place(), reading_.error());
        return outcome > ARCHIVE_FATAL && ++troubles_ < most_troubles;
    }

    /// Of the header at hand, to the end of what libarchive has read of it.
    Range place() const {
        if (!format_.places) return file_.whole();
        const auto begins = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_read_header_position(raw())));
        const auto ends = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(raw(), 0)));
        if (begins >= bytes_.size() || ends <= begins) return file_.whole();
        return {begins, std::min<std::uint64_t>(ends, bytes_.size()) - begins};
    }

    void set_name(Member& member, struct archive_entry* entry) const {
        // As recorded where it was bytes; where it was UTF-16, what libarchive made of it.
        const char* path = archive_entry_pathname(entry);
        if (path == nullptr) path = archive_entry_pathname_utf8(entry);
        set_path(member, text_or_nothing(path), NameEncoding::utf8);
        const bool packed_file = format_.packs_one && archive_format(raw()) == ARCHIVE_FORMAT_RAW;
        if (packed_file && (member.path.empty() || member.path == "data")) {
            member.path = member.recorded = utf8(without_ending(file_.name()));
            member.encoding.clear();
        }
    }

    void set_times(Member& member, struct archive_entry* entry) const {
        const auto time = [](bool is_set, std::time_t seconds, long nanoseconds) {
            return is_set ? unix_time(seconds, nanoseconds) : std::nullopt;
        };
        if (format_.clock == Clock::lha) return set_lha_time(member, entry);
        if (format_.clock == Clock::local) {
            if (archive_entry_mtime_is_set(entry) != 0 && archive_entry_mtime(entry) != 0) {
                member.modified_local = local_time(archive_entry_mtime(entry));
            }
            return;
        }
        const bool never = format_.packs_one && archive_entry_mtime(entry) == 0;  // RFC 1952 2.3.1
        member.modified = time(archive_entry_mtime_is_set(entry) != 0 && !never, archive_entry_mtime(entry),
                               archive_entry_mtime_nsec(entry));
        member.accessed =
            time(archive_entry_atime_is_set(entry) != 0, archive_entry_atime(entry), archive_entry_atime_nsec(entry));
        member.created = time(archive_entry_birthtime_is_set(entry) != 0, archive_entry_birthtime(entry),
                              archive_entry_birthtime_nsec(entry));
        auto& changed = format_.name == "7z" || format_.name == "rar5" ? member.created : member.changed;
        if (!changed) {
            changed = time(archive_entry_ctime_is_set(entry) != 0, archive_entry_ctime(entry),
                           archive_entry_ctime_nsec(entry));
        }
    }

    /// Headers of levels 0 and 1 have the date of DOS, those of 2 and 3 seconds since 1970, at the same place.
    void set_lha_time(Member& member, struct archive_entry* entry) const {
        const BytesView header{bytes_.subspan(static_cast<std::size_t>(member.source.offset))};
        if (header.u8(20) >= 2) {
            member.modified = unix_time(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry));
        } else {
            member.modified_local = dos_time(header.u16(17), header.u16(15));
        }
    }

    void set_lha_place(Member& member) const {
        const BytesView header{bytes_.subspan(static_cast<std::size_t>(member.source.offset))};
        const std::uint64_t packed = header.u32(7);
        const std::uint64_t size = header.u8(20) >= 2 ? header.u16(0) : header.u8(0) + 2u;
        member.source.length = std::clamp<std::uint64_t>(size + packed, 1, header.size());
    }

    static void take_rar5(Member& member, const Rar5File& known) {
        member.encrypted = member.encrypted || known.encrypted;
        member.packed_size = known.packed;
        member.source = known.source;
        if (known.modified) member.modified = known.modified;
        if (known.created) member.created = known.created;
        if (known.accessed) member.accessed = known.accessed;
    }

    /// False: nothing more can be listed.
    bool take(struct archive_entry* entry) {
        Member member;
        set_name(member, entry);
        if (!unpacking_.take_place(member.recorded)) return false;
        member.kind = kind_of(entry);
        if (archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) >= 0) {
            member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
        }
        member.source = place();
        if (format_.places && member.kind == "file" && format_.clock != Clock::lha) {
            member.source.length =
                std::min(bytes_.size() - member.source.offset,
                         member.source.length + std::min<std::uint64_t>(member.size.value_or(0), bytes_.size()));
        }
        set_times(member, entry);
        if (archive_entry_mode(entry) != 0 && format_.clock != Clock::local && !packed_alone()) {
            member.mode = archive_entry_mode(entry);
        }
        member.user = text_or_nothing(archive_entry_uname(entry));
        member.group = text_or_nothing(archive_entry_gname(entry));
        if (has_owners()) {
            member.user_id = archive_entry_uid(entry);
            member.group_id = archive_entry_gid(entry);
        }
        const char* hard_link = archive_entry_hardlink(entry);
        member.link_target = text_or_nothing(hard_link != nullptr ? hard_link : archive_entry_symlink(entry));
        member.encrypted = archive_entry_is_encrypted(entry) != 0;
        if (format_.clock == Clock::lha) set_lha_place(member);
        if (rar5_file_ < rar5_.files.size()) take_rar5(member, rar5_.files[rar5_file_++]);
        return take_content(member);
    }

    bool packed_alone() const { return format_.packs_one && archive_format(raw()) == ARCHIVE_FORMAT_RAW; }
    bool has_owners() const {
        const int code = archive_format(raw()) & ARCHIVE_FORMAT_BASE_MASK;
        return code == ARCHIVE_FORMAT_TAR || code == ARCHIVE_FORMAT_CPIO || code == ARCHIVE_FORMAT_AR ||
               code == ARCHIVE_FORMAT_XAR;
    }

    bool take_content(Member& member) {
        bool passes_work = false;
        if (member.encrypted) {
            unpacking_.list(member, Content::encrypted);
        } else if (member.kind != "file") {
            unpacking_.list(member, Content::none);
        } else {
            passes_work = !unpacking_.unpack(member, reading_) && format_.passing == Passing::unpacks;
        }
        if (!passes_work || unpacking_.may_pass_over(member.size.value_or(~std::uint64_t{0}))) return true;
        if (!packed_alone()) {
            unpacking_.warn({},
                            "what may follow " + member.path + " is not listed: too much would be unpacked on the way");
        }
        return false;
    }

    /// A packed file of no bytes: libarchive names no member.
    void take_empty() {
        Member member;
        member.path = member.recorded = utf8(without_ending(file_.name()));
        member.size = 0;
        member.source = file_.whole();
        unpacking_.list(member, Content::none);
    }

    struct ::archive* raw() const {
        return reading_.raw();
    }

    const File& file_;
    const Format& format_;
    Bytes bytes_;
    Unpacking unpacking_;
    Reading reading_;
    Rar5Headers rar5_;
    std::size_t rar5_file_ = 0;
    int troubles_ = 0;
};

class ArchiveMembers {
public:
    static constexpr std::string_view name = "archive.members", version = "1.0.0";
    static constexpr std::string_view summary =
        "Members of archives and packed files, each unpacked and examined in turn";
    // Documents that are zips (OOXML, ODF) have modules of their own and are known by their type.
    static constexpr std::array wants{mime_type("application/zip"),
                                      mime_type("application/x-java-archive"),
                                      mime_type("application/vnd.android.package-archive"),
                                      mime_type("application/x-ios-app"),
                                      mime_type("application/vnd.google-earth.kmz"),
                                      mime_type("application/x-xpinstall"),
                                      mime_type("application/x-cpio"),
                                      mime_type("application/x-tar"),
                                      mime_type("application/x-compress"),
                                      name_glob("*.zip"),
                                      name_glob("*.zipx"),
                                      name_glob("*.z01"),
                                      name_glob("*.tar"),
                                      name_glob("*.cpio"),
                                      signature("Cr24"),
                                      signature("PK\x05\x06"),
                                      signature("PK\x07\x08PK"),
                                      signature("7z\xBC\xAF\x27\x1C"),
                                      signature("Rar!\x1A\x07"),
                                      signature({"MSCF\0\0\0\0", 8}),
                                      signature("-lh", 2),
                                      signature("-lz", 2),
                                      signature("070701"),
                                      signature("070702"),
                                      signature("070707"),
                                      signature("!<arch>\n"),
                                      signature("xar!"),
                                      signature("\xED\xAB\xEE\xDB"),
                                      signature("CD001", 0x8001),
                                      signature("\x1F\x8B\x08"),
                                      signature("BZh"),
                                      signature({"\xFD"
                                                 "7zXZ\0",
                                                 6}),
                                      signature("\x28\xB5\x2F\xFD"),
                                      signature("\x04\x22\x4D\x18"),
                                      signature("\x02\x21\x4C\x18"),
                                      signature("LZIP"),
                                      signature("ustar", 257)};
    static constexpr std::array emits{text("file.archived"), text("archive.listed")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto content = file.read_all();
        const BytesView view{content};
        const Utf8Names names;
        if (view.starts(0, "PK") || view.starts(0, "Cr24")) return examine_zip(content, sink);
        for (const Format& format : formats) {
            if (view.starts(format.offset, format.signature) && is_whole(format, view)) {
                const Verdict verdict = ArchiveExamination{file, format, content, sink}.examine();
                if (verdict != Verdict::not_mine) return verdict;
            }
        }
        return examine_zip(content, sink);  // with something before it
    }

private:
    /// What the short signatures do not say.
    static bool is_whole(const Format& format, BytesView view) {
        if (format.name == "lha") return view.starts(6, "-");
        if (format.name == "bzip2") {
            const bool block = view.starts(4, "\x31\x41\x59\x26\x53\x59"),
                       end = view.starts(4, "\x17\x72\x45\x38\x50\x90");
            return view.u8(3) >= '1' && view.u8(3) <= '9' && (block || end);
        }
        return true;
    }
};

}  // namespace

SANAD_MODULE(ArchiveMembers)
