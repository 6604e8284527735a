#pragma once
// Which of 64 characters are of which class, a bit for each: what the prefilter reasons with.
#include <array>
#include <cstddef>
#include <cstdint>

namespace sanad {

inline constexpr std::size_t blocks_at_once = 64;  ///< of 64 characters each

/// A bit for each character of up to `blocks_at_once` blocks, from [1] on; [0] is of the block before them.
class BitColumn {
public:
    BitColumn() { (*this)[0] = 0; }
    std::uint64_t& operator[](std::size_t block) { return words_[block + 7]; }
    std::uint64_t operator[](std::size_t block) const { return words_[block + 7]; }

private:
    alignas(64) std::array<std::uint64_t, 8 + blocks_at_once> words_;  ///< [1] begins a line of the cache
};

struct ByteClasses {
    BitColumn digit, upper, lower, hex_letter, at, dot, colon, slash, plus, dash, space;
    BitColumn blank;  ///< comma, tab, line ends
    BitColumn zero, six;
    BitColumn arabic;  ///< D9, DB: where UTF-8 begins a digit of the Arabic sets
};

/// Of each 64 characters of `text`, `blocks` times, with the widest registers that this processor has.
void classify(const char* text, std::size_t blocks, ByteClasses& classes);

/// The same by one character after another: what the others are compared with.
void classify_plainly(const char* text, std::size_t blocks, ByteClasses& classes);

}  // namespace sanad
