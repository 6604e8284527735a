#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/hashset/digest_lists.hpp"

namespace sanad {
namespace {

// As The Sleuth Kit and other readers have it: eight bytes of signature, the set's name in UTF-16LE at byte 1032, and
// from byte 1152 on an MD5 of 16 bytes with 2 bytes behind it for each file.
constexpr std::string_view signature{"HASH\r\n\xff\0", 8};
constexpr std::size_t name_at = 1032;
constexpr std::size_t name_units = 40;
constexpr std::size_t entries_at = 1152;
constexpr std::size_t entry_size = 18;

void append_utf8(std::string& text, std::uint32_t point) {
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xc0 | point >> 6);
        text += static_cast<char>(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        text += static_cast<char>(0xe0 | point >> 12);
        text += static_cast<char>(0x80 | (point >> 6 & 0x3f));
        text += static_cast<char>(0x80 | (point & 0x3f));
    } else {
        text += static_cast<char>(0xf0 | point >> 18);
        text += static_cast<char>(0x80 | (point >> 12 & 0x3f));
        text += static_cast<char>(0x80 | (point >> 6 & 0x3f));
        text += static_cast<char>(0x80 | (point & 0x3f));
    }
}

std::string name_in_header(Bytes header) {
    std::string name;
    for (std::size_t i = 0; i < name_units; ++i) {
        const auto unit = [&](std::size_t at) {
            return static_cast<std::uint32_t>(header[name_at + 2 * at] | header[name_at + 2 * at + 1] << 8);
        };
        std::uint32_t point = unit(i);
        if (point == 0) break;
        if (point >= 0xd800 && point < 0xdc00 && i + 1 < name_units && unit(i + 1) >= 0xdc00 && unit(i + 1) < 0xe000) {
            point = 0x10000 + ((point - 0xd800) << 10) + (unit(++i) - 0xdc00);
        } else if (point >= 0xd800 && point < 0xe000) {
            point = 0xfffd;
        }
        append_utf8(name, point);
    }
    return name;
}

}  // namespace

Result<ListFacts> read_encase_hash(ListBytes& in, ListTaker& taker) {
    std::array<Byte, entries_at> header{};
    std::size_t had = 0;
    Bytes left;
    while (had < header.size()) {
        if (left.empty()) {
            left = TRY(in.next());
            if (left.empty())
                return failure(Fault::damaged, fmt::format("{} bytes: shorter than an EnCase hash set's header", had));
        }
        const std::size_t now = std::min(header.size() - had, left.size());
        std::copy_n(left.begin(), now, header.begin() + static_cast<std::ptrdiff_t>(had));
        had += now;
        left = left.subspan(now);
    }
    if (!text_of(header).starts_with(signature))
        return failure(Fault::damaged, "it does not begin as an EnCase hash set");
    ListFacts facts;
    facts.name = name_in_header(header);
    std::array<Byte, entry_size> entry{};
    std::uint64_t number = 0;
    for (std::size_t filled = 0;;) {
        if (left.empty()) {
            left = TRY(in.next());
            if (left.empty()) {
                if (filled != 0) {
                    TRY(taker.refuse(number + 1,
                                     fmt::format("the file ends within it: {} of {} bytes", filled, entry_size),
                                     hex(Bytes{entry}.first(filled))));
                }
                return facts;
            }
        }
        const std::size_t now = std::min(entry_size - filled, left.size());
        std::copy_n(left.begin(), now, entry.begin() + static_cast<std::ptrdiff_t>(filled));
        filled += now;
        left = left.subspan(now);
        if (filled < entry_size) continue;
        filled = 0;
        ListedDigests digests;
        digests.md5 = entry.data();
        TRY(taker.take(++number, digests));
    }
}

}  // namespace sanad
