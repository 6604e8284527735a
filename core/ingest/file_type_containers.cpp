#include "core/ingest/file_type_containers.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/ingest/head_fields.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

using head::or_zero;

struct Named {
    std::string_view key;
    std::string_view mime;
};

/// Types a document states itself, in a stored first member "mimetype" (ODF 1.2 part 3, section 3.3; EPUB OCF 3.3).
constexpr std::string_view stated_types[] = {
    "application/epub+zip"sv,
    "application/vnd.oasis.opendocument.text"sv,
    "application/vnd.oasis.opendocument.text-template"sv,
    "application/vnd.oasis.opendocument.text-master"sv,
    "application/vnd.oasis.opendocument.text-web"sv,
    "application/vnd.oasis.opendocument.spreadsheet"sv,
    "application/vnd.oasis.opendocument.spreadsheet-template"sv,
    "application/vnd.oasis.opendocument.presentation"sv,
    "application/vnd.oasis.opendocument.presentation-template"sv,
    "application/vnd.oasis.opendocument.graphics"sv,
    "application/vnd.oasis.opendocument.graphics-template"sv,
    "application/vnd.oasis.opendocument.chart"sv,
    "application/vnd.oasis.opendocument.chart-template"sv,
    "application/vnd.oasis.opendocument.formula"sv,
    "application/vnd.oasis.opendocument.formula-template"sv,
    "application/vnd.oasis.opendocument.image"sv,
    "application/vnd.oasis.opendocument.base"sv,
    "application/vnd.sun.xml.writer"sv,
    "application/vnd.sun.xml.writer.template"sv,
    "application/vnd.sun.xml.writer.global"sv,
    "application/vnd.sun.xml.calc"sv,
    "application/vnd.sun.xml.calc.template"sv,
    "application/vnd.sun.xml.impress"sv,
    "application/vnd.sun.xml.impress.template"sv,
    "application/vnd.sun.xml.draw"sv,
    "application/vnd.sun.xml.draw.template"sv,
    "application/vnd.sun.xml.math"sv,
    "application/hwp+zip"sv,
    "application/x-krita"sv,
    "image/openraster"sv,
};

/// What the names of the first members showed.
struct ZipSigns {
    bool content_types = false, word = false, excel = false, powerpoint = false, visio = false, macros = false;
    bool binary_workbook = false, xps = false, android = false, java = false, ios = false, kml = false, aff4 = false,
         epub = false;
};

void note_member(ZipSigns& signs, std::string_view name) {
    const auto starts = [&](std::string_view prefix) { return name.starts_with(prefix); };
    if (name == "[Content_Types].xml" || name == "_rels/.rels") signs.content_types = true;
    if (starts("word/")) signs.word = true;
    if (starts("xl/")) signs.excel = true;
    if (starts("ppt/")) signs.powerpoint = true;
    if (starts("visio/")) signs.visio = true;
    if (name.ends_with("/vbaProject.bin")) signs.macros = true;
    if (name == "xl/workbook.bin") signs.binary_workbook = true;
    if (starts("FixedDocumentSequence.fdseq") || starts("FixedDocSeq.fdseq")) signs.xps = true;
    if (name == "AndroidManifest.xml" || name == "classes.dex" || name == "resources.arsc") signs.android = true;
    if (name == "META-INF/MANIFEST.MF") signs.java = true;
    if (starts("Payload/") && name.find(".app/") != std::string_view::npos) signs.ios = true;
    if (name == "doc.kml") signs.kml = true;
    // OCF 3.3 section 4.2.6.3.1; in books packed again by hand "mimetype" is no longer the first member.
    if (name == "META-INF/container.xml") signs.epub = true;
    if (name == "container.description" || name == "information.turtle") signs.aff4 = true;
}

std::string_view named_by(const ZipSigns& signs) {
    if (signs.word) {
        return signs.macros ? "application/vnd.ms-word.document.macroEnabled.12"
                            : "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    }
    if (signs.binary_workbook) return "application/vnd.ms-excel.sheet.binary.macroEnabled.12";
    if (signs.excel) {
        return signs.macros ? "application/vnd.ms-excel.sheet.macroEnabled.12"
                            : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    if (signs.powerpoint) {
        return signs.macros ? "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
                            : "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    }
    if (signs.visio) return "application/vnd.ms-visio.drawing.main+xml";
    return {};
}

/// APPNOTE.TXT 4.3.7: local file headers, one after the other as long as the head lasts.
std::string_view zip_type(Bytes head, std::string_view mime) {
    constexpr int most_members = 128;
    constexpr std::string_view local_header = "PK\x03\x04"sv;
    const ByteReader reader{head};
    const std::string_view text = text_of(head);
    ZipSigns signs;
    std::uint64_t at = reader.matches(0, "PK\x07\x08"sv) ? 4 : 0;
    for (int member = 0; member < most_members && reader.matches(at, local_header); ++member) {
        const auto flags = or_zero(reader.u16_le(at + 6));
        const auto method = or_zero(reader.u16_le(at + 8));
        const std::uint64_t stored = or_zero(reader.u32_le(at + 18));
        const std::uint64_t name_size = or_zero(reader.u16_le(at + 26));
        const std::uint64_t extra_size = or_zero(reader.u16_le(at + 28));
        const auto name = reader.slice(at + 30, name_size);
        if (!name) break;
        const std::uint64_t content = at + 30 + name_size + extra_size;
        if (member == 0 && method == 0 && text_of(*name) == "mimetype") {
            const std::string_view rest = content < text.size() ? text.substr(content) : std::string_view{};
            std::string_view stated = rest.substr(0, std::min<std::size_t>(rest.size(), 128));
            // With the size unknown (flag bit 3) the statement ends where the data descriptor or next header begins.
            stated = stated.substr(0, stored != 0 ? std::min<std::uint64_t>(stored, 128) : stated.find("PK"));
            while (!stated.empty() && (stated.back() == '\n' || stated.back() == '\r' || stated.back() == ' ')) {
                stated.remove_suffix(1);
            }
            for (const auto known : stated_types) {
                if (stated == known) return known;
            }
        }
        note_member(signs, text_of(*name));
        if ((flags & 8) == 0 && stored != 0xffffffff) {
            at = content + stored;
        } else {
            const auto next = content < text.size() ? text.find(local_header, content) : std::string_view::npos;
            if (next == std::string_view::npos) break;
            at = next;
        }
    }
    if (signs.content_types) {
        if (const auto office = named_by(signs); !office.empty()) return office;
        if (signs.xps) return "application/oxps";
    }
    if (signs.android) return "application/vnd.android.package-archive";
    if (signs.epub) return "application/epub+zip";
    if (signs.java) return "application/x-java-archive";
    if (signs.ios) return "application/x-ios-app";
    if (signs.kml) return "application/vnd.google-earth.kmz";
    if (signs.aff4) return "application/x-aff4";
    // Packagers exist that write the document parts before the list of content types.
    if (signs.word || signs.excel || signs.powerpoint) return named_by(signs);
    return mime;
}

/// Names of streams and storages in the root of a compound file ([MS-CFB] 2.6.1), and what they make of it.
constexpr Named ole_streams[] = {
    {"WordDocument"sv, "application/msword"sv},
    {"Workbook"sv, "application/vnd.ms-excel"sv},
    {"Book"sv, "application/vnd.ms-excel"sv},
    {"PowerPoint Document"sv, "application/vnd.ms-powerpoint"sv},
    {"VisioDocument"sv, "application/vnd.visio"sv},
    {"__properties_version1.0"sv, "application/vnd.ms-outlook"sv},
    {"__nameid_version1.0"sv, "application/vnd.ms-outlook"sv},
    {"Quill"sv, "application/vnd.ms-publisher"sv},
    {"EncryptedPackage"sv, "application/x-encrypted-ooxml"sv},
    {"Catalog"sv, "application/x-ms-thumbs-db"sv},
    {"MatOST"sv, "application/vnd.ms-works"sv},
    {"FileHeader"sv, "application/x-hwp"sv},
};

/// Class identifiers of the root storage, as stored.
constexpr Named ole_classes[] = {
    {"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/x-msi"sv},
    {"\x06\x09\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/msword"sv},
    {"\x20\x08\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/vnd.ms-excel"sv},
    {"\x10\x08\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/vnd.ms-excel"sv},
    {"\x10\x8d\x81\x64\x9b\x4f\xcf\x11\x86\xea\0\xaa\0\xb9\x29\xe8"sv, "application/vnd.ms-powerpoint"sv},
    {"\x3a\x8f\xb7\x74\xc8\xc8\xd1\x11\xbe\x11\0\xc0\x4f\xb6\xfa\xf1"sv, "application/vnd.ms-project"sv},
    {"\x01\x12\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/vnd.ms-publisher"sv},
    {"\x0b\x0d\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46"sv, "application/vnd.ms-outlook"sv},
};

/// The start of a stream in the first sector, for files whose directory lies beyond the head: Word's FIB ([MS-DOC]
/// 2.5.1), Excel's BOF ([MS-XLS] 2.4.21), PowerPoint's first records ([MS-PPT] 2.3.1).
constexpr Named ole_first_sector[] = {
    {"\xec\xa5\xc1\0"sv, "application/msword"sv},
    {"\xec\xa5\xc0\0"sv, "application/msword"sv},
    {"\x09\x08\x10\0\0\x06\x05\0"sv, "application/vnd.ms-excel"sv},
    {"\x09\x08\x08\0\0\x05\x05\0"sv, "application/vnd.ms-excel"sv},
    {"\x0f\0\xe8\x03"sv, "application/vnd.ms-powerpoint"sv},
    {"\xa0\x46\x1d\xf0"sv, "application/vnd.ms-powerpoint"sv},
    {"\0\x6e\x1e\xf0"sv, "application/vnd.ms-powerpoint"sv},
};

std::string_view ole_type(Bytes head, std::string_view mime) {
    constexpr std::uint64_t entry_size = 128;
    const ByteReader reader{head};
    const auto sector_shift = or_zero(reader.u16_le(30));
    if (sector_shift != 9 && sector_shift != 12) return mime;
    const std::uint64_t sector_size = std::uint64_t{1} << sector_shift;
    const std::uint64_t directory = (std::uint64_t{or_zero(reader.u32_le(48))} + 1) * sector_size;
    // Entries of the sectors that follow may belong to other streams; a name is only believed with a valid entry type.
    std::string_view best = mime;
    for (std::uint64_t at = directory; at < directory + 8 * entry_size && reader.holds(at, entry_size);
         at += entry_size) {
        if (at >= directory + sector_size) break;
        const auto kind = or_zero(reader.u8(at + 66));
        const auto name_size = or_zero(reader.u16_le(at + 64));
        if (kind == 5) {
            const auto class_id = reader.slice(at + 80, 16);
            for (const auto& known : ole_classes) {
                if (class_id && text_of(*class_id) == known.key) return known.mime;
            }
            continue;
        }
        if ((kind != 1 && kind != 2) || name_size < 4 || name_size > 64) continue;
        std::string name;
        for (std::uint64_t i = 0; i + 2 < name_size; i += 2) {
            const auto unit = or_zero(reader.u16_le(at + i));
            name.push_back(unit < 0x80 ? static_cast<char>(unit) : '?');
        }
        for (const auto& known : ole_streams) {
            if (name == known.key) return known.mime;
        }
        if (name.starts_with("__substg1.0_") || name.starts_with("__recip_version1.0")) {
            best = "application/vnd.ms-outlook";
        }
    }
    if (best != mime) return best;
    for (const auto& known : ole_first_sector) {
        if (reader.matches(512, known.key)) return known.mime;
    }
    return mime;
}

/// Major brands of ISO/IEC 14496-12 files, as registered at mp4ra.org.
constexpr Named brands[] = {
    {"3g2"sv, "video/3gpp2"sv},
    {"3ge"sv, "video/3gpp"sv},
    {"3gg"sv, "video/3gpp"sv},
    {"3gp"sv, "video/3gpp"sv},
    {"3gr"sv, "video/3gpp"sv},
    {"3gs"sv, "video/3gpp"sv},
    {"F4A"sv, "audio/mp4"sv},
    {"F4V"sv, "video/mp4"sv},
    {"M4A"sv, "audio/mp4"sv},
    {"M4B"sv, "audio/mp4"sv},
    {"M4P"sv, "audio/mp4"sv},
    {"M4V"sv, "video/mp4"sv},
    {"MSNV"sv, "video/mp4"sv},
    {"XAVC"sv, "video/mp4"sv},
    {"aax"sv, "audio/vnd.audible.aax"sv},
    {"avc1"sv, "video/mp4"sv},
    {"avif"sv, "image/avif"sv},
    {"avis"sv, "image/avif"sv},
    {"crx "sv, "image/x-canon-cr3"sv},
    {"dash"sv, "video/mp4"sv},
    {"f4v"sv, "video/mp4"sv},
    {"heic"sv, "image/heic"sv},
    {"heim"sv, "image/heic"sv},
    {"heis"sv, "image/heic"sv},
    {"heix"sv, "image/heic"sv},
    {"hevc"sv, "image/heic-sequence"sv},
    {"hevx"sv, "image/heic-sequence"sv},
    {"iso"sv, "video/mp4"sv},
    {"mif1"sv, "image/heif"sv},
    {"mp4"sv, "video/mp4"sv},
    {"mp7"sv, "video/mp4"sv},
    {"msf1"sv, "image/heif-sequence"sv},
    {"qt  "sv, "video/quicktime"sv},
};

std::string_view iso_media_type(Bytes head) {
    const ByteReader reader{head};
    const auto brand_at = [&](std::uint64_t at) -> std::string_view {
        const auto brand = reader.slice(at, 4);
        if (!brand) return {};
        for (const auto& known : brands) {
            if (text_of(*brand).starts_with(known.key)) return known.mime;
        }
        return {};
    };
    // mif1 and msf1 only say "some HEIF": the compatible brands say which coding.
    const std::string_view major = brand_at(8);
    if (major == "image/heif" || major == "image/heif-sequence" || major.empty()) {
        const std::uint64_t end = std::min<std::uint64_t>(or_zero(reader.u32_be(0)), 128);
        for (std::uint64_t at = 16; at + 4 <= end; at += 4) {
            const auto compatible = brand_at(at);
            if (!compatible.empty() && !compatible.starts_with("image/heif")) return compatible;
        }
    }
    return major.empty() ? "application/mp4" : major;
}

/// e_type of the ELF header; for shared objects an interpreter makes the difference between program and library.
std::string_view elf_type(Bytes head, std::string_view mime) {
    const ByteReader reader{head};
    const auto wide = or_zero(reader.u8(4)) == 2;
    const auto big_endian = or_zero(reader.u8(5)) == 2;
    const auto u16 = [&](std::uint64_t at) { return or_zero(big_endian ? reader.u16_be(at) : reader.u16_le(at)); };
    const auto u32 = [&](std::uint64_t at) { return or_zero(big_endian ? reader.u32_be(at) : reader.u32_le(at)); };
    const auto u64 = [&](std::uint64_t at) { return or_zero(big_endian ? reader.u64_be(at) : reader.u64_le(at)); };
    switch (u16(16)) {
        case 1:
            return "application/x-object";
        case 2:
            return "application/x-executable";
        case 3:
            break;
        case 4:
            return "application/x-core";
        default:
            return mime;
    }
    const std::uint64_t table = wide ? u64(32) : u32(28);
    const std::uint64_t entry_size = u16(wide ? 54 : 42);
    const std::uint64_t entries = std::min<std::uint64_t>(u16(wide ? 56 : 44), 64);
    for (std::uint64_t i = 0; i < entries && table < head.size(); ++i) {
        constexpr std::uint32_t interpreter = 3;
        if (u32(table + i * entry_size) == interpreter) return "application/x-pie-executable";
    }
    return "application/x-sharedlib";
}

/// Matroska (RFC 9559, 5.1.4): video where a track is one. Only what its Tracks element holds counts.
std::string_view matroska_type(Bytes head) {
    constexpr auto tracks = "\x16\x54\xae\x6b"sv, video_track = "\x83\x81\x01"sv, audio_track = "\x83\x81\x02"sv;
    const std::string_view text = text_of(head);
    const std::size_t begin = text.find(tracks);
    if (begin == text.npos) return "application/x-matroska";
    const std::string_view inside = text.substr(begin, 16384);
    if (inside.find(video_track) != inside.npos) return "video/matroska";
    return inside.find(audio_track) != inside.npos ? "audio/matroska"sv : "application/x-matroska"sv;
}

/// Advanced Systems Format, 3.3 and 10.4: the kind of each stream stands behind the size of its Stream Properties.
std::string_view asf_type(Bytes head) {
    constexpr auto properties = "\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65"sv;
    constexpr auto video = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"sv;
    constexpr auto audio = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b"sv;
    const std::string_view text = text_of(head);
    std::string_view type = "application/vnd.ms-asf";
    for (std::size_t at = text.find(properties); at != text.npos; at = text.find(properties, at + 1)) {
        const std::string_view kind = text.substr(std::min(at + properties.size() + 8, text.size()));
        if (kind.starts_with(video)) return "video/x-ms-wmv";
        if (kind.starts_with(audio)) type = "audio/x-ms-wma";
    }
    return type;
}

std::string_view mz_type(Bytes head, std::string_view mime) {
    const ByteReader reader{head};
    return reader.matches(or_zero(reader.u32_le(0x3c)), "PE\0\0"sv) ? "application/vnd.microsoft.portable-executable"sv
                                                                    : mime;
}

}  // namespace

std::string_view refined_type(Bytes head, std::string_view mime) {
    const ByteReader reader{head};
    if (reader.matches(0, "PK\x03\x04"sv) || reader.matches(0, "PK\x07\x08"sv)) return zip_type(head, mime);
    if (reader.matches(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) return ole_type(head, "application/x-ole-storage");
    if (reader.matches(4, "ftyp"sv) && or_zero(reader.u32_be(0)) >= 12) return iso_media_type(head);
    if (reader.matches(0,
                       "\x7f"
                       "ELF"sv))
        return elf_type(head, mime);
    if (reader.matches(0, "\x1a\x45\xdf\xa3"sv) && mime.find("matroska") != mime.npos) return matroska_type(head);
    if (reader.matches(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"sv)) return asf_type(head);
    if (reader.matches(0, "MZ"sv)) return mz_type(head, mime);
    return mime;
}

}  // namespace sanad
