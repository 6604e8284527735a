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
    /// appended to `damage` (offsets of this source). An Error means the evidence itself is gone (Fault::unavailable)
    /// or the range lies beyond size() (Fault::refused).
    virtual Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) = 0;

    /// Where these bytes come from, for people: "laptop.E01", "laptop.E01 sectors 2048-71679".
    virtual std::string provenance() const = 0;

protected:
    /// The error every source gives for a range beyond its end; nothing when the range lies within.
    Result<void> check_range(std::uint64_t offset, std::uint64_t length) const;
};

using Source = std::unique_ptr<ByteSource>;

/// Adds a range to `damage`; joined with the last one when it continues it for the same reason, so that a long bad area
/// is one line.
void add_damage(std::vector<DamagedRange>& damage, std::uint64_t offset, std::uint64_t length, std::string_view reason);

/// A range of another source, which must outlive it. A slice cut off by the end of `whole` keeps only what is there.
class SliceSource : public ByteSource {
public:
    SliceSource(ByteSource& whole, std::uint64_t offset, std::uint64_t length, std::string provenance);
    std::uint64_t size() const override { return length_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return provenance_; }

private:
    ByteSource& whole_;
    std::uint64_t offset_, length_;
    std::string provenance_;
};

/// Bytes held in memory.
class MemorySource : public ByteSource {
public:
    MemorySource(std::vector<Byte> bytes, std::string provenance);
    std::uint64_t size() const override { return bytes_.size(); }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return provenance_; }

private:
    std::vector<Byte> bytes_;
    std::string provenance_;
};

}  // namespace sanad
