#pragma once
// The single pass in windows: which bytes of the image are needed next, and by which contents.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/ingest/reader_protocol.hpp"
#include "core/store/case_writer.hpp"

namespace sanad {

/// A part of one extent that lies in one window.
struct WindowPiece {
    Id content = 0;
    Id file_system = 0;
    std::uint32_t ordinal = 0;  ///< of the extent among the content's stored extents
    std::uint32_t stored_extents = 0;
    std::uint64_t content_size = 0;
    std::uint64_t file_offset = 0;
    std::uint64_t image_offset = 0;
    std::uint64_t length = 0;
    bool starts_extent = false;
    bool ends_extent = false;
    std::string path;  ///< of the content's first name
};

struct WindowPlan {
    std::uint64_t index = 0;   ///< image offset / window size
    std::uint64_t offset = 0;  ///< in the image
    std::uint64_t length = 0;
    std::vector<WindowPiece> pieces;  ///< by image offset
};

/// Cuts the plan of extents, ordered by place in the image, into windows. Extents that reach over several windows are
/// carried on; those that overlap (deleted files under live ones) appear in each window they touch.
class WindowPlanner {
public:
    using Fetch = std::function<Result<std::vector<PlannedExtent>>()>;

    /// `fetch` gives the next extents by image offset; none: the end.
    WindowPlanner(std::uint64_t image_size, std::uint64_t window_size, Fetch fetch);

    /// The next window: every one from `all_from` on, before it only those that some content needs. Nothing after the
    /// last. Windows come in ascending order.
    Result<std::optional<WindowPlan>> next(std::uint64_t all_from);

    std::uint64_t window_size() const { return window_size_; }

private:
    struct Carried {
        PlannedExtent extent;
        std::uint64_t taken = 0;
    };
    Result<bool> look_ahead();

    std::uint64_t image_size_, window_size_;
    Fetch fetch_;
    std::vector<PlannedExtent> fetched_;
    std::size_t at_ = 0;
    bool ended_ = false;
    std::vector<Carried> carried_;
    std::uint64_t next_index_ = 0;
};

/// What of a window must be read: all of it, or its pieces rounded outward to `alignment` and joined.
std::vector<FillRange> fill_ranges(const WindowPlan& window, bool whole, std::uint64_t alignment,
                                   std::uint64_t image_size, std::uint64_t memory_offset);

}  // namespace sanad
