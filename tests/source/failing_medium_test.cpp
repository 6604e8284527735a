// Evidence on a disk that fails or goes away while it is read.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/source/segment_source.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

// pread(2) over a disk with bad sectors: a plain function as SegmentSource takes it, hence the globals.
std::vector<std::uint64_t> bad_sectors;
int whole_disk_error = 0;
std::size_t failed_reads = 0;

ssize_t failing_pread(int fd, void* to, std::size_t length, off_t offset) {
    const auto from = static_cast<std::uint64_t>(offset) / 512;
    const auto until = (static_cast<std::uint64_t>(offset) + length + 511) / 512;
    const bool bad =
        std::any_of(bad_sectors.begin(), bad_sectors.end(), [&](auto each) { return each >= from && each < until; });
    if (bad || whole_disk_error != 0) {
        ++failed_reads;
        errno = whole_disk_error != 0 ? whole_disk_error : EIO;
        return -1;
    }
    return ::pread(fd, to, length, offset);
}

struct Disk {
    TemporaryFolder folder;
    std::vector<Byte> bytes = std::vector<Byte>(1 << 20, Byte{0x33});
    SegmentFile file;
    Disk() {
        bad_sectors.clear();
        whole_disk_error = 0;
        failed_reads = 0;
        file.path = (folder.path() / "disk.dd").string();
        write_file(file.path, bytes);
        file.fd = ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
        file.size = bytes.size();
    }
    ~Disk() { ::close(file.fd); }
};

}  // namespace

TEST_CASE("bad sectors read as zeros, are reported exactly, and their neighbours are read") {
    Disk disk;
    SegmentSource source{disk.file, failing_pread};
    bad_sectors = {100, 101, 777, 2047};
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes(disk.bytes.size());
    REQUIRE(source.read(0, bytes, damage));
    const std::string reason = "unreadable: Input/output error";
    CHECK(damage ==
          std::vector<DamagedRange>{{100 * 512, 1024, reason}, {777 * 512, 512, reason}, {2047 * 512, 512, reason}});
    std::vector<Byte> expected = disk.bytes;
    for (const std::uint64_t sector : bad_sectors)
        std::fill_n(expected.begin() + static_cast<std::ptrdiff_t>(sector * 512), 512, Byte{0});
    CHECK(bytes == expected);
    CHECK(failed_reads < 20);
}

TEST_CASE("an unaligned read of a bad sector reports only the bytes asked for") {
    Disk disk;
    SegmentSource source{disk.file, failing_pread};
    bad_sectors = {8};
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes(1000);
    REQUIRE(source.read(8 * 512 + 100, bytes, damage));
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].offset == 8 * 512 + 100);
    CHECK(damage[0].length == 412);
    CHECK(bytes[411] == 0);
    CHECK(bytes[412] == 0x33);
}

TEST_CASE("a disk whose first sector was bad from the beginning is still read elsewhere") {
    Disk disk;
    bad_sectors = {0};
    SegmentSource source{disk.file, failing_pread};
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes(disk.bytes.size());
    REQUIRE(source.read(0, bytes, damage));
    REQUIRE(damage.size() == 1);
    CHECK(damage[0].length == 512);
}

TEST_CASE("a disk that was unplugged is gone, not full of bad sectors") {
    for (const int error : {EIO, ENXIO, ENODEV, ESTALE}) {
        Disk disk;
        SegmentSource source{disk.file, failing_pread};
        whole_disk_error = error;
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes(65536);
        const auto read = source.read(4096, bytes, damage);
        REQUIRE_FALSE(read);
        CHECK(read.error().fault == Fault::unavailable);
        CHECK(read.error().what.starts_with("disk.dd: no longer available: "));
        CHECK(damage.empty());
        CHECK(failed_reads < 4);
    }
}

TEST_CASE("an image file that became shorter is no longer the file it was") {
    Disk disk;
    SegmentSource source{disk.file};
    REQUIRE(::truncate(disk.file.path.c_str(), 5000) == 0);
    std::vector<DamagedRange> damage;
    std::vector<Byte> bytes(4096);
    CHECK(source.read(0, bytes, damage));
    const auto read = source.read(4096, bytes, damage);
    REQUIRE_FALSE(read);
    CHECK(read.error().fault == Fault::unavailable);
    CHECK(read.error().what == "disk.dd: no longer available: it is shorter than it was when it was added");
}
