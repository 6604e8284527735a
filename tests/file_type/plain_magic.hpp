#pragma once
// The magic database read and applied word for word as the specification says, without any thought of speed: the
// independent reading that MagicDatabase is held against.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sanad::tests {

std::string file_bytes(const std::filesystem::path& path, std::size_t most = SIZE_MAX);

struct PlainLine {
    unsigned indent;
    std::uint64_t offset;
    std::string value;
    std::string mask;
    std::uint64_t range;
};
struct PlainSection {
    unsigned priority;
    std::string mime;
    std::vector<PlainLine> lines;
};

std::vector<PlainSection> plain_sections(const std::string& magic);
/// The type of the first section by falling priority of which a line matches; empty when none does.
std::string plain_type(const std::vector<PlainSection>& sections, const std::string& head);

}  // namespace sanad::tests
