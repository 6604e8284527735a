#pragma once
// A path taken apart as the file table has it. Only for this folder.
#include <optional>
#include <string>
#include <string_view>

namespace sanad {

/// "/a/b/c" gives "/a/b" and "c"; "/c" gives "/" and "c".
struct PathParts {
    std::string_view directory;
    std::string_view name;
};

inline PathParts parts_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {"", path};
    return {path.substr(0, slash == 0 ? 1 : slash), path.substr(slash + 1)};
}

/// Of a stream "name:stream", that of the stream.
inline std::string extension_of(std::string_view name, bool is_stream) {
    if (const auto colon = name.rfind(':'); is_stream && colon != std::string_view::npos) name.remove_prefix(colon + 1);
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return {};
    std::string extension{name.substr(dot + 1)};
    for (char& letter : extension)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return extension;
}

inline std::optional<std::string_view> unless_empty(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace sanad
