#pragma once
// What an examiner may ask of the index, in words:
//   رقم transfer        both, in one text            "wire transfer"      a phrase
//   a OR b, a NOT b     either; one without other    (a OR b) AND c       grouped
//   trans*              words that begin so          *sfer, *ansf*        words that end so, that hold it (3 letters)
//   "wire trans*"       a phrase whose last word begins so; a * at its first word likewise
//   a NEAR/5 b          at most 5 words between      name:plan from:… url:…     only there (query_fields.hpp)
// Signs of other query languages (led?er, -word, "a b"~5) are refused with what to write instead; quoted, they are
// letters.
// Operators are in capitals. Words are compared folded (fold.hpp): case, vowel marks and forms of letters do not count.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/search/fold.hpp"
#include "core/search/query_fields.hpp"

namespace sanad {

struct WordPattern {
    std::string key;          ///< folded
    bool open_start = false;  ///< other letters may stand before it
    bool open_end = false;    ///< and after it
    bool matches(std::string_view word) const;
    bool operator==(const WordPattern&) const = default;
};

/// Words that follow one another.
struct SearchPhrase {
    std::vector<WordPattern> words;
    std::string original;  ///< as it was typed, without quotes and stars
};

/// A phrase, or several near each other.
struct SearchTerm {
    std::vector<SearchPhrase> phrases;
    std::uint32_t near = 0;   ///< of several: the most words between the first and the last
    SearchFields fields = 0;  ///< 0: wherever the search looks
    /// Of findings only these attributes, names of the catalog; empty: all.
    std::vector<std::string_view> attributes;
    bool looks_at(std::string_view attribute) const;
};

struct QueryNode {
    enum class Kind : std::uint8_t { term, all, any, without };  ///< without: the first and not the second
    Kind kind = Kind::term;
    std::size_t term = 0;  ///< in SearchQuery::terms
    std::vector<QueryNode> parts;
};

struct SearchQuery {
    std::vector<SearchTerm> terms;
    QueryNode root;
    FoldLevel level = FoldLevel::standard;
    /// Some term names the fields it is looked for in: what is combined are then files, not single texts.
    bool names_fields() const;
};

/// Fault::refused with the place and the reason when it makes no sense.
Result<SearchQuery> parse_query(std::string_view text, FoldLevel level = FoldLevel::standard);

/// Whether a query says more than its letters: an operator, a star, quotation marks, parentheses, a field. What looks
/// for letters alone, as a raw scan does, would not do what it says.
bool says_more_than_letters(std::string_view text);

/// The same query for longer words: those that only begin with the words asked for, with `inside` also those that hold
/// them. For saying what a search for whole words left out.
SearchQuery for_longer_words(SearchQuery query, bool inside);

}  // namespace sanad
