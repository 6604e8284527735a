#pragma once
// What was read of each file system of an image, and what was not and why: the coverage statement of a report.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/query.hpp"

namespace sanad {

struct NotReadCount {
    std::string outcome;  ///< encrypted, crashed, …; "not recorded" where the case holds no reason
    std::uint64_t contents = 0, bytes = 0;
};

struct FileSystemCoverage {
    std::uint64_t records = 0;  ///< names and metadata entries
    std::uint64_t contents = 0, content_bytes = 0;
    std::uint64_t done = 0, done_bytes = 0;
    std::uint64_t pending = 0, pending_bytes = 0;
    std::vector<NotReadCount> not_read;   ///< by outcome; each content under one of them
    std::uint64_t unreadable_bytes = 0;   ///< of contents that were read: taken as zeros
    std::uint64_t unallocated_bytes = 0;  ///< by the file system's own map
};

/// Passes over an image beside walking, reading and modules. Empty: it was not run, or nothing was found.
struct FurtherPasses {
    struct HashSetUse {
        std::string name;  ///< with its version
        std::string kind;  ///< known, notable
        std::uint64_t entries = 0, contents = 0;
        bool known_left_out = false;  ///< its contents were given to no module
    };
    std::vector<HashSetUse> hash_sets;
    std::vector<std::pair<std::string, std::uint64_t>> identifiers;  ///< by the name of their kind
};
/// Asked of the tables that are there: a case of an older ingest has fewer.
Result<FurtherPasses> further_passes(const std::filesystem::path& case_db, Id image);

/// By the id of the file system. Derived files count to the file system of what they were taken out of.
Result<std::map<Id, FileSystemCoverage>> coverage_of(const std::filesystem::path& case_db, Id image);

}  // namespace sanad
