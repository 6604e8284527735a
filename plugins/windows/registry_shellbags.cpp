// Folders that a user looked into ("shellbags"): a tree of keys, each value of a key naming a folder below it. They
// stay when the folder is gone, also of removed drives and of network shares.
#include "plugins/windows/registry_report.hpp"
#include "plugins/windows/shell_item.hpp"

namespace windows::registry {
namespace {

constexpr int deepest = 64;

bool is_number(std::string_view name) {
    return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

void read_level(const Report& report, const Key& key, const std::string& parent, int depth) {
    for (const Recent& recent : recent_values(key)) {
        if (recent.value.type != Value::binary || !is_number(recent.value.name)) continue;
        const auto item = shell_item(recent.value.data);
        if (!item) {
            report.damaged(recent.value.range,
                           "the item \"" + recent.value.name + "\" of \"" + key.path() + "\" is cut");
            continue;
        }
        const std::string path = joined_path(parent, item->name);
        Artifact folder{"folder.visited", recent.value.range};
        folder.text("path", path);
        add(folder, "position", recent.position);
        folder.time("created_at", item->created_at).time("modified_at", item->modified_at);
        folder.time("accessed_at", item->accessed_at);
        if (item->mft_entry) folder.integer("mft_entry", static_cast<std::int64_t>(*item->mft_entry));
        if (item->mft_sequence) folder.integer("mft_sequence", *item->mft_sequence);
        const auto own = key.key(recent.value.name);
        if (own) {
            add(folder, "slot", own->number("NodeSlot"));
            report.emit(folder, *own);
            if (depth < deepest) read_level(report, *own, path, depth + 1);
        } else {
            report.emit_without_time(folder, key);
        }
    }
}

}  // namespace

void read_shellbags(const Report& report) {
    for (const std::string prefix : {"Software\\Microsoft\\Windows\\", "Local Settings\\Software\\Microsoft\\Windows\\",
                                     "Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\"}) {
        for (const std::string_view shell : {"Shell\\BagMRU", "ShellNoRoam\\BagMRU"}) {
            if (const auto key = report.hive.key(prefix + std::string{shell})) read_level(report, *key, {}, 0);
        }
    }
}

}  // namespace windows::registry
