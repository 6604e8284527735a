#include "plugins/macos/bookmark.hpp"

#include <bit>

namespace sanad::macos {

namespace {

struct Cut : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::uint32_t u32(Bytes bytes, std::uint64_t at) {
    if (at > bytes.size() || bytes.size() - at < 4) throw Cut{"a bookmark ends too early"};
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | bytes[static_cast<std::size_t>(at) + i];
    return value;
}

struct Item {
    std::uint32_t kind;
    Bytes content;
};

Item item_at(Bytes values, std::uint32_t at) {
    const std::uint32_t length = u32(values, at);
    const std::uint32_t kind = u32(values, std::uint64_t{at} + 4);
    if (length > values.size() - at - 8) throw Cut{"a bookmark ends too early"};
    return {kind, values.subspan(at + 8, length)};
}

constexpr std::uint32_t text_kind = 0x0101, date_kind = 0x0400, list_kind = 0x0601;

std::string text_in(const Item& item) {
    return item.kind == text_kind ? sdk::utf8({reinterpret_cast<const char*>(item.content.data()), item.content.size()})
                                  : std::string{};
}

/// Big-endian, seconds since 2001, unlike all the rest.
std::optional<Time> date_in(const Item& item) {
    if (item.kind != date_kind || item.content.size() != 8) return {};
    std::uint64_t raw = 0;
    for (const std::uint8_t byte : item.content) raw = raw << 8 | byte;
    return time_since_2001(std::bit_cast<double>(raw));
}

}  // namespace

std::optional<Bookmark> read_bookmark(Bytes bytes) {
    constexpr std::uint32_t path_key = 0x1004, created_key = 0x1040, volume_name_key = 0x2010;
    try {
        const std::string_view magic{reinterpret_cast<const char*>(bytes.data()),
                                     std::min<std::size_t>(bytes.size(), 4)};
        if (magic != "book" && magic != "alis") return {};
        const std::uint32_t header = u32(bytes, 12);
        if (header > bytes.size()) return {};
        const Bytes values = bytes.subspan(header);
        std::uint32_t table = u32(values, 0);
        Bookmark bookmark;
        for (int tables = 0; table != 0 && tables < 64; ++tables) {
            const std::uint32_t count = u32(values, std::uint64_t{table} + 16);
            for (std::uint32_t i = 0; i < count && i < 4096; ++i) {
                const std::uint64_t entry = std::uint64_t{table} + 20 + std::uint64_t{i} * 12;
                const std::uint32_t key = u32(values, entry);
                if (key != path_key && key != created_key && key != volume_name_key) continue;
                const Item item = item_at(values, u32(values, entry + 4));
                if (key == volume_name_key) bookmark.volume = text_in(item);
                if (key == created_key) bookmark.created = date_in(item);
                if (key != path_key || item.kind != list_kind) continue;
                for (std::size_t at = 0; at + 4 <= item.content.size() && bookmark.path.size() < 65536; at += 4) {
                    bookmark.path += "/" + text_in(item_at(values, u32(item.content, at)));
                }
            }
            table = u32(values, std::uint64_t{table} + 12);
        }
        return bookmark;
    } catch (const Cut&) {
        return {};
    }
}

}  // namespace sanad::macos
