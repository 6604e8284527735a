#include "core/cli/export_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/cli/file_filters.hpp"
#include "core/cli/zone.hpp"

using namespace sanad;
namespace fs = std::filesystem;

namespace {

struct ExportScratch {
    fs::path path = fs::temp_directory_path() / ("sanad-export-" + std::to_string(::getpid()));
    ExportScratch() { fs::remove_all(path); }
    ~ExportScratch() { fs::remove_all(path); }
};

std::string written(ExportFolder& folder, const std::string& path, Id id, const std::string& text) {
    auto file = folder.new_file(path, id);
    REQUIRE(file);
    REQUIRE(file->write(bytes_of(text)));
    REQUIRE(file->finish({}, {}));
    return file->path();
}

std::string content_of(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("two files of one path, or of paths that differ in case alone, get names of their own") {
    const ExportScratch temporary;
    auto folder = ExportFolder::create(temporary.path);
    REQUIRE(folder);
    CHECK(written(*folder, "a/Plan.txt", 1, "live") == "a/Plan.txt");
    CHECK(written(*folder, "a/Plan.txt", 2, "deleted") == "a/Plan.txt~2");
    CHECK(written(*folder, "a/plan.TXT", 3, "other") == "a/plan.TXT~3");
    CHECK(content_of(temporary.path / "a/Plan.txt") == "live");
    CHECK(content_of(temporary.path / "a/Plan.txt~2") == "deleted");
}

TEST_CASE("a folder where a deleted file of its name was written stands beside it, and the other way round") {
    const ExportScratch temporary;
    auto folder = ExportFolder::create(temporary.path);
    REQUIRE(folder);
    CHECK(written(*folder, "x", 1, "file") == "x");
    CHECK(written(*folder, "x/y", 2, "below") == "x~d/y");
    CHECK(written(*folder, "x~d", 3, "again") == "x~d~3");
    CHECK(folder->make_folder("x/z").value() == "x~d/z");
}

TEST_CASE("a link planted in the folder is never followed") {
    const ExportScratch temporary;
    auto folder = ExportFolder::create(temporary.path / "in");
    REQUIRE(folder);
    fs::create_directories(temporary.path / "outside");
    fs::create_directory_symlink(temporary.path / "outside", temporary.path / "in/trap");
    CHECK(written(*folder, "trap/secret", 1, "inside") == "trap~d/secret");
    CHECK(fs::is_empty(temporary.path / "outside"));
}

TEST_CASE("a folder that is not empty is refused") {
    const ExportScratch temporary;
    fs::create_directories(temporary.path);
    std::ofstream{temporary.path / "here"} << "before";
    const auto folder = ExportFolder::create(temporary.path);
    REQUIRE(!folder);
    CHECK(folder.error().fault == Fault::refused);
}

TEST_CASE("runs of zeros keep their length and take no room") {
    const ExportScratch temporary;
    auto folder = ExportFolder::create(temporary.path);
    REQUIRE(folder);
    const std::string text = "head" + std::string(8 << 20, '\0') + std::string(8 << 20, '\0');
    written(*folder, "sparse", 1, text);
    CHECK(content_of(temporary.path / "sparse") == text);
    struct stat status {};
    REQUIRE(::stat((temporary.path / "sparse").c_str(), &status) == 0);
    CHECK(status.st_blocks * 512 < 1 << 20);
}

TEST_CASE("times before 1970 and fractions of a second are set on an exported file") {
    const ExportScratch temporary;
    auto folder = ExportFolder::create(temporary.path);
    REQUIRE(folder);
    auto file = folder->new_file("old", 1);
    REQUIRE(file);
    REQUIRE(file->finish(Timestamp{-500'000'000}, Timestamp{1'500'000'000}));
    struct stat status {};
    REQUIRE(::stat((temporary.path / "old").c_str(), &status) == 0);
    CHECK(status.st_mtim.tv_sec == -1);
    CHECK(status.st_mtim.tv_nsec == 500'000'000);
    CHECK(status.st_atim.tv_sec == 1);
}

TEST_CASE("sizes are read as people write them") {
    CHECK(parse_size("0") == 0);
    CHECK(parse_size("4096") == 4096);
    CHECK(parse_size("10K") == 10240);
    CHECK(parse_size("1.5m") == 1572864);
    CHECK(parse_size("2GiB") == std::uint64_t{2} << 30);
    CHECK(parse_size("3 G") == std::nullopt);
    for (const char* text : {"", "K", "-1", "1e9", "0x10", "10Q", "99999999999999999999", "inf", "nan"}) {
        CHECK(parse_size(text) == std::nullopt);
    }
}

TEST_CASE("a clock reading without a zone is the moment its zone makes it") {
    if (!zone_is_known("Asia/Karachi")) {
        MESSAGE("skipped: no tzdata");
        return;
    }
    const Timestamp reading = *parse_iso8601("2024-03-09T15:41:10");
    CHECK(iso8601(*read_in_zone(reading, "Asia/Karachi")) == "2024-03-09T10:41:10Z");
    CHECK(*in_zone(*parse_iso8601("2024-03-09T10:41:10Z"), "Asia/Karachi") == "2024-03-09T15:41:10+05:00");
    CHECK(*in_zone(*parse_iso8601("2024-07-01T12:00:00Z"), "America/New_York") == "2024-07-01T08:00:00-04:00");
    CHECK(!in_zone(reading, "Nowhere/Land"));
    CHECK(!zone_is_known("../../etc/passwd"));
    CHECK(!zone_is_known("/etc/localtime"));
    // What lies beside the zones is none.
    CHECK(!zone_is_known("zone.tab"));
    CHECK(check_zone("Asia/Karachi"));
    CHECK(check_zone(""));
    CHECK(check_zone("UTC"));
    for (const char* meant : {"Asia/Karchi", "asia/karachi", "Karachi"}) {
        const auto refused = check_zone(meant);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fault == Fault::refused);
        CHECK(refused.error().what.find("do you mean Asia/Karachi") != std::string::npos);
    }
    CHECK(check_zone("Foo/Bar").error().what.starts_with("Foo/Bar: no time zone of this machine; "));
}
