// The index of a made-up case, and the answers from it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "core/search/shard.hpp"
#include "core/search/shard_threads.hpp"
#include "core/search/text_index.hpp"
#include "core/search/text_query.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// Six files: their texts are given by the test.
struct IndexedCase : SampleCase {
    std::vector<Id> ids;
    IndexedCase() {
        good(writer.begin_walk(file_system));
        for (const char* path : {"/a.txt", "/b.txt", "/رقم کی فہرست.txt", "/d.eml", "/plan.docx", "/large.log"})
            ids.push_back(good(writer.add_file(file(path, 10 + ids.size(), 5))).file);
        good(writer.finish_walk(WalkState::complete, {}));
        good(writer.commit());
    }

    void add(TextIndex& index, Id file, std::string_view text, TextSource source = TextSource::content,
             std::uint64_t source_offset = 0) {
        IndexedText facts;
        facts.image = image;
        facts.file = facts.source_file = file;
        facts.source = source;
        if (source == TextSource::content) facts.encoding = "utf-8";
        if (source == TextSource::module) facts.module = "document.text", facts.version = "1.0.0";
        facts.source_length = 1000;
        good(index.begin_text(facts));
        good(index.append(text, source_offset));
        good(index.end_text());
    }

    /// Shards of all kinds, as the index stage makes them.
    void finish(TextIndex& index) {
        good(index.set_contents_done(image, ids.back()));
        good(index.commit());
        for (const ShardPlan& plan : good(index.missing_text_shards(image))) {
            good(make_text_shard(index.files(), plan));
            good(index.shard_made(plan));
        }
        auto rows = reader();
        for (const ShardPlan& plan : good(index.missing_shards(image, ShardKind::name, ids, 4))) {
            auto shard = good(ShardWriter::create(index.files().shard(image, plan.kind, plan.number), plan.kind));
            for (const Id id : ids) {
                if (id >= plan.first && id <= plan.last) good(shard.add(id, good(rows.file(id)).file.name));
            }
            good(shard.finish());
            good(index.shard_made(plan));
        }
        good(index.set_finished(image, 0, ids.size()));
        good(index.commit());
    }

    /// "file:field:text_offset:match" of every hit.
    std::vector<std::string> hits(std::string_view text, SearchSettings settings = {}) {
        TextQuery index = good(TextQuery::open(files));
        const SearchQuery query = good(parse_query(text, settings.level));
        SearchResults results = good(index.search(query, settings));
        std::vector<std::string> found;
        good(results.each([&](const SearchHit& hit) {
            found.push_back(fmt::format("{}:{}:{}:{}", hit.file, name_of(hit.field), hit.text_offset, hit.match));
            return true;
        }));
        return found;
    }
    SearchCounts counts(std::string_view text, SearchSettings settings = {}) {
        TextQuery index = good(TextQuery::open(files));
        return good(index.search(good(parse_query(text, settings.level)), settings)).counts();
    }
};

std::string file_bytes(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string numbered(std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) text += fmt::format("line{} of the log\n", i);
    return text;
}

}  // namespace

TEST_CASE("words, phrases, operators and parts of words are found in texts, with their places") {
    IndexedCase made;
    {
        auto index = good(TextIndex::open(made.files.path()));
        made.add(*index, made.ids[0], "The wire transfer of رقم was made. Transferred twice.");
        made.add(*index, made.ids[1], "A transfer by wire; مُحَمَّد knew.");
        made.add(*index, made.ids[3], "Subject: بھائی", TextSource::module);
        made.finish(*index);
    }
    using Lines = std::vector<std::string>;
    CHECK(made.hits("transfer") == Lines{"1:text:9:transfer", "2:text:2:transfer"});
    CHECK(made.hits("\"wire transfer\"") == Lines{"1:text:4:wire transfer"});
    CHECK(made.hits("transfer* NOT by") == Lines{"1:text:9:transfer", "1:text:38:Transferred"});
    CHECK(made.hits("*sferr*") == Lines{"1:text:38:Transferred"});
    CHECK(made.hits("\"wire trans*\"") == Lines{"1:text:4:wire transfer"});
    CHECK(made.hits("wire NEAR/1 transfer") == Lines{"1:text:4:wire transfer", "2:text:2:transfer by wire"});
    CHECK(made.hits("محمد") == Lines{"2:text:20:مُحَمَّد"});
    CHECK(made.hits("رقم") == Lines{"1:text:21:رقم", "3:name:0:رقم"});
    CHECK(made.hits("name:رقم") == Lines{"3:name:0:رقم"});
    CHECK(made.hits("رقم NOT name:فہرست") == Lines{"1:text:21:رقم"});
    CHECK(made.hits("knew AND subject").empty());
    CHECK(made.hits("name:*fah*").empty());
    CHECK(made.hits("*هرس*") == Lines{"3:name:12:فہرست"});
    CHECK(made.hits("kn") == Lines{});
    CHECK(made.counts("transfer OR رقم").files == 3);
    CHECK(made.counts("transfer OR رقم").texts == 2);
    CHECK(made.counts("transfer OR رقم").names == 1);
    SearchSettings loose;
    loose.level = FoldLevel::loose;
    CHECK(made.hits("بہائی").empty());
    CHECK(made.hits("بہائی", loose) == Lines{"4:text:9:بھائی"});
    SearchSettings exact;
    exact.exact = true;
    CHECK(made.hits("محمد", exact).empty());
    CHECK(made.hits("Transferred", exact) == Lines{"1:text:38:Transferred"});
    SearchSettings names;
    names.in = field_bit(SearchField::path);
    CHECK(made.hits("plan", names) == Lines{"5:path:1:plan"});
}

TEST_CASE("texts are traced to their files the same way whether nearly all of them or a few far apart hold the word") {
    IndexedCase made;
    constexpr std::size_t count = 900;
    {
        auto index = good(TextIndex::open(made.files.path()));
        for (std::size_t i = 0; i < count; ++i) {
            made.add(*index, made.ids[i * made.ids.size() / count],
                     fmt::format("common{}{}", i % 5 == 0 ? " fifth" : "", i % 11 == 0 ? " scattered" : ""));
        }
        made.finish(*index);
    }
    // All, one in five, and one in eleven: the first two are gone through, of the last each is looked up.
    for (const auto& [word, step] :
         {std::pair<const char*, std::size_t>{"common", 1}, {"fifth", 5}, {"scattered", 11}}) {
        CAPTURE(word);
        std::vector<std::string> expected;
        for (std::size_t i = 0; i < count; i += step) {
            const std::size_t at = fmt::format("common{}", step == 11 && i % 5 == 0 ? " fifth" : "").size() + 1;
            expected.push_back(
                fmt::format("{}:text:{}:{}", made.ids[i * made.ids.size() / count], step == 1 ? 0 : at, word));
        }
        CHECK(made.hits(word) == expected);
        CHECK(made.counts(word).files == made.ids.size());
        CHECK(made.counts(word).texts == (count + step - 1) / step);
    }
}

TEST_CASE("a hit in the middle of a large text shows its surroundings and its bytes; none is counted twice") {
    IndexedCase made;
    const std::string text = numbered(30'000);
    {
        auto index = good(TextIndex::open(made.files.path()));
        made.add(*index, made.ids[5], text, TextSource::content, 3);
        made.finish(*index);
    }
    TextQuery index = good(TextQuery::open(made.files));
    for (const char* words : {"\"log line17000\"", "line17000", "line2999*"}) {
        SearchSettings settings;
        SearchResults results = good(index.search(good(parse_query(words)), settings));
        CHECK(results.counts().texts == 1);
        std::uint64_t last = 0;
        std::size_t count = 0;
        good(results.each([&](const SearchHit& hit) {
            CHECK(text.substr(hit.text_offset, hit.match.size()) == hit.match);
            CHECK(hit.source_exact);
            CHECK(hit.source_offset == hit.text_offset + 3);
            CHECK(hit.before.size() == 60);
            CHECK(hit.text_offset > last);
            last = hit.text_offset;
            ++count;
            return true;
        }));
        CHECK(count == (std::string{words} == "line2999*" ? 11U : 1U));
    }
    // Each of the words that stand on every line, once for each.
    SearchResults all = good(index.search(good(parse_query("\"of the log\"")), {}));
    std::size_t count = 0;
    good(all.each([&](const SearchHit&) { return ++count, true; }));
    CHECK(count == 30'000);
}

TEST_CASE("an index goes on after an interruption and holds the same") {
    IndexedCase once;
    {
        auto index = good(TextIndex::open(once.files.path()));
        once.add(*index, once.ids[3], "module text one", TextSource::module);
        once.add(*index, once.ids[4], "module text two", TextSource::module);
        once.add(*index, once.ids[0], "content");
        once.finish(*index);
    }
    IndexedCase twice;
    {
        auto index = good(TextIndex::open(twice.files.path()));
        twice.add(*index, twice.ids[3], "module text one", TextSource::module);
        twice.add(*index, twice.ids[4], "module text that the case does not know", TextSource::module);
        good(index->commit());
        twice.add(*index, twice.ids[0], "lost with the process");
    }
    {
        auto index = good(TextIndex::open(twice.files.path()));
        good(index->forget_module_texts_after(twice.image, twice.ids[3]));
        twice.add(*index, twice.ids[4], "module text two", TextSource::module);
        twice.add(*index, twice.ids[0], "content");
        twice.finish(*index);
    }
    for (const char* words : {"module", "two", "content", "lost", "case"}) CHECK(once.hits(words) == twice.hits(words));
    CHECK(twice.counts("lost").files == 0);
    auto index = good(TextIndex::open(twice.files.path()));
    CHECK(good(index->finished(twice.image)));
    CHECK(good(index->missing_text_shards(twice.image)).empty());
    good(index->forget_image(twice.image));
    CHECK_FALSE(good(index->finished(twice.image)));
    index.reset();
    CHECK(twice.counts("module").files == 0);
}

TEST_CASE("shards that are made while their texts come are those made of the texts that were kept") {
    // Three texts fill a shard each; the last is in the fourth with one of another size.
    const auto fill = [](IndexedCase& made, TextIndex& index) {
        for (const std::size_t file : {0U, 1U, 2U}) made.add(index, made.ids[file], numbered(230'000 + file));
        made.add(index, made.ids[3], "");
        made.add(index, made.ids[4], "wire transfer");
        made.add(index, made.ids[5], numbered(1'000));
    };
    IndexedCase kept;
    auto kept_index = good(TextIndex::open(kept.files.path()));
    fill(kept, *kept_index);
    good(kept_index->commit());
    const std::vector<ShardPlan> plans = good(kept_index->missing_text_shards(kept.image));
    REQUIRE(plans.size() == 4);
    CHECK(plans[3].first == 4);
    CHECK(plans[3].last == 5);
    for (const ShardPlan& plan : plans) good(make_text_shard(kept_index->files(), plan));

    for (const unsigned workers : {1U, 3U}) {
        IndexedCase come;
        auto index = good(TextIndex::open(come.files.path()));
        ShardThreads threads{index->files(), workers};
        good(index->begin_shards(come.image, threads));
        fill(come, *index);
        good(index->end_shards());
        while (!threads.wait(std::chrono::seconds{1})) continue;
        for (const ShardPlan& plan : good(threads.made())) good(index->shard_made(plan));
        good(index->commit());
        CHECK(good(index->missing_text_shards(come.image)).empty());
        for (const ShardPlan& plan : plans) {
            const auto bytes = file_bytes(index->files().shard(come.image, plan.kind, plan.number));
            CHECK_FALSE(bytes.empty());
            CHECK(bytes == file_bytes(kept_index->files().shard(kept.image, plan.kind, plan.number)));
        }
    }
}

TEST_CASE("what a thread cannot make is told to whoever waits for it, and nobody waits for ever") {
    IndexedCase made;
    auto index = good(TextIndex::open(made.files.path()));
    std::ofstream{made.files.path() / "index"} << "a file where the folder of shards belongs";
    ShardThreads threads{index->files(), 2};
    good(index->begin_shards(made.image, threads));
    // More than may wait in memory.
    const std::string text = numbered(200'000);
    for (int i = 0; i < 14; ++i) made.add(*index, made.ids[0], text);
    good(index->end_shards());
    while (!threads.wait(std::chrono::seconds{1})) continue;
    const auto shards = threads.made();
    REQUIRE_FALSE(shards);
    CHECK(shards.error().what.find("1-text-0000.db") != std::string::npos);
}

TEST_CASE("a module's text that is the content itself is taken out again, another stays") {
    IndexedCase made;
    const std::string text = numbered(5'000);
    {
        auto index = good(TextIndex::open(made.files.path()));
        made.add(*index, made.ids[0], text, TextSource::module);
        made.add(*index, made.ids[1], text, TextSource::module);
        made.add(*index, made.ids[0], text);
        CHECK(good(index->has_module_text(made.ids[0])));
        CHECK(good(index->drop_equal_module_text(made.ids[0], text)));
        CHECK_FALSE(good(index->drop_equal_module_text(made.ids[1], text + "more")));
        CHECK_FALSE(good(index->has_module_text(made.ids[0])));
        made.finish(*index);
    }
    CHECK(made.counts("line4000").texts == 2);
}

TEST_CASE("a case without an index says so, and one of another fold is made anew") {
    IndexedCase made;
    const auto none = TextQuery::open(made.files);
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::not_found);
    { auto index = good(TextIndex::open(made.files.path())); }
    CHECK(TextQuery::open(made.files));
    CHECK(good(made.reader().files_of_artifacts(std::vector<Id>{7})) == std::vector<Id>{0});
}

TEST_CASE("the names of a case come in the order of its files, until no more are wanted") {
    IndexedCase made;
    std::vector<std::pair<Id, std::string>> names;
    good(made.reader().each_name([&](Id file, std::string_view name) {
        names.emplace_back(file, name);
        return names.size() < 3;
    }));
    using Names = std::vector<std::pair<Id, std::string>>;
    CHECK(names == Names{{made.ids[0], "a.txt"}, {made.ids[1], "b.txt"}, {made.ids[2], "رقم کی فہرست.txt"}});
}

TEST_CASE("a remark of a keyword list is no term, and a hashtag is one") {
    const auto terms = good(keywords_of("# what matters\n#freedom\n#\nledger\n"));
    using Terms = std::vector<std::pair<std::size_t, std::string>>;
    CHECK(terms == Terms{{2, "#freedom"}, {4, "ledger"}});
}

TEST_CASE("keyword lists are kept as they were, once") {
    IndexedCase made;
    { auto index = good(TextIndex::open(made.files.path())); }
    const KeywordList list{"words.txt", "\xEF\xBB\xBFرقم\r\n\n  wire transfer \nlast", Sha256Digest{1, 2}};
    good(keep_keyword_list(made.files, list));
    good(keep_keyword_list(made.files, list));
    const auto kept = good(keyword_lists(made.files));
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].content == list.content);
    CHECK(kept[0].sha256 == list.sha256);
    using Terms = std::vector<std::pair<std::size_t, std::string>>;
    CHECK(*keywords_of(list.content) == Terms{{1, "رقم"}, {3, "wire transfer"}, {4, "last"}});
    CHECK_FALSE(keywords_of("\xff\xfeU\0T\0F\0"));
}

TEST_CASE("spellings of Roman Urdu that stand in the case are named with their counts") {
    IndexedCase made;
    {
        auto index = good(TextIndex::open(made.files.path()));
        made.add(*index, made.ids[0], "shaadi ki tareekh");
        made.add(*index, made.ids[1], "Shadi shadi; zameen");
        made.finish(*index);
    }
    TextQuery index = good(TextQuery::open(made.files));
    const auto spellings = good(index.spellings(good(parse_query("shadi")), {}));
    REQUIRE(spellings.size() == 1);
    CHECK(spellings[0].word == "shaadi");
    CHECK(spellings[0].counts.texts == 1);
}

TEST_CASE("of the beginning of a word those spellings are named that begin as it sounds and are not found by it") {
    IndexedCase made;
    {
        auto index = good(TextIndex::open(made.files.path()));
        made.add(*index, made.ids[0], "zabardast zabardasti");
        made.add(*index, made.ids[1], "jabardast, jabardasti! jabar");
        made.finish(*index);
    }
    TextQuery index = good(TextQuery::open(made.files));
    const auto words = [&](std::string_view query) {
        std::vector<std::string> named;
        for (const Spelling& each : good(index.spellings(good(parse_query(query)), {}))) named.push_back(each.word);
        return named;
    };
    CHECK(words("zabardas*") == std::vector<std::string>{"jabardast", "jabardasti"});
    CHECK(words("zabardast") == std::vector<std::string>{"jabardast"});
    CHECK(words("jabar*") == std::vector<std::string>{"zabardast", "zabardasti"});
    CHECK(words("*abardast*").empty());
}
