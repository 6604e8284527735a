#include <immintrin.h>

#include <utility>

#include "core/crypto/lane_kernels.hpp"
#include "core/crypto/lane_rounds.hpp"
#include "core/crypto/round_constants.hpp"
#include "core/crypto/scalar_word.hpp"

namespace sanad::kernels {
namespace {

// The SHA instructions (Intel SDM, SHA extensions) do two or four rounds each, and each waits for the one before: with
// two messages in one run of instructions, one works while the other waits.

SANAD_INLINE __m128i load_sixteen(Message bytes) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

/// The chaining words of one SHA-1 message in the order the instructions want: a in the highest word.
struct Sha1Stream {
    __m128i abcd, e;
    __m128i abcd_before, e_before;
    __m128i w[4];
    Message message;

    SANAD_INLINE void open(Hash hash, Message bytes) {
        abcd = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(hash)), 0x1b);
        e = _mm_set_epi32(static_cast<int>(hash[4]), 0, 0, 0);
        message = bytes;
    }
    SANAD_INLINE void close(Hash hash) const {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(hash), _mm_shuffle_epi32(abcd, 0x1b));
        hash[4] = static_cast<std::uint32_t>(_mm_extract_epi32(e, 3));
    }
    SANAD_INLINE void start_block() {
        const __m128i reverse = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
        for (int i = 0; i < 4; ++i) w[i] = _mm_shuffle_epi8(load_sixteen(message + 16 * i), reverse);
        message += 64;
        abcd_before = abcd;
        e_before = e;
    }
    template <std::size_t g>
    SANAD_INLINE void four_rounds() {
        if constexpr (g >= 4)
            w[g % 4] = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(w[g % 4], w[(g + 1) % 4]), w[(g + 2) % 4]),
                                          w[(g + 3) % 4]);
        const __m128i e_and_words = g == 0 ? _mm_add_epi32(e, w[0]) : _mm_sha1nexte_epu32(e, w[g % 4]);
        e = abcd;
        abcd = _mm_sha1rnds4_epu32(abcd, e_and_words, g / 5);
    }
    SANAD_INLINE void end_block() {
        e = _mm_sha1nexte_epu32(e, e_before);
        abcd = _mm_add_epi32(abcd, abcd_before);
    }
    static constexpr std::size_t groups = 20;
};

/// The chaining words of one SHA-256 message in the order the instructions want.
struct Sha256Stream {
    __m128i abef, cdgh;
    __m128i abef_before, cdgh_before;
    __m128i w[4];
    Message message;

    SANAD_INLINE void open(Hash hash, Message bytes) {
        const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(hash)), 0xb1);
        const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(hash + 4)), 0x1b);
        abef = _mm_alignr_epi8(cdab, efgh, 8);
        cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
        message = bytes;
    }
    SANAD_INLINE void close(Hash hash) const {
        const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
        const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(hash), _mm_blend_epi16(feba, dchg, 0xf0));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(hash + 4), _mm_alignr_epi8(dchg, feba, 8));
    }
    SANAD_INLINE void start_block() {
        const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
        for (int i = 0; i < 4; ++i) w[i] = _mm_shuffle_epi8(load_sixteen(message + 16 * i), swap);
        message += 64;
        abef_before = abef;
        cdgh_before = cdgh;
    }
    template <std::size_t g>
    SANAD_INLINE void four_rounds() {
        if constexpr (g >= 4) {
            const __m128i seven_back = _mm_alignr_epi8(w[(g + 3) % 4], w[(g + 2) % 4], 4);
            w[g % 4] = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w[g % 4], w[(g + 1) % 4]), seven_back),
                                            w[(g + 3) % 4]);
        }
        const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(sha256_constants + 4 * g));
        const __m128i words = _mm_add_epi32(w[g % 4], constants);
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0e));
    }
    SANAD_INLINE void end_block() {
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    static constexpr std::size_t groups = 16;
};

template <class Stream, std::size_t... g>
SANAD_INLINE void block(Stream& stream, std::index_sequence<g...>) {
    stream.start_block();
    (stream.template four_rounds<g>(), ...);
    stream.end_block();
}

template <std::size_t g, class Stream>
SANAD_INLINE void four_rounds_of_both(Stream& first, Stream& second) {
    first.template four_rounds<g>();
    second.template four_rounds<g>();
}

template <class Stream, std::size_t... g>
SANAD_INLINE void block_of_both(Stream& first, Stream& second, std::index_sequence<g...>) {
    first.start_block();
    second.start_block();
    (four_rounds_of_both<g>(first, second), ...);
    first.end_block();
    second.end_block();
}

template <class Stream>
SANAD_INLINE void compress(Hash hash, Message message, std::size_t blocks) {
    Stream stream;
    stream.open(hash, message);
    for (std::size_t n = 0; n < blocks; ++n) block(stream, std::make_index_sequence<Stream::groups>{});
    stream.close(hash);
}

template <class Stream>
SANAD_INLINE void compress_both(Hash first_hash, Message first, Hash second_hash, Message second, std::size_t blocks) {
    Stream one, other;
    one.open(first_hash, first);
    other.open(second_hash, second);
    for (std::size_t n = 0; n < blocks; ++n) block_of_both(one, other, std::make_index_sequence<Stream::groups>{});
    one.close(first_hash);
    other.close(second_hash);
}

// MD5 keeps the integer units waiting for its own last result, and the SHA instructions keep the vector units busy: of
// the same bytes, all digests together take little longer than MD5 alone.

template <std::size_t g>
SANAD_INLINE void four_md5_rounds(std::uint32_t (&s)[4], const std::uint32_t (&words)[16]) {
    using Md5 = lanes::Md5Rounds<Scalar>;
    Md5::round<4 * g>(s, words);
    Md5::round<4 * g + 1>(s, words);
    Md5::round<4 * g + 2>(s, words);
    Md5::round<4 * g + 3>(s, words);
}

/// A sixteenth of a block of each: 4 rounds of MD5 and SHA-256, 5 of SHA-1 on average.
template <std::size_t g, bool with_leaf>
SANAD_INLINE void rounds_of_all(std::uint32_t (&md5)[4], const std::uint32_t (&words)[16], Sha1Stream& sha1,
                                Sha256Stream& sha256, Sha256Stream& leaf) {
    four_md5_rounds<g>(md5, words);
    sha256.four_rounds<g>();
    if constexpr (with_leaf) leaf.four_rounds<g>();
    sha1.four_rounds<g + g / 4>();
    if constexpr (g % 4 == 3) sha1.four_rounds<g + g / 4 + 1>();
}

template <bool with_leaf, std::size_t... g>
SANAD_INLINE void rounds_of_all(std::uint32_t (&md5)[4], const std::uint32_t (&words)[16], Sha1Stream& sha1,
                                Sha256Stream& sha256, Sha256Stream& leaf, std::index_sequence<g...>) {
    (rounds_of_all<g, with_leaf>(md5, words, sha1, sha256, leaf), ...);
}

template <bool with_leaf>
SANAD_INLINE void compress_together(const Together& messages, std::size_t blocks) {
    Sha1Stream sha1;
    Sha256Stream sha256, leaf;
    std::uint32_t md5[4];
    for (std::size_t w = 0; w < 4; ++w) md5[w] = messages.md5_hash[w];
    sha1.open(messages.sha1_hash, messages.sha1);
    sha256.open(messages.sha256_hash, messages.sha256);
    if constexpr (with_leaf) leaf.open(messages.leaf_hash, messages.leaf);
    for (std::size_t n = 0; n < blocks; ++n) {
        std::uint32_t words[16];
        Scalar::load_little_endian(words, messages.md5, n * 64);
        std::uint32_t s[4] = {md5[0], md5[1], md5[2], md5[3]};
        sha1.start_block();
        sha256.start_block();
        if constexpr (with_leaf) leaf.start_block();
        rounds_of_all<with_leaf>(s, words, sha1, sha256, leaf, std::make_index_sequence<16>{});
        for (std::size_t w = 0; w < 4; ++w) md5[w] += s[w];
        sha1.end_block();
        sha256.end_block();
        if constexpr (with_leaf) leaf.end_block();
    }
    for (std::size_t w = 0; w < 4; ++w) messages.md5_hash[w] = md5[w];
    sha1.close(messages.sha1_hash);
    sha256.close(messages.sha256_hash);
    if constexpr (with_leaf) leaf.close(messages.leaf_hash);
}

}  // namespace

void together_sha_ni(const Together& messages, std::size_t blocks) {
    if (messages.leaf_hash != nullptr)
        compress_together<true>(messages, blocks);
    else
        compress_together<false>(messages, blocks);
}
void sha1_sha_ni(Hash hash, Message message, std::size_t blocks) {
    compress<Sha1Stream>(hash, message, blocks);
}
void sha256_sha_ni(Hash hash, Message message, std::size_t blocks) {
    compress<Sha256Stream>(hash, message, blocks);
}
void sha1_sha_ni_pair(Hash first_hash, Message first, Hash second_hash, Message second, std::size_t blocks) {
    compress_both<Sha1Stream>(first_hash, first, second_hash, second, blocks);
}
void sha256_sha_ni_pair(Hash first_hash, Message first, Hash second_hash, Message second, std::size_t blocks) {
    compress_both<Sha256Stream>(first_hash, first, second_hash, second, blocks);
}

}  // namespace sanad::kernels
