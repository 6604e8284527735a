#pragma once
// Names what stands in a volume that cannot be listed: encrypted containers, volume managers, file systems without a
// reader here. By signature first; what has none, by its statistics. Private to this folder.
#include <optional>
#include <string>
#include <vector>

#include "core/source/byte_source.hpp"

namespace sanad {

struct Recognised {
    std::string type;                   ///< "BitLocker", "XFS"
    std::string reason;                 ///< why no files are listed, for an examiner
    std::string label{}, identifier{};  ///< where its header gives them
};

/// Every mark that stands where a kind writes it, `volume` seen as a source of its own. A mark is a few bytes, which
/// may also be a remnant or lie in a file: it says what else a volume may be, never that it holds nothing else.
std::vector<Recognised> recognise_marks(ByteSource& volume);
/// Those of encryption.
std::vector<Recognised> recognise_encryption(ByteSource& volume);
/// UDF's descriptors, alone or beside ISO 9660's.
bool has_udf(ByteSource& volume);
/// The file system whose own name or magic number stands where it writes it, whether or not the rest can be read:
/// "NTFS", "FAT32", "ext"; empty for none.
std::string type_by_its_mark(ByteSource& volume);
/// What is left of a file system whose beginning is destroyed: its own copy of it, elsewhere in the volume.
std::optional<Recognised> recognise_copies(ByteSource& volume);
/// What a volume looks like in a few places: random, zeros there, or simply unknown.
Recognised explain_samples(ByteSource& volume);
/// For a volume nothing else explains. "none", of which nothing is to be listed, only where every byte was read and is
/// zero: a large volume of zeros wherever it was sampled is unknown.
Recognised explain_unknown(ByteSource& volume);

/// Text up to the first NUL, without blanks at its end; empty beyond the bytes.
std::string text_at(Bytes bytes, std::uint64_t offset, std::uint64_t length);
/// RFC 4122 text of the sixteen bytes at `offset`; empty when they are all zero.
std::string uuid_at(Bytes bytes, std::uint64_t offset);

/// The bytes at `offset`; what lies beyond the end of the source or cannot be read is missing or zero.
std::vector<Byte> peek(ByteSource& source, std::uint64_t offset, std::size_t length);

}  // namespace sanad
