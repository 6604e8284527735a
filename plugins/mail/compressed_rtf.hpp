#pragma once
// The body that Outlook keeps as compressed RTF (MS-OXRTFCP).
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/readable/compound_file.hpp"

namespace sanad::mail {

inline std::optional<std::string> rtf_uncompressed(std::string_view bytes) {
    constexpr std::uint32_t compressed = 0x75465A4C, uncompressed = 0x414C454D;
    constexpr std::string_view before =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
        "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
        "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    const readable::LittleEndian in{bytes};
    const std::uint32_t size = in.u32(4);
    if (bytes.size() < 16 || size > std::uint32_t{64} << 20) return std::nullopt;
    if (in.u32(8) == uncompressed) return std::string{in.part(16, size)};
    if (in.u32(8) != compressed) return std::nullopt;
    std::array<char, 4096> window{};
    std::size_t write = 0;
    for (const char c : before) window[write++] = c;
    std::string out;
    const std::size_t end = std::min<std::size_t>(bytes.size(), std::size_t{in.u32(0)} + 4);
    for (std::size_t at = 16; at < end && out.size() < size;) {
        const auto control = static_cast<unsigned char>(bytes[at++]);
        for (unsigned bit = 0; bit < 8 && at < end && out.size() < size; ++bit) {
            const auto put = [&](char c) {
                out += c;
                window[write] = c;
                write = (write + 1) % window.size();
            };
            if ((control >> bit & 1) == 0) {
                put(bytes[at++]);
                continue;
            }
            if (at + 1 >= end) return out;
            const unsigned token = static_cast<unsigned>(static_cast<unsigned char>(bytes[at]) << 8) |
                                   static_cast<unsigned char>(bytes[at + 1]);
            at += 2;
            std::size_t from = token >> 4;
            if (from == write) return out;  // the end is told so
            for (unsigned length = (token & 0xF) + 2; length > 0; --length) {
                put(window[from]);
                from = (from + 1) % window.size();
            }
        }
    }
    return out;
}

}  // namespace sanad::mail
