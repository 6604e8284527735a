#pragma once
// Pictures of telephones that Qt's decoders do not know: HEIC (HEVC) and AVIF (AV1) in HEIF, ISO/IEC 23008-12, by
// libheif.
#include "core/base/bytes.hpp"
#include "core/render/decoded_picture.hpp"

namespace sanad {

/// Its decoders are plugins on Debian 13: loaded before the sandbox closes.
void load_heif_decoders();
/// By its `ftyp` box.
bool is_heif(Bytes file);
/// The primary picture itself, never a thumbnail that stands beside it: the two need not show the same.
DecodedPicture decode_heif(Bytes file);

}  // namespace sanad
