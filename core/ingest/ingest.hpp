#pragma once
// One pass over one image of a case: volumes, walk, content, verification. Stopped or killed at any moment, the next
// call goes on and ends with the same results.
#include <filesystem>
#include <optional>

#include "core/base/stop_flag.hpp"
#include "core/ingest/content_pass.hpp"
#include "core/ingest/module_stage.hpp"
#include "core/ingest/progress.hpp"
#include "core/source/file_system.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct IngestSettings {
    unsigned workers = 0;            ///< readers at once; 0: one per core
    bool image_digest = true;        ///< the image's own digests and block tree, from the same pass
    bool identifiers = true;         ///< addresses, numbers and names by their form, in all bytes
    std::filesystem::path reader{};  ///< sanad-reader; empty: the one beside this program
    WalkLimits limits{};
    std::chrono::seconds walk_patience{120};  ///< the longest silence of a walker, and a second more for each of
    std::uint64_t walk_bytes_a_second = std::uint64_t{256} << 20;  ///< as TSK's search for orphans says nothing
    std::uint64_t ghost_factor = 16;  ///< contents of one file system may claim this many times the image's size
    /// Zeros stored nowhere that are digested for a file: when some bytes of it are stored, and when none is (NTFS's
    /// $BadClus:$Bad is as large as its volume).
    std::uint64_t most_sparse_bytes = std::uint64_t{16} << 30;
    std::uint64_t most_empty_bytes = 64 << 20;
    /// The most that the scratch file of an E01 may hold (scratch.hpp); three quarters of the free room unless given.
    std::optional<std::uint64_t> scratch_bytes{};
    ContentPassSettings pass{};
    std::vector<ChosenModule> modules{};  ///< run after the pass; none: no module
    ModuleStageSettings module_stage{};
    bool index = true;                               ///< full text: what `sanad search` answers from
    std::vector<std::filesystem::path> hash_sets{};  ///< files of sets in which every content is looked up
    bool exclude_known = false;  ///< what is in a known set and in no notable one is given to no module
};

struct IngestEnd {
    bool finished = false;  ///< false: stopped; call again to go on
    std::uint64_t readers_lost = 0;
    ChunkCounts chunks{};  ///< of an E01, in this run
};

/// What of the settings changes results, as JSON: what a run keeps (`ingest_run.settings`) and a ledger says.
Result<std::string> settings_json(const IngestSettings& settings);

/// Opens the image and adds it to the case as a new EvidenceItem. Nothing is read but its container's own facts.
Result<Id> add_evidence(CaseWriter& writer, const std::filesystem::path& image, const EvidenceItem& item,
                        const IngestSettings& settings);

/// The caller holds the case's IngestLock.
Result<IngestEnd> ingest(const CaseFolder& folder, Id image, const IngestSettings& settings, const StopFlag& stop,
                         const ShowProgress& show);

/// Reads the whole image again and compares it with the stored and the recorded digests; keeps the comparison in the
/// case.
Result<IngestEnd> verify_image(const CaseFolder& folder, Id image, const IngestSettings& settings, const StopFlag& stop,
                               const ShowProgress& show);

}  // namespace sanad
