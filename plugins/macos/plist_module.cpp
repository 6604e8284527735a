// macos.plist: property lists: what they are, their text for the index, and, of those that macOS and iOS keep for a
// purpose, what they tell.
#include <array>
#include <charconv>

#include "plugins/macos/traces.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::macos;

constexpr std::string_view kind_names[] = {"null", "boolean", "integer", "real",  "date",
                                           "data", "text",    "uid",     "array", "dictionary"};

/// "path.to.key: value" in lines, for people and for the index. Data are left out: they may be keys and hashes.
class Rendering {
public:
    std::string of(const Plist& root) {
        append(root, {});
        return std::move(text_);
    }

private:
    static constexpr std::size_t longest = 16u << 20;

    void append(const Plist& value, const std::string& path) {
        if (text_.size() > longest) return;
        if (value.is_dictionary() || value.is_array()) {
            for (std::size_t i = 0; i < value.items.size(); ++i) {
                const std::string step = value.is_dictionary() ? value.keys[i] : "[" + std::to_string(i) + "]";
                append(value.items[i], path.empty() ? step : path + (value.is_dictionary() ? "." : "") + step);
            }
            return;
        }
        std::string written;
        if (value.is_text()) {
            written = value.text;
        } else if (value.kind == PlistKind::integer || value.kind == PlistKind::boolean) {
            written = value.kind == PlistKind::integer ? std::to_string(value.integer)
                      : value.integer != 0             ? "yes"
                                                       : "no";
        } else if (value.kind == PlistKind::real) {
            char digits[40];
            written.assign(digits, std::to_chars(digits, digits + sizeof digits, value.real).ptr);
        } else {
            return;
        }
        text_ += (path.empty() ? "" : path + ": ") + written + "\n";
    }

    std::string text_;
};

class PropertyList {
public:
    static constexpr std::string_view name = "macos.plist", version = "1.0.0";
    static constexpr std::string_view summary =
        "Property lists of macOS and iOS: programs set to start, installs, devices, networks, accounts, recent items";
    static constexpr std::array wants{signature("bplist0"), name_glob("*.plist"),
                                      name_glob("*.sfl"),   name_glob("*.sfl2"),
                                      name_glob("*.sfl3"),  name_glob("com.apple.spotlight.Shortcuts*")};
    static constexpr std::array emits{
        text("property_list.read"), text("launch_item.configured"), text("update.checked"),
        text("package.installed"),  text("volume.indexed"),         text("search.shortcut"),
        text("account.defined"),    text("bluetooth_device.seen"),  text("wifi_network.known"),
        text("apple_account.used"), text("apple_device.connected"), text("recent_item.listed")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 4096);
        if (!is_binary_plist(head) && !is_xml_plist(head)) return Verdict::not_mine;
        const auto bytes = file.read_all();
        Plist root;
        try {
            root = read_plist(bytes);
        } catch (const BadPlist& error) {
            sink.warn(file.whole(), error.what());
            return Verdict::damaged;
        }
        bool damaged = false;
        Artifact read{"property_list.read", file.whole()};
        read.text("format", is_binary_plist(bytes) ? "binary" : "XML")
            .text("root", kind_names[static_cast<std::size_t>(root.kind)])
            .integer("values", static_cast<std::int64_t>(root.count()));
        for (const std::string& key : root.keys) read.text("keys", key);
        if (is_archive(root)) {
            put(read, "archive", root.text_of("$archiver"));
            try {
                root = unarchived(root);
            } catch (const BadPlist& error) {
                sink.warn(file.whole(), error.what());
                damaged = true;
            }
        }
        sink.emit(read);
        const std::string name_of_file = utf8(file.name());
        const Source source{name_of_file, file.whole()};
        for (const auto trace : {launch_items, software_update, install_history, spotlight, bluetooth, wifi,
                                 apple_accounts, apple_devices, local_account, recent_items}) {
            if (trace(root, source, sink)) break;
        }
        if (const std::string text = Rendering{}.of(root); !text.empty()) sink.text(file.whole(), text);
        return damaged ? Verdict::damaged : Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(PropertyList)
