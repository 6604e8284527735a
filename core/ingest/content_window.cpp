#include "core/ingest/content_window.hpp"

#include <algorithm>

namespace sanad {

WindowPlanner::WindowPlanner(std::uint64_t image_size, std::uint64_t window_size, Fetch fetch)
    : image_size_{image_size}, window_size_{window_size}, fetch_{std::move(fetch)} {}

Result<bool> WindowPlanner::look_ahead() {
    while (at_ == fetched_.size() && !ended_) {
        fetched_ = TRY(fetch_());
        at_ = 0;
        ended_ = fetched_.empty();
    }
    return at_ < fetched_.size();
}

Result<std::optional<WindowPlan>> WindowPlanner::next(std::uint64_t all_from) {
    const bool more = TRY(look_ahead());
    std::uint64_t index = std::max(next_index_, all_from);
    if (!carried_.empty()) {
        index = next_index_;
    } else if (more) {
        index = std::min(index, std::max(next_index_, fetched_[at_].image_offset / window_size_));
    }
    if (index >= (image_size_ + window_size_ - 1) / window_size_) return std::nullopt;
    const std::uint64_t offset = index * window_size_;
    next_index_ = index + 1;

    WindowPlan window{index, offset, std::min(window_size_, image_size_ - offset), {}};
    const std::uint64_t end = offset + window.length;
    const auto take = [&](Carried& carried) {
        const PlannedExtent& extent = carried.extent;
        const std::uint64_t from = extent.image_offset + carried.taken;
        const std::uint64_t length = std::min(extent.length - carried.taken, end - from);
        window.pieces.push_back({extent.content, extent.file_system, extent.ordinal, extent.stored_extents,
                                 extent.content_size, extent.file_offset + carried.taken, from, length,
                                 carried.taken == 0, carried.taken + length == extent.length, extent.path});
        carried.taken += length;
    };
    for (Carried& carried : carried_) take(carried);
    std::erase_if(carried_, [](const Carried& carried) { return carried.taken == carried.extent.length; });
    while (TRY(look_ahead()) && fetched_[at_].image_offset < end) {
        Carried carried{std::move(fetched_[at_++]), 0};
        if (carried.extent.length == 0) continue;
        take(carried);
        if (carried.taken < carried.extent.length) carried_.push_back(std::move(carried));
    }
    return window;
}

std::vector<FillRange> fill_ranges(const WindowPlan& window, bool whole, std::uint64_t alignment,
                                   std::uint64_t image_size, std::uint64_t memory_offset) {
    if (whole) return {{window.offset, window.length, memory_offset}};
    std::vector<FillRange> ranges;
    const std::uint64_t window_end = std::min(window.offset + window.length, image_size);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> needed;
    needed.reserve(window.pieces.size());
    for (const WindowPiece& piece : window.pieces) {
        const std::uint64_t from = std::max(piece.image_offset / alignment * alignment, window.offset);
        const std::uint64_t until = (piece.image_offset + piece.length + alignment - 1) / alignment * alignment;
        needed.emplace_back(from, std::min(until, window_end));
    }
    std::sort(needed.begin(), needed.end());
    for (const auto& [from, until] : needed) {
        if (!ranges.empty() && from <= ranges.back().image_offset + ranges.back().length) {
            FillRange& last = ranges.back();
            last.length = std::max(last.length, until - last.image_offset);
        } else {
            ranges.push_back({from, until - from, memory_offset + (from - window.offset)});
        }
    }
    return ranges;
}

}  // namespace sanad
