#pragma once
// Normalization of Unicode (UAX #15), by utf8proc.
#include <string>
#include <string_view>

namespace sanad {

/// True for UTF-8 in Normalization Form C.
bool is_nfc(std::string_view text);
/// Normalization Form C; text that is not UTF-8 comes back as it is.
std::string nfc(std::string_view text);

}  // namespace sanad
