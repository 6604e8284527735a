#pragma once
// What mail looks like before it is parsed: header lines, and the lines that separate messages in an mbox (RFC 4155).
#include <algorithm>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::mail {

inline std::string_view line_at(std::string_view text, std::size_t at) {
    return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

/// The name of a header line, lower case; empty when it is none.
inline std::string header_name(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon > 76) return {};
    const std::string_view name = readable::trimmed(line.substr(0, colon));
    for (const char c : name) {
        if (c <= ' ' || c > '~') return {};
    }
    return readable::lower(name);
}

/// Header lines from here on, one of them of mail: that is what makes a file a message.
inline bool begins_message(std::string_view text) {
    constexpr std::string_view of_mail[] = {"from",        "to",           "subject",  "message-id", "received",
                                            "return-path", "delivered-to", "reply-to", "cc",         "sender"};
    bool known = false;
    bool first = true;
    for (std::size_t at = 0; at < text.size() && at < 65536;) {
        const std::string_view line = line_at(text, at);
        at += line.size() + 1;
        if (readable::trimmed(line).empty()) break;
        const bool folded = line[0] == ' ' || line[0] == '\t';
        if (folded && !first) continue;
        const std::string name = header_name(line);
        if (name.empty()) return known && !first;  // a body without the empty line before it
        known = known || std::ranges::find(of_mail, name) != std::end(of_mail);
        first = false;
    }
    return known;
}

/// "From sender date": the words after it end in a time of day and a year.
inline bool is_separator(std::string_view line) {
    if (!line.starts_with("From ") || line.size() > 512) return false;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon < 7 || colon + 2 >= line.size()) return false;
    const auto is_digit = [&](std::size_t i) { return line[i] >= '0' && line[i] <= '9'; };
    return is_digit(colon - 1) && is_digit(colon + 1) && is_digit(colon + 2);
}

struct StoredMessage {
    std::size_t begin = 0;  ///< of its separator
    std::size_t text = 0;   ///< of its first header
    std::size_t end = 0;
};

inline std::vector<StoredMessage> messages_of_mbox(std::string_view text) {
    std::vector<StoredMessage> messages;
    bool after_empty_line = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view line = line_at(text, at);
        const std::size_t next = std::min(at + line.size() + 1, text.size());
        if (after_empty_line && is_separator(line)) {
            if (!messages.empty()) messages.back().end = at;
            messages.push_back({at, next, text.size()});
        }
        after_empty_line = readable::trimmed(line).empty();
        at = next;
    }
    return messages;
}

}  // namespace sanad::mail
