#pragma once
// The one way bytes of evidence are read.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// Readable bytes of known size. Not thread-safe: one per thread or process.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    virtual std::uint64_t size() const = 0;

    /// Fills all of `to` with the bytes at `offset`. What the medium or the container cannot give reads as zeros and is
    /// appended to `damage` (offsets of this source). An Error means the evidence itself is gone (Fault::unavailable) or
    /// the range lies beyond size() (Fault::refused).
    virtual Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) = 0;

    /// Where these bytes come from, for people: "laptop.E01", "laptop.E01 sectors 2048-71679".
    virtual std::string provenance() const = 0;
};

using Source = std::unique_ptr<ByteSource>;

}  // namespace sanad
