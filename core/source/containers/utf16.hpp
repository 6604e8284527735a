#pragma once
#include <string>

#include "core/base/bytes.hpp"

namespace sanad::containers {

enum class ByteOrder : std::uint8_t { little, big };

/// UTF-16 as UTF-8, up to the first NUL or the end; a lone surrogate becomes U+FFFD.
std::string utf8_from_utf16(Bytes text, ByteOrder order);

/// A GUID as Windows stores it (first three fields little-endian), "2dc27766-f623-4200-9d64-115e9bfd4a08".
std::string guid_text(Bytes guid);

}  // namespace sanad::containers
