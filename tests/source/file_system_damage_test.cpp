// Files in use whose metadata or names are damaged: they are listed as what they are, and each loss is told. The images
// are made by the distribution's own tools and damaged by hand.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/source/file_system.hpp"
#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

/// A file system in the file "img" of a folder of its own.
class DamagedImage {
public:
    /// Nothing where a tool is missing.
    static std::unique_ptr<DamagedImage> made(std::string_view commands) {
        auto image = std::make_unique<DamagedImage>();
        return image->run(fmt::format("which fls >/dev/null && {}", commands)).status == 0 ? std::move(image) : nullptr;
    }

    CommandResult run(std::string_view commands) const {
        return run_command(fmt::format("cd '{}' && {{ {} ; }} 2>/dev/null", folder_.path().string(), commands));
    }
    std::string bytes(std::uint64_t at, std::size_t length) const { return content().substr(at, length); }
    std::uint64_t number(std::uint64_t at, std::size_t length) const {
        std::uint64_t value = 0;
        const std::string read = bytes(at, length);
        for (std::size_t i = length; i-- > 0;) value = value << 8 | static_cast<Byte>(read.at(i));
        return value;
    }
    std::uint64_t find(std::string_view wanted, std::uint64_t from = 0) const {
        const auto found = content().find(wanted, static_cast<std::size_t>(from));
        REQUIRE(found != std::string::npos);
        return found;
    }
    void write(std::uint64_t at, std::string_view written) {
        std::fstream file{path(), std::ios::binary | std::ios::in | std::ios::out};
        file.seekp(static_cast<std::streamoff>(at));
        file.write(written.data(), static_cast<std::streamsize>(written.size()));
    }
    void flip(std::uint64_t at) { write(at, std::string(1, static_cast<char>(~bytes(at, 1).front()))); }
    void clear(std::uint64_t at, std::size_t length) { write(at, std::string(length, '\0')); }

    Listing list(const WalkLimits& limits = {}) const {
        use_utc_clock();
        RawFile image{path()};
        const auto found = recognise_file_systems(image, list_volumes(image, 512)->volumes.at(0), 512);
        REQUIRE(found.size() == 1);
        auto listing = list_files(image, found[0], limits);
        REQUIRE(listing);
        return std::move(*listing);
    }
    std::string sha256_of(const Listing& listing, const Listed& listed) const {
        RawFile image{path()};
        return content_sha256(image, listing.facts, listed);
    }
    /// Of a file beside the image.
    std::string sha256_of(std::string_view file) const {
        return run(fmt::format("sha256sum < {}", file)).output.substr(0, 64);
    }

private:
    fs::path path() const { return folder_.path() / "img"; }
    std::string content() const {
        std::ifstream file{path(), std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    TemporaryFolder folder_;
};

const Listed* find(const Listing& listing, std::string_view path) {
    const auto found = std::ranges::find(listing.files, path, [](const Listed& listed) { return listed.record.path; });
    return found == listing.files.end() ? nullptr : &*found;
}

const FileRecord& record_at(const Listing& listing, std::string_view path) {
    const Listed* const listed = find(listing, path);
    REQUIRE_MESSAGE(listed, path);
    return listed->record;
}

bool says(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

bool is_remarked(const WalkReport& report, std::string_view words) {
    return std::ranges::any_of(report.remarks, [&](const std::string& remark) { return says(remark, words); });
}

/// An NTFS with f1.bin to f6.bin in its root, entries 64 to 69.
constexpr std::string_view six_files_on_ntfs =
    "truncate -s 16M img && mkfs.ntfs -F -q -p 0 img && for i in 1 2 3 4 5 6; do "
    "yes $i | head -c 20000 > f$i && ntfscp -q -f img f$i f$i.bin || exit 1; done";
constexpr std::uint64_t first_file = 64, entry_size = 1024;

/// Image byte of an entry of the MFT, which is in one piece on so small a volume.
std::uint64_t entry_at(const DamagedImage& image, std::uint64_t entry) {
    const std::uint64_t cluster_size = image.number(11, 2) * image.number(13, 1);
    return image.number(48, 8) * cluster_size + entry * entry_size;
}

/// Image byte of an attribute in an entry.
std::uint64_t attribute_at(const DamagedImage& image, std::uint64_t entry, std::uint64_t type) {
    const std::uint64_t begin = entry_at(image, entry);
    std::uint64_t at = begin + image.number(begin + 20, 2);
    while (image.number(at, 4) != type) {
        REQUIRE(at < begin + entry_size);
        at += image.number(at + 4, 4);
    }
    return at;
}

/// Image byte of the first run that an attribute lists, its clusters told in one byte.
std::uint64_t run_at(const DamagedImage& image, std::uint64_t attribute) {
    const std::uint64_t run = attribute + image.number(attribute + 32, 2);
    REQUIRE(image.number(run, 1) == 0x11);
    return image.number(run + 2, 1) * image.number(11, 2) * image.number(13, 1);
}

constexpr std::uint64_t data_attribute = 0x80, bitmap_attribute = 0xb0;

}  // namespace

#define MADE_OR_SKIP(name, commands)                      \
    const auto name = DamagedImage::made(commands);       \
    if (!name) {                                          \
        MESSAGE("skipped: a tool to make it is missing"); \
        return;                                           \
    }

TEST_CASE("a file of NTFS whose entry is damaged is in use and damaged, not deleted, while the MFT calls it in use") {
    MADE_OR_SKIP(image, six_files_on_ntfs);
    for (const Listed& listed : image->list().files) CHECK(listed.record.outcome == Outcome::examined);
    image->flip(entry_at(*image, first_file + 1) + 510);  // f2.bin: the update sequence does not fit
    image->clear(entry_at(*image, first_file + 2), entry_size);
    const std::uint64_t data = attribute_at(*image, first_file + 3, data_attribute);
    image->write(data + image->number(data + 32, 2), "\x88");  // f4.bin: no run is told in so many bytes
    image->clear(entry_at(*image, first_file + 4), entry_size);
    const std::uint64_t bitmap = run_at(*image, attribute_at(*image, 0, bitmap_attribute));
    const std::uint64_t in_use = image->number(bitmap + 8, 1);
    REQUIRE((in_use & 0x3f) == 0x3f);
    image->write(bitmap + 8, std::string(1, static_cast<char>(in_use & ~0x10U)));  // f5.bin: free

    const Listing listing = image->list();
    for (const char* path : {"/f2.bin", "/f3.bin", "/f4.bin"}) {
        CAPTURE(std::string{path});
        const FileRecord& record = record_at(listing, path);
        CHECK(record.state == NameState::allocated);
        CHECK(record.outcome == Outcome::damaged);
        CHECK(says(record.remark, "could not be read: "));
        CHECK_FALSE(record.content);
    }
    CHECK(record_at(listing, "/f5.bin").state == NameState::deleted);
    CHECK(record_at(listing, "/f5.bin").outcome == Outcome::examined);
    for (const char* path : {"/f1.bin", "/f6.bin"}) CHECK(record_at(listing, path).outcome == Outcome::examined);

    // Where the bitmap is lost as well, the name is all that is left, and it is in use.
    image->clear(bitmap, 16);
    CHECK(record_at(image->list(), "/f5.bin").state == NameState::allocated);
    CHECK(record_at(image->list(), "/f5.bin").outcome == Outcome::damaged);
}

namespace {

/// An ext4 with a.bin, folder/ and in it b.bin, deeper/ and in that c.bin, inodes 12 to 16 in some order.
constexpr std::string_view folders_on_ext4 =
    "mkdir -p d/folder/deeper && yes a | head -c 20000 > d/a.bin && yes b | head -c 30000 > d/folder/b.bin && "
    "yes c | head -c 40000 > d/folder/deeper/c.bin && truncate -s 8M img && "
    "mke2fs -q -F -t ext4 -b 1024 -I 256 -O ^metadata_csum,^orphan_file,^inline_data -d d img";

/// Image byte of an inode of the first group of that.
std::uint64_t inode_at(const DamagedImage& image, std::uint64_t inode) {
    constexpr std::uint64_t group_descriptor = 2048, inode_size = 256;
    return image.number(group_descriptor + 8, 4) * 1024 + (inode - 1) * inode_size;
}

std::uint64_t address_of(const Listing& listing, std::string_view path) {
    return record_at(listing, path).metadata_address;
}

}  // namespace

TEST_CASE("a file of ext whose inode is blank is damaged, not an empty file") {
    MADE_OR_SKIP(image, folders_on_ext4);
    const Listing whole = image->list();
    CHECK(whole.report.complete);
    CHECK(whole.report.remarks.empty());
    for (const Listed& listed : whole.files) CHECK(listed.record.outcome == Outcome::examined);
    image->clear(inode_at(*image, address_of(whole, "/folder/b.bin")), 256);
    image->clear(inode_at(*image, address_of(whole, "/folder/deeper")), 256);
    const Listing listing = image->list();
    const FileRecord& file = record_at(listing, "/folder/b.bin");
    CHECK(file.state == NameState::allocated);
    CHECK(file.kind == FileKind::regular);
    CHECK(file.outcome == Outcome::damaged);
    CHECK(file.remark == "its metadata entry is blank");
    CHECK_FALSE(file.content);
    CHECK(record_at(listing, "/folder/deeper").kind == FileKind::directory);
    CHECK(record_at(listing, "/folder/deeper").outcome == Outcome::damaged);
    CHECK(record_at(listing, "/a.bin").outcome == Outcome::examined);
    // The file in the folder has lost its name, not its content.
    const std::string lost = fmt::format("/$OrphanFiles/OrphanFile-{}", address_of(whole, "/folder/deeper/c.bin"));
    REQUIRE(record_at(listing, lost).content);
    CHECK(image->sha256_of(listing, *find(listing, lost)) == image->sha256_of("d/folder/deeper/c.bin"));
}

TEST_CASE("a root directory of ext whose inode is blank leaves a walk that is not complete, and says why") {
    MADE_OR_SKIP(image, folders_on_ext4);
    image->clear(inode_at(*image, 2), 256);
    const Listing listing = image->list();
    CHECK_FALSE(listing.report.complete);
    CHECK(is_remarked(listing.report, "directory / (metadata address 2)"));
}

TEST_CASE("a file of NTFS whose data attribute or whose runs are lost is damaged, and no zeros are read for it") {
    MADE_OR_SKIP(image, six_files_on_ntfs);
    image->clear(attribute_at(*image, first_file + 1, data_attribute) + 4, 4);  // f2.bin: of no length
    const std::uint64_t third = attribute_at(*image, first_file + 2, data_attribute);
    image->clear(third + image->number(third + 32, 2), 1);                           // f3.bin: no runs
    image->write(attribute_at(*image, first_file + 3, data_attribute) + 4, "\xff");  // f4.bin: reaches out of its entry
    image->write(attribute_at(*image, first_file + 3, data_attribute) + 5, "\xff");
    const Listing listing = image->list();
    for (const char* path : {"/f2.bin", "/f4.bin"}) {
        CAPTURE(std::string{path});
        const FileRecord& record = record_at(listing, path);
        CHECK(record.state == NameState::allocated);
        CHECK(record.outcome == Outcome::damaged);
        CHECK(record.remark == "its data attribute is lost");
        CHECK_FALSE(record.content);
    }
    const FileRecord& without_runs = record_at(listing, "/f3.bin");
    CHECK(without_runs.outcome == Outcome::damaged);
    CHECK(without_runs.remark == "size 20000 recorded, its run list is empty");
    REQUIRE(without_runs.content);
    CHECK(without_runs.content->size == 0);
    CHECK(record_at(listing, "/f1.bin").outcome == Outcome::examined);
}

namespace {

bool is_listed_in_orphans(const Listing& listing) {
    return std::ranges::any_of(listing.files, [](const Listed& listed) {
        return listed.record.path.starts_with("/$OrphanFiles/") && listed.record.metadata_allocated;
    });
}

/// Everything in use that the sound image had, below the directory of orphans.
void check_all_in_orphans(const Listing& whole, const Listing& listing) {
    std::size_t compared = 0;
    for (const Listed& was : whole.files) {
        if (was.record.state != NameState::allocated || was.record.path == "/$OrphanFiles") continue;
        const std::string path = "/$OrphanFiles" + was.record.path;
        CAPTURE(path);
        const auto now = std::ranges::find_if(listing.files, [&](const Listed& listed) {
            return listed.record.path == path && listed.record.metadata_address == was.record.metadata_address;
        });
        REQUIRE(now != listing.files.end());
        CHECK(now->record.state == NameState::allocated);
        CHECK(now->record.metadata_allocated);
        CHECK(now->record.outcome == Outcome::examined);
        CHECK(now->record.times == was.record.times);
        CHECK(now->record.content == was.record.content);
        ++compared;
    }
    CHECK(compared > 20);
}

}  // namespace

TEST_CASE("files of NTFS that no name leads to, because the root directory is damaged, are listed with their content") {
    for (const bool by_index : {true, false}) {
        CAPTURE(by_index);
        MADE_OR_SKIP(image, six_files_on_ntfs);
        const Listing whole = image->list();
        CHECK_FALSE(is_listed_in_orphans(whole));
        CHECK(whole.report.remarks.empty());
        if (by_index) {
            image->flip(image->find("INDX") + 510);  // the update sequence does not fit
        } else {
            image->clear(entry_at(*image, 5), entry_size);
        }
        const Listing listing = image->list();
        CHECK_FALSE(listing.report.complete);
        CHECK(is_remarked(listing.report, "directory / (metadata address 5) could not be read"));
        CHECK(is_remarked(listing.report, " metadata entries are in use although no name that could be read leads to"));
        check_all_in_orphans(whole, listing);
        const FileRecord& file = record_at(listing, "/$OrphanFiles/f1.bin");
        CHECK(file.state == NameState::allocated);
        CHECK(file.remark == "in use, but no name that could be read leads to it; by itself it lies in directory 5");
        const Listed* const listed = find(listing, "/$OrphanFiles/f1.bin");
        CHECK(image->sha256_of(listing, *listed) == image->sha256_of("f1"));

        WalkLimits limits;
        limits.search_orphans = false;
        CHECK_FALSE(is_listed_in_orphans(image->list(limits)));
    }
}

TEST_CASE("files of ext that no name leads to, because a directory is damaged, are listed with their content") {
    MADE_OR_SKIP(image, folders_on_ext4);
    const Listing whole = image->list();
    CHECK_FALSE(is_listed_in_orphans(whole));
    const std::string block = image->run("debugfs -R 'blocks /folder' img").output;
    image->clear(std::stoull(block) * 1024, 1024);
    const Listing listing = image->list();
    CHECK(is_remarked(listing.report, "2 metadata entries are in use although no name that could be read leads to"));
    CHECK(record_at(listing, "/folder").state == NameState::allocated);

    const std::string lost = fmt::format("/$OrphanFiles/OrphanFile-{}", address_of(whole, "/folder/b.bin"));
    const FileRecord& file = record_at(listing, lost);
    CHECK(file.state == NameState::allocated);
    CHECK(file.metadata_allocated);
    CHECK(file.remark == "in use, but no name that could be read leads to it");
    REQUIRE(file.content);
    CHECK(file.content->recovery == Recovery::not_needed);
    CHECK(image->sha256_of(listing, *find(listing, lost)) == image->sha256_of("d/folder/b.bin"));

    // What has a name in a directory that no name leads to is listed there, and once.
    const std::string folder = fmt::format("/$OrphanFiles/OrphanFile-{}", address_of(whole, "/folder/deeper"));
    CHECK(record_at(listing, folder).kind == FileKind::directory);
    const FileRecord& below = record_at(listing, folder + "/c.bin");
    CHECK(below.state == NameState::allocated);
    CHECK(below.remark.empty());
    CHECK(image->sha256_of(listing, *find(listing, folder + "/c.bin")) == image->sha256_of("d/folder/deeper/c.bin"));
    CHECK(listing.files.size() == whole.files.size());
}

TEST_CASE("below a root directory of ext that is blank every file is listed, folders in folders") {
    MADE_OR_SKIP(image, folders_on_ext4);
    const Listing whole = image->list();
    image->clear(inode_at(*image, 2), 256);
    const Listing listing = image->list();
    CHECK(is_remarked(listing.report, "3 metadata entries are in use although no name that could be read leads to"));
    const std::string folder = fmt::format("/$OrphanFiles/OrphanFile-{}", address_of(whole, "/folder"));
    CHECK(find(listing, folder + "/b.bin"));
    const Listed* const deepest = find(listing, folder + "/deeper/c.bin");
    REQUIRE(deepest);
    CHECK(image->sha256_of(listing, *deepest) == image->sha256_of("d/folder/deeper/c.bin"));
    CHECK(listing.files.size() == whole.files.size());
}

TEST_CASE("inodes of ext that are in use, blank and without a name are counted") {
    MADE_OR_SKIP(image, folders_on_ext4);
    const Listing whole = image->list();
    const std::uint64_t files = address_of(whole, "/a.bin");
    image->clear(inode_at(*image, 2), 256);
    image->clear(inode_at(*image, files), 256 * 5);
    const Listing listing = image->list();
    CHECK_FALSE(listing.report.complete);
    CHECK(is_remarked(listing.report, "5 metadata entries are in use and blank"));
}

TEST_CASE("a file of ext that was deleted while it was open is listed, and is no damage") {
    MADE_OR_SKIP(image, folders_on_ext4);
    const std::uint64_t inode = address_of(image->list(), "/a.bin");
    const auto done = image->run(
        fmt::format("printf 'unlink a.bin\\nsif <{}> links_count 0\\n' | debugfs -w -f /dev/stdin img", inode));
    REQUIRE(done.status == 0);
    const std::string path = fmt::format("/$OrphanFiles/OrphanFile-{}", inode);
    const Listing listing = image->list();
    CHECK(record_at(listing, path).state == NameState::allocated);
    CHECK(says(record_at(listing, path).remark, "deleted while it was open"));
    CHECK(image->sha256_of(listing, *find(listing, path)) == image->sha256_of("d/a.bin"));
    CHECK(listing.report.remarks.empty());
    CHECK(listing.report.complete);
}

TEST_CASE("the value of an attribute of ext4 in an inode of its own is listed as that, and is no damage") {
    MADE_OR_SKIP(image,
                 "mkdir d && yes a | head -c 20000 > d/a.bin && truncate -s 8M img && "
                 "mke2fs -q -F -t ext4 -b 1024 -O ea_inode -d d img && yes v | head -c 1024 > v && "
                 "debugfs -w -R 'ea_set -f v a.bin user.long' img");
    const Listing listing = image->list();
    CHECK(listing.report.remarks.empty());
    const auto value = std::ranges::find_if(listing.files, [](const Listed& listed) {
        return says(listed.record.remark, "the value of an extended attribute");
    });
    REQUIRE(value != listing.files.end());
    CHECK(value->record.path.starts_with("/$OrphanFiles/OrphanFile-"));
    CHECK(image->sha256_of(listing, *value) == image->sha256_of("v"));
}

TEST_CASE("the inodes that an ext4 keeps for itself are not listed as files that lost their names") {
    MADE_OR_SKIP(image,
                 "mkdir d && yes a | head -c 20000 > d/a.bin && truncate -s 16M img && mke2fs -q -F -t ext4 -b 1024 "
                 "-O quota,project,orphan_file -E quotatype=usrquota:grpquota:prjquota -d d img");
    const Listing listing = image->list();
    CHECK_FALSE(is_listed_in_orphans(listing));
    CHECK(listing.report.remarks.empty());
    // The lists of quotas and of orphans have taken the first inodes that are not reserved.
    CHECK(address_of(listing, "/a.bin") > 12);
}
