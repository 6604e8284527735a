// Databases made here by SQLite itself, then read from memory as a plugin reads them.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "plugins/sdk/testing.hpp"
#include "plugins/sqlite/database.hpp"
#include "plugins/sqlite/queries.hpp"
#include "tests/modules/made_database.hpp"

namespace {

using namespace sanad::sdk;
using sanad::sqlite::As;
using sanad::sqlite::Cell;
using sanad::sqlite::CellType;
using sanad::sqlite::Damaged;
using sanad::sqlite::Database;
using sanad::test::bytes_of;
using sanad::test::database_of;
using sanad::test::Folder;
using sanad::test::Writer;

/// Holds the bytes that an sdk::File refers to.
struct Evidence {
    explicit Evidence(std::string bytes, std::vector<TestFile> companions_ = {})
        : file{"app.db", std::move(bytes), {}, std::move(companions_)} {
        for (TestFile& each : file.companions) raws.push_back(detail::raw_file(each));
        for (const sanad_file& each : raws) addresses.push_back(&each);
        raw = detail::raw_file(file);
        raw.companions = addresses.data();
        raw.companion_count = static_cast<std::uint32_t>(addresses.size());
    }
    std::optional<Database> open() const { return Database::open(File{raw}); }

    TestFile file;
    std::vector<sanad_file> raws;
    std::vector<const sanad_file*> addresses;
    sanad_file raw{};
};

std::vector<std::string> texts(const Database& database, std::string_view sql) {
    std::vector<std::string> found;
    for (auto rows = database.query(sql); rows.next();) found.push_back(rows.cell(0).bytes);
    return found;
}

constexpr auto three_rows =
    "CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT); INSERT INTO note VALUES(1,'one'),(2,'دو'),(700,'three')";

}  // namespace

TEST_CASE("cells keep their type, and an absent value is not an empty one") {
    const Evidence evidence{database_of(
        "CREATE TABLE t(a, b, c, d, e); INSERT INTO t VALUES(NULL, -5, 0.5, 'سلام', x'00FF'), ('', 0, 1e300, "
        "CAST(x'C328' AS TEXT), x'')")};
    const auto database = evidence.open();
    REQUIRE(database);
    auto rows = database->query("SELECT * FROM t");
    REQUIRE(rows.next());
    CHECK(rows.cell("a").is_null());
    CHECK(rows.cell("b").type == CellType::integer);
    CHECK(rows.cell("b").integer == -5);
    CHECK(rows.cell("c").real == 0.5);
    CHECK(rows.cell("d").bytes == "سلام");
    CHECK(rows.cell("e").type == CellType::blob);
    CHECK(rows.cell("e").bytes == std::string("\0\xFF", 2));
    CHECK(rows.cell("no such column").is_null());
    REQUIRE(rows.next());
    CHECK(rows.cell("a").is_text());
    CHECK(rows.cell("d").bytes == "\xEF\xBF\xBD(");
    CHECK(rows.cell("e").type == CellType::blob);
    CHECK_FALSE(rows.next());
}

TEST_CASE("tables and columns are known by name, and views and virtual tables are none") {
    const Evidence evidence{database_of(
        "CREATE TABLE Note(Body TEXT); CREATE VIEW fake AS SELECT 'planted' AS body; CREATE VIRTUAL TABLE found USING "
        "fts4(body)")};
    const auto database = evidence.open();
    REQUIRE(database);
    CHECK(database->has_table("note"));
    CHECK(database->has_column("NOTE", "body"));
    CHECK_FALSE(database->has_column("note", "text"));
    CHECK_FALSE(database->has_table("fake"));
    CHECK_FALSE(database->has_column("fake", "body"));
    CHECK_FALSE(database->has_table("found"));
    CHECK_THROWS_AS(texts(*database, "SELECT body FROM fake"), Damaged);
}

TEST_CASE("a row's place holds its text, also on a tree of several levels") {
    std::string sql = "PRAGMA page_size = 512; CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT); BEGIN;";
    for (int i = 1; i <= 900; ++i) {
        sql += "INSERT INTO note VALUES(" + std::to_string(i * 7) + ",'text number " + std::to_string(i * 7) + "');";
    }
    const Evidence evidence{database_of(sql + "COMMIT")};
    const auto database = evidence.open();
    REQUIRE(database);
    for (int i = 7; i <= 6300; i += 7) {
        const Range place = database->place_of_row("note", i);
        CHECK(place.length < 60);
        const std::string text = "text number " + std::to_string(i);
        CHECK(evidence.file.bytes.substr(place.offset, place.length).ends_with(text));
    }
    CHECK(database->place_of_row("note", 8).length == evidence.file.bytes.size());
    CHECK(database->place_of_row("other", 7).length == evidence.file.bytes.size());
}

TEST_CASE("what was committed to the write-ahead log is read, with its place there; what was not is left out") {
    const Folder folder;
    const Writer writer{folder / "app.db"};
    writer.run("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;" +
               std::string{three_rows});
    writer.run("PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO note VALUES(800,'logged'); DELETE FROM note WHERE id = 2");
    const std::string main = bytes_of(folder / "app.db");
    const std::string wal = bytes_of(folder / "app.db-wal");
    constexpr std::size_t frame = 1024 + 24;
    REQUIRE(wal.size() >= 32 + 2 * frame);
    constexpr auto all = "SELECT body FROM note ORDER BY id";

    const Evidence both{main, {{"app.db-wal", wal}}};
    const auto database = both.open();
    REQUIRE(database);
    CHECK(texts(*database, all) == std::vector<std::string>{"one", "three", "logged"});
    CHECK(database->pages().warnings.empty());
    const Range place = database->place_of_row("note", 800);
    CHECK(place.stream == 1);
    CHECK(wal.substr(place.offset, place.length).ends_with("logged"));

    // Without the log: as it was at the checkpoint, though its header says that there may be one.
    CHECK(texts(*Evidence{main}.open(), all) == std::vector<std::string>{"one", "دو", "three"});

    // A log cut at every length gives the last transaction that is whole: three states, no other.
    for (std::size_t length = 0; length <= wal.size(); length += length < 40 ? 1 : 97) {
        const Evidence cut{main, {{"app.db-wal", wal.substr(0, length)}}};
        const auto found = texts(*cut.open(), all);
        const bool expected = found == std::vector<std::string>{"one", "دو", "three"} ||
                              found == std::vector<std::string>{"one", "دو", "three", "logged"} ||
                              found == std::vector<std::string>{"one", "three", "logged"};
        CHECK(expected);
    }

    // A byte of the second transaction turned: the first alone counts, and it is said where.
    std::string bent = wal;
    bent[bent.size() - 10] = static_cast<char>(bent[bent.size() - 10] ^ 1);
    const Evidence damaged{main, {{"app.db-wal", bent}}};
    const auto part = damaged.open();
    CHECK(texts(*part, all) == std::vector<std::string>{"one", "دو", "three", "logged"});
    REQUIRE(!part->pages().warnings.empty());
    CHECK(part->pages().warnings[0].damage);
    CHECK(part->pages().warnings[0].place.stream == 1);
}

TEST_CASE("a transaction that a crash cut short is undone from its journal, as SQLite undoes it") {
    const Folder folder;
    const Writer writer{folder / "app.db"};
    writer.run("PRAGMA page_size = 1024; PRAGMA cache_size = 1; PRAGMA cache_spill = 1;" + std::string{three_rows});
    writer.run("CREATE TABLE more(x); BEGIN; UPDATE note SET body = 'changed' WHERE id = 1");
    for (int i = 0; i < 60; ++i) writer.run("INSERT INTO more VALUES(randomblob(900))");
    // Copied while it is under way: pages of it are in the file already.
    const std::string main = bytes_of(folder / "app.db");
    const std::string journal = bytes_of(folder / "app.db-journal");
    REQUIRE(main.size() > 20 * 1024);
    REQUIRE(journal.size() > 1024);
    REQUIRE(main.find("changed") != std::string::npos);
    writer.run("ROLLBACK");

    const Evidence both{main, {{"app.db-journal", journal}}};
    const auto database = both.open();
    REQUIRE(database);
    CHECK(texts(*database, "SELECT body FROM note ORDER BY id") == std::vector<std::string>{"one", "دو", "three"});
    CHECK(texts(*database, "SELECT x FROM more").empty());
    CHECK(database->pages().warnings.size() == 1);
    const Range place = database->place_of_row("note", 1);
    CHECK(place.stream == 1);
    CHECK(journal.substr(place.offset, place.length).ends_with("one"));

    std::string finished = journal;
    finished.replace(0, 28, 28, '\0');
    const Evidence kept{main, {{"app.db-journal", finished}}};
    CHECK(texts(*kept.open(), "SELECT body FROM note WHERE id = 1") == std::vector<std::string>{"changed"});
}

TEST_CASE("a statement cannot write, attach, or run for ever") {
    const Evidence evidence{database_of(three_rows)};
    const auto database = evidence.open();
    REQUIRE(database);
    for (const auto* sql : {"DELETE FROM note", "ATTACH ':memory:' AS x", "PRAGMA page_count", "CREATE TABLE x(a)",
                            "SELECT load_extension('x')"}) {
        CHECK_THROWS_AS(texts(*database, sql), Damaged);
    }
    CHECK(texts(*database, "SELECT body FROM note").size() == 3);
    CHECK_THROWS_WITH_AS(
        texts(*database, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT max(i) FROM n"),
        "reading it takes too long; it was stopped", Damaged);
}

TEST_CASE("one definition that makes no sense does not hide the other tables") {
    std::string bytes = database_of(std::string{three_rows} + "; CREATE TABLE broken(a TEXT)");
    const std::size_t at = bytes.find("CREATE TABLE broken");
    REQUIRE(at != std::string::npos);
    bytes.replace(at, 6, "CRATER");
    const Evidence evidence{bytes};
    const auto database = evidence.open();
    REQUIRE(database);
    CHECK(texts(*database, "SELECT body FROM note").size() == 3);
    REQUIRE(database->pages().warnings.size() == 1);
    CHECK(database->pages().warnings[0].damage);
}

TEST_CASE("an order of text that is not known is no reason to fail, unless the answer depends on it") {
    const Folder folder;
    {
        const Writer writer{folder / "app.db"};
        sqlite3_create_collation(writer.handle, "LOCALIZED", SQLITE_UTF8, nullptr,
                                 [](void*, int a_size, const void* a, int b_size, const void* b) {
                                     const std::string_view left{static_cast<const char*>(a), std::size_t(a_size)};
                                     const std::string_view right{static_cast<const char*>(b), std::size_t(b_size)};
                                     return right.compare(left);
                                 });
        writer.run(
            "CREATE TABLE c(name TEXT COLLATE LOCALIZED); CREATE INDEX i ON c(name);"
            "INSERT INTO c VALUES('a'),('b'),('c'),('d')");
    }
    const Evidence evidence{bytes_of(folder / "app.db")};
    const auto database = evidence.open();
    REQUIRE(database);
    CHECK(texts(*database, "SELECT name FROM c").size() == 4);
    CHECK_THROWS_AS(texts(*database, "SELECT name FROM c WHERE name = 'd'"), Damaged);
    CHECK(texts(*database, "SELECT name FROM c WHERE name = 'd' COLLATE BINARY").size() == 1);
}

TEST_CASE("a database cut at any length or with any byte turned is read or refused, never more") {
    const std::string whole =
        database_of("PRAGMA page_size = 512;" + std::string{three_rows} +
                    ";CREATE INDEX i ON note(body); CREATE TABLE w(a PRIMARY KEY, b) WITHOUT ROWID");
    const auto look = [](const std::string& bytes) {
        try {
            const Evidence evidence{bytes};
            const auto database = evidence.open();
            if (!database) return;
            for (auto rows = database->query("SELECT id, body FROM note"); rows.next();) {
                const Range place = database->place_of_row("note", rows.cell(0).integer);
                CHECK(place.length > 0);
                CHECK(place.offset + place.length <= bytes.size());
            }
        } catch (const Damaged& error) {
            CHECK(std::string_view{error.what()}.size() > 3);
        }
    };
    for (std::size_t length = 0; length < whole.size(); ++length) look(whole.substr(0, length));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bent = whole;
        bent[at] = static_cast<char>(bent[at] ^ (1 << at % 8));
        look(bent);
    }
}

TEST_CASE("times of every unit are the same moment, and zero is never") {
    using sanad::sqlite::time_of;
    constexpr std::int64_t moment = 1'600'000'000;  // 2020-09-13 12:26:40 UTC
    constexpr std::int64_t since_2001 = moment - 978'307'200, since_1601 = moment + 11'644'473'600;
    constexpr std::int64_t ns = moment * 1'000'000'000;
    CHECK(time_of(As::unix_s, moment)->ns == ns);
    CHECK(time_of(As::unix_ms, moment * 1000)->ns == ns);
    CHECK(time_of(As::unix_us, moment * 1'000'000 + 1)->ns == ns + 1000);
    CHECK(time_of(As::unix_ns, ns)->ns == ns);
    CHECK(time_of(As::mac_s, since_2001)->ns == ns);
    CHECK(time_of(As::mac_s, static_cast<double>(since_2001) + 0.5)->ns == ns + 500'000'000);
    CHECK(time_of(As::mac_s, 532049014.791503)->ns == 1510356214791503000);
    CHECK(time_of(As::mac_s, std::string_view{"395010381.4"})->ns == 1373317581400000000);
    CHECK(time_of(As::unix_s, -0.25)->ns == -250'000'000);
    CHECK_FALSE(time_of(As::unix_s, std::string_view{"12x"}));
    CHECK(time_of(As::mac_ns, since_2001 * 1'000'000'000 + 7)->ns == ns + 7);
    CHECK(time_of(As::webkit_us, since_1601 * 1'000'000 + 3)->ns == ns + 3000);
    CHECK(time_of(As::filetime, since_1601 * 10'000'000 + 3)->ns == ns + 300);
    for (const As unit : {As::unix_s, As::mac_s, As::webkit_us}) CHECK_FALSE(time_of(unit, std::int64_t{0}));
    CHECK_FALSE(time_of(As::unix_s, INT64_MAX));
    CHECK_FALSE(time_of(As::mac_s, 1e17));
}

TEST_CASE("queries as data: versions by their columns, units, names of numbers, places; a lab's own come first") {
    constexpr std::string_view built_in[] = {
        R"({"app": "Notes", "needs": {"note": ["id", "body"]}, "lacks": ["note.newer"],
        "questions": [{"type": "note.made", "table": "note",
          "sql": ["SELECT id AS source_rowid, body, at, kind,", "{note.missing} AS missing FROM note ORDER BY id"],
          "values": {"text": "body", "made_at": ["at", "unix_ms"], "kind": ["kind", {"1": "plain"}], "size": ["missing", "integer"]},
          "constants": {"service": "Notes"}}]})"};
    const Evidence evidence{
        database_of("CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT, at, kind); "
                    "INSERT INTO note VALUES(1,'one',1600000000001,1),(2,NULL,0,9),(3,'three','soon',1)")};
    const auto ask = [&](std::string_view settings) {
        Findings findings;
        const sanad_sink sink = detail::collecting_sink(findings);
        findings.verdict = sanad::sqlite::Queries{built_in, settings}.examine(File{evidence.raw}, Sink{sink});
        return findings;
    };
    const Findings found = ask("");
    CHECK(found.verdict == Verdict::examined);
    REQUIRE(found.artifacts.size() == 3);
    CHECK(found.artifacts[0].text("text") == "one");
    CHECK(found.artifacts[0].integer("made_at") == 1'600'000'000'001'000'000);
    CHECK(found.artifacts[0].text("kind") == "plain");
    CHECK(found.artifacts[0].text("service") == "Notes");
    CHECK_FALSE(found.artifacts[0].has("size"));
    CHECK(found.artifacts[0].source.length < 30);
    CHECK_FALSE(found.artifacts[1].has("text"));
    CHECK_FALSE(found.artifacts[1].has("made_at"));
    CHECK(found.artifacts[1].text("kind") == "9");
    CHECK_FALSE(found.artifacts[2].has("made_at"));
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0] == "at holds what is no time from 1677 to 2262");

    const Findings own = ask(R"({"queries": [{"app": "Notes", "needs": {"note": ["at"]},
        "questions": [{"type": "note.kept", "sql": "SELECT body FROM note WHERE id = 3", "values": {"text": "body"}}]}]})");
    REQUIRE(own.artifacts.size() == 1);
    CHECK(own.artifacts[0].type == "note.kept");
    CHECK_THROWS(ask(R"({"queries": [{"app": "Notes", "questions": []}]})"));
}
