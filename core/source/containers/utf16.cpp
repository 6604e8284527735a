#include "core/source/containers/utf16.hpp"

namespace sanad::containers {
namespace {

void append(std::string& text, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0 | code >> 6);
        add(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        add(0xE0 | code >> 12);
        add(0x80 | (code >> 6 & 0x3F));
        add(0x80 | (code & 0x3F));
    } else {
        add(0xF0 | code >> 18);
        add(0x80 | (code >> 12 & 0x3F));
        add(0x80 | (code >> 6 & 0x3F));
        add(0x80 | (code & 0x3F));
    }
}

}  // namespace

std::string utf8_from_utf16(Bytes text, ByteOrder order) {
    const std::size_t count = text.size() / 2;
    const auto unit = [&](std::size_t i) -> std::uint32_t {
        const std::uint32_t first = text[2 * i];
        const std::uint32_t second = text[2 * i + 1];
        return order == ByteOrder::little ? second << 8 | first : first << 8 | second;
    };
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t code = unit(i);
        if (code == 0) break;
        if (code >= 0xD800 && code < 0xE000) {
            const std::uint32_t low = i + 1 < count ? unit(i + 1) : 0;
            if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                ++i;
            } else {
                code = 0xFFFD;
            }
        }
        append(out, code);
    }
    return out;
}

std::string guid_text(Bytes guid) {
    if (guid.size() != 16) return {};
    static constexpr std::size_t order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex(guid.subspan(order[i], 1));
    }
    return text;
}

}  // namespace sanad::containers
