#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/logical/listed.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

TEST_CASE("a directory tree is listed in one order, with its times, owners and links, and nothing but files is read") {
    const TemporaryFolder folder;
    const fs::path tree = folder.path() / "tree";
    fs::create_directories(tree / "b" / "deep");
    write_bytes(tree / "b" / "file", bytes_of("the content"));
    write_bytes(tree / "b" / "name\xff with\nanything", bytes_of("x"));
    write_bytes(tree / "a", bytes_of(""));
    fs::create_hard_link(tree / "b" / "file", tree / "z");
    fs::create_symlink("/etc/passwd", tree / "b" / "deep" / "link");
    fs::create_directory_symlink("/etc", tree / "c");
    REQUIRE(::mkfifo((tree / "pipe").c_str(), 0640) == 0);
    const timespec times[2] = {{1'600'000'000, 123'456'789}, {1'500'000'000, 987'654'321}};
    REQUIRE(::utimensat(AT_FDCWD, (tree / "b" / "file").c_str(), times, 0) == 0);
    REQUIRE(::chmod((tree / "b" / "file").c_str(), 04751) == 0);

    const Listing listing = list_directory(tree);
    CHECK(listing.error == "");
    CHECK(listing.report.complete);
    CHECK(listing.order == std::vector<std::string>{"/a", "/b", "/b/deep", "/b/deep/link", "/b/file",
                                                    "/b/name\xff with\nanything", "/c", "/pipe", "/z"});
    const ListedFile& file = listing.files.at("/b/file");
    CHECK(text_of(file.bytes) == "the content");
    CHECK(file.record.mode == 04751);
    CHECK(file.record.link_count == 2);
    CHECK(file.record.uid == ::getuid());
    CHECK(file.record.times.modified_at == timestamp_from_unix(1'500'000'000, 987'654'321));
    CHECK(file.record.times.metadata_changed_at);
    const ListedFile& other_name = listing.files.at("/z");
    REQUIRE(other_name.record.content);
    CHECK(other_name.record.content->metadata_address == file.record.content->metadata_address);
    CHECK(listing.files.at("/b/deep/link").record.symlink_target == "/etc/passwd");
    CHECK_FALSE(listing.files.at("/b/deep/link").record.content);
    CHECK(listing.files.at("/c").record.kind == FileKind::symlink);
    CHECK(listing.files.at("/pipe").record.kind == FileKind::named_pipe);
    CHECK(listing.files.at("/a").record.content->size == 0);
    CHECK(list_directory(tree).order == listing.order);
}

TEST_CASE("a file that became a link or shrank since it was listed is not followed, and its loss is named") {
    const TemporaryFolder folder;
    const fs::path tree = folder.path() / "tree";
    fs::create_directories(tree / "d");
    write_bytes(tree / "d" / "one", bytes_of("first content"));
    write_bytes(tree / "two", bytes_of("second content"));
    const int fd = ::open(tree.c_str(), O_RDONLY | O_DIRECTORY);
    auto files = open_directory_tree({tree.string(), fd, 0});
    REQUIRE(files);
    std::map<std::string, Content> contents;
    REQUIRE((*files)->walk({}, [&](FileRecord&& record, Bytes) {
        if (record.content) contents[record.path] = *record.content;
        return true;
    }));
    fs::rename(tree / "d", tree / "moved");
    fs::create_directory_symlink(tree / "moved", tree / "d");
    const auto through_link = (*files)->open_content(contents.at("/d/one"), {});
    REQUIRE_FALSE(through_link);
    CHECK(through_link.error().fault == Fault::unreadable);

    fs::resize_file(tree / "two", 6);
    auto two = (*files)->open_content(contents.at("/two"), {});
    REQUIRE(two);
    std::vector<Byte> bytes(14);
    std::vector<DamagedRange> damage;
    REQUIRE((*two)->read(0, bytes, damage));
    CHECK(text_of(Bytes{bytes}.first(6)) == "second");
    CHECK(damage == std::vector<DamagedRange>{{6, 8, "the file became shorter"}});
    ::close(fd);
}

TEST_CASE("a tree deeper than the limit is cut there, and says so") {
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "1" / "2" / "3" / "4");
    const int fd = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
    auto files = open_directory_tree({folder.path().string(), fd, 0});
    REQUIRE(files);
    WalkLimits limits;
    limits.max_depth = 3;
    std::size_t count = 0;
    const auto report = (*files)->walk(limits, [&](FileRecord&&, Bytes) { return ++count != 0; });
    REQUIRE(report);
    CHECK(count == 3);
    CHECK_FALSE(report->complete);
    CHECK(report->remarks == std::vector<std::string>{"directory /1/2/3 lies deeper than 3 levels: not entered"});
    ::close(fd);
}

TEST_CASE("of a sparse file its holes are told, and what is stored between them is read") {
    const TemporaryFolder folder;
    constexpr std::uint64_t size = std::uint64_t{1} << 30;
    write_bytes(folder.path() / "sparse", bytes_of("begin"));
    fs::resize_file(folder.path() / "sparse", size);
    write_bytes(folder.path() / "plain", bytes_of("plain"));
    const int fd = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
    auto files = open_directory_tree({folder.path().string(), fd, 0});
    REQUIRE(files);
    std::map<std::string, Content> contents;
    REQUIRE((*files)->walk({}, [&](FileRecord&& record, Bytes) {
        if (record.content) contents[record.path] = *record.content;
        return true;
    }));
    CHECK(contents.at("/plain").extents.empty());
    const Content& sparse = contents.at("/sparse");
    CHECK(sparse.access == ContentAccess::file_system);
    REQUIRE(sparse.extents.size() == 1);
    CHECK(sparse.extents[0].kind == ExtentKind::sparse);
    CHECK(sparse.extents[0].file_offset >= 5);
    CHECK(sparse.extents[0].file_offset <= 1 << 20);
    CHECK(sparse.extents[0].file_offset + sparse.extents[0].length == size);
    auto source = (*files)->open_content(sparse, {});
    REQUIRE(source);
    std::vector<Byte> bytes(7);
    std::vector<DamagedRange> damage;
    REQUIRE((*source)->read(0, bytes, damage));
    CHECK(text_of(bytes) == std::string_view{"begin\0\0", 7});
    ::close(fd);
}
