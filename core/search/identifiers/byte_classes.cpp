#include "core/search/identifiers/byte_classes.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sanad {
namespace {

/// The classes by the three questions that registers of any width answer.
#define SANAD_CLASSES(is, within, within_either_case)        \
    classes.digit = within('0', '9');                        \
    classes.upper = within('A', 'Z');                        \
    classes.lower = within('a', 'z');                        \
    classes.hex_letter = within_either_case('a', 'f');       \
    classes.at = is('@');                                    \
    classes.dot = is('.');                                   \
    classes.colon = is(':');                                 \
    classes.slash = is('/');                                 \
    classes.plus = is('+');                                  \
    classes.dash = is('-');                                  \
    classes.space = is(' ');                                 \
    classes.blank = is(',') | within('\t', '\n') | is('\r'); \
    classes.zero = is(0);                                    \
    classes.six = is(6);                                     \
    classes.arabic = is(0xD9) | is(0xDB)

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw"))) void classify_512(const char* text, std::size_t blocks,
                                                              ByteClasses* classes_out) {
    for (std::size_t block = 0; block < blocks; ++block, text += 64) {
        const __m512i bytes = _mm512_loadu_si512(text);
        ByteClasses& classes = classes_out[block];
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

__attribute__((target("avx2"))) void classify_256(const char* text, std::size_t blocks, ByteClasses* classes_out) {
    for (std::size_t block = 0; block < blocks; ++block, text += 64) {
        const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
        const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
        const __m256i blank = _mm256_set1_epi8(0x20);
        const __m256i low_either = _mm256_or_si256(low, blank), high_either = _mm256_or_si256(high, blank);
        ByteClasses& classes = classes_out[block];
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

void classify_plainly(const char* text, std::size_t blocks, ByteClasses* classes_out) {
    for (std::size_t block = 0; block < blocks; ++block, text += 64) {
        ByteClasses& all = classes_out[block];
        all = {};
        for (unsigned place = 0; place < 64; ++place) {
            const auto c = static_cast<unsigned char>(text[place]);
            ByteClasses classes;
            const auto is = [&](unsigned wanted) -> std::uint64_t { return c == wanted ? 1 : 0; };
            const auto within = [&](unsigned first, unsigned last) -> std::uint64_t {
                return c >= first && c <= last ? 1 : 0;
            };
            const auto either = [&](unsigned first, unsigned last) -> std::uint64_t {
                return (c | 0x20u) >= first && (c | 0x20u) <= last ? 1 : 0;
            };
            SANAD_CLASSES(is, within, either);
            all.digit |= classes.digit << place;
            all.upper |= classes.upper << place;
            all.lower |= classes.lower << place;
            all.hex_letter |= classes.hex_letter << place;
            all.at |= classes.at << place;
            all.dot |= classes.dot << place;
            all.colon |= classes.colon << place;
            all.slash |= classes.slash << place;
            all.plus |= classes.plus << place;
            all.dash |= classes.dash << place;
            all.space |= classes.space << place;
            all.blank |= classes.blank << place;
            all.zero |= classes.zero << place;
            all.six |= classes.six << place;
            all.arabic |= classes.arabic << place;
        }
    }
}

void classify(const char* text, std::size_t blocks, ByteClasses* classes) {
#if defined(__x86_64__)
    using Kernel = void (*)(const char*, std::size_t, ByteClasses*);
    static const Kernel kernel = __builtin_cpu_supports("avx512bw") ? &classify_512
                                 : __builtin_cpu_supports("avx2")   ? &classify_256
                                                                    : &classify_plainly;
    kernel(text, blocks, classes);
#else
    classify_plainly(text, blocks, classes);
#endif
}

}  // namespace sanad
