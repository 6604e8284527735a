#include "plugins/mobile/decoding.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "plugins/sdk/text.hpp"

namespace sanad::mobile {
namespace {

/// Forward over bytes; every step says whether there was enough.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_{bytes} {}

    bool at_end() const { return bytes_.empty(); }
    std::optional<std::uint8_t> byte() {
        if (bytes_.empty()) return std::nullopt;
        const auto value = static_cast<std::uint8_t>(bytes_[0]);
        bytes_.remove_prefix(1);
        return value;
    }
    std::optional<std::string_view> take(std::uint64_t length) {
        if (length > bytes_.size()) return std::nullopt;
        const auto taken = bytes_.substr(0, static_cast<std::size_t>(length));
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    std::optional<std::uint64_t> little_endian(std::size_t length) {
        const auto taken = take(length);
        if (!taken) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = length; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>((*taken)[i]);
        return value;
    }
    std::optional<std::uint64_t> varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto next = byte();
            if (!next) return std::nullopt;
            value |= std::uint64_t{*next & 0x7Fu} << shift;
            if ((*next & 0x80) == 0) return value;
        }
        return std::nullopt;
    }

private:
    std::string_view bytes_;
};

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto next = sdk::utf8_character(text);
        if (!next) return false;
        text.remove_prefix(next->length);
    }
    return true;
}

constexpr int digit_of_base64(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

}  // namespace

std::optional<std::string> of_base64(std::string_view text) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '\n' || c == '\r') continue;
        const int digit = digit_of_base64(c);
        if (digit < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFF);
        }
    }
    if (count >= 6) return std::nullopt;
    return bytes;
}

std::optional<std::string_view> protobuf_bytes(std::string_view message, std::uint32_t number) {
    Reader reader{message};
    while (!reader.at_end()) {
        const auto key = reader.varint();
        if (!key) return std::nullopt;
        std::optional<std::string_view> value;
        switch (*key & 7) {
            case 0:
                if (!reader.varint()) return std::nullopt;
                continue;
            case 1:
                value = reader.take(8);
                break;
            case 2: {
                const auto length = reader.varint();
                value = length ? reader.take(*length) : std::nullopt;
                break;
            }
            case 5:
                value = reader.take(4);
                break;
            default:
                return std::nullopt;
        }
        if (!value) return std::nullopt;
        if (*key >> 3 == number && (*key & 7) == 2) return value;
    }
    return std::nullopt;
}

std::optional<std::string> gunzipped(std::string_view packed, std::size_t limit) {
    z_stream stream{};
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (packed.size() > UINT32_MAX || inflateInit2(&stream, gzip_only) != Z_OK) return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string bytes;
    std::array<char, 65536> piece;
    int state = Z_OK;
    while (state == Z_OK && bytes.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = piece.size();
        state = inflate(&stream, Z_NO_FLUSH);
        bytes.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END || bytes.size() > limit) return std::nullopt;
    return bytes;
}

std::optional<std::string> text_of_attributed_string(std::string_view archive) {
    if (archive.substr(0, 13) != std::string_view{"\x04\x0Bstreamtyped", 13}) return std::nullopt;
    // The string comes first: its class, then the mark that its bytes ('+') follow, with their count.
    const auto name = std::min(archive.find("NSString"), archive.find("NSMutableString"));
    if (name == std::string_view::npos) return std::nullopt;
    constexpr std::string_view bytes_follow{"\x84\x01+", 3};
    const auto mark = archive.find(bytes_follow, name);
    if (mark == std::string_view::npos) return std::nullopt;
    Reader reader{archive.substr(mark + bytes_follow.size())};
    auto length = std::optional<std::uint64_t>{reader.byte()};
    if (length == 0x81) {
        length = reader.little_endian(2);
    } else if (length == 0x82) {
        length = reader.little_endian(4);
    } else if (length > 0x7F) {
        return std::nullopt;
    }
    const auto text = length ? reader.take(*length) : std::nullopt;
    if (!text || !is_utf8(*text)) return std::nullopt;
    return std::string{*text};
}

std::optional<std::string> of_byte_characters(std::string_view text) {
    std::string bytes;
    while (!text.empty()) {
        const auto next = sdk::utf8_character(text);
        if (!next || next->character > 0xFF) return std::nullopt;
        bytes += static_cast<char>(next->character);
        text.remove_prefix(next->length);
    }
    if (!is_utf8(bytes)) return std::nullopt;
    return bytes;
}

std::optional<std::string> text_of_telegram_message(std::string_view message, std::int64_t date) {
    // Numbers that the published schemas (layers 12 to 222) give `message`: all have its text behind its date.
    static constexpr std::uint32_t known[] = {0x567699B3, 0xA7AB1991, 0x2BEBFA86, 0xC992E15C, 0xC09BE45F, 0x90DDDC11,
                                              0x44F9B43D, 0x1C9B1027, 0x452C0E65, 0x58AE39C9, 0xBCE383D2, 0x85D6CBE2,
                                              0x38116EE0, 0x76BEC211, 0xA66C7EFC, 0x2357BF25, 0x94345242, 0x96FDBBE9,
                                              0xEABCDD4D, 0x95EF6F2B, 0x9815CEC8, 0x3AE56482, 0xB92F76CF, 0x9CB490E9};
    if (date <= 0 || date > INT32_MAX) return std::nullopt;
    Reader head{message};
    const auto number = head.little_endian(4);
    if (!number || std::ranges::find(known, *number) == std::end(known)) return std::nullopt;
    const auto wanted = static_cast<std::uint32_t>(date);
    // Everything in TL stands on multiples of four bytes.
    for (std::size_t at = 8; at + 8 <= message.size(); at += 4) {
        Reader reader{message.substr(at)};
        if (reader.little_endian(4) != wanted) continue;
        auto length = std::optional<std::uint64_t>{reader.byte()};
        std::size_t head_size = 1;
        if (length == 254) {
            length = reader.little_endian(3);
            head_size = 4;
        } else if (length == 255) {
            continue;
        }
        const auto text = length ? reader.take(*length) : std::nullopt;
        if (!text || !is_utf8(*text)) continue;
        const auto padding = reader.take((4 - (head_size + text->size()) % 4) % 4);
        if (padding && std::ranges::all_of(*padding, [](char c) { return c == 0; })) return std::string{*text};
    }
    return std::nullopt;
}

}  // namespace sanad::mobile
