// What a case keeps of the hash sets in which its files were looked up.
#include <algorithm>

#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

enum : Id { ordinary = 1, tool, both, hard_link, unread, a_folder };

struct LookedUp : SampleCase {
    LookedUp() {
        good(writer.begin_walk(file_system));
        const auto one = result(1, "text/plain"), two = result(2, "text/plain"), three = result(3, "text/plain");
        good(writer.add_file(file("/ordinary.dll", 41, 5, 100), &one));
        good(writer.add_file(file("/tool.exe", 42, 5, 200), &two));
        good(writer.add_file(file("/both.exe", 43, 5, 300), &three));
        good(writer.add_file(file("/hard_link to the tool", 42, 5, 200)));
        good(writer.add_file(file("/unread", 44, 5, 400)));
        good(writer.add_file(directory("/folder", 45, 5)));
        good(writer.finish_walk(WalkState::complete, {}));
        sets = good(writer.set_hash_sets(image, used));
        good(writer.add_hash_hit(1, sets[1], "", HashAlgorithm::sha1));
        good(writer.add_hash_hit(2, sets[0], "2", HashAlgorithm::md5));
        good(writer.add_hash_hit(2, sets[0], "1", HashAlgorithm::md5));
        good(writer.add_hash_hit(3, sets[0], "1", HashAlgorithm::sha256));
        good(writer.add_hash_hit(3, sets[1], "", HashAlgorithm::sha1));
        good(writer.add_hash_hit(3, sets[1], "", HashAlgorithm::sha1));
        good(writer.commit());
    }
    std::vector<Id> find(const FileQuery& query) {
        auto opened = reader();
        auto ids = good(opened.find(query));
        CHECK(good(opened.count(query)) == ids.size());
        return ids;
    }

    std::vector<HashSetUsed> used{
        {0, "bad", HashSetKind::notable, "", "the bank", 51, Sha256Digest{1}, true},
        {0, "nsrl", HashSetKind::known, "2024.03.1", "NIST", 100'000'000, Sha256Digest{2}, true}};
    std::vector<Id> sets;
};

using Ids = std::vector<Id>;

}  // namespace

TEST_CASE("files tell the sets that hold them, hard links too, in the order of names and categories") {
    LookedUp sample;
    auto reader = sample.reader();
    const Ids all{ordinary, tool, both, hard_link, unread, a_folder};
    const auto rows = good(reader.rows(all));
    REQUIRE(rows.size() == all.size());
    CHECK(rows[0].hash_hits == std::vector<HashHit>{{"nsrl", HashSetKind::known, "", HashAlgorithm::sha1}});
    CHECK(rows[1].hash_hits == std::vector<HashHit>{{"bad", HashSetKind::notable, "1", HashAlgorithm::md5},
                                                    {"bad", HashSetKind::notable, "2", HashAlgorithm::md5}});
    CHECK(rows[2].hash_hits.size() == 2);
    CHECK(rows[3].hash_hits == rows[1].hash_hits);
    CHECK(rows[4].hash_hits.empty());
    CHECK(rows[5].hash_hits.empty());
    CHECK(rows[0].is_known());
    CHECK_FALSE(rows[2].is_known());
    CHECK(rows[2].is_notable());
    CHECK_FALSE(rows[4].is_known());
}

TEST_CASE("listings choose by a set's name, by notable ones, and without what is known and not notable") {
    LookedUp sample;
    FileQuery named;
    named.hash_sets = {"nsrl"};
    CHECK(sample.find(named) == Ids{ordinary, both});
    named.hash_sets = {"nsrl", "bad", "nobody"};
    CHECK(sample.find(named) == Ids{ordinary, tool, both, hard_link});
    FileQuery notable;
    notable.notable_only = true;
    CHECK(sample.find(notable) == Ids{tool, both, hard_link});
    FileQuery without;
    without.exclude_known = true;
    CHECK(sample.find(without) == Ids{tool, both, hard_link, unread, a_folder});
    FileQuery left_out;
    left_out.known_only = true;
    CHECK(sample.find(left_out) == Ids{ordinary});
    left_out.exclude_known = true;
    CHECK(sample.find(left_out).empty());
    without.notable_only = true;
    without.order = FileOrder::size;
    without.descending = true;
    CHECK(sample.find(without) == Ids{both, hard_link, tool});
}

TEST_CASE("the sets of an image are counted, and replaced with what was found in them") {
    LookedUp sample;
    {
        auto reader = sample.reader();
        const auto counts = good(reader.hash_sets(sample.image));
        REQUIRE(counts.size() == 2);
        CHECK(counts[0].set.name == "bad");
        CHECK(counts[0].set.sha256 == Sha256Digest{1});
        CHECK(counts[0].set.source == "the bank");
        CHECK(counts[0].contents == 2);
        CHECK(counts[0].files == 3);
        CHECK(counts[1].set.entries == 100'000'000);
        CHECK(counts[1].set.known_excluded);
        CHECK(counts[1].contents == 2);
        const auto known = good(reader.known_contents(sample.image));
        CHECK(known.contents == 1);
        CHECK(known.bytes == 100);
        CHECK(good(reader.content_digests(sample.image, 0, 10)).size() == 3);
        CHECK(good(reader.content_digests(sample.image, 1, 1)).at(0).content == 2);
        CHECK(good(reader.content_digests(sample.image, 3, 10)).empty());
    }
    good(sample.writer.set_hash_sets(sample.image, std::span{sample.used}.first(1)));
    good(sample.writer.commit());
    auto reader = sample.reader();
    const auto counts = good(reader.hash_sets(sample.image));
    REQUIRE(counts.size() == 1);
    CHECK(counts[0].contents == 0);
    CHECK(good(reader.known_contents(sample.image)).contents == 0);
}

TEST_CASE("a file system that is walked anew takes its hits along, a derived file that is forgotten takes its own") {
    LookedUp sample;
    const auto member = good(sample.writer.add_derived_file(tool, "/tool.exe/member", 12, result(9, "text/plain")));
    good(sample.writer.add_hash_hit(*member.content, sample.sets[1], "", HashAlgorithm::sha1));
    good(sample.writer.commit());
    CHECK(good(sample.reader().hash_sets(sample.image))[1].contents == 3);
    good(sample.writer.forget_modules(sample.image));
    good(sample.writer.commit());
    CHECK(good(sample.reader().hash_sets(sample.image))[1].contents == 2);
    good(sample.writer.begin_walk(sample.file_system));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    CHECK(good(sample.reader().hash_sets(sample.image))[1].contents == 0);
}
