#pragma once
// Places that are worth a look: what each family asks of the classes of the characters around a place, answered for
// thousands of places at once. A place at which something may stand is a candidate; most candidates are nothing.
#include <string_view>

#include "core/search/identifiers/byte_classes.hpp"

namespace sanad {

/// Asked piece by piece, in order; what is asked of a place may reach back into earlier pieces.
class Candidates {
public:
    Candidates();
    static constexpr std::size_t characters_at_once = 64 * blocks_at_once;

    /// The next characters: as many as there are at once, except for the last piece. Without any candidate: false.
    bool next(std::string_view text);

    // Bit i of [1 + n]: character 64 n + i of the piece.
    BitColumn numbers;  ///< four digits in a row, the first time; three, a sign, three; a plus and a digit
    BitColumn ipv4;     ///< a digit, after a dot and a digit
    BitColumn domain;   ///< a letter, after a dot and a letter or digit
    BitColumn email;    ///< a letter or digit, after an at sign
    BitColumn url;      ///< the second slash of ://
    BitColumn ipv6;     ///< one place behind a colon that has hexadecimal digits or colons to both sides
    BitColumn mac;      ///< one place behind the separator of the second pair of hexadecimal digits
    BitColumn iban;     ///< the second digit after two capitals that begin a word
    BitColumn plate;    ///< the second digit after one to four capitals
    BitColumn coin;     ///< the twenty-sixth letter or digit of a run, or so
    BitColumn
        phrase;  ///< where 47 characters of words of three to eight small letters, and blanks, end for the first time
    BitColumn wide;    ///< the fourth high byte in a row of 16-bit text
    BitColumn arabic;  ///< the first byte of two letters of the Arabic block in UTF-8, digits perhaps
    BitColumn any;     ///< one of these

private:
    void ask(std::size_t blocks);
    void ask_512(std::size_t blocks);
    void ask_256(std::size_t blocks);
    void ask_plainly(std::size_t blocks);
    bool look(const char* text, std::size_t blocks);
    bool look_padded(std::string_view text);
    template <class Each>
    void with_history(Each&& each);

    ByteClasses is_;
    BitColumn letter_, alnum_, hex_, gap_, high_, wide_, wide_two_;
    BitColumn two_digits_, three_digits_, four_digits_;
    BitColumn small_two_, small_four_, small_eight_;  ///< runs of small letters
    BitColumn alnum_two_, alnum_four_, alnum_eight_, alnum_16_, alnum_26_;
    BitColumn word_, word_two_, word_four_, word_eight_, word_16_, word_47_;  ///< what a phrase may consist of
};

}  // namespace sanad
