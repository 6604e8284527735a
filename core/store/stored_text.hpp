#pragma once
// What of hostile bytes may stand in a TEXT column: well-formed UTF-8 without NUL, at which SQLite's own functions
// stop.
#include <string>
#include <string_view>

#include "core/base/text.hpp"

namespace sanad {

inline bool storable(std::string_view text) {
    return text.find('\0') == std::string_view::npos && is_utf8(text);
}

/// The text, or its repair kept in `room`.
inline std::string_view stored_text(std::string_view text, std::string& room) {
    if (storable(text)) return text;
    room = repaired_utf8(text);
    for (std::size_t at; (at = room.find('\0')) != std::string::npos;) room.replace(at, 1, "\xef\xbf\xbd");
    return room;
}

inline std::string stored_text(std::string_view text) {
    std::string room;
    return std::string{stored_text(text, room)};
}

}  // namespace sanad
