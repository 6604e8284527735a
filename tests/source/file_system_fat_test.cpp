// Entries of FAT and exFAT that cannot be as they are recorded, and that systems list all the same: mtools are the
// truth.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/source/file_system_fat_entries.hpp"
#include "core/source/volume_system.hpp"
#include "tests/source/media.hpp"
#include "tests/source/tsk_oracle.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;
namespace fs = std::filesystem;

namespace {

std::string bytes_of_image(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The one file system of an image without partitions.
Listing list_whole(const fs::path& path) {
    use_utc_clock();
    RawFile image{path};
    const auto found = recognise_file_systems(image, list_volumes(image, 512)->volumes.at(0), 512);
    REQUIRE(found.size() == 1);
    auto listing = list_files(image, found[0]);
    REQUIRE(listing);
    return std::move(*listing);
}

/// A FAT made by mkfs.fat and filled by mtools; nothing where they are missing.
class FatImage {
public:
    static std::unique_ptr<FatImage> made(std::string_view kind) {
        auto image = std::make_unique<FatImage>();
        const auto done = run_command(fmt::format(
            "cd '{}' && {} && yes A | head -c 5000 > a && yes B | head -c 9000 > b && yes E | head -c 3000 > e && "
            "mcopy -i img a ::A.TXT && mcopy -i img b '::a rather long name.txt' && mmd -i img ::FOLDER && "
            "mcopy -i img e ::FOLDER/INNER.TXT && mmd -i img ::FOLDER/DEEPER && "
            "mcopy -i img a '::FOLDER/DEEPER/بیان of the witness.txt' && mcopy -i img a ::LAST.TXT && "
            "mcopy -i img a ::OUT.TXT && mcopy -i img b ::lower.txt",
            image->folder_.path().string(), kind));
        return done.status == 0 ? std::move(image) : nullptr;
    }

    std::string bytes(std::string_view short_name, std::size_t at, std::size_t length) const {
        return content().substr(content().find(short_name) + at, length);
    }
    /// Writes over bytes of the entry with this short name, of which there is one.
    void change(std::string_view short_name, std::size_t at, std::string_view bytes) {
        const auto found = content().find(short_name);
        REQUIRE(found != std::string::npos);
        std::fstream file{path(), std::ios::binary | std::ios::in | std::ios::out};
        file.seekp(static_cast<std::streamoff>(found + at));
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    Listing list() const { return list_whole(path()); }
    std::string sha256_of(const Listing& listing, Listed file) const {
        RawFile image{path()};
        // By its extents alone: The Sleuth Kit opens nothing that it passed over.
        if (file.record.outcome == Outcome::damaged) file.record.content->recovery = Recovery::none;
        return content_sha256(image, listing.facts, file);
    }

    /// Every path that mdir lists, folders with a slash behind them.
    std::set<std::string> paths_by_mdir() const {
        std::istringstream lines{ask("mdir -/ -b -i img ::")};
        std::set<std::string> paths;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("::")) paths.insert(line.substr(2));
        }
        return paths;
    }
    std::string sha256_by_mtype(const std::string& name) const {
        return ask(fmt::format("mtype -i img '::{}' | sha256sum", name)).substr(0, 64);
    }

private:
    fs::path path() const { return folder_.path() / "img"; }
    std::string content() const { return bytes_of_image(path()); }
    std::string ask(const std::string& command) const {
        return run_command(fmt::format("cd '{}' && LC_ALL=C.UTF-8 {}", folder_.path().string(), command)).output;
    }

    TemporaryFolder folder_;
};

std::map<std::string, const Listed*> live(const Listing& listing) {
    std::map<std::string, const Listed*> found;
    for (const Listed& listed : listing.files) {
        const FileRecord& record = listed.record;
        if (record.kind != FileKind::regular && record.kind != FileKind::directory) continue;
        CHECK(record.state == NameState::allocated);
        found[record.path + (record.kind == FileKind::directory ? "/" : "")] = &listed;
    }
    return found;
}

void check_against_mtools(const FatImage& image, const Listing& listing) {
    std::set<std::string> paths;
    for (const auto& [path, listed] : live(listing)) {
        CAPTURE(path);
        paths.insert(path);
        if (listed->record.content) CHECK(image.sha256_of(listing, *listed) == image.sha256_by_mtype(path));
    }
    CHECK(paths == image.paths_by_mdir());
}

const std::map<std::string, std::string> kinds = {
    {"FAT12", "truncate -s 1M img && mkfs.fat -F 12 -s 1 img >/dev/null"},
    {"FAT16", "truncate -s 8M img && mkfs.fat -F 16 -s 1 img >/dev/null"},
    {"FAT32", "truncate -s 40M img && mkfs.fat -F 32 -s 1 img >/dev/null"}};

bool says(const Listed& listed, std::string_view words) {
    return listed.record.remark.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an entry of FAT with a size or a cluster that cannot be hides neither itself nor what comes after it") {
    for (const auto& [kind, command] : kinds) {
        CAPTURE(kind);
        const auto image = FatImage::made(command);
        if (!image) {
            MESSAGE("skipped: no mkfs.fat or no mtools");
            return;
        }
        check_against_mtools(*image, image->list());
        for (const auto& listed : image->list().files) CHECK(listed.record.outcome == Outcome::examined);

        image->change("ARATHE~1TXT", 28, "\xf0\xff\xff\xff");
        image->change("FOLDER     ", 28, "\xff\xff\xff\x7f");
        image->change("DEEPER     ", 28, "\xff\xff\xff\x7f");
        image->change("OUT     TXT", 20,
                      kind == "FAT32" ? std::string_view{"\xff\x00", 2} : std::string_view{"\0\0", 2});
        image->change("OUT     TXT", 26, "\xf0\xef");
        const Listing listing = image->list();
        check_against_mtools(*image, listing);
        const auto files = live(listing);
        const Listed& large = *files.at("/a rather long name.txt");
        CHECK(large.record.outcome == Outcome::damaged);
        CHECK(says(large, "size 4294967280 is more than the volume holds"));
        CHECK(says(large, "9216 bytes are stored"));
        CHECK(large.record.specifics.short_name == "ARATHE~1.TXT");
        CHECK(large.record.times.modified_at);
        CHECK(files.at("/FOLDER/")->record.outcome == Outcome::damaged);
        CHECK(files.at("/FOLDER/DEEPER/")->record.outcome == Outcome::damaged);
        // Of a FAT12 The Sleuth Kit lists this one itself, and says why it has no content.
        CHECK(says(*files.at("/OUT.TXT"), kind == "FAT12" ? "cluster address too large" : "is not in the volume"));
        CHECK(files.at("/OUT.TXT")->record.outcome == Outcome::damaged);
        CHECK_FALSE(files.at("/OUT.TXT")->record.content);
        for (const char* sound : {"/A.TXT", "/LAST.TXT", "/lower.txt", "/FOLDER/INNER.TXT"}) {
            CAPTURE(std::string{sound});
            CHECK(files.at(sound)->record.outcome == Outcome::examined);
            CHECK(files.at(sound)->record.remark.empty());
        }
        CHECK(listing.report.complete);
    }
}

TEST_CASE("a chain of clusters that is a loop, and a folder that is its own parent's, end") {
    const auto image = FatImage::made(kinds.at("FAT16"));
    if (!image) {
        MESSAGE("skipped: no mkfs.fat or no mtools");
        return;
    }
    // Cluster 2 follows itself: entry 2 of the table, which begins with the medium's mark.
    image->change("A       TXT", 28, "\xff\xff\xff\xff");
    image->change("\xf8\xff\xff\xff", 4, std::string_view{"\2\0", 2});
    // The folder in the folder lies where the outer one does.
    image->change("DEEPER     ", 26, image->bytes("FOLDER     ", 26, 2));
    for (const char* folder : {"FOLDER     ", "DEEPER     "}) image->change(folder, 28, "\xff\xff\xff\x7f");
    const Listing listing = image->list();
    const auto files = live(listing);
    CHECK(says(*files.at("/A.TXT"), "its chain of clusters is a loop; 512 bytes are stored"));
    CHECK(files.contains("/FOLDER/DEEPER/INNER.TXT"));
    CHECK_FALSE(files.contains("/FOLDER/DEEPER/DEEPER/INNER.TXT"));
    CHECK(std::ranges::any_of(listing.report.remarks, [](const std::string& remark) {
        return remark.starts_with("loop: directory /FOLDER/DEEPER/DEEPER");
    }));
}

TEST_CASE("of a file whose chain of clusters runs back into itself what the chain holds is read, and no zeros") {
    for (const auto& [kind, command] : kinds) {
        CAPTURE(kind);
        if (kind == "FAT12") continue;  // its table is harder to change by hand
        const auto image = FatImage::made(command);
        if (!image) {
            MESSAGE("skipped: no mkfs.fat or no mtools");
            return;
        }
        const Listing whole = image->list();
        const Listed& file = *live(whole).at("/LAST.TXT");
        REQUIRE(file.record.content);
        REQUIRE(file.record.content->extents.size() == 1);
        const std::uint64_t begin = file.record.content->extents.front().image_offset;
        // The fourth cluster of ten is followed by the first: in both tables, which the number before it leads to.
        const std::string low = image->bytes("LAST    TXT", 26, 2);
        const auto first =
            static_cast<unsigned>(static_cast<Byte>(low[0])) + (static_cast<unsigned>(static_cast<Byte>(low[1])) << 8);
        const std::size_t width = kind == "FAT32" ? 4 : 2;
        const auto number = [&](unsigned cluster) {
            std::string bytes(width, '\0');
            bytes[0] = static_cast<char>(cluster & 0xffU);
            bytes[1] = static_cast<char>(cluster >> 8);
            return bytes;
        };
        image->change(number(first + 3) + number(first + 4) + number(first + 5), width, number(first));
        const Listing listing = image->list();
        const Listed& looped = *live(listing).at("/LAST.TXT");
        REQUIRE(looped.record.content);
        CHECK(looped.record.outcome == Outcome::damaged);
        CHECK(says(looped, "its chain of clusters is a loop; size 5000 recorded, 2048 bytes are stored"));
        CHECK(looped.record.content->size == 2048);
        REQUIRE(looped.record.content->extents.size() == 1);
        CHECK(looped.record.content->extents.front().image_offset == begin);
        CHECK(looped.record.content->extents.front().length == 2048);
        CHECK(live(listing).at("/A.TXT")->record.outcome == Outcome::examined);
    }
}

TEST_CASE("the entries of a folder whose clusters are marked as free are listed once") {
    const auto image = FatImage::made(kinds.at("FAT16"));
    if (!image) {
        MESSAGE("skipped: no mkfs.fat or no mtools");
        return;
    }
    const std::string cluster = image->bytes("FOLDER     ", 26, 2);
    const auto number = static_cast<std::size_t>(static_cast<Byte>(cluster[0])) +
                        (static_cast<std::size_t>(static_cast<Byte>(cluster[1])) << 8);
    image->change("\xf8\xff\xff\xff", 2 * number, std::string_view{"\0\0", 2});
    const Listing listing = image->list();
    std::set<std::string> paths;
    for (const Listed& listed : listing.files) CHECK(paths.insert(listed.record.path).second);
    CHECK(paths.contains("/FOLDER/INNER.TXT"));
}

TEST_CASE("an entry of exFAT with a length that cannot be hides neither itself nor the files below it") {
    const auto media = raw_media("files/images/fs-exfat/exfat_win.raw");
    if (!media) {
        MESSAGE("skipped: no corpus");
        return;
    }
    // As Windows wrote it; file_system_oracle_test compares that with fls and icat.
    const Listing sound = list_whole(*media);
    std::string bytes = bytes_of_image(*media);
    // A folder in one piece, and the fragmented file: 2^50 as the length in the stream extension of each set.
    std::size_t changed = 0;
    for (std::size_t at = 0; at + 96 <= bytes.size(); at += 32) {
        const bool set = bytes[at] == '\x85' && bytes[at + 32] == '\xc0' && bytes[at + 64] == '\xc1';
        const std::string_view name{bytes.data() + at + 66, 12};
        if (!set ||
            (name != std::string_view{"S\0y\0s\0t\0e\0m\0", 12} && name != std::string_view{"f\0r\0a\0g\0m\0e\0", 12}))
            continue;
        bytes.replace(at + 32 + 24, 8, std::string_view{"\0\0\0\0\0\0\4\0", 8});
        ++changed;
    }
    REQUIRE(changed == 2);
    const TemporaryFolder folder;
    const auto path = folder.path() / "changed.raw";
    std::ofstream{path, std::ios::binary} << bytes;

    std::map<std::string, const Listed*> before;
    for (const Listed& listed : sound.files) {
        if (listed.record.state == NameState::allocated) before[listed.record.path] = &listed;
    }
    RawFile image{path}, original{*media};
    std::size_t live = 0, damaged = 0, below = 0;
    const Listing tampered = list_whole(path);
    for (Listed listed : tampered.files) {
        if (listed.record.state != NameState::allocated) continue;
        CAPTURE(listed.record.path);
        ++live;
        REQUIRE(before.contains(listed.record.path));
        const Listed& was = *before.at(listed.record.path);
        CHECK(listed.record.times == was.record.times);
        CHECK(listed.record.local_times == was.record.local_times);
        CHECK(listed.record.metadata_address == was.record.metadata_address);
        const bool is_damaged = listed.record.outcome == Outcome::damaged;
        const bool is_below = listed.record.path.starts_with("/System Volume Information/");
        damaged += is_damaged;
        below += is_below;
        if (listed.record.kind != FileKind::regular || (!is_damaged && !is_below)) continue;
        REQUIRE(listed.record.content);
        if (is_damaged) listed.record.content->recovery = Recovery::none;  // by its extents alone
        CHECK(content_sha256(image, tampered.facts, listed) == content_sha256(original, sound.facts, was));
    }
    CHECK(live == before.size());
    CHECK(damaged == 2);
    CHECK(below == 2);
}

TEST_CASE("what is hardly an entry is not listed, but counted") {
    const auto image = FatImage::made(kinds.at("FAT16"));
    if (!image) {
        MESSAGE("skipped: no mkfs.fat or no mtools");
        return;
    }
    image->change("OUT     TXT", 0, "O\"\1");
    image->change("O\"\1     TXT", 28, "\xf0\xff\xff\xff");
    const Listing listing = image->list();
    CHECK(std::ranges::count(listing.report.remarks,
                             "directory /: 1 entries in use make no sense and are not listed") == 1);
    CHECK_FALSE(live(listing).contains("/OUT.TXT"));
    CHECK(live(listing).contains("/lower.txt"));

    // Within a folder that The Sleuth Kit passes over as well.
    image->change("FOLDER     ", 28, "\xf0\xff\xff\xff");
    image->change("INNER   TXT", 0, "I\"\1");
    image->change("I\"\1ER   TXT", 28, "\xf0\xff\xff\xff");
    const Listing within = image->list();
    CHECK(std::ranges::count(within.report.remarks,
                             "directory /FOLDER: 1 entries in use make no sense and are not listed") == 1);
    CHECK(live(within).contains("/FOLDER/DEEPER/"));
}

TEST_CASE("long names are taken with the entry whose checksum they carry, and no other") {
    std::string slots(5 * fat_entry_size, '\0');
    const auto put = [&](std::size_t slot, std::size_t at, std::string_view bytes) {
        slots.replace(slot * fat_entry_size + at, bytes.size(), bytes);
    };
    // "AB" in UTF-16, with the checksum of "A       TXT" as section 7.2 of the specification makes it.
    put(0, 0,
        std::string_view{"\x41"
                         "A\0B\0\0\0\xff\xff\xff\xff\x0f\0",
                         13});
    unsigned sum = 0;
    for (const char c : std::string_view{"A       TXT"})
        sum = (((sum & 1U) << 7) + (sum >> 1) + static_cast<Byte>(c)) & 0xffU;
    slots[13] = static_cast<char>(sum);
    put(1, 0, "A       TXT\x20");
    put(2, 0, "B       TXT\x20");
    put(3, 0, "\xe5       TXT\x20");
    auto entries = fat_entries(bytes_of(slots));
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].name == "AB");
    CHECK(entries[0].short_name == "A.TXT");
    CHECK(entries[0].place == fat_entry_size);
    CHECK(entries[1].name == "B.TXT");
    CHECK(entries[1].short_name.empty());

    slots[13] = static_cast<char>(sum + 1);
    entries = fat_entries(bytes_of(slots));
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].name == "A.TXT");
}
