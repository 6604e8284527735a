// Each filter of a FileQuery by itself, then together, over a handful of files.
#include <algorithm>

#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

enum : Id { folder = 1, letter, photo, gone, orphan, stream, secret, urdu };

struct QueriedCase : SampleCase {
    QueriedCase() {
        good(writer.begin_walk(file_system));
        good(writer.add_file(directory("/Users/Amna", 40, 5)));
        const auto plain = result(2, "text/plain");
        auto letter_file = file("/Users/Amna/Letter.TXT", 41, 40, 100);
        letter_file.times.accessed_at = Timestamp{500};
        good(writer.add_file(letter_file, &plain));
        auto jpeg = result(3, "image/jpeg");
        jpeg.mismatch = true;
        jpeg.unreadable_bytes = 512;
        good(writer.add_file(file("/Users/Amna/photo.doc", 42, 40, 5000), &jpeg));
        auto deleted = file("/Users/gone.txt", 43, 39, 200);
        deleted.state = NameState::deleted;
        deleted.times.modified_at = Timestamp{1000};
        good(writer.add_file(deleted, &plain));
        auto lost = file("/$OrphanFiles/x.bin", 44, 0, 0);
        lost.state = NameState::orphan;
        good(writer.add_file(lost));
        auto alternate = file("/Users/gone.txt:zone", 43, 39, 26);
        alternate.name_is_stream = true;
        alternate.content->attribute_id = 9;
        good(writer.add_file(alternate));
        good(writer.add_file(file("/secret_100%.zip", 45, 5, 900)));
        auto named_late = file("/رپورٹ.docx", 46, 5, 300);
        named_late.name_times.created_at = Timestamp{77};
        good(writer.add_file(named_late));
        good(writer.finish_walk(WalkState::complete, {}));
        good(writer.set_content_not_read(6, Outcome::encrypted, "password"));
        good(writer.build_indexes());
        good(writer.commit());
    }
    std::vector<Id> find(const FileQuery& query) {
        auto opened = reader();
        auto ids = good(opened.find(query));
        CHECK(good(opened.count(query)) == ids.size());
        return ids;
    }
};

using Ids = std::vector<Id>;

}  // namespace

TEST_CASE("an empty question gives every file in the order of the walk") {
    QueriedCase sample;
    CHECK(sample.find({}) == Ids{folder, letter, photo, gone, orphan, stream, secret, urdu});
}

TEST_CASE("paths and names are found by glob, with or without case, and percent signs mean nothing") {
    QueriedCase sample;
    FileQuery query;
    query.paths = {"*/amna/*"};
    CHECK(sample.find(query) == Ids{letter, photo});
    query.match_case = true;
    CHECK(sample.find(query).empty());
    query.paths = {"*/Amna/*"};
    CHECK(sample.find(query) == Ids{letter, photo});
    query.paths = {"/secret_100%.zip"};
    CHECK(sample.find(query) == Ids{secret});
    query.match_case = false;
    query.paths = {"*.zip", "*رپورٹ*"};
    CHECK(sample.find(query) == Ids{secret, urdu});
    query.paths = {};
    query.names = {"letter.???"};
    CHECK(sample.find(query) == Ids{letter});
    query.names = {"amna*"};
    CHECK(sample.find(query) == Ids{folder});
}

TEST_CASE("files are found by type, extension and size") {
    QueriedCase sample;
    FileQuery query;
    query.mime_types = {"IMAGE/*"};
    CHECK(sample.find(query) == Ids{photo});
    query = {};
    query.extensions = {"TXT", "zip"};
    CHECK(sample.find(query) == Ids{letter, gone, secret});
    query = {};
    query.min_size = 200;
    query.max_size = 900;
    CHECK(sample.find(query) == Ids{gone, secret, urdu});
    query = {};
    query.max_size = 0;
    CHECK(sample.find(query) == Ids{orphan});
    query = {};
    query.max_size = UINT64_MAX;
    query.min_size = 1;
    CHECK(sample.find(query) == Ids{letter, photo, gone, stream, secret, urdu});
}

TEST_CASE("files are found by each of their times, both ends included") {
    QueriedCase sample;
    FileQuery query;
    query.times = {{FileTime::modified_at, std::nullopt, Timestamp{1000}}};
    CHECK(sample.find(query) == Ids{gone});
    query.times = {{FileTime::accessed_at, Timestamp{500}, Timestamp{500}}};
    CHECK(sample.find(query) == Ids{letter});
    query.times = {{FileTime::accessed_at, Timestamp{501}, std::nullopt}};
    CHECK(sample.find(query).empty());
    query.times = {{FileTime::name_created_at, std::nullopt, std::nullopt}};
    CHECK(sample.find(query) == Ids{urdu});
    query.times = {{FileTime::created_at, Timestamp{1}, std::nullopt}, {FileTime::modified_at, Timestamp{1001}, {}}};
    CHECK(sample.find(query) == Ids{letter, photo, orphan, stream, secret, urdu});
}

TEST_CASE("files are found by digest, by one or by a list of thousands") {
    QueriedCase sample;
    FileQuery query;
    query.md5 = {result(3, "").digests.md5};
    CHECK(sample.find(query) == Ids{photo});
    query = {};
    query.sha1 = {result(2, "").digests.sha1, result(9, "").digests.sha1};
    CHECK(sample.find(query) == Ids{letter, gone});
    query = {};
    for (std::uint32_t i = 0; i < 40'000; ++i)
        query.sha256.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8), 1});
    CHECK(sample.find(query).empty());
    query.sha256.push_back(result(2, "").digests.sha256);
    CHECK(sample.find(query) == Ids{letter, gone});
}

TEST_CASE("files are found by state, kind, stream, mismatch, damage, and by what was not examined") {
    QueriedCase sample;
    FileQuery query;
    query.states = {NameState::deleted, NameState::orphan};
    CHECK(sample.find(query) == Ids{gone, orphan});
    query = {};
    query.kinds = {FileKind::directory};
    CHECK(sample.find(query) == Ids{folder});
    query = {};
    query.streams = true;
    CHECK(sample.find(query) == Ids{stream});
    query.streams = false;
    CHECK(sample.find(query).size() == 7);
    query = {};
    query.mismatch_only = true;
    CHECK(sample.find(query) == Ids{photo});
    query = {};
    query.damaged_only = true;
    CHECK(sample.find(query) == Ids{photo});
    query = {};
    query.content_states = {ContentState::not_read};
    CHECK(sample.find(query) == Ids{secret});
    query.content_states = {ContentState::not_read, ContentState::pending};
    CHECK(sample.find(query) == Ids{orphan, stream, secret, urdu});
}

TEST_CASE("what was not examined is also what a module crashed on, ran out of time with, or could not decrypt") {
    QueriedCase sample;
    FileQuery query;
    query.not_examined = true;
    CHECK(sample.find(query) == Ids{orphan, stream, secret, urdu});
    const auto outcome = [&](Subject subject, Id id, Outcome what) {
        good(sample.writer.add_outcome({sample.image, subject, id, "module", "archive.members", "1.0.0", what, ""}));
    };
    outcome(Subject::file, letter, Outcome::crashed);
    outcome(Subject::content, 2, Outcome::timed_out);  // the photo's
    outcome(Subject::file, gone, Outcome::damaged);    // read as far as it is there
    outcome(Subject::file, folder, Outcome::not_mine);
    outcome(Subject::image, folder, Outcome::encrypted);  // of something else with that number
    good(sample.writer.commit());
    CHECK(sample.find(query) == Ids{letter, photo, orphan, stream, secret, urdu});
    query.states = {NameState::allocated};
    query.extensions = {"txt"};
    CHECK(sample.find(query) == Ids{letter});
}

TEST_CASE("files are found by where they stand") {
    QueriedCase sample;
    FileQuery query;
    query.parent = folder;
    CHECK(sample.find(query) == Ids{letter, photo});
    query = {};
    query.metadata_address = 43;
    CHECK(sample.find(query) == Ids{gone, stream});
    query = {};
    query.min_metadata_address = 41;
    query.max_metadata_address = 42;
    CHECK(sample.find(query) == Ids{letter, photo});
    query.max_metadata_address.reset();
    query.min_metadata_address = 45;
    CHECK(sample.find(query) == Ids{secret, urdu});
    query = {};
    query.content = 1;
    CHECK(sample.find(query) == Ids{letter});
    const auto in_all = [&](const auto& set) {
        FileQuery one, none;
        one.*set = 1;
        none.*set = 2;
        CHECK(sample.find(one).size() == 8);
        CHECK(sample.find(none).empty());
    };
    in_all(&FileQuery::evidence_item);
    in_all(&FileQuery::image);
    in_all(&FileQuery::volume);
    in_all(&FileQuery::file_system);
}

TEST_CASE("a folder with all below it is found by its path, and a sibling whose name begins alike is not in it") {
    SampleCase sample;
    auto& writer = sample.writer;
    good(writer.begin_walk(sample.file_system));
    good(writer.add_file(directory("/Users", 40, 5)));
    good(writer.add_file(file("/Users/a*.txt", 41, 40)));
    good(writer.add_file(directory("/Users/below", 42, 40)));
    good(writer.add_file(file("/Users/below/\xF4\x8F\xBF\xBF.txt", 43, 42)));  // U+10FFFF: the last there is
    good(writer.add_file(file("/Users2", 44, 5)));
    good(writer.add_file(file("/Users-", 45, 5)));
    good(writer.finish_walk(WalkState::complete, {}));
    good(writer.commit());
    auto reader = sample.reader();
    FileQuery query;
    query.under = "/Users";
    CHECK(good(reader.find(query)) == Ids{1, 2, 3, 4});
    query.under = "/Users/below";
    CHECK(good(reader.find(query)) == Ids{3, 4});
    query.under = "/users";
    CHECK(good(reader.find(query)).empty());
    query.under = "/";
    CHECK(good(reader.find(query)).size() == 6);
    query = {};
    query.top_level = true;
    CHECK(good(reader.find(query)) == Ids{1, 5, 6});
    query = {};
    query.order = FileOrder::extension;
    query.descending = true;
    CHECK(good(reader.find(query)).front() == 4);
    query.order = FileOrder::metadata_address;
    CHECK(good(reader.find(query)) == Ids{6, 5, 4, 3, 2, 1});
}

TEST_CASE("files come in the order asked for, and no more than asked for") {
    QueriedCase sample;
    FileQuery query;
    query.order = FileOrder::size;
    query.descending = true;
    query.limit = 3;
    CHECK(sample.find(query) == Ids{photo, secret, urdu});
    query = {};
    query.order = FileOrder::path;
    query.limit = 2;
    CHECK(sample.find(query) == Ids{orphan, folder});
    for (const auto order :
         {FileOrder::id, FileOrder::path, FileOrder::name, FileOrder::size, FileOrder::mime_type, FileOrder::created_at,
          FileOrder::modified_at, FileOrder::accessed_at, FileOrder::metadata_changed_at, FileOrder::sha256}) {
        query = {};
        query.order = order;
        auto ascending = sample.find(query);
        // Found another way, it is the same.
        query.limit = 100;
        CHECK(sample.find(query) == ascending);
        query.limit.reset();
        query.descending = true;
        std::reverse(ascending.begin(), ascending.end());
        CHECK(sample.find(query) == ascending);
    }
}

TEST_CASE("a question narrowed by another gives what answers both, though each list by itself is an either-or") {
    QueriedCase sample;
    FileQuery query;
    query.mime_types = {"text/*", "image/*"};
    FileQuery narrowed;
    narrowed.mime_types = {"*/jpeg", "*/png"};
    narrowed.min_size = 1;
    query.also = {narrowed};
    CHECK(sample.find(query) == Ids{photo});
    query.mime_types.clear();
    CHECK(sample.find(query) == Ids{photo});
    query.also.push_back({});
    query.also.back().states = {NameState::deleted};
    CHECK(sample.find(query).empty());
}

TEST_CASE("files are found among ids that are given, however many, and none among none") {
    QueriedCase sample;
    FileQuery query;
    query.ids = {urdu, 99, letter};
    CHECK(sample.find(query) == Ids{letter, urdu});
    query.names = {"*.txt"};
    CHECK(sample.find(query) == Ids{letter});
    query.names.clear();
    query.ids->assign(50'000, photo);
    CHECK(sample.find(query) == Ids{photo});
    query.ids->clear();
    CHECK(sample.find(query).empty());
}

TEST_CASE("conditions hold together") {
    QueriedCase sample;
    FileQuery query;
    query.extensions = {"txt"};
    query.mime_types = {"text/*"};
    query.states = {NameState::allocated};
    query.sha256 = {result(2, "").digests.sha256};
    CHECK(sample.find(query) == Ids{letter});
    query.mismatch_only = true;
    CHECK(sample.find(query).empty());
}
