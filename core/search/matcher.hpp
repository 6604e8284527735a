#pragma once
// Finds the terms of a query in a text itself: where, and in which letters of the original. The index says which pieces
// may hold them; this says that they do.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/search/search_query.hpp"

namespace sanad {

struct TextMatch {
    std::size_t begin = 0, end = 0;  ///< bytes of the text
    std::size_t term = 0;
    bool operator==(const TextMatch&) const = default;
};

/// For one thread. `query` must outlive it.
class Matcher {
public:
    /// `exact`: the letters as they were typed must stand in the original, code point by code point, case included.
    Matcher(const SearchQuery& query, bool exact);

    /// Of the terms asked for, in the order of the text; each at most once at a place.
    std::vector<TextMatch> matches(std::string_view text, const std::vector<std::size_t>& terms);
    bool holds(std::string_view text, std::size_t term);

private:
    using Span = std::pair<std::size_t, std::size_t>;  ///< first and last word
    std::vector<Span> places(const FoldedWords& words, std::string_view text, const SearchPhrase& phrase,
                             std::string_view wanted) const;
    std::vector<Span> places(const FoldedWords& words, std::string_view text, std::size_t term) const;

    /// The word that a term is, where no word around it counts.
    const WordPattern* lone_word(std::size_t term) const;
    /// Of terms that are one word each: most words of the text are passed over unfolded.
    std::vector<TextMatch> lone_words(std::string_view text, const std::vector<std::size_t>& terms);

    const SearchQuery& query_;
    bool exact_;
    /// Of each phrase of each term: what must stand in the original; empty: whatever folds to it.
    std::vector<std::vector<std::string>> wanted_;
    Folder folder_;
};

}  // namespace sanad
