#pragma once
// The compressions met in containers; each fills exactly the bytes it is asked for or says why not.
#include "core/base/bytes.hpp"

namespace sanad::containers {

/// zlib stream (RFC 1950), its Adler-32 checked. `at_least`: a shorter result is accepted down to this size and the
/// rest filled with zeros (the last unit of a medium).
Result<void> unpack_zlib(Bytes packed, MutableBytes unit, std::size_t at_least);
/// Bare deflate stream (RFC 1951); bytes after its end are ignored.
Result<void> unpack_deflate(Bytes packed, MutableBytes unit);
/// Zstandard frame (RFC 8878); bytes after the unit is full are ignored.
Result<void> unpack_zstd(Bytes packed, MutableBytes unit);
/// The ".lzma" form, 13 bytes of header first.
Result<void> unpack_lzma(Bytes packed, MutableBytes unit, std::size_t at_least);

}  // namespace sanad::containers
