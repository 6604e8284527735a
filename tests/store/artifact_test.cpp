#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "core/store/json_list.hpp"
#include "core/store/migrations.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

Artifact run_of(std::string program, std::int64_t times, std::string_view when) {
    return {"program.executed",
            {0, 16, 8},
            {{"program", std::move(program)},  // in the catalog's order, in which they come back
             {"executed_at", *parse_iso8601(when)},
             {"run_count", times},
             {"loaded_files", std::string{"C:\\a \"b\".dll"}},
             {"loaded_files", std::string{"C:\\بی.dll"}}}};
}

/// A case with one file in which a module found two runs, and a vendor's module something of its own.
struct Found : SampleCase {
    Id of_file = 0;
    Found() {
        good(writer.begin_walk(file_system));
        const auto known = result(0xab, "application/x-prefetch");
        of_file = good(writer.add_file(file("/Windows/Prefetch/TOR.EXE-1.pf", 40, 5), &known)).file;
        good(writer.finish_walk(WalkState::complete, {}));
        good(writer.add_artifact(of_file, "windows.prefetch", "1.0.0", of_file,
                                 run_of("TOR.EXE", 7, "2024-03-09T10:00:00Z")));
        good(writer.add_artifact(of_file, "windows.prefetch", "1.0.0", of_file,
                                 run_of("CALC.EXE", 2, "2024-03-10T10:00:00Z")));
        good(writer.add_artifact(
            of_file, "x.lab.thing", "0.1", of_file,
            {"x.lab.thing", {0, 0, 4}, {{"colour", std::string{"red"}}, {"size", std::int64_t{4}}}}));
        good(writer.commit());
    }
};

std::vector<Id> found_by(CaseReader& reader, const ArtifactQuery& query) {
    return good(reader.find_artifacts(query));
}

std::string shape_of(Database& database) {
    std::string shape;
    SqlStatement columns{
        database,
        "SELECT s.name, i.name, i.type, i.\"notnull\", i.pk FROM sqlite_schema AS s JOIN pragma_table_info(s.name) "
        "AS i WHERE s.type IN ('table', 'view') ORDER BY 1, i.cid"};
    auto rows = columns.with();
    while (good(rows.next())) {
        shape +=
            fmt::format("{}.{} {} {} {}\n", rows.text(0), rows.text(1), rows.text(2), rows.integer(3), rows.integer(4));
    }
    SqlStatement codes{database, "SELECT code, name FROM content_access ORDER BY code"};
    auto names = codes.with();
    while (good(names.next())) shape += fmt::format("{} {}\n", names.integer(0), names.text(1));
    return shape;
}

}  // namespace

TEST_CASE("an artifact comes back with every value, its list in order, and the bytes it rests on") {
    Found found;
    auto reader = found.reader();
    const auto rows = good(reader.artifacts(found_by(reader, {})));
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].artifact == run_of("TOR.EXE", 7, "2024-03-09T10:00:00Z"));
    CHECK(rows[0].path == "/Windows/Prefetch/TOR.EXE-1.pf");
    CHECK(rows[0].exhibit_number == "RV/1");
    CHECK(rows[2].artifact.attributes.size() == 2);
    CHECK(std::get<std::int64_t>(rows[2].artifact.attributes[1].value) == 4);
}

TEST_CASE("conditions on values, times and types choose, and a condition the catalog does not know is refused") {
    Found found;
    auto reader = found.reader();
    CHECK(found_by(reader, {{"program.*"}, {{"program", AttributeCondition::Is::like, "*tor*"}}}) ==
          std::vector<Id>{1});
    CHECK(found_by(reader, {{}, {{"run_count", AttributeCondition::Is::greater, "2"}}}) == std::vector<Id>{1});
    CHECK(found_by(reader, {{}, {{"run_count", AttributeCondition::Is::like, "2"}}}) == std::vector<Id>{2});
    CHECK(found_by(reader, {{}, {{"colour", AttributeCondition::Is::like, "r*"}}}) == std::vector<Id>{3});
    CHECK(found_by(reader, {{}, {}, parse_iso8601("2024-03-10")}) == std::vector<Id>{2});
    ArtifactQuery sorted{{"program.executed"}};
    sorted.order = "run_count";
    CHECK(found_by(reader, sorted) == std::vector<Id>{2, 1});
    sorted.limit = 1;
    sorted.descending = true;
    CHECK(found_by(reader, sorted) == std::vector<Id>{1});
    CHECK_FALSE(
        reader.find_artifacts({{"program.executed"}, {{"run_count", AttributeCondition::Is::greater, "many"}}}));
    CHECK(found_by(reader, {{"web.visited"}}).empty());
}

TEST_CASE("the timeline holds file times and artifact times in one order") {
    Found found;
    auto reader = found.reader();
    const Timeline all = good(reader.timeline({}));
    REQUIRE(all.events.size() == 4);
    CHECK(std::ranges::is_sorted(all.events, {}, &TimelineEvent::at));
    CHECK(all.kinds[all.events[2].what].happening == "Program run");
    TimelineQuery day;
    day.from = parse_iso8601("2024-03-10");
    CHECK(good(reader.timeline(day)).events.size() == 1);
}

TEST_CASE("a derived file is a file of the case, and goes with what its module found when that is forgotten") {
    Found found;
    const auto known = result(0xcd, "text/plain");
    const auto member =
        good(found.writer.add_derived_file(found.of_file, "/Windows/Prefetch/TOR.EXE-1.pf/a", 12, known));
    good(found.writer.commit());
    {
        auto reader = found.reader();
        const auto detail = good(reader.file(member.file));
        CHECK(detail.file.derived_from == found.of_file);
        CHECK(detail.content->access == ContentAccess::derived);
        CHECK(good(reader.files_to_offer(found.image, 0, 10)) == std::vector<Id>{found.of_file, member.file});
    }
    good(found.writer.forget_modules(found.image));
    good(found.writer.commit());
    auto reader = found.reader();
    CHECK(good(reader.files_to_offer(found.image, 0, 10)) == std::vector<Id>{found.of_file});
    CHECK(good(reader.artifact_counts()).empty());
}

TEST_CASE("walking a file system anew forgets what modules had found in it") {
    Found found;
    good(found.writer.begin_walk(found.file_system));
    good(found.writer.finish_walk(WalkState::complete, {}));
    good(found.writer.commit());
    auto reader = found.reader();
    CHECK(good(reader.artifact_counts()).empty());
}

TEST_CASE("a case of schema version 1 becomes what a new case is") {
    TemporaryFolder folder;
    auto old = good(Database::open(folder.path() / "old.db", Access::create));
    // What version 1 had, made from today's by taking away what came with versions 2 to 6.
    good(migrate(*old));
    good(
        old->run("DROP VIEW file_listing; CREATE VIEW file_listing AS SELECT id FROM file; "
                 "ALTER TABLE file DROP COLUMN local_times; ALTER TABLE file DROP COLUMN derived_from; "
                 "ALTER TABLE file DROP COLUMN short_name; ALTER TABLE file DROP COLUMN attributes; "
                 "ALTER TABLE file DROP COLUMN deleted_at; ALTER TABLE file DROP COLUMN backed_up_at; "
                 "DROP TABLE file_attribute; DELETE FROM content_access WHERE code = 3; "
                 "DROP TABLE artifact; DROP TABLE artifact_other; DROP TABLE hash_hit; DROP TABLE hash_set_used; "
                 "DROP TABLE identifier; DROP TABLE ingest_identifier; DROP TABLE identifier_kind; "
                 "DROP TABLE identifier_verdict; DROP TABLE identifier_encoding; DROP TABLE identifier_place; "
                 "PRAGMA user_version = 1"));
    for (const ArtifactType& type : artifact_types) {
        good(old->run(fmt::format("DROP TABLE {}", artifact_table(type.name)).c_str()));
    }
    good(migrate(*old));
    auto fresh = good(Database::open(folder.path() / "new.db", Access::create));
    good(migrate(*fresh));
    CHECK(shape_of(*old) == shape_of(*fresh));
}

TEST_CASE("a list of texts survives its column, quotes, backslashes and controls included") {
    const std::vector<std::string> texts{"",        "a\"b\\c",        "line\nbreak\x01",     "اردو",
                                         "[\"x\"]", "next\u0085line", "two\u2028lines\u2029"};
    CHECK(texts_of_json(json_of_texts(texts)) == texts);
    CHECK(texts_of_json("[]").empty());
    CHECK(texts_of_json("[\"cut").size() == 1);
    // What another program put there gives no ill-formed text.
    CHECK(texts_of_json("[\"a\\uD800b\\u06") == std::vector<std::string>{"ab"});
}
