#pragma once
// The walk of one file system into the case, with a hostile walker in mind.
#include "core/base/stop_flag.hpp"
#include "core/ingest/ingest.hpp"
#include "core/ingest/reader_pool.hpp"

namespace sanad {

class FileWalk {
public:
    FileWalk(ReaderPool& pool, CaseWriter& writer, const ImageRow& image, const IngestSettings& settings,
             Progress& progress, std::function<void(bool now)> show);

    /// Walks to the end, a guard or the second loss of a walker; what was listed until then is kept. False when `stop`
    /// cut it off: the walk must be done again.
    Result<bool> run(const FileSystemRow& file_system, const StopFlag& stop);

private:
    struct Attempt;
    bool take(ReaderFrame kind, Bytes body);
    Result<void> add(WalkedRecord walked);

    ReaderPool& pool_;
    CaseWriter& writer_;
    const ImageRow& image_;
    const IngestSettings& settings_;
    Progress& progress_;
    std::function<void(bool now)> show_;

    std::uint64_t records_ = 0;
    std::uint64_t claimed_ = 0;  ///< bytes of contents so far
    std::string last_path_;
    bool local_times_ = false;  ///< of all records of the file system
    bool ntfs_ = false;
    std::uint64_t shadow_copies_ = 0;
    std::optional<Error> error_;
};

}  // namespace sanad
