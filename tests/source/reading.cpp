#include "tests/source/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/crypto/digest.hpp"

namespace sanad::tests {

std::string open_into(OpenedImage& opened, const std::filesystem::path& path) {
    auto segments = locate_segments(path);
    if (!segments) return segments.error().what;
    opened.segments = std::move(*segments);
    auto image = open_image(opened.segments);
    if (!image) return image.error().what;
    opened.image = std::move(*image);
    return {};
}

std::string trouble_with(const std::filesystem::path& path) {
    OpenedImage opened;
    return open_into(opened, path);
}

std::string sha256_of(ByteSource& source, std::vector<DamagedRange>& damage, std::size_t piece) {
    Sha256 digest;
    std::vector<Byte> bytes;
    for (std::uint64_t offset = 0; offset < source.size(); offset += bytes.size()) {
        bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece, source.size() - offset)));
        const auto read = source.read(offset, bytes, damage);
        if (!read) return read.error().what;
        digest.update(bytes);
    }
    return hex(digest.finish());
}

std::string sha256_of_image(const std::filesystem::path& path) {
    OpenedImage opened;
    if (const std::string trouble = open_into(opened, path); !trouble.empty()) return trouble;
    std::vector<DamagedRange> damage;
    const std::string digest = sha256_of(*opened.image.source, damage);
    return damage.empty() ? digest : "damage: " + damage.front().reason;
}

std::vector<Byte> bytes_of_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

void write_file(const std::filesystem::path& path, Bytes bytes) {
    std::ofstream file{path, std::ios::binary};
    file.write(text_of(bytes).data(), static_cast<std::streamsize>(bytes.size()));
}

void write_text(const std::filesystem::path& path, std::string_view text) {
    write_file(path, bytes_of(text));
}

std::string json_value(const std::string& json, const std::string& section, const std::string& key) {
    const std::size_t start = json.find(fmt::format("\"{}\"", section));
    if (start == std::string::npos) return {};
    const std::string mark = fmt::format("\"{}\": \"", key);
    const std::size_t value = json.find(mark, start);
    if (value == std::string::npos) return {};
    return json.substr(value + mark.size(), json.find('"', value + mark.size()) - value - mark.size());
}

}  // namespace sanad::tests
