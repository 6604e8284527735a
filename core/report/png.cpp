#include "core/report/png.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

namespace sanad {
namespace {

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
    return bytes;
}

/// ISO 3309, as PNG section 5.5 wants it.
std::uint32_t crc_of(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    }
    return ~crc;
}

/// RFC 1950.
std::uint32_t adler_of(std::string_view bytes) {
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (const char byte : bytes) {
        low = (low + static_cast<unsigned char>(byte)) % 65521;
        high = (high + low) % 65521;
    }
    return high << 16 | low;
}

void add_chunk(std::string& png, std::string_view type, std::string_view content) {
    std::string named{type};
    named += content;
    png += big_endian(static_cast<std::uint32_t>(content.size())) + named + big_endian(crc_of(named));
}

}  // namespace

std::string png_of(std::uint32_t width, std::uint32_t height, Bytes rgba) {
    constexpr std::uint32_t most = 1024;
    if (width == 0 || height == 0 || width > most || height > most || rgba.size() != std::size_t{4} * width * height)
        throw std::logic_error{"png_of: not the pixels of a small picture"};
    std::string rows;
    rows.reserve(std::size_t{height} * (1 + 3 * width));
    for (std::size_t at = 0; at < rgba.size(); at += 4) {
        if (at % (std::size_t{4} * width) == 0) rows += '\0';  // filter: none
        const unsigned alpha = rgba[at + 3];
        for (std::size_t colour = 0; colour < 3; ++colour) {
            const unsigned mixed = (rgba[at + colour] * alpha + 255 * (255 - alpha) + 127) / 255;
            rows += static_cast<char>(mixed);
        }
    }
    // RFC 1951: blocks that are stored as they are, at most 65,535 bytes each.
    std::string stream{"\x78\x01"};
    for (std::size_t at = 0; at < rows.size(); at += 65535) {
        const std::string_view block = std::string_view{rows}.substr(at, 65535);
        const auto size = static_cast<std::uint16_t>(block.size());
        const auto inverse = static_cast<std::uint16_t>(~size);
        stream += at + block.size() == rows.size() ? '\1' : '\0';
        for (const std::uint16_t number : {size, inverse}) {
            stream += static_cast<char>(number & 0xFF);
            stream += static_cast<char>(number >> 8);
        }
        stream += block;
    }
    stream += big_endian(adler_of(rows));
    std::string png{"\x89PNG\r\n\x1A\n"};
    // Eight bits, colour, the one compression, filter and order there are.
    add_chunk(png, "IHDR", big_endian(width) + big_endian(height) + std::string{"\x08\x02\0\0\0", 5});
    add_chunk(png, "IDAT", stream);
    add_chunk(png, "IEND", {});
    return png;
}

}  // namespace sanad
