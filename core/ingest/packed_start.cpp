#include "core/ingest/packed_start.hpp"

#include <zlib.h>

#include <algorithm>

namespace sanad {
namespace {

constexpr std::size_t grown_by = 256 << 10;

/// Letters that a writer of archives puts into names; other controls say that these bytes are no header.
bool is_name(Bytes name) {
    return std::ranges::none_of(name, [](Byte byte) { return byte < 0x20 || byte == 0x7F; });
}

std::string text_in(Bytes bytes) {
    return std::string{text_of(bytes)};
}

/// APPNOTE 4.3.7: what can be inflated is method 8, neither encrypted nor a patch.
std::optional<PackedStart> zip_member(Bytes bytes) {
    constexpr std::uint16_t encrypted = 1 << 0, sizes_follow = 1 << 3, patched = 1 << 5, masked = 1 << 13;
    constexpr std::size_t fixed = 30;
    const ByteReader header{bytes};
    const auto version = header.u16_le(4);
    const auto flags = header.u16_le(6);
    const auto method = header.u16_le(8);
    const auto packed = header.u32_le(18);
    const auto name_size = header.u16_le(26);
    const auto extra_size = header.u16_le(28);
    if (!extra_size || *method != 8 || (*version & 0xFF) > 63 || (*flags & (encrypted | patched | masked)) != 0)
        return std::nullopt;
    if (*name_size == 0 || *name_size > longest_packed_name) return std::nullopt;
    const auto name = header.slice(fixed, *name_size);
    if (!name || !is_name(*name)) return std::nullopt;
    PackedStart start;
    start.kind = PackedKind::zip_member;
    start.data = fixed + *name_size + *extra_size;
    start.name = text_in(*name);
    // All ones: the size stands in an extra field of zip64, and the stream ends by itself.
    if ((*flags & sizes_follow) == 0) {
        if (*packed == 0) return std::nullopt;
        if (*packed != 0xFFFFFFFF) start.packed_size = *packed;
    }
    return start;
}

/// RFC 1952, 2.3.
std::optional<PackedStart> gzip_member(Bytes bytes) {
    constexpr Byte has_crc = 2, has_extra = 4, has_name = 8, has_comment = 16, reserved = 0xE0;
    const ByteReader header{bytes};
    const auto flags = header.u8(3);
    const auto extra_flags = header.u8(8);
    const auto system = header.u8(9);
    // Of XFL only 2 and 4 have a meaning, of OS up to 13 and 255: three bytes alone are found by chance.
    if (!system || (*flags & reserved) != 0 || (*system > 13 && *system != 255) ||
        (*extra_flags != 0 && *extra_flags != 2 && *extra_flags != 4))
        return std::nullopt;
    PackedStart start;
    start.kind = PackedKind::gzip;
    start.data = 10;
    if ((*flags & has_extra) != 0) {
        const auto size = header.u16_le(start.data);
        if (!size) return std::nullopt;
        start.data += 2 + std::size_t{*size};
    }
    const auto text = [&]() -> std::optional<Bytes> {
        if (start.data > bytes.size()) return std::nullopt;
        const Bytes rest = bytes.subspan(start.data);
        const auto end = std::ranges::find(rest, Byte{0});
        const auto size = static_cast<std::size_t>(end - rest.begin());
        if (end == rest.end() || size > longest_packed_name || !is_name(rest.first(size))) return std::nullopt;
        start.data += size + 1;
        return rest.first(size);
    };
    if ((*flags & has_name) != 0) {
        const auto name = text();
        if (!name) return std::nullopt;
        start.name = text_in(*name);
    }
    if ((*flags & has_comment) != 0 && !text()) return std::nullopt;
    if ((*flags & has_crc) != 0) start.data += 2;
    return start;
}

/// ISO 32000-1 7.3.8: the stream's dictionary stands before the word; its filters are named in their order.
std::optional<PackedStart> pdf_stream(Bytes before, Bytes bytes) {
    std::string_view dictionary = text_of(before);
    // "endstream" ends one; what a stream before this one said of itself is not said of this one.
    if (dictionary.ends_with("end")) return std::nullopt;
    if (const auto object = dictionary.rfind(" obj"); object != std::string_view::npos)
        dictionary.remove_prefix(object);
    const auto find = [&](std::string_view name, std::string_view short_name) {
        const auto at = dictionary.find(name);
        return at != std::string_view::npos ? at : dictionary.find(short_name);
    };
    const auto flate = find("/FlateDecode", "/Fl ");
    if (flate == std::string_view::npos || find("/ASCIIHexDecode", "/AHx") < flate ||
        find("/LZWDecode", "/LZW") < flate || dictionary.find("/Crypt") != std::string_view::npos)
        return std::nullopt;
    PackedStart start;
    start.kind = PackedKind::pdf_stream;
    start.data = bytes.size() > 6 && bytes[6] == '\r' ? 8 : 7;
    start.ascii85 = find("/ASCII85Decode", "/A85") < flate;
    start.zlib = true;
    if (start.ascii85) return start;
    // RFC 1950, 2.2: deflate, no preset dictionary, and the check of the two bytes holds.
    const auto header = ByteReader{bytes}.u16_be(start.data);
    if (!header || (*header >> 8 & 0x0F) != 8 || (*header & 0x20) != 0 || *header % 31 != 0) return std::nullopt;
    return start;
}

/// ISO 32000-1 7.4.3. Up to "~>", or to the first byte that does not belong.
std::vector<Byte> from_ascii85(Bytes text) {
    std::vector<Byte> bytes;
    std::uint64_t group = 0;
    std::size_t digits = 0;
    const auto put = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<Byte>(group >> (24 - 8 * i)));
        group = 0;
        digits = 0;
    };
    for (const Byte letter : text) {
        if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '\f' || letter == 0)
            continue;
        if (letter == 'z' && digits == 0) {
            put(4);
            continue;
        }
        if (letter < '!' || letter > 'u') break;
        group = group * 85 + (letter - '!');
        if (++digits == 5) {
            if (group > 0xFFFFFFFF) return bytes;
            put(4);
        }
    }
    if (digits > 1) {
        const std::size_t count = digits - 1;
        for (; digits < 5; ++digits) group = group * 85 + 84;
        if (group <= 0xFFFFFFFF) put(count);
    }
    return bytes;
}

}  // namespace

std::optional<PackedStart> packed_start(Bytes bytes, std::size_t at) {
    if (at > bytes.size()) return std::nullopt;
    const Bytes mark = bytes.subspan(at);
    const std::string_view text = text_of(mark);
    if (text.starts_with(packed_marks[0])) return zip_member(mark);
    if (text.starts_with(packed_marks[1])) return gzip_member(mark);
    if (text.starts_with(packed_marks[2]) || text.starts_with(packed_marks[3]))
        return pdf_stream(bytes.subspan(at - std::min(at, packed_before), std::min(at, packed_before)), mark);
    return std::nullopt;
}

Unpacked unpacked_stream(const PackedStart& start, Bytes packed, std::size_t most) {
    Unpacked result;
    std::vector<Byte> decoded;
    if (start.ascii85) {
        decoded = from_ascii85(packed);
        packed = decoded;
    }
    z_stream stream{};
    if (inflateInit2(&stream, start.zlib ? MAX_WBITS : -MAX_WBITS) != Z_OK) {
        result.end = PackedEnd::damaged;
        return result;
    }
    stream.next_in = const_cast<Byte*>(packed.data());  // zlib's name for what it only reads
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 1 << 30));
    int state = Z_OK;
    std::size_t done = 0;
    while (state == Z_OK && done < most) {
        result.bytes.resize(std::min(most, done + grown_by));
        stream.next_out = result.bytes.data() + done;
        stream.avail_out = static_cast<uInt>(result.bytes.size() - done);
        state = inflate(&stream, Z_NO_FLUSH);
        done = result.bytes.size() - stream.avail_out;
    }
    inflateEnd(&stream);
    result.bytes.resize(done);
    result.ran_out = state == Z_BUF_ERROR;
    result.end = state == Z_STREAM_END           ? PackedEnd::whole
                 : state == Z_OK && done == most ? PackedEnd::limited
                                                 : PackedEnd::damaged;
    return result;
}

}  // namespace sanad
