#pragma once
// What an examiner asks a raw scan to look for, and what it means letter by letter, before any encoding.
//
// Regular expressions: letters, . [sets] (groups) | * + ? {n,m}, \d \w \s \D \W \S, [[:alpha:]] and its like, \t \n \r,
// \x{41} a code point, \x41 a byte. Repetitions take as much as they can. What raw bytes cannot have or bounded time
// does not allow (anchors, back references, looking around, lazy repetition) is refused by name.
#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct SearchPattern {
    std::string text;             ///< UTF-8
    bool regex = false;           ///< otherwise every character stands for itself
    bool case_sensitive = false;  ///< otherwise letters with cases are found in both
    bool folded = false;  ///< also letters that Urdu and Arabic writers use for one another, with or without marks
    bool operator==(const SearchPattern&) const = default;
};

/// Code points of a set, sorted and apart from one another.
struct LetterRange {
    char32_t first = 0, last = 0;
    bool operator==(const LetterRange&) const = default;
};

struct PatternNode {
    enum class Kind : std::uint8_t { letters, bytes, sequence, choice, repeat };
    Kind kind = Kind::sequence;
    std::vector<LetterRange> letters{};  ///< of `letters`: one of them
    bool any_other = false;            ///< of `letters`: a negated set or the dot, which takes what is no text as well
    std::bitset<256> bytes{};          ///< of `bytes`: one of them, in no encoding
    std::vector<PatternNode> parts{};  ///< of a sequence, a choice; the one part of `repeat`
    std::uint32_t least = 0;           ///< of `repeat`
    std::optional<std::uint32_t> most{};  ///< nothing: without end
};

inline constexpr std::size_t longest_pattern = 4096;  ///< bytes

/// The pattern's meaning. Fault::refused with the reason and the place.
Result<PatternNode> parse_pattern(const SearchPattern& pattern);

}  // namespace sanad
