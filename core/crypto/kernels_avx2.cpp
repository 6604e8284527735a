#include <immintrin.h>

#include "core/crypto/lane_kernels.hpp"
#include "core/crypto/lane_rounds.hpp"

namespace sanad::kernels {
namespace {

/// Eight messages, one word of each.
struct Avx2 {
    using Word = __m256i;
    static constexpr std::size_t width = 8;

    SANAD_INLINE static Word constant(std::uint32_t value) { return _mm256_set1_epi32(static_cast<int>(value)); }
    SANAD_INLINE static Word add(Word x, Word y) { return _mm256_add_epi32(x, y); }
    SANAD_INLINE static Word exclusive_or(Word x, Word y) { return _mm256_xor_si256(x, y); }
    SANAD_INLINE static Word choose(Word x, Word y, Word z) {
        return exclusive_or(z, _mm256_and_si256(x, exclusive_or(y, z)));
    }
    SANAD_INLINE static Word add_choice(Word sum, Word x, Word y, Word z) {
        return add(add(sum, _mm256_andnot_si256(x, z)), _mm256_and_si256(x, y));
    }
    SANAD_INLINE static Word majority(Word x, Word y, Word z) {
        return _mm256_or_si256(_mm256_and_si256(x, y), _mm256_and_si256(z, _mm256_or_si256(x, y)));
    }
    SANAD_INLINE static Word parity(Word x, Word y, Word z) { return exclusive_or(exclusive_or(y, z), x); }
    SANAD_INLINE static Word md5_i(Word x, Word y, Word z) {
        return exclusive_or(y, _mm256_or_si256(x, exclusive_or(z, _mm256_set1_epi32(-1))));
    }
    template <int n>
    SANAD_INLINE static Word rotate_left(Word x) {
        return _mm256_or_si256(_mm256_slli_epi32(x, n), _mm256_srli_epi32(x, 32 - n));
    }
    template <int n>
    SANAD_INLINE static Word shift_right(Word x) {
        return _mm256_srli_epi32(x, n);
    }
    SANAD_INLINE static Word load_words(const std::uint32_t* words) {
        return _mm256_load_si256(reinterpret_cast<const Word*>(words));
    }
    SANAD_INLINE static void store_words(std::uint32_t* words, Word x) {
        _mm256_store_si256(reinterpret_cast<Word*>(words), x);
    }

    /// Turns a row per message into a row per word: 4 by 4 words inside each half, then the halves.
    SANAD_INLINE static void transpose(Word* rows) {
        Word pairs[8];
        for (std::size_t i = 0; i < 8; i += 2) {
            pairs[i] = _mm256_unpacklo_epi32(rows[i], rows[i + 1]);
            pairs[i + 1] = _mm256_unpackhi_epi32(rows[i], rows[i + 1]);
        }
        Word fours[8];
        for (std::size_t g = 0; g < 8; g += 4) {
            fours[g + 0] = _mm256_unpacklo_epi64(pairs[g], pairs[g + 2]);
            fours[g + 1] = _mm256_unpackhi_epi64(pairs[g], pairs[g + 2]);
            fours[g + 2] = _mm256_unpacklo_epi64(pairs[g + 1], pairs[g + 3]);
            fours[g + 3] = _mm256_unpackhi_epi64(pairs[g + 1], pairs[g + 3]);
        }
        for (std::size_t w = 0; w < 4; ++w) {
            rows[w] = _mm256_permute2x128_si256(fours[w], fours[4 + w], 0x20);
            rows[4 + w] = _mm256_permute2x128_si256(fours[w], fours[4 + w], 0x31);
        }
    }
    SANAD_INLINE static Word load_half(Message block) {
        return _mm256_loadu_si256(reinterpret_cast<const Word*>(block));
    }
    SANAD_INLINE static void load_little_endian(Word (&words)[16], const Message* messages, std::size_t offset) {
        for (std::size_t lane = 0; lane < 8; ++lane) {
            words[lane] = load_half(messages[lane] + offset);
            words[8 + lane] = load_half(messages[lane] + offset + 32);
        }
        transpose(words);
        transpose(words + 8);
    }
    SANAD_INLINE static void load_big_endian(Word (&words)[16], const Message* messages, std::size_t offset) {
        const Word swap = _mm256_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203, 0x0c0d0e0f, 0x08090a0b,
                                           0x04050607, 0x00010203);
        load_little_endian(words, messages, offset);
        for (Word& word : words) word = _mm256_shuffle_epi8(word, swap);
    }
};

}  // namespace

void md5_avx2(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(lanes::Twice<Avx2>::width == md5_avx2_width);
    lanes::compress<lanes::Twice<Avx2>, lanes::Md5Rounds>(columns, messages, blocks);
}
void sha1_avx2(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(Avx2::width == sha1_avx2_width);
    lanes::compress<Avx2, lanes::Sha1Rounds>(columns, messages, blocks);
}
void sha256_avx2(std::uint32_t* columns, const Message* messages, std::size_t blocks) {
    static_assert(Avx2::width == sha256_avx2_width);
    lanes::compress<Avx2, lanes::Sha256Rounds>(columns, messages, blocks);
}

}  // namespace sanad::kernels
