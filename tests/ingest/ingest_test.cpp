#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "core/base/bytes.hpp"
#include "core/base/stop_flag.hpp"
#include "tests/ingest/ingest_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

std::string first_word(const std::string& text) {
    return text.substr(0, text.find_first_of(" \n"));
}

std::map<std::string, FileRow> files_by_path(Examination& examination) {
    std::map<std::string, FileRow> files;
    auto reader = examination.reader();
    REQUIRE(reader
                .each_file({},
                           [&](const FileRow& row) {
                               files.emplace(row.path, row);
                               return true;
                           })
                .has_value());
    return files;
}

}  // namespace

TEST_CASE("the image's digests are those of md5sum, sha1sum and sha256sum") {
    const auto image = fragmented_image();
    Examination examination{image};
    examination.finish();
    const ImageRow row = *examination.reader().image(examination.image());
    REQUIRE(row.digests.has_value());
    CHECK(hex(row.digests->md5) == first_word(run_command("md5sum " + image.string()).output));
    CHECK(hex(row.digests->sha1) == first_word(run_command("sha1sum " + image.string()).output));
    CHECK(hex(row.digests->sha256) == first_word(run_command("sha256sum " + image.string()).output));
    CHECK(row.state == ImageState::examined);
}

TEST_CASE("every file of a fragmented disk has the digest that icat gives, whatever the order of its pieces") {
    const auto image = fragmented_image();
    Examination examination{image};
    examination.finish();
    const auto files = files_by_path(examination);
    std::istringstream listing{run_command("fls -r -p " + image.string() + " | grep '^r/r [0-9]'").output};
    std::size_t compared = 0;
    for (std::string line; std::getline(listing, line);) {
        const std::size_t colon = line.find(":\t");
        const std::string address = line.substr(4, colon - 4);
        const std::string path = "/" + line.substr(colon + 2);
        CAPTURE(path);
        REQUIRE(files.contains(path));
        const FileRow& file = files.at(path);
        REQUIRE(file.digests.has_value());
        CHECK(hex(file.digests->sha256) ==
              first_word(run_command("icat " + image.string() + " " + address + " | sha256sum").output));
        ++compared;
    }
    CHECK(compared > 200);
    CHECK(files.at("/large.bin").content == files.at("/hard_link.bin").content);
    CHECK(files.at("/text.txt").encoding == "utf-8");
    CHECK(files.at("/empty.txt").mime_type == "inode/x-empty");
}

TEST_CASE("one, two or eight readers give the same case, byte for byte") {
    Examination two{fragmented_image()};
    two.finish(test_settings(2));
    const std::string expected = two.dump();
    CHECK(expected.size() > 10'000);
    for (const unsigned workers : {1u, 8u}) {
        Examination other{fragmented_image(), test_settings(workers)};
        other.finish(test_settings(workers));
        CHECK(first_difference(expected, other.dump()) == "");
    }
}

TEST_CASE("small windows, and no room for pieces before their turn, change nothing in the results") {
    Examination roomy{fragmented_image()};
    roomy.finish();
    const std::string expected = roomy.dump();
    for (const std::uint64_t held : {std::uint64_t{0}, std::uint64_t{20'000}, std::uint64_t{8 << 20}}) {
        CAPTURE(held);
        auto settings = test_settings();
        settings.pass.window_bytes = 1 << 20;
        settings.pass.windows = 2;
        settings.pass.held_bytes = held;
        Examination cramped{fragmented_image(), settings};
        cramped.finish(settings);
        CHECK(first_difference(expected, cramped.dump()) == "");
    }
}

TEST_CASE("without the image's digest the files' digests are the same") {
    Examination with{fragmented_image()};
    with.finish();
    auto settings = test_settings();
    settings.image_digest = false;
    Examination without{fragmented_image(), settings};
    without.finish(settings);
    const auto expected = files_by_path(with);
    for (const auto& [path, file] : files_by_path(without)) {
        CAPTURE(path);
        CHECK(file.digests == expected.at(path).digests);
        CHECK(file.mime_type == expected.at(path).mime_type);
    }
    CHECK_FALSE(without.reader().image(without.image())->digests.has_value());
}

TEST_CASE("files that claim the same blocks again and again are read until they claim too much, and the rest say so") {
    TemporaryFolder folder;
    const auto image = folder.path() / "ghosts.raw";
    // Inodes that are copies of one another: each claims the 40 MiB of the first.
    std::string commands;
    for (int i = 0; i < 8; ++i) commands += fmt::format("write small ghost{0}\ncopy_inode first ghost{0}\n", i);
    const auto made = run_command(
        fmt::format("cd '{}' && head -c 40M /dev/zero | tr '\\0' 'x' > big && echo small > small && truncate -s 64M "
                    "ghosts.raw && mke2fs -q -F -t ext4 ghosts.raw && printf 'write big first\n{}' | debugfs -w -f "
                    "/dev/stdin ghosts.raw >/dev/null 2>&1 && sha256sum < big",
                    folder.path().string(), commands));
    if (made.status != 0) {
        MESSAGE("skipped: no debugfs");
        return;
    }
    auto settings = test_settings();
    settings.ghost_factor = 1;
    Examination examination{image, settings};
    examination.finish(settings);
    std::size_t read = 0, refused = 0;
    for (const auto& [path, file] : files_by_path(examination)) {
        if (path != "/first" && path.find("/ghost") == std::string::npos) continue;
        CAPTURE(path);
        CHECK(file.size == 40 << 20);
        if (file.digests) {
            ++read;
            CHECK(hex(file.digests->sha256) == made.output.substr(0, 64));
        } else {
            ++refused;
            CHECK(file.content_state == ContentState::not_read);
        }
    }
    // One time the image's 64 MiB and as much again, 40 MiB a file.
    CHECK(read == 3);
    CHECK(refused == 6);
    std::size_t told = 0;
    for (const OutcomeRow& row : examination.outcomes()) {
        told += row.outcome == Outcome::limited &&
                row.detail == "the files of this file system claim more than 1 times the image's size";
    }
    CHECK(told == refused);
}

TEST_CASE("a file of more zeros than are read for their own sake is named with their number, and no other waits") {
    Examination usual{fragmented_image()};
    usual.finish();
    const auto expected = files_by_path(usual);
    auto settings = test_settings();
    settings.most_sparse_bytes = 1 << 20;
    settings.most_empty_bytes = 2 << 20;
    Examination examination{fragmented_image(), settings};
    examination.finish(settings);
    std::size_t unread = 0;
    for (const auto& [path, file] : files_by_path(examination)) {
        CAPTURE(path);
        if (path == "/sparse.bin" || path == "/all_zeros.bin") {
            CHECK(file.content_state == ContentState::not_read);
            CHECK_FALSE(file.digests);
            // Told by the first bytes, where there are some: as of the same file that was read whole.
            CHECK(file.mime_type == (path == "/sparse.bin" ? expected.at(path).mime_type : ""));
            CHECK(file.mismatch == (path == "/sparse.bin" && expected.at(path).mismatch));
            ++unread;
        } else {
            CHECK(file.digests == expected.at(path).digests);
        }
    }
    CHECK(unread == 2);
    std::vector<std::pair<Outcome, std::string>> told;
    for (const OutcomeRow& row : examination.outcomes()) told.emplace_back(row.outcome, row.detail);
    std::ranges::sort(told);
    // What is stored of the one is searched and offered to modules; of the other nothing is stored.
    CHECK(told == std::vector<std::pair<Outcome, std::string>>{
                      {Outcome::noted,
                       "/sparse.bin: 9424896 of its 9437184 bytes are zeros that are stored nowhere: no digest of the "
                       "whole; its other bytes are searched and given to modules"},
                      {Outcome::limited, "3145728 of its 3145728 bytes are zeros that are stored nowhere"}});
}

TEST_CASE("a hole of an ext4 file is no part of its run list that was lost") {
    Examination examination{fragmented_image()};
    examination.finish();
    for (const auto& [path, file] : files_by_path(examination)) {
        CAPTURE(path);
        if (file.kind == FileKind::regular && file.state == NameState::allocated)
            CHECK(file.content_state != ContentState::not_read);
        if (path == "/sparse.bin") CHECK(examination.reader().file(file.id)->content->extents.size() > 2);
    }
    CHECK(examination.outcomes().empty());
}

TEST_CASE("the files of a partition that was deleted are digested as icat gives them, and say where they are from") {
    TemporaryFolder folder;
    const auto image = folder.path() / "disk.raw";
    // The table's one entry is of sectors that hold nothing.
    const auto made = run_command(fmt::format(
        "cd '{}' && mkdir d && yes letter | head -c 70000 > d/letter && truncate -s 8M img && "
        "mke2fs -q -F -t ext4 -d d img && truncate -s 24M disk.raw && dd if=img of=disk.raw bs=512 seek=2048 "
        "conv=notrunc status=none && printf '\\203\\0\\0\\0\\0\\200\\0\\0\\0\\100\\0\\0' | dd of=disk.raw bs=1 "
        "seek=450 "
        "conv=notrunc status=none && printf '\\125\\252' | dd of=disk.raw bs=1 seek=510 conv=notrunc status=none && "
        "fls -r -p -o 2048 disk.raw | grep -c letter && icat -o 2048 disk.raw 12 | sha256sum",
        folder.path().string()));
    if (made.status != 0) {
        MESSAGE("skipped: no mke2fs or no sleuthkit");
        return;
    }
    Examination examination{image};
    examination.finish();
    const auto file_systems = *examination.reader().file_systems(examination.image());
    REQUIRE(file_systems.size() == 2);
    CHECK(file_systems[0].facts.type == "ext4");
    CHECK(file_systems[0].facts.reason == "in sectors that no partition claims");
    CHECK(file_systems[1].facts.type == "none");
    const auto files = files_by_path(examination);
    REQUIRE(files.contains("/letter"));
    REQUIRE(files.at("/letter").digests);
    CHECK(made.output.find(hex(files.at("/letter").digests->sha256)) != std::string::npos);
}

TEST_CASE("of a table with hundreds of gaps the first are searched for file systems, and the rest are told") {
    TemporaryFolder folder;
    const auto image = folder.path() / "gaps.raw";
    // 300 partitions of 64 sectors, each with as many free ones behind it.
    const auto made = run_command(fmt::format(R"(python3 - '{}' <<'END'
import struct, sys, zlib
count, sectors = 300, 40 * 2048
entries = b''.join(struct.pack('<16s16sQQQ72s', b'\x0f' * 16, bytes([1 + i % 255, i // 255] + [7] * 14), first, first + 63,
                               0, b'') for i in range(count) for first in [2048 + 128 * i])
head = lambda crc: struct.pack('<8sIIIIQQQQ16sQIII', b'EFI PART', 0x10000, 92, crc, 0, 1, sectors - 1, 100, sectors - 100,
                               b'd' * 16, 2, count, 128, zlib.crc32(entries))
with open(sys.argv[1], 'wb') as disk:
    disk.truncate(sectors * 512)
    disk.seek(446)
    disk.write(struct.pack('<8xII', 1, sectors - 1).replace(b'\0' * 5, b'\0' * 4 + b'\xee', 1))
    disk.seek(510)
    disk.write(b'\x55\xaa' + head(zlib.crc32(head(0))))
    disk.seek(1024)
    disk.write(entries)
END
mmls '{}' | grep -c Unallocated)",
                                              image.string(), image.string()));
    REQUIRE(made.status == 0);
    const auto gaps = std::stoul(made.output);
    REQUIRE(gaps > 256);
    Examination examination{image};
    examination.finish();
    std::size_t told = 0;
    for (const OutcomeRow& row : examination.outcomes()) {
        told += row.outcome == Outcome::limited &&
                row.detail == fmt::format("{} of {} gaps between partitions were not searched for file systems",
                                          gaps - 256, gaps);
    }
    CHECK(told == 1);
}

TEST_CASE("an image that is no longer the one that was added is refused by name") {
    TemporaryFolder folder;
    const auto image = folder.path() / "moved.raw";
    std::filesystem::copy_file(fragmented_image(), image);
    Examination examination{image};
    {
        std::fstream change{image, std::ios::in | std::ios::out | std::ios::binary};
        change.seekp(4096);
        change.put('X');
    }
    const auto end = examination.ingest(test_settings());
    REQUIRE_FALSE(end.has_value());
    CHECK(end.error().fault == Fault::unavailable);
    CHECK(end.error().what.find("moved.raw is not the file that was added") != std::string::npos);

    std::filesystem::remove(image);
    CHECK(examination.ingest(test_settings()).error().what.find("evidence attach") != std::string::npos);
}

TEST_CASE("a damaged chunk of an E01 is recorded as a range read as zeros; the files in it say how much they lost") {
    TemporaryFolder folder;
    const std::string base = (folder.path() / "damaged").string();
    REQUIRE(run_command("ewfacquire -u -q -t " + base + " -f encase6 -c none -C c -D d -e e -E 1 -N n -d sha1 " +
                        fragmented_image().string() + " >/dev/null 2>&1")
                .status == 0);
    const auto image = base + ".E01";
    // large.bin is random, so that its chunks are stored as they are and its bytes can be found in the container.
    const std::string probe =
        "python3 -c \"import random,sys; d=random.Random(1002).randbytes(12345678)[5000000:5000032]; "
        "f=open('" +
        image + "','r+b').read(); p=f.index(d); g=open('" + image + "','r+b'); g.seek(p); g.write(bytes([d[0]^1]))\"";
    REQUIRE(run_command(probe).status == 0);
    Examination examination{image};
    examination.finish();
    auto reader = examination.reader();
    const auto damage = *reader.damage(examination.image());
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].length == 32768);
    const auto files = files_by_path(examination);
    CHECK(files.at("/large.bin").unreadable_bytes > 0);
    CHECK(files.at("/large.bin").unreadable_bytes <= 32768);
    CHECK(files.at("/text.txt").unreadable_bytes == 0);
    // What ewfexport reads, with the damaged chunk as zeros, has the digest that stands in the case.
    const std::string zeroed = base + ".raw";
    std::filesystem::copy_file(fragmented_image(), zeroed);
    std::fstream out{zeroed, std::ios::in | std::ios::out | std::ios::binary};
    out.seekp(static_cast<std::streamoff>(damage[0].offset));
    out << std::string(32768, '\0');
    out.close();
    CHECK(
        run_command("sha256sum " + zeroed).output.starts_with(hex(reader.image(examination.image())->digests->sha256)));
    bool mismatch = false;
    const auto rows = *reader.verification(examination.image());
    for (const Verification& row : rows) {
        mismatch |= row.algorithm == "md5" && row.result == "mismatch";
    }
    CHECK(mismatch);
}

TEST_CASE("verification of an image whose bytes changed after it was read says mismatch") {
    TemporaryFolder folder;
    const auto image = folder.path() / "changed.raw";
    std::filesystem::copy_file(fragmented_image(), image);
    Examination examination{image};
    examination.finish();
    const StopFlag never = false;
    const auto result_of = [&](std::string_view algorithm) {
        auto reader = examination.reader();
        const auto rows = *reader.verification(examination.image());
        for (const Verification& row : rows) {
            if (row.algorithm == algorithm) return row.result;
        }
        return std::string{"absent"};
    };
    REQUIRE(verify_image(examination.folder(), examination.image(), test_settings(), never, {})->finished);
    CHECK(result_of("sha256 recorded") == "match");
    CHECK(result_of("block tree recorded") == "match");
    {
        std::fstream change{image, std::ios::in | std::ios::out | std::ios::binary};
        change.seekp(20 << 20);
        change.put('X');
    }
    const auto leaves = *examination.reader().block_hashes(examination.image());
    REQUIRE(verify_image(examination.folder(), examination.image(), test_settings(), never, {})->finished);
    CHECK(result_of("sha256 recorded") == "mismatch");
    CHECK(result_of("block tree recorded") == "mismatch");
    // What is on record stays on record: the altered image leaves no trace in it.
    CHECK(*examination.reader().block_hashes(examination.image()) == leaves);
}
