#include "core/ingest/text_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/unicode.hpp"
#include "core/search/scan_encoding.hpp"

namespace sanad {
namespace {

// What the bytes from 80 on mean (Microsoft code page 1252, as published by the Unicode consortium; a position that is
// not assigned stands for the control character of its number).
constexpr std::array<char16_t, 128> windows_1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD,
    0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
    0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
};

char32_t number_at(Bytes bytes, std::size_t at, std::size_t width, bool big_endian) {
    char32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[at + (big_endian ? i : width - 1 - i)];
    return value;
}

/// How many bytes of ASCII it begins with, looked at by eight.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t at = 0;
    for (std::uint64_t bytes = 0; text.size() - at >= sizeof bytes; at += sizeof bytes) {
        std::memcpy(&bytes, text.data() + at, sizeof bytes);
        if ((bytes & 0x8080808080808080) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

bool is_surrogate(char32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

constexpr std::size_t shortest_string = 4;

/// A run at either end may go on in the next window: it is kept however short, and nothing parts it from there.
std::string strings_of(std::string_view bytes, std::size_t own_size, bool first) {
    std::string text;
    std::string run;
    std::size_t characters = 0;
    bool at_edge = !first;
    std::size_t at = 0;
    while (!first && at < 3 && at < own_size && (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80) ++at;
    while (at < own_size) {
        const auto [character, length] = character_at(bytes, at);
        const bool broken = length == 1 && static_cast<unsigned char>(bytes[at]) >= 0x80;
        const bool control = (character < 0x20 && character != '\t') || (character >= 0x7F && character < 0xA0);
        at += length;
        if (!broken && !control) {
            append_character(run, character);
            ++characters;
            continue;
        }
        if (characters >= shortest_string || at_edge) {
            text += run;
            text += '\n';
        }
        at_edge = false;
        run.clear();
        characters = 0;
    }
    return text + run;
}

}  // namespace

bool is_decodable(std::string_view encoding) {
    for (const std::string_view known : {"us-ascii", "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be",
                                         "windows-1256", "windows-1252", "unknown-8bit"}) {
        if (encoding == known) return true;
    }
    return encoding == strings_encoding;
}

DecodedText decoded_text(Bytes bytes, std::size_t own_size, std::string_view encoding, bool first) {
    DecodedText result;
    own_size = std::min(own_size, bytes.size());
    if (encoding == strings_encoding) {
        result.text = strings_of(text_of(bytes), own_size, first);
        result.exact = false;
        return result;
    }
    std::size_t at = 0;
    const bool wide = encoding.starts_with("utf-16") || encoding.starts_with("utf-32");
    const std::size_t width = encoding.starts_with("utf-16") ? 2 : 4;
    if (wide) {
        const bool big_endian = encoding.ends_with("be");
        if (first && bytes.size() >= width && number_at(bytes, 0, width, big_endian) == 0xFEFF) at = width;
        // The second half of a pair whose first half the window before has taken.
        if (!first && width == 2 && bytes.size() >= 2) {
            const char32_t unit = number_at(bytes, 0, 2, big_endian);
            if (unit >= 0xDC00 && unit <= 0xDFFF) at = 2;
        }
        result.lead = at;
        for (; at < own_size && at + width <= bytes.size();) {
            char32_t c = number_at(bytes, at, width, big_endian);
            at += width;
            if (width == 2 && c >= 0xD800 && c <= 0xDBFF && at + 2 <= bytes.size()) {
                const char32_t low = number_at(bytes, at, 2, big_endian);
                if (low >= 0xDC00 && low <= 0xDFFF) {
                    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                    at += 2;
                }
            }
            if (is_surrogate(c) || c > 0x10FFFF) c = 0xFFFD;  // as wide in the source as what stands for it
            append_character(result.text, c);
        }
        return result;
    }
    if (encoding == "us-ascii" || encoding == "utf-8") {
        const std::string_view text = text_of(bytes);
        if (first && text.starts_with("\xEF\xBB\xBF")) at = 3;
        if (!first) {
            while (at < 3 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        }
        result.lead = at;
        result.text.reserve(own_size);
        while (at < own_size) {
            const std::size_t plain = at + ascii_prefix(text.substr(at, own_size - at));
            result.text += text.substr(at, plain - at);
            at = plain;
            if (at >= own_size) break;
            const auto [character, length] = character_at(text, at);
            if (length == 1) {
                result.exact = false;
                append_character(result.text, 0xFFFD);
            } else {
                result.text += text.substr(at, length);
            }
            at += length;
        }
        return result;
    }
    const auto& table = encoding == "windows-1256" ? windows_1256_upper : windows_1252;
    for (; at < own_size; ++at) append_character(result.text, bytes[at] < 0x80 ? bytes[at] : table[bytes[at] - 0x80]);
    return result;
}

}  // namespace sanad
