// Evidence that is no file but a disk attached to this machine.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <random>

#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

/// A file as a read-only block device, detached when the object goes; without a path where that cannot be had.
class LoopDevice {
public:
    explicit LoopDevice(const std::filesystem::path& file, unsigned sector_size = 512) {
        if (::geteuid() != 0) return;
        const auto attached = run_command(fmt::format(
            "losetup --find --show --read-only --sector-size {} '{}' 2>/dev/null", sector_size, file.string()));
        if (attached.status == 0) path_ = attached.output.substr(0, attached.output.find('\n'));
    }
    ~LoopDevice() {
        if (!path_.empty()) run_command(fmt::format("losetup --detach '{}'", path_));
    }
    LoopDevice(const LoopDevice&) = delete;
    LoopDevice& operator=(const LoopDevice&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// Three MiB and one more block of 4 KiB, so that no piece of a reader ends where the medium does.
std::filesystem::path disk_of_noise(const TemporaryFolder& folder) {
    const auto path = folder.path() / "disk.dd";
    std::vector<Byte> bytes((3 << 20) + 4096);
    std::mt19937 random{7};
    for (Byte& byte : bytes) byte = static_cast<Byte>(random());
    write_file(path, bytes);
    return path;
}

}  // namespace

#define ATTACH_OR_SKIP(device, ...)                               \
    const LoopDevice device{__VA_ARGS__};                         \
    if (device.path().empty()) {                                  \
        MESSAGE("skipped: a file cannot be made a block device"); \
        return;                                                   \
    }

TEST_CASE("a disk attached to this machine has the size and the bytes of the file behind it") {
    const TemporaryFolder folder;
    const auto file = disk_of_noise(folder);
    ATTACH_OR_SKIP(device, file);
    OpenedImage opened;
    REQUIRE(open_into(opened, device.path()) == "");
    CHECK(opened.segments.container == Container::raw);
    REQUIRE(opened.segments.files.size() == 1);
    CHECK(opened.segments.files[0].size == (3 << 20) + 4096);
    CHECK(opened.image.facts.format == "raw");
    CHECK(opened.image.facts.sector_size == 512);
    CHECK(opened.image.source->size() == std::filesystem::file_size(file));
    const std::string digest = run_command("sha256sum '" + file.string() + "'").output.substr(0, 64);
    CHECK(sha256_of_image(file) == digest);
    CHECK(sha256_of_image(device.path()) == digest);
    std::vector<DamagedRange> damage;
    CHECK(sha256_of(*opened.image.source, damage, 12'345) == digest);
    CHECK(damage.empty());
}

TEST_CASE("a disk with sectors of 4096 bytes says so, and is read at any offset") {
    const TemporaryFolder folder;
    const auto file = disk_of_noise(folder);
    ATTACH_OR_SKIP(device, file, 4096);
    OpenedImage opened;
    REQUIRE(open_into(opened, device.path()) == "");
    CHECK(opened.image.facts.sector_size == 4096);
    const auto expected = bytes_of_file(file);
    std::vector<Byte> piece(1000);
    std::vector<DamagedRange> damage;
    REQUIRE(opened.image.source->read(5001, piece, damage));
    CHECK(damage.empty());
    CHECK(std::equal(piece.begin(), piece.end(), expected.begin() + 5001));
}
