#pragma once
// A scanner over bytes of any size: read once, block by block, each with what its neighbours lend it, so that no border
// cuts a hit and none is found twice. Inside readers.
#include <functional>

#include "core/search/range_scanner.hpp"
#include "core/source/byte_source.hpp"

namespace sanad {

/// A hit, with the bytes it was found in.
struct ScannedHit {
    RangeHit hit{};            ///< its start in `block`
    Bytes block{};             ///< valid during the call
    std::uint64_t offset = 0;  ///< of the block in the source
};

/// Looks at a block once more; [own_from, own_until) of it is looked at in no other. False: the scan ends with it.
using BlockLook =
    std::function<Result<bool>(Bytes block, std::uint64_t offset, std::size_t own_from, std::size_t own_until)>;

/// Gives the hits of `scanner` that begin in [from, until) of `source`, by start. `each` returns false to end after the
/// block at hand: the rest begins at the offset that is returned, `until` when there is none. `base` is the place of
/// the source's first byte.
Result<std::uint64_t> scan_source(ByteSource& source, RangeScanner& scanner, std::uint64_t base, std::uint64_t from,
                                  std::uint64_t until, std::vector<DamagedRange>& damage,
                                  const std::function<bool(const ScannedHit&)>& each,
                                  const BlockLook& after_block = {});

}  // namespace sanad
