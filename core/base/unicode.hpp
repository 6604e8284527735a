#pragma once
// Normalization of Unicode (UAX #15), by utf8proc.
#include <cstdint>
#include <string>
#include <string_view>

namespace sanad {

/// True for UTF-8 in Normalization Form C.
bool is_nfc(std::string_view text);
/// Normalization Form C; text that is not UTF-8 comes back as it is.
std::string nfc(std::string_view text);

/// One character of UTF-8 at `at`; an ill-formed byte counts as U+FFFD of length 1.
struct DecodedCharacter {
    char32_t character = 0;
    std::uint8_t length = 0;
};
DecodedCharacter character_at(std::string_view text, std::size_t at);
void append_character(std::string& text, char32_t character);

/// What `character` becomes by compatibility decomposition (NFKD) and full case folding.
std::u32string decomposed_and_case_folded(char32_t character);
/// Letters, marks, numbers and private use: what words are made of.
bool is_word_character(char32_t character);
/// Canonical combining class (UAX #44): 0 for all that is no combining mark.
std::uint8_t combining_class(char32_t character);

}  // namespace sanad
