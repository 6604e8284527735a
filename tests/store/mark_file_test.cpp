// Marks: never changed, safe with two programs at once and under kills, found again after a new ingest.
#include "core/store/mark_file.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <set>

#include "core/store/coverage.hpp"
#include "core/store/database.hpp"
#include "core/store/marked.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

NewMark tag_on(Id file, std::string name, std::string comment = {}) {
    NewMark mark{MarkAct::tag, std::move(name), {}, std::move(comment), {}};
    mark.subject.thing = MarkedThing::file;
    mark.subject.id = mark.subject.file = file;
    mark.subject.exhibit_number = "RV/1";
    mark.subject.path = fmt::format("/{}.txt", file);
    return mark;
}

std::vector<std::uint64_t> added(MarkFile& marks, const NewMark& mark) {
    return good(marks.add(std::span{&mark, 1}, "r.vance")).seqs;
}

}  // namespace

TEST_CASE("a mark comes back as it was made, with hostile bytes in its path, and its removal beside it") {
    const TemporaryFolder folder;
    MarkFile marks = good(MarkFile::open(folder.path()));
    marks.set_clock([] { return std::int64_t{1'700'000'000'000'000'000}; });
    CHECK(good(marks.revision()) == 0);
    NewMark mark = tag_on(7, "relevant", "a letter");
    mark.colour = "red";
    mark.subject.path = std::string{"/\xff\x00\u202Ecod.exe", 13};
    mark.subject.metadata_address = UINT64_MAX;
    mark.subject.content_sha256 = Sha256Digest{1, 2, 3};
    CHECK(added(marks, mark) == std::vector<std::uint64_t>{1});
    const std::uint64_t seqs[] = {1};
    CHECK(good(marks.remove(seqs, "another letter", "s.khan")) == std::vector<std::uint64_t>{2});
    const auto all = good(marks.marks());
    REQUIRE(all.size() == 2);
    CHECK(all[0].subject == mark.subject);
    CHECK(all[0].tag == "relevant");
    CHECK(all[0].colour == "red");
    CHECK(all[0].text == "a letter");
    CHECK(all[0].examiner == "r.vance");
    CHECK(all[0].made_at.ns == 1'700'000'000'000'000'000);
    CHECK(all[0].removed_by == 2);
    CHECK_FALSE(all[0].stands());
    CHECK(all[1].removes == 1);
    CHECK(all[1].text == "another letter");
    CHECK(good(marks.revision()) == 2);
    CHECK(good(marks.marks(1)).size() == 1);
}

TEST_CASE("a tag is set once on a thing, again after it was taken back, and keeps its colour") {
    const TemporaryFolder folder;
    MarkFile marks = good(MarkFile::open(folder.path()));
    NewMark mark = tag_on(7, "relevant");
    mark.colour = "purple";
    added(marks, mark);
    mark.colour.clear();
    const auto again = good(marks.add(std::span{&mark, 1}, "s.khan"));
    CHECK(again.seqs.empty());
    CHECK(again.already == 1);
    const std::uint64_t seqs[] = {1};
    good(marks.remove(seqs, "", "r.vance"));
    CHECK(marks.remove(seqs, "", "r.vance").error().fault == Fault::refused);
    CHECK(added(marks, mark) == std::vector<std::uint64_t>{3});
    CHECK(good(marks.marks()).back().colour == "purple");
    const std::uint64_t unknown[] = {99}, removal[] = {2};
    CHECK(marks.remove(unknown, "", "r.vance").error().fault == Fault::not_found);
    CHECK(marks.remove(removal, "", "r.vance").error().fault == Fault::refused);
}

TEST_CASE("what is no mark is refused, and of several none is written") {
    const TemporaryFolder folder;
    MarkFile marks = good(MarkFile::open(folder.path()));
    const NewMark nameless[] = {tag_on(7, "relevant"), tag_on(8, "")};
    CHECK(marks.add(nameless, "r.vance").error().fault == Fault::refused);
    NewMark empty{MarkAct::note, {}, {}, {}, {}};
    CHECK(marks.add(std::span{&empty, 1}, "r.vance").error().fault == Fault::refused);
    CHECK(good(marks.revision()) == 0);
}

TEST_CASE("a row of marks is never changed or deleted, and none is put between others") {
    const TemporaryFolder folder;
    {
        MarkFile marks = good(MarkFile::open(folder.path()));
        added(marks, tag_on(7, "relevant"));
    }
    const auto database = good(Database::open(folder.path() / "marks.db", Access::read_write));
    CHECK_THROWS(static_cast<void>(database->run("UPDATE mark SET tag = 'other'")));
    CHECK_THROWS(static_cast<void>(database->run("DELETE FROM mark")));
    CHECK_THROWS(static_cast<void>(database->run(
        "INSERT INTO mark SELECT 9, act, removes, tag, colour, text, examiner, made_at, subject, subject_id, "
        "exhibit_number, image_id, file_system_offset, file_id, path, path_bytes, metadata_address, content_sha256, "
        "type, source_offset, source_length, values_sha256, label FROM mark")));
}

TEST_CASE("four programs mark at once: every mark is there once, in one order") {
    const TemporaryFolder folder;
    constexpr int programs = 4, each = 50;
    std::vector<pid_t> children;
    for (int program = 0; program < programs; ++program) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto marks = MarkFile::open(folder.path());
            if (!marks) ::_exit(1);
            for (int i = 0; i < each; ++i) {
                const NewMark mark = tag_on(program * 1000 + i, "relevant");
                if (!marks->add(std::span{&mark, 1}, "r.vance")) ::_exit(2);
            }
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) CHECK(end_of(child) == 0);
    MarkFile marks = good(MarkFile::open_read_only(folder.path()));
    const auto all = good(marks.marks());
    REQUIRE(all.size() == programs * each);
    std::set<Id> files;
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(all[i].seq == i + 1);
        files.insert(all[i].subject.id);
    }
    CHECK(files.size() == programs * each);
}

TEST_CASE("20 kills in the middle of marking: nothing confirmed is lost") {
    const TemporaryFolder folder;
    std::set<std::string> confirmed;
    for (int round = 0; round < 20; ++round) {
        int answers[2];
        REQUIRE(::pipe(answers) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto marks = MarkFile::open(folder.path());
            if (!marks) ::_exit(1);
            for (int i = 0;; ++i) {
                const std::string name = fmt::format("{:04} {:04}", round, i);
                const NewMark mark = tag_on(i, name);
                if (!marks->add(std::span{&mark, 1}, "r.vance")) ::_exit(2);
                if (::write(answers[1], name.data(), name.size()) != static_cast<ssize_t>(name.size())) ::_exit(3);
            }
        }
        ::close(answers[1]);
        char text[9];
        REQUIRE(::read(answers[0], text, sizeof text) == sizeof text);
        confirmed.emplace(text, sizeof text);
        ::usleep(static_cast<useconds_t>(round * 137 % 3000));
        ::kill(child, SIGKILL);
        CHECK(end_of(child) == -SIGKILL);
        while (::read(answers[0], text, sizeof text) == sizeof text) confirmed.emplace(text, sizeof text);
        ::close(answers[0]);
    }
    MarkFile marks = good(MarkFile::open(folder.path()));
    std::set<std::string> there;
    for (const Mark& mark : good(marks.marks())) there.insert(mark.tag);
    for (const std::string& name : confirmed) CHECK(there.contains(name));
    CHECK(there.size() <= confirmed.size() + 20);
}

TEST_CASE("marks are read from a medium that cannot be written, and a case without marks has none") {
    const TemporaryFolder folder;
    CHECK(good(good(MarkFile::open_read_only(folder.path())).marks()).empty());
    CHECK_FALSE(std::filesystem::exists(folder.path() / "marks.db"));
    {
        MarkFile marks = good(MarkFile::open(folder.path()));
        added(marks, tag_on(7, "relevant"));
    }
    using std::filesystem::perms;
    const auto readable = perms::owner_read | perms::group_read | perms::others_read;
    const auto enterable = readable | perms::owner_exec | perms::group_exec | perms::others_exec;
    std::filesystem::permissions(folder.path() / "marks.db", readable);
    std::filesystem::permissions(folder.path(), enterable);
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
        auto marks = MarkFile::open_read_only(folder.path());
        if (!marks) ::_exit(1);
        ::_exit(marks->marks().value_or(std::vector<Mark>{}).size() == 1 ? 0 : 2);
    }
    CHECK(end_of(child) == 0);
    std::filesystem::permissions(folder.path(), perms::owner_all);
}

TEST_CASE("a stranger's database is no record of marks, and one of a newer Sanad is refused") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "marks.db";
    {
        const auto database = good(Database::open(path, Access::create));
        good(database->run("CREATE TABLE mark (seq INTEGER); PRAGMA application_id = 7"));
    }
    CHECK(MarkFile::open(folder.path()).error().fault == Fault::refused);
    CHECK(MarkFile::open_read_only(folder.path()).error().fault == Fault::refused);
    std::filesystem::remove(path);
    { MarkFile marks = good(MarkFile::open(folder.path())); }
    {
        const auto database = good(Database::open(path, Access::read_write));
        good(database->run("PRAGMA user_version = 99"));
    }
    CHECK(MarkFile::open(folder.path()).error().what.find("version 99") != std::string::npos);
    std::filesystem::remove(path);
    std::ofstream{path};  // a kill between the file and its tables
    MarkFile completed = good(MarkFile::open(folder.path()));
    CHECK(added(completed, tag_on(7, "relevant")).size() == 1);
}

TEST_CASE("a marked file is found again under another number, and its change and its loss are told") {
    SampleCase sample;
    const auto walked = [&](std::uint8_t seed, bool with_target, std::size_t before) {
        good(sample.writer.begin_walk(sample.file_system));
        for (std::size_t i = 0; i < before; ++i)
            good(sample.writer.add_file(file(fmt::format("/other {}", i), 100 + i, 5)));
        Id id = 0;
        const auto known = result(seed, "text/plain");
        if (with_target) id = good(sample.writer.add_file(file("/letter \xff.txt", 40, 5), &known)).file;
        good(sample.writer.finish_walk(WalkState::complete, {}));
        good(sample.writer.commit());
        return id;
    };
    const Id first = walked(0xab, true, 0);
    CaseReader reader = sample.reader();
    const MarkSubject subject = good(subject_of_file(reader, first));
    CHECK(subject.exhibit_number == "RV/1");
    CHECK(subject.path == "/letter \xff.txt");
    CHECK(subject.content_sha256.has_value());
    CHECK(good(find_again(reader, subject)).standing == Standing::there);

    const Id moved = walked(0xab, true, 3);
    REQUIRE(moved != first);
    const FoundAgain again = good(find_again(reader, subject));
    CHECK(again.standing == Standing::renumbered);
    CHECK(again.id == moved);

    walked(0xcd, true, 0);
    CHECK(good(find_again(reader, subject)).standing == Standing::changed);
    walked(0xab, false, 2);
    CHECK(good(find_again(reader, subject)).standing == Standing::gone);
}

TEST_CASE("a marked finding is found again by its bytes and values") {
    SampleCase sample;
    const auto run_of = [](std::string program) {
        return Artifact{
            "program.executed", {0, 16, 8}, {{"program", std::move(program)}, {"run_count", std::int64_t{3}}}};
    };
    good(sample.writer.begin_walk(sample.file_system));
    const auto known = result(0xab, "application/x-prefetch");
    const Id of_file = good(sample.writer.add_file(file("/TOR.EXE-1.pf", 40, 5), &known)).file;
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.add_artifact(of_file, "windows.prefetch", "1.0.0", of_file, run_of("CALC.EXE")));
    good(sample.writer.add_artifact(of_file, "windows.prefetch", "1.0.0", of_file, run_of("TOR.EXE")));
    good(sample.writer.commit());
    CaseReader reader = sample.reader();
    MarkSubject subject = good(subject_of_artifact(reader, 2));
    CHECK(subject.label == "TOR.EXE, 3");
    CHECK(subject.type == "program.executed");
    CHECK(good(find_again(reader, subject)).standing == Standing::there);
    subject.id = 1;  // as after an ingest that counted anew
    const FoundAgain again = good(find_again(reader, subject));
    CHECK(again.standing == Standing::renumbered);
    CHECK(again.id == 2);
    subject.values_sha256 = digest_of_values(run_of("OTHER.EXE"));
    CHECK(good(find_again(reader, subject)).standing == Standing::changed);
    subject.source_offset = 99;
    CHECK(good(find_again(reader, subject)).standing == Standing::gone);
    CHECK(digest_of_values(run_of("a")) != digest_of_values(run_of("b")));
}

TEST_CASE("the coverage of a file system counts what was read and why the rest was not") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    const auto known = result(0xab, "text/plain");
    good(sample.writer.add_file(file("/read", 40, 5, 1000), &known));
    const auto secret = *good(sample.writer.add_file(file("/secret", 41, 5, 500))).content;
    good(sample.writer.add_file(file("/waiting", 42, 5, 20)));
    good(sample.writer.add_file(directory("/folder", 43, 5)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.set_content_not_read(secret, Outcome::encrypted, "EFS"));
    good(sample.writer.commit());
    const auto coverage = good(coverage_of(sample.files.database(), sample.image));
    REQUIRE(coverage.contains(sample.file_system));
    const FileSystemCoverage& of = coverage.at(sample.file_system);
    CHECK(of.records == 4);
    CHECK(of.contents == 3);
    CHECK(of.done == 1);
    CHECK(of.done_bytes == 1000);
    CHECK(of.pending == 1);
    CHECK(of.pending_bytes == 20);
    REQUIRE(of.not_read.size() == 1);
    CHECK(of.not_read[0].outcome == "encrypted");
    CHECK(of.not_read[0].contents == 1);
    CHECK(of.not_read[0].bytes == 500);
}
