#pragma once
// The files of a Firefox profile that are JSON, plain or packed ("jsonlz4").
#include <string>

#include "plugins/web/json_file.hpp"

namespace sanad::web {

constexpr std::string_view packed_json{"mozLz40\0", 8};

/// What stands behind packed_json: a size and one LZ4 block. Nothing when it is damaged.
std::optional<std::string> unpacked_json(std::string_view packed);

/// logins.json, downloads.json, extensions.json, session stores, backups of bookmarks. False: none of them.
bool firefox_file(const json& file, sdk::Range place, const sdk::Sink& sink);

}  // namespace sanad::web
