#pragma once
// Single letters of Unicode: their other cases and what they are made of, by utf8proc.
#include <string>
#include <string_view>
#include <vector>

namespace sanad {

/// The letter itself first, then its simple lower and upper case where they differ (Unicode, simple case mapping).
std::vector<char32_t> cases_of(char32_t letter);

/// What the letter decomposes to under Normalization Form KD; itself where it does not.
std::u32string compatibility_decomposition(char32_t letter);

/// The code points of UTF-8; nothing when `text` is not UTF-8.
bool code_points(std::string_view text, std::u32string& into);

/// Appends the UTF-8 of a code point; U+FFFD for what is no character.
void append_utf8(std::string& text, char32_t letter);

}  // namespace sanad
