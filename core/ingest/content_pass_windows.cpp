// Windows of the image: planned, filled, given out in order, used again.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/ingest/content_pass_parts.hpp"

namespace sanad {
namespace {

constexpr std::uint64_t smallest_retry = 64 << 10;  ///< a range that kills readers is halved down to this

}  // namespace

Result<void> ContentPass::plan_windows() {
    while (!planned_all_ && !free_slots_.empty() && !walkers_first()) {
        const std::uint64_t all_from =
            std::min(settings_.image_digest ? next_digested_ : ~std::uint64_t{0}, search_from());
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
        window.whole = digested || to_search(index);
        const std::uint64_t alignment = std::max<std::uint64_t>(4096, facts_.chunk_size);
        for (const FillRange& range : fill_ranges(window.plan, window.whole, alignment, facts_.size, window.slot)) {
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
    if (pool_.ends_run(end)) {
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
    if (window.whole && to_search(window.plan.index)) search_window(window);
    window.delivered = true;
    pieces.clear();
    pieces.shrink_to_fit();
    if (settings_.image_digest)
        progress_.bytes_done = std::max(progress_.bytes_done, window.plan.offset + window.plan.length);
}

void ContentPass::release(std::uint64_t window_index) {
    --windows_.at(window_index).users;
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

}  // namespace sanad
