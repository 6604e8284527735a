#pragma once
// The files of a Chromium profile that are JSON. False: the value is none of that kind.
#include "plugins/web/json_file.hpp"

namespace sanad::web {

/// Bookmarks, Bookmarks.bak, AccountBookmarks.
bool chromium_bookmarks(const json& file, sdk::Range place, const sdk::Sink& sink);
/// Preferences, Secure Preferences: extensions, site permissions, accounts, when data were cleared.
bool chromium_preferences(const json& file, sdk::Range place, const sdk::Sink& sink);

}  // namespace sanad::web
