#pragma once
// Bookmarks ("book"): how macOS remembers a file: the parts of its path, its creation, its volume. Values lie behind a
// header, each with its length and kind; a table says which is which.
#include <optional>
#include <string>

#include "plugins/macos/plist.hpp"

namespace sanad::macos {

struct Bookmark {
    std::string path, volume;
    std::optional<Time> created{};
};

/// Nothing: no bookmark, or a damaged one.
std::optional<Bookmark> read_bookmark(Bytes bytes);

}  // namespace sanad::macos
