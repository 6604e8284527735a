#pragma once
// Names what stands in a volume that cannot be listed: encrypted containers, volume managers, file systems without a
// reader here. By signature first; what has none, by its statistics. Private to this folder.
#include <optional>
#include <string>

#include "core/source/byte_source.hpp"

namespace sanad {

struct Recognised {
    std::string type;    ///< "BitLocker", "XFS"
    std::string reason;  ///< why no files are listed, for an examiner
};

/// `volume` seen as a source of its own.
std::optional<Recognised> recognise_encryption(ByteSource& volume);
std::optional<Recognised> recognise_unsupported(ByteSource& volume);
/// For a volume nothing else explains: random-looking, empty, or simply unknown.
Recognised explain_unknown(ByteSource& volume);

/// The bytes at `offset`; what lies beyond the end of the source or cannot be read is missing or zero.
std::vector<Byte> peek(ByteSource& source, std::uint64_t offset, std::size_t length);

}  // namespace sanad
