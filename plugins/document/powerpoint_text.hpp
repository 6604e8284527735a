#pragma once
// The text of a PowerPoint presentation: its text atoms outside of masters (MS-PPT 2.9), and its links (2.10).
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/compound_file.hpp"
#include "plugins/readable/html.hpp"

namespace sanad::document {

struct PowerPointText {
    std::string text;
    std::vector<readable::Link> links;
    bool sound = true;
};

inline PowerPointText text_of_powerpoint(std::string_view stream) {
    constexpr std::uint16_t main_master = 0x3F8, hyperlink = 0xFD7, chars = 0xFA0, bytes = 0xFA8, string = 0xFBA;
    PowerPointText found;
    const readable::LittleEndian in{stream};
    readable::Link link;
    std::uint64_t link_end = 0;
    for (std::uint64_t at = 0; at + 8 <= in.size();) {
        const std::uint16_t kind = in.u16(at);
        const std::uint16_t type = in.u16(at + 2);
        const std::uint64_t length = in.u32(at + 4);
        const std::uint64_t body = at + 8;
        if (length > in.size() - body) {
            found.sound = false;
            break;
        }
        if (link_end != 0 && at >= link_end) {
            if (!link.target.empty()) found.links.push_back(link);
            link = {};
            link_end = 0;
        }
        const bool container = (kind & 0xF) == 0xF;
        if (container && type != main_master) {
            if (type == hyperlink) link_end = body + length;
            at = body;  // its children follow
            continue;
        }
        std::string text;
        if (type == chars) text = readable::utf16(in.part(body, length));
        if (type == bytes) text = readable::utf8_of_codepage(in.part(body, length), 28591);
        if (type == string && link_end != 0) {
            const std::string value = readable::utf16(in.part(body, length));
            if (kind >> 4 == 0) link.label = value;
            if (kind >> 4 == 1) link.target = value;
        }
        for (char& c : text) {
            if (c == '\r' || c == '\v') c = '\n';
        }
        if (!text.empty()) found.text += text + "\n";
        at = body + length;
    }
    if (!link.target.empty()) found.links.push_back(link);
    found.text = std::string{readable::trimmed(found.text)};
    return found;
}

}  // namespace sanad::document
