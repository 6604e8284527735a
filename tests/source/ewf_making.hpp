#pragma once
// E01 images made by ewfacquire for a test, and their parts found by the plainest possible reading of the format.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad::tests {

/// Bytes that compress in places and not in others, the same for the same seed.
std::vector<Byte> media_for_tests(std::size_t size, std::uint32_t seed);

/// Acquires `media` into `folder`/`name`.E01 (…) and returns the first segment; empty when there is no ewfacquire.
std::filesystem::path acquire(const std::filesystem::path& folder, const std::string& name,
                              const std::vector<Byte>& media, const std::string& options);

struct PlainSection {
    std::string type;
    std::size_t offset;  ///< of its header of 76 bytes
    std::size_t size;
};
std::vector<PlainSection> sections_of(const std::vector<Byte>& segment);
/// The first section of a type; throws std::out_of_range when there is none.
PlainSection section_of(const std::vector<Byte>& segment, const std::string& type);
/// Where each chunk of the first table is stored, and behind them the end of the last one.
std::vector<std::size_t> chunk_offsets(const std::vector<Byte>& segment);

}  // namespace sanad::tests
