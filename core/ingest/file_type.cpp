#include "core/ingest/file_type.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/ingest/file_type_containers.hpp"
#include "core/ingest/file_type_magic.hpp"
#include "core/ingest/file_type_text.hpp"
#include "core/ingest/forensic_signatures.hpp"
#include "core/ingest/head_fields.hpp"
#include "core/ingest/jpeg_xl_head.hpp"
#include "core/ingest/text_encoding.hpp"

namespace sanad {
namespace {

using namespace std::string_view_literals;

using Confirms = bool (*)(const ByteReader& head, std::uint64_t size);

using namespace head;

/// Truevision TGA 2.0 specification, fields 2 to 5: an image type, a depth, and a size that make sense together.
bool is_tga(const ByteReader& head, std::uint64_t size) {
    const unsigned has_map = u8(head, 1);
    const unsigned kind = u8(head, 2);
    const unsigned depth = u8(head, 16);
    const bool mapped = kind == 1 || kind == 9;
    if (has_map > 1 || mapped != (has_map == 1)) return false;
    if (!mapped && kind != 2 && kind != 3 && kind != 10 && kind != 11) return false;
    if (depth != 8 && depth != 15 && depth != 16 && depth != 24 && depth != 32) return false;
    if (!mapped && (u32(head, 3) != 0 || u8(head, 7) != 0)) return false;
    const std::uint64_t pixels = std::uint64_t{u16(head, 12)} * u16(head, 14);
    const bool packed = kind >= 9;
    return pixels > 0 && (u8(head, 17) & 0xc0) == 0 && (packed || size >= 18 + pixels * ((depth + 7) / 8));
}

/// ISO/IEC 11172-3: a frame header whose length leads to another, or an ID3 tag.
bool is_mpeg_audio(const ByteReader& head, std::uint64_t size) {
    if (head.matches(0, "ID3")) return u8(head, 3) < 5 && u8(head, 6) < 128 && u8(head, 7) < 128;
    const auto frame_length = [&](std::uint64_t at) -> std::uint64_t {
        const unsigned second = u8(head, at + 1);
        const unsigned third = u8(head, at + 2);
        if (u8(head, at) != 0xff || (second & 0xe0) != 0xe0) return 0;
        const unsigned version = second >> 3 & 3;
        const unsigned layer = second >> 1 & 3;
        const unsigned rate_index = third >> 4;
        const unsigned sampling_index = third >> 2 & 3;
        if (version == 1 || layer != 1 || rate_index == 0 || rate_index == 15 || sampling_index == 3) return 0;
        constexpr unsigned mpeg1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
        constexpr unsigned mpeg2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
        constexpr unsigned sampling[] = {44100, 48000, 32000};
        const unsigned divider = version == 3 ? 1 : version == 2 ? 2 : 4;
        const unsigned rate = 1000 * (version == 3 ? mpeg1 : mpeg2)[rate_index];
        return (version == 3 ? 144U : 72U) * rate / (sampling[sampling_index] / divider) + (third >> 1 & 1);
    };
    const auto length = frame_length(0);
    return length != 0 && (length + 4 > size || frame_length(length) != 0);
}

bool is_aac(const ByteReader& head, std::uint64_t size) {
    if (head.matches(0, "ADIF")) return true;
    const std::uint64_t length = (u8(head, 3) & 3) << 11 | u8(head, 4) << 3 | u8(head, 5) >> 5;
    return length >= 7 && (length + 2 > size || (u8(head, length) == 0xff && (u8(head, length + 1) & 0xf6) == 0xf0));
}

/// AC-3 (ETSI TS 102 366, 4.3 and 4.4.1): the next frame begins where this one says that it ends.
bool is_ac3(const ByteReader& head, std::uint64_t size) {
    constexpr unsigned kilobits[] = {32,  40,  48,  56,  64,  80,  96,  112, 128, 160,
                                     192, 224, 256, 320, 384, 448, 512, 576, 640};
    const unsigned sampling = u8(head, 4) >> 6, rate = u8(head, 4) & 0x3f;
    if (sampling == 3 || rate >= 2 * std::size(kilobits) || u8(head, 5) >> 3 > 10) return false;
    const unsigned bits = kilobits[rate / 2];
    const unsigned words = sampling == 0 ? 2 * bits : sampling == 2 ? 3 * bits : bits * 96'000 / 44'100 + (rate & 1);
    return 2 * words + 2 > size || head.matches(2 * words, "\x0b\x77"sv);
}

/// JPEG XL: the box of ISO/IEC 18181-2, or a bare code stream.
bool is_jpeg_xl(const ByteReader& head, std::uint64_t) {
    const auto all = head.slice(0, head.size());
    return u8(head, 0) == 0 || (all && begins_jpeg_xl_stream(*all));
}

/// DVI (driver standard, level 0, A.2): the unit that every TeX writes, a magnification, and behind the comment a page,
/// a font or the postamble.
bool is_dvi(const ByteReader& head, std::uint64_t) {
    const std::uint64_t comment = u8(head, 14);
    const unsigned next = u8(head, 15 + comment);
    constexpr unsigned nothing = 138, page = 139, first_font = 243, last_font = 246, postamble = 248;
    return or_zero(head.u32_be(2)) == 25'400'000 && or_zero(head.u32_be(6)) == 473'628'672 &&
           or_zero(head.u32_be(10)) != 0 &&
           (next == nothing || next == page || (next >= first_font && next <= last_font) || next == postamble);
}

/// 3D Studio: one chunk as long as the file, and in it first the version, or the editor's chunk.
bool is_3d_studio(const ByteReader& head, std::uint64_t size) {
    const unsigned inner = u16(head, 6);
    const std::uint64_t length = u32(head, 8);
    return u32(head, 2) == size && ((inner == 0x0002 && length == 10) || inner == 0x3d3d) && length >= 6 &&
           length <= size - 6;
}

/// MPEG-1 and 2: a pack header (ISO/IEC 11172-1, 2.4.3.2; ISO/IEC 13818-1, 2.5.3.4) with its marker bits, or a sequence
/// header (ISO/IEC 13818-2, 6.2.2.1) with a size, a shape and a rate that there are.
bool is_mpeg_video(const ByteReader& head, std::uint64_t) {
    const auto bits = [&](std::uint64_t at, unsigned mask, unsigned value) { return (u8(head, at) & mask) == value; };
    if (head.matches(0, "\0\0\x01\xba"sv)) {
        const bool first =
            bits(4, 0xf1, 0x21) && bits(6, 1, 1) && bits(8, 1, 1) && bits(9, 0x80, 0x80) && bits(11, 1, 1);
        const bool second = bits(4, 0xc4, 0x44) && bits(6, 4, 4) && bits(8, 4, 4) && bits(9, 1, 1) && bits(12, 3, 3);
        return first || second;
    }
    if (head.matches(0, "\0\0\x01\xb3"sv)) {
        const unsigned width = u8(head, 4) << 4 | u8(head, 5) >> 4, height = (u8(head, 5) & 0xfU) << 8 | u8(head, 6);
        const unsigned shape = u8(head, 7) >> 4, rate = u8(head, 7) & 0xf;
        if (width == 0 || height == 0 || shape == 0 || shape == 15 || rate == 0 || rate > 8 || !bits(10, 0x20, 0x20))
            return false;
        // Two tables may follow, then the next start code.
        const std::uint64_t intra = bits(11, 2, 2) ? 64 : 0, other = bits(11 + intra, 1, 1) ? 64 : 0;
        return head.matches(12 + intra + other, "\0\0"sv);
    }
    return true;
}

/// DV (IEC 61834-2): a header block, and subcode in the block behind it.
bool is_dv(const ByteReader& head, std::uint64_t) {
    return (u8(head, 3) & 0x7f) == 0x3f && head.matches(80, "\x3f\x07\0"sv);
}

/// MS-WMF 2.3.2.2: version, and a size in words that the file has; before it the header of a placeable one, which is
/// certain (2.3.2.3).
bool is_wmf(const ByteReader& head, std::uint64_t size) {
    if (head.matches(0, "\xd7\xcd\xc6\x9a"sv)) return true;
    const unsigned version = u16(head, 4);
    return (version == 0x100 || version == 0x300) && u32(head, 6) > 9 && u32(head, 12) >= 3 &&
           2 * std::uint64_t{u32(head, 6)} <= size;
}

/// PCX: versions 0, 2 to 5, run-length coding, 1 to 8 bits, a window that is not inside out.
bool is_pcx(const ByteReader& head, std::uint64_t) {
    const unsigned bits = u8(head, 3);
    return u8(head, 2) <= 1 && (bits == 1 || bits == 2 || bits == 4 || bits == 8) && u16(head, 4) <= u16(head, 8) &&
           u16(head, 6) <= u16(head, 10) && u8(head, 64) == 0 && u8(head, 65) <= 4;
}

bool is_icon(const ByteReader& head, std::uint64_t size) {
    const unsigned images = u16(head, 4);
    return images > 0 && images < 256 && u8(head, 9) == 0 && u32(head, 14) > 0 && u32(head, 18) >= 6 + 16 * images &&
           u32(head, 18) < size;
}

/// OpenPGP (RFC 4880 section 4.2): old-format key packets with a two-byte length, then key version 3 or 4.
bool is_pgp_key(const ByteReader& head, std::uint64_t size) {
    if (head.matches(0, "-----BEGIN PGP")) return true;
    const unsigned version = u8(head, 3);
    const unsigned length = u8(head, 1) << 8 | u8(head, 2);
    return (version == 3 || version == 4) && length >= 32 && length + 3 <= size;
}

/// TeX fonts: the lengths at the start add up to the file (TFtoPL, sections 8 to 10).
bool is_tex_metrics(const ByteReader& head, std::uint64_t size) {
    return std::uint64_t{u8(head, 0) << 8 | u8(head, 1)} * 4 == size;
}

bool is_gzip(const ByteReader& head, std::uint64_t) {
    return u8(head, 2) == 8 && (u8(head, 3) & 0xe0) == 0;
}
bool is_jpeg(const ByteReader& head, std::uint64_t) {
    return u8(head, 2) == 0xff && u8(head, 3) >= 0xc0;
}
bool is_bzip2(const ByteReader& head, std::uint64_t) {
    return u8(head, 3) >= '1' && u8(head, 3) <= '9';
}
bool is_compress(const ByteReader& head, std::uint64_t) {
    return (u8(head, 2) & 0x1f) >= 9 && (u8(head, 2) & 0x1f) <= 16;
}
bool is_arj(const ByteReader& head, std::uint64_t) {
    return u16(head, 2) >= 30 && u16(head, 2) <= 2600 && u8(head, 10) == 2;
}
bool is_psf(const ByteReader& head, std::uint64_t size) {
    // 256 or 512 glyphs of the given height, and perhaps a table after them.
    const std::uint64_t glyphs = (u8(head, 2) & 1) != 0 ? 512 : 256;
    return u8(head, 2) < 6 && u8(head, 3) > 0 && size >= 4 + glyphs * u8(head, 3);
}
bool is_old_cpio(const ByteReader& head, std::uint64_t) {
    if (head.matches(0, "0707")) return true;
    const bool swapped = u8(head, 0) == 0x71;
    const auto field = [&](std::uint64_t at) { return swapped ? u8(head, at) << 8 | u8(head, at + 1) : u16(head, at); };
    return field(20) > 1 && field(20) < 1024 && u8(head, 26) > 31;
}
bool is_dib(const ByteReader& head, std::uint64_t) {
    const unsigned bits = u16(head, 14);
    return u16(head, 12) == 1 && (bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32) &&
           u32(head, 4) < 65536 && u32(head, 4) > 0;
}
bool is_program(const ByteReader& head, std::uint64_t) {
    return head.matches(0,
                        "\x7f"
                        "ELF") ||
           head.matches(0, "MZ");
}
bool always(const ByteReader&, std::uint64_t) {
    return true;
}
bool never(const ByteReader&, std::uint64_t) {
    return false;
}
bool is_java_class(const ByteReader& head, std::uint64_t) {
    return u8(head, 6) == 0 && u8(head, 7) >= 45;
}
bool is_flash(const ByteReader& head, std::uint64_t) {
    return u8(head, 3) > 0 && u8(head, 3) < 60;
}
bool is_flic(const ByteReader& head, std::uint64_t) {
    return u16(head, 12) == 8 && u16(head, 8) > 0 && u16(head, 10) > 0;
}
bool is_tracker(const ByteReader& head, std::uint64_t) {
    return head.matches(0, "MTM") || head.matches(0, "MMD") || head.matches(0, "MAS_") || head.matches(1080, "M.K.") ||
           head.matches(1080, "M!K!") || head.matches(0, "JN") || head.matches(0, "if");
}
bool is_pak(const ByteReader& head, std::uint64_t size) {
    return u32(head, 4) >= 12 && u32(head, 4) <= size;
}

/// OpenType 1.9, table directory: a few tables, and the search fields that follow from their number.
bool is_truetype(const ByteReader& head, std::uint64_t) {
    if (head.matches(0, "FFIL") || head.matches(65, "FFIL")) return true;
    const unsigned tables = u8(head, 4) << 8 | u8(head, 5);
    const unsigned selector = u8(head, 8) << 8 | u8(head, 9);
    return tables > 0 && tables < 128 && selector < 8 && (1U << selector) <= tables && tables < (2U << selector);
}

/// Rules of the database too short to stand alone, and what else must hold. A binary rule that compares fewer bits than
/// `enough_bits` and has no entry here is not believed.
struct Confirmation {
    std::string_view mime;
    Confirms confirms;
};
constexpr unsigned enough_bits = 24;
constexpr Confirmation confirmations[] = {
    {"image/x-tga"sv, is_tga},
    {"audio/mpeg"sv, is_mpeg_audio},
    {"audio/aac"sv, is_aac},
    {"audio/ac3"sv, is_ac3},
    {"video/mpeg"sv, is_mpeg_video},
    {"image/jxl"sv, is_jpeg_xl},
    {"application/x-dvi"sv, is_dvi},
    {"image/x-3ds"sv, is_3d_studio},
    {"video/dv"sv, is_dv},
    {"image/wmf"sv, is_wmf},
    {"image/vnd.zbrush.pcx"sv, is_pcx},
    {"image/vnd.microsoft.icon"sv, is_icon},
    {"image/x-win-bitmap"sv, is_icon},
    {"application/pgp-keys"sv, is_pgp_key},
    {"application/x-font-tex-tfm"sv, is_tex_metrics},
    {"application/gzip"sv, is_gzip},
    {"image/jpeg"sv, is_jpeg},
    {"application/x-bzip"sv, is_bzip2},
    {"application/x-bzip2"sv, is_bzip2},
    {"application/x-compress"sv, is_compress},
    {"application/x-arj"sv, is_arj},
    {"application/x-font-linux-psf"sv, is_psf},
    {"application/x-cpio"sv, is_old_cpio},
    {"image/x-dib"sv, is_dib},
    {"application/x-executable"sv, is_program},
    {"application/x-ms-dos-executable"sv, always},
    {"application/x-msdownload"sv, always},
    {"application/x-dosexec"sv, always},
    {"application/vnd.microsoft.portable-executable"sv, always},
    {"application/x-java"sv, is_java_class},
    {"application/vnd.adobe.flash.movie"sv, is_flash},
    {"video/x-flic"sv, is_flic},
    {"font/ttf"sv, is_truetype},
    {"audio/x-mod"sv, is_tracker},
    {"application/x-pak"sv, is_pak},
    {"application/x-dar"sv, always},
    {"application/msword"sv, always},
    {"text/rtf"sv, always},
    {"application/rtf"sv, always},
    {"application/x-neo-geo-pocket-rom"sv, always},
    {"image/x-portable-bitmap"sv, always},
    {"image/x-portable-graymap"sv, always},
    {"image/x-portable-pixmap"sv, always},
    // "IS", "ib", "Bk" and two zeros at offset 4 of anything.
    {"application/x-wii-wad"sv, never},
    // Names of the zlib and kernel world begin alike; the real ones are text and caught there.
    {"application/x-arc"sv, never},
};

/// The database calls some types by names since replaced, which differ between its releases; results must not.
constexpr std::pair<std::string_view, std::string_view> canonical_names[] = {
    {"application/rtf"sv, "text/rtf"sv},
    {"application/javascript"sv, "text/javascript"sv},
    {"text/x-python3"sv, "text/x-python"sv},
    {"application/x-bzip"sv, "application/x-bzip2"sv},
    {"application/x-msdownload"sv, "application/x-ms-dos-executable"sv},
    {"application/x-dosexec"sv, "application/x-ms-dos-executable"sv},
    {"application/x-sqlite3"sv, "application/vnd.sqlite3"sv},
    {"application/java-archive"sv, "application/x-java-archive"sv},
    {"video/vnd.avi"sv, "video/x-msvideo"sv},
    {"audio/vnd.wave"sv, "audio/x-wav"sv},
    {"image/ico"sv, "image/vnd.microsoft.icon"sv},
};

}  // namespace

struct FileTyper::Tables {
    /// What type_of must know of a section of the database, beside its rules.
    struct Policy {
        std::string_view mime;
        Confirms confirms;
        bool textual;
        bool may_be_all_text;
    };
    MagicDatabase database;
    std::vector<Policy> policies;

    std::string_view binary_type(Bytes head, std::uint64_t size, std::size_t clean_prefix) const;
    std::string_view text_type_of(Bytes text, bool whole) const;
};

FileTyper::FileTyper(std::unique_ptr<Tables> tables) : tables_{std::move(tables)} {}
FileTyper::FileTyper(FileTyper&&) noexcept = default;
FileTyper& FileTyper::operator=(FileTyper&&) noexcept = default;
FileTyper::~FileTyper() = default;

Result<FileTyper> FileTyper::with_database(Bytes magic) {
    auto tables = std::make_unique<Tables>(Tables{TRY(MagicDatabase::parse(magic)), {}});
    for (const auto& section : tables->database.sections()) {
        Tables::Policy policy{section.mime, nullptr, is_textual(section.mime), may_be_all_text(section.mime)};
        for (const auto& [mime, confirms] : confirmations) {
            if (section.mime == mime) policy.confirms = confirms;
        }
        for (const auto& [old_name, name] : canonical_names) {
            if (section.mime == old_name) policy.mime = name;
        }
        tables->policies.push_back(policy);
    }
    return FileTyper{std::move(tables)};
}

std::string_view FileTyper::Tables::binary_type(Bytes head, std::uint64_t size, std::size_t clean_prefix) const {
    if (const auto forensic = forensic_type(head, size); !forensic.empty()) return forensic;
    const ByteReader reader{head};
    // A script or document in text may carry binary data, but not at its start.
    constexpr std::size_t text_start = 256;
    const auto match = database.first_match(head, [&](const MagicDatabase::Match& found) {
        const Policy& policy = policies[found.section];
        if (policy.confirms != nullptr) return policy.confirms(reader, size);
        if (policy.textual) {
            const auto start = text_of(head.first(std::min(head.size(), text_view_size)));
            return clean_prefix >= text_start && text_rule_holds(policy.mime, start, found.bits);
        }
        return found.bits >= enough_bits;
    });
    if (!match) return refined_type(head, "application/octet-stream");
    return refined_type(head, policies[match->section].mime);
}

std::string_view FileTyper::Tables::text_type_of(Bytes text, bool whole) const {
    const Bytes start = text.first(std::min(text.size(), text_view_size));
    const std::string_view view = text_of(start);
    const bool whole_view = whole && start.size() == text.size();
    if (const auto script = script_type(view); !script.empty()) return script;
    const auto match = database.first_match(start, [&](const MagicDatabase::Match& found) {
        const Policy& policy = policies[found.section];
        return policy.may_be_all_text && text_rule_holds(policy.mime, view, found.bits);
    });
    if (match) {
        const auto mime = policies[match->section].mime;
        // The database names XML only by its declaration; the root says which.
        if (mime != "application/xml" && mime != "text/plain") return mime;
    }
    const auto light = text_type(view, whole_view);
    return light.empty() ? "text/plain"sv : light;
}

FileType FileTyper::type_of(Bytes head, std::uint64_t size) const {
    if (size == 0) return {"inode/x-empty", {}};
    if (head.size() > head_size) head = head.first(head_size);
    if (head.empty()) return {"application/octet-stream", {}};
    const bool whole = size == head.size();

    const TextEncoding encoding = text_encoding(head, whole);
    if (encoding.name.empty()) return {tables_->binary_type(head, size, encoding.clean_prefix), {}};
    const Bytes text = head.subspan(encoding.mark_size);
    if (encoding.name.starts_with("utf-16") || encoding.name.starts_with("utf-32")) {
        const std::string view = ascii_view(text, encoding.name, text_view_size);
        return {tables_->text_type_of(bytes_of(view), whole && view.size() < text_view_size), encoding.name};
    }
    if (encoding.name == "unknown-8bit") {
        // Short binary data may have no control character by chance; a signature is the better witness.
        const auto binary = tables_->binary_type(head, size, encoding.clean_prefix);
        if (binary != "application/octet-stream" && !is_textual(binary)) return {binary, {}};
    }
    return {tables_->text_type_of(text, whole), encoding.name};
}

}  // namespace sanad
