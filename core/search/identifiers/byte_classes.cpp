#include "core/search/identifiers/byte_classes.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sanad {
namespace {

/// The classes by the three questions that registers of any width answer.
#define SANAD_CLASSES(is, within, within_either_case)               \
    classes.digit[block] = within('0', '9');                        \
    classes.upper[block] = within('A', 'Z');                        \
    classes.lower[block] = within('a', 'z');                        \
    classes.hex_letter[block] = within_either_case('a', 'f');       \
    classes.at[block] = is('@');                                    \
    classes.dot[block] = is('.');                                   \
    classes.colon[block] = is(':');                                 \
    classes.slash[block] = is('/');                                 \
    classes.plus[block] = is('+');                                  \
    classes.dash[block] = is('-');                                  \
    classes.space[block] = is(' ');                                 \
    classes.blank[block] = is(',') | within('\t', '\n') | is('\r'); \
    classes.zero[block] = is(0);                                    \
    classes.six[block] = is(6);                                     \
    classes.arabic[block] = is(0xD9) | is(0xDB)

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw"))) void classify_512(const char* text, std::size_t blocks,
                                                              ByteClasses& classes) {
    for (std::size_t block = 1; block <= blocks; ++block, text += 64) {
        const __m512i bytes = _mm512_loadu_si512(text);
#define IS(c) _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(static_cast<char>(c)))
#define RANGE(value, first, last)                                                              \
    _mm512_cmple_epu8_mask(_mm512_sub_epi8(value, _mm512_set1_epi8(static_cast<char>(first))), \
                           _mm512_set1_epi8(static_cast<char>((last) - (first))))
#define WITHIN(first, last) RANGE(bytes, first, last)
#define EITHER(first, last) RANGE(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), first, last)
        SANAD_CLASSES(IS, WITHIN, EITHER);
#undef IS
#undef RANGE
#undef WITHIN
#undef EITHER
    }
}

__attribute__((target("avx2"))) void classify_256(const char* text, std::size_t blocks, ByteClasses& classes) {
    for (std::size_t block = 1; block <= blocks; ++block, text += 64) {
        const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
        const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
        const __m256i blank = _mm256_set1_epi8(0x20);
        const __m256i low_either = _mm256_or_si256(low, blank), high_either = _mm256_or_si256(high, blank);
#define BITS(a, b)                                                                     \
    (static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(a))) | \
     static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(b))) << 32)
#define EQUAL(value, c) _mm256_cmpeq_epi8(value, _mm256_set1_epi8(static_cast<char>(c)))
#define INSIDE(value, first, last)                                                            \
    EQUAL(_mm256_max_epu8(_mm256_sub_epi8(value, _mm256_set1_epi8(static_cast<char>(first))), \
                          _mm256_set1_epi8(static_cast<char>((last) - (first)))),             \
          (last) - (first))
#define IS(c) BITS(EQUAL(low, c), EQUAL(high, c))
#define WITHIN(first, last) BITS(INSIDE(low, first, last), INSIDE(high, first, last))
#define EITHER(first, last) BITS(INSIDE(low_either, first, last), INSIDE(high_either, first, last))
        SANAD_CLASSES(IS, WITHIN, EITHER);
#undef BITS
#undef EQUAL
#undef INSIDE
#undef IS
#undef WITHIN
#undef EITHER
    }
}
#endif

}  // namespace

void classify_plainly(const char* text, std::size_t blocks, ByteClasses& classes) {
    for (std::size_t block = 1; block <= blocks; ++block, text += 64) {
        const auto bits = [&](auto&& belongs) {
            std::uint64_t all = 0;
            for (unsigned place = 0; place < 64; ++place)
                all |= static_cast<std::uint64_t>(belongs(static_cast<unsigned char>(text[place]))) << place;
            return all;
        };
        const auto is = [&](unsigned wanted) { return bits([&](unsigned c) { return c == wanted; }); };
        const auto within = [&](unsigned first, unsigned last) {
            return bits([&](unsigned c) { return c >= first && c <= last; });
        };
        const auto either = [&](unsigned first, unsigned last) {
            return bits([&](unsigned c) { return (c | 0x20u) >= first && (c | 0x20u) <= last; });
        };
        SANAD_CLASSES(is, within, either);
    }
}

void classify(const char* text, std::size_t blocks, ByteClasses& classes) {
#if defined(__x86_64__)
    using Kernel = void (*)(const char*, std::size_t, ByteClasses&);
    static const Kernel kernel = __builtin_cpu_supports("avx512bw") ? &classify_512
                                 : __builtin_cpu_supports("avx2")   ? &classify_256
                                                                    : &classify_plainly;
    kernel(text, blocks, classes);
#else
    classify_plainly(text, blocks, classes);
#endif
}

}  // namespace sanad
