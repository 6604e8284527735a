#pragma once
// The source of macros (MS-OVBA): modules are packed in chunks of 4096 bytes, their places stand in the stream "dir".
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/readable/charset.hpp"
#include "plugins/readable/compound_file.hpp"

namespace sanad::document {

/// MS-OVBA 2.4.1.3. Nothing when it does not begin as a container does; what stands before damage otherwise.
inline std::optional<std::string> vba_unpacked(std::string_view bytes) {
    const readable::LittleEndian in{bytes};
    if (bytes.empty() || bytes[0] != 1) return std::nullopt;
    std::string out;
    std::size_t at = 1;
    while (at + 2 <= bytes.size()) {
        const unsigned header = in.u16(at);
        const std::size_t end = std::min(bytes.size(), at + (header & 0xFFF) + 3);
        if ((header >> 12 & 7) != 3) break;
        at += 2;
        if ((header & 0x8000) == 0) {
            out += in.part(at, end - at);
            at = end;
            continue;
        }
        const std::size_t chunk = out.size();
        while (at < end) {
            const auto flags = static_cast<unsigned char>(bytes[at++]);
            for (unsigned bit = 0; bit < 8 && at < end; ++bit) {
                if ((flags >> bit & 1) == 0) {
                    out += bytes[at++];
                    continue;
                }
                if (at + 2 > end) return out;
                const unsigned token = in.u16(at);
                at += 2;
                const std::size_t done = out.size() - chunk;
                unsigned width = 4;  // of the distance: it grows with what stands in the chunk already
                while ((std::size_t{1} << width) < done) ++width;
                if (width > 12) return out;
                const unsigned length = (token & (0xFFFFu >> width)) + 3;
                const std::size_t distance = (token >> (16 - width)) + std::size_t{1};
                if (distance > done) return out;
                for (unsigned i = 0; i < length; ++i) out += out[out.size() - distance];
            }
        }
        if (out.size() > std::size_t{32} << 20) break;
    }
    return out;
}

struct VbaModule {
    std::string name;
    std::string source;
};

/// `folder`: the storage that holds "dir" and the modules, with a '/' behind it.
inline std::vector<VbaModule> vba_modules(const readable::CompoundFile& file, const std::string& folder) {
    constexpr unsigned project_codepage = 0x03, project_version = 0x09, stream_name = 0x1A, offset_in_stream = 0x31;
    std::vector<VbaModule> modules;
    const std::string directory = vba_unpacked(file.read(folder + "dir").value_or("")).value_or("");
    const readable::LittleEndian in{directory};
    std::uint32_t codepage = 1252;
    std::string name;
    for (std::uint64_t at = 0; at + 6 <= in.size();) {
        const unsigned id = in.u16(at);
        const std::uint64_t length = id == project_version ? 6 : in.u32(at + 2);  // that record lies about its size
        if (length > in.size() - at - 6) break;
        if (id == project_codepage) codepage = in.u16(at + 6);
        if (id == stream_name) name = readable::utf8_of_codepage(in.part(at + 6, length), codepage);
        if (id == offset_in_stream && !name.empty()) {
            const std::string stream = file.read(folder + name).value_or("");
            const std::uint32_t begin = in.u32(at + 6);
            if (begin < stream.size()) {
                if (const auto source = vba_unpacked(std::string_view{stream}.substr(begin))) {
                    modules.push_back({name, readable::utf8_of_codepage(*source, codepage)});
                }
            }
            name.clear();
        }
        at += 6 + length;
    }
    return modules;
}

}  // namespace sanad::document
