#pragma once
// Where the parts of a shortcut lie ([MS-SHLLINK] 2.1 to 2.5), and its texts unit by unit: liblnk loses what follows a
// surrogate without its pair, and shows one text where the shortcut has two for its icon.
#include <array>

#include "plugins/winfiles/little_endian.hpp"

namespace sanad::winfiles {

constexpr std::string_view link_signature{"\x4C\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 20};
constexpr std::uint64_t link_header_bytes = 76;

struct LinkParts {
    std::optional<std::uint64_t> length;  ///< of the whole shortcut; nothing when the bytes end before
    std::string local_path;               ///< when it is there in Unicode
    /// Description, relative path, working directory, arguments, icon; those that are there.
    std::array<std::string, 5> texts;
    std::string icon_environment_path;
};

inline std::string link_local_path(Bytes info) {
    const std::uint32_t header = u32(info, 4);
    if ((u32(info, 8) & 1) == 0 || header < 0x24) return {};  // no local path, or none in Unicode
    const std::uint32_t base = u32(info, 28);
    const std::uint32_t suffix = u32(info, 32);
    if (base < header || base >= info.size()) return {};
    std::string path = utf16_text(info.subspan(base));
    if (suffix >= header && suffix < info.size()) {
        const std::string rest = utf16_text(info.subspan(suffix));
        if (!rest.empty() && !path.empty() && path.back() != '\\') path += '\\';
        path += rest;
    }
    return path;
}

inline LinkParts link_parts(Bytes link) {
    LinkParts parts;
    if (link.size() < link_header_bytes) return parts;
    const std::uint32_t flags = u32(link, 20);
    std::uint64_t at = link_header_bytes;
    if ((flags & 1) != 0) at += 2 + std::uint64_t{u16(link, at)};
    if ((flags & 2) != 0) {
        const std::uint64_t length = std::max<std::uint32_t>(u32(link, at), 4);
        if (covers(link, at, length)) parts.local_path = link_local_path(part(link, at, length));
        at += length;
    }
    const bool unicode = (flags & 0x80) != 0;
    for (unsigned i = 0; i < parts.texts.size(); ++i) {
        if ((flags >> (i + 2) & 1) == 0) continue;
        const std::uint64_t length = std::uint64_t{u16(link, at)} * (unicode ? 2 : 1);
        const Bytes text = part(link, at + 2, length);
        if (covers(link, at, 2 + length)) {
            parts.texts[i] =
                unicode ? utf16_text(text)
                        : sdk::utf8({reinterpret_cast<const char*>(text.data()),
                                     static_cast<std::size_t>(std::find(text.begin(), text.end(), 0) - text.begin())});
        }
        at += 2 + length;
    }
    while (covers(link, at, 4)) {
        const std::uint32_t length = u32(link, at);
        if (length < 4) {
            parts.length = at + 4;
            break;
        }
        constexpr std::uint32_t icon_environment = 0xA0000007;
        if (length >= 0x314 && covers(link, at, length) && u32(link, at + 4) == icon_environment) {
            parts.icon_environment_path = utf16_text(part(link, at + 268, 520));
        }
        at += length;
    }
    return parts;
}

}  // namespace sanad::winfiles
