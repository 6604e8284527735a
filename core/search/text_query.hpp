#pragma once
// Answers queries from the index of a case: how many texts, findings and names hold what was asked, in how many files;
// then each hit with its surroundings in the original letters. The same whatever the number of threads.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/search/search_query.hpp"
#include "core/search/text_index.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

inline constexpr SearchFields usual_fields =
    field_bit(SearchField::name) | field_bit(SearchField::text) | field_bit(SearchField::artifact);

struct SearchSettings {
    FoldLevel level = FoldLevel::standard;
    bool exact = false;                                ///< code point by code point, as typed
    SearchFields in = usual_fields;                    ///< where terms that name no field are looked for
    unsigned workers = 0;                              ///< threads; 0: one a core
    std::size_t context = 60;                          ///< characters shown on either side of a hit
    std::uint64_t most_of_a_text = ~std::uint64_t{0};  ///< hits shown of one text
};

struct SearchHit {
    SearchField field = SearchField::text;
    TextSource source = TextSource::content;  ///< of a text
    Id file = 0;
    std::string path;  ///< raw bytes
    bool deleted = false;
    std::optional<Id> artifact;
    std::string artifact_type, attribute;  ///< of an artifact
    std::string module;                    ///< that read the text or made the finding
    std::string encoding;                  ///< of a content
    std::uint64_t text_offset = 0;         ///< in the text, the name or the attribute's value, in bytes of UTF-8
    /// The bytes of `source_file` that the hit's letters are (of a content), or that the text or finding rests on.
    Id source_file = 0;
    std::uint64_t source_offset = 0, source_length = 0;
    bool source_exact = false;         ///< the bytes of the hit itself
    std::string before, match, after;  ///< original letters
};

struct SearchCounts {
    std::uint64_t files = 0, texts = 0, artifacts = 0, names = 0;
};

/// What the index holds.
struct IndexFacts {
    struct Image {
        Id image = 0;
        bool finished = false;
        std::uint64_t texts = 0, text_bytes = 0, artifacts = 0, names = 0;
    };
    std::vector<Image> images;
    std::uint64_t bytes = 0;  ///< on the disk
};

/// Nothing in it where the case has no index.
Result<IndexFacts> index_facts(const std::filesystem::path& case_folder);

/// One search: its counts are known, its hits come one after the other.
class SearchResults {
public:
    SearchResults(SearchResults&&) noexcept;
    ~SearchResults();
    const SearchCounts& counts() const;
    /// Hits in the order of files, then name, path, text, findings, then of their places, until `each` says false.
    Result<void> each(const std::function<bool(const SearchHit&)>& each);

private:
    friend class TextQuery;
    struct State;
    explicit SearchResults(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Another spelling of a word in Roman Urdu that stands in the case.
struct Spelling {
    std::string word;
    SearchCounts counts;
};

/// One connection, for one thread (it starts others for itself).
class TextQuery {
public:
    /// Fault::not_found when the case has no index.
    static Result<TextQuery> open(const CaseFolder& folder);
    TextQuery(TextQuery&&) noexcept;
    ~TextQuery();

    /// Of the case: for whoever asks it something else too.
    CaseReader& reader();

    /// Images that are indexed to their end, by id.
    Result<std::vector<Id>> indexed_images();

    /// What lives of it needs this object.
    Result<SearchResults> search(const SearchQuery& query, const SearchSettings& settings);
    /// Spellings of the words of a query in Latin letters, of beginnings too, with what they would find; most frequent
    /// first.
    Result<std::vector<Spelling>> spellings(const SearchQuery& query, const SearchSettings& settings,
                                            std::size_t most = 10);

private:
    friend class SearchResults;
    struct State;
    explicit TextQuery(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A keyword list as it was searched for, kept in the case.
struct KeywordList {
    std::string name;
    std::string content;
    Sha256Digest sha256{};
};
/// The lines that are neither empty nor remarks ("# …"; "#word" is a term), with their numbers from 1. Fault::refused
/// when it is not UTF-8 text.
Result<std::vector<std::pair<std::size_t, std::string>>> keywords_of(std::string_view content);
Result<void> keep_keyword_list(const CaseFolder& folder, const KeywordList& list);
Result<std::vector<KeywordList>> keyword_lists(const CaseFolder& folder);

}  // namespace sanad
