#pragma once
// The full-text index of an image, after its modules: the plain texts among its files, decoded by sandboxed readers;
// with what modules read (module_stage), their findings' values, and the names of all files. core/search/README.md.
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>

#include "core/base/stop_flag.hpp"
#include "core/ingest/evidence.hpp"
#include "core/ingest/progress.hpp"
#include "core/ingest/reader_pool.hpp"
#include "core/search/shard_threads.hpp"
#include "core/search/text_index.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct IndexStageSettings {
    unsigned workers = 0;  ///< 0: one a core
    std::filesystem::path reader{};
};

class IndexStage {
public:
    /// `writer` is asked only when there is something to say of a file: it may be at work elsewhere until then. All
    /// that it wrote before is committed.
    IndexStage(const CaseFolder& folder, std::function<Result<CaseWriter*>()> writer, TextIndex& index, Id image,
               IndexStageSettings settings, Progress& progress, std::function<void(bool now)> show);
    ~IndexStage();
    /// False: stopped; everything done so far is kept and the next call goes on.
    Result<bool> run(const StopFlag& stop);

private:
    struct Window;
    struct Planned;
    struct Batch;
    Result<bool> read_texts(const StopFlag& stop);
    Result<void> commit_texts(Id until);
    Result<void> begin_shards();
    Result<void> note_shards();
    Result<bool> finish_shards(const StopFlag& stop);
    Result<void> plan_more();
    Result<void> plan_windows(std::shared_ptr<const FileRow> file);
    Result<bool> has_module_text(Id file);
    Result<std::vector<Byte>> derived_bytes(const FileRow& row, std::uint64_t offset, std::uint64_t length);
    void send(std::shared_ptr<Batch> batch);
    Result<void> keep(Batch& batch);
    Result<void> keep(const Window& window, const TextTask& task, const TextResult& result);

    const CaseFolder& folder_;
    std::function<Result<CaseWriter*>()> writer_;
    bool said_something_ = false;  ///< that is not committed
    TextIndex& index_;
    Id image_;
    IndexStageSettings settings_;
    unsigned workers_ = 1;
    Progress& progress_;
    std::function<void(bool)> show_;

    std::optional<CaseReader> reader_;
    bool logical_ = false;
    bool module_texts_ = false;  ///< the image has some
    std::map<Id, FileSystemFacts> file_systems_;
    std::optional<Segments> segments_;
    std::unique_ptr<ReaderPool> pool_;
    std::vector<Id> files_;      ///< of the page at hand
    std::size_t next_file_ = 0;  ///< in it
    Id looked_at_ = 0;           ///< files up to this one have been planned
    bool no_more_files_ = false;
    std::list<Planned> planned_;        ///< and not in a batch yet
    std::optional<std::string> whole_;  ///< the text at hand, while it may equal one of a module's
    bool text_open_ = false;
    Id kept_ = 0;  ///< files up to this one are in the index
    std::optional<Error> trouble_;
    std::vector<Id> artifacts_, names_;    ///< all of the image
    std::optional<ShardThreads> threads_;  ///< last: they use what stands above
};

}  // namespace sanad
