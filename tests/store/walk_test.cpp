#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/base/text.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

void walk(SampleCase& sample, const std::vector<FileRecord>& records) {
    good(sample.writer.begin_walk(sample.file_system));
    for (const auto& record : records) good(sample.writer.add_file(record));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
}

FileRow row(SampleCase& sample, Id id) {
    return good(sample.reader().file(id)).file;
}

}  // namespace

TEST_CASE("hard links share one content, and each file names the others") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    const auto first = good(sample.writer.add_file(file("/a.txt", 30, 5)));
    const auto other = good(sample.writer.add_file(file("/b.txt", 31, 5)));
    const auto link = good(sample.writer.add_file(file("/link to a", 30, 5)));
    auto stream = file("/a.txt:hidden", 30, 5);
    stream.name_is_stream = true;
    stream.content->attribute_id = 4;
    const auto hidden = good(sample.writer.add_file(stream));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());

    CHECK(first.new_content);
    CHECK_FALSE(link.new_content);
    CHECK(*link.content == *first.content);
    CHECK(*other.content != *first.content);
    CHECK(*hidden.content != *first.content);
    auto reader = sample.reader();
    CHECK(good(reader.file(first.file)).hard_links == std::vector<Id>{link.file});
    CHECK(good(reader.file(link.file)).hard_links == std::vector<Id>{first.file});
    CHECK(good(reader.file(hidden.file)).hard_links.empty());
    CHECK(good(reader.summary()).contents == 3);
    CHECK(good(reader.summary()).streams == 1);
}

TEST_CASE("hostile names survive: quotes, NUL, bytes that are not UTF-8, right-to-left controls, commands") {
    const std::string names[] = {"/'; DROP TABLE file; --",
                                 "/\"quoted\"",
                                 std::string{"/nul\0inside", 11},
                                 "/latin \xe9t\xe9",
                                 "/\xe2\x80\xaegpj.exe",
                                 "/$(rm -rf)`x`",
                                 "/line\nfeed\tand\\backslash",
                                 "/رپورٹ.docx",
                                 "/%s%n?*#",
                                 "/" + std::string(4000, 'x')};
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    std::vector<Id> ids;
    for (std::size_t i = 0; i < std::size(names); ++i) {
        auto record = file(names[i], 30 + i, 5);
        record.kind = FileKind::symlink;
        record.symlink_target = names[i];
        ids.push_back(good(sample.writer.add_file(record)).file);
    }
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    for (std::size_t i = 0; i < std::size(names); ++i) {
        CAPTURE(i);
        const auto kept = row(sample, ids[i]);
        CHECK(kept.path == names[i]);
        CHECK(kept.symlink_target == names[i]);
        CHECK(is_utf8(kept.name));
        CHECK(kept.name.find('\0') == std::string::npos);
    }
    CHECK(row(sample, ids[3]).name == "latin \xef\xbf\xbdt\xef\xbf\xbd");
    FileQuery query;
    query.paths = {names[0]};
    CHECK(good(sample.reader().find(query)) == std::vector<Id>{ids[0]});
}

TEST_CASE("every field of a record and its content comes back as it was walked") {
    FileRecord record = file("/docs/Report.Final.PDF", 0xffffffffffff0001u, 77, 10'000, 1 << 22);
    record.state = NameState::deleted;
    record.sequence = 12;
    record.metadata_allocated = false;
    record.uid = 4'294'967'295u;
    record.gid = 0;
    record.sid = "S-1-5-18";
    record.link_count = 3;
    record.times = {Timestamp{-1}, Timestamp{0}, Timestamp{INT64_MAX}, Timestamp{INT64_MIN}};
    record.name_times.created_at = Timestamp{5};
    record.remark = "the chain ends early";
    record.content->recovery = Recovery::partly_reallocated;
    record.content->access = ContentAccess::file_system;
    record.content->extents = {{0, 1 << 22, 4096, ExtentKind::stored},
                               {4096, 0, 4096, ExtentKind::sparse},
                               {8192, 1 << 23, 1808, ExtentKind::unwritten}};
    record.content->slack = Extent{10'000, (1 << 23) + 1808, 2288, ExtentKind::stored};
    SampleCase sample;
    walk(sample, {record});
    const auto detail = good(sample.reader().file(1));
    CHECK(*detail.content == *record.content);
    const auto& kept = detail.file;
    CHECK(kept.path == record.path);
    CHECK(kept.name == "Report.Final.PDF");
    CHECK(kept.extension == "pdf");
    CHECK(kept.state == record.state);
    CHECK(kept.kind == record.kind);
    CHECK(kept.metadata_address == record.metadata_address);
    CHECK(kept.sequence == record.sequence);
    CHECK(kept.parent_address == record.parent_address);
    CHECK(kept.metadata_allocated == record.metadata_allocated);
    CHECK(kept.mode == record.mode);
    CHECK(kept.uid == record.uid);
    CHECK(kept.gid == record.gid);
    CHECK(kept.sid == record.sid);
    CHECK(kept.link_count == record.link_count);
    CHECK(kept.times == record.times);
    CHECK(kept.name_times == record.name_times);
    CHECK(kept.remark == record.remark);
    CHECK(kept.size == 10'000);
    CHECK(kept.recovery == Recovery::partly_reallocated);
    CHECK(kept.content_state == ContentState::pending);
    CHECK_FALSE(kept.digests.has_value());
    CHECK_FALSE(kept.parent.has_value());
}

TEST_CASE("a file finds its directory, even when the directory is recorded after it or was deleted and made again") {
    SampleCase sample;
    auto gone = directory("/photos", 40, 5);
    gone.state = NameState::deleted;
    walk(sample, {directory("/", 5, 5), gone, directory("/photos", 41, 5), file("/photos/new.jpg", 50, 41),
                  file("/photos/old.jpg", 51, 40), file("/later/early.txt", 52, 60), directory("/later", 60, 5),
                  file("/photos/lost.jpg", 53, 99), file("/$OrphanFiles/x", 54, 0)});
    CHECK_FALSE(row(sample, 1).parent.has_value());
    CHECK(row(sample, 3).parent == 1);
    CHECK(row(sample, 4).parent == 3);
    CHECK(row(sample, 5).parent == 2);
    CHECK(row(sample, 6).parent == 7);
    CHECK(row(sample, 8).parent == 2);
    CHECK_FALSE(row(sample, 9).parent.has_value());
}

TEST_CASE("the extension is that of the name, or of the stream, in lower case") {
    SampleCase sample;
    auto stream = file("/setup.exe:Zone.Identifier", 30, 5);
    stream.name_is_stream = true;
    walk(sample, {stream, file("/.bashrc", 31, 5), file("/folder.d/README", 32, 5), file("/A.TAR.GZ", 33, 5)});
    CHECK(row(sample, 1).extension == "identifier");
    CHECK(row(sample, 2).extension == "");
    CHECK(row(sample, 3).extension == "");
    CHECK(row(sample, 4).extension == "gz");
}

TEST_CASE("contents are read in the order of the image, and what has been read is planned no more") {
    SampleCase sample;
    auto split = file("/split", 32, 5, 8192, 900'000);
    split.content->extents = {{0, 900'000, 4096, ExtentKind::stored},
                              {4096, 0, 1024, ExtentKind::sparse},
                              {5120, 100'000, 3072, ExtentKind::stored}};
    auto compressed = file("/compressed", 33, 5);
    compressed.content->access = ContentAccess::file_system;
    auto sparse = file("/sparse", 34, 5);
    sparse.content->extents = {{0, 0, 1000, ExtentKind::sparse}};
    auto resident = file("/resident", 36, 5, 100);
    resident.content->access = ContentAccess::resident;
    resident.content->extents.clear();
    good(sample.writer.begin_walk(sample.file_system));
    const auto far = good(sample.writer.add_file(file("/far\xff", 31, 5, 100, 5'000'000)));
    const auto in_two = good(sample.writer.add_file(split));
    const auto through = good(sample.writer.add_file(compressed));
    const auto zeros = good(sample.writer.add_file(sparse));
    const auto empty = good(sample.writer.add_file(file("/empty", 35, 5, 0)));
    const auto known = result(7, "text/plain");
    const auto inside = good(sample.writer.add_file(resident, &known));
    good(sample.writer.finish_walk(WalkState::complete, {}));

    CHECK(good(sample.writer.make_plan(sample.image)) == 3);
    const auto plan = good(sample.writer.next_extents(2));
    REQUIRE(plan.size() == 2);
    CHECK(plan[0].content == *in_two.content);
    CHECK(plan[0].image_offset == 100'000);
    CHECK(plan[0].file_offset == 5120);
    CHECK(plan[0].ordinal == 2);
    CHECK(plan[0].stored_extents == 2);
    CHECK(plan[0].content_size == 8192);
    CHECK(plan[1].image_offset == 900'000);
    good(sample.writer.set_content_result(*in_two.content, result(1, "image/png")));
    const auto rest = good(sample.writer.next_extents());
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].path == "/far\xff");
    CHECK(good(sample.writer.next_extents()).empty());

    const auto decoded = good(sample.writer.pending_through_file_system(sample.image));
    REQUIRE(decoded.size() == 1);
    CHECK(decoded[0].id == *through.content);
    CHECK(decoded[0].path == "/compressed");
    CHECK(decoded[0].file_system == sample.file_system);
    CHECK(decoded[0].content.metadata_address == 33);
    const auto without = good(sample.writer.pending_without_bytes(sample.image));
    REQUIRE(without.size() == 2);
    CHECK(without[0].id == *zeros.content);
    CHECK(without[1].id == *empty.content);
    CHECK(good(sample.writer.pending_without_bytes(sample.image, without[0].id)).size() == 1);

    CHECK(good(sample.writer.pending_totals(sample.image)).contents == 4);
    CHECK(good(sample.writer.make_plan(sample.image)) == 1);
    good(sample.writer.set_content_not_read(*far.content, Outcome::unreadable, "the medium returned an error"));
    CHECK(good(sample.writer.make_plan(sample.image)) == 0);
    good(sample.writer.commit());
    CHECK(row(sample, inside.file).digests == known.digests);
    CHECK(row(sample, inside.file).mime_type == "text/plain");
    const auto detail = good(sample.reader().file(far.file));
    CHECK(detail.file.content_state == ContentState::not_read);
    REQUIRE(detail.outcomes.size() == 1);
    CHECK(detail.outcomes[0].outcome == Outcome::unreadable);
    CHECK(good(sample.reader().summary()).not_read == std::map<std::string, std::uint64_t>{{"unreadable", 1}});
}

TEST_CASE("calls out of order are programming errors") {
    SampleCase sample;
    CHECK_THROWS_AS((void)sample.writer.add_file(file("/a", 1, 5)), std::logic_error);
    CHECK_THROWS_AS((void)sample.writer.finish_walk(WalkState::complete, {}), std::logic_error);
    CHECK_THROWS_AS((void)sample.writer.next_extents(), std::logic_error);
    CHECK_THROWS_AS((void)sample.writer.begin_walk(99), std::logic_error);
    good(sample.writer.begin_walk(sample.file_system));
    CHECK_THROWS_AS((void)sample.writer.begin_walk(sample.file_system), std::logic_error);
}

TEST_CASE("finding the volumes again puts away all that was found in the old ones") {
    SampleCase sample;
    walk(sample, {file("/a", 30, 5), file("/b", 31, 5)});
    good(sample.writer.set_content_not_read(1, Outcome::crashed, "the reader died"));
    const Volume whole;
    good(sample.writer.add_volumes(sample.image, std::span{&whole, 1}));
    const auto facts = ntfs_facts();
    const auto again = good(sample.writer.add_file_systems(sample.image, std::span{&facts, 1}));
    CHECK(again == std::vector<Id>{1});
    good(sample.writer.commit());
    const auto summary = good(sample.reader().summary());
    CHECK(summary.records == 0);
    CHECK(summary.contents == 0);
    CHECK(summary.not_read.empty());
}
