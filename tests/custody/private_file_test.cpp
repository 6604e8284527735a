#include "core/custody/private_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/support/corpus.hpp"

namespace {

using namespace sanad;
namespace fs = std::filesystem;

TEST_CASE("a secret is written for its owner alone, whole, and never over another unless that is meant") {
    const tests::TemporaryFolder folder;
    const fs::path file = folder.path() / "key";
    REQUIRE(write_private_file(file, "first", Visible::owner, Existing::keep));
    struct stat facts {};
    REQUIRE(::stat(file.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777) == 0600);
    const auto again = write_private_file(file, "second", Visible::owner, Existing::keep);
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::refused);
    CHECK(read_private_file(file, Visible::owner).value() == "first");
    REQUIRE(write_private_file(file, "third", Visible::owner, Existing::replace));
    CHECK(read_private_file(file, Visible::owner).value() == "third");
    // Nothing half is left beside it.
    CHECK(std::distance(fs::directory_iterator{folder.path()}, fs::directory_iterator{}) == 1);
}

TEST_CASE("a secret that others could read, and a file that others could write, are refused") {
    const tests::TemporaryFolder folder;
    const fs::path file = folder.path() / "key";
    REQUIRE(write_private_file(file, "secret", Visible::owner, Existing::keep));
    for (const mode_t mode : {0640, 0604, 0644, 0610}) {
        REQUIRE(::chmod(file.c_str(), mode) == 0);
        const auto read = read_private_file(file, Visible::owner);
        REQUIRE_FALSE(read);
        CHECK(read.error().fault == Fault::refused);
        CHECK(read.error().what.find("chmod 600") != std::string::npos);
        CHECK(read_private_file(file, Visible::everyone));
    }
    for (const mode_t mode : {0620, 0602, 0666}) {
        REQUIRE(::chmod(file.c_str(), mode) == 0);
        CHECK_FALSE(read_private_file(file, Visible::everyone));
    }
}

TEST_CASE("links, pipes, folders and files without end are not read as keys") {
    const tests::TemporaryFolder folder;
    REQUIRE(write_private_file(folder.path() / "key", "secret", Visible::owner, Existing::keep));
    fs::create_symlink(folder.path() / "key", folder.path() / "link");
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    REQUIRE(::mkdir((folder.path() / "folder").c_str(), 0700) == 0);
    for (const char* name : {"link", "pipe", "folder"}) {
        const auto read = read_private_file(folder.path() / name, Visible::owner);
        REQUIRE_FALSE(read);
        CHECK(read.error().what.find(name) != std::string::npos);
    }
    CHECK(read_private_file(folder.path() / "none", Visible::owner).error().fault == Fault::not_found);
    CHECK(read_private_file(folder.path() / "key", Visible::owner, 5).error().fault == Fault::limit);
    CHECK(read_private_file(folder.path() / "key", Visible::owner, 6));
}

TEST_CASE("a folder of keys is 0700, or it is refused") {
    const tests::TemporaryFolder folder;
    REQUIRE(make_private_folder(folder.path() / "deep/home"));
    struct stat facts {};
    REQUIRE(::stat((folder.path() / "deep/home").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 07777) == 0700);
    REQUIRE(make_private_folder(folder.path() / "deep/home"));
    REQUIRE(::chmod((folder.path() / "deep/home").c_str(), 0750) == 0);
    CHECK(make_private_folder(folder.path() / "deep/home").error().fault == Fault::refused);
    REQUIRE(write_private_file(folder.path() / "file", "", Visible::everyone, Existing::keep));
    CHECK_FALSE(make_private_folder(folder.path() / "file"));
}

}  // namespace
