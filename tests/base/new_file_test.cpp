#include "core/base/new_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>

#include "tests/support/corpus.hpp"
#include "tests/support/files.hpp"

using namespace sanad;
using sanad::tests::TemporaryFolder;
using sanad::tests::text_in;

TEST_CASE("a new file is written whole and never over one that is there") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "request.json";
    REQUIRE(write_new_file(path, "first"));
    const auto again = write_new_file(path, "second");
    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::refused);
    CHECK(again.error().what.ends_with("request.json: is there already"));
    CHECK(text_in(path) == "first");
    // Nor through a link to nothing, which would make a file elsewhere.
    std::filesystem::create_symlink(folder.path() / "elsewhere", folder.path() / "link");
    CHECK(write_new_file(folder.path() / "link", "x").error().fault == Fault::refused);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "elsewhere"));
}

TEST_CASE("a file that cannot be written whole is named with the reason, and does not stay") {
    const TemporaryFolder folder;
    const auto lost = write_new_file(folder.path() / "absent/request.json", "x");
    REQUIRE_FALSE(lost);
    CHECK(lost.error().fault == Fault::system);
    CHECK(lost.error().what.ends_with("absent/request.json: No such file or directory"));
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto full = write_new_file(folder.path() / "full.json", std::string(10000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    REQUIRE_FALSE(full);
    CHECK(full.error().what.ends_with("full.json: File too large"));
    CHECK(std::filesystem::is_empty(folder.path()));
}
