#include <sys/wait.h>

#include <fstream>

#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

TEST_CASE("a new case is a folder named .sanad that is found with and without its suffix and tells its facts") {
    const TemporaryFolder folder;
    const auto created = good(CaseFolder::create(folder.path() / "op-lantern", lantern_facts()));
    CHECK(created.path() == folder.path() / "op-lantern.sanad");
    CHECK(std::filesystem::is_directory(created.derived()));
    for (const char* name : {"op-lantern", "op-lantern.sanad", "op-lantern.sanad/"}) {
        const auto facts = good(good(good(CaseFolder::open(folder.path() / name)).reader()).facts());
        CHECK(facts.name == "Op Lantern");
        CHECK(facts.examiner == "R. Vance");
        CHECK(facts.time_zone == "Asia/Karachi");
        CHECK(facts.created_at == lantern_facts().created_at);
        CHECK(facts.tool_version == "0.1.0");
    }
}

TEST_CASE("a case is never created over something that is there already") {
    const TemporaryFolder folder;
    good(CaseFolder::create(folder.path() / "op-lantern", lantern_facts()));
    const auto again = CaseFolder::create(folder.path() / "op-lantern.sanad", lantern_facts());
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::refused);
    CHECK(again.error().what.find("something here already") != std::string::npos);
    CHECK(good(good(CaseFolder::open(folder.path() / "op-lantern")).reader()).facts().has_value());

    std::ofstream{folder.path() / "note.sanad"} << "not a folder";
    const auto over_file = CaseFolder::create(folder.path() / "note", lantern_facts());
    REQUIRE_FALSE(over_file);
    CHECK(over_file.error().fault == Fault::refused);
}

TEST_CASE("a folder without a case database is no case") {
    const TemporaryFolder folder;
    const auto opened = CaseFolder::open(folder.path());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().fault == Fault::not_found);
}

TEST_CASE("two ingests cannot write to one case at once, and a dead one holds nothing") {
    SampleCase sample;
    {
        const auto lock = good(sample.files.lock_for_ingest());
        const auto second = sample.files.lock_for_ingest();
        REQUIRE_FALSE(second);
        CHECK(second.error().fault == Fault::refused);
    }
    const pid_t child = ::fork();
    if (child == 0) {
        auto held = sample.files.lock_for_ingest();
        ::kill(::getpid(), SIGKILL);
    }
    CHECK(end_of(child) == -SIGKILL);
    CHECK(sample.files.lock_for_ingest().has_value());
}

TEST_CASE("a case on a read-only medium can be read") {
    const TemporaryFolder folder;
    const auto copy = folder.path() / "copy.sanad";
    {
        SampleCase sample;
        good(sample.writer.begin_walk(sample.file_system));
        good(sample.writer.add_file(file("/a.txt", 30, 5)));
        good(sample.writer.finish_walk(WalkState::complete, {}));
        good(sample.writer.commit());
        const auto original = sample.files.path();
        { const CaseWriter closing = std::move(sample.writer); }
        std::filesystem::copy(original, copy, std::filesystem::copy_options::recursive);
        sample.writer = good(sample.files.writer());
    }
    using std::filesystem::perms;
    const auto readable = perms::owner_read | perms::group_read | perms::others_read;
    const auto enterable = readable | perms::owner_exec | perms::group_exec | perms::others_exec;
    std::filesystem::permissions(copy / "case.db", readable);
    std::filesystem::permissions(copy, enterable);
    std::filesystem::permissions(folder.path(), perms::all);
    // The superuser ignores permissions: another user stands in for the medium.
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
        auto opened = CaseReader::open(copy / "case.db");
        if (!opened) ::_exit(1);
        ::_exit(opened->find({}).value_or(std::vector<Id>{}).size() == 1 ? 0 : 2);
    }
    CHECK(end_of(child) == 0);
    std::filesystem::permissions(copy, perms::owner_all);
}
