#pragma once
// The supervisor's readers: starts them, hands them jobs, hears them, and outlives whatever they die of. A reader that
// crashes, hangs or lies ends its job with a reason and is replaced; nothing else is lost. One thread; step() is its
// loop.
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ingest/reader_protocol.hpp"
#include "core/ingest/scratch.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {

struct JobEnd {
    enum class How { done, failed, crashed, timed_out, broke_contract };
    How how = How::done;
    std::vector<Byte> body;  ///< of `done`
    Error error{};           ///< of all others; names the subject

    /// The same as an Outcome row has it.
    Outcome outcome() const;
};

struct ReaderJob {
    ReaderRole role = ReaderRole::content;
    ReaderFrame request = ReaderFrame::fill;
    std::vector<Byte> body;
    std::string subject;                ///< named when the reader dies of it: "NTFS at sector 2048"
    std::chrono::seconds patience{60};  ///< the longest silence before the reader counts as hung
    bool urgent = false;                ///< goes before jobs that are not: what everything else waits for
    std::function<bool(ReaderFrame, Bytes)> on_stream{};  ///< false: the frame breaks the contract
    std::function<void(JobEnd&&)> on_end{};
};

class ReaderPool {
public:
    struct Settings {
        std::filesystem::path program;   ///< sanad-reader
        unsigned workers = 2;            ///< of each role at the most
        std::uint64_t memory_bytes = 0;  ///< shared memory given to content readers
        /// Where the chunks of an E01 are shared; walkers then inflate nothing themselves. Absent: each reader inflates
        /// what it needs.
        std::unique_ptr<Scratch> scratch{};
    };

    /// `segments` must outlive the pool.
    static Result<std::unique_ptr<ReaderPool>> create(Settings settings, const SegmentList& segments);
    ~ReaderPool();

    void submit(ReaderJob job);
    /// Submits one job and waits for its end. An Error is that of step().
    Result<JobEnd> ask(ReaderJob job);
    /// The same while `go_on` says so, asked several times a second. Nothing: it said no; the job's frames may still
    /// come.
    Result<std::optional<JobEnd>> ask(ReaderJob job, const std::function<bool()>& go_on);
    /// Waits for news until `timeout`, then handles all of it. An Error means that no reader can be started or that the
    /// image cannot be opened: nothing more can come.
    Result<void> step(std::chrono::milliseconds timeout);
    bool idle() const { return queued_ == 0 && busy_ == 0; }
    std::size_t queued() const { return queued_; }

    const ImageFacts& facts() const { return facts_; }
    /// Opens the image in one reader of the role and waits for its facts.
    Result<ImageFacts> open(ReaderRole role);
    /// Ends all readers of the role; they are started again when needed.
    void retire(ReaderRole role);

    /// The evidence itself went away, or the scratch file failed: no Outcome of a file, but the end of the run.
    bool ends_run(const JobEnd& end) const;
    /// Null where chunks are not shared.
    ChunkStore* chunks() { return settings_.scratch ? &settings_.scratch->store() : nullptr; }
    MutableBytes memory() { return memory_ ? memory_->writable() : MutableBytes{}; }
    std::uint64_t readers_lost() const { return readers_lost_; }
    std::vector<pid_t> reader_pids() const;

private:
    struct Worker;
    ReaderPool(Settings settings, const SegmentList& segments);
    Result<void> start_where_needed();
    Result<void> start(ReaderRole role);
    /// `handed` and the segments, as descriptors of the worker that is started.
    Result<WorkerProcess> start_process(ReaderRole role, const ReaderHandedOver& handed);
    void give_jobs();
    void hear(Worker& worker);
    void handle(Worker& worker, Channel::Frame frame);
    void lose(Worker& worker, JobEnd::How how, std::string reason);
    void finish(Worker& worker, JobEnd end);

    Settings settings_;
    const SegmentList& segments_;
    std::optional<SharedMemory> memory_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::map<ReaderRole, std::deque<ReaderJob>> waiting_;
    std::optional<Error> fatal_;
    ImageFacts facts_;
    std::size_t queued_ = 0;
    std::size_t busy_ = 0;
    unsigned failed_opens_ = 0;
    std::uint64_t readers_lost_ = 0;
};

}  // namespace sanad
