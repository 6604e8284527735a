// The image's own digests, the leaves of its block tree, and the digests of its segment files: chains of jobs.
#include <algorithm>

#include "core/crypto/block_tree.hpp"
#include "core/ingest/content_pass_parts.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t segment_link_bytes = 32 << 20;

}  // namespace

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
        if (settings_.record) {
            note(writer_.put_block_hashes(image_, next_digested_ * (settings_.window_bytes / tree_block_size),
                                          result->leaves));
        } else {
            leaves_.insert(leaves_.end(), result->leaves.begin(), result->leaves.end());
        }
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
    if (facts_.format == "directory" || !settings_.record) {
        // The files of a directory have digests of their own; a verification compares the medium.
        segment_ = static_cast<std::uint32_t>(sizes.size());
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
    if (pool_.ends_run(end)) {
        error_ = std::move(end.error);
        return;
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

}  // namespace sanad
