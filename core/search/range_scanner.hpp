#pragma once
// What looks for something in a stretch of bytes. Whoever reads evidence cuts it into stretches that overlap by
// reach(), and asks of each stretch only for the hits that begin in its own part: so a border between two cuts no hit
// and counts none twice.
#include <cstdint>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

struct RangeHit {
    std::uint64_t start = 0;  ///< in the bytes that were scanned
    std::uint32_t length = 0;
    std::uint32_t kind = 0;    ///< which of the scanner's things: of a search, the number of the pattern
    std::uint8_t variant = 0;  ///< in which form: of a search, the ScanEncoding
    bool longer = false;       ///< it goes on beyond `length`, which is as far as the scanner looks
    bool operator==(const RangeHit&) const = default;
};

class RangeScanner {
public:
    virtual ~RangeScanner() = default;
    /// How many bytes before and after its own part a stretch must carry, where there are any.
    virtual std::size_t reach() const = 0;
    /// Appends the hits that begin in [from, until) of `bytes`, by start; each once. `offset` is the place of the first
    /// byte in the image or the file, for what depends on alignment.
    virtual Result<void> scan(Bytes bytes, std::uint64_t offset, std::size_t from, std::size_t until,
                              std::vector<RangeHit>& hits) = 0;
    /// Of hits of this kind that overlap, only the first counts.
    virtual bool excludes_overlaps(std::uint32_t kind) const = 0;
};

}  // namespace sanad
