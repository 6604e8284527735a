#pragma once
// Images without sectors: the files themselves are the evidence.
#include "core/source/file_system.hpp"
#include "core/source/open_image.hpp"

namespace sanad {

/// The files of a directory tree, an archive or a logical EnCase image. `image` is what open_image gave for `segments`;
/// both, and their descriptors, must outlive the result. README.md says how each kind must be read.
Result<std::unique_ptr<FileSystem>> open_logical(const SegmentList& segments, ByteSource& image);

/// A directory as evidence: `directory` is its descriptor, opened read-only. The only kind of evidence whose reader
/// opens files (openat beneath that descriptor, never through a symbolic link, never of a device, socket or pipe).
Result<std::unique_ptr<FileSystem>> open_directory_tree(const SegmentFile& directory);

/// A tar, plain or compressed (gzip, xz, bzip2, zstd, …), or a zip; told apart by their signatures.
Result<std::unique_ptr<FileSystem>> open_archive(ByteSource& archive);

}  // namespace sanad
