#pragma once
// Evidence on a failing medium: the ranges given read as zeros and are reported; it can also go away altogether.
#include <algorithm>

#include "core/source/byte_source.hpp"

namespace sanad::tests {

class FailingSource : public ByteSource {
public:
    FailingSource(std::vector<Byte> bytes, std::vector<DamagedRange> bad)
        : bytes_{std::move(bytes)}, bad_{std::move(bad)} {}

    std::uint64_t size() const override { return bytes_.size(); }
    std::string provenance() const override { return "failing medium"; }

    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        if (gone) return failure(Fault::unavailable, "failing medium: unplugged");
        TRY(check_range(offset, to.size()));
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
        for (const DamagedRange& range : bad_) {
            const std::uint64_t from = std::max(offset, range.offset);
            const std::uint64_t until = std::min(offset + to.size(), range.offset + range.length);
            if (from >= until) continue;
            std::fill_n(to.begin() + static_cast<std::ptrdiff_t>(from - offset), until - from, Byte{0});
            add_damage(damage, from, until - from, range.reason);
        }
        return {};
    }

    bool gone = false;  ///< set to make every further read fail as an unplugged disk does

private:
    std::vector<Byte> bytes_;
    std::vector<DamagedRange> bad_;
};

}  // namespace sanad::tests
