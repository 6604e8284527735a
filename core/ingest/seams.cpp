#include "core/ingest/seams.hpp"

#include <algorithm>
#include <stdexcept>

namespace sanad {

ScanSpan seam_span(const std::vector<Extent>& extents, std::size_t ended, std::uint64_t reach) {
    if (ended >= extents.size()) throw std::logic_error("a seam without an extent that ends");
    ScanSpan span;
    const std::uint64_t seam = extents[ended].file_offset + extents[ended].length;
    // What begins far before the seam does not reach it; twice the reach, so that a scanner sees where a long hit
    // began.
    const std::uint64_t first = seam - std::min(seam, 2 * reach);
    const std::uint64_t last = seam + std::min(reach, ~std::uint64_t{0} - seam);
    std::uint64_t joined = 0;
    for (std::size_t i = 0; i < extents.size(); ++i) {
        const Extent& extent = extents[i];
        const std::uint64_t from = std::max(first, extent.file_offset);
        const std::uint64_t until = std::min(last, extent.file_offset + extent.length);
        if (from >= until) continue;
        if (span.pieces.empty()) span.offset = from;
        if (i == ended) span.from = joined + (std::max(from, seam - std::min(seam, reach)) - from);
        const bool stored = extent.kind == ExtentKind::stored;
        span.pieces.push_back({stored ? ScanPiece::Where::image : ScanPiece::Where::zeros,
                               stored ? extent.image_offset + (from - extent.file_offset) : 0, until - from});
        joined += until - from;
        if (i == ended) span.until = joined;
    }
    span.crossing = span.until;
    return span;
}

std::optional<std::uint64_t> image_offset_in(const ScanSpan& span, std::uint64_t joined) {
    for (const ScanPiece& piece : span.pieces) {
        if (joined < piece.length) {
            if (piece.where != ScanPiece::Where::image) return std::nullopt;
            return piece.offset + joined;
        }
        joined -= piece.length;
    }
    return std::nullopt;
}

}  // namespace sanad
