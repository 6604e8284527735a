// Disks from whose partition table entries are gone: fls, told the sector, is the truth about what they held.
#include "core/source/unclaimed_file_systems.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mib = 1 << 20;

struct Partition {
    std::uint32_t first_sector = 0, sectors = 0;
    char type = '\x83';
};

/// A master boot record with these entries, and no code.
std::string boot_record(const std::vector<Partition>& partitions) {
    std::string record(512, '\0');
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        char* const entry = record.data() + 446 + 16 * i;
        entry[4] = partitions[i].type;
        std::memcpy(entry + 8, &partitions[i].first_sector, 4);
        std::memcpy(entry + 12, &partitions[i].sectors, 4);
    }
    record[510] = '\x55';
    record[511] = '\xaa';
    return record;
}

/// A disk of 48 MiB, zeros but for what is put there.
class Disk {
public:
    Disk() { run(fmt::format("truncate -s 48M '{}'", path().string())); }
    fs::path path() const { return folder_.path() / "disk"; }
    void write(std::uint64_t offset, std::string_view bytes) const {
        std::fstream file{path(), std::ios::binary | std::ios::in | std::ios::out};
        file.seekp(static_cast<std::streamoff>(offset));
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    /// False where a tool is missing. `make` makes the file "img" in a folder of its own.
    bool put(std::uint64_t sector, std::string_view make) const {
        return run(fmt::format(
                   "cd '{}' && rm -f img && {} && dd if=img of=disk bs=512 seek={} conv=notrunc status=none",
                   folder_.path().string(), make, sector)) == 0;
    }
    std::set<std::string> by_fls(std::uint64_t sector) const {
        std::istringstream lines{
            run_command(fmt::format("fls -r -p -F -u -o {} '{}'", sector, path().string())).output};
        std::set<std::string> paths;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("r/r")) paths.insert("/" + line.substr(line.find('\t') + 1));
        }
        return paths;
    }
    std::vector<FileSystemFacts> unclaimed() const {
        use_utc_clock();
        RawFile image{path()};
        std::vector<FileSystemFacts> found;
        const auto volumes = list_volumes(image, 512);
        REQUIRE(volumes);
        for (const Volume& volume : volumes->volumes) {
            if (volume.kind != VolumeKind::unallocated) continue;
            for (FileSystemFacts& facts : find_unclaimed_file_systems(image, volume, 512))
                found.push_back(std::move(facts));
        }
        return found;
    }
    std::set<std::string> ours(const FileSystemFacts& facts) const {
        RawFile image{path()};
        const auto listing = list_files(image, facts);
        REQUIRE(listing);
        std::set<std::string> paths;
        for (const Listed& listed : listing->files) {
            if (listed.record.kind == FileKind::regular && listed.record.state == NameState::allocated)
                paths.insert(listed.record.path);
        }
        return paths;
    }

private:
    static int run(const std::string& command) { return run_command(command).status; }
    TemporaryFolder folder_;
};

constexpr std::string_view ext4_of_8 =
    "mkdir -p d/letters && echo words > d/letters/one && truncate -s 8M img && mke2fs -q -F -t ext4 -d d img";
constexpr std::string_view fat_of_16 =
    "truncate -s 16M img && mkfs.fat -F 16 img >/dev/null && echo b > b && mcopy -i img b ::KEPT.TXT";
constexpr std::string_view ext2_of_8 = "truncate -s 8M img && mke2fs -q -F -t ext2 img";

}  // namespace

TEST_CASE("the files of two partitions that were deleted, one after the other, are those that fls lists there") {
    const Disk disk;
    if (!disk.put(2048, ext4_of_8) || !disk.put(9 * 2048, fat_of_16) || !disk.put(32 * 2048, ext2_of_8)) {
        MESSAGE("skipped: no mke2fs, mkfs.fat or mtools");
        return;
    }
    disk.write(0, boot_record({{32 * 2048, 8 * 2048}}));
    const auto found = disk.unclaimed();
    REQUIRE(found.size() == 2);
    CHECK(found[0].type == "ext4");
    CHECK(found[0].offset == mib);
    CHECK(found[0].length == 8 * mib);
    CHECK(found[0].readable);
    CHECK(found[0].reason == "in sectors that no partition claims");
    CHECK(disk.ours(found[0]) == disk.by_fls(2048));
    CHECK(disk.ours(found[0]).contains("/letters/one"));
    CHECK(found[1].type == "FAT16");
    CHECK(found[1].offset == 9 * mib);
    CHECK(disk.ours(found[1]) == std::set<std::string>{"/KEPT.TXT"});
}

TEST_CASE("a deleted partition that DOS laid out begins behind its first track") {
    const Disk disk;
    if (!disk.put(63, fat_of_16) || !disk.put(40 * 2048, ext2_of_8)) {
        MESSAGE("skipped: no mke2fs, mkfs.fat or mtools");
        return;
    }
    disk.write(0, boot_record({{40 * 2048, 8 * 2048}}));
    const auto found = disk.unclaimed();
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "FAT16");
    CHECK(found[0].offset == 63 * 512);
}

TEST_CASE("a file system over which a partition was laid since is a remnant: told, and not listed") {
    const Disk disk;
    if (!disk.put(2048, fat_of_16) || !disk.put(8 * 2048, ext2_of_8)) {
        MESSAGE("skipped: no mke2fs, mkfs.fat or mtools");
        return;
    }
    disk.write(0, boot_record({{8 * 2048, 8 * 2048}}));
    const auto found = disk.unclaimed();
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "FAT16");
    CHECK_FALSE(found[0].readable);
    CHECK(found[0].reason == "a remnant: it begins in sectors that no partition claims and reaches beyond them");
}

TEST_CASE("sectors that no partition claims hold nothing when they are zeros, and may be encrypted when random") {
    const Disk disk;
    disk.write(0, boot_record({{8 * 2048, 8 * 2048}}));
    CHECK(disk.unclaimed().empty());

    std::mt19937_64 random{7};
    std::string noise(32 * mib, '\0');
    for (std::size_t i = 0; i < noise.size(); i += 8) {
        const std::uint64_t word = random();
        std::memcpy(noise.data() + i, &word, 8);
    }
    disk.write(16 * mib, noise);
    const auto found = disk.unclaimed();
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].readable);
    CHECK(found[0].type == "possibly encrypted");
    CHECK(found[0].offset == 16 * mib);
}

TEST_CASE("an encrypted volume in sectors that no partition claims is named") {
    const Disk disk;
    disk.write(0, boot_record({{32 * 2048, 8 * 2048}}));
    disk.write(mib, std::string_view{"LUKS\xba\xbe\0\2", 8});
    const auto found = disk.unclaimed();
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "LUKS");
    CHECK(found[0].offset == mib);
    CHECK(found[0].reason == "encrypted with LUKS version 2, in sectors that no partition claims");
}
