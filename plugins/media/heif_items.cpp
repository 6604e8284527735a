#include "plugins/media/heif_items.hpp"

#include <algorithm>

namespace sanad::media {
namespace {

/// The content of the first box of this type; empty when there is none.
Bits box(Bits inside, std::string_view type) {
    for (std::uint64_t at = 0; inside.has(at, 8);) {
        const bool wide = inside.big(at, 4) == 1;
        const std::uint64_t size = wide ? inside.big(at + 8, 8) : inside.big(at, 4);
        const std::uint64_t header = wide ? 16 : 8;
        if (size < header || !inside.has(at, size)) break;
        if (inside.is_at(at + 4, type)) return inside.part(at + header, size - header);
        at += size;
    }
    return Bits{{}};
}

/// Numbers of items of this type (8.11.6: item information, entries of version 2 and 3).
std::vector<std::uint64_t> items_of(Bits information, std::string_view type) {
    std::vector<std::uint64_t> items;
    std::uint64_t at = information.big(0, 1) == 0 ? 6 : 8;
    while (information.has(at, 8) && information.is_at(at + 4, "infe")) {
        const std::uint64_t size = information.big(at, 4);
        if (size < 8 || !information.has(at, size)) break;
        const Bits entry = information.part(at + 8, size - 8);
        const unsigned width = entry.big(0, 1) == 3 ? 4 : 2;
        if (entry.big(0, 1) >= 2 && entry.is_at(4 + width + 2, type)) items.push_back(entry.big(4, width));
        at += size;
    }
    return items;
}

}  // namespace

std::vector<Bits> heif_items(Bits file, std::string_view type) {
    const Bits meta = box(file, "meta").from(4);
    const std::vector<std::uint64_t> wanted = items_of(box(meta, "iinf"), type);
    const Bits places = box(meta, "iloc"), data = box(meta, "idat");
    std::vector<Bits> found;
    // 8.11.3: the widths of the numbers stand in front, in halves of bytes.
    const std::uint64_t version = places.big(0, 1);
    const auto offset_width = static_cast<unsigned>(places.big(4, 1) >> 4);
    const auto length_width = static_cast<unsigned>(places.big(4, 1) & 15);
    const auto base_width = static_cast<unsigned>(places.big(5, 1) >> 4);
    const auto index_width = version == 0 ? 0 : static_cast<unsigned>(places.big(5, 1) & 15);
    if (version > 2 || std::max({offset_width, length_width, base_width, index_width}) > 8) return found;
    const unsigned item_width = version == 2 ? 4 : 2;
    std::uint64_t at = 6 + item_width;
    for (std::uint64_t left = places.big(6, item_width); left > 0 && places.has(at, 1); --left) {
        const std::uint64_t item = places.big(at, item_width);
        at += item_width;
        const std::uint64_t method = version == 0 ? 0 : places.big(at, 2) & 15;
        at += version == 0 ? 2 : 4;
        const std::uint64_t base = places.big(at, base_width);
        at += base_width;
        const std::uint64_t extents = places.big(at, 2);
        at += 2;
        const std::uint64_t offset = places.big(at + index_width, offset_width);
        const std::uint64_t length = places.big(at + index_width + offset_width, length_width);
        at += extents * (index_width + offset_width + length_width);
        if (extents != 1 || std::find(wanted.begin(), wanted.end(), item) == wanted.end()) continue;
        const Bits& whole = method == 1 ? data : file;
        if (method <= 1 && base <= whole.size() && whole.has(base + offset, length) && length != 0) {
            found.push_back(whole.part(base + offset, length));
        }
    }
    return found;
}

}  // namespace sanad::media
