#pragma once
// Text in any encoding as UTF-8. ICU carries its tables in its own library: the converters of the C library are files,
// which the sandbox does not open. What is no text of the encoding becomes U+FFFD.
#include <unicode/uclean.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::readable {

inline std::string lower(std::string_view text) {
    std::string folded{text};
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    }
    return folded;
}

inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

class Converter {
public:
    explicit Converter(const std::string& charset) {
        UErrorCode error = U_ZERO_ERROR;
        udata_setFileAccess(UDATA_NO_FILES, &error);  // only the linked tables
        error = U_ZERO_ERROR;
        converter_.reset(ucnv_open(charset.c_str(), &error));
        if (U_FAILURE(error)) converter_.reset();
    }
    explicit operator bool() const { return converter_ != nullptr; }
    UConverter* get() const { return converter_.get(); }
    std::string name() const {
        UErrorCode error = U_ZERO_ERROR;
        const char* known = ucnv_getName(converter_.get(), &error);
        return U_SUCCESS(error) && known != nullptr ? known : "";
    }

    std::string utf8(std::string_view bytes) const {
        std::string text;
        std::array<UChar, 4096> units{};
        const char* from = bytes.data();
        const char* const end = from + bytes.size();
        char32_t high = 0;
        for (bool more = true; more;) {
            UErrorCode error = U_ZERO_ERROR;
            UChar* to = units.data();
            ucnv_toUnicode(converter_.get(), &to, units.data() + units.size(), &from, end, nullptr, true, &error);
            more = error == U_BUFFER_OVERFLOW_ERROR;
            for (const UChar* unit = units.data(); unit != to; ++unit) {
                const char32_t c = *unit;
                if (high != 0 && c >= 0xDC00 && c < 0xE000) {
                    sdk::append_utf8(text, 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00));
                    high = 0;
                    continue;
                }
                if (high != 0) sdk::append_utf8(text, 0xFFFD);
                high = c >= 0xD800 && c < 0xDC00 ? c : 0;
                if (high == 0) sdk::append_utf8(text, c >= 0xDC00 && c < 0xE000 ? 0xFFFD : c);
            }
        }
        if (high != 0) sdk::append_utf8(text, 0xFFFD);
        ucnv_reset(converter_.get());
        return text;
    }

private:
    struct Close {
        void operator()(UConverter* converter) const { ucnv_close(converter); }
    };
    std::unique_ptr<UConverter, Close> converter_;
};

/// Nothing: no such encoding is known.
inline std::optional<std::string> utf8_from(std::string_view bytes, std::string_view charset) {
    const std::string name = lower(trimmed(charset));
    if (name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii") return sdk::utf8(bytes);
    if (name.empty() || name.size() > 60) return std::nullopt;
    const Converter converter{name};
    if (!converter) return std::nullopt;
    return converter.utf8(bytes);
}

/// Windows' and Internet mail's numbers of encodings.
inline std::string charset_of_codepage(std::uint32_t codepage) {
    switch (codepage) {
        case 65001:
            return "utf-8";
        case 1200:
            return "utf-16le";
        case 1201:
            return "utf-16be";
        case 20127:
            return "us-ascii";
        case 20866:
            return "koi8-r";
        case 21866:
            return "koi8-u";
        case 932:
            return "windows-31j";
        case 936:
            return "gbk";
        case 949:
            return "windows-949";
        case 950:
            return "big5";
        case 54936:
            return "gb18030";
        case 51932:
            return "euc-jp";
        case 51949:
            return "euc-kr";
        case 50220:
        case 50221:
        case 50222:
            return "iso-2022-jp";
        case 10000:
            return "macintosh";
        case 708:
            return "iso-8859-6";
        default:
            break;
    }
    if (codepage >= 28591 && codepage <= 28605) return "iso-8859-" + std::to_string(codepage - 28590);
    if (codepage >= 1250 && codepage <= 1258) return "windows-" + std::to_string(codepage);
    return "cp" + std::to_string(codepage);
}

/// Eight-bit text of a Windows program; windows-1252 where the number is unknown.
inline std::string utf8_of_codepage(std::string_view bytes, std::uint32_t codepage) {
    if (auto text = utf8_from(bytes, charset_of_codepage(codepage))) return *text;
    return utf8_from(bytes, "windows-1252").value_or(sdk::utf8(bytes));
}

inline bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto next = sdk::utf8_character(bytes);
        if (!next) return false;
        bytes.remove_prefix(next->length);
    }
    return true;
}

struct Decoded {
    std::string text;
    std::string encoding;
};

/// By its byte order mark. The mark itself is no text.
inline std::optional<Decoded> by_byte_order_mark(std::string_view bytes) {
    struct Mark {
        std::string_view bytes, encoding;
    };
    constexpr Mark marks[] = {{{"\xEF\xBB\xBF", 3}, "utf-8"},
                              {{"\xFF\xFE\0\0", 4}, "utf-32le"},
                              {{"\0\0\xFE\xFF", 4}, "utf-32be"},
                              {{"\xFF\xFE", 2}, "utf-16le"},
                              {{"\xFE\xFF", 2}, "utf-16be"}};
    for (const Mark& mark : marks) {
        if (!bytes.starts_with(mark.bytes)) continue;
        if (auto text = utf8_from(bytes.substr(mark.bytes.size()), mark.encoding)) {
            return Decoded{std::move(*text), std::string{mark.encoding}};
        }
    }
    return std::nullopt;
}

/// UTF-16 without a mark: nearly every character lies in one block of 256, and one of blank, line end, ASCII is there.
inline std::optional<Decoded> by_shape_of_utf16(std::string_view bytes) {
    if (bytes.size() < 8 || bytes.size() % 2 != 0) return std::nullopt;
    const std::string_view sample = bytes.substr(0, 8192);
    for (const bool big : {false, true}) {
        std::size_t sound = 0;
        std::size_t ascii = 0;
        std::array<std::size_t, 256> blocks{};
        for (std::size_t at = 0; at + 1 < sample.size(); at += 2) {
            const auto first = static_cast<unsigned char>(sample[at]);
            const auto second = static_cast<unsigned char>(sample[at + 1]);
            const unsigned unit = big ? first << 8 | second : second << 8 | first;
            if ((unit < 0x20 && unit != 9 && unit != 10 && unit != 13) || unit >= 0xFFF0 ||
                (unit >= 0xE000 && unit < 0xF900)) {
                continue;
            }
            ++sound;
            ++blocks[unit >> 8];
            if (unit < 0x80) ++ascii;
        }
        const std::size_t units = sample.size() / 2;
        std::partial_sort(blocks.begin(), blocks.begin() + 3, blocks.end(), std::greater<>{});
        const std::size_t in_few_blocks = blocks[0] + blocks[1] + blocks[2];
        if (sound == units && in_few_blocks * 10 >= units * 9 && ascii * 20 >= units) {
            const std::string_view encoding = big ? "utf-16be" : "utf-16le";
            if (auto text = utf8_from(bytes, encoding)) return Decoded{std::move(*text), std::string{encoding}};
        }
    }
    return std::nullopt;
}

/// What ICU finds most likely of eight-bit text; nothing when it is unsure.
inline std::optional<Decoded> by_statistics(std::string_view bytes) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, void (*)(UCharsetDetector*)> detector{ucsdet_open(&error), ucsdet_close};
    if (U_FAILURE(error)) return std::nullopt;
    ucsdet_setText(detector.get(), bytes.data(),
                   static_cast<std::int32_t>(std::min<std::size_t>(bytes.size(), 1 << 20)), &error);
    const UCharsetMatch* best = ucsdet_detect(detector.get(), &error);
    if (U_FAILURE(error) || best == nullptr) return std::nullopt;
    const std::int32_t confidence = ucsdet_getConfidence(best, &error);
    std::string encoding = lower(ucsdet_getName(best, &error));
    if (U_FAILURE(error) || confidence < 10 || encoding.starts_with("utf-") || encoding.starts_with("ibm")) {
        return std::nullopt;
    }
    // Windows' tables hold all of ISO's letters and the characters that ISO leaves empty.
    if (encoding == "iso-8859-1") encoding = "windows-1252";
    if (encoding == "iso-8859-6") encoding = "windows-1256";
    auto text = utf8_from(bytes, encoding);
    if (!text) return std::nullopt;
    return Decoded{std::move(*text), encoding};
}

}  // namespace sanad::readable
