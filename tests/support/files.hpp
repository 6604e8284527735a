#pragma once
// Small files of a test: written and read back whole.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace sanad::tests {

/// Makes the folders it stands in, too.
inline void put(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

inline std::string text_in(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace sanad::tests
