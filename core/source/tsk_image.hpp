#pragma once
// Hands the bytes of a ByteSource to The Sleuth Kit. Private to this folder.
#include <memory>
#include <optional>
#include <vector>

#include "core/source/byte_source.hpp"

struct TSK_IMG_INFO;

namespace sanad {

class TskImage {
public:
    /// `image` must outlive this. `claimed_size`, when larger than the image, is what TSK is told: reads beyond the
    /// real end fail.
    static Result<std::unique_ptr<TskImage>> open(ByteSource& image, std::uint32_t sector_size,
                                                  std::uint64_t claimed_size = 0);
    ~TskImage();
    TskImage(const TskImage&) = delete;
    TskImage& operator=(const TskImage&) = delete;

    TSK_IMG_INFO* handle() const;
    ByteSource& source() const;

    /// Unreadable ranges met so far, in image offsets, in ascending order.
    std::vector<DamagedRange> damage() const;
    /// Set once the evidence itself can no longer be read: whatever came after it is not to be trusted.
    const std::optional<Error>& lost() const;

private:
    struct Adaptor;
    explicit TskImage(Adaptor* adaptor) : adaptor_{adaptor} {}
    Adaptor* adaptor_;
};

}  // namespace sanad
