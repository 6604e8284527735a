#pragma once
// Pixels as a PNG (W3C Portable Network Graphics), stored and not compressed: for small pictures, and without a
// library.
#include <cstdint>
#include <string>

#include "core/base/bytes.hpp"

namespace sanad {

/// `rgba`: four bytes a pixel, rows from the top; what is transparent is laid on white. std::logic_error when it is not
/// width × height × 4 bytes, or more than 1,024 pixels in a row.
std::string png_of(std::uint32_t width, std::uint32_t height, Bytes rgba);

}  // namespace sanad
