#include "tests/source/ewf_making.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

namespace sanad::tests {

std::vector<Byte> media_for_tests(std::size_t size, std::uint32_t seed) {
    std::vector<Byte> media(size);
    std::uint32_t state = seed * 2654435761u + 1;
    for (std::size_t i = 0; i < size; ++i) {
        state = state * 1664525u + 1013904223u;
        // Every fourth 32 KiB is noise, which is stored uncompressed; the others differ from one another.
        const bool noise = i / 32768 % 4 == 3;
        media[i] = static_cast<Byte>(noise ? state >> 24 : i / 32768 + (state >> 30) * (i % 7 == 0));
    }
    return media;
}

std::filesystem::path acquire(const std::filesystem::path& folder, const std::string& name,
                              const std::vector<Byte>& media, const std::string& options) {
    if (run_command("command -v ewfacquire").status != 0) return {};
    const auto raw = folder / (name + ".raw");
    write_file(raw, media);
    const auto result = run_command(
        fmt::format("ewfacquire -u -q -b 64 -C 'case 7' -E EV-9 -e Examiner -D words -N note {} -t '{}' '{}' 2>&1",
                    options, (folder / name).string(), raw.string()));
    if (result.status != 0) throw std::runtime_error{result.output};
    for (const char* extension : {".E01", ".e01", ".s01"}) {
        const auto made = folder / (name + extension);
        if (std::filesystem::exists(made)) return made;
    }
    throw std::runtime_error{"ewfacquire wrote no first segment"};
}

std::vector<PlainSection> sections_of(const std::vector<Byte>& segment) {
    std::vector<PlainSection> sections;
    const ByteReader reader{segment};
    for (std::size_t offset = 13;;) {
        const std::string type{reinterpret_cast<const char*>(segment.data() + offset)};
        const auto next = static_cast<std::size_t>(reader.u64_le(offset + 16).value());
        sections.push_back({type, offset, static_cast<std::size_t>(reader.u64_le(offset + 24).value())});
        if (next <= offset) return sections;
        offset = next;
    }
}

PlainSection section_of(const std::vector<Byte>& segment, const std::string& type) {
    for (const PlainSection& section : sections_of(segment)) {
        if (section.type == type) return section;
    }
    throw std::out_of_range{type};
}

std::vector<std::size_t> chunk_offsets(const std::vector<Byte>& segment) {
    const PlainSection table = section_of(segment, "table");
    const PlainSection sectors = section_of(segment, "sectors");
    const ByteReader reader{segment};
    const std::uint32_t count = reader.u32_le(table.offset + 76).value();
    const std::uint64_t base = reader.u64_le(table.offset + 84).value();
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < count; ++i) {
        offsets.push_back(
            static_cast<std::size_t>(base + (reader.u32_le(table.offset + 100 + 4 * i).value() & 0x7fffffffu)));
    }
    offsets.push_back(sectors.offset + sectors.size);
    return offsets;
}

}  // namespace sanad::tests
