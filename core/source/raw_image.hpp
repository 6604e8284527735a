#pragma once
// A raw image: the bytes of its segment files one after the other, nothing added and nothing taken away.
#include "core/source/open_image.hpp"

namespace sanad {

Result<OpenImage> open_raw_image(const SegmentList& segments);

/// Several sources read as one, in order.
class JoinedSource : public ByteSource {
public:
    JoinedSource(std::vector<Source> parts, std::string provenance);
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return provenance_; }

private:
    std::vector<Source> parts_;
    std::vector<std::uint64_t> starts_;
    std::uint64_t size_ = 0;
    std::string provenance_;
};

}  // namespace sanad
