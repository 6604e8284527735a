#pragma once
// File systems in sectors that no partition claims: what is left when a partition is deleted, its entry of sixteen
// bytes gone and nothing else.
#include "core/source/file_system.hpp"

namespace sanad {

/// Those that begin where partitions begin: with the gap, at a MiB or a cylinder behind its beginning, or behind the
/// last one found, and so on to its end. One that reaches beyond the gap is a remnant under what stands there now: it
/// is told, not listed. So are marks of what cannot be read, and a gap that looks random throughout. Empty when there
/// is nothing.
std::vector<FileSystemFacts> find_unclaimed_file_systems(ByteSource& image, const Volume& gap,
                                                         std::uint32_t sector_size);

}  // namespace sanad
