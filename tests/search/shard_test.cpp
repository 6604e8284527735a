// Words of a shard against the same words counted in the plainest way.
#include "core/search/shard.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <set>

#include "core/search/shard_words.hpp"
#include "core/search/word_table.hpp"
#include "core/store/database.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

using Row = std::pair<Id, std::string>;

/// Some words in nearly every row, some in one; Latin, Urdu, both in one word, signs that part words and marks that do
/// not.
std::vector<Row> made_rows(std::size_t count) {
    std::mt19937 chance{7};
    const std::vector<std::string> usual = {"the",   "Of",   "wire", "TRANSFER", "رقم", "بھائی",   "مُحَمَّد",
                                            "naïve", "ﬁle9", "x۔y",  "Größe",    "a",   "İstanbul"};
    const std::vector<std::string> between = {" ", "\n", ", ", "-", "۔ ", " \xCC\x81 ", "\xE2\x80\x8C"};
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text;
        for (std::size_t k = chance() % 60; k > 0; --k) {
            text += chance() % 4 == 0 ? fmt::format("Word{}", chance() % 5000) : usual[chance() % usual.size()];
            text += between[chance() % 3 == 0 ? chance() % between.size() : 0];
        }
        rows.emplace_back(Id(i) * Id(i) * 4'000'000 + 1, std::move(text));
    }
    return rows;
}

std::vector<std::string> keys_of(std::string_view text) {
    Folder folder;
    const FoldedWords words = folder.words(text);
    std::vector<std::string> keys;
    for (const FoldedWord& word : words.words) keys.emplace_back(words.key(word));
    return keys;
}

std::vector<Id> rows_with(const std::vector<Row>& rows, const std::vector<WordPattern>& phrase) {
    std::vector<Id> found;
    for (const auto& [id, text] : rows) {
        const auto keys = keys_of(text);
        for (std::size_t at = 0; at + phrase.size() <= keys.size(); ++at) {
            bool same = true;
            for (std::size_t i = 0; same && i < phrase.size(); ++i) same = phrase[i].matches(keys[at + i]);
            if (!same) continue;
            found.push_back(id);
            break;
        }
    }
    return found;
}

std::vector<Id> rows_near(const std::vector<Row>& rows, const WordPattern& one, const WordPattern& other,
                          std::size_t near) {
    std::vector<Id> found;
    for (const auto& [id, text] : rows) {
        const auto keys = keys_of(text);
        bool there = false;
        for (std::size_t a = 0; a < keys.size(); ++a) {
            for (std::size_t b = 0; b < keys.size(); ++b) {
                const std::size_t apart = a < b ? b - a : a - b;
                there = there || (apart != 0 && apart - 1 <= near && one.matches(keys[a]) && other.matches(keys[b]));
            }
        }
        if (there) found.push_back(id);
    }
    return found;
}

struct MadeShard {
    TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "shard.db";
    void write(const std::vector<Row>& rows) {
        auto shard = good(ShardWriter::create(path, ShardKind::text));
        for (const auto& [id, text] : rows) good(shard.add(id, text));
        good(shard.finish());
    }
};

}  // namespace

TEST_CASE("a shard tells rows of words, beginnings and phrases, and how many hold a word, as the texts do") {
    const auto rows = made_rows(1500);
    MadeShard made;
    made.write(rows);
    const auto database = good(Database::open(made.path, Access::read_only));
    ShardWords words{*database};
    const std::vector<std::vector<WordPattern>> phrases = {
        {{"the"}},
        {{"of"}},
        {{"word77"}},
        {{"nothing"}},
        {{keys_of("مُحَمَّد")[0]}},
        {{keys_of("naïve")[0]}},
        {{"file9"}},
        {{"word1", false, true}},
        {{"zzz", false, true}},
        {{"wire"}, {"transfer"}},
        {{"the"}, {"the"}, {"of"}},
        {{"transfer"}, {"word4", false, true}},
        {{keys_of("رقم")[0]}, {keys_of("بھائی")[0]}},
        {{"x"}, {"y"}},
        {{"the"}, {"nothing"}},
    };
    for (const auto& phrase : phrases) {
        CAPTURE(phrase.front().key);
        std::vector<Id> found;
        good(words.add_rows(phrase, found));
        CHECK(found == rows_with(rows, phrase));
    }
    for (const auto& [one, other] : {std::pair<WordPattern, WordPattern>{{"wire"}, {"transfer"}},
                                     {{"word77"}, {"the"}},
                                     {{"the"}, {"word77"}},
                                     {{"a"}, {"a"}},
                                     {{"word1", false, true}, {"word2", false, true}},
                                     {{"nothing"}, {"the"}},
                                     {{keys_of("رقم")[0]}, {"naive", false, true}}}) {
        for (const std::uint32_t near : {0U, 1U, 5U, 50U}) {
            CAPTURE(one.key);
            CAPTURE(near);
            std::vector<Id> found;
            good(words.add_rows_near(one, other, near, found));
            CHECK(found == rows_near(rows, one, other, near));
        }
    }
    std::map<std::string, std::uint64_t> counted, told;
    for (const auto& [id, text] : rows) {
        const auto keys = keys_of(text);
        for (const auto& key : std::set<std::string>{keys.begin(), keys.end()}) ++counted[key];
    }
    std::string last;
    good(words.each_word("", [&](std::string_view word, std::uint64_t count) {
        CHECK(last < word);
        last = word;
        told[last] = count;
        return true;
    }));
    CHECK(told == counted);
}

TEST_CASE("rows that do not fit into memory together are several segments, with the same answers") {
    // Each word is another: 1.2 million of them take more room than one segment may.
    std::vector<Row> rows;
    for (Id id = 1; id <= 600; ++id) {
        std::string text = "border ";
        for (int k = 0; k < 2000; ++k) text += fmt::format("{:x}q{:x} ", id, k * 7919);
        rows.emplace_back(id, text + "end");
    }
    MadeShard made;
    made.write(rows);
    const auto database = good(Database::open(made.path, Access::read_only));
    REQUIRE(good(database->number("SELECT count(*) FROM segment")) > 1);
    ShardWords words{*database};
    std::vector<Id> all, one;
    good(words.add_rows({{"border"}}, all));
    REQUIRE(all.size() == rows.size());
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == rows[i].first);
    good(words.add_rows({{fmt::format("{:x}q{:x}", 599, 1999 * 7919)}, {"en", false, true}}, one));
    CHECK(one == std::vector<Id>{599});
}

TEST_CASE("a shard whose bytes were changed is an error that names it, never a crash") {
    const auto rows = made_rows(300);
    MadeShard made;
    made.write(rows);
    std::size_t refused = 0;
    for (const char* harm : {"UPDATE block SET postings = substr(postings, 1, 10)",
                             "UPDATE block SET words = substr(words, 1, length(words) - 3)",
                             "UPDATE block SET words = x'ffffffffffffffffffffff'",
                             "UPDATE block SET postings = zeroblob(length(postings))",
                             "UPDATE block SET postings = CAST(replace(hex(postings), '0', 'F') AS BLOB)",
                             "UPDATE segment SET row = x'01'", "UPDATE segment SET row = x'80'"}) {
        const auto path = made.folder.path() / "harmed.db";
        std::filesystem::copy_file(made.path, path, std::filesystem::copy_options::overwrite_existing);
        {
            auto database = good(Database::open(path, Access::read_write));
            good(database->run(harm));
        }
        auto database = good(Database::open(path, Access::read_only));
        ShardWords words{*database};
        for (const std::vector<WordPattern>& phrase : {std::vector<WordPattern>{{"the"}}, {{"wire"}, {"transfer"}}}) {
            std::vector<Id> found;
            const auto done = words.add_rows(phrase, found);
            if (done) continue;
            ++refused;
            CHECK(done.error().what.find("harmed.db") != std::string::npos);
        }
        database.reset();
        std::filesystem::remove(path);
    }
    CHECK(refused >= 8);
}

TEST_CASE("a word longer than any keeps its beginning, cut between characters") {
    WordTable table;
    const std::string key = std::string(32767, 'a') + "ی" + std::string(9, 'b');
    table.begin_row();
    table.add(key);
    table.settle();
    std::size_t words = 0;
    table.each([&](std::string_view word, std::uint32_t rows, Bytes postings) {
        CHECK(word == key.substr(0, 32767));
        CHECK(rows == 1);
        CHECK(postings.size() == 2);
        ++words;
    });
    CHECK(words == 1);
}
