#pragma once
// Encoded words of header lines (RFC 2047) and the parameters of MIME headers (RFC 2231), decoded with ICU's tables:
// GMime would ask the C library, whose converters are files that the sandbox does not open.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"

namespace sanad::mail {

inline int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char folded = static_cast<char>(c | 0x20);
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/// Characters that are not of the alphabet are passed over, as mail programs do.
inline std::string from_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        std::uint32_t value = 0;
        if (c >= 'A' && c <= 'Z') {
            value = static_cast<std::uint32_t>(c - 'A');
        } else if (c >= 'a' && c <= 'z') {
            value = static_cast<std::uint32_t>(c - 'a' + 26);
        } else if (c >= '0' && c <= '9') {
            value = static_cast<std::uint32_t>(c - '0' + 52);
        } else if (c == '+' || c == '/') {
            value = c == '+' ? 62 : 63;
        } else if (c == '=') {
            break;
        } else {
            continue;
        }
        group = group << 6 | value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 0xFF);
        }
    }
    return bytes;
}

inline std::string to_base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view part = bytes.substr(at, 3);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < part.size() ? static_cast<unsigned char>(part[i]) : 0u);
        }
        for (std::size_t i = 0; i < 4; ++i) text += i <= part.size() ? alphabet[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

inline std::string from_escapes(std::string_view text, char escape, bool underscore_is_blank) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == escape && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
        if (low >= 0) {
            bytes += static_cast<char>(high << 4 | low);
            at += 2;
        } else {
            bytes += underscore_is_blank && text[at] == '_' ? ' ' : text[at];
        }
    }
    return bytes;
}

struct EncodedWord {
    std::string charset;
    std::string bytes;
    std::size_t length = 0;  ///< as written
};

inline std::optional<EncodedWord> encoded_word_at(std::string_view text) {
    if (!text.starts_with("=?")) return std::nullopt;
    const std::size_t charset_end = text.find('?', 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?') {
        return std::nullopt;
    }
    const std::string charset = readable::lower(text.substr(2, charset_end - 2));
    const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
    const std::size_t begin = charset_end + 3;
    const std::size_t end = text.find("?=", begin);
    if (end == std::string_view::npos || (encoding != 'b' && encoding != 'q') || charset.empty()) return std::nullopt;
    const std::string_view content = text.substr(begin, end - begin);
    return EncodedWord{charset.substr(0, charset.find('*')),  // RFC 2231 5: a language may follow
                       encoding == 'b' ? from_base64(content) : from_escapes(content, '=', true), end + 2};
}

inline std::string utf8_of_word(const std::string& bytes, const std::string& charset) {
    return readable::utf8_from(bytes, charset).value_or(sdk::utf8(bytes));
}

/// Every run of encoded words handed to `write` as UTF-8; the rest stands as it is. Blanks between two words are none.
template <class Write>
std::string with_words_replaced(std::string_view raw, Write write) {
    std::string out;
    for (std::size_t at = 0; at < raw.size();) {
        auto word = encoded_word_at(raw.substr(at));
        if (!word) {
            if (raw[at] != '\r' && raw[at] != '\n') out += raw[at] == '\t' ? ' ' : raw[at];
            ++at;
            continue;
        }
        std::string text;
        std::string bytes = word->bytes;
        std::string charset = word->charset;
        at += word->length;
        for (;;) {
            const std::size_t next = std::min(raw.find_first_not_of(" \t\r\n", at), raw.size());
            const auto following = encoded_word_at(raw.substr(next));
            if (!following) break;
            if (following->charset != charset) {
                text += utf8_of_word(bytes, charset);
                bytes.clear();
                charset = following->charset;
            }
            bytes += following->bytes;  // a character may lie across two words
            at = next + following->length;
        }
        out += write(text + utf8_of_word(bytes, charset));
    }
    return out;
}

/// A header line as people read it.
inline std::string header_text(std::string_view raw) {
    return sdk::utf8(with_words_replaced(readable::trimmed(raw), [](const std::string& text) { return text; }));
}

/// The same line with its words in UTF-8, still encoded: a comma in a name stays hidden from who parses addresses.
inline std::string words_in_utf8(std::string_view raw) {
    return sdk::utf8(with_words_replaced(
        readable::trimmed(raw), [](const std::string& text) { return "=?utf-8?B?" + to_base64(text) + "?="; }));
}

/// The parameters behind the first ';', names in lower case, values decoded, their pieces put together.
inline std::map<std::string, std::string> parameters_of(std::string_view raw) {
    struct Piece {
        std::string value;
        bool extended = false;
    };
    std::map<std::string, std::map<int, Piece>> pieces;
    std::size_t at = raw.find(';');
    while (at < raw.size()) {
        const std::size_t begin = raw.find_first_not_of("; \t\r\n", at);
        if (begin == std::string_view::npos) break;
        const std::size_t equals = raw.find_first_of("=;", begin);
        if (equals == std::string_view::npos) break;
        if (raw[equals] == ';') {
            at = equals;
            continue;
        }
        std::string name = readable::lower(readable::trimmed(raw.substr(begin, equals - begin)));
        std::size_t from = std::min(raw.find_first_not_of(" \t\r\n", equals + 1), raw.size());
        Piece piece;
        if (from < raw.size() && raw[from] == '"') {
            for (++from; from < raw.size() && raw[from] != '"'; ++from) {
                if (raw[from] == '\\' && from + 1 < raw.size()) ++from;
                if (raw[from] != '\r' && raw[from] != '\n') piece.value += raw[from];
            }
            at = std::min(raw.find(';', from), raw.size());
        } else {
            at = std::min(raw.find(';', from), raw.size());
            piece.value = std::string{readable::trimmed(raw.substr(from, at - from))};
        }
        piece.extended = name.ends_with('*');
        if (piece.extended) name.pop_back();
        int number = 0;
        if (const std::size_t star = name.find('*'); star != std::string::npos) {
            for (const char c : std::string_view{name}.substr(star + 1)) {
                if (c < '0' || c > '9' || number > 1000) break;
                number = number * 10 + (c - '0');
            }
            name.resize(star);
        }
        pieces[name].try_emplace(number, std::move(piece));
    }
    std::map<std::string, std::string> found;
    for (const auto& [name, parts] : pieces) {
        std::string charset;
        std::string bytes;
        bool extended = false;
        for (const auto& [number, piece] : parts) {
            std::string_view value = piece.value;
            if (piece.extended && number == parts.begin()->first) {
                extended = true;
                const std::size_t first = value.find('\'');
                const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
                if (second != std::string_view::npos) {
                    charset = std::string{value.substr(0, first)};
                    value.remove_prefix(second + 1);
                }
            }
            bytes += piece.extended ? from_escapes(value, '%', false) : std::string{value};
        }
        // Not allowed by RFC 2047 5 and written by many programs all the same: encoded words inside of quotes.
        found[name] = extended ? utf8_of_word(bytes, charset) : header_text(bytes);
    }
    return found;
}

}  // namespace sanad::mail
