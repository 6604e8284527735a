// What a user did on the desktop: recent documents, typed addresses and commands, names of programs shown.
#include <algorithm>

#include "plugins/windows/registry_report.hpp"
#include "plugins/windows/shell_item.hpp"

namespace windows::registry {
namespace {

constexpr std::string_view explorer = "Microsoft\\Windows\\CurrentVersion\\Explorer\\";

std::vector<Key> explorer_keys(const Hive& hive, std::string_view name) {
    return software_keys(hive, std::string{explorer} + std::string{name});
}

/// A place in a list is told with each entry; when the list was written, with the most recent only.
void emit_recent(const Report& report, Artifact& artifact, const Key& key, std::optional<std::int64_t> position) {
    add(artifact, "position", position);
    if (position == 0) {
        report.emit(artifact, key);
    } else {
        report.emit_without_time(artifact, key);
    }
}

// ---- recent documents -----------------------------------------------------------------------------------------------

/// A list of documents whose values are the name in UTF-16, with a shell item behind it.
void read_recent_docs(const Report& report, const Key& key) {
    for (const Recent& recent : recent_values(key)) {
        if (recent.value.type != Value::binary) continue;
        Artifact document{"document.opened", recent.value.range};
        if (!add(document, "name", std::optional{utf16_text(recent.value.data)})) continue;
        document.text("list", "RecentDocs");
        emit_recent(report, document, key, recent.position);
    }
}

/// Values that are a text (Windows XP) or a list of shell items (since Vista).
void read_dialog(const Report& report, const Key& key, std::string_view list) {
    for (const Recent& recent : recent_values(key)) {
        Artifact document{"document.opened", recent.value.range};
        auto path = recent.value.text();
        if (!path && recent.value.type == Value::binary) path = path_of_items(recent.value.data);
        if (!add(document, "path", path)) continue;
        document.text("list", list);
        emit_recent(report, document, key, recent.position);
    }
}

/// Values with the program's name in UTF-16, then the folder: a text (Windows XP) or shell items (since Vista).
void read_last_visited(const Report& report, const Key& key, std::string_view list) {
    const bool items = list.find("Pidl") != std::string_view::npos;
    for (const Recent& recent : recent_values(key)) {
        if (recent.value.type != Value::binary) continue;
        Artifact document{"document.opened", recent.value.range};
        const Bytes data = recent.value.data;
        const std::size_t length = utf16_length(data);
        if (!add(document, "program", std::optional{utf16_text(data)})) continue;
        const Bytes folder = part(data, length + 2);
        add(document, "path", std::optional{items ? path_of_items(folder) : utf16_text(folder)});
        document.text("list", list);
        emit_recent(report, document, key, recent.position);
    }
}

void read_dialogs(const Report& report) {
    for (const std::string_view list : {"OpenSaveMRU", "OpenSavePidlMRU"}) {
        for (const Key& key : explorer_keys(report.hive, "ComDlg32\\" + std::string{list})) {
            read_dialog(report, key, list);
            key.each_key([&](const Key& below) { read_dialog(report, below, list); });
        }
    }
    for (const std::string_view list : {"LastVisitedMRU", "LastVisitedPidlMRU", "LastVisitedPidlMRULegacy"}) {
        for (const Key& key : explorer_keys(report.hive, "ComDlg32\\" + std::string{list})) {
            read_last_visited(report, key, list);
        }
    }
}

/// "[F00000000][T01D0A1B2C3D4E5F6][O00000000]*C:\letter.docx": the time is a FILETIME in hexadecimal.
void read_office_list(const Report& report, const Key& key, const std::string& program, std::string_view list) {
    key.each_value([&](const Value& value) {
        const auto text = value.text();
        if (!text || !value.name.starts_with("Item ")) return;
        const std::size_t star = text->find('*');
        const std::size_t mark = text->find("[T");
        Artifact document{"document.opened", value.range};
        document.text("path", star == std::string::npos ? *text : text->substr(star + 1));
        document.text("program", program).text("list", list);
        std::uint64_t filetime = 0;
        if (mark != std::string::npos && mark + 18 < text->size() && (*text)[mark + 18] == ']') {
            for (const char c : text->substr(mark + 2, 16)) {
                const char lower = folded(c);
                const bool is_digit = lower >= '0' && lower <= '9';
                if (!is_digit && !(lower >= 'a' && lower <= 'f')) return;
                filetime = filetime << 4 | static_cast<std::uint64_t>(is_digit ? lower - '0' : lower - 'a' + 10);
            }
        }
        document.time("opened_at", time_of_filetime(filetime));
        std::int64_t position = 0;
        for (const char c : value.name.substr(5)) {
            if (c < '0' || c > '9' || position > 100000) return;
            position = position * 10 + (c - '0');
        }
        if (position > 0) document.integer("position", position - 1);
        report.emit_without_time(document, key);
    });
}

void read_office(const Report& report) {
    for (const Key& office : software_keys(report.hive, "Microsoft\\Office")) {
        office.each_key([&](const Key& version) {
            version.each_key([&](const Key& program) {
                for (const std::string_view list : {"File MRU", "Place MRU"}) {
                    if (const auto key = program.key(list)) read_office_list(report, *key, program.name(), list);
                }
                if (const auto users = program.key("User MRU")) {
                    users->each_key([&](const Key& user) {
                        for (const std::string_view list : {"File MRU", "Place MRU"}) {
                            if (const auto key = user.key(list)) read_office_list(report, *key, program.name(), list);
                        }
                    });
                }
            });
        });
    }
}

/// Paint, WordPad and others number their recent files.
void read_applets(const Report& report) {
    for (const Key& applets : software_keys(report.hive, "Microsoft\\Windows\\CurrentVersion\\Applets")) {
        applets.each_key([&](const Key& applet) {
            const auto key = applet.key("Recent File List");
            if (!key) return;
            key->each_value([&](const Value& value) {
                const auto path = value.text();
                if (!path || !value.name.starts_with("File") || value.name.size() != 5 || value.name[4] < '1') return;
                Artifact document{"document.opened", value.range};
                document.text("path", *path).text("program", applet.name()).text("list", "Recent File List");
                emit_recent(report, document, *key, value.name[4] - '1');
            });
        });
    }
}

// ---- typed ----------------------------------------------------------------------------------------------------------

/// "url7" is the seventh.
std::optional<std::int64_t> place_of_url(std::string_view name) {
    if (name.size() < 4 || name.size() > 8 || !same_word(name.substr(0, 3), "url")) return std::nullopt;
    std::int64_t number = 0;
    for (const char c : name.substr(3)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number > 0 ? std::optional{number - 1} : std::nullopt;
}

void read_typed_list(const Report& report, const Key& key, std::string_view place, const std::optional<Key>& times) {
    key.each_value([&](const Value& value) {
        const auto position = place_of_url(value.name);
        const auto text = value.text();
        if (!position || !text) return;
        Artifact typed{"user.typed", value.range};
        typed.text("text", *text).text("place", place);
        if (times) typed.time("typed_at", times->filetime(value.name));
        emit_recent(report, typed, key, position);
    });
}

void read_recent_texts(const Report& report, const Key& key, std::string_view place) {
    for (const Recent& recent : recent_values(key)) {
        auto text = recent.value.text();
        if (!text && recent.value.type == Value::binary) text = utf16_text(recent.value.data);
        Artifact typed{"user.typed", recent.value.range};
        if (!add(typed, "text", text)) continue;
        typed.text("place", place);
        emit_recent(report, typed, key, recent.position);
    }
}

}  // namespace

void read_recent_documents(const Report& report) {
    for (const Key& key : explorer_keys(report.hive, "RecentDocs")) {
        read_recent_docs(report, key);
        key.each_key([&](const Key& below) { read_recent_docs(report, below); });
    }
    read_dialogs(report);
    read_office(report);
    read_applets(report);
}

void read_typed(const Report& report) {
    for (const Key& key : software_keys(report.hive, "Microsoft\\Internet Explorer\\TypedURLs")) {
        const auto parent = key.path().substr(0, key.path().rfind('\\'));
        read_typed_list(report, key, "TypedURLs", report.hive.key(parent + "\\TypedURLsTime"));
    }
    for (const Key& key : explorer_keys(report.hive, "TypedPaths")) {
        read_typed_list(report, key, "TypedPaths", std::nullopt);
    }
    for (const Key& key : explorer_keys(report.hive, "RunMRU")) read_recent_texts(report, key, "RunMRU");
    for (const Key& key : explorer_keys(report.hive, "Map Network Drive MRU")) {
        read_recent_texts(report, key, "Map Network Drive MRU");
    }
    for (const Key& key : explorer_keys(report.hive, "WordWheelQuery")) {
        read_recent_texts(report, key, "search");
        key.each_key([&](const Key& below) { read_recent_texts(report, below, "search"); });
    }
    // The search companion of Windows XP numbers its values and lists them in that order.
    for (const Key& list : software_keys(report.hive, "Microsoft\\Search Assistant\\ACMru")) {
        list.each_key([&](const Key& key) {
            key.each_value([&](const Value& value) {
                const auto text = value.text();
                if (!text) return;
                Artifact typed{"user.typed", value.range};
                typed.text("text", *text).text("place", "search");
                const bool first = value.name == "000";
                emit_recent(report, typed, key, first ? std::optional<std::int64_t>{0} : std::nullopt);
            });
        });
    }
}

void read_shown_names(const Report& report) {
    const auto read = [&](const Key& key) {
        key.each_value([&](const Value& value) {
            const auto shown = value.text();
            if (!shown || value.name.empty() || value.name.starts_with("@") || same_word(value.name, "LangID")) return;
            constexpr std::string_view name_suffix = ".FriendlyAppName", company_suffix = ".ApplicationCompany";
            Artifact named{"program.described", value.range};
            if (value.name.ends_with(company_suffix)) {
                named.text("path", value.name.substr(0, value.name.size() - company_suffix.size()));
                named.text("publisher", *shown);
            } else {
                const bool suffixed = value.name.ends_with(name_suffix);
                named.text("path", value.name.substr(0, value.name.size() - (suffixed ? name_suffix.size() : 0)));
                named.text("description", *shown);
            }
            report.emit_without_time(named, key);
        });
    };
    for (const Key& key : software_keys(report.hive, "Microsoft\\Windows\\ShellNoRoam\\MUICache")) read(key);
    for (const std::string prefix : {"", "Software\\Classes\\"}) {
        const auto key = report.hive.key(prefix + "Local Settings\\Software\\Microsoft\\Windows\\Shell\\MuiCache");
        if (key) read(*key);
    }
}

}  // namespace windows::registry
