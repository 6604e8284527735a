// Contents that span windows: their next link is digested when its bytes are there.
#include <algorithm>

#include "core/ingest/content_pass_parts.hpp"

namespace sanad {

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
    std::uint64_t from_scratch = 0;
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
        QueuedPiece now = piece;
        if (piece.in_scratch) {
            now.length = std::min(piece.length, most_scratch_bytes - from_scratch);
            if (now.length == 0) break;
            from_scratch += now.length;
        }
        task->pieces.push_back({now.offset, now.length, now.in_scratch});
        taken += now.length;
        if (now.length < piece.length) {
            // A reader takes these bytes into memory of its own: the rest goes with the next link.
            now.unreadable = 0;
            piece.offset += now.length;
            piece.length -= now.length;
            used.push_back(now);
            break;
        }
        stream.unreadable += piece.unreadable;
        used.push_back(now);
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
    submit_link(stream.first.content, task, std::move(used), 0);
}

void ContentPass::submit_link(Id content, const std::shared_ptr<const DigestTask>& task, std::vector<QueuedPiece> used,
                              int attempt) {
    ReaderJob job;
    job.request = ReaderFrame::digest;
    job.body = encode(std::vector<DigestTask>{*task});
    job.subject = streams_.at(content).first.path;
    job.urgent = true;
    job.on_end = [this, content, task, used = std::move(used), attempt](JobEnd&& end) {
        if (pool_.ends_run(end)) {
            error_ = std::move(end.error);
            return;
        }
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
    } else if (piece.in_scratch) {
        pool_.chunks()->forget(piece.offset, piece.length);
    } else {
        held_.give_back(piece.offset, piece.length);
    }
}

void ContentPass::drop_stream(Id content) {
    const auto it = streams_.find(content);
    for (const QueuedPiece& piece : it->second.queue) let_go(piece);
    for (const auto& [offset, held] : it->second.held) let_go(held.second);
    streams_.erase(it);
}

}  // namespace sanad
