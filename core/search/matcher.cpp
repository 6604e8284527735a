#include "core/search/matcher.hpp"

#include <algorithm>
#include <tuple>

namespace sanad {

Matcher::Matcher(const SearchQuery& query, bool exact) : query_{query}, exact_{exact}, folder_{query.level} {
    for (const SearchTerm& term : query.terms) {
        std::vector<std::string>& wanted = wanted_.emplace_back();
        for (const SearchPhrase& phrase : term.phrases) {
            wanted.emplace_back();
            const FoldedWords words = folder_.words(phrase.original);
            if (!exact || words.words.empty()) continue;
            // Signs at the ends of what was typed ("a.b.") lie outside of the words.
            const std::size_t begin = words.words.front().begin;
            wanted.back() = phrase.original.substr(begin, words.words.back().end - begin);
        }
    }
}

std::vector<Matcher::Span> Matcher::places(const FoldedWords& words, std::string_view text, const SearchPhrase& phrase,
                                           std::string_view wanted) const {
    std::vector<Span> found;
    const std::size_t count = phrase.words.size();
    for (std::size_t at = 0; at + count <= words.words.size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; same && i < count; ++i) same = phrase.words[i].matches(words.key(words.words[at + i]));
        if (!same) continue;
        const std::size_t begin = words.words[at].begin;
        const std::size_t end = words.words[at + count - 1].end;
        if (!wanted.empty() && text.substr(begin, end - begin).find(wanted) == std::string_view::npos) continue;
        found.emplace_back(at, at + count - 1);
    }
    return found;
}

std::vector<Matcher::Span> Matcher::places(const FoldedWords& words, std::string_view text, std::size_t number) const {
    const SearchTerm& term = query_.terms[number];
    const auto& wanted = wanted_[number];
    std::vector<Span> first = places(words, text, term.phrases.front(), wanted.front());
    if (term.phrases.size() == 1 || first.empty()) return first;
    std::vector<std::vector<Span>> others;
    for (std::size_t i = 1; i < term.phrases.size(); ++i) {
        others.push_back(places(words, text, term.phrases[i], wanted[i]));
        if (others.back().empty()) return {};
    }
    // For each place of the first phrase, the nearest of every other; together they may not spread further than asked.
    std::vector<Span> found;
    for (const Span& one : first) {
        Span whole = one;
        std::size_t inside = one.second - one.first + 1;
        bool apart = false;
        for (const auto& list : others) {
            const auto distance = [&](const Span& other) {
                return other.first > one.second   ? other.first - one.second
                       : other.second < one.first ? one.first - other.second
                                                  : std::size_t{0};
            };
            // The same words cannot be two phrases.
            const Span* nearest = nullptr;
            for (const Span& other : list) {
                if (other.first <= one.second && other.second >= one.first) continue;
                if (nearest == nullptr || distance(other) < distance(*nearest)) nearest = &other;
            }
            if (nearest == nullptr) {
                apart = true;
                break;
            }
            whole = {std::min(whole.first, nearest->first), std::max(whole.second, nearest->second)};
            inside += nearest->second - nearest->first + 1;
        }
        if (apart || whole.second - whole.first + 1 > inside + term.near) continue;
        found.push_back(whole);
    }
    return found;
}

const WordPattern* Matcher::lone_word(std::size_t number) const {
    const SearchTerm& term = query_.terms[number];
    const bool lone = !exact_ && term.phrases.size() == 1 && term.phrases.front().words.size() == 1;
    return lone ? &term.phrases.front().words.front() : nullptr;
}

namespace {

bool is_ascii_letters(std::string_view key) {
    return std::ranges::all_of(key, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Of U+0600 to U+06FF alone, whose keys are letters of that block and digits: none is an ASCII letter.
bool is_arabic_block(std::string_view stretch) {
    return std::ranges::all_of(stretch, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x80 && byte < 0xC0) || (byte >= 0xD8 && byte <= 0xDB);
    });
}

/// What pattern.matches() says of the key of a stretch of ASCII, which is its small letters: none is made, as nearly
/// all stretches of a text are other words.
bool matches_ascii(const WordPattern& pattern, std::string_view stretch) {
    const std::string_view key = pattern.key;
    if (stretch.size() < key.size()) return false;
    const auto stands_at = [&](std::size_t at) {
        for (std::size_t i = 0; i < key.size(); ++i) {
            const char c = stretch[at + i];
            if (key[i] != static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c)) return false;
        }
        return true;
    };
    if (!pattern.open_start) return (pattern.open_end || stretch.size() == key.size()) && stands_at(0);
    const std::size_t last = stretch.size() - key.size();
    if (!pattern.open_end) return stands_at(last);
    for (std::size_t at = 0; at <= last; ++at) {
        if (stands_at(at)) return true;
    }
    return false;
}

}  // namespace

std::vector<TextMatch> Matcher::lone_words(std::string_view text, const std::vector<std::size_t>& terms) {
    std::vector<TextMatch> found;
    std::vector<std::pair<const WordPattern*, std::size_t>> patterns;
    for (const std::size_t term : terms) patterns.emplace_back(lone_word(term), term);
    const bool no_arabic =
        std::ranges::all_of(patterns, [](const auto& each) { return is_ascii_letters(each.first->key); });
    each_stretch(text, [&](std::size_t begin, std::size_t end, bool ascii) {
        const std::string_view stretch = text.substr(begin, end - begin);
        const auto add = [&](std::string_view word, std::size_t from, std::size_t to) {
            for (const auto& [pattern, term] : patterns) {
                if (word.size() < pattern->key.size() || !pattern->matches(word)) continue;
                found.push_back({from, to, term});
                break;  // at most once at a place
            }
        };
        if (ascii) {
            for (const auto& [pattern, term] : patterns) {
                if (!matches_ascii(*pattern, stretch)) continue;
                found.push_back({begin, end, term});
                break;  // at most once at a place
            }
            return;
        }
        if (no_arabic && is_arabic_block(stretch)) return;
        const FoldedWords words = folder_.words(stretch);
        for (const FoldedWord& word : words.words) add(words.key(word), begin + word.begin, begin + word.end);
    });
    return found;
}

std::vector<TextMatch> Matcher::matches(std::string_view text, const std::vector<std::size_t>& terms) {
    if (std::ranges::all_of(terms, [&](std::size_t term) { return lone_word(term) != nullptr; }))
        return lone_words(text, terms);
    const FoldedWords words = folder_.words(text);
    std::vector<TextMatch> found;
    for (const std::size_t term : terms) {
        for (const Span& place : places(words, text, term))
            found.push_back({words.words[place.first].begin, words.words[place.second].end, term});
    }
    std::ranges::sort(found, [](const TextMatch& a, const TextMatch& b) {
        return std::tie(a.begin, a.end, a.term) < std::tie(b.begin, b.end, b.term);
    });
    const auto same = [](const TextMatch& a, const TextMatch& b) { return a.begin == b.begin && a.end == b.end; };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

bool Matcher::holds(std::string_view text, std::size_t term) {
    if (lone_word(term) != nullptr) return !lone_words(text, {term}).empty();
    return !places(folder_.words(text), text, term).empty();
}

}  // namespace sanad
