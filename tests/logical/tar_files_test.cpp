// Tars made by GNU tar and compared with the files they were made of.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <random>

#include "tests/logical/listed.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

const std::string long_name(140, 'n');
const std::string urdu = "تصویر ۱.jpg";

void make_tree(const fs::path& folder) {
    const fs::path tree = folder / "tree";
    fs::create_directories(tree / long_name / long_name);
    write_bytes(tree / "empty", {});
    write_bytes(tree / "small", bytes_of("hello"));
    write_bytes(tree / urdu, bytes_of("picture"));
    write_bytes(tree / "bytes\xfe\xff", bytes_of("not UTF-8"));
    write_bytes(tree / long_name / long_name / "deep", bytes_of("deep"));
    std::vector<Byte> noise(300'000);
    std::mt19937 random{3};
    for (Byte& byte : noise) byte = static_cast<Byte>(random());
    write_bytes(tree / "noise", noise);
    fs::create_symlink("../small", tree / "symlink");
    fs::create_hard_link(tree / "small", tree / "z-hardlink");
    ::mkfifo((tree / "pipe").c_str(), 0600);
    fs::permissions(tree / "small", fs::perms{0641});
    // Forty runs of data in holes: more than one block of a sparse map.
    write_bytes(tree / "sparse", {});
    fs::resize_file(tree / "sparse", 5'000'000);
    std::FILE* sparse = std::fopen((tree / "sparse").c_str(), "r+b");
    for (long i = 0; i < 40; ++i) {
        std::fseek(sparse, i * 120'000 + 8192, SEEK_SET);
        std::fputs("data in a hole", sparse);
    }
    std::fclose(sparse);
}

void check_against_tree(const Listing& listing, const fs::path& folder, bool long_names) {
    CHECK(listing.error == "");
    CHECK(listing.report.complete);
    CHECK(listing.report.remarks.empty());
    std::size_t count = 1;  // the tree itself
    for (const auto& entry : fs::recursive_directory_iterator{folder / "tree"}) {
        const std::string path = fmt::format("/{}", fs::relative(entry.path(), folder).string());
        if (!long_names && path.size() > 90) continue;
        ++count;
        CAPTURE(path);
        REQUIRE(listing.files.count(path) == 1);
        const ListedFile& file = listing.files.at(path);
        struct stat status {};
        REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
        CHECK(file.record.mode == (status.st_mode & 07777));
        CHECK(file.record.uid == status.st_uid);
        REQUIRE(file.record.times.modified_at);
        CHECK(file.record.times.modified_at->ns / 1'000'000'000 == status.st_mtim.tv_sec);
        CHECK(file.trouble == "");
        CHECK(file.record.remark == "");
        if (S_ISREG(status.st_mode)) {
            REQUIRE(file.record.content);
            CHECK(file.bytes == bytes_of_file(entry.path()));
        } else {
            CHECK_FALSE(file.record.content);
        }
    }
    CHECK(listing.files.size() == count);
    CHECK(listing.files.at("/tree/symlink").record.symlink_target == "../small");
    CHECK(listing.files.at("/tree/pipe").record.kind == FileKind::named_pipe);
    // Whichever name came first, both lead to one content.
    CHECK(listing.files.at("/tree/small").record.content->metadata_address ==
          listing.files.at("/tree/z-hardlink").record.content->metadata_address);
}

}  // namespace

TEST_CASE("a tar of every format gives the files it was made of, with their metadata") {
    const TemporaryFolder folder;
    make_tree(folder.path());
    struct Kind {
        const char* options;
        bool long_names;
    };
    for (const Kind& kind :
         {Kind{"--format=gnu", true}, Kind{"--format=gnu --sparse", true}, Kind{"--format=oldgnu --sparse", true},
          Kind{"--format=posix", true}, Kind{"--format=posix --sparse --sparse-version=0.0", true},
          Kind{"--format=posix --sparse --sparse-version=0.1", true},
          Kind{"--format=posix --sparse --sparse-version=1.0", true}, Kind{"--format=ustar --exclude='nnn*'", false},
          Kind{"--format=v7 --exclude='nnn*' --exclude=pipe", false}}) {
        CAPTURE(std::string{kind.options});
        // A v7 archive has no place for a pipe.
        const bool v7 = std::string_view{kind.options}.find("v7") != std::string_view::npos;
        if (v7) fs::remove(folder.path() / "tree" / "pipe");
        REQUIRE(run_in(folder.path(), fmt::format("tar {} -cf a.tar tree", kind.options)));
        Listing listing = list_archive(folder.path() / "a.tar");
        if (v7) {
            ::mkfifo((folder.path() / "tree" / "pipe").c_str(), 0600);
            FileRecord pipe;
            struct stat status {};
            ::lstat((folder.path() / "tree" / "pipe").c_str(), &status);
            pipe.kind = FileKind::named_pipe;
            pipe.mode = status.st_mode & 07777;
            pipe.uid = status.st_uid;
            pipe.times.modified_at = timestamp_from_unix(status.st_mtim.tv_sec, 0);
            listing.files["/tree/pipe"].record = pipe;
        }
        check_against_tree(listing, folder.path(), kind.long_names);
    }
}

TEST_CASE("pax times keep their nanoseconds") {
    const TemporaryFolder folder;
    write_bytes(folder.path() / "f", bytes_of("x"));
    const timespec times[2] = {{1'600'000'000, 1}, {-5, 750'000'000}};
    REQUIRE(::utimensat(AT_FDCWD, (folder.path() / "f").c_str(), times, 0) == 0);
    REQUIRE(run_in(folder.path(), "tar --format=posix --pax-option=exthdr.name=x -cf a.tar f"));
    const Listing listing = list_archive(folder.path() / "a.tar");
    CHECK(listing.files.at("/f").record.times.modified_at == timestamp_from_unix(-5, 750'000'000));
    CHECK(listing.files.at("/f").record.times.accessed_at == timestamp_from_unix(1'600'000'000, 1));
}

TEST_CASE("a compressed tar gives its files in one pass, and a plain one by their places") {
    const TemporaryFolder folder;
    make_tree(folder.path());
    REQUIRE(run_in(folder.path(), "tar --format=posix --sparse -cf a.tar tree"));
    struct Packed {
        std::string file, command;
    };
    for (const Packed& packed : {Packed{"a.tar.gz", "gzip -k a.tar"}, Packed{"a.tar.bz2", "bzip2 -k a.tar"},
                                 Packed{"a.tar.xz", "xz -k a.tar"}, Packed{"a.tar.zst", "zstd -q a.tar"}}) {
        CAPTURE(packed.file);
        if (!run_in(folder.path(), packed.command)) {
            MESSAGE("skipped: " << packed.command);
            continue;
        }
        const Listing listing = list_archive(folder.path() / packed.file);
        check_against_tree(listing, folder.path(), true);
        CHECK(listing.files.at("/tree/noise").record.content->access == ContentAccess::resident);
    }
    const Listing plain = list_archive(folder.path() / "a.tar");
    CHECK(plain.files.at("/tree/noise").record.content->access == ContentAccess::extents);
    CHECK(plain.files.at("/tree/sparse").record.content->extents.size() > 40);
}

TEST_CASE("a member too large for memory is read by another pass of a compressed tar") {
    const TemporaryFolder folder;
    REQUIRE(run_in(folder.path(),
                   "truncate -s 70M big && printf END >> big && printf tail > tail && tar -czf a.tgz big tail"));
    MemorySource archive{bytes_of_file(folder.path() / "a.tgz"), "a.tgz"};
    auto files = open_archive(archive);
    REQUIRE(files);
    std::optional<Content> big;
    REQUIRE((*files)->walk({}, [&](FileRecord&& record, Bytes resident) {
        if (record.path == "/big") {
            CHECK(resident.empty());
            big = record.content;
        }
        return true;
    }));
    REQUIRE(big);
    CHECK(big->access == ContentAccess::file_system);
    auto source = (*files)->open_content(*big, {});
    REQUIRE(source);
    std::vector<Byte> bytes(5, Byte{1});
    std::vector<DamagedRange> damage;
    REQUIRE((*source)->read(big->size - 5, bytes, damage));
    CHECK(text_of(bytes) == std::string_view{"\0\0END", 5});
    REQUIRE((*source)->read(10, bytes, damage));
    CHECK(bytes == std::vector<Byte>(5, Byte{0}));
    CHECK(damage.empty());
}

TEST_CASE("a tar with a damaged header loses that member alone, and a cut one says where it ends") {
    const TemporaryFolder folder;
    REQUIRE(
        run_in(folder.path(),
               "printf 1 > one && printf 2 > two && printf 3 > three && tar --format=ustar -cf a.tar one two three"));
    auto bytes = bytes_of_file(folder.path() / "a.tar");
    bytes[1024 + 5] ^= 0x40;
    Listing listing = list_archive_bytes(bytes);
    CHECK(listing.order == std::vector<std::string>{"/one", "/three"});
    CHECK(listing.report.remarks == std::vector<std::string>{"1024 bytes at 1024 are no members of the archive"});

    bytes = bytes_of_file(folder.path() / "a.tar");
    bytes.resize(2048 + 600);
    listing = list_archive_bytes(bytes);
    CHECK(listing.order == std::vector<std::string>{"/one", "/two", "/three"});
    REQUIRE(listing.report.remarks.size() == 1);
    CHECK(listing.report.remarks[0] == "the archive ends without an end mark, at 2648");
    bytes.resize(2048 + 512);
    listing = list_archive_bytes(bytes);
    CHECK(listing.files.at("/three").record.remark == "claims 1 stored bytes, of which the archive holds 0");
    CHECK(listing.files.at("/three").record.outcome == Outcome::damaged);
    CHECK(listing.files.at("/two").record.outcome == Outcome::examined);
}

TEST_CASE("what a cut compressed tar lost of a file is counted, and no other file is called damaged") {
    const TemporaryFolder folder;
    REQUIRE(run_in(
        folder.path(),
        "printf whole > whole && head -c 300000 /dev/urandom > lost && tar --format=ustar -cf a.tar whole lost && "
        "head -c 102400 a.tar | gzip > a.tgz"));
    const Listing listing = list_archive(folder.path() / "a.tgz");
    const FileRecord& lost = listing.files.at("/lost").record;
    CHECK(lost.outcome == Outcome::damaged);
    // Header and block of the first file, then the second's header.
    const std::uint64_t had = 102400 - 3 * 512;
    CHECK(lost.unreadable_bytes == 300000 - had);
    CHECK(lost.remark == fmt::format("damaged from its byte {} on: the archive ends before these bytes", had));
    CHECK(listing.files.at("/whole").record.outcome == Outcome::examined);
    CHECK(listing.files.at("/whole").record.unreadable_bytes == 0);
}

TEST_CASE("of a file in a compression that is cut off, what came before the cut is given") {
    const TemporaryFolder folder;
    REQUIRE(run_in(folder.path(),
                   "head -c 2000000 /dev/urandom > lost && tar --format=ustar -cf a.tar lost && gzip -k a.tar"));
    auto bytes = bytes_of_file(folder.path() / "a.tar.gz");
    bytes.resize(1'000'000);
    const Listing listing = list_archive_bytes(bytes);
    const ListedFile& lost = listing.files.at("/lost");
    CHECK(lost.record.outcome == Outcome::damaged);
    // Random bytes do not shrink; what the library has in hand when the cut comes is lost with it.
    CHECK(lost.record.unreadable_bytes >= 1'000'000);
    CHECK(lost.record.unreadable_bytes < 1'300'000);
    const auto whole = bytes_of_file(folder.path() / "lost");
    const std::size_t had = 2'000'000 - static_cast<std::size_t>(lost.record.unreadable_bytes);
    CHECK(std::equal(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(had), lost.bytes.begin()));
    CHECK_FALSE(listing.report.complete);
    REQUIRE(listing.report.remarks.size() == 1);
    CHECK(listing.report.remarks[0].find("the compression is damaged after ") != std::string::npos);
}

TEST_CASE("what a cut tar lost of a sparse file is damage and no hole") {
    const TemporaryFolder folder;
    make_tree(folder.path());
    REQUIRE(run_in(folder.path(), "tar --format=gnu --sparse -cf a.tar tree/sparse"));
    auto bytes = bytes_of_file(folder.path() / "a.tar");
    REQUIRE(list_archive_bytes(bytes).files.at("/tree/sparse").record.outcome == Outcome::examined);
    // What is stored of it begins behind the header and the blocks of its map: cut in the middle.
    bytes.resize(bytes.size() / 2);
    const Listing listing = list_archive_bytes(bytes);
    const ListedFile& sparse = listing.files.at("/tree/sparse");
    CHECK(sparse.record.outcome == Outcome::damaged);
    CHECK(sparse.record.content->size == 5'000'000);
    CHECK(sparse.trouble.starts_with("the archive ends before these bytes at "));
    CHECK(std::ranges::all_of(sparse.record.content->extents,
                              [](const Extent& extent) { return extent.kind == ExtentKind::sparse; }));
}

TEST_CASE("a hard link to what the tar does not hold is damaged") {
    const TemporaryFolder folder;
    REQUIRE(run_in(folder.path(), "printf 1 > one && ln one two && tar --format=ustar -cf a.tar one two"));
    auto bytes = bytes_of_file(folder.path() / "a.tar");
    bytes.erase(bytes.begin(), bytes.begin() + 1024);
    CHECK(list_archive_bytes(bytes).files.at("/two").record.outcome == Outcome::damaged);
}

TEST_CASE("tars joined by appending are read to their real end") {
    const TemporaryFolder folder;
    REQUIRE(run_in(folder.path(),
                   "printf 1 > one && printf 2 > two && tar -cf a.tar one && tar -cf b.tar two && cat b.tar >> a.tar"));
    CHECK(list_archive(folder.path() / "a.tar").order == std::vector<std::string>{"/one", "/two"});
}

TEST_CASE("a phone's tar holds the files its answers name") {
    const auto tar = corpus_file("files/scenario/visible/s4/android.tar");
    const auto answers = corpus_file("files/scenario/visible/s4/ANSWERS.json");
    if (!tar || !answers) {
        MESSAGE("skipped: no corpus");
        return;
    }
    const Listing listing = list_archive(*tar);
    const auto expected =
        run_command(fmt::format("python3 -c \"import json;[print(f['sha256'],f['size'],f['path']) for f in "
                                "json.load(open('{}'))['android']['files']]\"",
                                answers->string()));
    REQUIRE(expected.status == 0);
    std::size_t count = 0;
    const TemporaryFolder folder;
    for (std::size_t at = 0; at < expected.output.size(); ++count) {
        const auto end = expected.output.find('\n', at);
        const std::string line = expected.output.substr(at, end - at);
        at = end + 1;
        const auto blank = line.find(' ', 65);
        const std::string path = fmt::format("/{}", line.substr(blank + 1));
        CAPTURE(path);
        REQUIRE(listing.files.count(path) == 1);
        write_bytes(folder.path() / "f", listing.files.at(path).bytes);
        CHECK(run_command(fmt::format("sha256sum < '{}'", (folder.path() / "f").string())).output.substr(0, 64) ==
              line.substr(0, 64));
    }
    CHECK(count == 10);
    CHECK(listing.files.size() == count);
}

TEST_CASE("tars with bits flipped or cut anywhere end in an answer or an error") {
    const TemporaryFolder folder;
    make_tree(folder.path());
    REQUIRE(run_in(folder.path(),
                   "rm tree/noise && tar --format=posix --sparse -cf p.tar tree && tar --format=gnu --sparse -cf g.tar "
                   "tree && gzip -k p.tar"));
    std::mt19937 random{20260114};
    for (const char* name : {"p.tar", "g.tar", "p.tar.gz"}) {
        const auto original = bytes_of_file(folder.path() / name);
        for (int round = 0; round < 100; ++round) {
            auto bytes = original;
            for (int flip = 0; flip < 8; ++flip)
                bytes[random() % bytes.size()] ^= static_cast<Byte>(1u << random() % 8);
            if (round % 5 == 4) bytes.resize(random() % bytes.size());
            const Listing listing = list_archive_bytes(bytes);
            CHECK((listing.error.empty() || listing.files.empty()));
        }
    }
}
