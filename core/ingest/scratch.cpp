#include "core/ingest/scratch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/text.hpp"

namespace sanad {
namespace {

tl::unexpected<Error> cannot(const std::filesystem::path& folder, std::string_view doing) {
    return failure(Fault::system, fmt::format("{}: cannot {} a scratch file: {}", shown(folder.string()), doing,
                                              std::strerror(errno)));
}

int file_without_name(const std::filesystem::path& folder) {
    const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
    // A file system that makes none without a name: one that loses it at once. The run holds the case's lock, so the
    // name is ours alone, and what a kill between the two calls left is used again.
    const auto path = folder / "scratch";
    const int named = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (named >= 0) ::unlink(path.c_str());
    return named;
}

}  // namespace

Result<std::unique_ptr<Scratch>> Scratch::create(const std::filesystem::path& folder, ChunkShape shape,
                                                 std::optional<std::uint64_t> limit) {
    std::unique_ptr<Scratch> scratch{new Scratch};
    scratch->fd_ = file_without_name(folder);
    if (scratch->fd_ < 0) return cannot(folder, "make");
    scratch->read_only_fd_ = ::open(fmt::format("/proc/self/fd/{}", scratch->fd_).c_str(), O_RDONLY | O_CLOEXEC);
    if (scratch->read_only_fd_ < 0) return cannot(folder, "open for reading");
    if (!limit) {
        struct statvfs disk {};
        if (::fstatvfs(scratch->fd_, &disk) != 0) return cannot(folder, "learn the room for");
        // The rest is for the case itself, and for whoever else works on that disk.
        limit = std::uint64_t{disk.f_bavail} * disk.f_frsize / 4 * 3;
    }
    scratch->table_ = TRY(SharedMemory::create(ChunkStore::table_bytes(shape)));
    ChunkStore::prepare(scratch->table_->writable(), shape, *limit);
    scratch->store_ = TRY(ChunkStore::open(scratch->table_->writable(), scratch->fd_));
    return scratch;
}

Scratch::~Scratch() {
    if (read_only_fd_ >= 0) ::close(read_only_fd_);
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace sanad
