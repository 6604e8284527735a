#pragma once
// Records of one width sorted with bounded memory: what does not fit is written out in sorted runs and merged at the
// end.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/descriptor.hpp"

namespace sanad {

/// Widths of 16, 17, 20, 21, 32 and 33 bytes: a digest, with a byte behind it or without.
class RecordSorter {
public:
    /// `memory`: what it may hold at most; reserved, and taken as it fills. `folder`: for a file without a name.
    static Result<RecordSorter> create(std::size_t width, std::uint64_t memory, const std::filesystem::path& folder);
    RecordSorter(RecordSorter&& other) noexcept;
    RecordSorter& operator=(RecordSorter&&) = delete;
    ~RecordSorter();

    /// A record of the sorter's width.
    Result<void> add(const Byte* record) {
        if (held_ == room_) TRY(spill());
        Byte* to = memory_ + held_++ * width_;
        for (std::size_t i = 0; i < width_; ++i) to[i] = record[i];
        return {};
    }
    std::uint64_t memory_held() const { return held_ * width_; }
    /// All that was added, equal records each time they were.
    std::uint64_t added() const { return spilled_ + held_; }
    /// Sorts what is held, writes it out and gives its memory back.
    Result<void> spill();
    /// Every distinct record in ascending order of its bytes. Once.
    Result<void> finish(const std::function<Result<void>(const Byte* record)>& each);

private:
    RecordSorter(std::size_t width, std::uint64_t room, Byte* memory, std::filesystem::path folder)
        : width_{width}, room_{room}, memory_{memory}, folder_{std::move(folder)} {}
    void sort();

    struct Run {
        std::uint64_t offset = 0, length = 0;  ///< bytes of the file
    };
    std::size_t width_;
    std::uint64_t room_;  ///< records
    Byte* memory_;
    std::filesystem::path folder_;
    std::uint64_t held_ = 0, spilled_ = 0;
    Descriptor file_;
    std::uint64_t file_size_ = 0;
    std::vector<Run> runs_;
};

}  // namespace sanad
