#include "core/source/file_system_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace sanad {
namespace {

// A terabyte in blocks of 512 bytes is 2^31 blocks; beyond 2^35 (4 GiB of map) the count is a lie or out of reach.
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
    map.free_.assign(static_cast<std::size_t>((blocks + 63) / 64), 0);
    if (TSK_FS_TYPE_ISNTFS(file_system.ftype) && map.read_ntfs_bitmap(file_system, blocks)) return map;
    const auto each = [](const TSK_FS_BLOCK* block, void* to) {
        static_cast<AllocationMap*>(to)->set_free(block->addr);
        return TSK_WALK_CONT;
    };
    tsk_error_reset();
    const auto wanted =
        static_cast<TSK_FS_BLOCK_WALK_FLAG_ENUM>(TSK_FS_BLOCK_WALK_FLAG_UNALLOC | TSK_FS_BLOCK_WALK_FLAG_AONLY);
    const auto walked = from_tsk(
        [&] { return tsk_fs_block_walk(&file_system, file_system.first_block, blocks - 1, wanted, each, &map); },
        std::uint8_t{1});
    if (walked != 0) return failure(Fault::damaged, fmt::format("allocation map: {}", tsk_complaint()));
    tsk_error_reset();
    return map;
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
            free_[static_cast<std::size_t>(block / 64)] |= free_bits << (block % 64);
        }
    }
    tsk_error_reset();
    if (block < blocks) {
        std::fill(free_.begin(), free_.end(), 0);
        return false;
    }
    if (blocks % 64 != 0) free_.back() &= (std::uint64_t{1} << (blocks % 64)) - 1;
    return true;
}

std::uint64_t AllocationMap::next(std::uint64_t from, bool wanted) const {
    for (std::uint64_t word = from / 64; word < free_.size(); ++word) {
        std::uint64_t bits = free_[static_cast<std::size_t>(word)];
        if (!wanted) bits = ~bits;
        if (word == from / 64) bits &= ~std::uint64_t{0} << (from % 64);
        if (bits != 0) return word * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
    }
    return block_count();
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
