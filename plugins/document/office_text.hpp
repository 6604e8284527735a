#pragma once
// What a person reads of the parts of office documents: WordprocessingML, SpreadsheetML, DrawingML (ECMA-376) and
// OpenDocument (ISO 26300).
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/document/described.hpp"
#include "plugins/document/xml.hpp"
#include "plugins/readable/html.hpp"

namespace sanad::document {

/// Runs of text of word/*.xml and ppt/slides/*.xml: paragraphs in lines. Tracked deletions are part of it.
inline std::string text_of_paragraphs(const pugi::xml_node& part) {
    std::string text;
    walk(
        part,
        [&](const pugi::xml_node& node) {
            const std::string_view name = local_name(node);
            const std::string_view parent = local_name(node.parent());
            if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
                if (parent == "t" || parent == "delText") text += node.value();
            } else if (name == "tab" && parent == "r") {
                text += '\t';
            } else if (name == "br" || name == "cr") {
                text += '\n';
            } else if (name == "noBreakHyphen") {
                text += "\xE2\x80\x91";
            }
        },
        [&](const pugi::xml_node& node) {
            const std::string_view name = local_name(node);
            if (name == "p") text += '\n';
            if (name == "tc" && text.ends_with('\n')) text.back() = '\t';
            if (name == "tr") text += '\n';
        });
    return sdk::utf8(readable::trimmed(text));
}

inline std::vector<std::string> shared_strings(const pugi::xml_node& part) {
    std::vector<std::string> strings;
    bool phonetic = false;
    walk(
        part,
        [&](const pugi::xml_node& node) {
            const std::string_view name = local_name(node);
            if (name == "si") strings.emplace_back();
            if (name == "rPh") phonetic = true;  // a reading aid, not the text
            if (node.type() == pugi::node_pcdata && local_name(node.parent()) == "t" && !phonetic && !strings.empty()) {
                strings.back() += node.value();
            }
        },
        [&](const pugi::xml_node& node) {
            if (local_name(node) == "rPh") phonetic = false;
        });
    return strings;
}

/// Rows in lines, cells with tabs between; values as stored, formulas' last results.
inline std::string text_of_sheet(const pugi::xml_node& part, const std::vector<std::string>& shared) {
    std::string text;
    walk(
        part,
        [&](const pugi::xml_node& node) {
            const std::string_view parent = local_name(node.parent());
            if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata) return;
            if (parent == "v") {
                const auto number = integer_in(node.value());
                const bool is_shared = attribute(node.parent().parent(), "t") == "s";
                const bool known = number && *number >= 0 && static_cast<std::size_t>(*number) < shared.size();
                text += is_shared && known ? shared[static_cast<std::size_t>(*number)] : std::string{node.value()};
            } else if (parent == "t" || parent == "oddHeader" || parent == "oddFooter") {
                text += node.value();
            }
        },
        [&](const pugi::xml_node& node) {
            const std::string_view name = local_name(node);
            if (name == "c") text += '\t';
            if (name == "row" || name == "oddHeader" || name == "oddFooter") {
                while (text.ends_with('\t')) text.pop_back();
                if (!text.empty() && text.back() != '\n') text += '\n';
            }
        });
    return sdk::utf8(readable::trimmed(text));
}

inline std::string text_of_open_document(const pugi::xml_node& part, std::vector<readable::Link>& links) {
    std::string text;
    walk(
        part,
        [&](const pugi::xml_node& node) {
            const std::string_view name = node.name();
            if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
                const std::string_view value = node.value();
                // Blanks between elements are layout of the XML; inside of a paragraph they are text (5.1.1).
                for (pugi::xml_node up = node.parent(); up; up = up.parent()) {
                    const std::string_view holder = up.name();
                    if (holder == "text:p" || holder == "text:h") {
                        text += value;
                        break;
                    }
                }
            } else if (name == "text:s") {
                const auto count = integer_in(attribute(node, "c"));
                text.append(static_cast<std::size_t>(std::clamp<std::int64_t>(count.value_or(1), 1, 1000)), ' ');
            } else if (name == "text:tab") {
                text += '\t';
            } else if (name == "text:line-break") {
                text += '\n';
            }
        },
        [&](const pugi::xml_node& node) {
            const std::string_view name = node.name();
            if (name == "text:p" || name == "text:h") text += '\n';
            if (name == "table:table-cell" && text.ends_with('\n')) text.back() = '\t';
            if (name == "table:table-row" && !text.ends_with('\n')) text += '\n';
            if (name == "text:a" || name == "draw:a") {
                if (std::string target = attribute(node, "href"); !target.empty()) {
                    links.push_back({std::move(target), readable::HtmlReader::single_spaced(text_below(node))});
                }
            }
        });
    return sdk::utf8(readable::trimmed(text));
}

}  // namespace sanad::document
