#include "core/search/identifiers/candidates.hpp"

#include <array>
#include <cstring>

namespace sanad {
namespace {

/// Bit i: the bit of the character `back` places before i.
std::uint64_t before(const BitColumn& column, std::size_t block, unsigned back) {
    return column[block] << back | column[block - 1] >> (64 - back);
}

bool all_zero(std::string_view text) {
    return text[0] == 0 && std::memcmp(text.data(), text.data() + 1, text.size() - 1) == 0;
}

}  // namespace

// In passes, each over all blocks and without a branch, so that the compiler does several blocks in one register. What
// reaches back into the block before is a column of an earlier pass.
__attribute__((always_inline)) inline void Candidates::ask(std::size_t blocks) {
    const ByteClasses& is = is_;
    for (std::size_t b = 1; b <= blocks; ++b) {
        letter_[b] = is.upper[b] | is.lower[b];
        alnum_[b] = letter_[b] | is.digit[b];
        hex_[b] = is.digit[b] | is.hex_letter[b];
        gap_[b] = is.dash[b] | is.space[b];
        high_[b] = is.zero[b] | is.six[b];
        two_digits_[b] = is.digit[b] & before(is.digit, b, 1);
        small_two_[b] = is.lower[b] & before(is.lower, b, 1);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        three_digits_[b] = two_digits_[b] & before(is.digit, b, 2);
        four_digits_[b] = two_digits_[b] & before(two_digits_, b, 2);
        alnum_two_[b] = alnum_[b] & before(alnum_, b, 1);
        small_four_[b] = small_two_[b] & before(small_two_, b, 2);
        // A high byte whose low byte precedes: either order has one of them at each second place.
        wide_[b] = high_[b] & ~before(high_, b, 1);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        numbers[b] = (four_digits_[b] & ~before(four_digits_, b, 1)) |
                     (three_digits_[b] & before(gap_, b, 3) & before(three_digits_, b, 4)) |
                     (is.digit[b] & before(is.plus, b, 1));
        alnum_four_[b] = alnum_two_[b] & before(alnum_two_, b, 2);
        small_eight_[b] = small_four_[b] & before(small_four_, b, 4);
        wide_two_[b] = wide_[b] & before(wide_, b, 2);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        alnum_eight_[b] = alnum_four_[b] & before(alnum_four_, b, 4);
        wide[b] = wide_two_[b] & before(wide_two_, b, 4);
        // Twelve words of three to eight letters, and eleven blanks: a ninth letter, and the blank behind a word of one
        // or two, are in no phrase.
        const std::uint64_t blank = is.space[b] | is.blank[b];
        const std::uint64_t after_short = before(is.lower, b, 1) & ~(before(is.lower, b, 2) & before(is.lower, b, 3));
        word_[b] = (blank & ~after_short) | (is.lower[b] & ~before(small_eight_, b, 1));
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        alnum_16_[b] = alnum_eight_[b] & before(alnum_eight_, b, 8);
        word_two_[b] = word_[b] & before(word_, b, 1);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        // Addresses of currencies have 26 characters at the least.
        alnum_26_[b] = alnum_16_[b] & before(alnum_16_, b, 10);
        word_four_[b] = word_two_[b] & before(word_two_, b, 2);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        coin[b] = alnum_26_[b] & ~before(alnum_26_, b, 1);
        word_eight_[b] = word_four_[b] & before(word_four_, b, 4);
    }
    for (std::size_t b = 1; b <= blocks; ++b) word_16_[b] = word_eight_[b] & before(word_eight_, b, 8);
    for (std::size_t b = 1; b <= blocks; ++b)
        word_47_[b] = word_16_[b] & before(word_16_, b, 16) & before(word_16_, b, 31);
    for (std::size_t b = 1; b <= blocks; ++b) {
        phrase[b] = word_47_[b] & ~before(word_47_, b, 1);
        const std::uint64_t after_dot = before(is.dot, b, 1);
        ipv4[b] = is.digit[b] & after_dot & before(is.digit, b, 2);
        domain[b] = letter_[b] & after_dot & before(alnum_, b, 2);
        email[b] = alnum_[b] & before(is.at, b, 1);
        const std::uint64_t after_colon = before(is.colon, b, 1);
        url[b] = is.slash[b] & before(is.slash, b, 1) & before(is.colon, b, 2);
        ipv6[b] = after_colon & (hex_[b] | is.colon[b]) & (before(hex_, b, 2) | before(is.colon, b, 2));
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        const std::uint64_t separated =
            (before(is.colon, b, 1) & before(is.colon, b, 4)) | (before(is.dash, b, 1) & before(is.dash, b, 4));
        mac[b] = hex_[b] & separated & before(hex_, b, 2) & before(hex_, b, 3);
        iban[b] = two_digits_[b] & before(is.upper, b, 2) & before(is.upper, b, 3) & ~before(alnum_, b, 4);
        arabic[b] = is.arabic[b] & before(is.arabic, b, 2);
    }
    for (std::size_t b = 1; b <= blocks; ++b) {
        const std::uint64_t joined = before(is.upper, b, 2) & ~before(alnum_four_, b, 3);
        const std::uint64_t apart = before(gap_, b, 2) & before(is.upper, b, 3) & ~before(alnum_four_, b, 4);
        plate[b] = two_digits_[b] & (joined | apart);
        any[b] = numbers[b] | ipv4[b] | domain[b] | email[b] | url[b] | ipv6[b] | mac[b] | iban[b] | plate[b] |
                 coin[b] | phrase[b] | wide[b] | arabic[b];
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) void Candidates::ask_512(std::size_t blocks) {
    ask(blocks);
}
__attribute__((target("avx2"))) void Candidates::ask_256(std::size_t blocks) {
    ask(blocks);
}
#endif
void Candidates::ask_plainly(std::size_t blocks) {
    ask(blocks);
}

// What the first block of the next piece may ask about the last of this one.
template <class Each>
void Candidates::with_history(Each&& each) {
    for (BitColumn* column :
         {&is_.digit,   &is_.upper,    &is_.lower,   &is_.at,      &is_.dot,       &is_.colon,    &is_.slash,
          &is_.plus,    &is_.dash,     &is_.arabic,  &alnum_,      &hex_,          &gap_,         &high_,
          &wide_,       &wide_two_,    &word_,       &two_digits_, &three_digits_, &four_digits_, &small_two_,
          &small_four_, &small_eight_, &alnum_two_,  &alnum_four_, &alnum_eight_,  &alnum_16_,    &alnum_26_,
          &word_two_,   &word_four_,   &word_eight_, &word_16_,    &word_47_})
        each(*column);
}

Candidates::Candidates() {
    high_[0] = ~std::uint64_t{0};  // before the first character stands no low byte
}

bool Candidates::next(std::string_view text) {
    if (text.size() < characters_at_once) {
        const std::size_t whole = text.size() / 64, rest = text.size() % 64;
        return rest == 0 ? look(text.data(), whole) : look_padded(text);
    }
    // A fifth of a disk is zeros. Behind a byte that can be no low one, nothing begins or ends in them.
    if (high_[0] >> 63 != 0 && all_zero(text)) {
        with_history([](BitColumn& column) { column[0] = 0; });
        high_[0] = ~std::uint64_t{0};
        return false;
    }
    return look(text.data(), blocks_at_once);
}

bool Candidates::look_padded(std::string_view text) {
    std::array<char, characters_at_once> padded;
    const std::size_t blocks = text.size() / 64 + 1;
    std::memcpy(padded.data(), text.data(), text.size());
    std::memset(padded.data() + text.size(), 0x01, blocks * 64 - text.size());  // of no class
    return look(padded.data(), blocks);
}

bool Candidates::look(const char* text, std::size_t blocks) {
    classify(text, blocks, is_);
#if defined(__x86_64__)
    using Ask = void (Candidates::*)(std::size_t);
    static const Ask ask_widely =
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
            ? &Candidates::ask_512
        : __builtin_cpu_supports("avx2") ? &Candidates::ask_256
                                         : &Candidates::ask_plainly;
    (this->*ask_widely)(blocks);
#else
    ask_plainly(blocks);
#endif
    with_history([blocks](BitColumn& column) { column[0] = column[blocks]; });
    std::uint64_t found = 0;
    for (std::size_t b = 1; b <= blocks; ++b) found |= any[b];
    return found != 0;
}

}  // namespace sanad
