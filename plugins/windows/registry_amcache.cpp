// AmCache.hve: the inventory that Windows makes of program files, installed programs and drivers. The first Windows to
// have it (8) numbers its values; those since 2017 name them.
#include "plugins/windows/registry_report.hpp"

namespace windows::registry {
namespace {

/// "0000" and the SHA-1.
std::optional<std::string> sha1_of(const std::optional<std::string>& recorded) {
    if (!recorded || recorded->size() != 44 || !recorded->starts_with("0000")) return std::nullopt;
    return recorded->substr(4);
}

/// "02/21/2019 16:00:00", UTC.
std::optional<Time> american_time(const std::optional<std::string>& text) {
    if (!text || text->size() != 19 || (*text)[2] != '/' || (*text)[5] != '/' || (*text)[10] != ' ')
        return std::nullopt;
    const auto field = [&](std::size_t at, std::size_t length) -> std::int64_t {
        std::int64_t number = 0;
        for (std::size_t i = at; i < at + length; ++i) {
            if ((*text)[i] < '0' || (*text)[i] > '9') return -1;
            number = number * 10 + ((*text)[i] - '0');
        }
        return number;
    };
    const std::int64_t month = field(0, 2), day = field(3, 2), year = field(6, 4);
    const std::int64_t hour = field(11, 2), minute = field(14, 2), second = field(17, 2);
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1970 || year > 2200) return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    // Days since 1970-01-01 of the Gregorian calendar, with years that begin in March.
    const std::int64_t shifted = month <= 2 ? year - 1 : year;
    const std::int64_t century = shifted / 400;
    const std::int64_t of_century = shifted - century * 400;
    const std::int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const std::int64_t days =
        century * 146097 + of_century * 365 + of_century / 4 - of_century / 100 + of_year - 719468;
    return Time{((days * 24 + hour) * 60 + minute) * 60'000'000'000 + second * 1'000'000'000};
}

/// A number, also when it is recorded as text ("0x1a00" or "6656").
std::optional<std::int64_t> number_of(const Key& key, std::string_view name) {
    if (const auto number = key.number(name)) return number;
    auto text = key.text(name);
    if (!text) return std::nullopt;
    const bool is_hex = text->starts_with("0x");
    std::int64_t number = 0;
    for (const char c : is_hex ? text->substr(2) : *text) {
        const char lower = folded(c);
        const int digit = lower >= '0' && lower <= '9'   ? lower - '0'
                          : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                         : 99;
        if (digit >= (is_hex ? 16 : 10) || number > INT64_MAX / 32) return std::nullopt;
        number = number * (is_hex ? 16 : 10) + digit;
    }
    return number;
}

// ---- Windows 8 to early 10: values with numbers ---------------------------------------------------------------------

void read_numbered_file(const Report& report, const Key& key) {
    if (key.value_count() == 0) return;
    Artifact file{"program.inventoried", key.range()};
    file.text("kind", "file").text("file_id", key.name());
    add(file, "path", key.text("15"));
    add(file, "product", key.text("0"));
    add(file, "publisher", key.text("1"));
    add(file, "version", key.text("5"));
    add(file, "size", key.number("6"));
    add(file, "description", key.text("c"));
    add(file, "program_id", key.text("100"));
    add(file, "sha1", sha1_of(key.text("101")));
    file.time("linked_at", time_of_seconds(key.number("f")));
    file.time("modified_at", key.filetime("11")).time("created_at", key.filetime("12"));
    file.time("stored_at", key.filetime("17"));
    report.emit(file, key);
}

void read_numbered_program(const Report& report, const Key& key) {
    Artifact program{"program.installed", key.range()};
    program.text("program_id", key.name());
    bool known = add(program, "name", key.text("0"));
    known = add(program, "version", key.text("1")) || known;
    known = add(program, "publisher", key.text("2")) || known;
    if (!known) return;
    add(program, "kind", key.text("6"));
    if (const auto keys = key.value("7")) add(program, "uninstall_keys", keys->texts());
    if (const auto folders = key.value("d")) add(program, "folders", folders->texts());
    program.time("installed_at", time_of_seconds(key.number("a")));
    report.emit(program, key);
}

// ---- since 2017: values with names ----------------------------------------------------------------------------------

void read_file(const Report& report, const Key& key) {
    Artifact file{"program.inventoried", key.range()};
    file.text("kind", "file");
    add(file, "path", key.text("LowerCaseLongPath"));
    add(file, "name", key.text("Name"));
    add(file, "publisher", key.text("Publisher"));
    add(file, "product", key.text("ProductName"));
    const auto version = key.text("Version");
    add(file, "version", version ? version : key.text("BinFileVersion"));
    add(file, "size", number_of(key, "Size"));
    add(file, "program_id", key.text("ProgramId"));
    add(file, "file_id", key.text("FileId"));
    add(file, "sha1", sha1_of(key.text("FileId")));
    add(file, "usn", key.number("Usn"));
    file.time("linked_at", american_time(key.text("LinkDate")));
    report.emit(file, key);
}

void read_program(const Report& report, const Key& key) {
    Artifact program{"program.installed", key.range()};
    const auto id = key.text("ProgramId");
    program.text("program_id", id ? *id : key.name());
    if (!add(program, "name", key.text("Name"))) return;
    add(program, "version", key.text("Version"));
    add(program, "publisher", key.text("Publisher"));
    add(program, "installed_on", key.text("InstallDate"));
    add(program, "location", key.text("RootDirPath"));
    add(program, "uninstall_command", key.text("UninstallString"));
    add(program, "kind", key.text("Source"));
    if (const auto keys = key.value("RegistryKeyPath")) add(program, "uninstall_keys", keys->texts());
    report.emit(program, key);
}

void read_driver(const Report& report, const Key& key) {
    Artifact driver{"program.inventoried", key.range()};
    driver.text("kind", "driver").text("path", key.name());
    add(driver, "name", key.text("DriverName"));
    add(driver, "publisher", key.text("DriverCompany"));
    add(driver, "product", key.text("Product"));
    add(driver, "version", key.text("DriverVersion"));
    add(driver, "size", number_of(key, "ImageSize"));
    add(driver, "file_id", key.text("DriverId"));
    add(driver, "sha1", sha1_of(key.text("DriverId")));
    driver.time("linked_at", time_of_seconds(number_of(key, "DriverTimeStamp")));
    driver.time("modified_at", american_time(key.text("DriverLastWriteTime")));
    report.emit(driver, key);
}

void read_shortcut(const Report& report, const Key& key) {
    Artifact shortcut{"program.inventoried", key.range()};
    shortcut.text("kind", "shortcut");
    add(shortcut, "path", key.text("ShortcutPath"));
    add(shortcut, "name", key.text("ShortcutTargetPath"));
    add(shortcut, "program_id", key.text("ShortcutProgramId"));
    if (shortcut.has("path")) report.emit(shortcut, key);
}

}  // namespace

void read_amcache(const Report& report) {
    const auto below = [&](std::string_view path, void (*read)(const Report&, const Key&)) {
        if (const auto list = report.hive.key(path)) list->each_key([&](const Key& key) { read(report, key); });
    };
    if (const auto volumes = report.hive.key("Root\\File")) {
        volumes->each_key(
            [&](const Key& volume) { volume.each_key([&](const Key& key) { read_numbered_file(report, key); }); });
    }
    below("Root\\Programs", read_numbered_program);
    below("Root\\InventoryApplicationFile", read_file);
    below("Root\\InventoryApplication", read_program);
    below("Root\\InventoryDriverBinary", read_driver);
    below("Root\\InventoryApplicationShortcut", read_shortcut);
}

}  // namespace windows::registry
