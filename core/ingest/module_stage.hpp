#pragma once
// The modules of an ingest: every file that one of them wants, in the order of the case, those taken out of other files
// included; findings are written in that order whatever the number of workers. README.md, "Modules".
#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/ingest/file_heads.hpp"
#include "core/ingest/hash_lookup.hpp"
#include "core/ingest/module_worker.hpp"
#include "core/ingest/progress.hpp"
#include "core/module/wanted_by.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

class TextIndex;

struct ModuleStageSettings {
    unsigned workers = 0;  ///< 0: one a core
    std::filesystem::path reader{};
    ModuleLimits limits{};
    bool identifiers = false;        ///< look for them in derived files
    std::uint32_t most_nesting = 8;  ///< a file taken out of a file taken out of …
    /// Bytes that may be taken out of one file of the image, and out of what came from it.
    std::uint64_t most_derived_bytes = std::uint64_t{4} << 30;
    std::uint64_t most_derived_files = 200'000;
    const HashLookup* hash_lookup = nullptr;  ///< derived files are looked up in it
    bool exclude_known = false;               ///< what is known and not notable is given to no module
};

/// The plugins of a folder that can be believed, by name; `names`: globs, empty for all. What cannot be loaded is told.
Result<std::vector<ChosenModule>> choose_modules(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& names, std::vector<Error>& not_loaded);
/// [{"build":…,"name":…,"settings":…,"version":…},…] for the run's settings.
std::string modules_json(const std::vector<ChosenModule>& modules);

class ModuleStage {
public:
    ModuleStage(const CaseFolder& folder, CaseWriter& writer, Id image, const std::vector<ChosenModule>& modules,
                ModuleStageSettings settings, Progress& progress, std::function<void(bool now)> show,
                TextIndex* index = nullptr);
    /// False: stopped; everything done so far is in the case and the next call goes on.
    Result<bool> run(const StopFlag& stop);

private:
    struct Origin {
        Id root = 0;
        std::uint32_t depth = 0;
    };
    /// A file with who wants it, and how many files are behind us once it is done.
    struct Wanted {
        FileToOffer file;
        std::vector<std::size_t> modules;
        std::uint64_t passed = 0;
    };
    Result<void> look_at_more(Id& looked_at, std::deque<Wanted>& waiting, bool& no_more);
    Result<void> begin_progress();
    void count(Id file, const OutcomeRow& row, std::size_t module, std::uint64_t findings);
    void passed(std::uint64_t files);
    Result<void> record(const ModuleTask& task, ModuleTaskEnd& end);
    Result<void> record_answer(Id file, const ModuleAnswer& answer, const std::vector<KeptFile>& kept);
    Result<void> checkpoint();
    Result<void> record_exclusion();
    std::string with() const;
    Result<Origin> origin_of(Id file);

    const CaseFolder& folder_;
    CaseWriter& writer_;
    Id image_;
    const std::vector<ChosenModule>& modules_;
    ModuleStageSettings settings_;
    Progress& progress_;
    std::function<void(bool)> show_;
    TextIndex* index_;  ///< where texts go; null: nowhere
    std::optional<CaseReader> reader_;
    std::optional<WantedBy> wanted_by_;
    std::optional<FileHeads> heads_;
    std::map<Id, Origin> origins_;                                   ///< of derived files
    std::map<Id, std::pair<std::uint64_t, std::uint64_t>> derived_;  ///< files and bytes so far, by root
    std::map<Id, std::string> paths_;                                ///< of files at hand
    bool has_lookup_indexes_ = false;                                ///< made once somebody wants a file
    Id done_ = 0;                                                    ///< files up to this one are finished
    std::uint64_t looked_through_ = 0;                               ///< files of the pages so far
};

}  // namespace sanad
