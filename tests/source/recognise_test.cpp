#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "core/source/file_system.hpp"
#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

struct Known {
    std::string_view media;
    std::string_view type;
    std::string_view label, identifier;  ///< as blkid gives them (oracles/blkid_expected.json), or fsstat
    std::string_view reason;             ///< a part of it; empty for what can be read
};

constexpr Known known[] = {
    {"files/images/fs-ext/ext2.img", "ext2", "test-ext2", "22f0eac3-5c89-4ec1-9076-60799119aaea", ""},
    {"files/images/fs-ext/ext3.img", "ext3", "test-ext3", "35f66dab-477e-4090-a872-95ee0e493ad6", ""},
    {"files/images/fs-ext/ext4.img", "ext4", "test-ext4", "ada110f6-bd6d-49db-955d-342c27627b61", ""},
    {"files/images/fs-fat/fat16_noheads.img", "FAT16", "VTech 1070", "20041014", ""},
    {"files/images/fs-fat/6-fat-undel.dd", "FAT16", "FAT_REC_1", "c0fecd11", ""},
    {"files/images/fs-fat/fat_lfn_test.raw", "FAT32", "", "", ""},
    {"files/images/fs-fat/fat12~2.raw", "FAT12", "", "b5708311", ""},
    {"files/images/fs-exfat/exfat.img", "exFAT", "Новый том", "9c238877", ""},
    {"files/images/fs-ntfs/ntfs.img", "NTFS", "Новый том", "", ""},
    {"files/images/fs-ntfs/7-ntfs-undel.dd", "NTFS", "NTFS_DEL", "", ""},
    {"files/images/fs-hfs/hfsplus.raw", "HFS+", "hfsplus_test", "", ""},
    {"files/images/fs-apfs/apfs.raw", "APFS", "apfs_test", "", ""},
    {"files/images/fs-iso-udf/iso.img", "ISO 9660", "IsoVolumeName", "", ""},
    {"files/images/fs-iso-udf/iso-joliet.img", "ISO 9660", "ThisWonderfulLab", "", ""},
    {"files/images/fs-iso-udf/udf-cd-nero-6.img", "ISO 9660", "Joliet Label", "", "UDF file system stands beside it"},
    {"files/images/fs-other/ufs2.raw", "UFS2", "ufs2_test", "", ""},
    {"files/images/fs-other/ufs1.raw", "UFS1", "", "", ""},
    {"files/scenario/visible/s5/same_yaffs2.img", "YAFFS2", "", "", ""},
    {"files/images/crypto-bitlocker/bitlocker-win7.img", "BitLocker", "", "", "encrypted with BitLocker"},
    {"files/images/crypto-bitlocker/aes-xts_256.bin", "BitLocker", "", "", "encrypted with BitLocker"},
    {"files/images/crypto-luks-fvde-apfs/luks1.raw", "LUKS", "", "d806b968-2f02-4138-ae61-54586be6f8ec",
     "encrypted with LUKS version 1"},
    {"files/images/crypto-luks-fvde-apfs/luks2.img", "LUKS", "tst_label", "202265fe-9842-4c2d-ac9b-aba1b05deb63",
     "encrypted with LUKS version 2"},
    {"files/images/crypto-luks-fvde-apfs/cs_fvault2.img", "CoreStorage", "", "", "FileVault 2"},
    {"files/images/partition/cs_single_volume.raw", "CoreStorage", "", "", "FileVault 2"},
    {"files/images/crypto-luks-fvde-apfs/apfs_encrypted.dmg", "APFS", "SingleVolume", "", "encrypted APFS volume"},
    {"files/images/partition/lvm.raw", "LVM2", "", "", "LVM2"},
    {"files/images/fs-hfs/hfs.img", "HFS (classic)", "", "", "no reader"},
    {"files/images/fs-iso-udf/udf-bdr-2.60-nero.img", "UDF", "", "", "no reader"},
    {"files/images/fs-iso-udf/udf-hdd-win7.img", "UDF", "", "", "no reader"},
    {"files/images/fs-other/compressed_extent_without_csum.raw", "btrfs", "", "", "no reader"},
    {"files/images/fs-other/cramfs.img", "cramfs", "test-cram", "", "no reader"},
    {"files/images/fs-other/f2fs.img", "F2FS", "", "f6aee5b9-8cc2-4da7-9f8d-c95aac90e17d", "no reader"},
    {"files/images/fs-other/jfs.img", "JFS", "test-jfs", "9bf7b82e-7583-4c74-99a4-189a691f27b5", "no reader"},
    {"files/images/fs-other/minix-LE.img", "Minix", "", "", "no reader"},
    {"files/images/fs-other/reiser3.img", "ReiserFS", "TESTREISER", "9efe7863-b124-46dc-ad68-8ecd04230a7b",
     "no reader"},
    {"files/images/fs-other/squashfs4.img", "squashfs", "", "", "no reader"},
    {"files/images/fs-other/ubifs.img", "UBIFS", "", "", "no reader"},
    {"files/images/fs-other/xfs.img", "XFS", "test-xfs", "8c8a0a5a-9f57-492e-9610-45a61f38f58a", "no reader"},
    {"files/images/fs-other/zfs.img", "ZFS", "", "", "no reader"},
};

Volume whole(const ByteSource& image) {
    Volume volume;
    volume.length = image.size();
    return volume;
}

}  // namespace

TEST_CASE("what stands in a volume is named, with label and identifier, whether it can be read or not") {
    use_utc_clock();
    if (!corpus()) {
        MESSAGE("skipped: no corpus");
        return;
    }
    for (const Known& each : known) {
        const auto media = raw_media(each.media);
        REQUIRE_MESSAGE(media, each.media);
        RawFile image{*media};
        const auto volumes = list_volumes(image, 512);
        REQUIRE(volumes);
        const FileSystemFacts* named = nullptr;
        std::vector<FileSystemFacts> all;
        for (const Volume& volume : volumes->volumes) {
            if (volume.kind != VolumeKind::partition && volume.kind != VolumeKind::whole) continue;
            for (FileSystemFacts& facts : recognise_file_systems(image, volume, 512)) all.push_back(std::move(facts));
        }
        for (const FileSystemFacts& facts : all) {
            if (facts.type == each.type) named = &facts;
        }
        REQUIRE_MESSAGE(named, each.media);
        INFO(each.media);
        const bool can_be_read = each.reason.empty() || each.type == "ISO 9660";
        CHECK(named->readable == can_be_read);
        CHECK(named->label == each.label);
        if (!each.identifier.empty()) CHECK(named->identifier == each.identifier);
        CHECK(named->reason.find(each.reason) != std::string::npos);
        if (named->type != "ISO 9660") CHECK(named->local_times == named->type.starts_with("FAT"));
    }
}

TEST_CASE("two file systems in one partition are both listed, each naming the other") {
    use_utc_clock();
    const auto media = raw_media("files/images/fs-ntfs/10-ntfs-disk.dd");
    if (!media) {
        MESSAGE("skipped: no corpus");
        return;
    }
    RawFile image{*media};
    const auto volumes = list_volumes(image, 512);
    REQUIRE(volumes);
    std::vector<std::string> found;
    for (const Volume& volume : volumes->volumes) {
        if (volume.kind != VolumeKind::partition) continue;
        for (const FileSystemFacts& facts : recognise_file_systems(image, volume, 512)) {
            CHECK(facts.readable);
            found.push_back(fmt::format("{} {} {}", volume.offset / 512, facts.type, facts.reason));
        }
    }
    CHECK(found == std::vector<std::string>{"63 NTFS one of 2 file systems in the same volume, beside ext2",
                                            "63 ext2 one of 2 file systems in the same volume, beside NTFS",
                                            "96390 NTFS one of 2 file systems in the same volume, beside UFS2",
                                            "96390 UFS2 one of 2 file systems in the same volume, beside NTFS"});
}

namespace {

/// A file system of 64 MiB made by its own tool.
std::filesystem::path made_by(const std::string& mkfs, const TemporaryFolder& folder) {
    const auto path = folder.path() / "made.raw";
    std::filesystem::resize_file((std::ofstream{path}, path), 64 << 20);
    REQUIRE(run_command(fmt::format("PATH=$PATH:/sbin:/usr/sbin {} '{}' 2>&1", mkfs, path.string())).status == 0);
    return path;
}

}  // namespace

// Marks are a few bytes. Who writes them into a file, or into room that a file system leaves unused, must not be able
// to hide the files; nor may what is left of an encrypted volume on a disk that was formatted again.
TEST_CASE("a mark of another kind hides no file system: what can be read is listed, and the mark is named beside it") {
    use_utc_clock();
    struct Planted {
        const char* mkfs;
        const char* type;
        std::vector<std::pair<std::size_t, std::string>> marks;
        std::vector<std::string> named;
    };
    using namespace std::string_literals;
    const std::pair<std::size_t, std::string> second_luks_header{0x400000, "SKUL\xba\xbe"}, btrfs{0x10040, "_BHRfS_M"},
        md_at_end{(64 << 20) - 65536, "\xfc\x4e\x2b\xa9\0\0\0\0"s};
    for (const Planted& each :
         {Planted{"mkfs.fat -F 32", "FAT32", {second_luks_header, btrfs}, {"LUKS", "btrfs"}},
          Planted{"mkfs.ext4 -q",
                  "ext4",
                  {{0, "XFSB"}, second_luks_header, md_at_end},
                  {"LUKS", "XFS", "Linux software RAID (md)"}},
          Planted{"mkfs.ext4 -q", "ext4", {{32, "NXSB"}}, {"APFS"}},
          Planted{"mkfs.ntfs -F -q -p 0", "NTFS", {second_luks_header, {32, "NXSB"}}, {"APFS", "LUKS"}}}) {
        const TemporaryFolder folder;
        const auto path = made_by(each.mkfs, folder);
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        for (const auto& [at, bytes] : each.marks) {
            file.seekp(static_cast<std::streamoff>(at));
            file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        }
        file.close();
        RawFile image{path};
        std::vector<std::string> readable, named;
        for (const FileSystemFacts& facts : recognise_file_systems(image, whole(image), 512)) {
            INFO(facts.type, ": ", facts.reason);
            (facts.readable ? readable : named).push_back(facts.type);
            CHECK(facts.reason.find(facts.readable ? "in the same volume, beside "
                                                   : "; its mark stands in the same volume as ") != std::string::npos);
            if (facts.readable) CHECK(open_file_system(image, facts, 512));
        }
        CHECK(readable == std::vector<std::string>{each.type});
        CHECK(named == each.named);
    }
}

TEST_CASE("a header for which there is no reader is called by its name") {
    using namespace std::string_literals;
    struct Header {
        std::size_t at;
        std::string bytes;
        const char* type;
        const char* reason;
    };
    for (const Header& each : {Header{3, "ReFS\0\0\0\0"s, "ReFS", "no reader"},
                               Header{0x1000, "\xfc\x4e\x2b\xa9"s, "Linux software RAID (md 1.2)", "array"},
                               Header{0, "SPACEDB "s, "Windows Storage Spaces", "Windows Storage Spaces"},
                               Header{0x200000, "\x5e\xf1\xab\x2f"s, "VMFS", "no reader"}}) {
        std::vector<Byte> bytes(4 << 20);
        std::ranges::copy(each.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(each.at));
        MemorySource image{bytes, "header"};
        const auto found = recognise_file_systems(image, whole(image), 512);
        REQUIRE(found.size() == 1);
        CHECK(found[0].type == each.type);
        CHECK(found[0].reason.find(each.reason) != std::string::npos);
        CHECK_FALSE(found[0].readable);
    }
    use_utc_clock();
    const TemporaryFolder folder;
    RawFile swap{made_by("mkswap", folder)};
    const auto found = recognise_file_systems(swap, whole(swap), 512);
    REQUIRE(found.size() == 1);
    CHECK(found[0].reason.find("holds no files") != std::string::npos);
}

// Before a BitLocker To Go volume lies a FAT32 with a program that asks for the password: both are there.
TEST_CASE("a volume of BitLocker To Go is named beside the FAT that it shows to others") {
    use_utc_clock();
    const TemporaryFolder folder;
    const auto path = made_by("mkfs.fat -F 32", folder);
    {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(3).write("MSWIN4.1", 8);
        file.seekp(424).write("\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01", 16);
    }
    RawFile image{path};
    const auto found = recognise_file_systems(image, whole(image), 512);
    REQUIRE(found.size() == 2);
    CHECK(found[0].type == "FAT32");
    CHECK(found[0].readable);
    CHECK(found[1].type == "BitLocker");
    CHECK(found[1].reason.starts_with("encrypted with BitLocker To Go; its mark stands in the same volume as FAT32"));
}

TEST_CASE("the journal of an ext file system on a volume of its own is named, and no file system") {
    use_utc_clock();
    const TemporaryFolder folder;
    RawFile image{made_by("mke2fs -q -O journal_dev", folder)};
    const auto found = recognise_file_systems(image, whole(image), 512);
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "ext journal");
    CHECK_FALSE(found[0].readable);
}

TEST_CASE("what only looks a little like NILFS2 is not called so") {
    std::vector<Byte> bytes(1 << 20);
    for (const std::size_t at : {std::size_t{0x406}, std::size_t{0x407}}) bytes[at] = 0x34;
    MemorySource two_bytes{bytes, "two bytes"};
    CHECK(recognise_file_systems(two_bytes, whole(two_bytes), 512)[0].type == "unknown");
    bytes[0x400] = 2;     // revision
    bytes[0x409] = 0x01;  // its own size: 0x118
    bytes[0x408] = 0x18;
    bytes[0x414] = 2;  // blocks of 4 KiB
    MemorySource nilfs{bytes, "nilfs"};
    CHECK(recognise_file_systems(nilfs, whole(nilfs), 512)[0].type == "NILFS2");
}

TEST_CASE("random bytes without a signature are called possibly encrypted, plain ones are not") {
    std::mt19937_64 random{20260101};
    std::vector<Byte> noise(4 * 1024 * 1024);
    for (Byte& byte : noise) byte = static_cast<Byte>(random());
    MemorySource encrypted{noise, "noise"};
    const auto found = recognise_file_systems(encrypted, whole(encrypted), 512);
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "possibly encrypted");
    CHECK(found[0].reason.find("possibly encrypted (VeraCrypt or random data)") == 0);
    CHECK_FALSE(found[0].readable);

    // The same bytes with one value a little more frequent, as compressed data has it.
    for (std::size_t i = 0; i < noise.size(); i += 256) noise[i] = 0;
    MemorySource skewed{noise, "skewed"};
    CHECK(recognise_file_systems(skewed, whole(skewed), 512)[0].type == "unknown");

    MemorySource empty{std::vector<Byte>(1024 * 1024), "zeros"};
    CHECK(recognise_file_systems(empty, whole(empty), 512)[0].type == "none");
    CHECK(recognise_file_systems(empty, whole(empty), 512)[0].reason ==
          "no file system recognised: every byte is zero");
}

TEST_CASE("zeros wherever a volume was sampled are called nothing only when all of it was read") {
    use_utc_clock();
    // 32 places of 32 KiB are sampled: a letter between two of them is seen by none.
    std::vector<Byte> bytes(64 << 20);
    const std::size_t between = (2 << 20) + (1 << 20);
    bytes[between] = 'x';
    MemorySource nearly{bytes, "nearly"};
    const auto found = recognise_file_systems(nearly, whole(nearly), 512);
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "unknown");
    CHECK(found[0].reason ==
          fmt::format("no file system recognised: every byte sampled is zero; byte {} is not", between));
    bytes[between] = 0;
    MemorySource zeros{bytes, "zeros"};
    CHECK(recognise_file_systems(zeros, whole(zeros), 512)[0].type == "none");

    const TemporaryFolder folder;
    std::ofstream{folder.path() / "large"};
    std::filesystem::resize_file(folder.path() / "large", 256 << 20);
    RawFile large{folder.path() / "large"};
    const auto unsure = recognise_file_systems(large, whole(large), 512);
    REQUIRE(unsure.size() == 1);
    CHECK(unsure[0].type == "unknown");
    CHECK(unsure[0].reason.find("every byte sampled is zero; what lies between those places was not") !=
          std::string::npos);
}

TEST_CASE("a file system whose beginning is destroyed is named by the copy it keeps of it") {
    use_utc_clock();
    struct Kept {
        const char* mkfs;
        const char* type;
        const char* words;
    };
    for (const Kept& each : {Kept{"mkfs.ntfs -F -q -p 0", "NTFS", "backup boot sector"},
                             Kept{"mkfs.ext4 -q -b 1024", "ext", "a backup superblock is left at block 8193"}}) {
        CAPTURE(each.mkfs);
        const TemporaryFolder folder;
        const auto path = made_by(each.mkfs, folder);
        {
            std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
            const std::string nothing(4096, '\0');
            file.write(nothing.data(), static_cast<std::streamsize>(nothing.size()));
        }
        RawFile damaged{path};
        const auto found = recognise_file_systems(damaged, whole(damaged), 512);
        REQUIRE(found.size() == 1);
        CHECK(found[0].type == each.type);
        CHECK_FALSE(found[0].readable);
        CHECK(found[0].reason.find(each.words) != std::string::npos);
    }
}

namespace {

/// Zeros, of which the last part cannot be read.
class HalfLost : public MemorySource {
public:
    HalfLost(std::size_t size, std::uint64_t readable)
        : MemorySource{std::vector<Byte>(size), "half lost"}, readable_{readable} {}
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(MemorySource::read(offset, to, damage));
        const std::uint64_t from = std::max(offset, readable_);
        if (from < offset + to.size()) add_damage(damage, from, offset + to.size() - from, "bad sectors");
        return {};
    }

private:
    std::uint64_t readable_;
};

}  // namespace

TEST_CASE("zeros in the place of bytes that cannot be read are not called the evidence's own") {
    use_utc_clock();
    HalfLost half{1 << 20, 512 << 10};
    const auto found = recognise_file_systems(half, whole(half), 512);
    REQUIRE(found.size() == 1);
    CHECK(found[0].type == "unknown");
    CHECK(found[0].reason ==
          "no file system recognised: every byte sampled is zero (524288 of 1048576 bytes sampled cannot be read)");
    HalfLost lost{1 << 20, 0};
    CHECK(recognise_file_systems(lost, whole(lost), 512)[0].reason ==
          "no file system recognised: none of the places sampled can be read");
}

TEST_CASE("a volume that says what it is but cannot be opened is named, with what its reader says") {
    use_utc_clock();
    struct Damaged {
        const char* mkfs;
        const char* type;
        std::size_t at;  ///< a byte without which The Sleuth Kit does not open it
        Byte value;
    };
    // The sector size of NTFS, the cluster size of FAT, the block size of ext.
    for (const Damaged& each :
         {Damaged{"mkfs.ntfs -F -q -p 0", "NTFS", 12, 0x77}, Damaged{"mkfs.fat -F 32", "FAT32", 13, 3},
          Damaged{"mkfs.ext4 -q", "ext", 1024 + 24, 0x7f}}) {
        const TemporaryFolder folder;
        const auto path = made_by(each.mkfs, folder);
        {
            RawFile sound{path};
            CHECK(recognise_file_systems(sound, whole(sound), 512)[0].readable);
        }
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(each.at)).put(static_cast<char>(each.value));
        file.close();
        RawFile image{path};
        const auto found = recognise_file_systems(image, whole(image), 512);
        INFO(std::string{each.mkfs}, ": ", found[0].reason);
        REQUIRE(found.size() == 1);
        CHECK(found[0].type == each.type);
        CHECK_FALSE(found[0].readable);
        CHECK(found[0].reason.starts_with(
            "marked as this file system, but damaged at its beginning or of a kind that cannot be read: "));
    }
}

TEST_CASE("a volume beyond the end of the evidence is named as such") {
    MemorySource image{std::vector<Byte>(4096), "short"};
    Volume beyond;
    beyond.kind = VolumeKind::partition;
    beyond.offset = 1 << 20;
    beyond.length = 1 << 20;
    const auto found = recognise_file_systems(image, beyond, 512);
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].readable);
    CHECK(found[0].reason.find("beyond the end of the evidence") != std::string::npos);
}
