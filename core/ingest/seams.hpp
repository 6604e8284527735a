#pragma once
// Where a content goes on elsewhere in the image: the end of one extent joined with what follows it in the file, so
// that a scanner finds what lies across. The left side is the extent that ends; the right side runs on through as many
// extents as the scanner reaches. A hit belongs to the first seam that it crosses, and so is found once.
#include <cstdint>
#include <optional>
#include <vector>

#include "core/ingest/scan_protocol.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// `extents`: of one content by file offset, without a gap, at least `reach` bytes before `ended` and behind it where
/// there are any. Hits that begin in the extent `ended` and end behind it are asked for.
ScanSpan seam_span(const std::vector<Extent>& extents, std::size_t ended, std::uint64_t reach);

/// Where in the image a byte of such a span lies; nothing for zeros that are stored nowhere.
std::optional<std::uint64_t> image_offset_in(const ScanSpan& span, std::uint64_t joined);

}  // namespace sanad
