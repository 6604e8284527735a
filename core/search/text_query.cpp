#include "core/search/text_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/search/matcher.hpp"
#include "core/search/pieces.hpp"
#include "core/search/roman_urdu.hpp"
#include "core/search/shard_words.hpp"
#include "core/store/database.hpp"
#include "core/store/snapshot.hpp"

namespace sanad {
namespace {

constexpr std::size_t page = 256;
constexpr std::size_t field_count = 4;
constexpr std::array fields = {SearchField::name, SearchField::path, SearchField::text, SearchField::artifact};

using Ids = std::vector<Id>;
/// What was found, by where: files by name and by path, documents, artifacts. Sorted.
using Found = std::array<Ids, field_count>;
std::size_t place(SearchField field) {
    return static_cast<std::size_t>(field);
}

void settle(Ids& ids) {
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}
Ids both(const Ids& a, const Ids& b) {
    Ids result;
    std::ranges::set_intersection(a, b, std::back_inserter(result));
    return result;
}
Ids either(const Ids& a, const Ids& b) {
    Ids result;
    std::ranges::set_union(a, b, std::back_inserter(result));
    return result;
}
Ids without(const Ids& a, const Ids& b) {
    Ids result;
    std::ranges::set_difference(a, b, std::back_inserter(result));
    return result;
}

/// What a term gave.
struct TermFound {
    Found units;
    Ids pieces;  ///< of texts: where it may stand
};

std::string in_quotes(std::string_view word) {
    std::string text = "\"";
    for (const char c : word) {
        text += c;
        if (c == '"') text += c;
    }
    return text + '"';
}

/// A word by itself, or a part of one: whichever words of a shard match, no text has to be looked at.
bool is_one_word(const SearchTerm& term) {
    return term.phrases.size() == 1 && term.phrases.front().words.size() == 1;
}

/// The index knows all rows of the term without a look at their texts, by the places of its words.
bool is_told_by_words(const SearchTerm& term) {
    if (term.phrases.empty() || term.phrases.size() > 2) return false;
    for (const SearchPhrase& phrase : term.phrases) {
        if (phrase.words.empty() || (term.phrases.size() == 2 && phrase.words.size() != 1)) return false;
        for (std::size_t i = 0; i < phrase.words.size(); ++i) {
            const WordPattern& word = phrase.words[i];
            if (word.open_start || (word.open_end && i + 1 != phrase.words.size())) return false;
        }
    }
    return true;
}

Result<void> add_told_rows(Database& shard, const SearchTerm& term, Ids& into) {
    if (term.phrases.size() == 1) return ShardWords{shard}.add_rows(term.phrases.front().words, into);
    return ShardWords{shard}.add_rows_near(term.phrases[0].words.front(), term.phrases[1].words.front(), term.near,
                                           into);
}

std::size_t step_back(std::string_view text, std::size_t at, std::size_t& characters) {
    while (at > 0 && characters > 0) {
        do --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
        --characters;
    }
    return at;
}
std::size_t step_on(std::string_view text, std::size_t at, std::size_t characters) {
    while (at < text.size() && characters > 0) {
        do ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
        --characters;
    }
    return at;
}

struct StoredPiece {
    std::uint64_t text_offset = 0;
    std::size_t own_size = 0;
    std::optional<std::uint64_t> source_offset;
    std::string text;
};

/// Ids in their order that fill a good part of what lies between the first and the last: to go through all rows between
/// takes less than to look each up.
bool are_many_of(const Ids& ids) {
    constexpr std::size_t few = 64;
    constexpr Id rows_a_look_up = 6;  // that take as long
    return ids.size() > few && (ids.back() - ids.front()) / rows_a_look_up < static_cast<Id>(ids.size());
}

class Pieces {
public:
    explicit Pieces(Database& index)
        : select_{index, "SELECT text_offset, own_size, source_offset, text FROM piece WHERE id = ?1"} {}
    Result<StoredPiece> at(Id number) {
        auto rows = select_.with(number);
        if (!TRY(rows.next())) return failure(Fault::damaged, "the index names a piece of text that is not there");
        StoredPiece piece;
        piece.text_offset = rows.number<std::uint64_t>(0);
        piece.source_offset = rows.optional_number<std::uint64_t>(2);
        piece.text = TRY(unpacked(rows.blob(3), longest_text_piece));
        piece.own_size = std::min(rows.number<std::size_t>(1), piece.text.size());
        return piece;
    }

private:
    SqlStatement select_;
};

struct OpenShard {
    ShardKind kind = ShardKind::text;
    std::filesystem::path path;
    std::unique_ptr<Database> database;

    Result<Database*> open() {
        if (!database) database = TRY(Database::open(path, Access::finished));
        return database.get();
    }
};

/// Of a shard of names.
Result<void> add_names(Database& shard, const std::string& expression, Ids& into) {
    SqlStatement select{shard, "SELECT rowid FROM entry WHERE entry MATCH ?1"};
    auto rows = select.with(expression);
    while (TRY(rows.next())) into.push_back(rows.integer(0));
    return {};
}

/// The words of a shard that a pattern takes in.
Result<std::vector<std::string>> words_for(Database& shard, const WordPattern& pattern, FoldLevel level) {
    std::vector<std::string> words;
    const bool plain = !pattern.open_start && !pattern.open_end;
    if (level == FoldLevel::loose) {
        SqlStatement loose{shard, plain ? "SELECT key, word FROM loose WHERE key = ?1"
                                        : "SELECT key, word FROM loose WHERE ?1 IS NOT NULL"};
        auto rows = loose.with(pattern.key);
        while (TRY(rows.next())) {
            if (pattern.matches(rows.text(0))) words.push_back(rows.string(1));
        }
    }
    if (plain) {
        words.push_back(pattern.key);
        return words;
    }
    TRY(ShardWords{shard}.each_word(pattern.open_start ? std::string_view{} : pattern.key,
                                    [&](std::string_view word, std::uint64_t) {
                                        const bool matches = pattern.matches(word);
                                        if (matches) words.emplace_back(word);
                                        return matches || pattern.open_start;  // in order: nothing after it begins so
                                    }));
    return words;
}

/// Rows that hold a word for every pattern of the term, wherever in them.
Result<Ids> rows_with_all(Database& shard, const SearchTerm& term, FoldLevel level) {
    std::optional<Ids> all;
    for (const SearchPhrase& phrase : term.phrases) {
        for (const WordPattern& pattern : phrase.words) {
            Ids rows;
            ShardWords words{shard};
            if (level == FoldLevel::standard && !pattern.open_start) {
                TRY(words.add_rows({pattern}, rows));
            } else {
                for (std::string& word : TRY(words_for(shard, pattern, level)))
                    TRY(words.add_rows({WordPattern{std::move(word)}}, rows));
            }
            settle(rows);
            all = all ? both(*all, rows) : std::move(rows);
            if (all->empty()) return Ids{};
        }
    }
    return all ? std::move(*all) : Ids{};
}

/// Some value that the term looks at holds it; what looks at all of them may go over from one to the next.
bool holds_value(Matcher& matcher, const ArtifactText& text, const SearchTerm& term, std::size_t number) {
    if (term.attributes.empty()) return matcher.holds(text.text, number);
    for (std::size_t i = 0; i < text.values.size(); ++i) {
        if (term.looks_at(text.values[i].attribute) && matcher.holds(text.value(i), number)) return true;
    }
    return false;
}

/// Where terms stand in the values they look at.
std::vector<TextMatch> matches_in_values(Matcher& matcher, const ArtifactText& text, const SearchQuery& query,
                                         const std::vector<std::size_t>& wanted) {
    std::vector<std::size_t> anywhere;
    std::ranges::copy_if(wanted, std::back_inserter(anywhere),
                         [&](std::size_t term) { return query.terms[term].attributes.empty(); });
    std::vector<TextMatch> found = matcher.matches(text.text, anywhere);
    for (std::size_t i = 0; i < text.values.size(); ++i) {
        std::vector<std::size_t> here;
        std::ranges::copy_if(wanted, std::back_inserter(here), [&](std::size_t term) {
            return !query.terms[term].attributes.empty() && query.terms[term].looks_at(text.values[i].attribute);
        });
        if (here.empty()) continue;
        const std::size_t offset = text.values[i].offset;
        for (const TextMatch& match : matcher.matches(text.value(i), here))
            found.push_back({offset + match.begin, offset + match.end, match.term});
    }
    std::ranges::sort(found, {}, [](const TextMatch& match) { return std::pair{match.begin, match.end}; });
    const auto same = [](const TextMatch& a, const TextMatch& b) { return a.begin == b.begin && a.end == b.end; };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

/// Runs of three characters that a name must hold; none: every name may.
std::string trigrams_of(const SearchTerm& term) {
    std::string expression;
    for (const SearchPhrase& phrase : term.phrases) {
        for (const WordPattern& pattern : phrase.words) {
            std::vector<std::size_t> starts;
            for (std::size_t at = 0; at < pattern.key.size(); ++at) {
                if ((static_cast<unsigned char>(pattern.key[at]) & 0xC0) != 0x80) starts.push_back(at);
            }
            starts.push_back(pattern.key.size());
            for (std::size_t i = 0; i + 3 < starts.size(); ++i) {
                expression += (expression.empty() ? "" : " AND ") +
                              in_quotes(std::string_view{pattern.key}.substr(starts[i], starts[i + 3] - starts[i]));
            }
        }
    }
    return expression;
}

}  // namespace

struct TextQuery::State {
    State(CaseFolder its_folder, CaseReader its_reader)
        : folder{std::move(its_folder)}, files{folder.path()}, reader{std::move(its_reader)} {}

    /// do_one(shard, number of it) for all shards of a kind, in threads; the first Error is returned.
    template <class DoOne>
    Result<void> each_shard(ShardKind kind, unsigned workers, DoOne do_one);
    Result<void> find_texts(const SearchQuery& query, std::size_t term, const SearchSettings& settings,
                            TermFound& found);
    Result<void> find_artifacts(const SearchQuery& query, std::size_t term, const SearchSettings& settings,
                                TermFound& found);
    Result<void> find_names(const SearchQuery& query, std::size_t term, const SearchSettings& settings,
                            TermFound& found);
    Result<void> find_paths(const SearchQuery& query, std::size_t term, const SearchSettings& settings,
                            TermFound& found);
    Result<std::vector<std::pair<Id, Id>>> files_of(SearchField field, const Ids& units);

    CaseFolder folder;
    IndexFiles files;
    std::unique_ptr<Database> index;
    CaseReader reader;
    std::vector<OpenShard> shards;
};

TextQuery::TextQuery(std::unique_ptr<State> state) : state_{std::move(state)} {}
TextQuery::TextQuery(TextQuery&&) noexcept = default;
TextQuery::~TextQuery() = default;

CaseReader& TextQuery::reader() {
    return state_->reader;
}

Result<std::vector<Id>> TextQuery::indexed_images() {
    SqlStatement select{*state_->index, "SELECT image FROM indexed_image WHERE finished = 1 ORDER BY image"};
    std::vector<Id> images;
    auto rows = select.with();
    while (TRY(rows.next())) images.push_back(rows.integer(0));
    return images;
}

Result<TextQuery> TextQuery::open(const CaseFolder& folder) {
    auto state = std::make_unique<State>(folder, TRY(folder.reader()));
    state->index = TRY(open_index_for_reading(state->files));
    SqlStatement select{*state->index, "SELECT image, kind, number FROM shard ORDER BY kind, image, number"};
    auto rows = select.with();
    while (TRY(rows.next())) {
        const auto kind = rows.code(1, ShardKind::name);
        state->shards.push_back(
            {kind, state->files.shard(rows.integer(0), kind, rows.number<std::uint32_t>(2)), nullptr});
    }
    return TextQuery{std::move(state)};
}

template <class DoOne>
Result<void> TextQuery::State::each_shard(ShardKind kind, unsigned workers, DoOne do_one) {
    std::vector<OpenShard*> chosen;
    for (OpenShard& shard : shards) {
        if (shard.kind == kind) chosen.push_back(&shard);
    }
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::optional<Error> error;
    const auto work = [&] {
        for (std::size_t i; (i = next++) < chosen.size();) {
            // Nothing may leave a thread.
            Result<void> done = failure(Fault::system, "");
            try {
                auto database = chosen[i]->open();
                done = database ? do_one(**database, i) : Result<void>{tl::unexpected{database.error()}};
            } catch (const std::exception& thrown) {
                done = failure(Fault::system, thrown.what());
            }
            if (done) continue;
            const std::lock_guard lock{mutex};
            if (!error) error = done.error();
            next = chosen.size();
        }
    };
    const std::size_t count = std::min<std::size_t>(
        workers != 0 ? workers : std::max(1U, std::thread::hardware_concurrency()), chosen.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    if (error) return tl::unexpected{*error};
    return {};
}

Result<void> TextQuery::State::find_texts(const SearchQuery& query, std::size_t number, const SearchSettings& settings,
                                          TermFound& found) {
    const SearchTerm& term = query.terms[number];
    const bool plain = !settings.exact && query.level == FoldLevel::standard;
    const bool told = plain && is_told_by_words(term);
    std::vector<Ids> by_shard(shards.size());
    TRY(each_shard(ShardKind::text, settings.workers, [&](Database& shard, std::size_t i) -> Result<void> {
        Ids& rows = by_shard[i];
        if (told) return add_told_rows(shard, term, rows);
        Ids candidates = TRY(rows_with_all(shard, term, query.level));
        if (plain && is_one_word(term)) {
            rows = std::move(candidates);
            return {};
        }
        if (candidates.empty()) return {};
        const auto own_index = TRY(open_index_for_reading(files));
        Pieces pieces{*own_index};
        Matcher matcher{query, settings.exact};
        for (const Id candidate : candidates) {
            const StoredPiece piece = TRY(pieces.at(candidate));
            if (matcher.holds(piece.text, number)) rows.push_back(candidate);
        }
        return {};
    }));
    for (const Ids& rows : by_shard) found.pieces.insert(found.pieces.end(), rows.begin(), rows.end());
    settle(found.pieces);
    Ids& documents = found.units[place(SearchField::text)];
    for (const Id piece : found.pieces) {
        if (documents.empty() || documents.back() != document_of(piece)) documents.push_back(document_of(piece));
    }
    return {};
}

Result<void> TextQuery::State::find_artifacts(const SearchQuery& query, std::size_t number,
                                              const SearchSettings& settings, TermFound& found) {
    const SearchTerm& term = query.terms[number];
    const bool plain = !settings.exact && query.level == FoldLevel::standard;
    const bool told = plain && is_told_by_words(term);
    std::vector<Ids> by_shard(shards.size());
    TRY(each_shard(ShardKind::artifact, settings.workers, [&](Database& shard, std::size_t i) -> Result<void> {
        if (told) return add_told_rows(shard, term, by_shard[i]);
        by_shard[i] = TRY(rows_with_all(shard, term, query.level));
        return {};
    }));
    Ids candidates;
    for (const Ids& rows : by_shard) candidates.insert(candidates.end(), rows.begin(), rows.end());
    settle(candidates);
    Ids& artifacts = found.units[place(SearchField::artifact)];
    if (term.attributes.empty() && (told || (plain && is_one_word(term)))) {
        artifacts = std::move(candidates);
        return {};
    }
    Matcher matcher{query, settings.exact};
    for (std::size_t at = 0; at < candidates.size(); at += page) {
        for (const ArtifactRow& row :
             TRY(reader.artifacts(std::span{candidates}.subspan(at, std::min(page, candidates.size() - at))))) {
            if (holds_value(matcher, searchable_text(row.artifact), term, number)) artifacts.push_back(row.id);
        }
    }
    return {};
}

Result<void> TextQuery::State::find_names(const SearchQuery& query, std::size_t number, const SearchSettings& settings,
                                          TermFound& found) {
    Matcher matcher{query, settings.exact};
    Ids& names = found.units[place(SearchField::name)];
    // The loose level drops and changes letters: runs of the standard key say nothing about it.
    const std::string expression =
        query.level == FoldLevel::standard ? trigrams_of(query.terms[number]) : std::string{};
    if (expression.empty()) {
        return reader.each_name([&](Id file, std::string_view name) {
            if (matcher.holds(name, number)) names.push_back(file);
            return true;
        });
    }
    std::vector<Ids> by_shard(shards.size());
    TRY(each_shard(ShardKind::name, settings.workers,
                   [&](Database& shard, std::size_t i) { return add_names(shard, expression, by_shard[i]); }));
    Ids candidates;
    for (const Ids& rows : by_shard) candidates.insert(candidates.end(), rows.begin(), rows.end());
    settle(candidates);
    for (std::size_t at = 0; at < candidates.size(); at += page) {
        for (const FileRow& row :
             TRY(reader.rows(std::span{candidates}.subspan(at, std::min(page, candidates.size() - at))))) {
            if (matcher.holds(row.name, number)) names.push_back(row.id);
        }
    }
    return {};
}

// Every path is folded and looked at: half a second for a million, and no index could be as small.
Result<void> TextQuery::State::find_paths(const SearchQuery& query, std::size_t number, const SearchSettings& settings,
                                          TermFound& found) {
    Matcher matcher{query, settings.exact};
    Ids& paths = found.units[place(SearchField::path)];
    return reader.each_file({}, [&](const FileRow& row) {
        if (matcher.holds(repaired_utf8(row.path), number)) paths.push_back(row.id);
        return true;
    });
}

Result<std::vector<std::pair<Id, Id>>> TextQuery::State::files_of(SearchField field, const Ids& units) {
    std::vector<std::pair<Id, Id>> result;
    result.reserve(units.size());
    if (field == SearchField::text) {
        const auto snapshot = TRY(Snapshot::of(*index));
        if (are_many_of(units)) {
            SqlStatement all{*index, "SELECT id, file FROM document WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
            auto rows = all.with(units.front(), units.back());
            auto unit = units.begin();
            while (unit != units.end() && TRY(rows.next())) {
                const Id id = rows.integer(0);
                while (unit != units.end() && *unit < id) ++unit;
                if (unit != units.end() && *unit == id) result.emplace_back(id, rows.integer(1));
            }
            return result;
        }
        SqlStatement select{*index, "SELECT file FROM document WHERE id = ?1"};
        for (const Id unit : units) {
            auto rows = select.with(unit);
            if (TRY(rows.next())) result.emplace_back(unit, rows.integer(0));
        }
    } else if (field == SearchField::artifact) {
        const std::vector<Id> owners = TRY(reader.files_of_artifacts(units));
        for (std::size_t i = 0; i < units.size(); ++i) {
            if (owners[i] != 0) result.emplace_back(units[i], owners[i]);
        }
    } else {
        for (const Id unit : units) result.emplace_back(unit, unit);
    }
    return result;
}

// ---- a search -------------------------------------------------------------------------------------------------------

struct SearchResults::State {
    struct Unit {
        Id file = 0;
        SearchField field = SearchField::text;
        Id id = 0;
        auto operator<=>(const Unit&) const = default;
    };

    State(TextQuery::State& its_index, SearchQuery its_query, SearchSettings its_settings)
        : index{its_index}, query{std::move(its_query)}, settings{its_settings} {}

    SearchFields fields_of(std::size_t term) const {
        return query.terms[term].fields != 0 ? query.terms[term].fields : settings.in;
    }
    Result<void> find_terms();
    Found units_of(const QueryNode& node) const;
    Result<Ids> files_of(const QueryNode& node);
    void note_wanted(const QueryNode& node);
    Result<void> find();
    std::vector<std::size_t> wanted_in(SearchField field) const;

    bool show_hits(std::string_view text, const std::vector<TextMatch>& matches, SearchHit& hit, std::uint64_t& shown,
                   const std::function<bool(const SearchHit&)>& each);
    Result<bool> show_text(const Unit& unit, SearchHit hit, const std::function<bool(const SearchHit&)>& each);
    Result<bool> show_artifact(const Unit& unit, SearchHit hit, const std::function<bool(const SearchHit&)>& each);

    TextQuery::State& index;
    SearchQuery query;
    SearchSettings settings;
    std::vector<TermFound> terms;
    std::vector<std::size_t> wanted;  ///< terms whose places are shown: not those after NOT
    Ids pieces;                       ///< where those may stand
    std::vector<Unit> units;
    SearchCounts counts;
    std::optional<Matcher> matcher;
    // Of every text shown: to read such a question takes SQLite longer than to answer it.
    SqlStatement document{*index.index,
                          "SELECT source, module, version, encoding, source_file, source_offset, source_length FROM "
                          "document WHERE id = ?1"};
    Pieces stored{*index.index};
};

SearchResults::SearchResults(std::unique_ptr<State> state) : state_{std::move(state)} {}
SearchResults::SearchResults(SearchResults&&) noexcept = default;
SearchResults::~SearchResults() = default;

const SearchCounts& SearchResults::counts() const {
    return state_->counts;
}

Result<void> SearchResults::State::find_terms() {
    for (std::size_t i = 0; i < query.terms.size(); ++i) {
        TermFound found;
        const SearchFields in = fields_of(i);
        if (in & field_bit(SearchField::name)) TRY(index.find_names(query, i, settings, found));
        if (in & field_bit(SearchField::path)) TRY(index.find_paths(query, i, settings, found));
        if (in & field_bit(SearchField::text)) TRY(index.find_texts(query, i, settings, found));
        if (in & field_bit(SearchField::artifact)) TRY(index.find_artifacts(query, i, settings, found));
        terms.push_back(std::move(found));
    }
    return {};
}

namespace {

/// Combines what the parts of a node gave.
template <class Set, class Of, class And, class Or, class Not>
Set combined(const QueryNode& node, Of of, And all, Or any, Not minus) {
    Set result = of(node.parts.front());
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
        const Set next = of(node.parts[i]);
        result = node.kind == QueryNode::Kind::all   ? all(result, next)
                 : node.kind == QueryNode::Kind::any ? any(result, next)
                                                     : minus(result, next);
    }
    return result;
}

Found by_field(const Found& a, const Found& b, Ids (*one)(const Ids&, const Ids&)) {
    Found result;
    for (std::size_t i = 0; i < field_count; ++i) result[i] = one(a[i], b[i]);
    return result;
}

}  // namespace

Found SearchResults::State::units_of(const QueryNode& node) const {
    if (node.kind == QueryNode::Kind::term) return terms[node.term].units;
    return combined<Found>(
        node, [this](const QueryNode& part) { return units_of(part); },
        [](const Found& a, const Found& b) { return by_field(a, b, both); },
        [](const Found& a, const Found& b) { return by_field(a, b, either); },
        [](const Found& a, const Found& b) { return by_field(a, b, without); });
}

Result<Ids> SearchResults::State::files_of(const QueryNode& node) {
    if (node.kind == QueryNode::Kind::term) {
        Ids result;
        for (const SearchField field : fields) {
            for (const auto& [unit, file] : TRY(index.files_of(field, terms[node.term].units[place(field)])))
                result.push_back(file);
        }
        settle(result);
        return result;
    }
    Ids result = TRY(files_of(node.parts.front()));
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
        const Ids next = TRY(files_of(node.parts[i]));
        result = node.kind == QueryNode::Kind::all   ? both(result, next)
                 : node.kind == QueryNode::Kind::any ? either(result, next)
                                                     : without(result, next);
    }
    return result;
}

void SearchResults::State::note_wanted(const QueryNode& node) {
    if (node.kind == QueryNode::Kind::term) return wanted.push_back(node.term);
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        if (node.kind == QueryNode::Kind::without && i != 0) break;
        note_wanted(node.parts[i]);
    }
}

std::vector<std::size_t> SearchResults::State::wanted_in(SearchField field) const {
    std::vector<std::size_t> result;
    for (const std::size_t term : wanted) {
        if (fields_of(term) & field_bit(field)) result.push_back(term);
    }
    return result;
}

Result<void> SearchResults::State::find() {
    TRY(find_terms());
    note_wanted(query.root);
    std::ranges::sort(wanted);
    for (const std::size_t term : wanted) pieces = either(pieces, terms[term].pieces);
    matcher.emplace(query, settings.exact);

    Found found;
    std::optional<Ids> in_files;
    if (query.names_fields()) {
        in_files = TRY(files_of(query.root));
        for (const std::size_t term : wanted) found = by_field(found, terms[term].units, either);
    } else {
        found = units_of(query.root);
    }
    for (const SearchField field : fields) {
        for (const auto& [unit, file] : TRY(index.files_of(field, found[place(field)]))) {
            if (in_files && !std::ranges::binary_search(*in_files, file)) continue;
            units.push_back({file, field, unit});
        }
    }
    std::ranges::sort(units);
    Id last = 0;
    for (const Unit& unit : units) {
        if (unit.file != last) ++counts.files;
        last = unit.file;
        ++(unit.field == SearchField::text       ? counts.texts
           : unit.field == SearchField::artifact ? counts.artifacts
                                                 : counts.names);
    }
    terms.clear();
    return {};
}

/// Fills in what is the same for hits in any text; false: no more are wanted.
bool SearchResults::State::show_hits(std::string_view text, const std::vector<TextMatch>& matches, SearchHit& hit,
                                     std::uint64_t& shown, const std::function<bool(const SearchHit&)>& each) {
    for (const TextMatch& match : matches) {
        if (shown++ >= settings.most_of_a_text) return true;
        std::size_t characters = settings.context;
        const std::size_t from = step_back(text, match.begin, characters);
        hit.text_offset = match.begin;
        hit.before = text.substr(from, match.begin - from);
        hit.match = text.substr(match.begin, match.end - match.begin);
        hit.after = text.substr(match.end, step_on(text, match.end, settings.context) - match.end);
        if (!each(hit)) return false;
    }
    return true;
}

Result<bool> SearchResults::State::show_text(const Unit& unit, SearchHit hit,
                                             const std::function<bool(const SearchHit&)>& each) {
    std::uint64_t document_offset = 0;
    std::uint64_t document_length = 0;
    {
        auto rows = document.with(unit.id);
        if (!TRY(rows.next())) return failure(Fault::damaged, "the index names a text that is not there");
        hit.source = rows.code(0, TextSource::module);
        hit.module = rows.text(1);
        if (!hit.module.empty()) hit.module += " " + rows.string(2);
        hit.encoding = rows.text(3);
        hit.source_file = rows.integer(4);
        document_offset = rows.number<std::uint64_t>(5);
        document_length = rows.number<std::uint64_t>(6);
    }
    const std::vector<std::size_t> terms_here = wanted_in(SearchField::text);
    std::uint64_t shown = 0;
    const Id end = piece_number(unit.id + 1, 0);
    for (auto at = std::ranges::lower_bound(pieces, piece_number(unit.id, 0)); at != pieces.end() && *at < end; ++at) {
        const StoredPiece piece = TRY(stored.at(*at));
        std::optional<std::string> previous;
        for (const TextMatch& match : matcher->matches(piece.text, terms_here)) {
            if (match.begin >= piece.own_size) break;  // of the next piece
            if (shown++ >= settings.most_of_a_text) return true;
            std::size_t characters = settings.context;
            const std::size_t from = step_back(piece.text, match.begin, characters);
            hit.before = piece.text.substr(from, match.begin - from);
            if (characters > 0 && *at != piece_number(unit.id, 0)) {
                if (!previous) {
                    const StoredPiece one = TRY(stored.at(*at - 1));
                    previous = one.text.substr(0, one.own_size);
                }
                hit.before.insert(0, previous->substr(step_back(*previous, previous->size(), characters)));
            }
            hit.match = piece.text.substr(match.begin, match.end - match.begin);
            hit.after = piece.text.substr(match.end, step_on(piece.text, match.end, settings.context) - match.end);
            hit.text_offset = piece.text_offset + match.begin;
            hit.source_exact = piece.source_offset.has_value();
            if (hit.source_exact) {
                hit.source_offset = *piece.source_offset +
                                    source_width(std::string_view{piece.text}.substr(0, match.begin), hit.encoding);
                hit.source_length = source_width(hit.match, hit.encoding);
            } else {
                hit.source_offset = document_offset;
                hit.source_length = document_length;
            }
            if (!each(hit)) return false;
        }
    }
    return true;
}

Result<bool> SearchResults::State::show_artifact(const Unit& unit, SearchHit hit,
                                                 const std::function<bool(const SearchHit&)>& each) {
    const auto rows = TRY(index.reader.artifacts(std::span{&unit.id, 1}));
    if (rows.empty()) return true;
    const ArtifactRow& row = rows.front();
    hit.artifact = row.id;
    hit.artifact_type = row.artifact.type;
    hit.module = row.module + " " + row.version;
    hit.source_file = row.source_file;
    hit.source_offset = row.artifact.source.offset;
    hit.source_length = row.artifact.source.length;
    const ArtifactText text = searchable_text(row.artifact);
    const auto matches = matches_in_values(*matcher, text, query, wanted_in(SearchField::artifact));
    std::uint64_t shown = 0;
    for (const TextMatch& match : matches) {
        auto value = std::ranges::upper_bound(text.values, match.begin, {}, &ArtifactText::Value::offset);
        const std::size_t end = value == text.values.end() ? text.text.size() : value->offset;
        --value;
        hit.attribute = value->attribute;
        // Shown within its value; a phrase that goes over into the next is cut off there.
        const std::string_view own = std::string_view{text.text}.substr(value->offset, end - 1 - value->offset);
        const std::size_t begin = match.begin - value->offset;
        const TextMatch inside{begin, std::min(match.end - value->offset, own.size()), match.term};
        if (!show_hits(own, {inside}, hit, shown, each)) return false;
    }
    return true;
}

Result<void> SearchResults::each(const std::function<bool(const SearchHit&)>& each) {
    State& state = *state_;
    std::vector<FileRow> rows;
    std::size_t next_row = 0;
    for (std::size_t i = 0; i < state.units.size(); ++i) {
        const State::Unit& unit = state.units[i];
        if (next_row == rows.size() || rows[next_row].id != unit.file) {
            ++next_row;
            if (next_row >= rows.size()) {
                Ids ids;
                // Few at first: mostly the first page is all that is looked at.
                const std::size_t most = std::clamp(2 * rows.size(), std::size_t{16}, page);
                for (std::size_t k = i; k < state.units.size() && ids.size() < most; ++k) {
                    if (ids.empty() || ids.back() != state.units[k].file) ids.push_back(state.units[k].file);
                }
                rows = TRY(state.index.reader.rows(ids));
                next_row = 0;
            }
            if (rows.empty() || rows[next_row].id != unit.file)
                return failure(Fault::damaged, "the index names a file that is not in the case");
        }
        const FileRow& file = rows[next_row];
        SearchHit hit;
        hit.field = unit.field;
        hit.file = unit.file;
        hit.path = file.path;
        hit.deleted = file.state != NameState::allocated;
        bool more = true;
        if (unit.field == SearchField::text) {
            more = TRY(state.show_text(unit, std::move(hit), each));
        } else if (unit.field == SearchField::artifact) {
            more = TRY(state.show_artifact(unit, std::move(hit), each));
        } else {
            const std::string text = unit.field == SearchField::name ? file.name : repaired_utf8(file.path);
            std::uint64_t shown = 0;
            hit.source_file = unit.file;
            more = state.show_hits(text, state.matcher->matches(text, state.wanted_in(unit.field)), hit, shown, each);
        }
        if (!more) return {};
    }
    return {};
}

Result<SearchResults> TextQuery::search(const SearchQuery& query, const SearchSettings& settings) {
    auto state = std::make_unique<SearchResults::State>(*state_, query, settings);
    TRY(state->find());
    return SearchResults{std::move(state)};
}

Result<IndexFacts> index_facts(const std::filesystem::path& case_folder) {
    IndexFacts facts;
    const IndexFiles files{case_folder};
    if (!files.exist()) return facts;
    const auto index = TRY(open_index_for_reading(files));
    SqlStatement select{*index,
                        "SELECT image, finished, artifacts, names, "
                        "(SELECT count(*) FROM document WHERE document.image = indexed_image.image), "
                        "(SELECT total(size) FROM document WHERE document.image = indexed_image.image) "
                        "FROM indexed_image ORDER BY image"};
    auto rows = select.with();
    while (TRY(rows.next())) {
        facts.images.push_back({rows.integer(0), rows.flag(1), rows.number<std::uint64_t>(4), rows.total(5),
                                rows.number<std::uint64_t>(2), rows.number<std::uint64_t>(3)});
    }
    facts.bytes = files.bytes();
    return facts;
}

// ---- spellings ------------------------------------------------------------------------------------------------------

Result<std::vector<Spelling>> TextQuery::spellings(const SearchQuery& query, const SearchSettings& settings,
                                                   std::size_t most) {
    std::map<std::string, std::uint64_t> candidates;
    std::mutex mutex;
    for (const SearchTerm& term : query.terms) {
        for (const SearchPhrase& phrase : term.phrases) {
            for (const WordPattern& pattern : phrase.words) {
                const std::string skeleton = roman_skeleton(pattern.key);
                if (skeleton.empty()) continue;
                // Of "zabardas*" the words that begin as it sounds. Of "*bard*" words that sound as all of it: a part
                // within words would have every word of the case folded to its sound.
                const bool beginning = pattern.open_end && !pattern.open_start;
                const auto sounds_so = [&](std::string_view word) {
                    const std::string its = roman_skeleton(word);
                    return beginning ? its.starts_with(skeleton) : its == skeleton;
                };
                const auto look = [&](Database& shard, std::size_t) -> Result<void> {
                    for (const char first : possible_first_letters(skeleton)) {
                        TRY(ShardWords{shard}.each_word(std::string_view{&first, 1},
                                                        [&](std::string_view word, std::uint64_t rows) {
                                                            if (word.front() != first) return false;
                                                            if (pattern.matches(word) || !sounds_so(word)) return true;
                                                            const std::lock_guard lock{mutex};
                                                            candidates[std::string{word}] += rows;
                                                            return true;
                                                        }));
                    }
                    return {};
                };
                TRY(state_->each_shard(ShardKind::text, settings.workers, look));
                TRY(state_->each_shard(ShardKind::artifact, settings.workers, look));
            }
        }
    }
    std::vector<std::pair<std::string, std::uint64_t>> ordered{candidates.begin(), candidates.end()};
    std::ranges::stable_sort(ordered, [](const auto& a, const auto& b) { return a.second > b.second; });
    if (ordered.size() > most) ordered.resize(most);
    std::vector<Spelling> result;
    for (const auto& [word, rows] : ordered) {
        SearchSettings counted = settings;
        counted.exact = false;
        const SearchQuery one = TRY(parse_query(in_quotes(word), settings.level));
        result.push_back({word, TRY(search(one, counted)).counts()});
    }
    return result;
}

// ---- keyword lists --------------------------------------------------------------------------------------------------

Result<std::vector<std::pair<std::size_t, std::string>>> keywords_of(std::string_view content) {
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    if (content.find('\0') != std::string_view::npos || !is_utf8(content))
        return failure(Fault::refused, "a keyword list is a text file in UTF-8, a term on each line");
    std::vector<std::pair<std::size_t, std::string>> terms;
    for (std::size_t number = 1; !content.empty(); ++number) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
        const bool is_remark = line == "#" || line.starts_with("# ");
        if (!line.empty() && !is_remark) terms.emplace_back(number, line);
    }
    return terms;
}

Result<void> keep_keyword_list(const CaseFolder& folder, const KeywordList& list) {
    const auto index = TRY(open_index_for_writing(IndexFiles{folder.path()}));
    SqlStatement insert{*index, "INSERT OR IGNORE INTO keyword_list VALUES (?1, ?2, ?3)"};
    return insert.with(list.sha256, list.name, bytes_of(list.content)).run();
}

Result<std::vector<KeywordList>> keyword_lists(const CaseFolder& folder) {
    const auto index = TRY(open_index_for_reading(IndexFiles{folder.path()}));
    SqlStatement select{*index, "SELECT name, content, sha256 FROM keyword_list ORDER BY name, sha256"};
    std::vector<KeywordList> lists;
    auto rows = select.with();
    while (TRY(rows.next())) {
        KeywordList list{rows.string(0), std::string{text_of(rows.blob(1))}, {}};
        if (const auto digest = rows.digest<Sha256Digest>(2)) list.sha256 = *digest;
        lists.push_back(std::move(list));
    }
    return lists;
}

}  // namespace sanad
