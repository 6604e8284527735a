#pragma once
// Content passes between processes in memory they share, never through the socket. Its size is sealed before a worker
// sees it: nobody can shrink it under another's feet, so no read of it can end in SIGBUS.
#include <cstdint>

#include "core/base/bytes.hpp"

namespace sanad {

enum class MemoryAccess : std::uint8_t { read_only, read_write };

/// One mapped region. Evidence bytes in it may change while they are read, because the process on the other side is
/// hostile: take a number out once, then check and use that copy.
class SharedMemory {
public:
    /// New, zeroed, sealed against growing and shrinking, mapped for reading and writing.
    static Result<SharedMemory> create(std::size_t size);
    /// The region behind a descriptor that another process handed over; the descriptor is owned from here on, also when
    /// this fails.
    static Result<SharedMemory> attach(int fd, MemoryAccess access);

    SharedMemory(SharedMemory&& other) noexcept;
    SharedMemory& operator=(SharedMemory&& other) noexcept;
    ~SharedMemory();

    int fd() const { return fd_; }
    std::size_t size() const { return size_; }
    Bytes bytes() const { return {at_, size_}; }
    /// Throws std::logic_error when attached read-only.
    MutableBytes writable();

    /// A second descriptor of the same region through which nobody can write, for workers that only read. The caller
    /// closes it.
    Result<int> read_only_descriptor() const;

private:
    SharedMemory(int fd, Byte* at, std::size_t size, MemoryAccess access)
        : fd_{fd}, at_{at}, size_{size}, access_{access} {}
    void release();

    int fd_ = -1;
    Byte* at_ = nullptr;
    std::size_t size_ = 0;
    MemoryAccess access_ = MemoryAccess::read_only;
};

}  // namespace sanad
