#pragma once
// Identifiers in any bytes: a pure function, the same block gives the same hits. README.md of core/search says how it
// is fast enough to look at every byte of an image.
#include <functional>

#include "core/base/bytes.hpp"
#include "core/model/identifier.hpp"

namespace sanad {

struct ScanContext {
    /// Of the block's first byte in what it was cut from: 16-bit text stands at even places of it.
    std::uint64_t offset = 0;
    /// Hits that begin there are given; the bytes before and behind are for looking at. From `offset` on.
    std::uint64_t emit_from = 0;
    std::uint64_t emit_until = ~std::uint64_t{0};
};

/// What must be around a place, so that what begins there is found as it would be with everything around.
inline constexpr std::uint64_t scan_margin = 4096;

/// Calls `emit` for each identifier, by offset (from the origin of `context.offset`), then kind, then length.
void scan(Bytes block, const ScanContext& context, const std::function<void(Identifier&&)>& emit);

}  // namespace sanad
