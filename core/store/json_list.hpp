#pragma once
// A list of texts in one column: a JSON array, which SQLite's json_each() and every other tool reads.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/base/unicode.hpp"

namespace sanad {

inline std::string json_of_texts(const std::vector<std::string>& texts) {
    std::string json = "[";
    for (const std::string& text : texts) json += (json.size() == 1 ? "" : ",") + json_string(text);
    return json + "]";
}

/// Reads what json_of_texts writes; anything else gives what could be read of it.
inline std::vector<std::string> texts_of_json(std::string_view json) {
    std::vector<std::string> texts;
    for (std::size_t at = 1; at < json.size() && json[at] == '"';) {
        std::string text;
        for (++at; at < json.size() && json[at] != '"'; ++at) {
            if (json[at] != '\\' || at + 1 >= json.size()) {
                text += json[at];
                continue;
            }
            if (json[++at] != 'u') {  // json_string() writes \" and \\, and \uXXXX for controls and separators of lines
                text += json[at];
                continue;
            }
            const auto units = from_hex(json.substr(std::min(at + 1, json.size()), 4)).value_or("");
            if (units.size() == 2) {
                const auto character = static_cast<char32_t>(static_cast<unsigned char>(units[0]) << 8 |
                                                             static_cast<unsigned char>(units[1]));
                if (character < 0xD800 || character > 0xDFFF) append_character(text, character);
            }
            at += 4;
        }
        texts.push_back(std::move(text));
        at += 1;
        if (at < json.size() && json[at] == ',') ++at;
    }
    return texts;
}

}  // namespace sanad
