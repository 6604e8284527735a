#include <immintrin.h>

#include "core/crypto/lane_kernels.hpp"
#include "core/crypto/lane_rounds.hpp"

namespace sanad::kernels {
namespace {

/// Sixteen messages, one word of each (AVX-512 F and BW).
struct Avx512 {
    using Word = __m512i;
    static constexpr std::size_t width = 16;

    // The tables of vpternlogd list the result for each (x, y, z) from 000 in bit 0 to 111 in bit 7.
    SANAD_INLINE static Word constant(std::uint32_t value) { return _mm512_set1_epi32(static_cast<int>(value)); }
    SANAD_INLINE static Word add(Word x, Word y) { return _mm512_add_epi32(x, y); }
    SANAD_INLINE static Word exclusive_or(Word x, Word y) { return _mm512_xor_si512(x, y); }
    SANAD_INLINE static Word choose(Word x, Word y, Word z) { return _mm512_ternarylogic_epi32(x, y, z, 0xca); }
    SANAD_INLINE static Word add_choice(Word sum, Word x, Word y, Word z) { return add(sum, choose(x, y, z)); }
    SANAD_INLINE static Word majority(Word x, Word y, Word z) { return _mm512_ternarylogic_epi32(x, y, z, 0xe8); }
    SANAD_INLINE static Word parity(Word x, Word y, Word z) { return _mm512_ternarylogic_epi32(x, y, z, 0x96); }
    SANAD_INLINE static Word md5_i(Word x, Word y, Word z) { return _mm512_ternarylogic_epi32(x, y, z, 0x39); }
    template <int n>
    SANAD_INLINE static Word rotate_left(Word x) {
        return _mm512_rol_epi32(x, n);
    }
    template <int n>
    SANAD_INLINE static Word shift_right(Word x) {
        return _mm512_srli_epi32(x, n);
    }
    SANAD_INLINE static Word load_words(const std::uint32_t* words) { return _mm512_load_si512(words); }
    SANAD_INLINE static void store_words(std::uint32_t* words, Word x) { _mm512_store_si512(words, x); }

    /// Turns a row per message into a row per word: 4 by 4 words inside each quarter, then the quarters.
    SANAD_INLINE static void transpose(Word (&rows)[16]) {
        Word pairs[16];
        for (std::size_t i = 0; i < 16; i += 2) {
            pairs[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
            pairs[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
        }
        Word fours[16];  // fours[4 * g + w], quarter q: word 4 * q + w of messages 4 * g to 4 * g + 3
        for (std::size_t g = 0; g < 16; g += 4) {
            fours[g + 0] = _mm512_unpacklo_epi64(pairs[g], pairs[g + 2]);
            fours[g + 1] = _mm512_unpackhi_epi64(pairs[g], pairs[g + 2]);
            fours[g + 2] = _mm512_unpacklo_epi64(pairs[g + 1], pairs[g + 3]);
            fours[g + 3] = _mm512_unpackhi_epi64(pairs[g + 1], pairs[g + 3]);
        }
        for (std::size_t w = 0; w < 4; ++w) {
            const Word low_even = _mm512_shuffle_i32x4(fours[w], fours[4 + w], 0x88);
            const Word low_odd = _mm512_shuffle_i32x4(fours[w], fours[4 + w], 0xdd);
            const Word high_even = _mm512_shuffle_i32x4(fours[8 + w], fours[12 + w], 0x88);
            const Word high_odd = _mm512_shuffle_i32x4(fours[8 + w], fours[12 + w], 0xdd);
            rows[w] = _mm512_shuffle_i32x4(low_even, high_even, 0x88);
            rows[8 + w] = _mm512_shuffle_i32x4(low_even, high_even, 0xdd);
            rows[4 + w] = _mm512_shuffle_i32x4(low_odd, high_odd, 0x88);
            rows[12 + w] = _mm512_shuffle_i32x4(low_odd, high_odd, 0xdd);
        }
    }
    SANAD_INLINE static void load_little_endian(Word (&words)[16], const Message* messages, std::size_t offset) {
        for (std::size_t lane = 0; lane < 16; ++lane) words[lane] = _mm512_loadu_si512(messages[lane] + offset);
        transpose(words);
    }
    SANAD_INLINE static void load_big_endian(Word (&words)[16], const Message* messages, std::size_t offset) {
        const Word swap = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
        for (std::size_t lane = 0; lane < 16; ++lane)
            words[lane] = _mm512_shuffle_epi8(_mm512_loadu_si512(messages[lane] + offset), swap);
        transpose(words);
    }
};

}  // namespace

void md5_avx512(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(lanes::Twice<Avx512>::width == md5_avx512_width);
    lanes::compress<lanes::Twice<Avx512>, lanes::Md5Rounds>(columns, messages, blocks);
}
void sha1_avx512(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(Avx512::width == sha1_avx512_width);
    lanes::compress<Avx512, lanes::Sha1Rounds>(columns, messages, blocks);
}
void sha256_avx512(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(Avx512::width == sha256_avx512_width);
    lanes::compress<Avx512, lanes::Sha256Rounds>(columns, messages, blocks);
}

}  // namespace sanad::kernels
