#pragma once
// One segment file of an image, read through the descriptor that was handed to us.
#include <sys/types.h>

#include "core/source/byte_source.hpp"
#include "core/source/open_image.hpp"

namespace sanad {

/// The bytes of one file or block device. Sectors that do not read are narrowed down to 512 bytes, read as zeros and
/// are reported; a file that shrank, a device that went away or whose first sector no longer reads is
/// Fault::unavailable.
class SegmentSource : public ByteSource {
public:
    using Pread = ssize_t (*)(int, void*, std::size_t, off_t);

    /// Does not own the descriptor. `read_at` is pread(2) except in tests of failing media.
    explicit SegmentSource(const SegmentFile& file, Pread read_at = nullptr);

    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return name_; }

    /// The descriptor, for directories: their size is 0 and their entries are reached through it.
    int descriptor() const { return fd_; }

private:
    /// errno of the failed read, 0 when all of `to` was read.
    Result<int> read_whole(std::uint64_t offset, MutableBytes to);
    Result<void> read_narrowing(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage);
    Result<void> check_still_there(int error);
    tl::unexpected<Error> gone(std::string_view why) const;

    int fd_;
    std::uint64_t size_;
    std::string name_;
    Pread read_at_;
    bool first_sector_read_ = false;
};

/// The size of a file or block device now; nothing when the descriptor cannot tell.
std::optional<std::uint64_t> size_of_descriptor(int fd);

}  // namespace sanad
