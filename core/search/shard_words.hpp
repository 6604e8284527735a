#pragma once
// Reads the words of a shard: which rows hold a word, a beginning of words or a phrase, and which words there are.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/search/search_query.hpp"
#include "core/store/query.hpp"

namespace sanad {

class Database;

/// What one query asks of one shard. Rows come in their order, each once.
class ShardWords {
public:
    explicit ShardWords(Database& shard) : shard_{shard} {}

    /// Rows in which the words follow one another; the last may be the beginning of a word.
    Result<void> add_rows(const std::vector<WordPattern>& phrase, std::vector<Id>& into);
    /// Rows in which two words stand with at most `near` others between them, in either order; either may be the
    /// beginning of a word.
    Result<void> add_rows_near(const WordPattern& one, const WordPattern& other, std::uint32_t near,
                               std::vector<Id>& into);
    /// Words from `from` on in their order, with the number of rows that hold each, until `each` says false. A word
    /// may come again, with other rows.
    Result<void> each_word(std::string_view from, const std::function<bool(std::string_view, std::uint64_t)>& each);

private:
    struct Postings;
    Result<std::vector<Postings>> postings_of(std::int64_t segment, const WordPattern& pattern);
    template <class Each>
    Result<void> each_in(std::int64_t segment, std::string_view from, bool with_postings, Each each);
    Result<std::vector<std::int64_t>> segments();
    Result<std::vector<Id>> rows_of(std::int64_t segment);
    Result<void> add_ids(std::int64_t segment, std::vector<std::uint64_t>& found, std::vector<Id>& into);

    Database& shard_;
};

}  // namespace sanad
