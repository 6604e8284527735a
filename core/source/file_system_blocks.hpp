#pragma once
// Which blocks of a file system are in use, by its own allocation map. Private to this folder.
#include "core/source/block_map.hpp"
#include "core/source/file_system_content.hpp"

namespace sanad {

class AllocationMap {
public:
    /// Reads the whole map once; an error names what of it could not be read.
    static Result<AllocationMap> load(TSK_FS_INFO& file_system, const BlockLayout& layout);

    std::uint64_t block_count() const { return free_.block_count(); }
    /// The first block at or after `from` whose freedom is `wanted`; block_count() when there is none.
    std::uint64_t next(std::uint64_t from, bool wanted) const { return free_.next(from, wanted); }

private:
    bool read_ntfs_bitmap(TSK_FS_INFO& file_system, std::uint64_t blocks);

    BlockMap free_;
};

/// What the recovery of a deleted content rests on, by the blocks its extents name.
Recovery judge_recovery(const Content& content, const BlockLayout& layout, const AllocationMap& map);

}  // namespace sanad
