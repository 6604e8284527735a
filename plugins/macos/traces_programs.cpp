// Programs set to start, installed, updated; what Spotlight indexed and was asked.
#include "plugins/macos/traces.hpp"

namespace sanad::macos {

using sdk::Artifact;
using sdk::Sink;

namespace {

/// launchd.plist(5).
void launchd_job(const Plist& root, const Source& source, const Sink& sink) {
    Artifact item{"launch_item.configured", source.whole};
    item.text("kind", "launchd job");
    put(item, "label", root.text_of("Label"));
    const Plist* arguments = root.find("ProgramArguments");
    std::string_view program = root.text_of("Program");
    if (program.empty() && arguments != nullptr && arguments->is_array() && !arguments->items.empty() &&
        arguments->items[0].is_text()) {
        program = arguments->items[0].text;
    }
    put(item, "program", program);
    put_texts(item, "arguments", arguments);
    put(item, "user", root.text_of("UserName"));
    put(item, "group", root.text_of("GroupName"));
    put_yes(item, "run_at_load", root.find("RunAtLoad"));
    const Plist* keep = root.find("KeepAlive");
    if (keep != nullptr && keep->is_dictionary()) item.text("keep_alive", "conditions");
    put_yes(item, "keep_alive", keep);
    put_yes(item, "disabled", root.find("Disabled"));
    put(item, "interval", root.integer_of("StartInterval"));
    put_texts(item, "watched_paths", root.find("WatchPaths"));
    put_texts(item, "watched_paths", root.find("QueueDirectories"));
    put(item, "folder", root.text_of("WorkingDirectory"));
    put(item, "output", root.text_of("StandardOutPath"));
    put(item, "output", root.text_of("StandardErrorPath"));
    put_settings(item, "environment", root.find("EnvironmentVariables"));
    sink.emit(item);
}

void login_item(std::string_view path, const Plist* hidden, sdk::Range place, const Sink& sink) {
    Artifact item{"launch_item.configured", place};
    item.text("kind", "login item");
    put(item, "program", path);
    put_yes(item, "hidden", hidden);
    sink.emit(item);
}

void hook(const Plist& root, std::string_view key, std::string_view kind, const Sink& sink) {
    const Plist* path = root.find(key);
    if (path == nullptr || !path->is_text()) return;
    Artifact item{"launch_item.configured", path->place};
    item.text("kind", kind);
    put(item, "program", path->text);
    sink.emit(item);
}

}  // namespace

bool launch_items(const Plist& root, const Source& source, const Sink& sink) {
    if (!root.text_of("Label").empty() && (root.has("Program") || root.has("ProgramArguments"))) {
        launchd_job(root, source, sink);
        return true;
    }
    if (root.has("Provides") && root.has("OrderPreference")) {
        Artifact item{"launch_item.configured", source.whole};
        item.text("kind", "startup item");
        put(item, "description", root.text_of("Description"));
        put(item, "order", root.text_of("OrderPreference"));
        put_texts(item, "provides", root.find("Provides"));
        put_texts(item, "uses", root.find("Uses"));
        sink.emit(item);
        return true;
    }
    const Plist* launched = root.find("AutoLaunchedApplicationDictionary");
    if (launched != nullptr || root.has("LoginHook") || root.has("LogoutHook")) {
        if (launched != nullptr && launched->is_array()) {
            for (const Plist& each : launched->items)
                login_item(each.text_of("Path"), each.find("Hide"), each.place, sink);
        }
        hook(root, "LoginHook", "login hook", sink);
        hook(root, "LogoutHook", "logout hook", sink);
        return true;
    }
    const Plist* session = root.find("SessionItems");
    const Plist* items = session != nullptr ? session->find("CustomListItems") : nullptr;
    if (items == nullptr || !items->is_array()) return false;
    for (const Plist& each : items->items) login_item(each.text_of("Name"), each.find("Hide"), each.place, sink);
    return true;
}

bool software_update(const Plist& root, const Source& source, const Sink& sink) {
    if (!root.has("LastAttemptSystemVersion") && !(root.has("LastSuccessfulDate") && root.has("RecommendedUpdates"))) {
        return false;
    }
    Artifact checked{"update.checked", source.whole};
    checked.time("full_update_at", root.date_of("LastFullSuccessfulDate"))
        .time("update_at", root.date_of("LastSuccessfulDate"))
        .time("background_update_at", root.date_of("LastBackgroundSuccessfulDate"));
    put(checked, "system_version", root.text_of("LastAttemptSystemVersion"));
    const Plist* recommended = root.find("RecommendedUpdates");
    if (recommended != nullptr && recommended->is_array()) {
        for (const Plist& each : recommended->items) {
            std::string update{each.text_of("Identifier")};
            if (const std::string_view key = each.text_of("Product Key"); !key.empty())
                update += " (" + std::string{key} + ")";
            put(checked, "recommended", update);
        }
    }
    sink.emit(checked);
    return true;
}

/// /Library/Receipts/InstallHistory.plist, and the receipts of single packages (/var/db/receipts/*.plist).
bool install_history(const Plist& root, const Source& source, const Sink& sink) {
    const auto is_install = [](const Plist& each) { return each.has("date") && each.has("packageIdentifiers"); };
    if (root.is_array() && !root.items.empty() && is_install(root.items[0])) {
        for (const Plist& each : root.items) {
            Artifact installed{"package.installed", each.place};
            put(installed, "package", each.text_of("displayName"));
            put(installed, "version", each.text_of("displayVersion"));
            installed.time("installed_at", each.date_of("date"));
            put_texts(installed, "identifiers", each.find("packageIdentifiers"));
            put(installed, "program", each.text_of("processName"));
            sink.emit(installed);
        }
        return true;
    }
    if (!root.has("PackageIdentifier") || !root.has("InstallDate")) return false;
    Artifact installed{"package.installed", source.whole};
    put(installed, "package", root.text_of("PackageFileName"));
    put(installed, "version", root.text_of("PackageVersion"));
    installed.time("installed_at", root.date_of("InstallDate"));
    put(installed, "identifiers", root.text_of("PackageIdentifier"));
    put(installed, "program", root.text_of("InstallProcessName"));
    sink.emit(installed);
    return true;
}

bool spotlight(const Plist& root, const Source& source, const Sink& sink) {
    const Plist* stores = root.find("Stores");
    if (stores != nullptr && stores->is_dictionary() && root.has("ConfigurationModificationDate")) {
        for (std::size_t i = 0; i < stores->items.size(); ++i) {
            const Plist& store = stores->items[i];
            Artifact indexed{"volume.indexed", store.place.length > 0 ? store.place : source.whole};
            put(indexed, "volume_id", stores->keys[i]);
            put(indexed, "path", store.text_of("PartialPath"));
            indexed.time("created_at", store.date_of("CreationDate"));
            sink.emit(indexed);
        }
        return true;
    }
    // com.apple.spotlight.plist has them below UserShortcuts, com.apple.spotlight.Shortcuts at its top.
    const Plist* shortcuts = root.find("UserShortcuts");
    if (shortcuts == nullptr && root.is_dictionary() && !root.items.empty() && root.items[0].has("LAST_USED") &&
        root.items[0].has("DISPLAY_NAME")) {
        shortcuts = &root;
    }
    if (shortcuts == nullptr || !shortcuts->is_dictionary()) return false;
    for (std::size_t i = 0; i < shortcuts->items.size(); ++i) {
        const Plist& chosen = shortcuts->items[i];
        if (!chosen.is_dictionary()) continue;
        Artifact shortcut{"search.shortcut", chosen.place};
        put(shortcut, "searched", shortcuts->keys[i]);
        put(shortcut, "name", chosen.text_of("DISPLAY_NAME"));
        put(shortcut, "path", chosen.text_of(chosen.has("PATH") ? "PATH" : "URL"));
        shortcut.time("used_at", chosen.date_of("LAST_USED"));
        sink.emit(shortcut);
    }
    return true;
}

}  // namespace sanad::macos
