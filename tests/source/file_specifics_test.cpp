// What only some file systems say of a file, against the tools that belong to each: mtools, ntfs-3g, e2fsprogs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/source/file_system_attributes.hpp"
#include "core/source/file_system_ext.hpp"
#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

/// The file system that fills an image, listed.
struct Whole {
    explicit Whole(const fs::path& path) : image{path} {
        use_utc_clock();
        const auto volumes = list_volumes(image, 512);
        REQUIRE(volumes);
        for (const Volume& volume : volumes->volumes) {
            for (FileSystemFacts& found : recognise_file_systems(image, volume, 512)) {
                if (found.readable) facts = std::move(found);
            }
        }
        auto listed = list_files(image, facts);
        REQUIRE(listed);
        listing = std::move(*listed);
    }

    const Listed* find(std::string_view path) const {
        const auto at = std::ranges::find(listing.files, path, [](const Listed& one) { return one.record.path; });
        return at != listing.files.end() ? &*at : nullptr;
    }

    const FileSpecifics& of(std::string_view path) const {
        const Listed* const listed = find(path);
        REQUIRE_MESSAGE(listed, path);
        return listed->record.specifics;
    }

    std::string text(std::string_view path) {
        const Listed* const listed = find(path);
        REQUIRE_MESSAGE(listed, path);
        std::vector<Byte> bytes;
        std::vector<DamagedRange> damage;
        for (const Extent& extent : listed->record.content->extents) {
            std::vector<Byte> piece(static_cast<std::size_t>(extent.length));
            REQUIRE(image.read(extent.image_offset, piece, damage));
            bytes.insert(bytes.end(), piece.begin(), piece.end());
        }
        return std::string{text_of(bytes)};
    }

    RawFile image;
    FileSystemFacts facts;
    Listing listing;
};

FileAttributes bits(std::initializer_list<FileAttribute> attributes) {
    FileAttributes set = 0;
    for (const FileAttribute attribute : attributes) set |= bit_of(attribute);
    return set;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("a FAT file has the short name that mdir lists and the attributes that mattrib set") {
    const TemporaryFolder folder;
    const auto made = run_command(fmt::format(
        "cd '{}' && truncate -s 4M img && mkfs.fat -n CAMERA img >/dev/null && echo a > 'Statement of the witness.txt' "
        "&& "
        "echo b > SHORT.TXT && mcopy -i img 'Statement of the witness.txt' SHORT.TXT :: && mattrib -i img -a +h +s +r "
        "'::Statement of the witness.txt' && mdir -a -i img ::",
        folder.path().string()));
    if (made.status != 0) {
        MESSAGE("skipped: no mtools");
        return;
    }
    std::smatch found;
    REQUIRE(
        std::regex_search(made.output, found, std::regex{R"((\S+)\s+(\S+)\s+\d+ .*Statement of the witness\.txt)"}));
    const Whole volume{folder.path() / "img"};
    CHECK(volume.of("/Statement of the witness.txt").short_name == found.str(1) + "." + found.str(2));
    CHECK(volume.of("/Statement of the witness.txt").attributes ==
          bits({FileAttribute::read_only, FileAttribute::hidden, FileAttribute::system}));
    CHECK(volume.of("/SHORT.TXT").short_name.empty());
    CHECK(volume.of("/SHORT.TXT").attributes == bits({FileAttribute::archive}));
    CHECK(volume.of("/CAMERA      (Volume Label Entry)").attributes == bits({FileAttribute::volume_label}));
    CHECK_FALSE(volume.of("/$MBR").attributes);
}

TEST_CASE("every NTFS file of the corpus has the short name and the attributes that ntfsinfo reads") {
    static const std::regex dos_name{R"(Namespace:\s+DOS\s*\n\s*Filename:\s+'([^\n]*)')"};
    std::size_t names = 0, attributes = 0;
    for (const char* const path : {"files/images/fs-ntfs/7-ntfs-undel.dd", "files/images/fs-ntfs/ntfs.img"}) {
        const auto media = raw_media(path);
        if (!media) {
            MESSAGE("skipped: no corpus");
            return;
        }
        const Whole volume{*media};
        for (const Listed& listed : volume.listing.files) {
            const FileRecord& record = listed.record;
            if (record.name_is_stream || record.state != NameState::allocated || record.kind == FileKind::virtual_file)
                continue;
            const auto told = run_command(
                fmt::format("ntfsinfo -f -i {} '{}' 2>/dev/null", record.metadata_address, media->string()));
            if (told.status != 0) continue;
            std::smatch found;
            const bool has_one = std::regex_search(told.output, found, dos_name);
            CHECK_MESSAGE(record.specifics.short_name == (has_one ? found.str(1) : ""), record.path);
            names += has_one;
            const auto standard = told.output.find("Dumping attribute $STANDARD_INFORMATION");
            const auto at = told.output.find("File attributes:", standard);
            const auto word = told.output.find("(0x", at);
            REQUIRE(word != std::string::npos);
            const auto flags = static_cast<std::uint32_t>(std::stoul(told.output.substr(word + 3, 8), nullptr, 16));
            CHECK_MESSAGE(record.specifics.attributes == dos_attributes(flags), record.path);
            ++attributes;
        }
    }
    CHECK(names >= 1);
    CHECK(attributes >= 20);
}

TEST_CASE("every exFAT and FAT file of the corpus has the attributes that istat prints") {
    static constexpr std::pair<std::string_view, FileAttribute> words[] = {
        {"Read Only", FileAttribute::read_only},
        {"Hidden", FileAttribute::hidden},
        {"System", FileAttribute::system},
        {"Archive", FileAttribute::archive},
    };
    std::size_t compared = 0;
    for (const char* const path : {"files/images/fs-exfat/exfat_win.raw", "files/images/fs-exfat/exfat.img",
                                   "files/images/fs-fat/6-fat-undel.dd", "files/images/fs-fat/fat_lfn_test.raw"}) {
        const auto media = raw_media(path);
        if (!media) {
            MESSAGE("skipped: no corpus");
            return;
        }
        const Whole volume{*media};
        for (const Listed& listed : volume.listing.files) {
            const FileRecord& record = listed.record;
            if (!record.specifics.attributes || compared > 400) continue;
            const auto told = run_command(fmt::format("istat -o {} '{}' {} 2>/dev/null", volume.facts.offset / 512,
                                                      media->string(), record.metadata_address));
            for (const std::string& line : lines_of(told.output)) {
                if (!line.starts_with("File Attributes:")) continue;
                for (const auto& [word, attribute] : words) {
                    const bool theirs = line.find(word) != std::string::npos;
                    const bool ours = (*record.specifics.attributes & bit_of(attribute)) != 0;
                    CHECK_MESSAGE(ours == theirs, path, record.path, line);
                }
                ++compared;
            }
        }
    }
    CHECK(compared >= 40);
}

TEST_CASE("an ext4 file has the attributes, the time of deletion and the user's attributes that debugfs shows") {
    const TemporaryFolder folder;
    const std::string long_value(700, 'v');
    const auto made = run_command(fmt::format(
        "cd '{}' && mkdir d && echo a > d/report.pdf && echo b > d/gone && echo c > d/plain && truncate -s 8M img && "
        "mke2fs -q -F -t ext4 -b 1024 -I 256 -d d img && printf '{}' > long && inode=$(debugfs -R 'stat gone' img "
        "2>/dev/null | sed -n 's/^Inode: *\\([0-9]*\\).*/\\1/p') && debugfs -w img -f /dev/stdin "
        "<<'EOT' >/dev/null 2>&1\n"
        "ea_set report.pdf user.xdg.origin.url https://example.pk/report.pdf\n"
        "ea_set report.pdf security.selinux context\n"
        "ea_set -f long report.pdf user.note\n"
        "sif report.pdf flags 0x80870\n"
        "ea_set gone user.tag red\n"
        "rm gone\n"
        "EOT\n"
        "debugfs -R 'stat report.pdf' img 2>/dev/null; debugfs -R \"stat <$inode>\" img 2>/dev/null",
        folder.path().string(), long_value));
    if (made.status != 0) {
        MESSAGE("skipped: no debugfs");
        return;
    }
    REQUIRE(made.output.find("user.xdg.origin.url") != std::string::npos);
    Whole volume{folder.path() / "img"};
    CHECK(volume.of("/report.pdf").attributes == bits({FileAttribute::immutable, FileAttribute::append_only,
                                                       FileAttribute::no_dump, FileAttribute::encrypted}));
    CHECK(volume.find("/report.pdf")->record.remark.find("encrypted by ext4") != std::string::npos);
    CHECK(volume.of("/plain").attributes == FileAttributes{0});
    CHECK_FALSE(volume.of("/plain").deleted_at);

    CHECK(volume.text("/report.pdf:user.xdg.origin.url") == "https://example.pk/report.pdf");
    CHECK(volume.text("/report.pdf:user.note") == long_value);
    CHECK_FALSE(volume.find("/report.pdf:security.selinux"));
    CHECK(volume.find("/report.pdf:user.note")->record.name_is_stream);

    const auto dtime = made.output.find("dtime: 0x");
    REQUIRE(dtime != std::string::npos);
    const Listed* const gone = volume.find("/gone");
    REQUIRE(gone);
    REQUIRE(gone->record.specifics.deleted_at);
    CHECK(gone->record.specifics.deleted_at->ns / 1'000'000'000 ==
          std::stoll(made.output.substr(dtime + 9, 8), nullptr, 16));
    CHECK(volume.text("/gone:user.tag") == "red");
    CHECK(volume.find("/gone:user.tag")->record.content->recovery == Recovery::intact);
}

TEST_CASE("a hostile list of ext attributes ends where it stops making sense, and no value leaves its area") {
    const auto entry = [](std::string name, unsigned space, unsigned at, std::uint32_t inode, std::uint32_t size) {
        std::string bytes;
        bytes += static_cast<char>(name.size());
        bytes += static_cast<char>(space);
        const auto number = [&](std::uint32_t value, int width) {
            for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
        };
        number(at, 2);
        number(inode, 4);
        number(size, 4);
        number(0, 4);
        bytes += name;
        while (bytes.size() % 4 != 0) bytes += '\0';
        return bytes;
    };
    const auto of = [](const std::string& list) { return user_attributes(bytes_of(list), 0, 0, 1000); };

    const auto good = of(entry("a", 1, 36, 0, 4) + std::string(20, '\0') + "okay");
    REQUIRE(good.size() == 1);
    CHECK(good[0].name == "user.a");
    CHECK(good[0].offset == 1036);
    CHECK(good[0].length == 4);
    CHECK(of(entry("a", 1, 20, 0, 0xffffffff)).empty());
    CHECK(of(entry("a", 1, 0xffff, 0, 1)).empty());
    CHECK(of(entry("a", 1, 0, 77, 1)).empty());  // in an inode of its own
    CHECK(of(entry("a", 6, 0, 0, 1)).empty());   // security
    CHECK(of(std::string("\xff\x01", 2) + std::string(14, 'x')).empty());
    std::string endless;
    while (endless.size() < 60000) endless += entry("", 1, 0, 0, 1);
    CHECK(of(endless).size() == 256);
}
