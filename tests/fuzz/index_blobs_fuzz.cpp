// What an index that came from elsewhere holds beside SQL: the rows of a segment, the words of a block, where they
// stand, and packed pieces of text. No blob does more than be called damaged, and no row is found that is not there.
#include <algorithm>
#include <memory>

#include "core/base/text.hpp"
#include "core/search/pieces.hpp"
#include "core/search/postings.hpp"
#include "core/search/shard.hpp"
#include "core/search/shard_words.hpp"
#include "core/store/database.hpp"
#include "tests/hashset/scratch_folder.hpp"

using namespace sanad;

namespace {

void expect(bool holds) {
    if (!holds) __builtin_trap();
}

/// A shard of one segment and one block, whose blobs are exchanged in a transaction that is never committed.
struct OwnShard {
    OwnShard() {
        const auto path = scratch.path / "1-text-0001.db";
        {
            ShardWriter shard = test::expected(ShardWriter::create(path, ShardKind::text));
            test::expected(shard.add(1, "one word"));
            test::expected(shard.finish());
        }
        database = test::expected(Database::open(path, Access::read_write));
        test::expected(database->begin());
        rows = std::make_unique<SqlStatement>(*database, "UPDATE segment SET row = ?1");
        block = std::make_unique<SqlStatement>(*database, "UPDATE block SET first = x'', words = ?1, postings = ?2");
    }
    test::ScratchFolder scratch;
    std::unique_ptr<Database> database;
    std::unique_ptr<SqlStatement> rows, block;
};

std::vector<Id> ids_in(Bytes rows) {
    std::vector<Id> ids;
    std::uint64_t id = 0;
    for (NumberReader reader{rows}; !reader.at_end();) {
        const auto delta = reader.number();
        if (!delta) break;
        ids.push_back(static_cast<Id>(id += *delta));
    }
    return ids;
}

void look_at_shard(Bytes rows, Bytes words, Bytes postings, std::uint32_t near) {
    static const OwnShard shard;
    test::expected(shard.rows->with(rows).run());
    test::expected(shard.block->with(words, postings).run());
    ShardWords reader{*shard.database};

    std::vector<WordPattern> found{{"a"}, {"word", false, true}};
    const auto whole = reader.each_word("", [&](std::string_view word, std::uint64_t) {
        found.push_back({std::string{word}, false, found.size() % 3 == 0});
        return found.size() < 6;
    });
    expect(whole || !whole.error().what.empty());

    std::vector<Id> there = ids_in(rows);
    const std::size_t most = there.size();
    std::ranges::sort(there);
    const auto only_those = [&](const Result<void>& asked, const std::vector<Id>& ids) {
        if (!asked) return expect(!asked.error().what.empty());
        expect(ids.size() <= most);
        for (const Id id : ids) expect(std::ranges::binary_search(there, id));
    };
    for (const WordPattern& word : found) {
        std::vector<Id> alone, phrase, beside;
        only_those(reader.add_rows({word}, alone), alone);
        only_those(reader.add_rows({found.back(), word}, phrase), phrase);
        only_those(reader.add_rows_near(word, found.back(), near, beside), beside);
    }
}

void look_at_piece(Bytes bytes) {
    const auto text = unpacked(bytes, piece_size + piece_overlap);
    if (!text) return;
    expect(text->size() <= piece_size + piece_overlap);
    expect(unpacked(packed(*text), text->size()) == *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4) return 0;
    const Bytes rest{data + 4, size - 4};
    if (data[0] == 'p') {
        look_at_piece(rest);
        return 0;
    }
    // Sizes of rows and words; what is left are the postings.
    const std::size_t rows = std::min<std::size_t>(data[1], rest.size());
    const std::size_t words = std::min<std::size_t>(data[2], rest.size() - rows);
    look_at_shard(rest.first(rows), rest.subspan(rows, words), rest.subspan(rows + words), data[3]);

    NumberReader reader{rest};
    while (const auto number = reader.number()) {
        std::vector<Byte> written;
        put_number(*number, [&](Byte byte) { written.push_back(byte); });
        NumberReader again{written};
        expect(written.size() <= 10 && again.number() == *number && again.at_end());
    }
    return 0;
}
