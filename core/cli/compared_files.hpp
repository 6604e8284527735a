#pragma once
// A folder of files as evidence has no bytes of its own: what was examined is compared file by file.
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct ComparedFiles {
    std::uint64_t same = 0, different = 0, unreadable = 0;  ///< or gone
    std::uint64_t not_compared = 0;                         ///< without digests on record
    std::vector<std::string> lines;                         ///< what is not as it was, the first hundred
    bool all_same() const { return different == 0 && unreadable == 0; }
};

/// Reads every file of the image again. Files that were not there when it was examined are not looked for.
Result<ComparedFiles> compare_files(const CaseFolder& folder, Id image, const StopFlag& stop);

}  // namespace sanad
