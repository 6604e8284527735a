#pragma once
// The encodings in which a raw scan looks for text, and what it finds in them as text again.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

enum class ScanEncoding : std::uint8_t { utf8, utf16le, utf16be, windows_1256, bytes };
std::string_view name_of(ScanEncoding encoding);

/// What a byte from 0x80 on means in windows-1256 (all 128 have a meaning).
extern const std::array<char16_t, 128> windows_1256_upper;

/// Bytes of evidence as text in `encoding`: what is no character there, or no text at all (`bytes`), as U+FFFD;
/// controls stay as they are. For showing only.
std::string decoded_text(Bytes bytes, ScanEncoding encoding);

}  // namespace sanad
