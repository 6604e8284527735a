// What was opened of late: com.apple.recentitems.plist, the shared file lists (.sfl, .sfl2, .sfl3, archives of objects)
// and the recent folders of the Finder.
#include "plugins/macos/bookmark.hpp"
#include "plugins/macos/traces.hpp"

namespace sanad::macos {

using sdk::Artifact;
using sdk::Sink;

namespace {

void listed(const Plist& item, std::string_view kind, std::int64_t order, const Source& source, const Sink& sink) {
    Artifact recent{"recent_item.listed", item.place.length > 0 ? item.place : source.whole};
    std::string name{item.text_of("Name")};
    if (name.empty()) name = item.text_of("name");
    std::string location{item.text_of("URL")};
    for (const std::string_view key : {"Bookmark", "bookmark", "file-bookmark"}) {
        const Plist* bytes = item.find(key);
        if (bytes == nullptr || !bytes->is_data()) continue;
        const auto bookmark = read_bookmark(bytes->data());
        if (!bookmark) continue;
        if (location.empty()) location = bookmark->path;
        put(recent, "volume", bookmark->volume);
        recent.time("created_at", bookmark->created);
        break;
    }
    if (name.empty() && location.empty()) return;
    put(recent, "name", name);
    put(recent, "location", location);
    put(recent, "kind", kind);
    recent.integer("order", order);
    sink.emit(recent);
}

void list(const Plist* items, std::string_view kind, const Source& source, const Sink& sink) {
    if (items == nullptr || !items->is_array()) return;
    std::int64_t order = 0;
    for (const Plist& item : items->items) listed(item, kind, ++order, source, sink);
}

/// "com.apple.LSSharedFileList.RecentDocuments.sfl2" holds "RecentDocuments".
std::string kind_of_shared_list(std::string_view file_name) {
    constexpr std::string_view prefix = "com.apple.LSSharedFileList.";
    std::string_view kind = file_name.substr(0, file_name.rfind(".sfl"));
    if (kind.starts_with(prefix)) kind.remove_prefix(prefix.size());
    return sdk::utf8(kind);
}

}  // namespace

bool recent_items(const Plist& root, const Source& source, const Sink& sink) {
    bool mine = false;
    constexpr std::pair<std::string_view, std::string_view> lists[] = {{"RecentApplications", "applications"},
                                                                       {"RecentDocuments", "documents"},
                                                                       {"RecentServers", "servers"},
                                                                       {"Hosts", "hosts"}};
    for (const auto& [key, kind] : lists) {
        const Plist* items = root.find(key);
        if (items == nullptr || !items->is_dictionary() || !items->has("CustomListItems")) continue;
        list(items->find("CustomListItems"), kind, source, sink);
        mine = true;
    }
    if (root.has("FXRecentFolders")) {
        list(root.find("FXRecentFolders"), "folders", source, sink);
        mine = true;
    }
    if (mine || source.file_name.find(".sfl") == std::string_view::npos || !root.has("items")) return mine;
    list(root.find("items"), kind_of_shared_list(source.file_name), source, sink);
    return true;
}

}  // namespace sanad::macos
