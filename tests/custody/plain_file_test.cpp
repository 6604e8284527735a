#include "core/custody/plain_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <array>
#include <fstream>

#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("a plain file is read in order to its end") {
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "file"} << "evidence";
    auto file = PlainFile::open(folder.path() / "file");
    REQUIRE(file);
    CHECK(file->size() == 8);
    std::array<Byte, 5> bytes{};
    CHECK(file->read(bytes).value() == 5);
    CHECK(text_of(bytes) == "evide");
    CHECK(file->read(bytes).value() == 3);
    CHECK(file->read(bytes).value() == 0);
}

TEST_CASE("a pipe in place of a file is refused at once instead of waited for") {
    const TemporaryFolder folder;
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(PlainFile::open(pipe).error().what.ends_with("not a plain file"));
    CHECK(PlainFile::open_image(pipe).error().what.ends_with("neither a plain file nor a disk"));
    CHECK(PlainFile::open(folder.path()).error().fault == Fault::unavailable);
    CHECK(PlainFile::open(folder.path() / "none").error().what.ends_with("No such file or directory"));
}
