#include "core/ingest/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace sanad {
namespace {

/// How far the costlier questions look from where they become interesting.
constexpr std::size_t examined = 16384;
constexpr std::size_t examined_utf16 = 4096;

constexpr bool is_text_control(unsigned c) {
    return (c >= 7 && c <= 13) || c == 27;
}
constexpr bool is_ascii_text(unsigned c) {
    return (c >= 32 && c < 127) || is_text_control(c);
}

struct Scan {
    std::size_t clean;       ///< bytes before the first control character, or all
    std::size_t first_high;  ///< offset of the first byte above 0x7f before that, or `clean`
};

/// Blocks without branches inside, so that the compiler turns them into vector code.
Scan scan(Bytes head) {
    constexpr std::size_t block = 256;
    Scan result{head.size(), head.size()};
    bool high_seen = false;
    std::size_t at = 0;
    for (; at < head.size(); at += block) {
        const Bytes piece = head.subspan(at, std::min(block, head.size() - at));
        Byte high = 0;
        Byte bad = 0;
        for (const Byte b : piece) {
            high |= b;
            const auto control = static_cast<Byte>(b < 32);
            const auto allowed = static_cast<Byte>(static_cast<Byte>(b - 7) < 7);
            bad |= static_cast<Byte>((control & static_cast<Byte>(!allowed) & (b != 27)) | (b == 127));
        }
        if ((high & 0x80) != 0 && !high_seen) {
            high_seen = true;
            result.first_high = at;
            while (head[result.first_high] < 0x80) ++result.first_high;
        }
        if (bad != 0) {
            result.clean = at;
            while (head[result.clean] >= 0x80 || is_ascii_text(head[result.clean])) ++result.clean;
            break;
        }
    }
    result.first_high = std::min(result.first_high, result.clean);
    return result;
}

/// Well-formed by Unicode table 3-7. A character cut by the end counts unless the text is `whole`.
bool is_utf8(Bytes text, bool whole) {
    const std::size_t size = text.size();
    std::size_t at = 0;
    while (at < size) {
        const Byte lead = text[at];
        if (lead < 0x80) {
            std::uint64_t eight = 0;
            if (size - at >= 8) std::memcpy(&eight, text.data() + at, 8);
            at += size - at >= 8 && (eight & 0x8080808080808080U) == 0 ? 8 : 1;
            continue;
        }
        std::size_t follow = 0;
        Byte low = 0x80;
        Byte high = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            follow = 1;
        } else if ((lead & 0xf0) == 0xe0) {
            follow = 2;
            if (lead == 0xe0) low = 0xa0;
            if (lead == 0xed) high = 0x9f;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            follow = 3;
            if (lead == 0xf0) low = 0x90;
            if (lead == 0xf4) high = 0x8f;
        } else {
            return false;
        }
        for (std::size_t i = 1; i <= follow; ++i) {
            if (at + i == size) return !whole;
            if (text[at + i] < low || text[at + i] > high) return false;
            low = 0x80;
            high = 0xbf;
        }
        at += follow + 1;
    }
    return true;
}

unsigned unit_at(Bytes text, std::size_t unit, bool big_endian) {
    const unsigned a = text[unit * 2];
    const unsigned b = text[unit * 2 + 1];
    return big_endian ? a << 8 | b : b << 8 | a;
}

/// No control characters, no unassigned ends of planes, surrogates in pairs. Trailing NULs are allowed: many Windows
/// programs write the terminator of a string into the file.
bool is_utf16(Bytes text, bool big_endian) {
    const std::size_t units = std::min(text.size(), examined_utf16) / 2;
    bool high_pending = false;
    bool ended = false;
    for (std::size_t i = 0; i < units; ++i) {
        const unsigned unit = unit_at(text, i, big_endian);
        const bool low = unit >= 0xdc00 && unit <= 0xdfff;
        if (low != high_pending) return false;
        high_pending = unit >= 0xd800 && unit <= 0xdbff;
        if (unit == 0) {
            ended = true;
        } else if (ended || unit >= 0xfffe || (unit < 0xa0 && unit != 0x85 && !is_ascii_text(unit))) {
            return false;
        }
    }
    return !(ended && units == 1);
}

bool is_utf32(Bytes text, bool big_endian) {
    const std::size_t units = std::min(text.size(), examined_utf16) / 4;
    for (std::size_t i = 0; i < units; ++i) {
        std::uint32_t unit = 0;
        for (std::size_t k = 0; k < 4; ++k) unit = unit << 8 | text[i * 4 + (big_endian ? k : 3 - k)];
        if (unit > 0x10ffff || (unit >= 0xd800 && unit <= 0xdfff) || (unit < 0x80 && !is_ascii_text(unit)))
            return false;
    }
    return units > 0;
}

/// UTF-16 without a mark: nearly all characters are ASCII, general punctuation or of one alphabet, as in Latin, Arabic
/// (Urdu), Cyrillic or Indic text. Scripts spread over many blocks (Chinese, Japanese, Korean) look like noise here and
/// are not claimed.
bool looks_like_utf16(Bytes head, bool big_endian) {
    constexpr std::size_t fewest_units = 6;
    const std::size_t units = std::min(head.size(), examined_utf16) / 2;
    if (units < fewest_units || (head.size() < examined_utf16 && head.size() % 2 != 0)) return false;
    if (!is_utf16(head, big_endian)) return false;
    std::array<std::uint32_t, 256> pages{};
    std::size_t usual = 0;
    std::size_t ascii = 0;
    std::size_t blanks = 0;
    for (std::size_t i = 0; i < units; ++i) {
        const unsigned unit = unit_at(head, i, big_endian);
        blanks += unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
        ascii += unit != 0 && unit < 0x80;
        usual += unit < 0x100 || unit >> 8 == 0x20;
        const unsigned page = unit >> 8;
        if ((page >= 0x01 && page <= 0x12) || page == 0xfb || page == 0xfd || page == 0xfe) ++pages[page];
    }
    // Arabic presentation forms stand on three pages; every other alphabet has its own, with Latin Extended beside
    // ASCII.
    const std::size_t arabic = pages[0x06] + pages[0x07] + pages[0xfb] + pages[0xfd] + pages[0xfe];
    const std::size_t alphabet = std::max<std::size_t>(arabic, *std::max_element(pages.begin(), pages.end()));
    const bool has_words = units < 64 || blanks > 0;
    const bool has_letters = ascii + alphabet >= units / 2;
    return has_words && has_letters && (usual + alphabet) * 100 >= units * 95;
}

/// Bytes that are Arabic letters or marks in windows-1256 (Microsoft code page 1256).
constexpr std::array<bool, 256> arabic_letters = [] {
    std::array<bool, 256> table{};
    const auto mark = [&](unsigned from, unsigned to) {
        for (unsigned c = from; c <= to; ++c) table[c] = true;
    };
    mark(0xc0, 0xd6);
    mark(0xd8, 0xdf);
    for (const unsigned c : {0x81, 0x8a, 0x8d, 0x8e, 0x8f, 0x90, 0x98, 0x9a, 0x9f, 0xaa, 0xe1, 0xe3, 0xe4,
                             0xe5, 0xe6, 0xec, 0xed, 0xf0, 0xf1, 0xf2, 0xf3, 0xf5, 0xf6, 0xf8, 0xfa, 0xff}) {
        table[c] = true;
    }
    return table;
}();

constexpr bool is_ascii_letter(unsigned c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

std::string_view eight_bit_encoding(Bytes text) {
    std::array<std::uint32_t, 256> counts{};
    std::size_t runs = 0;
    std::size_t beside_latin = 0;
    Byte previous = ' ';
    for (const Byte b : text) {
        if (b >= 0x80) {
            ++counts[b];
            runs += previous < 0x80;
            beside_latin += is_ascii_letter(previous);
        } else {
            beside_latin += previous >= 0x80 && is_ascii_letter(b);
        }
        previous = b;
    }
    std::size_t high = 0;
    std::size_t arabic = 0;
    for (unsigned b = 0x80; b < 256; ++b) {
        high += counts[b];
        if (arabic_letters[b]) arabic += counts[b];
    }
    // Arabic comma, semicolon, question mark, and the joiners of Urdu and Persian typing, count as neither.
    const std::size_t punctuation =
        counts[0xa1] + counts[0xba] + counts[0xbf] + counts[0x9d] + counts[0x9e] + counts[0xa0];
    const std::size_t letters = high - std::min(high, punctuation);
    // The commonest Arabic, Urdu and Persian letters: alef; then lam, ya, waw, mim, ra, nun.
    const std::size_t alef = counts[0xc7];
    const std::size_t common =
        alef + counts[0xe1] + counts[0xed] + counts[0xec] + counts[0xe6] + counts[0xe3] + counts[0xd1] + counts[0xe4];
    if (letters >= 4 && arabic * 100 >= letters * 95 && alef * 100 >= letters * 4 && common * 100 >= letters * 30 &&
        high >= runs * 2 && beside_latin * 5 <= runs * 2) {
        return "windows-1256";
    }
    // Western European words have single accented letters among ASCII ones; five positions are not assigned.
    const std::size_t unassigned = counts[0x81] + counts[0x8d] + counts[0x8f] + counts[0x90] + counts[0x9d];
    if (unassigned == 0 && high * 2 <= runs * 3) return "windows-1252";
    // Text has blanks and line ends: bytes without a single ASCII one are padding (an unused $LogFile is all 0xff) or
    // data.
    if (text.size() >= 64 && high == text.size()) return {};
    return "unknown-8bit";
}

}  // namespace

TextEncoding text_encoding(Bytes head, bool whole) {
    const ByteReader reader{head};
    if (reader.matches(0, std::string_view{"\xff\xfe\0\0", 4}) && is_utf32(head.subspan(4), false)) {
        return {"utf-32le", 4, head.size()};
    }
    if (reader.matches(0, std::string_view{"\0\0\xfe\xff", 4}) && is_utf32(head.subspan(4), true)) {
        return {"utf-32be", 4, head.size()};
    }
    if (reader.matches(0, "\xff\xfe") && is_utf16(head.subspan(2), false)) return {"utf-16le", 2, head.size()};
    if (reader.matches(0, "\xfe\xff") && is_utf16(head.subspan(2), true)) return {"utf-16be", 2, head.size()};

    // DOS editors end a text with Ctrl-Z.
    if (whole && head.size() > 1 && head.back() == 0x1a) head = head.first(head.size() - 1);
    const auto [clean, first_high] = scan(head);
    if (clean < head.size()) {
        if (looks_like_utf16(head, false)) return {"utf-16le", 0, clean};
        if (looks_like_utf16(head, true)) return {"utf-16be", 0, clean};
        return {{}, 0, clean};
    }
    if (first_high >= head.size()) return {"us-ascii", 0, clean};

    const std::size_t mark = reader.matches(0, "\xef\xbb\xbf") ? 3 : 0;
    const Bytes rest = head.subspan(first_high);
    const Bytes judged = rest.first(std::min(rest.size(), examined));
    if (is_utf8(judged, whole && judged.size() == rest.size())) return {"utf-8", mark, clean};
    return {eight_bit_encoding(judged), 0, clean};
}

std::string ascii_view(Bytes text, std::string_view encoding, std::size_t limit) {
    const std::size_t width = encoding.starts_with("utf-32") ? 4 : 2;
    const bool big_endian = encoding.ends_with("be");
    const std::size_t units = std::min(text.size() / width, limit);
    std::string view;
    view.reserve(units);
    for (std::size_t i = 0; i < units; ++i) {
        std::uint32_t unit = 0;
        for (std::size_t k = 0; k < width; ++k) unit = unit << 8 | text[i * width + (big_endian ? k : width - 1 - k)];
        view.push_back(unit < 0x80 ? static_cast<char>(unit) : '\xbf');
    }
    return view;
}

}  // namespace sanad
