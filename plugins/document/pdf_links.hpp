#pragma once
// The addresses that a PDF's annotations lead to: actions /URI (PDF 32000 12.6.4.7), in objects that stand open and in
// streams of objects (7.5.7). poppler's C++ face does not tell them.
#include <zlib.h>

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/module.hpp"

namespace sanad::document {

struct PdfLink {
    std::string target;
    sdk::Range place;
};

/// A string object, "(…)" or "<…>", at the beginning of `text` (7.3.4).
inline std::string pdf_string(std::string_view text) {
    std::string value;
    if (text.starts_with('<')) {
        int half = -1;
        for (const char c : text.substr(1)) {
            if (c == '>') break;
            const char low = static_cast<char>(c | 0x20);
            const int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
            if (digit < 0) continue;
            if (half >= 0) value += static_cast<char>(half << 4 | digit);
            half = half >= 0 ? -1 : digit;
        }
        return value;
    }
    if (!text.starts_with('(')) return value;
    int depth = 1;
    for (std::size_t at = 1; at < text.size() && value.size() < 65536; ++at) {
        char c = text[at];
        if (c == '\\' && at + 1 < text.size()) {
            c = text[++at];
            if (c >= '0' && c <= '7') {
                int number = 0;
                for (int i = 0; i < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++i)
                    number = number * 8 + (text[at++] - '0');
                --at;
                c = static_cast<char>(number);
            } else if (c == '\r' || c == '\n') {
                continue;
            }
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            break;
        }
        value += c;
    }
    return value;
}

inline std::string inflated(std::string_view bytes, std::size_t most) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return {};
    std::string out;
    std::array<char, 16384> chunk{};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib's signature
    stream.avail_in = static_cast<uInt>(bytes.size());
    for (int state = Z_OK; state == Z_OK && out.size() < most;) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(chunk.data(), chunk.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return out;
}

inline void addresses_in(std::string_view objects, std::optional<sdk::Range> container, std::vector<PdfLink>& found) {
    for (std::size_t at = 0; (at = objects.find("/URI", at)) != std::string_view::npos;) {
        const std::size_t begin = at;
        at += 4;
        std::size_t value = at;
        while (value < objects.size() && (objects[value] == ' ' || objects[value] == '\r' || objects[value] == '\n'))
            ++value;
        if (value >= objects.size() || (objects[value] != '(' && objects[value] != '<')) continue;
        std::string target = pdf_string(objects.substr(value));
        const std::size_t length = std::min(value + target.size() + 2, objects.size()) - begin;
        if (!target.empty()) found.push_back({std::move(target), container.value_or(sdk::Range{begin, length})});
    }
}

/// Each address once, with the place where it stands first.
inline std::vector<PdfLink> links_of_pdf(std::string_view content) {
    std::vector<PdfLink> all;
    addresses_in(content, std::nullopt, all);
    for (std::size_t at = 0; (at = content.find("/ObjStm", at)) != std::string_view::npos; at += 7) {
        std::size_t begin = content.find("stream", at);
        if (begin == std::string_view::npos) break;
        begin += 6;
        if (begin < content.size() && content[begin] == '\r') ++begin;
        if (begin < content.size() && content[begin] == '\n') ++begin;
        const std::size_t end = std::min(content.find("endstream", begin), content.size());
        if (end <= begin) continue;
        addresses_in(inflated(content.substr(begin, end - begin), std::size_t{16} << 20),
                     sdk::Range{begin, end - begin}, all);
    }
    std::set<std::string> seen;
    std::vector<PdfLink> once;
    for (PdfLink& link : all) {
        if (seen.insert(link.target).second) once.push_back(std::move(link));
    }
    return once;
}

}  // namespace sanad::document
