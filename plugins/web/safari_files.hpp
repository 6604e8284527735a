#pragma once
// The files of Safari and of other apps of Apple's that are no databases.
#include "plugins/web/json_file.hpp"

namespace sanad::web {

/// Bookmarks.plist, History.plist, Downloads.plist, LastSession.plist. False: none of them.
bool safari_list(const json& file, sdk::Range place, const sdk::Sink& sink);

/// Cookies.binarycookies.
sdk::Verdict binary_cookies(sdk::Bytes bytes, const sdk::Sink& sink);

}  // namespace sanad::web
