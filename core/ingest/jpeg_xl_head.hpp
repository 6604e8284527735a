#pragma once
// Whether bytes begin a bare code stream of JPEG XL (ISO/IEC 18181-1), whose signature is no more than ff 0a.
#include "core/base/bytes.hpp"

namespace sanad {

/// Every field from the signature to the first frame has a value that there is, and the bits that fill up a byte are 0:
/// one in fifty of random bytes behind a signature is taken for a picture.
bool begins_jpeg_xl_stream(Bytes head);

}  // namespace sanad
