#include "plugins/web/chromium_files.hpp"

namespace sanad::web {
namespace {

using sdk::Artifact;
using sdk::Range;
using sdk::Sink;

void bookmarks_below(const json& node, const std::string& folder, int depth, Range place, const Sink& sink) {
    if (depth > deepest_folder) return sink.warn(place, "folders lie deeper than " + std::to_string(deepest_folder));
    const std::string type = text_in(member(node, "type"));
    if (type != "url" && type != "folder") return;
    Artifact added{"bookmark.added", place};
    add_text(added, "url", member(node, "url"));
    add_text(added, "title", member(node, "name"));
    if (!folder.empty()) added.text("folder", folder);
    added.text("kind", type == "url" ? "page" : "folder");
    added.time("added_at", time_in(member(node, "date_added"), As::webkit_us));
    added.time("changed_at", time_in(member(node, "date_modified"), As::webkit_us));
    added.time("used_at", time_in(member(node, "date_last_used"), As::webkit_us));
    sink.emit(added);
    const std::string inside = (folder.empty() ? "" : folder + "/") + text_in(member(node, "name"));
    if (const json& children = member(node, "children"); children.is_array()) {
        for (const json& child : children) bookmarks_below(child, inside, depth + 1, place, sink);
    }
}

void extensions(const json& settings, Range place, const Sink& sink) {
    if (!settings.is_object()) return;
    for (const auto& [id, extension] : settings.items()) {
        if (!extension.is_object()) continue;
        const json& manifest = member(extension, "manifest");
        Artifact installed{"extension.installed", place};
        installed.text("id", id);
        add_text(installed, "name", member(manifest, "name"));
        add_text(installed, "version", member(manifest, "version"));
        add_text(installed, "description", member(manifest, "description"));
        add_text(installed, "path", member(extension, "path"));
        add_text(installed, "url", member(manifest, "update_url"));
        const auto first = time_in(member(extension, "first_install_time"), As::webkit_us);
        installed.time("installed_at", first ? first : time_in(member(extension, "install_time"), As::webkit_us));
        installed.time("updated_at", time_in(member(extension, "last_update_time"), As::webkit_us));
        add_integer(installed, "enabled", member(extension, "state"));
        add_integer(installed, "from_store", member(extension, "from_webstore"));
        if (const json& granted = member(extension, "active_permissions", "api"); granted.is_array()) {
            for (const json& permission : granted) add_text(installed, "permissions", permission);
        }
        sink.emit(installed);
    }
}

/// "https://site:443,*": the site, and within which other it holds.
void take_pattern(Artifact& rule, std::string_view pattern) {
    const std::size_t comma = std::min(pattern.find(','), pattern.size());
    if (comma > 0) rule.text("site", pattern.substr(0, comma));
    if (comma + 1 < pattern.size()) rule.text("embedded_in", pattern.substr(comma + 1));
}

/// Seconds since 1970 with a fraction until 2017 or so, then microseconds since 1601 as a text.
std::optional<sdk::Time> rule_time(const json& value) {
    return time_in(value, value.is_string() ? As::webkit_us : As::unix_s);
}

void permissions(const json& exceptions, Range place, const Sink& sink) {
    if (!exceptions.is_object()) return;
    constexpr std::string_view settings[] = {"default", "allowed", "blocked", "ask", "allowed for the session"};
    for (const auto& [permission, rules] : exceptions.items()) {
        if (!rules.is_object()) continue;
        for (const auto& [pattern, rule] : rules.items()) {
            const json& setting = member(rule, "setting");
            if (permission == "site_engagement") {
                Artifact seen{"web.tracked", place};
                if (const std::size_t comma = std::min(pattern.find(','), pattern.size()); comma > 0) {
                    seen.text("site", pattern.substr(0, comma));
                }
                seen.time("used_at", time_in(member(setting, "lastEngagementTime"), As::webkit_us));
                if (seen.has("used_at")) sink.emit(seen);
                continue;
            }
            Artifact permitted{"web.permitted", place};
            permitted.text("permission", permission);
            take_pattern(permitted, pattern);
            const auto number = integer_in(setting);
            if (number && *number >= 0 && *number < std::ssize(settings)) {
                permitted.text("setting", settings[static_cast<std::size_t>(*number)]);
            }
            permitted.time("changed_at", time_in(member(rule, "last_modified"), As::webkit_us));
            permitted.time("used_at", rule_time(member(rule, "last_used")));
            // Others are what the browser measured of a site, no rule.
            if (permitted.has("setting") || permitted.has("used_at")) sink.emit(permitted);
        }
    }
}

void accounts(const json& file, Range place, const Sink& sink) {
    const json& profile = member(file, "profile");
    const auto created = time_in(member(profile, "creation_time"), As::webkit_us);
    const json& signed_in = member(file, "account_info");
    const auto emit = [&](const json& id, const json& email, const json& name) {
        Artifact account{"browser.account", place};
        add_text(account, "id", id);
        add_text(account, "email", email);
        add_text(account, "name", name);
        if (account.empty()) return;
        add_text(account, "profile", member(profile, "name"));
        account.time("profile_created_at", created);
        sink.emit(account);
    };
    if (signed_in.is_array()) {
        for (const json& each : signed_in) emit(member(each, "gaia"), member(each, "email"), member(each, "full_name"));
    }
    if (!signed_in.is_array() || signed_in.empty()) {
        const json& services = member(member(file, "google"), "services");
        const json& last = member(services, "last_username");
        emit({}, last.is_null() ? member(services, "username") : last, {});
    }
}

void upkeep(const json& file, Range place, const Sink& sink) {
    const json& updates = member(file, "extensions", "autoupdate");
    Artifact looked{"browser.updated", place};
    looked.time("last_at", time_in(member(updates, "last_check"), As::webkit_us));
    looked.time("next_at", time_in(member(updates, "next_check"), As::webkit_us));
    if (!looked.empty()) sink.emit(looked.text("subject", "extensions"));

    Artifact cleared{"web.cleared", place};
    cleared.time("cleared_at", time_in(member(file, "browser", "last_clear_browsing_data_time"), As::webkit_us));
    if (!cleared.empty()) sink.emit(cleared);
}

}  // namespace

bool chromium_bookmarks(const json& file, Range place, const Sink& sink) {
    const json& roots = member(file, "roots");
    if (!member(file, "version").is_number() || !roots.is_object()) return false;
    for (const auto& [name, root] : roots.items()) bookmarks_below(root, "", 0, place, sink);
    return true;
}

bool chromium_preferences(const json& file, Range place, const Sink& sink) {
    const bool plain = member(file, "profile").is_object() && member(file, "browser").is_object();
    const bool secured = member(file, "protection", "macs").is_object();
    if (!plain && !secured && !member(file, "extensions", "settings").is_object()) return false;
    extensions(member(file, "extensions", "settings"), place, sink);
    permissions(member(member(file, "profile", "content_settings"), "exceptions"), place, sink);
    accounts(file, place, sink);
    upkeep(file, place, sink);
    return true;
}

}  // namespace sanad::web
