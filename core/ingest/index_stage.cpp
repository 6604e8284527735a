#include "core/ingest/index_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <thread>

#include "core/base/text.hpp"
#include "core/custody/plain_file.hpp"
#include "core/ingest/evidence.hpp"
#include "core/ingest/text_decoder.hpp"
#include "core/module/worker_process.hpp"
#include "core/search/shard.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t page = 1024;
constexpr std::uint64_t most_batch_bytes = text_window;
constexpr std::size_t batch_windows = 256;
constexpr int most_batch_attempts = 2;
constexpr auto commit_every = std::chrono::seconds{1};
constexpr std::size_t most_compared = std::size_t{64} << 20;  ///< a module delivers no larger text
constexpr std::size_t artifacts_in_shard = 100'000;
constexpr std::size_t names_in_shard = 250'000;

/// Formats whose bytes are text but whose words are hidden by an encoding; once a module has read them, the bytes would
/// add nothing but noise: lines of base64, quoted letters, control words.
bool is_wrapped(std::string_view mime) {
    return mime == "message/rfc822" || mime == "application/mbox" || mime == "text/rtf" || mime == "application/rtf";
}

/// A database keeps what was deleted from it until the room is used again: its strings are indexed beside what modules
/// find in its records.
bool keeps_deleted_text(std::string_view mime) {
    return mime == "application/vnd.sqlite3" || mime == "application/x-sqlite3" ||
           mime == "application/x-sqlite3-wal" || mime == "application/x-sqlite3-journal";
}

/// The extents that hold bytes of [offset, offset + length).
std::vector<Extent> overlapping(const std::vector<Extent>& extents, std::uint64_t offset, std::uint64_t length) {
    std::vector<Extent> result;
    for (const Extent& extent : extents) {
        if (extent.file_offset < offset + length && extent.file_offset + extent.length > offset)
            result.push_back(extent);
    }
    return result;
}

}  // namespace

struct IndexStage::Window {
    std::shared_ptr<const FileRow> file;  ///< of all its windows
    ReaderRole role = ReaderRole::content;
    bool first = false, last = false;
};

struct IndexStage::Planned {
    Window window;
    TextTask task;
};

struct IndexStage::Batch {
    std::vector<Window> windows;
    std::vector<TextTask> tasks;  ///< one for each of them
    std::optional<std::vector<TextResult>> results;
    std::vector<Byte> body;  ///< what their texts are of
    int attempts = 0;
};

IndexStage::IndexStage(const CaseFolder& folder, std::function<Result<CaseWriter*>()> writer, TextIndex& index,
                       Id image, IndexStageSettings settings, Progress& progress, std::function<void(bool now)> show)
    : folder_{folder},
      writer_{std::move(writer)},
      index_{index},
      image_{image},
      settings_{std::move(settings)},
      workers_{settings_.workers != 0 ? settings_.workers : std::max(1u, std::thread::hardware_concurrency())},
      progress_{progress},
      show_{std::move(show)} {}
IndexStage::~IndexStage() = default;

Result<bool> IndexStage::run(const StopFlag& stop) {
    if (TRY(index_.finished(image_))) return true;
    progress_.phase = Phase::indexing;
    show_(true);
    reader_ = TRY(folder_.reader());
    threads_.emplace(index_.files(), workers_);
    TRY(begin_shards());
    const bool read = TRY(read_texts(stop));
    return read && TRY(finish_shards(stop));
}

// ---- texts ----------------------------------------------------------------------------------------------------------

/// Most runs have none at all: then it is not asked of each file.
Result<bool> IndexStage::has_module_text(Id file) {
    return module_texts_ ? index_.has_module_text(file) : false;
}

Result<std::vector<Byte>> IndexStage::derived_bytes(const FileRow& row, std::uint64_t offset, std::uint64_t length) {
    if (!row.digests) return failure(Fault::not_found, "no digest of a derived file");
    PlainFile kept = TRY(PlainFile::open(folder_.derived(row.digests->sha256)));
    std::vector<Byte> bytes(static_cast<std::size_t>(length));
    const std::size_t got = TRY(kept.read_at(offset, bytes));
    if (got == 0) return failure(Fault::unavailable, shown(row.path) + ": its copy in derived/ was cut short");
    bytes.resize(got);
    return bytes;
}

Result<void> IndexStage::plan_windows(std::shared_ptr<const FileRow> file) {
    const FileRow& row = *file;
    // Hard links share a content: it is one text, of the first name.
    if (TRY(reader_->first_name(*row.content)) != row.id) return {};
    const bool derived = row.access == ContentAccess::derived;
    const bool through = !derived && (row.access != ContentAccess::extents || logical_);
    std::optional<ReadContentRequest> request;
    std::vector<Extent> extents;
    if (through) {
        request.emplace();
        request->file_system = file_systems_.at(row.file_system);
        request->logical = logical_;
        request->content = TRY(reader_->content(*row.content));
        request->state = row.state;
    } else if (!derived) {
        extents = TRY(reader_->extents(*row.content));
    }
    for (std::uint64_t offset = 0; offset < row.size; offset += text_window) {
        const auto length = static_cast<std::uint32_t>(std::min<std::uint64_t>(text_window, row.size - offset));
        Planned planned{
            {file, through ? ReaderRole::walker : ReaderRole::content, offset == 0, offset + text_window >= row.size},
            {}};
        TextTask& task = planned.task;
        task.encoding = row.encoding.empty() ? std::string{strings_encoding} : row.encoding;
        task.size = row.size;
        task.offset = offset;
        task.length = length;
        if (through)
            task.content = request;
        else if (!derived)
            task.extents = overlapping(extents, offset, std::uint64_t{length} + window_tail);
        planned_.push_back(std::move(planned));
    }
    return {};
}

Result<void> IndexStage::plan_more() {
    while (planned_.empty() && !no_more_files_) {
        if (next_file_ == files_.size()) {
            files_ = TRY(reader_->files_to_offer(image_, looked_at_, page));
            next_file_ = 0;
            if (files_.empty()) {
                no_more_files_ = true;
                return {};
            }
        }
        const std::size_t now = std::min<std::size_t>(256, files_.size() - next_file_);
        for (FileRow& row : TRY(reader_->rows(std::span{files_}.subspan(next_file_, now)))) {
            looked_at_ = row.id;
            if (row.size == 0 || !row.content) continue;
            if (row.encoding.empty() ? !keeps_deleted_text(row.mime_type) : !is_decodable(row.encoding)) continue;
            if (is_wrapped(row.mime_type) && TRY(has_module_text(row.id))) continue;
            TRY(plan_windows(std::make_shared<const FileRow>(std::move(row))));
        }
        next_file_ += now;
    }
    return {};
}

void IndexStage::send(std::shared_ptr<Batch> batch) {
    ++batch->attempts;
    const std::string first = shown(batch->windows.front().file->path);
    ReaderJob job;
    job.role = batch->windows.front().role;
    job.request = ReaderFrame::read_text;
    job.body = encode(batch->tasks);
    job.subject = batch->windows.size() == 1
                      ? "text of " + first
                      : fmt::format("texts of {} files from {} on", batch->windows.size(), first);
    job.on_end = [this, batch](JobEnd&& end) {
        if (pool_->ends_run(end)) {
            trouble_ = std::move(end.error);
            return;
        }
        if (end.how == JobEnd::How::done) {
            batch->body = std::move(end.body);
            batch->results = decode_text_results(batch->body, batch->tasks);
            if (batch->results) return;
            end.error = Error{Fault::damaged, "the reader's answer makes no sense"};
        }
        batch->results.emplace();
        if (batch->windows.size() == 1 && batch->attempts < most_batch_attempts) {
            batch->results.reset();
            return send(batch);
        }
        // One of many: which of them it was is found out one by one.
        for (std::size_t i = 0; i < batch->windows.size(); ++i)
            batch->results->push_back({{}, 0, true, end.error.what.empty() ? "lost" : end.error.what});
    };
    pool_->submit(std::move(job));
}

Result<void> IndexStage::keep(const Window& window, const TextTask& task, const TextResult& result) {
    const FileRow& file = *window.file;
    if (window.first) {
        IndexedText text;
        text.image = image_;
        text.file = file.id;
        text.source = TextSource::content;
        text.encoding = task.encoding;
        text.source_file = file.id;
        text.source_length = file.size;
        TRY(index_.begin_text(text));
        text_open_ = true;
        whole_.reset();
        if (TRY(has_module_text(file.id))) whole_.emplace();
    }
    if (!result.trouble.empty()) {
        said_something_ = true;
        CaseWriter* const writer = TRY(writer_());
        TRY(writer->add_outcome({image_, Subject::content, *file.content, "index", "", "", Outcome::unreadable,
                                 fmt::format("text from byte {}: {}", task.offset, result.trouble)}));
        ++progress_.errors;
        whole_.reset();
    }
    std::optional<std::uint64_t> source;
    if (result.exact) source = task.offset + result.lead;
    TRY(index_.append(result.text, source, window.last));
    if (whole_ && whole_->size() + result.text.size() <= most_compared)
        *whole_ += result.text;
    else
        whole_.reset();
    if (!window.last) return {};
    TRY(index_.end_text());
    text_open_ = false;
    if (whole_) TRY(index_.drop_equal_module_text(file.id, *whole_));
    kept_ = file.id;
    ++progress_.texts_indexed;
    return {};
}

Result<void> IndexStage::keep(Batch& batch) {
    for (std::size_t i = 0; i < batch.windows.size(); ++i)
        TRY(keep(batch.windows[i], batch.tasks[i], (*batch.results)[i]));
    return {};
}

Result<bool> IndexStage::read_texts(const StopFlag& stop) {
    looked_at_ = kept_ = TRY(index_.contents_done(image_));
    const ImageRow image = TRY(reader_->image(image_));
    logical_ = image.facts.logical;
    module_texts_ = TRY(index_.has_module_texts(image_));
    for (FileSystemRow& row : TRY(reader_->file_systems(image_))) file_systems_.emplace(row.id, std::move(row.facts));
    segments_.emplace(TRY(reopen_segments(image)));
    ReaderPool::Settings pool;
    pool.program = settings_.reader.empty() ? TRY(worker_program("sanad-reader")) : settings_.reader;
    pool.workers = workers_;
    pool_ = TRY(ReaderPool::create(std::move(pool), segments_->list()));

    std::deque<std::shared_ptr<Batch>> given;
    auto last_commit = Clock::now();
    const std::size_t most_given = 2 * workers_ + 2;
    while (!stop) {
        while (given.size() < most_given) {
            if (planned_.empty()) TRY(plan_more());
            if (planned_.empty()) break;
            auto batch = std::make_shared<Batch>();
            std::uint64_t bytes = 0;
            while (!planned_.empty() && batch->windows.size() < batch_windows) {
                auto& [window, task] = planned_.front();
                if (!batch->windows.empty() &&
                    (window.role != batch->windows.front().role || bytes + task.length > most_batch_bytes)) {
                    break;
                }
                bytes += task.length;
                const FileRow& file = *window.file;
                if (window.role == ReaderRole::content && file.derived_from) {
                    task.given = TRY(derived_bytes(
                        file, task.offset,
                        std::min<std::uint64_t>(file.size - task.offset, std::uint64_t{task.length} + window_tail)));
                }
                batch->windows.push_back(std::move(window));
                batch->tasks.push_back(std::move(task));
                planned_.pop_front();
            }
            send(batch);
            given.push_back(std::move(batch));
        }
        if (given.empty()) break;
        if (!given.front()->results) TRY(pool_->step(std::chrono::milliseconds{100}));
        if (trouble_) return tl::unexpected{*trouble_};
        while (!given.empty() && given.front()->results) {
            const auto batch = given.front();
            const bool lost = batch->windows.size() > 1 && std::ranges::any_of(*batch->results, [](const auto& result) {
                                  return !result.trouble.empty();
                              });
            given.pop_front();
            if (lost && batch->attempts == 1) {
                // What one file did to its reader is not to be held against its neighbours.
                for (std::size_t i = batch->windows.size(); i-- > 0;) {
                    auto single = std::make_shared<Batch>();
                    single->windows.push_back(std::move(batch->windows[i]));
                    single->tasks.push_back(std::move(batch->tasks[i]));
                    send(single);
                    given.push_front(std::move(single));
                }
                break;
            }
            TRY(keep(*batch));
        }
        if (!text_open_ && Clock::now() - last_commit >= commit_every) {
            TRY(commit_texts(kept_));
            last_commit = Clock::now();
        }
        show_(false);
    }
    if (stop) {
        // A text that is open is read again from its beginning.
        return false;
    }
    TRY(commit_texts(std::max(looked_at_, kept_)));
    pool_.reset();
    return true;
}

Result<void> IndexStage::commit_texts(Id until) {
    // The case first: of a file whose text is done no outcome is missing.
    if (said_something_) {
        CaseWriter* const writer = TRY(writer_());
        TRY(writer->commit());
        said_something_ = false;
    }
    TRY(index_.set_contents_done(image_, until));
    TRY(note_shards());
    return index_.commit();
}

// ---- shards ---------------------------------------------------------------------------------------------------------

namespace {

/// The ids of a sorted list within a plan.
std::span<const Id> rows_of(const ShardPlan& plan, const std::vector<Id>& rows) {
    const auto first = std::ranges::lower_bound(rows, plan.first);
    const auto last = std::ranges::upper_bound(rows, plan.last);
    return {first, last};
}

Result<void> make_artifact_shard(const CaseFolder& folder, const IndexFiles& files, const ShardPlan& plan,
                                 const std::vector<Id>& rows) {
    CaseReader reader = TRY(folder.reader());
    ShardWriter shard = TRY(ShardWriter::create(files.shard(plan.image, plan.kind, plan.number), plan.kind));
    const auto ids = rows_of(plan, rows);
    for (std::size_t at = 0; at < ids.size(); at += page) {
        for (const ArtifactRow& row : TRY(reader.artifacts(ids.subspan(at, std::min(page, ids.size() - at)))))
            TRY(shard.add(row.id, searchable_text(row.artifact).text));
    }
    return shard.finish();
}

Result<void> make_name_shard(const CaseFolder& folder, const IndexFiles& files, const ShardPlan& plan,
                             const std::vector<Id>& rows) {
    CaseReader reader = TRY(folder.reader());
    ShardWriter shard = TRY(ShardWriter::create(files.shard(plan.image, plan.kind, plan.number), plan.kind));
    const auto ids = rows_of(plan, rows);
    Result<void> added;
    TRY(reader.each_name(plan.first, plan.last, [&](Id id, std::string_view name) {
        if (std::ranges::binary_search(ids, id)) added = shard.add(id, name);
        return added.has_value();
    }));
    TRY(std::move(added));
    return shard.finish();
}

}  // namespace

Result<void> IndexStage::begin_shards() {
    // What is known already first: threads then have it done while the first texts come.
    ArtifactQuery artifacts_asked;
    artifacts_asked.image = image_;
    artifacts_ = TRY(reader_->find_artifacts(artifacts_asked));
    std::ranges::sort(artifacts_);
    FileQuery files_asked;
    files_asked.image = image_;
    names_ = TRY(reader_->find(files_asked));
    std::ranges::sort(names_);
    for (const ShardPlan& plan :
         TRY(index_.missing_shards(image_, ShardKind::artifact, artifacts_, artifacts_in_shard)))
        threads_->make(plan, [this, plan] { return make_artifact_shard(folder_, index_.files(), plan, artifacts_); });
    for (const ShardPlan& plan : TRY(index_.missing_shards(image_, ShardKind::name, names_, names_in_shard)))
        threads_->make(plan, [this, plan] { return make_name_shard(folder_, index_.files(), plan, names_); });
    return index_.begin_shards(image_, *threads_);
}

Result<void> IndexStage::note_shards() {
    for (const ShardPlan& plan : TRY(threads_->made())) TRY(index_.shard_made(plan));
    return {};
}

Result<bool> IndexStage::finish_shards(const StopFlag& stop) {
    TRY(index_.end_shards());
    while (!stop && !threads_->wait(std::chrono::milliseconds{50})) show_(false);
    TRY(note_shards());
    // Texts of modules, of which some may have been taken out again; and all of them where an interrupted run went on.
    for (const ShardPlan& plan : TRY(index_.missing_text_shards(image_)))
        threads_->make(plan, [this, plan] { return make_text_shard(index_.files(), plan); });
    while (!stop && !threads_->wait(std::chrono::milliseconds{50})) show_(false);
    TRY(note_shards());
    if (!stop) TRY(index_.set_finished(image_, artifacts_.size(), names_.size()));
    TRY(index_.commit());
    return !stop;
}

}  // namespace sanad
