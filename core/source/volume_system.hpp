#pragma once
// Partition schemes of an image: MBR with extended partitions, GPT (backup header too), APM, BSD, Sun, none.
#include <string>
#include <vector>

#include "core/source/byte_source.hpp"

namespace sanad {

struct VolumeList {
    std::vector<Volume> volumes;  ///< by offset; gaps are there as VolumeKind::unallocated
    std::vector<Remark> remarks;  ///< "GPT: primary header damaged, backup used"
};

/// Never fails for damage: an unreadable table gives one Volume of kind `whole` and a remark.
Result<VolumeList> list_volumes(ByteSource& image, std::uint32_t sector_size);

}  // namespace sanad
