// view.plist: a property list of either form as a tree, for a person to browse.
#include <string>
#include <string_view>

#include "plugins/macos/plist.hpp"
#include "plugins/view/node.hpp"

namespace {

using namespace sanad::sdk;
using sanad::macos::BadPlist;
using sanad::macos::Plist;
using sanad::macos::PlistKind;
using sanad::view::Tree;

constexpr std::int64_t deepest = 256;

void show(Tree& tree, const Plist& node, std::string_view name, std::int64_t depth) {
    if (tree.full() || depth > deepest) return;
    const auto leaf = [&](std::string_view kind, std::string_view value, Time at = {}) {
        tree.node(depth, utf8(name), kind, value, node.place, at);
    };
    switch (node.kind) {
        case PlistKind::null:
            return leaf("null", "");
        case PlistKind::boolean:
            return leaf("boolean", node.integer != 0 ? "true" : "false");
        case PlistKind::integer:
            return leaf("integer", std::to_string(node.integer));
        case PlistKind::uid:
            return leaf("uid", std::to_string(node.integer));
        case PlistKind::real:
            return leaf("real", std::to_string(node.real));
        case PlistKind::date:
            return leaf("date", "", sanad::macos::time_since_2001(node.real).value_or(Time{}));
        case PlistKind::data:
            return leaf("data", sanad::view::hex_of(node.data()));
        case PlistKind::text:
            return leaf("text", utf8(node.text));
        case PlistKind::array:
            leaf("array", std::to_string(node.items.size()));
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                show(tree, node.items[i], "[" + std::to_string(i) + "]", depth + 1);
            }
            return;
        case PlistKind::dictionary:
            leaf("dictionary", std::to_string(node.items.size()));
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                show(tree, node.items[i], i < node.keys.size() ? std::string_view{node.keys[i]} : "", depth + 1);
            }
            return;
    }
}

class PlistTree {
public:
    static constexpr std::string_view name = "view.plist";
    static constexpr std::string_view version = "1.0.0";
    static constexpr std::string_view summary = "A property list as a tree, to be browsed";
    static constexpr std::array wants{signature("bplist00"), name_glob("*.plist"), mime_type("application/x-plist")};
    static constexpr std::array emits{text(sanad::view::node_type)};

    Verdict examine(const File& file, const Sink& sink) {
        const auto bytes = file.read_all();
        if (!sanad::macos::is_binary_plist(bytes) && !sanad::macos::is_xml_plist(bytes)) return Verdict::not_mine;
        Tree tree{sink};
        try {
            show(tree, sanad::macos::read_plist(bytes), "", 0);
        } catch (const BadPlist& error) {
            sink.warn(file.whole(), error.what());
            return Verdict::damaged;
        }
        tree.finish(file.whole());
        return Verdict::examined;
    }
};

}  // namespace

SANAD_MODULE(PlistTree)
