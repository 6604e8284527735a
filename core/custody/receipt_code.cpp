#include "core/custody/receipt_code.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "core/base/text.hpp"

namespace sanad {
namespace {

// The first 32 are digits, all 37 are check characters: the value modulo 37, the least prime above 32, catches every
// single wrong digit and every exchange of two neighbours.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
constexpr std::size_t digits = receipt_code_bytes * 8 / 5;
constexpr std::size_t group = 4;

char check_character(Bytes prefix) {
    unsigned rest = 0;
    for (const Byte byte : prefix) rest = (rest * 256 + byte) % 37;
    return alphabet[rest];
}

/// What a person may write for a digit.
char as_meant(char typed) {
    if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
    if (typed == 'O') return '0';
    if (typed == 'I' || typed == 'L') return '1';
    return typed;
}

bool separates(char typed) {
    return typed == ' ' || typed == '-' || typed == '\t' || typed == '\r' || typed == '\n';
}

/// How the typed groups differ from eight of four and one of one.
std::string wrong_length(std::string_view typed, std::size_t characters) {
    std::vector<std::size_t> groups;
    bool inside = false;
    for (const char letter : typed) {
        if (separates(letter)) {
            inside = false;
        } else if (inside) {
            ++groups.back();
        } else {
            groups.push_back(1);
            inside = true;
        }
    }
    std::string where;
    if (groups.size() > 1) {
        for (std::size_t i = 0; i < groups.size() && i < digits / group; ++i) {
            if (groups[i] == group) continue;
            where = fmt::format("; group {} has {} of {}", i + 1, groups[i], group);
            break;
        }
        const std::size_t expected = digits / group;
        if (where.empty() && groups.size() <= expected) {
            where = groups.size() == expected ? "; the check character at the end is missing"
                                              : fmt::format("; {} of {} groups are there", groups.size(), expected);
        }
    }
    return fmt::format("a receipt code has {} characters in {} groups of {} and one check character; this has {}{}",
                       digits, digits / group, group, characters, where);
}

}  // namespace

std::string receipt_code(Bytes root32) {
    if (root32.size() != 32) throw std::logic_error{"receipt_code: a tree root has 32 bytes"};
    const Bytes prefix = root32.first(receipt_code_bytes);
    std::string code;
    for (std::size_t digit = 0; digit < digits; ++digit) {
        // Five bits lie in one byte or in two.
        const std::size_t bit = digit * 5;
        const unsigned high = prefix[bit / 8];
        const unsigned low = bit / 8 + 1 < prefix.size() ? prefix[bit / 8 + 1] : 0;
        code += alphabet[(high << 8 | low) >> (11 - bit % 8) & 0x1F];
        if (digit % group == group - 1) code += '-';
    }
    return code += check_character(prefix);
}

Result<ReceiptPrefix> parse_receipt_code(std::string_view typed) {
    constexpr std::size_t longest = 200;  // nobody types more; an error message need not repeat it
    if (typed.size() > longest) return failure(Fault::refused, "a receipt code is not that long");
    std::string code;
    for (const char letter : typed) {
        if (separates(letter)) continue;
        const char meant = as_meant(letter);
        if (alphabet.find(meant) == std::string_view::npos) {
            return failure(Fault::refused, fmt::format("'{}' does not occur in receipt codes (character {} of '{}')",
                                                       shown({&letter, 1}), code.size() + 1, shown(typed)));
        }
        code += meant;
    }
    if (code.size() != digits + 1) return failure(Fault::refused, wrong_length(typed, code.size()));
    ReceiptPrefix prefix{};
    for (std::size_t digit = 0; digit < digits; ++digit) {
        const std::size_t value = alphabet.find(code[digit]);
        if (value >= 32) {
            return failure(Fault::refused, fmt::format("'{}' can only be the check character at the end, and stands in "
                                                       "group {}",
                                                       code[digit], digit / group + 1));
        }
        const std::size_t bit = digit * 5;
        const unsigned placed = static_cast<unsigned>(value) << (11 - bit % 8);
        prefix[bit / 8] = static_cast<Byte>(prefix[bit / 8] | placed >> 8);
        if (bit / 8 + 1 < prefix.size()) prefix[bit / 8 + 1] = static_cast<Byte>(prefix[bit / 8 + 1] | (placed & 0xFF));
    }
    if (const char expected = check_character(prefix); code.back() != expected) {
        return failure(Fault::refused,
                       fmt::format("the check character of these 32 characters is '{}', and '{}' stands "
                                   "there: at least one character is wrong",
                                   expected, code.back()));
    }
    return prefix;
}

}  // namespace sanad
