#pragma once
// What the shell and the desktop show while an ingest runs.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/evidence.hpp"

namespace sanad {

enum class Phase : std::uint8_t { opening, walking, reading, examining, indexing, finishing, finished };
std::string_view name_of(Phase phase);

/// One module in this run.
struct ModuleProgress {
    std::string name;
    std::uint64_t examined = 0;  ///< files that it was given and is done with
    std::uint64_t findings = 0;
    std::uint64_t errors = 0;  ///< shortcomings of those files
};

/// What was not examined whole, told while the run lasts.
struct Shortcoming {
    std::int64_t file = 0;  ///< its id in the case; 0: it is of no single file
    std::string path{};     ///< of the file, as the evidence has it
    std::string step{};     ///< of the outcome: "read", "module" …
    std::string module{};   ///< empty: the program itself
    Outcome outcome = Outcome::damaged;
    std::string message{};
};

struct Progress {
    /// What is told one by one; what comes after is only counted.
    static constexpr std::uint64_t most_told = 500;

    Phase phase = Phase::opening;
    std::uint64_t bytes_done = 0, bytes_total = 0;  ///< image bytes of the pass; content bytes without image digest
    std::uint64_t files_found = 0;                  ///< records so far
    std::uint64_t contents_done = 0, contents_total = 0;
    std::uint64_t errors = 0;                         ///< shortcomings
    std::uint64_t files_examined = 0, artifacts = 0;  ///< by modules
    /// Files offered to the modules, those taken out of other files included as they come; how many of them are behind
    /// us, and how many were when this run began.
    std::uint64_t files_offered = 0, files_passed = 0, files_passed_before = 0;
    std::uint64_t texts_indexed = 0;  ///< contents that are text
    double seconds = 0;               ///< since the run began
    double phase_seconds = 0;         ///< since the phase began
    std::vector<ModuleProgress> modules{};
    std::vector<Shortcoming> shortcomings{};  ///< since it was shown last
    std::uint64_t told = 0, not_told = 0;

    /// Counts nothing in `errors`: whoever found it has.
    void tell(Shortcoming what);
    bool can_tell() const { return told < most_told; }
};

using ShowProgress = std::function<void(const Progress&)>;

/// {"phase":"reading","bytes_done":…}: one line, keys as above and mb_per_second, files_per_second, eta_seconds where
/// they are known.
std::string progress_json(const Progress& progress);
/// The lines of --progress json: each new shortcoming, the modules while they work, and progress_json(); every one ends
/// with a newline. core/cli/README.md says what stands in them.
std::string progress_json_lines(const Progress& progress);
/// "reading 1.2 of 3.0 GiB · 48,201 files · 812 MB/s · 2 s left".
std::string progress_line(const Progress& progress);

}  // namespace sanad
