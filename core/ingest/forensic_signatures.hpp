#pragma once
// Signatures an examiner needs and the freedesktop database lacks; TYPES.md lists them with their sources.
#include <cstdint>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

/// The MIME type of the first signature that fits, or empty. `size`: of the whole file.
std::string_view forensic_type(Bytes head, std::uint64_t size);

}  // namespace sanad
