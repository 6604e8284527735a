#pragma once
#include <string>
#include <string_view>

namespace sanad {

/// An archive member's name as a path from the root: '/' first, no "./" before it and no '/' after it; everything else,
/// ".." too, as recorded, since nothing is ever written by it. A longer one than `most_bytes` is cut, and `remark` says
/// so.
inline std::string member_path(std::string_view name, std::size_t most_bytes, std::string& remark) {
    while (name.starts_with('/') || name.starts_with("./")) name.remove_prefix(name.front() == '/' ? 1 : 2);
    while (name.ends_with('/')) name.remove_suffix(1);
    if (name == ".") name = {};
    if (name.size() >= most_bytes) {
        remark = "its name of " + std::to_string(name.size()) + " bytes is cut";
        name = name.substr(0, most_bytes - 1);
    }
    std::string path{"/"};
    path += name;
    return path;
}

}  // namespace sanad
