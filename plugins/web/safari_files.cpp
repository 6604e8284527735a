#include "plugins/web/safari_files.hpp"

#include <algorithm>
#include <bit>

#include "plugins/web/property_list.hpp"

namespace sanad::web {
namespace {

using sdk::Artifact;
using sdk::Range;
using sdk::Sink;

const json& list_in(const json& object, std::string_view name) {
    static const json none = json::array();
    const json& list = member(object, name);
    return list.is_array() ? list : none;
}

void bookmarks(const json& node, const std::string& folder, int depth, Range place, const Sink& sink) {
    if (depth > deepest_folder) return sink.warn(place, "folders lie deeper than " + std::to_string(deepest_folder));
    const std::string type = text_in(member(node, "WebBookmarkType"));
    const bool page = type == "WebBookmarkTypeLeaf";
    if (!page && type != "WebBookmarkTypeList") return;
    const json& reading = member(node, "ReadingList");
    const std::string title = text_in(page ? member(node, "URIDictionary", "title") : member(node, "Title"));
    Artifact added{"bookmark.added", place};
    add_text(added, "url", member(node, "URLString"));
    if (!title.empty()) added.text("title", title);
    if (!folder.empty()) added.text("folder", folder);
    add_text(added, "preview", member(reading, "PreviewText"));
    added.time("added_at", plist_time(member(reading, "DateAdded")));
    added.time("used_at", plist_time(member(reading, "DateLastViewed")));
    if (page || !title.empty())
        sink.emit(added.text("kind", !page ? "folder" : reading.is_null() ? "page" : "reading list"));
    const std::string inside = (folder.empty() ? "" : folder + "/") + title;
    for (const json& child : list_in(node, "Children")) bookmarks(child, inside, depth + 1, place, sink);
}

void history(const json& file, Range place, const Sink& sink) {
    for (const json& visit : list_in(file, "WebHistoryDates")) {
        Artifact visited{"web.visited", place};
        add_text(visited, "url", member(visit, ""));
        add_text(visited, "title", member(visit, "title"));
        visited.time("visited_at", plist_time(member(visit, "lastVisitedDate")));
        add_integer(visited, "visit_count", member(visit, "visitCount"));
        if (member(visit, "lastVisitWasFailure") == json(true)) visited.integer("loaded", 0);
        if (!visited.empty()) sink.emit(visited);
    }
}

void downloads(const json& file, Range place, const Sink& sink) {
    for (const json& entry : list_in(file, "DownloadHistory")) {
        Artifact downloaded{"web.downloaded", place};
        add_text(downloaded, "url", member(entry, "DownloadEntryURL"));
        add_text(downloaded, "path", member(entry, "DownloadEntryPath"));
        downloaded.time("started_at", plist_time(member(entry, "DownloadEntryDateAddedKey")));
        downloaded.time("ended_at", plist_time(member(entry, "DownloadEntryDateFinishedKey")));
        // Minus one: the server did not say.
        if (const auto size = integer_in(member(entry, "DownloadEntryProgressTotalToLoad")); size && *size >= 0) {
            downloaded.integer("size", *size);
        }
        add_integer(downloaded, "received", member(entry, "DownloadEntryProgressBytesSoFar"));
        if (!downloaded.empty()) sink.emit(downloaded);
    }
}

void session(const json& file, Range place, const Sink& sink) {
    for (const json& window : list_in(file, "SessionWindows")) {
        for (const json& state : list_in(window, "TabStates")) {
            Artifact opened{"tab.opened", place};
            add_text(opened, "url", member(state, "TabURL"));
            add_text(opened, "title", member(state, "TabTitle"));
            opened.time("viewed_at", plist_time(member(state, "LastVisitTime")));
            if (!opened.empty()) sink.emit(opened);
        }
    }
}

std::uint32_t u32(sdk::Bytes bytes, std::size_t at, bool big_endian) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{bytes[at + i]} << 8 * (big_endian ? 3 - i : i);
    return value;
}

double f64(sdk::Bytes bytes, std::size_t at) {
    return std::bit_cast<double>(std::uint64_t{u32(bytes, at + 4, false)} << 32 | u32(bytes, at, false));
}

/// False: it does not fit the page.
bool cookie(sdk::Bytes page, std::size_t at, std::uint64_t page_at, const Sink& sink) {
    constexpr std::size_t shortest = 56;
    if (at > page.size() || page.size() - at < shortest) return false;
    const std::uint32_t size = u32(page, at, false);
    if (size < shortest || size > page.size() - at) return false;
    const sdk::Bytes record = page.subspan(at, size);
    Artifact stored{"cookie.stored", {page_at + at, size}};
    constexpr std::pair<std::string_view, std::size_t> texts[] = {
        {"host", 16}, {"name", 20}, {"path", 24}, {"value", 28}};
    for (const auto& [attribute, field] : texts) {
        const std::uint32_t begin = u32(record, field, false);
        if (begin == 0) continue;
        if (begin >= size) return false;
        const auto from = record.begin() + begin;
        const auto end = std::find(from, record.end(), 0);
        if (end == record.end()) return false;
        if (end != from)
            stored.text(attribute, sdk::utf8({reinterpret_cast<const char*>(&*from), std::size_t(end - from)}));
    }
    stored.time("expires_at", sqlite::time_of(As::mac_s, f64(record, 40)));
    stored.time("created_at", sqlite::time_of(As::mac_s, f64(record, 48)));
    const std::uint32_t flags = u32(record, 8, false);
    stored.integer("secure", flags & 1).integer("http_only", flags >> 2 & 1);
    sink.emit(stored);
    return true;
}

}  // namespace

bool safari_list(const json& file, Range place, const Sink& sink) {
    if (text_in(member(file, "WebBookmarkType")) == "WebBookmarkTypeList") {
        bookmarks(file, "", 0, place, sink);
    } else if (member(file, "WebHistoryDates").is_array()) {
        history(file, place, sink);
    } else if (member(file, "DownloadHistory").is_array()) {
        downloads(file, place, sink);
    } else if (member(file, "SessionWindows").is_array()) {
        session(file, place, sink);
    } else {
        return false;
    }
    return true;
}

sdk::Verdict binary_cookies(sdk::Bytes bytes, const Sink& sink) {
    if (bytes.size() < 8 || !std::ranges::equal(bytes.first(4), std::string_view{"cook"}))
        return sdk::Verdict::not_mine;
    bool sound = true;
    const auto damage = [&](std::uint64_t at, std::uint64_t length, std::string_view what) {
        sink.warn({std::min<std::uint64_t>(at, bytes.size()), length}, what);
        sound = false;
    };
    const std::uint32_t pages = u32(bytes, 4, true);
    if (pages > (bytes.size() - 8) / 4) {
        damage(4, 4, "there is no room for so many pages");
        return sdk::Verdict::damaged;
    }
    std::uint64_t at = 8 + std::uint64_t{pages} * 4;
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < pages; ++i) {
        const std::uint32_t size = u32(bytes, 8 + std::size_t{i} * 4, true);
        if (at > bytes.size() || size > bytes.size() - at) {
            damage(at, 0, "the file ends within page " + std::to_string(i + 1));
            return sdk::Verdict::damaged;
        }
        const sdk::Bytes page = bytes.subspan(at, size);
        for (std::size_t each = 0; each < size; each += 4) sum += page[each];
        const std::uint32_t cookies = size < 12 ? 0 : u32(page, 4, false);
        if (size < 12 || u32(page, 0, true) != 0x100 || cookies > (size - 12) / 4) {
            damage(at, size, "this is no page of cookies");
        } else {
            for (std::uint32_t each = 0; each < cookies; ++each) {
                const std::uint32_t begin = u32(page, 8 + std::size_t{each} * 4, false);
                if (!cookie(page, begin, at, sink)) damage(at, size, "a cookie does not fit its page");
            }
        }
        at += size;
    }
    if (bytes.size() - at < 4 || u32(bytes, at, true) != sum) damage(at, 0, "the checksum of the pages does not agree");
    return sound ? sdk::Verdict::examined : sdk::Verdict::damaged;
}

}  // namespace sanad::web
