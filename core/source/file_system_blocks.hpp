#pragma once
// Which blocks of a file system are in use, by its own allocation map. Private to this folder.
#include "core/source/file_system_content.hpp"

namespace sanad {

class AllocationMap {
public:
    /// Reads the whole map once; an error names what of it could not be read.
    static Result<AllocationMap> load(TSK_FS_INFO& file_system, const BlockLayout& layout);

    /// Blocks outside the map count as in use: nothing says that they are free.
    bool is_free(std::uint64_t block) const {
        return block / 64 < free_.size() && (free_[static_cast<std::size_t>(block / 64)] >> (block % 64) & 1) != 0;
    }
    std::uint64_t block_count() const { return free_.size() * 64; }
    /// The first block at or after `from` whose freedom is `wanted`; block_count() when there is none.
    std::uint64_t next(std::uint64_t from, bool wanted) const;

private:
    void set_free(std::uint64_t block) {
        if (block / 64 < free_.size()) free_[static_cast<std::size_t>(block / 64)] |= std::uint64_t{1} << (block % 64);
    }
    bool read_ntfs_bitmap(TSK_FS_INFO& file_system, std::uint64_t blocks);

    std::vector<std::uint64_t> free_;
};

/// What the recovery of a deleted content rests on, by the blocks its extents name.
Recovery judge_recovery(const Content& content, const BlockLayout& layout, const AllocationMap& map);

}  // namespace sanad
