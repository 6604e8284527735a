#pragma once
// Bytes as text for the validators: one char for each character, whatever the encoding, so that a format is written
// down once. ASCII stands as it is, a digit of the Arabic and of the extended Arabic-Indic set (Unicode 15, U+0660 and
// U+06F0) as its ASCII digit, everything else as a char above 0x7F that is part of no format.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/text.hpp"
#include "core/model/identifier.hpp"

namespace sanad {

struct Passage {
    std::string_view text;
    IdentifierEncoding encoding = IdentifierEncoding::ascii;
    bool folded = false;        ///< letters of the Arabic block stand as 0x80 | their low 7 bits, not as UTF-8 bytes
    bool goes_on_left = false;  ///< text precedes that is not here: nothing begins at its very start
    bool goes_on_right = false;
    std::uint64_t base = 0;                               ///< byte offset of text[0]
    unsigned step = 1;                                    ///< bytes a character, where `offsets` is empty
    const std::vector<std::uint32_t>* offsets = nullptr;  ///< of each character from base, and of the end

    std::uint64_t offset_of(std::size_t at) const { return base + (offsets != nullptr ? (*offsets)[at] : at * step); }
    /// The character before or at a place; NUL beyond the text, a letter where text is missing.
    char before(std::size_t at) const { return at > 0 ? text[at - 1] : goes_on_left ? 'x' : '\0'; }
    char at(std::size_t place) const { return place < text.size() ? text[place] : goes_on_right ? 'x' : '\0'; }
    bool has(std::size_t place) const { return place < text.size(); }
};

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
    return is_upper(c) || is_lower(c);
}
constexpr bool is_alnum(char c) {
    return is_letter(c) || is_digit(c);
}
constexpr bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr char lower(char c) {
    return is_upper(c) ? static_cast<char>(c | 0x20) : c;
}
std::string lower(std::string_view text);

/// Words that give a number its meaning, in the two spellings in which a passage may have them.
class NearWords {
public:
    /// UTF-8, ASCII letters in lower case. A word of ASCII letters must stand by itself.
    explicit NearWords(std::vector<std::string_view> words);
    /// True when one stands at most `reach` characters before `from` or after `until`.
    bool beside(const Passage& passage, std::size_t from, std::size_t until, std::size_t reach = 48) const;
    /// How far the nearest of them stands, in characters; nothing: none is within reach. What stands after the number
    /// is further than anything before it: labels stand before what they name.
    std::optional<std::size_t> distance(const Passage& passage, std::size_t from, std::size_t until,
                                        std::size_t reach = 48) const;

private:
    /// What stands within reach before the number and after it.
    struct Around {
        std::string_view before, after;
    };
    static Around around(const Passage& passage, std::size_t from, std::size_t until, std::size_t reach);

    class Spelling {
    public:
        void add(std::string word);
        bool stands_in(std::string_view text) const;
        /// each(begin, end) of those that stand in the text, in its order, until it says no.
        template <class Each>
        void each_in(std::string_view text, Each each) const;

    private:
        std::array<std::vector<std::string>, 256> words_by_first_;  ///< by their first byte
    };
    Spelling as_written_, folded_;
};

/// A character of the Arabic block as a passage has it: an ASCII digit, or a char above 0x7F; variants of one letter
/// (Arabic and Urdu yeh, kaf, heh) as one.
char folded_arabic(unsigned code_point);

/// The 16-bit text that contains the byte at `at` of `block`, as far as its characters are ASCII or of the Arabic
/// block. `text` and the returned passage live together. `from`, `until`: where to stop in any case.
struct Decoded {
    std::string text;
    std::vector<std::uint32_t> offsets;
    Passage passage;
    std::size_t end = 0;  ///< byte behind it
};
Decoded decode_utf16(Bytes block, std::size_t at, bool big_endian, std::size_t from);
/// The UTF-8 text around `at`, at most `reach` bytes to either side.
Decoded decode_utf8(Bytes block, std::size_t at, std::size_t reach);

}  // namespace sanad
