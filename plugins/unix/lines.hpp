#pragma once
// A text file line by line, with the place of each line.
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::unix_traces {

inline std::string_view view_of(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Line {
    std::string_view text;  ///< without its end
    sdk::Range place;       ///< with its end
};

/// For `for (Line line; lines.next(line);)`.
class Lines {
public:
    explicit Lines(std::string_view text) : text_{text} {}
    bool next(Line& line) {
        if (at_ >= text_.size()) return false;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const std::size_t after = std::min(end + 1, text_.size());
        line.text = text_.substr(at_, end - at_);
        if (line.text.ends_with('\r')) line.text.remove_suffix(1);
        line.place = {at_, after - at_};
        at_ = after;
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// The first word, which is taken off with the blanks before and after it.
inline std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Text, as far as its first 4 KiB show: no zero bytes, nor controls that no text has.
inline bool looks_like_text(std::string_view bytes) {
    for (const char c : bytes.substr(0, 4096)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t' && byte != 0x1B && byte != 0x1D &&
            byte != '\f' && byte != 7 && byte != '\b') {
            return false;
        }
    }
    return true;
}

}  // namespace sanad::unix_traces
