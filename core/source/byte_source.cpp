#include "core/source/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace sanad {

Result<void> ByteSource::check_range(std::uint64_t offset, std::uint64_t length) const {
    if (offset <= size() && length <= size() - offset) return {};
    return failure(Fault::refused,
                   fmt::format("{}: {} bytes at {} lie beyond its {} bytes", provenance(), length, offset, size()));
}

void add_damage(std::vector<DamagedRange>& damage, std::uint64_t offset, std::uint64_t length,
                std::string_view reason) {
    if (length == 0) return;
    if (!damage.empty()) {
        DamagedRange& last = damage.back();
        if (last.offset + last.length == offset && last.reason == reason) {
            last.length += length;
            return;
        }
    }
    damage.push_back({offset, length, std::string{reason}});
}

SliceSource::SliceSource(ByteSource& whole, std::uint64_t offset, std::uint64_t length, std::string provenance)
    : whole_{whole},
      offset_{std::min(offset, whole.size())},
      length_{std::min(length, whole.size() - offset_)},
      provenance_{std::move(provenance)} {}

Result<void> SliceSource::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    // Its own list: `damage` holds offsets of this slice, which must not be joined with offsets of the whole.
    std::vector<DamagedRange> in_whole;
    TRY(whole_.read(offset_ + offset, to, in_whole));
    for (const DamagedRange& range : in_whole) add_damage(damage, range.offset - offset_, range.length, range.reason);
    return {};
}

MemorySource::MemorySource(std::vector<Byte> bytes, std::string provenance)
    : bytes_{std::move(bytes)}, provenance_{std::move(provenance)} {}

Result<void> MemorySource::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>&) {
    TRY(check_range(offset, to.size()));
    if (!to.empty()) std::memcpy(to.data(), bytes_.data() + offset, to.size());
    return {};
}

}  // namespace sanad
