// Contents that lie in one window, in batches; and what becomes of every content in the end.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/ingest/content_pass_parts.hpp"
#include "core/ingest/file_type.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t batch_bytes = 8 << 20;
constexpr std::size_t batch_tasks = 1024;

}  // namespace

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
        queued.offset = window.memory_of(piece.image_offset);
        queued.length = piece.length;
        queued.window = window.plan.index;
        queued.unreadable = unreadable_in(window, piece.image_offset, piece.length);
        if (queue_if_next(stream, piece, queued)) {
            ++window.users;
            continue;
        }
        // Before its turn: its bytes are kept aside, because the pieces before it lie further on.
        if (!set_aside(queued)) {
            if (!error_) revisits_.push_back(stream.first);
            skipped_.insert(first.content);
            drop_stream(first.content);
            return;
        }
        stream.held.emplace(piece.file_offset, std::pair{piece, queued});
    }
    advance(stream);
}

bool ContentPass::set_aside(QueuedPiece& piece) {
    const MutableBytes memory = pool_.memory();
    const Bytes bytes = memory.subspan(static_cast<std::size_t>(piece.offset), static_cast<std::size_t>(piece.length));
    if (const auto aside = held_.take(piece.length)) {
        std::memcpy(memory.data() + *aside, bytes.data(), bytes.size());
        piece.offset = *aside;
    } else if (pool_.chunks() != nullptr) {
        auto place = pool_.chunks()->put_aside(bytes);
        if (!place) note(tl::unexpected{std::move(place.error())});
        if (!place || !*place) return false;
        piece.offset = **place;
        piece.in_scratch = true;
    } else {
        return false;
    }
    piece.window.reset();
    return true;
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
    if (pool_.ends_run(end)) {
        error_ = std::move(end.error);
        return;
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

}  // namespace sanad
