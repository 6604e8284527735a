#pragma once
// Compares what we list of one image with what `fls`, `icat` and `sha256sum` listed of it elsewhere (the corpus's
// oracles/tsk). Differences come back as lines of text, so that a test can demand that each is explained by name.
#include <filesystem>
#include <string>
#include <vector>

#include "core/source/file_system.hpp"
#include "core/source/volume_system.hpp"

namespace sanad::tests {

/// A record with its resident bytes kept.
struct Listed {
    FileRecord record;
    std::vector<Byte> resident;
};

struct Listing {
    FileSystemFacts facts;
    WalkReport report;
    std::vector<Listed> files;
};

struct Comparison {
    std::size_t file_systems = 0;
    std::size_t names = 0;     ///< lines of `fls -r -p -m /` compared
    std::size_t contents = 0;  ///< contents whose SHA-256 was compared
    std::size_t stale = 0;     ///< names that fls calls live and whose metadata entry is not in use
    std::vector<std::string> differences;
};

/// Walks one file system.
Result<Listing> list_files(ByteSource& image, const FileSystemFacts& facts, const WalkLimits& limits = {});

/// SHA-256 of a content by its extents, its resident bytes, or the file system's decoder, as its access says.
std::string content_sha256(ByteSource& image, const FileSystemFacts& facts, const Listed& listed);

/// Adds to `result` what a body file of `fls -r -p -m /` says otherwise of the same file system.
void compare_names(const std::filesystem::path& body, const Listing& listing, Comparison& result);

/// `oracle` is a folder of oracles/tsk.
Comparison compare_with_oracle(ByteSource& image, const std::filesystem::path& oracle);

}  // namespace sanad::tests
