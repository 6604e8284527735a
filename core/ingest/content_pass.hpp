#pragma once
// The single pass over an image: windows of it are read once, in physical order, into memory that all content readers
// share, and from there feed the image's own digests, the block tree, every file's digests and the type detector.
//
// The supervisor only schedules. A sequential digest (the image's, or that of a file that spans windows) is a chain of
// jobs whose state travels with the job, so any reader can do the next link, a reader may die at any time, and the
// state of the image's digests can be kept in the case for a resumed run.
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "core/base/stop_flag.hpp"
#include "core/ingest/content_window.hpp"
#include "core/ingest/held_memory.hpp"
#include "core/ingest/progress.hpp"
#include "core/ingest/reader_pool.hpp"
#include "core/store/case_reader.hpp"
#include "core/store/case_writer.hpp"

namespace sanad {

struct ContentPassSettings {
    bool image_digest = true;
    bool files = true;         ///< false: the image's digest alone (`evidence verify`)
    bool identifiers = false;  ///< look for them in all bytes of the image
    bool record = true;        ///< false: leaves and segment digests on record are compared with, not written again
    std::uint64_t window_bytes = 16 << 20;
    std::uint64_t windows = 8;            ///< in memory at once
    std::uint64_t held_bytes = 96 << 20;  ///< for pieces that come before their turn
};

/// What the pass leaves of the image itself.
struct ImageDigests {
    Digests digests;
    Sha256Digest tree_root{};
};

class ContentPass {
public:
    /// `case_reader` and `file_systems` (by id) serve to open a content again.
    ContentPass(ReaderPool& pool, CaseWriter& writer, CaseReader& case_reader, const ImageRow& image,
                std::map<Id, FileSystemFacts> file_systems, ContentPassSettings settings, Progress& progress,
                std::function<void(bool now)> show);
    ~ContentPass();

    /// Shared memory the pool must have for these settings.
    static std::uint64_t memory_needed(const ContentPassSettings& settings) {
        return settings.window_bytes * settings.windows + settings.held_bytes;
    }

    /// Runs to the end, or until `stop` becomes true; then everything done so far is in the case and the rest pending.
    /// An Error means the run cannot go on (evidence gone, disk full); what was done is in the case.
    Result<void> run(const StopFlag& stop);
    bool finished() const { return finished_; }

    /// The leaves of a run that did not record them.
    std::span<const Sha256Digest> leaves() const { return leaves_; }
    /// After a finished run with image_digest.
    ImageDigests image_digests(std::span<const Sha256Digest> all_leaves) const;

private:
    struct Window;
    struct Stream;
    struct QueuedPiece;
    struct Batch;
    struct WholeRead;
    struct ScanBatch;
    struct Search;

    Result<void> restore_chains();
    Result<void> checkpoint();
    Result<void> plan_windows();
    void submit_fill(Window& window, FillRange range, int attempt);
    void filled(Window& window, FillRange range, int attempt, JobEnd&& end);
    void give_up_on_range(Window& window, FillRange range, const std::string& reason);
    void deliver_in_order();
    void deliver(Window& window);
    void advance_image_digest();
    void advance_segment_digest();
    void segment_link_ended(std::uint64_t length, JobEnd&& end);
    void release(std::uint64_t window_index);

    void deliver_content(Window& window, std::span<WindowPiece> pieces);
    /// Copies a piece out of its window, to where it may wait. False: there is no room.
    bool set_aside(QueuedPiece& piece);
    void add_to_batch(DigestTask task, std::string path, std::uint64_t unreadable, std::uint64_t bytes,
                      std::optional<std::uint64_t> window);
    void send_batch();
    void submit_batch(std::shared_ptr<Batch> batch, int attempt);
    void batch_ended(const std::shared_ptr<Batch>& batch, int attempt, JobEnd&& end);
    void finish_content(Id content, const std::string& path, DigestResult&& result, std::uint64_t unreadable);
    void give_up_on_content(Id content, Outcome outcome, std::string_view detail);

    Stream& stream_for(const WindowPiece& piece);
    bool queue_if_next(Stream& stream, const WindowPiece& piece, QueuedPiece queued);
    void advance(Stream& stream);
    void submit_link(Id content, const std::shared_ptr<const DigestTask>& task, std::vector<QueuedPiece> used,
                     int attempt);
    void link_ended(Id content, const std::vector<QueuedPiece>& used, JobEnd&& end);
    void let_go(const QueuedPiece& piece);
    void drop_stream(Id content);

    void give_up_on_remnants();
    Result<void> feed_unstored();
    Result<void> feed_file_systems();
    Result<void> feed_revisits();
    Result<void> feed_untyped();
    void submit_read(WholeRead read, int attempt);
    /// Windows must wait: a walker may still ask for chunks that they would inflate.
    bool walkers_first() const;

    Result<void> prepare_search();
    std::uint64_t search_from() const;
    bool to_search(std::uint64_t window_index) const;
    void search_window(Window& window);
    void take_seams(const Window& window, Bytes bytes);
    void ask_for_seam(std::size_t number, std::vector<Byte> before, const std::vector<Byte>& after);
    void send_seams();
    void search_rest();
    void submit_scan(const std::shared_ptr<ScanBatch>& batch, int attempt);
    void scan_ended(const std::shared_ptr<ScanBatch>& batch, int attempt, JobEnd& end);

    void note(Result<void> result);
    std::uint64_t unreadable_in(const Window& window, std::uint64_t image_offset, std::uint64_t length) const;

    ReaderPool& pool_;
    CaseWriter& writer_;
    CaseReader& case_reader_;
    Id image_;
    ImageFacts facts_;
    std::map<Id, FileSystemFacts> file_systems_;
    ContentPassSettings settings_;
    Progress& progress_;
    std::function<void(bool now)> show_;

    std::optional<WindowPlanner> planner_;
    bool planned_all_ = false;
    std::map<std::uint64_t, Window> windows_;
    std::vector<std::uint64_t> free_slots_;

    // The image's own chain: the next window it needs, and its state up to there.
    std::uint64_t next_digested_ = 0;
    ImageDigestState image_digest_;
    std::vector<Sha256Digest> leaves_;
    bool image_digest_running_ = false;
    // The segment files' own: where it stands.
    std::uint32_t segment_ = 0;
    std::uint64_t segment_offset_ = 0;
    Sha256 segment_digest_;
    bool segment_digest_running_ = false;
    unsigned image_links_lost_ = 0;

    std::shared_ptr<Batch> batch_;
    std::unordered_map<Id, Stream> streams_;
    std::unordered_set<Id> skipped_;  ///< contents given up: their later pieces are ignored
    HeldMemory held_;
    std::deque<WindowPiece> revisits_;  ///< a piece of each of the contents the pass could not keep
    std::deque<PlannedContent> through_file_system_;
    Id last_through_file_system_ = 0;
    bool no_more_through_file_system_ = false;
    std::deque<PlannedContent> untyped_;  ///< not digested for their many zeros
    Id last_untyped_ = 0;
    bool no_more_untyped_ = false;
    Id last_unstored_ = 0;
    bool no_more_unstored_ = false;
    std::size_t reads_running_ = 0;
    std::size_t through_file_system_running_ = 0;  ///< of those
    std::size_t unstored_running_ = 0;

    std::unique_ptr<Search> search_;  ///< for identifiers; absent: not wanted

    std::optional<Error> error_;
    bool finished_ = false;
    std::chrono::steady_clock::time_point last_commit_;
};

}  // namespace sanad
