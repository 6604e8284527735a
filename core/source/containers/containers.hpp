#pragma once
// Virtual disks (VMDK, VHD, VHDX, QCOW2) and AFF as evidence: which files belong together, and the medium they hold.
#include "core/source/open_image.hpp"

namespace sanad {

/// `list` holds one opened file of a container that can name others. Finds them beside it (same directory, only the
/// file name of what the evidence says), opens them read-only and appends them with `layer_sizes`. An extent or a
/// parent that is missing is an error naming it; on an error the files opened here are closed again.
Result<void> add_extents_and_parents(SegmentList& list);

/// The medium inside a VMDK, VHD, VHDX, QCOW2 or AFF. Uses only the descriptors of `list`, which must stay open as long
/// as the source lives: works where open() is forbidden.
Result<OpenImage> open_container(const SegmentList& list);

}  // namespace sanad
