#pragma once
// Shell items: how the Windows desktop names a place, one item for each step from the desktop on.
#include <optional>
#include <string>
#include <vector>

#include "plugins/sdk/module.hpp"
#include "plugins/windows/bytes.hpp"

namespace windows {

struct ShellItem {
    std::string name;  ///< one step of a path: "C:\", "Documents", "<My Computer>"
    std::optional<sanad::sdk::Time> created_at, modified_at, accessed_at;  ///< to two seconds, UTC
    std::optional<std::uint64_t> mft_entry;
    std::optional<std::uint16_t> mft_sequence;
};

/// The first item of a list, its length included; nothing for an empty list or one that is cut.
std::optional<ShellItem> shell_item(Bytes bytes);

/// All items of a list.
std::vector<ShellItem> shell_items(Bytes list);

/// "C:\Users\ali" of the steps "<My Computer>", "C:\", "Users", "ali".
std::string joined_path(const std::string& parent, const std::string& step);
std::string path_of_items(Bytes list);

}  // namespace windows
