#include "core/source/segment_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sanad {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t sector = 512;

// What the kernel answers when the file or its medium is no longer there, in contrast to a sector that does not read.
bool means_gone(int error) {
    switch (error) {
        case ENXIO:
        case ENODEV:
        case ESTALE:
        case EBADF:
        case ENOTCONN:
        case ENOMEDIUM:
        case ESHUTDOWN:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::optional<std::uint64_t> size_of_descriptor(int fd) {
    struct stat now {};
    if (::fstat(fd, &now) != 0) return std::nullopt;
    if (!S_ISBLK(now.st_mode)) return static_cast<std::uint64_t>(now.st_size);
    // lseek tells a block device's size and, unlike ioctl, is allowed in the sandbox.
    const off_t end = ::lseek(fd, 0, SEEK_END);
    if (end < 0) return std::nullopt;
    return static_cast<std::uint64_t>(end);
}

SegmentSource::SegmentSource(const SegmentFile& file, Pread read_at)
    : fd_{file.fd},
      size_{file.size},
      name_{std::filesystem::path{file.path}.filename().string()},
      read_at_{read_at != nullptr ? read_at : ::pread} {
    // Only a first sector that was readable once can later prove, by failing, that the medium is gone.
    std::vector<Byte> probe(static_cast<std::size_t>(std::min(size_, sector)));
    const auto read = read_whole(0, probe);
    first_sector_read_ = read && *read == 0;
}

Result<void> SegmentSource::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    const int error = TRY(read_whole(offset, to));
    if (error == 0) return {};
    TRY(check_still_there(error));
    return read_narrowing(offset, to, damage);
}

Result<int> SegmentSource::read_whole(std::uint64_t offset, MutableBytes to) {
    while (!to.empty()) {
        const ssize_t got = read_at_(fd_, to.data(), to.size(), static_cast<off_t>(offset));
        if (got < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        if (got == 0) return gone("it is shorter than it was when it was added");
        to = to.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return 0;
}

Result<void> SegmentSource::check_still_there(int error) {
    if (means_gone(error)) return gone(std::strerror(error));
    const auto now = size_of_descriptor(fd_);
    if (!now) return gone(std::strerror(errno));
    if (*now < size_) return gone(fmt::format("its size was {} bytes and is now {}", size_, *now));
    if (!first_sector_read_) return {};
    std::vector<Byte> probe(static_cast<std::size_t>(std::min(size_, sector)));
    const int probed = TRY(read_whole(0, probe));
    if (probed != 0) return gone(fmt::format("even its first sector no longer reads ({})", std::strerror(probed)));
    return {};
}

// First by pages, because a bad sector of a modern disk takes its page with it and each failing read costs the drive's
// whole retry time; then the failing pages by sectors.
Result<void> SegmentSource::read_narrowing(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    const std::uint64_t step = to.size() > page ? page : sector;
    while (!to.empty()) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(step - offset % step, to.size()));
        const MutableBytes piece = to.first(length);
        const int error = TRY(read_whole(offset, piece));
        if (error != 0) {
            TRY(check_still_there(error));
            if (step > sector) {
                TRY(read_narrowing(offset, piece, damage));
            } else {
                std::fill(piece.begin(), piece.end(), Byte{0});
                add_damage(damage, offset, length, fmt::format("unreadable: {}", std::strerror(error)));
            }
        }
        to = to.subspan(length);
        offset += length;
    }
    return {};
}

tl::unexpected<Error> SegmentSource::gone(std::string_view why) const {
    return failure(Fault::unavailable, fmt::format("{}: no longer available: {}", name_, why));
}

}  // namespace sanad
