#include "core/search/shard_words.hpp"

#include <algorithm>

#include "core/search/postings.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

/// Row and place as one number, so that places of a phrase's words are compared at once.
constexpr std::uint64_t at(std::uint64_t row, std::uint64_t place) {
    return row << 32 | place;
}

/// each(row, reader at the row's places) for every row; false: the bytes make no sense.
template <class Each>
bool each_row(Bytes postings, Each each) {
    NumberReader reader{postings};
    std::uint64_t row = ~std::uint64_t{0};
    while (!reader.at_end()) {
        const auto delta = reader.number();
        if (!delta || *delta == 0 || *delta > UINT32_MAX) return false;
        row += *delta;
        if (row > UINT32_MAX || !each(row, reader)) return false;
    }
    return true;
}

/// each(row, place) for every place; false: the bytes make no sense.
template <class Each>
bool each_place(Bytes postings, Each each) {
    return each_row(postings, [&](std::uint64_t row, NumberReader& reader) {
        std::uint64_t place = ~std::uint64_t{0};
        while (!reader.at_end()) {
            const auto delta = reader.number();
            if (!delta || *delta > UINT32_MAX) return false;
            if (*delta == 0) return true;
            place += *delta;
            if (place > UINT32_MAX) return false;
            each(row, place);
        }
        return true;
    });
}

}  // namespace

/// Of one word.
struct ShardWords::Postings {
    std::vector<Byte> bytes;
};

Result<std::vector<std::int64_t>> ShardWords::segments() {
    SqlStatement select{shard_, "SELECT id FROM segment ORDER BY id"};
    std::vector<std::int64_t> ids;
    auto rows = select.with();
    while (TRY(rows.next())) ids.push_back(rows.integer(0));
    return ids;
}

Result<std::vector<Id>> ShardWords::rows_of(std::int64_t segment) {
    SqlStatement select{shard_, "SELECT row FROM segment WHERE id = ?1"};
    auto rows = select.with(segment);
    std::vector<Id> ids;
    if (!TRY(rows.next())) return ids;
    NumberReader reader{rows.blob(0)};
    std::uint64_t id = 0;
    while (!reader.at_end()) {
        const auto delta = reader.number();
        if (!delta) return shard_.damaged("the rows of a segment make no sense");
        id += *delta;
        ids.push_back(static_cast<Id>(id));
    }
    return ids;
}

/// each(word, number of rows, postings) from `from` on, until it says false.
template <class Each>
Result<void> ShardWords::each_in(std::int64_t segment, std::string_view from, bool with_postings, Each each) {
    // From the block in which the word would stand. The plus keeps SQLite from the other index, behind which it would
    // sort whole blocks.
    constexpr std::string_view blocks =
        " FROM block WHERE id >= coalesce((SELECT id FROM block WHERE segment = ?1 AND first <= ?2 ORDER BY first DESC "
        "LIMIT 1), 0) AND +segment = ?1 ORDER BY id";
    SqlStatement select{shard_, std::string{with_postings ? "SELECT words, postings" : "SELECT words"}.append(blocks)};
    auto rows = select.with(segment, bytes_of(from));
    std::string word;
    while (TRY(rows.next())) {
        const Bytes postings = with_postings ? rows.blob(1) : Bytes{};
        NumberReader reader{rows.blob(0)};
        std::size_t at = 0;
        word.clear();
        while (!reader.at_end()) {
            const auto shared = reader.number();
            const auto size = reader.number();
            const auto rest = size ? reader.text(*size) : std::nullopt;
            const auto count = reader.number();
            const auto bytes = reader.number();
            if (!shared || *shared > word.size() || !rest || !count || !bytes ||
                (with_postings && *bytes > postings.size() - at)) {
                return shard_.damaged("the words of a block make no sense");
            }
            word.resize(*shared);
            word += *rest;
            const Bytes its = with_postings ? postings.subspan(at, *bytes) : Bytes{};
            at += *bytes;
            if (word.compare(from) < 0) continue;
            if (!each(std::string_view{word}, *count, its)) return {};
        }
    }
    return {};
}

Result<void> ShardWords::each_word(std::string_view from,
                                   const std::function<bool(std::string_view, std::uint64_t)>& each) {
    for (const std::int64_t segment : TRY(segments())) {
        TRY(each_in(segment, from, false,
                    [&](std::string_view word, std::uint64_t rows, Bytes) { return each(word, rows); }));
    }
    return {};
}

Result<std::vector<ShardWords::Postings>> ShardWords::postings_of(std::int64_t segment, const WordPattern& pattern) {
    std::vector<Postings> found;
    TRY(each_in(segment, pattern.key, true, [&](std::string_view word, std::uint64_t, Bytes postings) {
        if (pattern.open_end ? !word.starts_with(pattern.key) : word != pattern.key) return false;
        found.push_back({{postings.begin(), postings.end()}});
        return pattern.open_end;
    }));
    return found;
}

Result<void> ShardWords::add_rows(const std::vector<WordPattern>& phrase, std::vector<Id>& into) {
    const auto damaged = [&] { return shard_.damaged("the places of a word make no sense"); };
    for (const std::int64_t segment : TRY(segments())) {
        std::vector<std::vector<Postings>> words;
        std::vector<std::size_t> sizes;
        for (const WordPattern& pattern : phrase) {
            words.push_back(TRY(postings_of(segment, pattern)));
            std::size_t size = 0;
            for (const Postings& one : words.back()) size += one.bytes.size();
            sizes.push_back(size);
            if (size == 0) break;
        }
        if (sizes.empty() || sizes.back() == 0) continue;

        std::vector<std::uint64_t> found;  // rows
        if (phrase.size() == 1) {
            for (const Postings& one : words.front()) {
                const bool sound = each_row(one.bytes, [&](std::uint64_t row, NumberReader& reader) {
                    found.push_back(row);
                    reader.pass_zero();
                    return true;
                });
                if (!sound) return damaged();
            }
        } else {
            // Where the phrase may begin, by the rarest of its words; then the others take away from it.
            const std::size_t rarest = static_cast<std::size_t>(std::ranges::min_element(sizes) - sizes.begin());
            std::vector<std::uint64_t> begins;
            for (const Postings& one : words[rarest]) {
                if (!each_place(one.bytes, [&](std::uint64_t row, std::uint64_t place) {
                        if (place >= rarest) begins.push_back(at(row, place - rarest));
                    }))
                    return damaged();
            }
            std::ranges::sort(begins);
            for (std::size_t i = 0; i < words.size(); ++i) {
                if (i == rarest) continue;
                std::vector<std::uint64_t> kept;
                for (const Postings& one : words[i]) {
                    std::size_t next = 0;
                    if (!each_place(one.bytes, [&](std::uint64_t row, std::uint64_t place) {
                            if (place < i) return;
                            const std::uint64_t begin = at(row, place - i);
                            while (next < begins.size() && begins[next] < begin) ++next;
                            if (next < begins.size() && begins[next] == begin) kept.push_back(begin);
                        }))
                        return damaged();
                }
                if (words[i].size() > 1) std::ranges::sort(kept);
                begins = std::move(kept);
            }
            for (const std::uint64_t begin : begins) found.push_back(begin >> 32);
        }
        TRY(add_ids(segment, found, into));
    }
    return {};
}

/// Of the rows of a segment, which may come in any order and more than once.
Result<void> ShardWords::add_ids(std::int64_t segment, std::vector<std::uint64_t>& found, std::vector<Id>& into) {
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty()) return {};
    const std::vector<Id> rows = TRY(rows_of(segment));
    if (found.back() >= rows.size()) return shard_.damaged("the places of a word make no sense");
    for (const std::uint64_t row : found) into.push_back(rows[row]);
    return {};
}

Result<void> ShardWords::add_rows_near(const WordPattern& one, const WordPattern& other, std::uint32_t near,
                                       std::vector<Id>& into) {
    const auto damaged = [&] { return shard_.damaged("the places of a word make no sense"); };
    const std::uint64_t reach = std::uint64_t{near} + 1;
    for (const std::int64_t segment : TRY(segments())) {
        std::vector<std::uint64_t> places;
        for (const Postings& each : TRY(postings_of(segment, one))) {
            if (!each_place(each.bytes,
                            [&](std::uint64_t row, std::uint64_t place) { places.push_back(at(row, place)); }))
                return damaged();
        }
        if (places.empty()) continue;
        std::ranges::sort(places);
        std::vector<std::uint64_t> found;
        for (const Postings& each : TRY(postings_of(segment, other))) {
            std::size_t next = 0;
            if (!each_place(each.bytes, [&](std::uint64_t row, std::uint64_t place) {
                    const std::uint64_t here = at(row, place), first = at(row, place - std::min(place, reach));
                    while (next < places.size() && places[next] < first) ++next;
                    // A word is not near itself.
                    std::size_t nearest = next;
                    if (nearest < places.size() && places[nearest] == here) ++nearest;
                    if (nearest < places.size() && places[nearest] <= here + reach) found.push_back(row);
                }))
                return damaged();
        }
        TRY(add_ids(segment, found, into));
    }
    return {};
}

}  // namespace sanad
