#pragma once
// From a file system's block addresses to the bytes of the image. Private to this folder.
#include "core/source/file_system.hpp"
#include "core/source/tsk.hpp"

namespace sanad {

/// Where the blocks of an open file system lie in the image.
struct BlockLayout {
    std::uint64_t origin = 0;  ///< image byte of block 0
    std::uint64_t block_size = 1;
    std::uint64_t image_size = 0;
    /// False where blocks are not simply one after the other (raw CD sectors with headers between them).
    bool contiguous = true;
    /// The list of a content's runs leaves out its holes (ext4's extents); elsewhere a gap in it is a part that is
    /// lost.
    bool gaps_are_holes = false;

    /// `pool_origin` for a volume of a pool, whose block addresses are the pool's.
    static BlockLayout of(const TSK_FS_INFO& file_system, std::uint64_t image_size,
                          std::optional<std::uint64_t> pool_origin);
};

struct DescribedContent {
    Content content;
    Bytes resident;        ///< the bytes of resident contents, owned by the attribute
    std::string remark;    ///< what contradicts the evidence, else empty
    bool limited = false;  ///< it was a guard that stopped the description
};

/// Where the bytes of one attribute are. Recovery is left for the caller to judge.
DescribedContent describe_content(const BlockLayout& layout, const TSK_FS_ATTR& attribute,
                                  std::uint64_t metadata_address, std::uint32_t max_extents);

/// The bytes of an attribute as The Sleuth Kit decodes them. `file_system` must outlive the source.
Result<Source> open_attribute(TSK_FS_INFO& file_system, const Content& content);

}  // namespace sanad
