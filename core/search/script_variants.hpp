#pragma once
// The ways in which one letter may stand in a text: its cases, and in Arabic script the letters that Urdu writers and
// keyboards use for one another.
#include <string>
#include <vector>

namespace sanad {

/// Every letter that is searched when `letter` is, itself included, in ascending order: letters that fold to the same
/// one (ی ي ى ئ …; ک ك; ہ ه ة …; ا أ آ …; و ؤ; their presentation forms; digits of the three scripts). Of a mark:
/// empty, because marks are left out of a folded pattern.
std::vector<char32_t> folded_variants(char32_t letter);

/// True for what a folded search ignores between letters: vowel marks, tatweel, joiners, directional marks.
bool is_ignored_mark(char32_t letter);
/// All of them, in ascending order.
const std::vector<char32_t>& ignored_marks();

/// True for letters of Arabic script, presentation forms included: between two of them marks may stand.
bool is_arabic_letter(char32_t letter);

/// Single letters that stand for lam and an alef (U+FEF5 to U+FEFC).
inline constexpr char32_t first_lam_alef = 0xFEF5, last_lam_alef = 0xFEFC;

}  // namespace sanad
