#pragma once
// One message, one word at a time. In an unnamed namespace by intent: each file that includes it has its own copy, made
// of the instructions that file is compiled for (lane_kernels.hpp).
#include <cstring>

#include "core/crypto/lane_kernels.hpp"
#include "core/crypto/lane_rounds.hpp"

namespace sanad::kernels {
namespace {

struct Scalar {
    using Word = std::uint32_t;
    static constexpr std::size_t width = 1;

    SANAD_INLINE static Word constant(std::uint32_t value) { return value; }
    SANAD_INLINE static Word add(Word x, Word y) { return x + y; }
    SANAD_INLINE static Word exclusive_or(Word x, Word y) { return x ^ y; }
    SANAD_INLINE static Word choose(Word x, Word y, Word z) { return z ^ (x & (y ^ z)); }
    // The two halves of a choice share no bit, so they can be added one after the other; only the half with the newest
    // word is then on the path from round to round.
    SANAD_INLINE static Word add_choice(Word sum, Word x, Word y, Word z) { return sum + (~x & z) + (x & y); }
    SANAD_INLINE static Word majority(Word x, Word y, Word z) { return (x & y) | (z & (x | y)); }
    SANAD_INLINE static Word parity(Word x, Word y, Word z) { return x ^ (y ^ z); }
    SANAD_INLINE static Word md5_i(Word x, Word y, Word z) { return y ^ (x | ~z); }
    template <int n>
    SANAD_INLINE static Word rotate_left(Word x) {
        return x << n | x >> (32 - n);
    }
    template <int n>
    SANAD_INLINE static Word shift_right(Word x) {
        return x >> n;
    }
    SANAD_INLINE static Word load_words(const std::uint32_t* words) { return *words; }
    SANAD_INLINE static void store_words(std::uint32_t* words, Word x) { *words = x; }
    SANAD_INLINE static void load_little_endian(Word (&words)[16], Message message, std::size_t offset) {
        for (std::size_t w = 0; w < 16; ++w)
            words[w] = number(message + offset + w * 4, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    }
    SANAD_INLINE static void load_big_endian(Word (&words)[16], Message message, std::size_t offset) {
        for (std::size_t w = 0; w < 16; ++w)
            words[w] = number(message + offset + w * 4, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    }
    SANAD_INLINE static Word number(const std::uint8_t* bytes, bool swap) {
        Word value;
        std::memcpy(&value, bytes, sizeof value);
        return swap ? __builtin_bswap32(value) : value;
    }
};

}  // namespace

}  // namespace sanad::kernels
