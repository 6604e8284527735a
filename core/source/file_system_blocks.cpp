#include "core/source/file_system_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sanad {
namespace {

// A terabyte in blocks of 512 bytes is 2^31 blocks; beyond 2^35 the count is a lie or out of reach.
constexpr std::uint64_t most_blocks = std::uint64_t{1} << 35;
constexpr TSK_INUM_T ntfs_bitmap_entry = 6;  // $Bitmap, by its fixed place in the MFT

}  // namespace

Result<AllocationMap> AllocationMap::load(TSK_FS_INFO& file_system, const BlockLayout& layout) {
    AllocationMap map;
    // The count of a damaged superblock can be anything: no block beyond the evidence is of use.
    const std::uint64_t room = layout.image_size > layout.origin ? layout.image_size - layout.origin : 0;
    const std::uint64_t fitting = (room + layout.block_size - 1) / layout.block_size;
    const std::uint64_t blocks = file_system.last_block_act < fitting ? file_system.last_block_act + 1 : fitting;
    if (blocks <= file_system.first_block) return map;
    if (blocks > most_blocks)
        return failure(Fault::limit, fmt::format("{} blocks: too many for an allocation map", blocks));
    const auto whole = [&]() -> Result<AllocationMap> {
        if (map.free_.fits()) return std::move(map);
        return failure(Fault::limit, "allocation map: too much of the volume is in small pieces to keep it in memory");
    };
    map.free_ = BlockMap{blocks};
    if (TSK_FS_TYPE_ISNTFS(file_system.ftype) && map.read_ntfs_bitmap(file_system, blocks)) return whole();
    map.free_ = BlockMap{blocks};
    const auto each = [](const TSK_FS_BLOCK* block, void* to) {
        static_cast<BlockMap*>(to)->set_free(block->addr);
        return TSK_WALK_CONT;
    };
    tsk_error_reset();
    const auto wanted =
        static_cast<TSK_FS_BLOCK_WALK_FLAG_ENUM>(TSK_FS_BLOCK_WALK_FLAG_UNALLOC | TSK_FS_BLOCK_WALK_FLAG_AONLY);
    const auto walked = from_tsk(
        [&] { return tsk_fs_block_walk(&file_system, file_system.first_block, blocks - 1, wanted, each, &map.free_); },
        std::uint8_t{1});
    if (walked != 0) return failure(Fault::damaged, fmt::format("allocation map: {}", tsk_complaint()));
    tsk_error_reset();
    return whole();
}

bool AllocationMap::read_ntfs_bitmap(TSK_FS_INFO& file_system, std::uint64_t blocks) {
    const TskFile file{tsk_fs_file_open_meta(&file_system, nullptr, ntfs_bitmap_entry)};
    std::vector<Byte> piece(1024 * 1024);
    std::uint64_t block = 0;
    while (file && block < blocks) {
        const std::uint64_t left = (blocks - block + 7) / 8;
        const auto got = tsk_fs_file_read(
            file.get(), static_cast<TSK_OFF_T>(block / 8), reinterpret_cast<char*>(piece.data()),
            static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left)), TSK_FS_FILE_READ_FLAG_NONE);
        if (got <= 0) break;
        for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i, block += 8) {
            const auto free_bits = static_cast<std::uint64_t>(static_cast<Byte>(~piece[i]));
            free_.add(block / 64, free_bits << (block % 64));
        }
    }
    tsk_error_reset();
    return block >= blocks;
}

Recovery judge_recovery(const Content& content, const BlockLayout& layout, const AllocationMap& map) {
    bool recorded = false;
    for (const Extent& extent : content.extents) {
        if (extent.kind == ExtentKind::sparse || extent.length == 0) continue;
        recorded = true;
        const std::uint64_t first = (extent.image_offset - layout.origin) / layout.block_size;
        const std::uint64_t last = (extent.image_offset + extent.length - 1 - layout.origin) / layout.block_size;
        if (map.next(first, false) <= last) return Recovery::partly_reallocated;
    }
    return recorded ? Recovery::intact : Recovery::none;
}

}  // namespace sanad
