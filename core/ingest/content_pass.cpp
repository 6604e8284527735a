#include "core/ingest/content_pass.hpp"

#include <algorithm>
#include <cstring>

#include "core/crypto/block_tree.hpp"
#include "core/ingest/content_pass_parts.hpp"

namespace sanad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto commit_every = std::chrono::seconds{1};

/// What a resumed run needs of the image's own digests.
struct ChainState {
    std::uint64_t window_bytes, next_digested;
    ImageDigestState image;
    std::uint64_t segment, segment_offset;
    Sha256 segment_digest;
};
constexpr std::string_view chain_key = "image_digest_chains";

}  // namespace

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

Result<void> ContentPass::run(const StopFlag& stop) {
    TRY(restore_chains());
    const ContentTotals pending = TRY(writer_.pending_totals(image_));
    progress_.phase = Phase::reading;
    progress_.contents_total = progress_.contents_done + (settings_.files ? pending.contents : 0);
    progress_.bytes_total = settings_.image_digest ? facts_.size : pending.bytes;
    if (settings_.files) {
        TRY(writer_.make_plan(image_));
    } else {
        no_more_unstored_ = no_more_through_file_system_ = no_more_untyped_ = true;
    }
    planner_.emplace(facts_.size, settings_.window_bytes, [this]() -> Result<std::vector<PlannedExtent>> {
        if (!settings_.files) return std::vector<PlannedExtent>{};
        return writer_.next_extents();
    });
    TRY(prepare_search());
    last_commit_ = Clock::now();

    while (!stop && !error_) {
        TRY(plan_windows());
        TRY(feed_unstored());
        TRY(feed_file_systems());
        TRY(feed_revisits());
        TRY(feed_untyped());
        deliver_in_order();
        search_rest();
        if (settings_.image_digest) {
            advance_image_digest();
            advance_segment_digest();
        }
        if (pool_.idle() && windows_.empty() && planned_all_ && no_more_unstored_ && no_more_through_file_system_ &&
            through_file_system_.empty() && revisits_.empty() && no_more_untyped_ && untyped_.empty() &&
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
    if (!settings_.image_digest || !settings_.record) return {};
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
    if (settings_.image_digest && settings_.record) {
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

}  // namespace sanad
