#pragma once
// The rounds of MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4), written once for every width. `Vector` says what a word
// is (one 32-bit number, or one from each of several messages) and how words are added, rotated and combined.
//
// Words never move between variables: round i finds a, b, c … at slots that rotate with i, all known at compile time.
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/crypto/round_constants.hpp"

namespace sanad::lanes {

// Inlined by force: the rounds are one straight run of instructions only if every slot index is a constant.
#define SANAD_INLINE [[gnu::always_inline]] inline

template <class Vector>
struct Md5Rounds {
    using Word = typename Vector::Word;
    static constexpr std::size_t words = 4;

    template <std::size_t i>
    SANAD_INLINE static void round(Word (&s)[words], const Word (&message)[16]) {
        constexpr int shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
        constexpr std::size_t index = i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : 7 * i % 16;
        Word& a = s[(64 - i) % 4];
        const Word b = s[(65 - i) % 4], c = s[(66 - i) % 4], d = s[(67 - i) % 4];
        a = Vector::add(a, Vector::add(message[index], Vector::constant(md5_constants[i])));
        if constexpr (i < 16)
            a = Vector::add(a, Vector::choose(b, c, d));
        else if constexpr (i < 32)
            a = Vector::add_choice(a, d, b, c);
        else if constexpr (i < 48)
            a = Vector::add(a, Vector::parity(b, c, d));
        else
            a = Vector::add(a, Vector::md5_i(b, c, d));
        a = Vector::add(b, Vector::template rotate_left<shifts[i / 16][i % 4]>(a));
    }

    template <std::size_t... i>
    SANAD_INLINE static void rounds(Word (&s)[words], const Word (&message)[16], std::index_sequence<i...>) {
        (round<i>(s, message), ...);
    }

    template <class Messages>
    SANAD_INLINE static void block(Word (&hash)[words], Messages messages, std::size_t offset) {
        Word message[16];
        Vector::load_little_endian(message, messages, offset);
        Word s[words] = {hash[0], hash[1], hash[2], hash[3]};
        rounds(s, message, std::make_index_sequence<64>{});
        for (std::size_t w = 0; w < words; ++w) hash[w] = Vector::add(hash[w], s[w]);
    }
};

template <class Vector>
struct Sha1Rounds {
    using Word = typename Vector::Word;
    static constexpr std::size_t words = 5;

    template <std::size_t i>
    SANAD_INLINE static void round(Word (&s)[words], Word (&w)[16]) {
        if constexpr (i >= 16) {
            const Word mixed =
                Vector::exclusive_or(Vector::parity(w[(i - 3) % 16], w[(i - 8) % 16], w[(i - 14) % 16]), w[i % 16]);
            w[i % 16] = Vector::template rotate_left<1>(mixed);
        }
        const Word a = s[(80 - i) % 5], c = s[(82 - i) % 5], d = s[(83 - i) % 5];
        Word& b = s[(81 - i) % 5];
        Word& e = s[(84 - i) % 5];
        e = Vector::add(e, Vector::add(w[i % 16], Vector::constant(sha1_constants[i / 20])));
        if constexpr (i < 20)
            e = Vector::add(e, Vector::choose(b, c, d));
        else if constexpr (i >= 40 && i < 60)
            e = Vector::add(e, Vector::majority(b, c, d));
        else
            e = Vector::add(e, Vector::parity(b, c, d));
        e = Vector::add(e, Vector::template rotate_left<5>(a));
        b = Vector::template rotate_left<30>(b);
    }

    template <std::size_t... i>
    SANAD_INLINE static void rounds(Word (&s)[words], Word (&w)[16], std::index_sequence<i...>) {
        (round<i>(s, w), ...);
    }

    template <class Messages>
    SANAD_INLINE static void block(Word (&hash)[words], Messages messages, std::size_t offset) {
        Word w[16];
        Vector::load_big_endian(w, messages, offset);
        Word s[words] = {hash[0], hash[1], hash[2], hash[3], hash[4]};
        rounds(s, w, std::make_index_sequence<80>{});
        for (std::size_t n = 0; n < words; ++n) hash[n] = Vector::add(hash[n], s[n]);
    }
};

template <class Vector>
struct Sha256Rounds {
    using Word = typename Vector::Word;
    static constexpr std::size_t words = 8;

    template <int x, int y, int z>
    SANAD_INLINE static Word rotations(Word word) {
        return Vector::parity(Vector::template rotate_left<32 - x>(word), Vector::template rotate_left<32 - y>(word),
                              Vector::template rotate_left<32 - z>(word));
    }
    template <int x, int y, int z>
    SANAD_INLINE static Word rotations_and_shift(Word word) {
        return Vector::parity(Vector::template rotate_left<32 - x>(word), Vector::template rotate_left<32 - y>(word),
                              Vector::template shift_right<z>(word));
    }

    template <std::size_t i>
    SANAD_INLINE static void round(Word (&s)[words], Word (&w)[16]) {
        if constexpr (i >= 16) {
            w[i % 16] = Vector::add(Vector::add(w[i % 16], rotations_and_shift<7, 18, 3>(w[(i - 15) % 16])),
                                    Vector::add(w[(i - 7) % 16], rotations_and_shift<17, 19, 10>(w[(i - 2) % 16])));
        }
        const Word a = s[(64 - i) % 8], b = s[(65 - i) % 8], c = s[(66 - i) % 8];
        Word& d = s[(67 - i) % 8];
        const Word e = s[(68 - i) % 8], f = s[(69 - i) % 8], g = s[(70 - i) % 8];
        Word& h = s[(71 - i) % 8];
        h = Vector::add(h, Vector::add(w[i % 16], Vector::constant(sha256_constants[i])));
        h = Vector::add(h, Vector::add(Vector::choose(e, f, g), rotations<6, 11, 25>(e)));
        d = Vector::add(d, h);
        h = Vector::add(h, Vector::add(Vector::majority(a, b, c), rotations<2, 13, 22>(a)));
    }

    template <std::size_t... i>
    SANAD_INLINE static void rounds(Word (&s)[words], Word (&w)[16], std::index_sequence<i...>) {
        (round<i>(s, w), ...);
    }

    template <class Messages>
    SANAD_INLINE static void block(Word (&hash)[words], Messages messages, std::size_t offset) {
        Word w[16];
        Vector::load_big_endian(w, messages, offset);
        Word s[words] = {hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]};
        rounds(s, w, std::make_index_sequence<64>{});
        for (std::size_t n = 0; n < words; ++n) hash[n] = Vector::add(hash[n], s[n]);
    }
};

/// `blocks` blocks of every lane: chaining words in, chaining words out.
template <class Vector, template <class> class Rounds, class Messages>
SANAD_INLINE void compress(std::uint32_t* columns, Messages messages, std::size_t blocks) {
    constexpr std::size_t words = Rounds<Vector>::words;
    typename Vector::Word hash[words];
    for (std::size_t w = 0; w < words; ++w) hash[w] = Vector::load_words(columns + w * Vector::width);
    for (std::size_t block = 0; block < blocks; ++block) Rounds<Vector>::block(hash, messages, block * 64);
    for (std::size_t w = 0; w < words; ++w) Vector::store_words(columns + w * Vector::width, hash[w]);
}

/// Two vectors as one word: rounds wait on their own results, and a second set of lanes fills the wait.
template <class Vector>
struct Twice {
    struct Word {
        typename Vector::Word low, high;
    };
    static constexpr std::size_t width = 2 * Vector::width;

    SANAD_INLINE static Word constant(std::uint32_t value) {
        return {Vector::constant(value), Vector::constant(value)};
    }
    SANAD_INLINE static Word add(Word x, Word y) { return {Vector::add(x.low, y.low), Vector::add(x.high, y.high)}; }
    SANAD_INLINE static Word exclusive_or(Word x, Word y) {
        return {Vector::exclusive_or(x.low, y.low), Vector::exclusive_or(x.high, y.high)};
    }
    SANAD_INLINE static Word choose(Word x, Word y, Word z) {
        return {Vector::choose(x.low, y.low, z.low), Vector::choose(x.high, y.high, z.high)};
    }
    SANAD_INLINE static Word add_choice(Word sum, Word x, Word y, Word z) {
        return {Vector::add_choice(sum.low, x.low, y.low, z.low), Vector::add_choice(sum.high, x.high, y.high, z.high)};
    }
    SANAD_INLINE static Word majority(Word x, Word y, Word z) {
        return {Vector::majority(x.low, y.low, z.low), Vector::majority(x.high, y.high, z.high)};
    }
    SANAD_INLINE static Word parity(Word x, Word y, Word z) {
        return {Vector::parity(x.low, y.low, z.low), Vector::parity(x.high, y.high, z.high)};
    }
    SANAD_INLINE static Word md5_i(Word x, Word y, Word z) {
        return {Vector::md5_i(x.low, y.low, z.low), Vector::md5_i(x.high, y.high, z.high)};
    }
    template <int n>
    SANAD_INLINE static Word rotate_left(Word x) {
        return {Vector::template rotate_left<n>(x.low), Vector::template rotate_left<n>(x.high)};
    }
    template <int n>
    SANAD_INLINE static Word shift_right(Word x) {
        return {Vector::template shift_right<n>(x.low), Vector::template shift_right<n>(x.high)};
    }
    SANAD_INLINE static Word load_words(const std::uint32_t* words) {
        return {Vector::load_words(words), Vector::load_words(words + Vector::width)};
    }
    SANAD_INLINE static void store_words(std::uint32_t* words, Word x) {
        Vector::store_words(words, x.low);
        Vector::store_words(words + Vector::width, x.high);
    }
    template <class Messages>
    SANAD_INLINE static void load_little_endian(Word (&words)[16], Messages messages, std::size_t offset) {
        typename Vector::Word half[16];
        Vector::load_little_endian(half, messages, offset);
        for (std::size_t w = 0; w < 16; ++w) words[w].low = half[w];
        Vector::load_little_endian(half, messages + Vector::width, offset);
        for (std::size_t w = 0; w < 16; ++w) words[w].high = half[w];
    }
    template <class Messages>
    SANAD_INLINE static void load_big_endian(Word (&words)[16], Messages messages, std::size_t offset) {
        typename Vector::Word half[16];
        Vector::load_big_endian(half, messages, offset);
        for (std::size_t w = 0; w < 16; ++w) words[w].low = half[w];
        Vector::load_big_endian(half, messages + Vector::width, offset);
        for (std::size_t w = 0; w < 16; ++w) words[w].high = half[w];
    }
};

}  // namespace sanad::lanes
