#include "core/search/roman_urdu.hpp"

#include <algorithm>

namespace sanad {

std::string roman_skeleton(std::string_view word) {
    if (word.size() < 3 || word.size() > 40) return {};
    if (!std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) return {};
    std::string skeleton;
    for (std::size_t at = 0; at < word.size(); ++at) {
        char letter = word[at];
        const char next = at + 1 < word.size() ? word[at + 1] : '\0';
        if (letter == 'k' && next == 'h') {
            letter = 'q';
            ++at;
        } else if (letter == 'e' && next == 'e') {
            letter = 'i';
            ++at;
        } else if (letter == 'o' && next == 'o') {
            letter = 'u';
            ++at;
        } else if (letter == 'v') {
            letter = 'w';
        } else if (letter == 'z') {
            letter = 'j';
        }
        if (!skeleton.empty() && skeleton.back() == letter) continue;  // aa as a, doubled consonants as one
        skeleton += letter;
    }
    return skeleton;
}

std::vector<char> possible_first_letters(std::string_view skeleton) {
    if (skeleton.empty()) return {};
    switch (skeleton.front()) {
        case 'q':
            return {'k', 'q'};
        case 'i':
            return {'e', 'i'};
        case 'u':
            return {'o', 'u'};
        case 'w':
            return {'v', 'w'};
        case 'j':
            return {'j', 'z'};
        default:
            return {skeleton.front()};
    }
}

}  // namespace sanad
