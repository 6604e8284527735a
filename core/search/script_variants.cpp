#include "core/search/script_variants.hpp"

#include <algorithm>
#include <map>

#include "core/base/letters.hpp"

namespace sanad {
namespace {

struct ScriptRange {
    char32_t first, last;
};

// Marks that change no word, tatweel, joiners and directional marks; the combining marks of Latin.
constexpr ScriptRange ignored_ranges[] = {{0x00AD, 0x00AD}, {0x0300, 0x036F}, {0x0610, 0x061A}, {0x061C, 0x061C},
                                          {0x0640, 0x0640}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06ED},
                                          {0x200C, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};

// Where letters and digits stand that may fold to one another.
constexpr ScriptRange scripts[] = {{0x0030, 0x0039}, {0x0600, 0x06FF}, {0x0750, 0x077F},
                                   {0x08A0, 0x08FF}, {0xFB50, 0xFDFF}, {0xFE70, 0xFEFE}};

bool among(char32_t letter, const ScriptRange* first, const ScriptRange* last) {
    return std::any_of(first, last,
                       [&](const ScriptRange& range) { return letter >= range.first && letter <= range.last; });
}

/// The one letter that stands for all that are taken for one another.
char32_t representative(char32_t letter) {
    switch (letter) {
        case 0x064A:
        case 0x0649:
        case 0x06D0:
        case 0x06CD:
        case 0x0626:
            return 0x06CC;  // yeh
        case 0x0643:
        case 0x06AA:
            return 0x06A9;  // kaf
        case 0x0647:
        case 0x0629:
        case 0x06C3:
        case 0x06C0:
        case 0x06C2:
        case 0x06D5:
            return 0x06C1;  // heh
        case 0x0671:
        case 0x0622:
        case 0x0623:
        case 0x0625:
            return 0x0627;  // alef
        case 0x0624:
            return 0x0648;  // waw
        case 0x06D4:
            return '.';
        case 0x060C:
            return ',';
        case 0x061F:
            return '?';
        default:
            break;
    }
    if (letter >= 0x0660 && letter <= 0x0669) return '0' + (letter - 0x0660);
    if (letter >= 0x06F0 && letter <= 0x06F9) return '0' + (letter - 0x06F0);
    return letter;
}

/// What a letter folds to; zero where that is not one letter.
char32_t folded(char32_t letter) {
    char32_t base = 0;
    for (const char32_t part : compatibility_decomposition(letter)) {
        if (is_ignored_mark(part) || part == ' ') continue;
        if (base != 0) return 0;
        base = representative(part);
    }
    return base;
}

const std::map<char32_t, std::vector<char32_t>>& classes() {
    static const auto made = [] {
        std::map<char32_t, std::vector<char32_t>> by_key;
        const auto add = [&](char32_t letter) {
            if (is_ignored_mark(letter)) return;
            if (const char32_t key = folded(letter); key != 0) by_key[key].push_back(letter);
        };
        for (const char32_t sign : {U',', U'.', U'?'}) add(sign);
        for (const ScriptRange& range : scripts) {
            for (char32_t letter = range.first; letter <= range.last; ++letter) add(letter);
        }
        for (auto& [key, letters] : by_key) std::ranges::sort(letters);
        return by_key;
    }();
    return made;
}

}  // namespace

bool is_ignored_mark(char32_t letter) {
    return among(letter, std::begin(ignored_ranges), std::end(ignored_ranges));
}

const std::vector<char32_t>& ignored_marks() {
    static const auto all = [] {
        std::vector<char32_t> letters;
        for (const ScriptRange& range : ignored_ranges) {
            for (char32_t letter = range.first; letter <= range.last; ++letter) letters.push_back(letter);
        }
        return letters;
    }();
    return all;
}

bool is_arabic_letter(char32_t letter) {
    // Without the digits of 0x30 to 0x39.
    return among(letter, std::begin(scripts) + 1, std::end(scripts)) && !is_ignored_mark(letter);
}

std::vector<char32_t> folded_variants(char32_t letter) {
    if (is_ignored_mark(letter)) return {};
    const char32_t key = folded(letter);
    if (const auto found = classes().find(key); key != 0 && found != classes().end()) {
        auto letters = found->second;
        if (std::ranges::find(letters, letter) == letters.end()) letters.push_back(letter);
        return letters;
    }
    return {letter};
}

}  // namespace sanad
