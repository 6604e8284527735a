#include "core/source/file_system.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/failing_source.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

std::vector<FileSystemFacts> readable_file_systems(ByteSource& image) {
    use_utc_clock();
    std::vector<FileSystemFacts> found;
    const auto volumes = list_volumes(image, 512);
    REQUIRE(volumes);
    for (const Volume& volume : volumes->volumes) {
        if (volume.kind != VolumeKind::partition && volume.kind != VolumeKind::whole) continue;
        for (FileSystemFacts& facts : recognise_file_systems(image, volume, 512)) {
            if (facts.readable) found.push_back(std::move(facts));
        }
    }
    return found;
}

/// The one file system of an image of the corpus, listed; nothing where the corpus is absent.
struct Opened {
    std::unique_ptr<ByteSource> image;
    FileSystemFacts facts;

    Listing list(const WalkLimits& limits = {}) const {
        auto listing = list_files(*image, facts, limits);
        REQUIRE(listing);
        return std::move(*listing);
    }
};

std::optional<Opened> opened(std::string_view path) {
    const auto media = raw_media(path);
    if (!media) return std::nullopt;
    Opened result{std::make_unique<RawFile>(*media), {}};
    const auto found = readable_file_systems(*result.image);
    REQUIRE_FALSE(found.empty());
    result.facts = found.front();
    return result;
}

const Listed* find(const Listing& listing, std::string_view path) {
    for (const Listed& listed : listing.files) {
        if (listed.record.path == path) return &listed;
    }
    return nullptr;
}

bool has_remark(const WalkReport& report, std::string_view part) {
    return std::any_of(report.remarks.begin(), report.remarks.end(),
                       [&](const std::string& remark) { return remark.find(part) != std::string::npos; });
}

std::vector<Byte> all_bytes(ByteSource& source) {
    std::vector<Byte> bytes(static_cast<std::size_t>(source.size()));
    std::vector<DamagedRange> damage;
    REQUIRE(source.read(0, bytes, damage));
    return bytes;
}

/// A file system made by the distribution's own tools in a folder of its own, as the file "img" there, and listed;
/// nothing where a tool to make or to check it is missing.
class MadeHere {
public:
    static std::unique_ptr<MadeHere> by(std::string_view commands) {
        auto made = std::make_unique<MadeHere>();
        const auto done = run_command(fmt::format("cd '{}' && which icat istat blkstat >/dev/null && {}",
                                                  made->folder_.path().string(), commands));
        if (done.status != 0) return {};
        made->image_ = std::make_unique<RawFile>(made->path());
        const auto found = readable_file_systems(*made->image_);
        REQUIRE(found.size() == 1);
        auto listing = list_files(*made->image_, found[0]);
        REQUIRE(listing);
        made->listing_ = std::move(*listing);
        return made;
    }
    const Listed& at(std::string_view path) const {
        const Listed* listed = find(listing_, path);
        REQUIRE_MESSAGE(listed, path);
        return *listed;
    }
    Listing list(const WalkLimits& limits) const {
        auto listing = list_files(*image_, listing_.facts, limits);
        REQUIRE(listing);
        return std::move(*listing);
    }
    std::string sha256_of(const Listed& listed) const { return content_sha256(*image_, listing_.facts, listed); }
    /// What a command prints, told the image ({0}) and the metadata address of a file ({1}).
    std::string ask(std::string_view command, const Listed& listed) const {
        return run_command(fmt::format(fmt::runtime(command), path().string(), listed.record.metadata_address)).output;
    }

private:
    fs::path path() const { return folder_.path() / "img"; }

    TemporaryFolder folder_;
    std::unique_ptr<RawFile> image_;
    Listing listing_;
};

/// An ext2 with blocks of 1024 bytes: b.txt (inode 13), z.txt (empty) and l.txt (inode 16) are deleted, and n.txt was
/// written after that.
constexpr std::string_view deleted_and_overwritten =
    "yes A | head -c 1000 > a && yes B | head -c 8000 > b && yes K | head -c 3000 > k && yes N | head -c 2000 > n && "
    ": > z && truncate -s 1M img && mke2fs -q -F -t ext2 -b 1024 -O ^resize_inode img && "
    "printf 'write a a.txt\\nwrite b b.txt\\nwrite k k.txt\\nwrite z z.txt\\nwrite k l.txt\\nrm a.txt\\nrm b.txt\\n"
    "rm z.txt\\nrm l.txt\\nwrite n n.txt\\n' | debugfs -w -f /dev/stdin img >/dev/null 2>&1";

}  // namespace

#define OPEN_OR_SKIP(name, path)       \
    const auto name = opened(path);    \
    if (!name) {                       \
        MESSAGE("skipped: no corpus"); \
        return;                        \
    }

TEST_CASE("both file systems of one partition are listed as fls lists each when told which") {
    const auto media = raw_media("files/images/fs-ntfs/10-ntfs-disk.dd");
    if (!media) {
        MESSAGE("skipped: no corpus");
        return;
    }
    RawFile image{*media};
    const TemporaryFolder folder;
    Comparison compared;
    for (const FileSystemFacts& facts : readable_file_systems(image)) {
        const std::string type = facts.type == "NTFS" ? "ntfs" : facts.type == "ext2" ? "ext" : "ufs";
        const fs::path body = folder.path() / "body";
        const auto run = run_command(fmt::format("TZ=UTC0 fls -f {} -o {} -r -p -m / '{}' > '{}'", type,
                                                 facts.offset / 512, media->string(), body.string()));
        if (run.status != 0) {
            MESSAGE("skipped: no fls");
            return;
        }
        const auto listing = list_files(image, facts);
        REQUIRE(listing);
        compare_names(body, *listing, compared);
    }
    CHECK(compared.names > 45);
    CHECK(compared.differences.empty());
}

TEST_CASE("the kernel reads the same bytes from the same names") {
    const auto folder = corpus();
    if (!folder) {
        MESSAGE("skipped: no corpus");
        return;
    }
    std::ifstream file{*folder / "oracles/second_reader.json"};
    std::size_t compared = 0;
    const auto answers = nlohmann::json::parse(file);
    for (const auto& [path, answer] : answers.items()) {
        const auto media = raw_media(path.substr(0, path.rfind(".xz")));
        REQUIRE(media);
        RawFile image{*media};
        const auto found = readable_file_systems(image);
        if (found.empty()) continue;  // XFS, btrfs, squashfs: named, not read
        const auto listing = list_files(image, found.front());
        REQUIRE(listing);
        for (const auto& [name, digest] : answer["sha256"].items()) {
            const Listed* ours = find(*listing, name);
            REQUIRE_MESSAGE(ours, path, name);
            CHECK(content_sha256(image, found.front(), *ours) == digest.get<std::string>());
            ++compared;
        }
    }
    CHECK(compared >= 104);
}

TEST_CASE("the same tree on different file systems gives the same files") {
    const auto folder = corpus();
    if (!folder) {
        MESSAGE("skipped: no corpus");
        return;
    }
    std::ifstream file{*folder / "files/scenario/visible/s5/ANSWERS.json"};
    const auto answers = nlohmann::json::parse(file);
    for (const std::string name : {"fat12", "fat32", "exfat", "ntfs", "ext2", "ext4", "iso9660_joliet_rr", "yaffs2"}) {
        OPEN_OR_SKIP(image, fmt::format("files/scenario/visible/s5/same_{}.img", name));
        const Listing listing = image->list();
        INFO(name);
        for (const auto& answer : answers["files"]) {
            const std::string path = answer["path"];
            // Joliet, the tree TSK shows, holds 64 characters of a name.
            if (name == "iso9660_joliet_rr" && path.size() > 100) continue;
            const bool deleted = answers["deleted"][0] == path;
            // Nothing can be deleted on the disc; YAFFS2 moves what is deleted out of its directory.
            if (deleted && (name == "iso9660_joliet_rr" || name == "yaffs2")) continue;
            const Listed* ours = find(listing, path);
            CHECK_MESSAGE(ours, path);
            if (ours == nullptr) continue;
            CHECK(ours->record.state == (deleted ? NameState::deleted : NameState::allocated));
            CHECK(ours->record.content->size == answer["size"].get<std::uint64_t>());
            CHECK(content_sha256(*image->image, image->facts, *ours) == answer["sha256"].get<std::string>());
        }
        const bool links =
            name.find("fat") == std::string::npos && name != "iso9660_joliet_rr" && name != "yaffs2" && name != "ntfs";
        if (links) {
            const auto target = std::find_if(listing.files.begin(), listing.files.end(), [](const Listed& listed) {
                return listed.record.kind == FileKind::symlink;
            });
            REQUIRE(target != listing.files.end());
            CHECK(target->record.symlink_target == answers["links"]["symlink"].get<std::string>());
        }
    }
}

TEST_CASE("unallocated space is what blkls extracts, byte for byte") {
    for (const std::string path : {"files/images/fs-ntfs/ntfs.img", "files/images/fs-ntfs/7-ntfs-undel.dd",
                                   "files/images/fs-ext/ext4.raw", "files/images/fs-fat/6-fat-undel.dd",
                                   "files/images/fs-hfs/hfsplus.raw", "files/images/fs-exfat/exfat_win.raw"}) {
        OPEN_OR_SKIP(image, path);
        const auto blkls = run_command(fmt::format("blkls '{}' 2>/dev/null | sha256sum", raw_media(path)->string()));
        if (blkls.status != 0) {
            MESSAGE("skipped: no blkls");
            return;
        }
        auto file_system = open_file_system(*image->image, image->facts, 512);
        REQUIRE(file_system);
        std::vector<Byte> free;
        std::vector<DamagedRange> damage;
        std::uint64_t last = 0;
        REQUIRE((*file_system)->free_ranges([&](FreeRange range) {
            CHECK(range.image_offset >= last);
            last = range.image_offset + range.length;
            const std::size_t before = free.size();
            free.resize(before + static_cast<std::size_t>(range.length));
            REQUIRE(image->image->read(range.image_offset, MutableBytes{free}.subspan(before), damage));
            return true;
        }));
        CHECK_MESSAGE(blkls.output.substr(0, 64) == sha256_hex(Bytes{free}), path);
    }
}

TEST_CASE("a deleted FAT file of one cluster is intact, of more clusters estimated") {
    OPEN_OR_SKIP(image, "files/images/fs-fat/6-fat-undel.dd");
    const Listing listing = image->list();
    // DFTT 6: clusters of 1024 bytes; _ing.dat fits in one, the others do not.
    const Listed* single = find(listing, "/_ing.dat");
    const Listed* several = find(listing, "/_rag1.dat");
    REQUIRE(single);
    REQUIRE(several);
    CHECK(single->record.state == NameState::deleted);
    CHECK(single->record.content->recovery == Recovery::intact);
    CHECK(several->record.content->recovery == Recovery::estimated);
    CHECK(image->facts.local_times);
}

TEST_CASE("a deleted FAT file whose first cluster another file has taken is partly reallocated, not estimated") {
    // The new file takes the entry and the cluster of the one deleted before, and the first cluster of MANY.TXT.
    const auto image = MadeHere::by(
        "yes A | head -c 2000 > a && yes B | head -c 10000 > b && yes N | head -c 4000 > n && truncate -s 4M img && "
        "mkfs.fat -F 12 -s 4 img >/dev/null && mcopy -i img a ::ONE.TXT && mcopy -i img b ::MANY.TXT && "
        "mcopy -i img a ::KEPT.TXT && mcopy -i img a ::LAST.TXT && mdel -i img ::ONE.TXT ::MANY.TXT ::LAST.TXT && "
        "mcopy -i img n ::NEW.TXT");
    if (!image) {
        MESSAGE("skipped: no mkfs.fat, no mtools or no sleuthkit");
        return;
    }
    const Listed& taken = image->at("/_ANY.TXT");
    CHECK(taken.record.state == NameState::deleted);
    CHECK(taken.record.content->recovery == Recovery::partly_reallocated);
    CHECK(taken.record.remark.find("size 10000 recorded") != std::string::npos);
    // What is given as its bytes are those of the other file, as icat gives them too.
    CHECK(image->sha256_of(taken) == image->ask("icat '{}' {} | sha256sum", taken).substr(0, 64));
    const Listed& fresh = image->at("/NEW.TXT");
    CHECK(fresh.record.content->recovery == Recovery::not_needed);
    CHECK(taken.record.content->extents.front().image_offset ==
          fresh.record.content->extents.front().image_offset + 2048);
    CHECK(image->at("/_AST.TXT").record.content->recovery == Recovery::intact);
}

TEST_CASE("a deleted file is partly reallocated when blkstat finds one of its blocks taken, intact when none is") {
    // n.txt takes the inode and the block of a.txt, and the first block of b.txt.
    const auto image = MadeHere::by(deleted_and_overwritten);
    if (!image) {
        MESSAGE("skipped: no mke2fs or no sleuthkit");
        return;
    }
    const auto blocks_taken = [&](const Listed& listed) {
        return image->ask(
            "for block in $(istat '{0}' {1} | sed -n '/^Direct Blocks/,$ p' | grep '^[0-9]'); do "
            "blkstat '{0}' $block; done | grep -cx Allocated",
            listed);
    };
    const Listed& overwritten = image->at("/b.txt");
    CHECK(overwritten.record.state == NameState::deleted);
    CHECK(overwritten.record.content->recovery == Recovery::partly_reallocated);
    CHECK(overwritten.record.content->size == 8000);
    CHECK(blocks_taken(overwritten) == "1\n");
    CHECK(image->sha256_of(overwritten) == image->ask("icat '{}' {} | sha256sum", overwritten).substr(0, 64));
    const Listed& untouched = image->at("/l.txt");
    CHECK(untouched.record.state == NameState::deleted);
    CHECK(untouched.record.content->recovery == Recovery::intact);
    CHECK(blocks_taken(untouched) == "0\n");
    CHECK(image->at("/n.txt").record.content->recovery == Recovery::not_needed);
}

TEST_CASE("nothing is recovered of a deleted entry that records no blocks, whatever size it records") {
    // The kernel wipes the block numbers of a file that it deletes from ext3; here they are wiped by hand.
    const auto image = MadeHere::by(std::string{deleted_and_overwritten} +
                                    " && printf 'sif <16> block[0] 0\\nsif <16> block[1] 0\\nsif <16> block[2] 0\\n' | "
                                    "debugfs -w -f /dev/stdin img >/dev/null 2>&1");
    if (!image) {
        MESSAGE("skipped: no mke2fs or no sleuthkit");
        return;
    }
    const Listed& wiped = image->at("/l.txt");
    CHECK(image->ask("istat '{}' {} | tail -n 1", wiped) == "0 0 0 \n");
    CHECK(wiped.record.content->size == 3000);
    CHECK(wiped.record.content->recovery == Recovery::none);
    const Listed& empty = image->at("/z.txt");
    CHECK(empty.record.state == NameState::deleted);
    CHECK(empty.record.content->recovery == Recovery::none);
}

TEST_CASE("exFAT times are UTC by the offset that each entry records, and the device's own where one records none") {
    // Created in Nepal (+05:45), written later by a clock at -10:00: directory entry 394 of the image, by the bytes of
    // its times (exFAT specification 7.4.5 to 7.4.10). istat shows them as 01:29:00 and 10:21:54, without the zones.
    OPEN_OR_SKIP(image, "files/images/fs-exfat/win_exfat_7.raw");
    CHECK_FALSE(image->facts.local_times);
    const Listing listing = image->list();
    const Listed* named = find(listing, "/тест.txt");
    REQUIRE(named);
    CHECK_FALSE(named->record.local_times);
    CHECK(iso8601(*named->record.times.created_at) == "2022-01-23T19:44:00.2Z");
    CHECK(iso8601(*named->record.times.modified_at) == "2022-01-23T20:21:54Z");
    CHECK(iso8601(*named->record.times.accessed_at) == "2022-01-23T20:21:54Z");
    // The same entry without the bit that makes the offset of its last access count: by the boot sector, entry 394 lies
    // 391 times 32 bytes into the cluster heap.
    std::vector<Byte> bytes(static_cast<std::size_t>(image->image->size()));
    std::vector<DamagedRange> damage;
    REQUIRE(image->image->read(0, bytes, damage));
    const std::size_t heap = std::size_t{bytes[0x58]} + 256 * std::size_t{bytes[0x59]};
    Byte& access_offset = bytes[heap * 512 + std::size_t{391} * 32 + 24];
    REQUIRE(access_offset == 0xd8);
    access_offset &= 0x7f;
    FailingSource changed{std::move(bytes), {}};
    const auto again = list_files(changed, image->facts, {});
    REQUIRE(again);
    const Listed* zoneless = find(*again, "/тест.txt");
    REQUIRE(zoneless);
    CHECK(zoneless->record.local_times);
    CHECK(iso8601_zoneless(*zoneless->record.times.created_at) == "2022-01-24T01:29:00.2");
    CHECK(iso8601_zoneless(*zoneless->record.times.modified_at) == "2022-01-23T10:21:54");
}

TEST_CASE("deleted NTFS files are recovered with their blocks checked against the bitmap") {
    OPEN_OR_SKIP(image, "files/images/fs-ntfs/7-ntfs-undel.dd");
    const Listing listing = image->list();
    std::size_t deleted = 0;
    for (const Listed& listed : listing.files) {
        if (listed.record.state == NameState::allocated || !listed.record.content) continue;
        ++deleted;
        CHECK(listed.record.content->recovery == Recovery::intact);
        CHECK_FALSE(listed.record.metadata_allocated);
    }
    CHECK(deleted >= 9);
}

TEST_CASE("alternate data streams are records of their own, with the times of the name") {
    OPEN_OR_SKIP(image, "files/images/fs-ntfs/7-ntfs-undel.dd");
    const Listing listing = image->list();
    const auto stream = std::find_if(listing.files.begin(), listing.files.end(), [](const Listed& listed) {
        return listed.record.path.find(":ADS") != std::string::npos;
    });
    REQUIRE(stream != listing.files.end());
    CHECK(stream->record.name_is_stream);
    CHECK(stream->record.name_times.created_at);
}

TEST_CASE("owners are the SIDs that istat gives, by security id or by the file's own descriptor") {
    OPEN_OR_SKIP(image, "files/images/vss/vss.raw");
    const Listing listing = image->list();
    std::size_t owned = 0;
    for (const Listed& listed : listing.files) {
        if (listed.record.sid.empty() || listed.record.name_is_stream) continue;
        const auto istat =
            run_command(fmt::format("istat '{}' {} 2>/dev/null | grep -m1 'Security ID'",
                                    raw_media("files/images/vss/vss.raw")->string(), listed.record.metadata_address));
        if (istat.status != 0) continue;
        const auto open = istat.output.find('('), close = istat.output.find(')');
        // istat leaves it empty where the descriptor lies in the file itself.
        const std::string theirs = istat.output.substr(open + 1, close - open - 1);
        if (theirs.empty()) continue;
        CHECK_MESSAGE(theirs == listed.record.sid, listed.record.path);
        ++owned;
    }
    CHECK(owned > 10);
    CHECK(find(listing, "/System Volume Information")->record.sid.rfind("S-1-5-", 0) == 0);
}

TEST_CASE(
    "a name left in an index whose metadata entry is free, or another file's, is deleted though fls calls it live") {
    OPEN_OR_SKIP(image, "files/scenario/visible/s5/same_ntfs.img");
    const Listing before = image->list();
    const Listed* mft = find(before, "/$MFT");
    const Listed* file = find(before, "/one.bin");
    const Listed* other = find(before, "/big.txt");
    REQUIRE(mft);
    REQUIRE(file);
    REQUIRE(other);
    // The entries lie in the first run of the $MFT; entries of 1024 bytes.
    const auto entry = [&](const Listed& listed) {
        const std::uint64_t offset = listed.record.metadata_address * 1024;
        REQUIRE(offset < mft->record.content->extents.front().length);
        return static_cast<std::size_t>(mft->record.content->extents.front().image_offset + offset);
    };
    auto disk = all_bytes(*image->image);
    disk[entry(*file) + 0x16] &= 0xfe;  // flags: no longer in use
    disk[entry(*other) + 0x10] += 5;    // sequence number: taken into use again since
    MemorySource changed{disk, "changed"};
    const auto after = list_files(changed, image->facts);
    REQUIRE(after);
    const Listed* freed = find(*after, "/one.bin");
    REQUIRE(freed);
    CHECK(freed->record.state == NameState::deleted);
    CHECK_FALSE(freed->record.metadata_allocated);
    const Listed* taken = find(*after, "/big.txt");
    REQUIRE(taken);
    CHECK(taken->record.state == NameState::deleted);
    CHECK_FALSE(taken->record.content);
    CHECK(taken->record.remark.find("now belongs to another file") != std::string::npos);
}

TEST_CASE("a directory that contains itself is entered once, and the loop is named") {
    OPEN_OR_SKIP(image, "files/images/fs-fat/fat32_loop.raw");
    const Listing listing = image->list();
    CHECK(has_remark(listing.report, "loop: directory /test_dir/n40/4/T1/4"));
    CHECK(listing.files.size() < 200);
}

TEST_CASE("each limit that stops a walk says where") {
    OPEN_OR_SKIP(image, "files/images/fs-ext/ext4.raw");
    const Listing all = image->list();
    CHECK(all.report.complete);
    CHECK(all.report.records == all.files.size());

    WalkLimits limits;
    limits.max_records = 3;
    const Listing few = image->list(limits);
    CHECK(few.files.size() == 3);
    CHECK_FALSE(few.report.complete);
    CHECK(has_remark(few.report, "stopped after 3 records, at /"));

    limits = {};
    limits.max_depth = 1;
    const Listing shallow = image->list(limits);
    CHECK(has_remark(shallow.report, "/a_directory lies deeper than 1 levels"));
    CHECK(find(shallow, "/a_directory"));
    CHECK_FALSE(find(shallow, "/a_directory/a_file"));

    limits = {};
    limits.max_name_bytes = 4;
    const Listing short_names = image->list(limits);
    CHECK(has_remark(short_names.report, "a name of 11 bytes in / was cut"));
    CHECK(find(short_names, "/a_di"));
    CHECK(short_names.files.size() == all.files.size());

    limits = {};
    limits.max_path_bytes = 11;
    const Listing short_paths = image->list(limits);
    CHECK(has_remark(short_paths.report, "a path of 12 bytes in / was cut"));
    CHECK(has_remark(short_paths.report, "directory /a_directory…: path longer than 11 bytes: not entered"));
    CHECK(find(short_paths, "/a_director"));
    CHECK_FALSE(short_paths.report.complete);

    limits = {};
    limits.search_orphans = false;
    CHECK(has_remark(image->list(limits).report, "orphans were not searched for"));
}

TEST_CASE("a directory that seventy names lead to is listed under sixty-four, and the rest are told") {
    const auto image = MadeHere::by(
        "echo words > w && { printf 'mkdir d\nwrite w d/f\n' && seq -f 'link d d%g' 2 70; } > names && "
        "truncate -s 4M img && mke2fs -q -F -t ext2 -b 1024 img && debugfs -w -f names img >/dev/null 2>&1");
    if (!image) {
        MESSAGE("skipped: no debugfs");
        return;
    }
    const Listing listing = image->list({});
    std::size_t reached = 0, refused = 0;
    for (const Listed& listed : listing.files) reached += listed.record.path.ends_with("/f");
    for (const std::string& remark : listing.report.remarks) {
        refused += remark.find("is reached by more than 64 paths: not entered again") != std::string::npos;
    }
    CHECK(reached == 64);
    CHECK(refused == 6);
    CHECK_FALSE(listing.report.complete);
}

TEST_CASE("of thousands of remarks a thousand are kept, and the last says that there were more") {
    // Forty names that lead to forty loops each.
    const auto image = MadeHere::by(
        "{ echo mkdir d && seq -f 'link d d%g' 2 40 && seq -f 'link d d/l%g' 40; } > names && "
        "truncate -s 4M img && mke2fs -q -F -t ext2 -b 1024 img && debugfs -w -f names img >/dev/null 2>&1");
    if (!image) {
        MESSAGE("skipped: no debugfs");
        return;
    }
    const Listing listing = image->list({});
    REQUIRE(listing.report.remarks.size() == 1001);
    CHECK(listing.report.remarks.front().starts_with("loop: directory /d"));
    CHECK(listing.report.remarks.back() == "further remarks left out");
}

TEST_CASE("a file in more pieces than the limit is kept up to there, and is not taken for the whole") {
    const auto image = MadeHere::by(
        "yes S | head -c 1000 > s && yes L | head -c 9000 > l && { seq -f 'write s s%g' 20 && seq -f 'rm s%g' 1 2 20 "
        "&& "
        "echo write l l; } > names && truncate -s 1M img && mke2fs -q -F -t ext2 -b 1024 -O ^resize_inode img && "
        "debugfs -w -f names img >/dev/null 2>&1");
    if (!image) {
        MESSAGE("skipped: no debugfs");
        return;
    }
    const Listed& whole = image->at("/l");
    REQUIRE(whole.record.content->extents.size() > 2);
    CHECK(image->sha256_of(whole) == image->ask("icat '{}' {} | sha256sum | cut -c1-64 | tr -d '\n'", whole));

    WalkLimits limits;
    limits.max_extents_per_content = 2;
    const Listing listing = image->list(limits);
    const Listed* cut = find(listing, "/l");
    REQUIRE(cut);
    CHECK(cut->record.content->extents.size() == 2);
    CHECK(cut->record.content->size < whole.record.content->size);
    CHECK(cut->record.outcome == Outcome::limited);
    CHECK(cut->record.remark == "more extents than the limit");
}

TEST_CASE("a walk that is stopped by its reader ends at once") {
    OPEN_OR_SKIP(image, "files/images/fs-ext/ext4.raw");
    auto file_system = open_file_system(*image->image, image->facts, 512);
    REQUIRE(file_system);
    std::size_t seen = 0;
    const auto report = (*file_system)->walk({}, [&](FileRecord&&, Bytes) { return ++seen < 2; });
    REQUIRE(report);
    CHECK(seen == 2);
    CHECK_FALSE(report->complete);
}

TEST_CASE("two walks give the same records in the same order") {
    for (const std::string path : {"files/images/fs-ntfs/ntfs_index.raw", "files/images/fs-fat/fat_deleted_dir.raw",
                                   "files/images/fs-apfs/apfs.raw", "files/images/fs-hfs/hfsplus.raw"}) {
        OPEN_OR_SKIP(image, path);
        const Listing first = image->list(), second = image->list();
        REQUIRE(first.files.size() == second.files.size());
        for (std::size_t i = 0; i < first.files.size(); ++i) {
            CHECK(first.files[i].record == second.files[i].record);
            CHECK(first.files[i].resident == second.files[i].resident);
        }
        CHECK(first.report.remarks == second.report.remarks);
    }
}

TEST_CASE("unreadable sectors under the metadata are reported by offset, and the rest is still listed") {
    OPEN_OR_SKIP(image, "files/images/fs-ntfs/7-ntfs-undel.dd");
    const Listing whole = image->list();
    const Listed* mft = find(whole, "/$MFT");
    REQUIRE(mft);
    const std::uint64_t entry = mft->record.content->extents.front().image_offset + 30 * 1024;
    FailingSource bad{all_bytes(*image->image), {{entry, 1024, "scratched"}}};
    auto file_system = open_file_system(bad, image->facts, 512);
    REQUIRE(file_system);
    std::size_t seen = 0;
    REQUIRE((*file_system)->walk({}, [&](FileRecord&&, Bytes) { return ++seen > 0; }));
    CHECK(seen + 5 >= whole.files.size());
    CHECK((*file_system)->damage() == std::vector<DamagedRange>{{entry, 1024, "scratched"}});
}

TEST_CASE("evidence that goes away during a walk is an error, not a short listing") {
    OPEN_OR_SKIP(image, "files/images/fs-ntfs/ntfs_index.raw");
    FailingSource unplugged{all_bytes(*image->image), {}};
    auto file_system = open_file_system(unplugged, image->facts, 512);
    REQUIRE(file_system);
    unplugged.gone = true;
    const auto report = (*file_system)->walk({}, [](FileRecord&&, Bytes) { return true; });
    REQUIRE_FALSE(report);
    CHECK(report.error().fault == Fault::unavailable);
}

TEST_CASE("holes, preallocated blocks, long link targets and slack of an ext4 made here are as they were made") {
    const TemporaryFolder folder;
    const std::string d = folder.path().string();
    const auto made = run_command(fmt::format(
        "cd '{}' && mkdir d && echo start > d/tail && truncate -s 1000000 d/tail && printf 0123456789 > d/ten && "
        "printf hello > d/pre && ln -s $(printf 'x%.0s' $(seq 100)) d/far && yes JUNK | head -c 16777216 > img && "
        "mke2fs -q -F -t ext4 -b 1024 -E nodiscard -d d img && debugfs -w -R 'fallocate /pre 1 15' img 2>/dev/null && "
        "sha256sum < d/tail",
        d));
    if (made.status != 0) {
        MESSAGE("skipped: no mke2fs");
        return;
    }
    RawFile image{folder.path() / "img"};
    const auto found = readable_file_systems(image);
    REQUIRE(found.size() == 1);
    const auto listing = list_files(image, found[0]);
    REQUIRE(listing);
    const Listed* tail = find(*listing, "/tail");
    const Listed* far = find(*listing, "/far");
    const Listed* ten = find(*listing, "/ten");
    const Listed* pre = find(*listing, "/pre");
    REQUIRE(tail);
    REQUIRE(far);
    REQUIRE(ten);
    REQUIRE(pre);
    CHECK(content_sha256(image, found[0], *tail) == made.output.substr(0, 64));
    CHECK(tail->record.content->extents.size() == 2);
    CHECK(tail->record.content->extents.back().kind == ExtentKind::sparse);
    CHECK(far->record.symlink_target == std::string(100, 'x'));
    REQUIRE(ten->record.content->slack);
    CHECK(ten->record.content->slack->length == 1024 - 10);
    CHECK(ten->record.content->allocated_size == 1024);
    CHECK(ten->record.content->slack->image_offset == ten->record.content->extents.front().image_offset + 10);
    // Blocks allocated and never written hold what was there before; the content there is zeros.
    std::vector<Byte> bytes;
    for (const Extent& extent : pre->record.content->extents) {
        if (extent.file_offset >= 1024) CHECK(extent.kind != ExtentKind::stored);
    }
}

TEST_CASE("content that only the file system can decode is read through it, damage and bounds included") {
    OPEN_OR_SKIP(image, "files/images/fs-ntfs/ntfs_index.raw");
    const Listing listing = image->list();
    auto file_system = open_file_system(*image->image, image->facts, 512);
    REQUIRE(file_system);
    const auto with_content = std::find_if(listing.files.begin(), listing.files.end(), [](const Listed& listed) {
        return listed.record.content && listed.record.content->access == ContentAccess::extents &&
               listed.record.content->size > 0;
    });
    REQUIRE(with_content != listing.files.end());
    const auto source = (*file_system)->open_content(*with_content->record.content, with_content->record.state);
    REQUIRE(source);
    CHECK((*source)->size() == with_content->record.content->size);
    std::vector<Byte> beyond(10);
    std::vector<DamagedRange> damage;
    CHECK_FALSE((*source)->read((*source)->size() - 5, beyond, damage));
    Content wrong = *with_content->record.content;
    wrong.attribute_id = 60000;
    CHECK_FALSE((*file_system)->open_content(wrong, NameState::allocated));
    wrong.metadata_address = ~std::uint64_t{0};
    CHECK_FALSE((*file_system)->open_content(wrong, NameState::allocated));
}

TEST_CASE("a file system that was not recognised cannot be opened") {
    MemorySource image{std::vector<Byte>(1 << 20), "zeros"};
    FileSystemFacts facts;
    facts.type = "XFS";
    facts.reason = "no reader";
    CHECK(open_file_system(image, facts, 512).error().fault == Fault::unsupported);
    facts.type = "NTFS";
    facts.readable = true;
    CHECK(open_file_system(image, facts, 512).error().fault == Fault::damaged);
    facts.offset = 1 << 30;
    CHECK(open_file_system(image, facts, 512).error().what.find("beyond the end") != std::string::npos);
}
