#pragma once
// Names that file systems store as UTF-16. Private to this folder.
#include <string>

#include "core/base/bytes.hpp"

namespace sanad {

/// UTF-8 of UTF-16 text; an unpaired surrogate keeps its value in three bytes (as WTF-8 does), so that no two names
/// become one. Ends at the first NUL.
std::string utf8_from_utf16(Bytes text, bool big_endian);

}  // namespace sanad
