#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/store/database.hpp"
#include "core/store/migrations.hpp"
#include "core/store/schema_markdown.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

template <class Enum>
void check_codes(Database& database, std::string_view table, Enum last) {
    CAPTURE(table);
    SqlStatement codes{database, fmt::format("SELECT name FROM {} ORDER BY code", table)};
    auto rows = codes.with();
    int code = 0;
    while (good(rows.next())) CHECK(rows.text(0) == name_of(static_cast<Enum>(code++)));
    CHECK(code == static_cast<int>(last) + 1);
}

}  // namespace

TEST_CASE("the database's words for its codes are the program's words") {
    SampleCase sample;
    auto database = good(Database::open(sample.files.database(), Access::read_only));
    check_codes(*database, "name_state", NameState::orphan);
    check_codes(*database, "file_kind", FileKind::other);
    check_codes(*database, "recovery", Recovery::none);
    check_codes(*database, "content_access", ContentAccess::derived);
    check_codes(*database, "content_state", ContentState::not_read);
    check_codes(*database, "extent_kind", ExtentKind::unwritten);
    check_codes(*database, "file_attribute", FileAttribute::case_insensitive);
    CHECK(good(database->number("SELECT sum(code) FROM file_attribute")) == every_attribute);
}

TEST_CASE("SCHEMA.md is what the schema says (SANAD_UPDATE_GOLDEN=1 writes it anew)") {
    const std::string path = SANAD_SOURCE_DIR "/core/store/SCHEMA.md";
    if (std::getenv("SANAD_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << schema_markdown();
    std::ostringstream page;
    page << std::ifstream{path}.rdbuf();
    CHECK(page.str() == schema_markdown());
}

TEST_CASE("the listing for other tools shows words, hexadecimal digests and the times as Sanad writes them") {
    SampleCase sample;
    auto record = file("/a.txt", 30, 5);
    record.state = NameState::deleted;
    record.times = {Timestamp{-1}, Timestamp{1'663'802'016'000'000'000}, Timestamp{1'663'802'016'120'000'000},
                    Timestamp{INT64_MIN}};
    good(sample.writer.begin_walk(sample.file_system));
    const auto known = result(0xab, "text/plain");
    good(sample.writer.add_file(record, &known));
    good(sample.writer.add_file(directory("/folder", 31, 5)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());

    auto database = good(Database::open(sample.files.database(), Access::read_only));
    SqlStatement listing{*database,
                         "SELECT created_at, modified_at, accessed_at, metadata_changed_at, sha1, state, kind, "
                         "exhibit_number, file_system, content_state, name_created_at FROM file_listing ORDER BY id"};
    auto rows = listing.with();
    REQUIRE(good(rows.next()));
    CHECK(rows.text(0) == iso8601(*record.times.created_at));
    CHECK(rows.text(1) == "2022-09-21T23:13:36Z");
    CHECK(rows.text(2) == iso8601(*record.times.accessed_at));
    CHECK(rows.text(3) == iso8601(*record.times.metadata_changed_at));
    CHECK(rows.text(4) == "abababababababababababababababababababab");
    CHECK(rows.text(5) == "deleted");
    CHECK(rows.text(6) == "regular");
    CHECK(rows.text(7) == "RV/1");
    CHECK(rows.text(8) == "NTFS");
    CHECK(rows.text(9) == "done");
    CHECK(rows.null(10));
    REQUIRE(good(rows.next()));
    CHECK(rows.text(6) == "directory");
    CHECK(rows.null(0));
    CHECK(rows.null(4));
}

TEST_CASE("times without a zone are listed without a Z") {
    SampleCase sample;
    auto facts = ntfs_facts();
    facts.type = "FAT32";
    facts.local_times = true;
    const Id fat = good(sample.writer.add_file_systems(sample.image, std::span{&facts, 1})).front();
    CHECK(fat == 2);
    good(sample.writer.begin_walk(fat));
    FileRecord record = file("/A.TXT", 30, 2);
    record.local_times = true;
    good(sample.writer.add_file(record));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    auto database = good(Database::open(sample.files.database(), Access::read_only));
    SqlStatement listing{*database, "SELECT modified_at FROM file_listing"};
    auto rows = listing.with();
    REQUIRE(good(rows.next()));
    CHECK(rows.text(0) == "2023-11-14T22:13:21.5");
    auto reader = sample.reader();
    CHECK(good(reader.file(1)).file.local_times);
}

TEST_CASE("a case of schema version 4, which said it of whole file systems, lists the same times without a zone") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    good(sample.writer.add_file(file("/zoned.txt", 30, 2)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    auto facts = ntfs_facts();
    facts.type = "FAT32";
    facts.local_times = true;
    good(sample.writer.begin_walk(good(sample.writer.add_file_systems(sample.image, std::span{&facts, 1})).front()));
    good(sample.writer.add_file(file("/A.TXT", 30, 2)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    auto database = good(Database::open(sample.files.database(), Access::read_write));
    good(
        database->run("DROP VIEW file_listing; CREATE VIEW file_listing AS SELECT id FROM file; "
                      "ALTER TABLE file DROP COLUMN local_times; ALTER TABLE file DROP COLUMN short_name; "
                      "ALTER TABLE file DROP COLUMN attributes; ALTER TABLE file DROP COLUMN deleted_at; "
                      "ALTER TABLE file DROP COLUMN backed_up_at; DROP TABLE file_attribute; PRAGMA user_version = 4"));
    good(migrate(*database));
    SqlStatement listing{*database, "SELECT path, modified_at FROM file_listing ORDER BY path"};
    auto rows = listing.with();
    REQUIRE(good(rows.next()));
    CHECK(rows.text(1) == "2023-11-14T22:13:21.5");
    REQUIRE(good(rows.next()));
    CHECK(rows.text(1) == "2023-11-14T22:13:21.5Z");
}

TEST_CASE("a statement that is wrong is a programming error, not a finding") {
    SampleCase sample;
    auto database = good(Database::open(sample.files.database(), Access::read_write));
    SqlStatement wrong{*database, "SELECT FROM WHERE"};
    CHECK_THROWS_AS(wrong.with(), std::logic_error);
    SqlStatement twice{*database, "INSERT INTO case_info VALUES ('name', '')"};
    CHECK_THROWS_AS((void)twice.with().run(), std::logic_error);
    auto reading = good(Database::open(sample.files.database(), Access::read_only));
    const auto written = reading->run("DELETE FROM case_info");
    REQUIRE_FALSE(written);
    CHECK(written.error().fault == Fault::system);
}

TEST_CASE("a case from elsewhere that bears the version and lacks a table is an error by name, no fault of ours") {
    SampleCase sample;
    good(sample.writer.commit());
    {
        auto database = good(Database::open(sample.files.database(), Access::read_write));
        good(database->run("DROP TABLE damage"));
    }
    const auto told = sample.reader().damage(sample.image);
    REQUIRE_FALSE(told);
    CHECK(told.error().fault == Fault::system);
    CHECK(told.error().what.find("case.db: is not what its version says: no such table") != std::string::npos);
}

TEST_CASE("a case that another program holds for a moment, as when it closes, is waited for") {
    SampleCase sample;
    const auto path = sample.folder.path() / "held.db";
    auto holder = good(Database::open(path, Access::create));
    good(holder->run(
        "PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE line (text TEXT); INSERT INTO line VALUES ('kept')"));
    std::thread lets_go{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        holder.reset();
    }};
    const auto seen = Database::open(path, Access::read_only);
    lets_go.join();
    REQUIRE(seen);
    CHECK(good((*seen)->number("SELECT count(*) FROM line")) == 1);
}
