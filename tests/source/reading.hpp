#pragma once
// Opens images of the corpus and says what they hold, for comparison with what other tools found.
#include <filesystem>
#include <optional>
#include <string>

#include "core/source/open_image.hpp"

namespace sanad::tests {

/// An opened image with its descriptors, closed together.
struct OpenedImage {
    SegmentList segments;
    OpenImage image;
    OpenedImage() = default;
    OpenedImage(const OpenedImage&) = delete;
    OpenedImage& operator=(const OpenedImage&) = delete;
    ~OpenedImage() { close_segments(segments); }
};

/// Empty when the image opened; what went wrong otherwise.
std::string open_into(OpenedImage& opened, const std::filesystem::path& path);
/// The error of locating or opening; empty when there is none.
std::string trouble_with(const std::filesystem::path& path);

/// The SHA-256 of the whole media in lower-case hexadecimal, read in pieces of `piece` bytes; damage is added up.
std::string sha256_of(ByteSource& source, std::vector<DamagedRange>& damage, std::size_t piece = 1 << 20);
std::string sha256_of_image(const std::filesystem::path& path);

std::vector<Byte> bytes_of_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, Bytes bytes);
void write_text(const std::filesystem::path& path, std::string_view text);

/// The text after `key": "` behind the first mention of `"section"` in a JSON text; enough for the oracles.
std::string json_value(const std::string& json, const std::string& section, const std::string& key);

}  // namespace sanad::tests
