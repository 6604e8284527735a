#pragma once
// NTFS replaces the last two bytes of every sector of its records (FILE, INDX, RCRD) by an update sequence number when
// it writes them; the bytes that belong there stand in the record's head (MS-NTFS; "fixup"). Text that lies across such
// a place is broken in the image and whole in the file.
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

inline constexpr std::size_t record_sector = 512;

/// Bytes of the record that begins with `head`, by its own account; nothing when none begins there.
std::optional<std::size_t> ntfs_record_size(Bytes head);

/// The record with its bytes put back. Nothing when its sectors do not end with the number that its head names: it is
/// torn, or no record.
std::optional<std::vector<Byte>> repaired_ntfs_record(Bytes record);

/// Bytes of an image, from `offset` in it, with every whole record among them put back: in `room`, or the bytes as they
/// are where no record begins. Records begin at sectors.
Bytes with_repaired_ntfs_records(Bytes bytes, std::uint64_t offset, std::vector<Byte>& room);

}  // namespace sanad
