// What a kill, a full disk and a stranger's database do to a case: nothing that was committed is lost.
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>

#include "core/store/database.hpp"
#include "core/store/migrations.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

/// Writes walked files until something fails; batches of 100.
Result<void> write_many(CaseWriter& writer, Id file_system, std::size_t files) {
    TRY(writer.begin_walk(file_system));
    TRY(writer.commit());
    for (std::size_t i = 1; i <= files; ++i) {
        TRY(writer.add_file(file(fmt::format("/file {}", i), 100 + i, 5)));
        if (i % 100 == 0) TRY(writer.commit());
    }
    return {};
}

}  // namespace

TEST_CASE("an ingest killed in the middle of a batch leaves only whole batches") {
    SampleCase sample;
    const pid_t child = ::fork();
    if (child == 0) {
        auto writer = CaseWriter::open(sample.files.database());
        if (!writer || !write_many(*writer, sample.file_system, 1050)) ::_exit(1);
        ::kill(::getpid(), SIGKILL);
    }
    CHECK(end_of(child) == -SIGKILL);
    CHECK(good(sample.reader().find({})).size() == 1000);

    auto writer = good(CaseWriter::open(sample.files.database()));
    good(writer.begin_walk(sample.file_system));
    const auto first = good(writer.add_file(file("/file 1", 101, 5)));
    CHECK(first.file == 1);
    CHECK(*first.content == 1);
    good(writer.finish_walk(WalkState::complete, {}));
    good(writer.commit());
    CHECK(good(sample.reader().find({})).size() == 1);
}

TEST_CASE("a full disk is an error that names the case, and loses nothing committed") {
    SampleCase sample;
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{3 << 20, 3 << 20};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto writer = CaseWriter::open(sample.files.database());
        if (!writer) ::_exit(1);
        const auto written = write_many(*writer, sample.file_system, 100'000);
        if (written) ::_exit(2);
        if (written.error().fault != Fault::system) ::_exit(3);
        if (written.error().what.find("op-lantern.sanad/case.db: ") != 0) ::_exit(4);
        // It stays failed until told to forget the batch.
        if (writer->add_file(file("/one more", 9, 5))) ::_exit(5);
        ::_exit(0);
    }
    CHECK(end_of(child) == 0);
    const auto kept = good(sample.reader().find({})).size();
    CHECK(kept > 0);
    CHECK(kept % 100 == 0);
    auto database = good(Database::open(sample.files.database(), Access::read_write));
    CHECK(good(database->number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'")) == 1);
}

TEST_CASE("a database that has reached its greatest size says so, and goes on once there is room") {
    const TemporaryFolder folder;
    auto database = good(Database::open(folder.path() / "case.db", Access::create));
    good(migrate(*database));
    good(database->run("PRAGMA max_page_count = 100"));
    SqlStatement fill{*database, "INSERT INTO case_info VALUES (?1, ?2)"};
    const std::string value(100'000, 'x');
    auto result = Result<void>{};
    for (int i = 0; result && i < 20; ++i) result = fill.with(std::to_string(i), value).run();
    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::system);
    CHECK(result.error().what.find("case.db: database or disk is full") != std::string::npos);
    good(database->run("PRAGMA max_page_count = 1000"));
    good(fill.with("again", value).run());
}

TEST_CASE("a case written by a newer Sanad is refused, and both versions are named") {
    SampleCase sample;
    {
        auto database = good(Database::open(sample.files.database(), Access::read_write));
        good(database->run("PRAGMA user_version = 77"));
    }
    const auto writer = CaseWriter::open(sample.files.database());
    const auto reader = CaseReader::open(sample.files.database());
    REQUIRE_FALSE(writer);
    REQUIRE_FALSE(reader);
    for (const auto& error : {writer.error(), reader.error()}) {
        CHECK(error.fault == Fault::refused);
        CHECK(error.what.find("version 77") != std::string::npos);
        CHECK(error.what.find(fmt::format("version {}", schema_version)) != std::string::npos);
    }
}

TEST_CASE("bringing a case up to date twice changes nothing the second time") {
    SampleCase sample;
    const auto before = good(sample.reader().results_sha256());
    auto database = good(Database::open(sample.files.database(), Access::read_write));
    const auto tables = good(database->number("SELECT count(*) FROM sqlite_schema"));
    good(migrate(*database));
    good(migrate(*database));
    CHECK(good(database->number("SELECT count(*) FROM sqlite_schema")) == tables);
    CHECK(good(database->number("PRAGMA user_version")) == schema_version);
    CHECK(good(sample.reader().results_sha256()) == before);
}

TEST_CASE("a database of another program, and a file that is none, are not taken for a case") {
    const TemporaryFolder folder;
    {
        auto other = good(Database::open(folder.path() / "other.db", Access::create));
        good(other->run("CREATE TABLE browser_history (url TEXT)"));
    }
    const auto other = CaseWriter::open(folder.path() / "other.db");
    REQUIRE_FALSE(other);
    CHECK(other.error().fault == Fault::refused);

    std::ofstream{folder.path() / "text.db"} << std::string(5000, 'x');
    for (const auto& error :
         {CaseWriter::open(folder.path() / "text.db").error(), CaseReader::open(folder.path() / "text.db").error()}) {
        CHECK(error.fault == Fault::system);
        CHECK(error.what.find("text.db: file is not a database") != std::string::npos);
    }
    const auto none = CaseReader::open(folder.path() / "none.db");
    REQUIRE_FALSE(none);
    CHECK(none.error().fault == Fault::not_found);
}

TEST_CASE("a case altered by hand into what no writer writes is an error that names the column") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    const auto added = good(sample.writer.add_file(file("/a.txt", 30, 5)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());
    auto database = good(Database::open(sample.files.database(), Access::read_write));
    good(database->run("UPDATE file SET state = 99"));
    const auto rows = sample.reader().rows(std::span{&added.file, 1});
    REQUIRE_FALSE(rows);
    CHECK(rows.error().what.find("column state") != std::string::npos);
}

TEST_CASE("what was not committed is not there, and every commit with a write raises the revision by one") {
    SampleCase sample;
    auto reader = sample.reader();
    const auto revision = good(reader.revision());
    good(sample.writer.commit());
    CHECK(good(reader.revision()) == revision);
    good(sample.writer.put_state(sample.image, "place", bytes_of("1234")));
    CHECK(good(sample.writer.get_state(sample.image, "place")).has_value());
    CHECK_FALSE(good(reader.get_state(sample.image, "place")).has_value());
    good(sample.writer.commit());
    CHECK(good(reader.revision()) == revision + 1);
    CHECK(good(reader.get_state(sample.image, "place")) == std::vector<Byte>{'1', '2', '3', '4'});
    good(sample.writer.drop_state(sample.image, "place"));
    sample.writer.roll_back();
    CHECK(good(sample.writer.get_state(sample.image, "place")).has_value());
    CHECK(good(reader.revision()) == revision + 1);
}
