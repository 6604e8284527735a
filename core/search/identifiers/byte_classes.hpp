#pragma once
// Which of 64 characters are of which class, a bit for each: what the prefilter reasons with.
#include <cstddef>
#include <cstdint>

namespace sanad {

struct ByteClasses {
    std::uint64_t digit, upper, lower, hex_letter, at, dot, colon, slash, plus, dash, space;
    std::uint64_t blank;  ///< comma, tab, line ends
    std::uint64_t zero, six;
    std::uint64_t arabic;  ///< D9, DB: where UTF-8 begins a digit of the Arabic sets
};

/// Of each 64 characters of `text`, `blocks` times, with the widest registers that this processor has.
void classify(const char* text, std::size_t blocks, ByteClasses* classes);

/// The same by one character after another: what the others are compared with.
void classify_plainly(const char* text, std::size_t blocks, ByteClasses* classes);

}  // namespace sanad
