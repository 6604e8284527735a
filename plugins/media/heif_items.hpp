#pragma once
// Where a HEIF file (ISO/IEC 23008-12 in ISO/IEC 14496-12) keeps its metadata. Exiv2 up to 0.28 takes the place of an
// item without its base, and then finds nothing.
#include <string_view>
#include <vector>

#include "plugins/media/bits.hpp"

namespace sanad::media {

/// The items of a type ("Exif", "mime") that lie in the file in one piece.
std::vector<Bits> heif_items(Bits file, std::string_view type);

}  // namespace sanad::media
