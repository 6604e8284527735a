#include "core/ingest/content_pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/crypto/block_tree.hpp"
#include "core/ingest/file_type.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t batch_bytes = 8 << 20;
constexpr std::size_t batch_tasks = 1024;
constexpr std::uint64_t link_bytes = 64 << 20;      ///< of one job of a file's chain
constexpr std::uint64_t smallest_retry = 64 << 10;  ///< a range that kills readers is halved down to this
constexpr auto commit_every = std::chrono::seconds{1};

/// What a resumed run needs of the image's own digests.
struct ChainState {
    std::uint64_t window_bytes, next_digested;
    ImageDigestState image;
    std::uint64_t segment, segment_offset;
    Sha256 segment_digest;
};
constexpr std::string_view chain_key = "image_digest_chains";
constexpr std::uint64_t segment_link_bytes = 32 << 20;

std::chrono::seconds patience_for(std::uint64_t bytes) {
    return std::chrono::seconds{60 + bytes / (4 << 20)};
}

bool gone(const JobEnd& end) {
    return end.how == JobEnd::How::failed && end.error.fault == Fault::unavailable;
}

}  // namespace

struct ContentPass::Window {
    WindowPlan plan;
    std::uint64_t slot = 0;
    std::size_t fills = 0;  ///< still to come
    bool delivered = false;
    std::size_t users = 0;  ///< jobs and queued pieces that still need its bytes
    std::vector<DamagedRange> damage;

    std::uint64_t memory_of(std::uint64_t image_offset) const { return slot + (image_offset - plan.offset); }
};

struct ContentPass::QueuedPiece {
    std::uint64_t zeros_before = 0;  ///< of the file, stored nowhere
    std::uint64_t memory_offset = 0;
    std::uint64_t length = 0;
    std::optional<std::uint64_t> window;  ///< whose bytes these are; absent when they were copied aside
    std::uint64_t unreadable = 0;
};

/// A content whose bytes do not all lie in one window: its next link is digested when its bytes are there.
struct ContentPass::Stream {
    WindowPiece first;
    std::uint32_t awaited_ordinal = 0;
    bool inside_extent = false;    ///< the awaited piece continues an extent
    std::uint64_t queued_end = 0;  ///< file offset behind the last queued piece
    std::deque<QueuedPiece> queue;
    std::map<std::uint64_t, std::pair<WindowPiece, QueuedPiece>> held;  ///< by file offset: came before their turn
    bool running = false;
    std::optional<RunningDigests> state;
    std::vector<Byte> head;
    bool typed = false;
    std::string mime, encoding;
    std::uint64_t unreadable = 0;
};

struct ContentPass::Batch {
    std::vector<DigestTask> tasks;
    std::vector<std::string> paths;
    std::vector<std::uint64_t> unreadable;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> window;
};

ContentPass::ContentPass(ReaderPool& pool, CaseWriter& writer, CaseReader& case_reader, const ImageRow& image,
                         std::map<Id, FileSystemFacts> file_systems, ContentPassSettings settings, Progress& progress,
                         std::function<void(bool now)> show)
    : pool_{pool},
      writer_{writer},
      case_reader_{case_reader},
      image_{image.id},
      facts_{image.facts},
      file_systems_{std::move(file_systems)},
      settings_{settings},
      progress_{progress},
      show_{std::move(show)},
      held_{settings.window_bytes * settings.windows, settings.held_bytes} {
    for (std::uint64_t i = settings_.windows; i > 0; --i) free_slots_.push_back((i - 1) * settings_.window_bytes);
}

ContentPass::~ContentPass() = default;

void ContentPass::note(Result<void> result) {
    if (!result && !error_) error_ = std::move(result.error());
}

// --- the loop
// ---------------------------------------------------------------------------------------------------------

Result<void> ContentPass::run(const volatile bool& stop) {
    TRY(restore_chains());
    const ContentTotals pending = TRY(writer_.pending_totals(image_));
    progress_.phase = Phase::reading;
    progress_.contents_total = progress_.contents_done + (settings_.files ? pending.contents : 0);
    progress_.bytes_total = settings_.image_digest ? facts_.size : pending.bytes;
    if (settings_.files) {
        TRY(writer_.make_plan(image_));
    } else {
        no_more_unstored_ = no_more_through_file_system_ = true;
    }
    planner_.emplace(facts_.size, settings_.window_bytes, [this]() -> Result<std::vector<PlannedExtent>> {
        if (!settings_.files) return std::vector<PlannedExtent>{};
        return writer_.next_extents();
    });
    last_commit_ = Clock::now();

    while (!stop && !error_) {
        TRY(plan_windows());
        TRY(feed_unstored());
        TRY(feed_file_systems());
        TRY(feed_revisits());
        deliver_in_order();
        if (settings_.image_digest) {
            advance_image_digest();
            advance_segment_digest();
        }
        if (pool_.idle() && windows_.empty() && planned_all_ && no_more_unstored_ && no_more_through_file_system_ &&
            through_file_system_.empty() && revisits_.empty() &&
            (!settings_.image_digest || segment_ >= facts_.segment_sizes.size())) {
            give_up_on_remnants();
            finished_ = true;
            break;
        }
        if (auto stepped = pool_.step(std::chrono::milliseconds{200}); !stepped) {
            error_ = stepped.error();
            break;
        }
        if (Clock::now() - last_commit_ >= commit_every) note(checkpoint());
        show_(false);
    }
    if (error_ && error_->fault == Fault::system) return tl::unexpected{*error_};  // the case cannot be written
    TRY(checkpoint());
    if (error_) return tl::unexpected{*error_};
    return {};
}

// Contents whose extents never came to their end: the file system's account of them contradicts itself.
void ContentPass::give_up_on_remnants() {
    for (const auto& [content, stream] : streams_) {
        give_up_on_content(content, Outcome::damaged,
                           stream.first.path + ": its recorded extents overlap or leave gaps");
    }
    streams_.clear();
}

Result<void> ContentPass::restore_chains() {
    if (!settings_.image_digest) return {};
    const auto kept = TRY(writer_.get_state(image_, chain_key));
    if (!kept || kept->size() != sizeof(ChainState)) return {};
    ChainState state;
    std::memcpy(&state, kept->data(), sizeof state);
    if (state.window_bytes != settings_.window_bytes) return {};
    next_digested_ = state.next_digested;
    image_digest_ = state.image;
    segment_ = static_cast<std::uint32_t>(state.segment);
    segment_offset_ = state.segment_offset;
    segment_digest_ = state.segment_digest;
    progress_.bytes_done = std::min(facts_.size, next_digested_ * settings_.window_bytes);
    return {};
}

Result<void> ContentPass::checkpoint() {
    if (settings_.image_digest) {
        const ChainState state{settings_.window_bytes, next_digested_, image_digest_, segment_,
                               segment_offset_,        segment_digest_};
        TRY(writer_.put_state(image_, chain_key, {reinterpret_cast<const Byte*>(&state), sizeof state}));
    }
    TRY(writer_.commit());
    last_commit_ = Clock::now();
    return {};
}

ImageDigests ContentPass::image_digests(std::span<const Sha256Digest> all_leaves) const {
    return {{image_digest_.md5.finish(), image_digest_.sha1.finish(), image_digest_.sha256.finish()},
            tree_root(all_leaves)};
}

// --- windows
// ----------------------------------------------------------------------------------------------------------

Result<void> ContentPass::plan_windows() {
    while (!planned_all_ && !free_slots_.empty()) {
        const std::uint64_t all_from = settings_.image_digest ? next_digested_ : ~std::uint64_t{0};
        auto plan = TRY(planner_->next(all_from));
        if (!plan) {
            planned_all_ = true;
            break;
        }
        const std::uint64_t index = plan->index;
        Window& window = windows_[index];
        window.plan = std::move(*plan);
        window.slot = free_slots_.back();
        free_slots_.pop_back();
        const bool digested = settings_.image_digest && index >= next_digested_;
        window.users = digested ? 1 : 0;
        const std::uint64_t alignment = std::max<std::uint64_t>(4096, facts_.chunk_size);
        for (const FillRange& range : fill_ranges(window.plan, digested, alignment, facts_.size, window.slot)) {
            submit_fill(window, range, 0);
        }
    }
    return {};
}

void ContentPass::submit_fill(Window& window, FillRange range, int attempt) {
    ++window.fills;
    ReaderJob job;
    job.request = ReaderFrame::fill;
    job.body = encode(std::vector<FillRange>{range});
    job.subject = fmt::format("image bytes {} to {}", range.image_offset, range.image_offset + range.length);
    job.urgent = true;
    job.on_end = [this, index = window.plan.index, range, attempt](JobEnd&& end) {
        filled(windows_.at(index), range, attempt, std::move(end));
    };
    pool_.submit(std::move(job));
}

void ContentPass::filled(Window& window, FillRange range, int attempt, JobEnd&& end) {
    --window.fills;
    if (end.how == JobEnd::How::done) {
        const auto damage = decode_damage(end.body, facts_.size);
        if (damage) {
            window.damage.insert(window.damage.end(), damage->begin(), damage->end());
            note(writer_.add_damage(image_, *damage));
            progress_.errors += damage->size();
            return;
        }
        end = {JobEnd::How::broke_contract, {}, {Fault::damaged, "the reader's account of the damage makes no sense"}};
    }
    if (gone(end)) {
        error_ = std::move(end.error);
        return;
    }
    if (attempt == 0) {
        submit_fill(window, range, 1);
        return;
    }
    // It kills readers, or fails, twice: halve it, so that only the bytes at fault are lost.
    if (range.length > std::max<std::uint64_t>(smallest_retry, facts_.chunk_size)) {
        const std::uint64_t alignment = std::max<std::uint64_t>(4096, facts_.chunk_size);
        const std::uint64_t half = std::max(alignment, (range.length / 2 + alignment - 1) / alignment * alignment);
        submit_fill(window, {range.image_offset, half, range.memory_offset}, 1);
        submit_fill(window, {range.image_offset + half, range.length - half, range.memory_offset + half}, 1);
        return;
    }
    give_up_on_range(window, range, end.error.what);
}

void ContentPass::give_up_on_range(Window& window, FillRange range, const std::string& reason) {
    const MutableBytes bytes =
        pool_.memory().subspan(static_cast<std::size_t>(range.memory_offset), static_cast<std::size_t>(range.length));
    std::fill(bytes.begin(), bytes.end(), Byte{0});
    const DamagedRange damage{range.image_offset, range.length, reason};
    window.damage.push_back(damage);
    ++progress_.errors;
    note(writer_.add_damage(image_, std::span{&damage, 1}));
}

// In order, because a fragmented file's pieces are told "next" from "before its turn" by the windows given out so far.
void ContentPass::deliver_in_order() {
    for (auto& [index, window] : windows_) {
        if (window.delivered) continue;
        if (window.fills != 0) break;
        deliver(window);
    }
    // A window that nobody needs any more goes at once.
    for (auto it = windows_.begin(); it != windows_.end();) {
        if (it->second.delivered && it->second.users == 0) {
            free_slots_.push_back(it->second.slot);
            it = windows_.erase(it);
        } else {
            ++it;
        }
    }
}

void ContentPass::deliver(Window& window) {
    auto& pieces = window.plan.pieces;
    std::stable_sort(pieces.begin(), pieces.end(), [](const WindowPiece& a, const WindowPiece& b) {
        return std::tie(a.content, a.file_offset) < std::tie(b.content, b.file_offset);
    });
    for (std::size_t from = 0; from < pieces.size();) {
        std::size_t until = from + 1;
        while (until < pieces.size() && pieces[until].content == pieces[from].content) ++until;
        deliver_content(window, std::span{pieces}.subspan(from, until - from));
        from = until;
    }
    send_batch();
    window.delivered = true;
    pieces.clear();
    pieces.shrink_to_fit();
    if (settings_.image_digest)
        progress_.bytes_done = std::max(progress_.bytes_done, window.plan.offset + window.plan.length);
}

void ContentPass::release(std::uint64_t window_index) {
    --windows_.at(window_index).users;
}

void ContentPass::advance_image_digest() {
    const auto it = windows_.find(next_digested_);
    if (image_digest_running_ || it == windows_.end() || it->second.fills != 0) return;
    image_digest_running_ = true;
    const ImageDigestTask task{it->second.slot, it->second.plan.length, image_digest_};
    ReaderJob job;
    job.request = ReaderFrame::digest_image;
    job.body = encode(task);
    job.subject = "digests of the image";
    job.urgent = true;
    job.on_end = [this, length = task.length](JobEnd&& end) {
        image_digest_running_ = false;
        const auto result = end.how == JobEnd::How::done ? decode_image_digest_result(end.body) : std::nullopt;
        if (!result || result->leaves.size() != (length + tree_block_size - 1) / tree_block_size) {
            // Hashing bytes in memory depends on no evidence: a reader lost here was killed from outside, and the link
            // is tried again. Only when readers cannot be kept alive at all does the run end.
            if (++image_links_lost_ > 100) {
                error_ = Error{Fault::system, "the image's digests cannot be computed: " + end.error.what};
            }
            return;
        }
        image_digest_ = result->state;
        note(writer_.put_block_hashes(image_, next_digested_ * (settings_.window_bytes / tree_block_size),
                                      result->leaves));
        release(next_digested_++);
        advance_image_digest();
    };
    pool_.submit(std::move(job));
}

void ContentPass::advance_segment_digest() {
    const auto& sizes = facts_.segment_sizes;
    if (segment_digest_running_ || segment_ >= sizes.size()) return;
    if (facts_.format == "raw" && sizes.size() == 1) {
        segment_ = 1;  // the file is the medium: its digest is the image's
        return;
    }
    if (facts_.format == "directory") {
        segment_ = static_cast<std::uint32_t>(sizes.size());  // the files in it have digests of their own
        return;
    }
    segment_digest_running_ = true;
    const std::uint64_t length = std::min(segment_link_bytes, sizes[segment_] - segment_offset_);
    ReaderJob job;
    job.request = ReaderFrame::digest_segment;
    job.body = encode(SegmentDigestTask{segment_, segment_offset_, length, segment_digest_});
    job.subject = facts_.segments[segment_];
    job.on_end = [this, length](JobEnd&& end) { segment_link_ended(length, std::move(end)); };
    pool_.submit(std::move(job));
}

void ContentPass::segment_link_ended(std::uint64_t length, JobEnd&& end) {
    segment_digest_running_ = false;
    const auto state = end.how == JobEnd::How::done ? decode_sha256_state(end.body) : std::nullopt;
    if (!state && end.how != JobEnd::How::failed) {
        if (++image_links_lost_ > 100) error_ = std::move(end.error);
        return;  // the reader was lost, not the file: once more
    }
    bool ended = !state;
    if (state) {
        segment_digest_ = *state;
        segment_offset_ += length;
        ended = segment_offset_ >= facts_.segment_sizes[segment_];
        if (ended) note(writer_.set_segment_digest(image_, segment_, segment_digest_.finish()));
    } else {
        ++progress_.errors;
        note(writer_.add_outcome(
            {image_, Subject::image, image_, "segment digest", "", "", end.outcome(), end.error.what}));
    }
    if (ended) {
        ++segment_;
        segment_offset_ = 0;
        segment_digest_ = {};
    }
    advance_segment_digest();
}

std::uint64_t ContentPass::unreadable_in(const Window& window, std::uint64_t image_offset, std::uint64_t length) const {
    std::uint64_t unreadable = 0;
    for (const DamagedRange& range : window.damage) {
        const std::uint64_t from = std::max(range.offset, image_offset);
        const std::uint64_t until = std::min(range.offset + range.length, image_offset + length);
        if (from < until) unreadable += until - from;
    }
    return unreadable;
}

// --- contents
// ---------------------------------------------------------------------------------------------------------

void ContentPass::deliver_content(Window& window, std::span<WindowPiece> pieces) {
    const WindowPiece& first = pieces.front();
    if (skipped_.contains(first.content)) return;
    const bool known = streams_.contains(first.content);
    const bool whole = std::all_of(pieces.begin(), pieces.end(),
                                   [](const WindowPiece& piece) { return piece.starts_extent && piece.ends_extent; });
    if (!known && whole && pieces.size() == first.stored_extents && first.content_size <= link_bytes) {
        DigestTask task;
        task.content_id = static_cast<std::uint64_t>(first.content);
        task.size = first.content_size;
        task.last = true;
        std::uint64_t at = 0;
        std::uint64_t unreadable = 0;
        for (const WindowPiece& piece : pieces) {
            if (piece.file_offset > at) task.pieces.push_back({DigestPiece::zeros, piece.file_offset - at});
            task.pieces.push_back({window.memory_of(piece.image_offset), piece.length});
            at = piece.file_offset + piece.length;
            unreadable += unreadable_in(window, piece.image_offset, piece.length);
        }
        if (task.size > at) task.pieces.push_back({DigestPiece::zeros, task.size - at});
        add_to_batch(std::move(task), first.path, unreadable, first.content_size, window.plan.index);
        return;
    }

    Stream& stream = stream_for(first);
    for (const WindowPiece& piece : pieces) {
        QueuedPiece queued;
        queued.memory_offset = window.memory_of(piece.image_offset);
        queued.length = piece.length;
        queued.window = window.plan.index;
        queued.unreadable = unreadable_in(window, piece.image_offset, piece.length);
        if (queue_if_next(stream, piece, queued)) {
            ++window.users;
            continue;
        }
        // Before its turn: its bytes are kept aside, because the pieces before it lie further on.
        const auto aside = held_.take(piece.length);
        if (!aside) {
            revisits_.push_back(stream.first);
            skipped_.insert(first.content);
            drop_stream(first.content);
            return;
        }
        const MutableBytes memory = pool_.memory();
        std::memcpy(memory.data() + *aside, memory.data() + queued.memory_offset, piece.length);
        queued.memory_offset = *aside;
        queued.window.reset();
        stream.held.emplace(piece.file_offset, std::pair{piece, queued});
    }
    advance(stream);
}

void ContentPass::add_to_batch(DigestTask task, std::string path, std::uint64_t unreadable, std::uint64_t bytes,
                               std::optional<std::uint64_t> window) {
    if (!batch_) {
        batch_ = std::make_shared<Batch>();
        batch_->window = window;
    }
    batch_->tasks.push_back(std::move(task));
    batch_->paths.push_back(std::move(path));
    batch_->unreadable.push_back(unreadable);
    batch_->bytes += bytes;
    if (batch_->bytes >= batch_bytes || batch_->tasks.size() >= batch_tasks) send_batch();
}

void ContentPass::send_batch() {
    if (batch_) submit_batch(std::exchange(batch_, nullptr), 0);
}

void ContentPass::submit_batch(std::shared_ptr<Batch> batch, int attempt) {
    if (batch->window) {
        ++windows_.at(*batch->window).users;
    } else {
        ++unstored_running_;
    }
    ReaderJob job;
    job.request = ReaderFrame::digest;
    job.body = encode(batch->tasks);
    job.subject = batch->tasks.size() == 1 ? batch->paths[0] : fmt::format("{} files", batch->tasks.size());
    job.on_end = [this, batch, attempt](JobEnd&& end) {
        batch_ended(batch, attempt, std::move(end));
        // Last, so that a retry has taken its own hold of the window first.
        if (batch->window) {
            release(*batch->window);
        } else {
            --unstored_running_;
        }
    };
    pool_.submit(std::move(job));
}

void ContentPass::batch_ended(const std::shared_ptr<Batch>& batch, int attempt, JobEnd&& end) {
    if (end.how == JobEnd::How::done) {
        auto results = decode_digest_results(end.body);
        bool answered = results && results->size() == batch->tasks.size();
        for (std::size_t i = 0; answered && i < results->size(); ++i) {
            const DigestResult& result = (*results)[i];
            answered = result.content_id == batch->tasks[i].content_id && result.digests && result.typed;
        }
        if (answered) {
            for (std::size_t i = 0; i < results->size(); ++i) {
                finish_content(static_cast<Id>(batch->tasks[i].content_id), batch->paths[i], std::move((*results)[i]),
                               batch->unreadable[i]);
            }
            return;
        }
        end = {JobEnd::How::broke_contract, {}, {Fault::damaged, "the reader answered other than it was asked"}};
    }
    if (attempt == 0) {
        // Once more, each content apart, so that only the one at fault is lost.
        for (std::size_t i = 0; i < batch->tasks.size(); ++i) {
            auto alone = std::make_shared<Batch>();
            alone->tasks.push_back(batch->tasks[i]);
            alone->paths.push_back(batch->paths[i]);
            alone->unreadable.push_back(batch->unreadable[i]);
            alone->window = batch->window;
            submit_batch(std::move(alone), 1);
        }
        return;
    }
    give_up_on_content(static_cast<Id>(batch->tasks[0].content_id), end.outcome(), end.error.what);
}

void ContentPass::finish_content(Id content, const std::string& path, DigestResult&& result, std::uint64_t unreadable) {
    ContentResult row;
    row.digests = *result.digests;
    row.mismatch = extension_mismatch(path, result.mime);
    row.mime_type = std::move(result.mime);
    row.encoding = std::move(result.encoding);
    row.unreadable_bytes = unreadable;
    note(writer_.set_content_result(content, row));
    ++progress_.contents_done;
}

void ContentPass::give_up_on_content(Id content, Outcome outcome, std::string_view detail) {
    note(writer_.set_content_not_read(content, outcome, detail));
    ++progress_.contents_done;
    ++progress_.errors;
}

// --- contents that span windows
// ----------------------------------------------------------------------------------------

ContentPass::Stream& ContentPass::stream_for(const WindowPiece& piece) {
    const auto [it, made] = streams_.try_emplace(piece.content);
    if (made) it->second.first = piece;
    return it->second;
}

bool ContentPass::queue_if_next(Stream& stream, const WindowPiece& piece, QueuedPiece queued) {
    const auto is_next = [&](const WindowPiece& candidate) {
        if (candidate.ordinal != stream.awaited_ordinal) return false;
        return stream.inside_extent ? candidate.file_offset == stream.queued_end : candidate.starts_extent;
    };
    const auto queue = [&](const WindowPiece& next, QueuedPiece its) {
        its.zeros_before = next.file_offset - stream.queued_end;
        stream.queue.push_back(its);
        stream.queued_end = next.file_offset + next.length;
        stream.inside_extent = !next.ends_extent;
        if (next.ends_extent) ++stream.awaited_ordinal;
    };
    if (!is_next(piece)) return false;
    queue(piece, queued);
    while (!stream.held.empty() && is_next(stream.held.begin()->second.first)) {
        queue(stream.held.begin()->second.first, stream.held.begin()->second.second);
        stream.held.erase(stream.held.begin());
    }
    return true;
}

void ContentPass::advance(Stream& stream) {
    if (stream.running) return;
    const bool all_queued = stream.awaited_ordinal == stream.first.stored_extents && !stream.inside_extent;
    auto task = std::make_shared<DigestTask>();
    std::vector<QueuedPiece> used;
    std::uint64_t taken = 0;
    const auto take_zeros = [&](std::uint64_t& zeros) {
        const std::uint64_t now = std::min(zeros, link_bytes - taken);
        if (now != 0) task->pieces.push_back({DigestPiece::zeros, now});
        zeros -= now;
        taken += now;
    };
    while (!stream.queue.empty() && taken < link_bytes) {
        QueuedPiece& piece = stream.queue.front();
        take_zeros(piece.zeros_before);
        if (piece.zeros_before != 0) break;
        task->pieces.push_back({piece.memory_offset, piece.length});
        taken += piece.length;
        stream.unreadable += piece.unreadable;
        used.push_back(piece);
        stream.queue.pop_front();
    }
    if (stream.queue.empty() && all_queued) {
        std::uint64_t zeros = stream.first.content_size - stream.queued_end;
        if (taken < link_bytes) {
            take_zeros(zeros);
            stream.queued_end = stream.first.content_size - zeros;
        }
        task->last = zeros == 0;
    }
    if (task->pieces.empty() && !task->last) return;
    task->content_id = static_cast<std::uint64_t>(stream.first.content);
    task->size = stream.first.content_size;
    task->state = stream.state;
    task->head = std::move(stream.head);
    task->typed = stream.typed;
    stream.running = true;
    submit_link(stream.first.content, std::move(task), std::move(used), 0);
}

void ContentPass::submit_link(Id content, std::shared_ptr<const DigestTask> task, std::vector<QueuedPiece> used,
                              int attempt) {
    ReaderJob job;
    job.request = ReaderFrame::digest;
    job.body = encode(std::vector<DigestTask>{*task});
    job.subject = streams_.at(content).first.path;
    job.urgent = true;
    job.on_end = [this, content, task, used = std::move(used), attempt](JobEnd&& end) {
        if (end.how != JobEnd::How::done && attempt == 0 && streams_.contains(content)) {
            submit_link(content, task, used, 1);
            return;
        }
        link_ended(content, used, std::move(end));
    };
    pool_.submit(std::move(job));
}

void ContentPass::link_ended(Id content, const std::vector<QueuedPiece>& used, JobEnd&& end) {
    for (const QueuedPiece& piece : used) let_go(piece);
    const auto it = streams_.find(content);
    if (it == streams_.end()) return;  // dropped while this link ran
    Stream& stream = it->second;
    stream.running = false;
    if (end.how == JobEnd::How::done) {
        auto results = decode_digest_results(end.body);
        if (results && results->size() == 1 && (*results)[0].content_id == static_cast<std::uint64_t>(content)) {
            DigestResult& result = (*results)[0];
            if (result.typed && !stream.typed) {
                stream.typed = true;
                stream.mime = std::move(result.mime);
                stream.encoding = std::move(result.encoding);
            }
            if (!result.digests) {
                stream.state = result.state;
                stream.head = std::move(result.head);
                advance(stream);
                return;
            }
            result.mime = stream.mime;
            result.encoding = stream.encoding;
            finish_content(content, stream.first.path, std::move(result), stream.unreadable);
            streams_.erase(it);
            return;
        }
        end = {JobEnd::How::broke_contract, {}, {Fault::damaged, "the reader answered other than it was asked"}};
    }
    give_up_on_content(content, end.outcome(), end.error.what);
    skipped_.insert(content);
    drop_stream(content);
}

void ContentPass::let_go(const QueuedPiece& piece) {
    if (piece.window) {
        release(*piece.window);
    } else {
        held_.give_back(piece.memory_offset, piece.length);
    }
}

void ContentPass::drop_stream(Id content) {
    const auto it = streams_.find(content);
    for (const QueuedPiece& piece : it->second.queue) let_go(piece);
    for (const auto& [offset, held] : it->second.held) let_go(held.second);
    streams_.erase(it);
}

// --- contents the windows do not carry
// -----------------------------------------------------------------------------------

Result<void> ContentPass::feed_unstored() {
    while (!no_more_unstored_ && unstored_running_ < 4) {
        const auto page = TRY(writer_.pending_without_bytes(image_, last_unstored_));
        no_more_unstored_ = page.empty();
        for (const PlannedContent& planned : page) {
            last_unstored_ = planned.id;
            if (planned.content.size <= (1 << 20)) {
                DigestTask task;
                task.content_id = static_cast<std::uint64_t>(planned.id);
                task.size = planned.content.size;
                task.last = true;
                if (task.size != 0) task.pieces.push_back({DigestPiece::zeros, task.size});
                add_to_batch(std::move(task), planned.path, 0, task.size, std::nullopt);
            } else {
                WindowPiece all_zeros;
                all_zeros.content = planned.id;
                all_zeros.content_size = planned.content.size;
                all_zeros.path = planned.path;
                advance(stream_for(all_zeros));
            }
        }
        send_batch();
    }
    return {};
}

Result<void> ContentPass::feed_file_systems() {
    if (through_file_system_.empty() && !no_more_through_file_system_) {
        const auto page = TRY(writer_.pending_through_file_system(image_, last_through_file_system_));
        no_more_through_file_system_ = page.empty();
        if (!page.empty()) last_through_file_system_ = page.back().id;
        through_file_system_.insert(through_file_system_.end(), page.begin(), page.end());
    }
    while (!through_file_system_.empty() && reads_running_ < 4) {
        submit_read(std::move(through_file_system_.front()), 0);
        through_file_system_.pop_front();
    }
    return {};
}

void ContentPass::submit_read(PlannedContent planned, int attempt) {
    ReadContentRequest request;
    request.file_system = file_systems_.at(planned.file_system);
    request.logical = facts_.logical;
    request.content = planned.content;
    request.state = planned.state;
    if (facts_.logical) {
        // A logical container finds a file again by the extents it listed.
        auto extents = case_reader_.extents(planned.id);
        if (!extents) return note(tl::unexpected{extents.error()});
        request.content.extents = std::move(*extents);
    }
    ReaderJob job;
    job.role = ReaderRole::walker;
    job.request = ReaderFrame::read_content;
    job.body = encode(request);
    job.subject = planned.path;
    job.patience = patience_for(planned.content.size);
    ++reads_running_;
    job.on_end = [this, planned = std::move(planned), attempt](JobEnd&& end) {
        --reads_running_;
        if (end.how == JobEnd::How::done) {
            const auto done = decode_content_done(end.body, facts_.size);
            if (done) {
                note(writer_.add_damage(image_, done->damage));
                DigestResult result;
                result.digests = done->result.digests;
                result.mime = done->result.mime;
                result.encoding = done->result.encoding;
                finish_content(planned.id, planned.path, std::move(result), done->result.unreadable_bytes);
                return;
            }
            end = {JobEnd::How::broke_contract,
                   {},
                   {Fault::damaged, planned.path + ": the reader's answer makes no sense"}};
        }
        if (gone(end)) {
            error_ = std::move(end.error);
        } else if (attempt == 0 && end.how != JobEnd::How::failed) {
            submit_read(planned, 1);
        } else {
            give_up_on_content(planned.id, end.outcome(), end.error.what);
        }
    };
    pool_.submit(std::move(job));
}

Result<void> ContentPass::feed_revisits() {
    while (!revisits_.empty() && reads_running_ < 4) {
        submit_revisit(std::move(revisits_.front()), 0);
        revisits_.pop_front();
        if (error_) return tl::unexpected{*error_};
    }
    return {};
}

void ContentPass::submit_revisit(WindowPiece piece, int attempt) {
    auto extents = case_reader_.extents(piece.content);
    if (!extents) {
        error_ = extents.error();
        return;
    }
    ++reads_running_;
    ReaderJob job;
    job.request = ReaderFrame::digest_ranges;
    job.body = encode(DigestRangesRequest{piece.content_size, std::move(*extents)});
    job.subject = piece.path;
    job.patience = patience_for(piece.content_size);
    job.on_end = [this, piece = std::move(piece), attempt](JobEnd&& end) {
        --reads_running_;
        const auto done = end.how == JobEnd::How::done ? decode_content_done(end.body, facts_.size) : std::nullopt;
        if (done) {
            note(writer_.add_damage(image_, done->damage));
            DigestResult result;
            result.digests = done->result.digests;
            result.mime = done->result.mime;
            result.encoding = done->result.encoding;
            finish_content(piece.content, piece.path, std::move(result), done->result.unreadable_bytes);
        } else if (gone(end)) {
            error_ = std::move(end.error);
        } else if (attempt == 0) {
            submit_revisit(piece, 1);
        } else {
            give_up_on_content(piece.content, end.outcome(), end.error.what);
        }
    };
    pool_.submit(std::move(job));
}

}  // namespace sanad
