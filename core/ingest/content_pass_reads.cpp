// Contents that the windows do not carry: read whole by one job each, or not stored at all.
#include <algorithm>

#include "core/ingest/content_pass_parts.hpp"
#include "core/ingest/file_type.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_reads = 4;              ///< at once
constexpr std::size_t most_identifiers = 4 << 20;  ///< of one content: some gigabytes of nothing else
constexpr std::uint64_t slowest_read = 4 << 20;    ///< bytes a second that a reader must manage at the least

IdentifierSource in_content(Id content) {
    return {IdentifierSource::What::content, static_cast<std::uint64_t>(content), 0, std::nullopt};
}

}  // namespace

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
    while (!through_file_system_.empty() && reads_running_ < most_reads) {
        const PlannedContent planned = std::move(through_file_system_.front());
        through_file_system_.pop_front();
        ReadContentRequest request;
        request.file_system = file_systems_.at(planned.file_system);
        request.logical = facts_.logical;
        request.content = planned.content;
        request.state = planned.state;
        // A logical container finds a file again by the extents it listed.
        if (facts_.logical) request.content.extents = TRY(case_reader_.extents(planned.id));
        request.identifiers = settings_.identifiers;
        submit_read({planned.id, planned.path, planned.content.size, ReaderRole::walker, ReaderFrame::read_content,
                     encode(request), settings_.identifiers ? std::make_shared<IdentifierFindings>() : nullptr},
                    0);
    }
    return {};
}

bool ContentPass::walkers_first() const {
    return pool_.chunks() != nullptr &&
           (!no_more_through_file_system_ || !through_file_system_.empty() || through_file_system_running_ != 0);
}

Result<void> ContentPass::feed_revisits() {
    while (!revisits_.empty() && reads_running_ < most_reads) {
        const WindowPiece piece = std::move(revisits_.front());
        revisits_.pop_front();
        const DigestRangesRequest request{piece.content_size, piece.content_size,
                                          TRY(case_reader_.extents(piece.content))};
        submit_read({piece.content, piece.path, piece.content_size, ReaderRole::content, ReaderFrame::digest_ranges,
                     encode(request)},
                    0);
    }
    return {};
}

/// What is too full of zeros to be digested has a type like any other: its first bytes are few.
Result<void> ContentPass::feed_untyped() {
    if (untyped_.empty() && !no_more_untyped_) {
        const auto page = TRY(writer_.not_read_and_untyped(image_, last_untyped_));
        no_more_untyped_ = page.empty();
        if (!page.empty()) last_untyped_ = page.back().id;
        untyped_.insert(untyped_.end(), page.begin(), page.end());
    }
    while (!untyped_.empty() && reads_running_ < most_reads) {
        const PlannedContent planned = std::move(untyped_.front());
        untyped_.pop_front();
        const std::uint64_t head = std::min<std::uint64_t>(planned.content.size, FileTyper::head_size);
        DigestRangesRequest request{head, planned.content.size, TRY(case_reader_.extents(planned.id))};
        std::erase_if(request.extents, [&](const Extent& extent) { return extent.file_offset >= head; });
        for (Extent& extent : request.extents) extent.length = std::min(extent.length, head - extent.file_offset);
        WholeRead read{planned.id,     planned.path, head, ReaderRole::content, ReaderFrame::digest_ranges,
                       encode(request)};
        read.type_alone = true;
        submit_read(std::move(read), 0);
    }
    return {};
}

void ContentPass::submit_read(WholeRead read, int attempt) {
    const bool through_file_system = read.role == ReaderRole::walker;
    ++reads_running_;
    through_file_system_running_ += through_file_system;
    ReaderJob job;
    job.role = read.role;
    job.request = read.request;
    job.body = read.body;
    job.subject = read.path;
    job.patience = std::chrono::seconds{60 + read.size / slowest_read};
    if (read.found) {
        *read.found = {};
        job.on_stream = [found = read.found](ReaderFrame kind, Bytes body) {
            auto more = kind == ReaderFrame::identifiers ? decode_identifier_findings(body) : std::nullopt;
            if (!more || found->hits.size() > most_identifiers) return false;
            found->hits.insert(found->hits.end(), std::make_move_iterator(more->hits.begin()),
                               std::make_move_iterator(more->hits.end()));
            found->not_kept.insert(found->not_kept.end(), more->not_kept.begin(), more->not_kept.end());
            return true;
        };
    }
    job.on_end = [this, read = std::move(read), attempt, through_file_system](JobEnd&& end) {
        --reads_running_;
        through_file_system_running_ -= through_file_system;
        if (end.how == JobEnd::How::done) {
            if (const auto done = decode_content_done(end.body, facts_.size)) {
                note(writer_.add_damage(image_, done->damage));
                if (read.type_alone) {
                    note(writer_.set_content_type(read.content, done->result.mime, done->result.encoding,
                                                  extension_mismatch(read.path, done->result.mime)));
                    return;
                }
                if (read.found && !(read.found->hits.empty() && read.found->not_kept.empty()))
                    note(writer_.put_identifiers(image_, in_content(read.content), read.found->hits,
                                                 read.found->not_kept));
                DigestResult result;
                result.digests = done->result.digests;
                result.mime = done->result.mime;
                result.encoding = done->result.encoding;
                finish_content(read.content, read.path, std::move(result), done->result.unreadable_bytes);
                return;
            }
            end = {
                JobEnd::How::broke_contract, {}, {Fault::damaged, read.path + ": the reader's answer makes no sense"}};
        }
        if (pool_.ends_run(end)) {
            error_ = std::move(end.error);
        } else if (attempt == 0 && end.how != JobEnd::How::failed) {
            submit_read(read, 1);
        } else if (read.type_alone) {
            note(writer_.set_content_not_read(read.content, end.outcome(), "its type is not told: " + end.error.what));
            ++progress_.errors;
        } else {
            give_up_on_content(read.content, end.outcome(), end.error.what);
        }
    };
    pool_.submit(std::move(job));
}

}  // namespace sanad
