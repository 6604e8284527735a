#include "plugins/web/firefox_files.hpp"

#include <algorithm>
#include <chrono>

namespace sanad::web {
namespace {

using sdk::Artifact;
using sdk::Range;
using sdk::Sink;

constexpr std::size_t largest_unpacked = std::size_t{128} << 20;

/// "2018-08-01T07:02:05.315Z", as scripts write a time.
std::optional<sdk::Time> time_of_iso(std::string_view text) {
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + length, value);
        return value;
    };
    const std::chrono::year_month_day day{std::chrono::year{number(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
    return sqlite::time_of(As::unix_ms, (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + number(20, 3));
}

/// A member that is an array, or one that is empty.
const json& list_in(const json& object, std::string_view name) {
    static const json none = json::array();
    const json& list = member(object, name);
    return list.is_array() ? list : none;
}

void logins(const json& file, Range place, const Sink& sink) {
    for (const json& login : list_in(file, "logins")) {
        Artifact saved{"login.saved", place};
        add_text(saved, "url", member(login, "hostname"));
        add_text(saved, "action_url", member(login, "formSubmitURL"));
        add_text(saved, "realm", member(login, "httpRealm"));
        saved.time("created_at", time_in(member(login, "timeCreated"), As::unix_ms));
        saved.time("used_at", time_in(member(login, "timeLastUsed"), As::unix_ms));
        saved.time("changed_at", time_in(member(login, "timePasswordChanged"), As::unix_ms));
        add_integer(saved, "use_count", member(login, "timesUsed"));
        if (!saved.empty()) sink.emit(saved);
    }
    for (const json& host : list_in(file, "disabledHosts")) {
        Artifact refused{"login.saved", place};
        add_text(refused, "url", host);
        if (!refused.empty()) sink.emit(refused.integer("never_saved", 1));
    }
}

void downloads(const json& file, Range place, const Sink& sink) {
    for (const json& download : list_in(file, "list")) {
        const json& source = member(download, "source");
        const json& target = member(download, "target");
        Artifact downloaded{"web.downloaded", place};
        add_text(downloaded, "url", source.is_object() ? member(source, "url") : source);
        add_text(downloaded, "referrer_url", member(source, "referrer"));
        add_text(downloaded, "path", target.is_object() ? member(target, "path") : target);
        downloaded.time("started_at", time_of_iso(text_in(member(download, "startTime"))));
        add_integer(downloaded, "size", member(download, "totalBytes"));
        add_text(downloaded, "mime_type", member(download, "contentType"));
        if (member(download, "succeeded") == json(true)) downloaded.text("state", "complete");
        if (member(download, "canceled") == json(true)) downloaded.text("state", "cancelled");
        if (!downloaded.empty()) sink.emit(downloaded);
    }
}

void extensions(const json& file, Range place, const Sink& sink) {
    for (const json& addon : list_in(file, "addons")) {
        Artifact installed{"extension.installed", place};
        add_text(installed, "id", member(addon, "id"));
        add_text(installed, "name", member(addon, "defaultLocale", "name"));
        add_text(installed, "version", member(addon, "version"));
        add_text(installed, "description", member(addon, "defaultLocale", "description"));
        const json& path = member(addon, "path");
        add_text(installed, "path", path.is_string() ? path : member(addon, "descriptor"));
        add_text(installed, "url", member(addon, "sourceURI"));
        installed.time("installed_at", time_in(member(addon, "installDate"), As::unix_ms));
        installed.time("updated_at", time_in(member(addon, "updateDate"), As::unix_ms));
        add_integer(installed, "enabled", member(addon, "active"));
        for (const json& permission : list_in(member(addon, "userPermissions"), "permissions")) {
            add_text(installed, "permissions", permission);
        }
        if (!installed.empty()) sink.emit(installed);
    }
}

void tab(const json& state, const json& closed_at, Range place, const Sink& sink) {
    const json& entries = list_in(state, "entries");
    const auto shown = integer_in(member(state, "index")).value_or(std::ssize(entries));
    if (shown < 1 || shown > std::ssize(entries)) return;
    const json& entry = entries[static_cast<std::size_t>(shown - 1)];
    Artifact opened{"tab.opened", place};
    add_text(opened, "url", member(entry, "url"));
    add_text(opened, "title", member(entry, "title"));
    opened.time("viewed_at", time_in(member(state, "lastAccessed"), As::unix_ms));
    opened.time("closed_at", time_in(closed_at, As::unix_ms));
    if (!opened.empty()) sink.emit(opened);
}

void session(const json& file, Range place, const Sink& sink) {
    const auto window = [&](const json& each, const json& closed_at) {
        for (const json& state : list_in(each, "tabs")) tab(state, closed_at, place, sink);
        for (const json& closed : list_in(each, "_closedTabs")) {
            tab(member(closed, "state"), member(closed, "closedAt"), place, sink);
        }
    };
    for (const json& each : list_in(file, "windows")) window(each, {});
    for (const json& each : list_in(file, "_closedWindows")) window(each, member(each, "closedAt"));
}

void bookmarks(const json& node, const std::string& folder, int depth, Range place, const Sink& sink) {
    if (depth > deepest_folder) return sink.warn(place, "folders lie deeper than " + std::to_string(deepest_folder));
    const std::string type = text_in(member(node, "type"));
    const bool page = type == "text/x-moz-place";
    if (!page && type != "text/x-moz-place-container") return;
    Artifact added{"bookmark.added", place};
    add_text(added, "url", member(node, "uri"));
    add_text(added, "title", member(node, "title"));
    if (!folder.empty()) added.text("folder", folder);
    added.text("kind", page ? "page" : "folder");
    added.time("added_at", time_in(member(node, "dateAdded"), As::unix_us));
    added.time("changed_at", time_in(member(node, "lastModified"), As::unix_us));
    sink.emit(added);
    const std::string inside = (folder.empty() ? "" : folder + "/") + text_in(member(node, "title"));
    for (const json& child : list_in(node, "children")) bookmarks(child, inside, depth + 1, place, sink);
}

}  // namespace

std::optional<std::string> unpacked_json(std::string_view packed) {
    const auto byte = [&](std::size_t at) { return std::size_t{static_cast<std::uint8_t>(packed[at])}; };
    if (packed.size() < packed_json.size() + 4) return std::nullopt;
    std::size_t at = packed_json.size();
    const std::size_t size = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
    at += 4;
    if (size > largest_unpacked) return std::nullopt;
    std::string text;
    text.reserve(std::min(size, packed.size() * 255));
    // A length of 15 goes on in bytes, to the first that is not 255.
    const auto longer = [&](std::size_t& length) {
        for (std::size_t more = 255; more == 255;) {
            if (at >= packed.size()) return false;
            more = byte(at++);
            length += more;
        }
        return true;
    };
    while (at < packed.size()) {
        const std::size_t token = byte(at++);
        std::size_t literals = token >> 4;
        if (literals == 15 && !longer(literals)) return std::nullopt;
        if (literals > packed.size() - at || literals > size - text.size()) return std::nullopt;
        text.append(packed.substr(at, literals));
        at += literals;
        if (at == packed.size()) break;
        if (packed.size() - at < 2) return std::nullopt;
        const std::size_t back = byte(at) | byte(at + 1) << 8;
        at += 2;
        std::size_t repeated = token & 15;
        if (repeated == 15 && !longer(repeated)) return std::nullopt;
        repeated += 4;
        if (back == 0 || back > text.size() || repeated > size - text.size()) return std::nullopt;
        for (std::size_t i = 0; i < repeated; ++i) text += text[text.size() - back];
    }
    if (text.size() != size) return std::nullopt;
    return text;
}

bool firefox_file(const json& file, Range place, const Sink& sink) {
    if (member(file, "logins").is_array() && member(file, "nextId").is_number()) {
        logins(file, place, sink);
    } else if (member(file, "addons").is_array() && member(file, "schemaVersion").is_number()) {
        extensions(file, place, sink);
    } else if (member(file, "windows").is_array() && member(file, "session").is_object()) {
        session(file, place, sink);
    } else if (text_in(member(file, "root")) == "placesRoot") {
        bookmarks(file, "", 0, place, sink);
    } else if (const json& list = member(file, "list");
               list.is_array() && std::ranges::all_of(list, [](const json& each) {
                   return !member(each, "source").is_null() && !member(each, "target").is_null();
               })) {
        downloads(file, place, sink);
    } else {
        return false;
    }
    return true;
}

}  // namespace sanad::web
