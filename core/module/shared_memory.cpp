#include "core/module/shared_memory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace sanad {
namespace {

constexpr unsigned memfd_noexec_seal = 8;  // MFD_NOEXEC_SEAL of Linux 6.3, younger than Debian 12's headers

tl::unexpected<Error> system_failure(std::string_view doing) {
    return failure(Fault::system, fmt::format("shared memory: cannot {}: {}", doing, std::strerror(errno)));
}

Result<Byte*> mapped(int fd, std::size_t size, MemoryAccess access) {
    const int protection = access == MemoryAccess::read_write ? PROT_READ | PROT_WRITE : PROT_READ;
    void* at = mmap(nullptr, size, protection, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) return system_failure(fmt::format("map {} bytes", size));
    return static_cast<Byte*>(at);
}

}  // namespace

Result<SharedMemory> SharedMemory::create(std::size_t size) {
    if (size == 0) return failure(Fault::refused, "shared memory of no bytes");
    int fd = memfd_create("sanad", MFD_CLOEXEC | MFD_ALLOW_SEALING | memfd_noexec_seal);
    if (fd < 0 && errno == EINVAL) fd = memfd_create("sanad", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return system_failure("create it");
    SharedMemory memory{fd, nullptr, 0, MemoryAccess::read_write};
    if (ftruncate(fd, static_cast<off_t>(size)) != 0) return system_failure(fmt::format("reserve {} bytes", size));
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return system_failure("seal its size");
    memory.at_ = TRY(mapped(fd, size, MemoryAccess::read_write));
    memory.size_ = size;
    return memory;
}

Result<SharedMemory> SharedMemory::attach(int fd, MemoryAccess access) {
    SharedMemory memory{fd, nullptr, 0, access};
    const int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0) return system_failure("read its seals");
    if ((seals & F_SEAL_SHRINK) == 0) return failure(Fault::refused, "shared memory whose size is not sealed");
    struct stat facts {};
    if (fstat(fd, &facts) != 0) return system_failure("learn its size");
    const auto size = static_cast<std::size_t>(facts.st_size);
    memory.at_ = TRY(mapped(fd, size, access));
    memory.size_ = size;
    return memory;
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)},
      at_{std::exchange(other.at_, nullptr)},
      size_{std::exchange(other.size_, 0)},
      access_{other.access_} {}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
    if (this != &other) {
        release();
        fd_ = std::exchange(other.fd_, -1);
        at_ = std::exchange(other.at_, nullptr);
        size_ = std::exchange(other.size_, 0);
        access_ = other.access_;
    }
    return *this;
}

SharedMemory::~SharedMemory() {
    release();
}

void SharedMemory::release() {
    if (at_ != nullptr) munmap(at_, size_);
    if (fd_ >= 0) close(fd_);
}

MutableBytes SharedMemory::writable() {
    if (access_ != MemoryAccess::read_write) throw std::logic_error{"shared memory attached for reading only"};
    return {at_, size_};
}

Result<int> SharedMemory::read_only_descriptor() const {
    const int fd = open(fmt::format("/proc/self/fd/{}", fd_).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return system_failure("open it for reading only");
    return fd;
}

}  // namespace sanad
