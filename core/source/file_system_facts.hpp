#pragma once
// What an open file system says of itself. Private to this folder.
#include "core/source/file_system_content.hpp"

namespace sanad {

/// The name examiners use for a type of The Sleuth Kit; empty for one that is not a file system.
std::string_view name_of_type(TSK_FS_TYPE_ENUM type);
/// What to ask The Sleuth Kit for, given such a name.
TSK_FS_TYPE_ENUM type_to_open(std::string_view name);

/// Type, sizes, addresses, label and identifier; `volume` is the source the file system starts in.
FileSystemFacts describe_file_system(TSK_FS_INFO& file_system, ByteSource& volume);
/// Label and identifier of an APFS volume from its superblock, at `offset` of `image`.
void describe_apfs_volume(FileSystemFacts& facts, ByteSource& image, std::uint64_t offset);

}  // namespace sanad
