#pragma once
// One file of a container, read by its descriptor with every offset checked against its size.
#include <map>
#include <string>
#include <vector>

#include "core/source/open_image.hpp"

namespace sanad::containers {

class FileBytes {
public:
    explicit FileBytes(const SegmentFile& file);

    std::uint64_t size() const { return size_; }
    /// The file's name without its folder, for messages.
    const std::string& name() const { return name_; }
    int descriptor() const { return fd_; }
    bool holds(std::uint64_t offset, std::uint64_t length) const { return offset <= size_ && length <= size_ - offset; }

    /// Fault::damaged beyond the end, Fault::unreadable for a medium error, Fault::unavailable when the file is gone or
    /// has become shorter.
    Result<void> read(std::uint64_t offset, MutableBytes to) const;
    /// The same as bytes of their own; more than `largest_piece` is refused before anything is allocated.
    Result<std::vector<Byte>> read(std::uint64_t offset, std::uint64_t length) const;
    static constexpr std::uint64_t largest_piece = 64 << 20;

    /// From now on these bytes stand at `offset` (a log replayed in memory; the file itself is never written). An empty
    /// `bytes` means `length` zeros. Grows the file where it reaches beyond its end.
    void lay_over(std::uint64_t offset, std::uint64_t length, std::vector<Byte> bytes);

private:
    struct Patch {
        std::uint64_t length;
        std::vector<Byte> bytes;
    };
    Result<void> read_stored(std::uint64_t offset, MutableBytes to) const;

    int fd_;
    std::uint64_t size_, stored_size_;
    std::string name_;
    std::map<std::uint64_t, Patch> patches_;  ///< by offset, never overlapping
};

}  // namespace sanad::containers
