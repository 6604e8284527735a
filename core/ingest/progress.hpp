#pragma once
// What the shell and the desktop show while an ingest runs.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sanad {

enum class Phase : std::uint8_t { opening, walking, reading, examining, indexing, finishing, finished };
std::string_view name_of(Phase phase);

struct Progress {
    Phase phase = Phase::opening;
    std::uint64_t bytes_done = 0, bytes_total = 0;  ///< image bytes of the pass; content bytes without image digest
    std::uint64_t files_found = 0;                  ///< records so far
    std::uint64_t contents_done = 0, contents_total = 0;
    std::uint64_t errors = 0;                         ///< outcomes that are not `examined`
    std::uint64_t files_examined = 0, artifacts = 0;  ///< by modules
    std::uint64_t texts_indexed = 0;                  ///< contents that are text
    double seconds = 0;                               ///< since the run began
};

using ShowProgress = std::function<void(const Progress&)>;

/// {"phase":"reading","bytes_done":…}: one line, keys as above and mb_per_second, eta_seconds where they are known.
std::string progress_json(const Progress& progress);
/// "reading 1.2 of 3.0 GiB · 48,201 files · 812 MB/s · 2 s left".
std::string progress_line(const Progress& progress);

}  // namespace sanad
