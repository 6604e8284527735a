#pragma once
// Everything a logical file system gives, walked and read, for comparison with what stands on disk.
#include <filesystem>
#include <map>

#include "core/source/logical/logical.hpp"

namespace sanad::tests {

struct ListedFile {
    FileRecord record;
    std::vector<Byte> bytes;
    std::string trouble;  ///< why there are no bytes, or what of them is damaged
};

struct Listing {
    std::map<std::string, ListedFile> files;  ///< by path; of several of one path the last
    std::vector<std::string> order;
    WalkReport report;
    std::string error;  ///< why there is no listing
};

/// Walks, then opens every content apart in steps that fit no block.
Listing list_of(FileSystem& files);
Listing list_archive(const std::filesystem::path& archive);
Listing list_archive_bytes(std::vector<Byte> archive);
Listing list_directory(const std::filesystem::path& directory);

std::vector<Byte> bytes_of_file(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, Bytes bytes);

/// Runs a shell command in a folder; true when it succeeds.
bool run_in(const std::filesystem::path& folder, const std::string& command);

}  // namespace sanad::tests
