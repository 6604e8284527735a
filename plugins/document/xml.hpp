#pragma once
// Walking XML without recursion (evidence nests as deep as it likes), names without their prefixes.
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "plugins/sdk/text.hpp"

namespace sanad::document {

inline std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
inline std::string_view local_name(const pugi::xml_node& node) {
    return local_name(std::string_view{node.name()});
}

inline std::string attribute(const pugi::xml_node& node, std::string_view name) {
    for (const pugi::xml_attribute& one : node.attributes()) {
        if (local_name(std::string_view{one.name()}) == name) return sdk::utf8(one.value());
    }
    return {};
}

/// `enter` before what is inside of a node, `leave` after it.
template <class Enter, class Leave>
void walk(const pugi::xml_node& root, Enter enter, Leave leave) {
    pugi::xml_node at = root.first_child();
    while (at) {
        enter(at);
        if (at.first_child()) {
            at = at.first_child();
            continue;
        }
        leave(at);
        while (at && !at.next_sibling()) {
            at = at.parent();
            if (!at || at == root) return;
            leave(at);
        }
        at = at.next_sibling();
    }
}

/// All text below a node.
inline std::string text_below(const pugi::xml_node& node) {
    std::string text;
    walk(
        node, [&](const pugi::xml_node& each) { text += each.value(); }, [](const pugi::xml_node&) {});
    return sdk::utf8(text);
}

/// Sound XML, or as much of it as there is.
inline pugi::xml_parse_result parse_xml(pugi::xml_document& document, std::string_view bytes) {
    return document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata);
}

}  // namespace sanad::document
