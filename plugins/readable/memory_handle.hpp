#pragma once
// Bytes in memory as a file that a library of the libyal family reads. libbfio has such a handle of its own, but copies
// all that was asked for even where fewer bytes are left: what lies behind them in memory would become evidence.
#include <libbfio.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <span>
#include <stdexcept>

namespace sanad::readable {

class MemoryHandle {
public:
    /// The bytes must outlive this, and this the file that is opened with it.
    explicit MemoryHandle(std::span<const std::uint8_t> bytes) : bytes_{bytes} {
        if (libbfio_handle_initialize(&handle_, reinterpret_cast<std::intptr_t*>(this), release, nullptr, open, close,
                                      read, nullptr, seek, exists, is_open, size, LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED,
                                      nullptr) != 1)
            throw std::runtime_error{"no memory for the handle of a file"};
    }
    ~MemoryHandle() { libbfio_handle_free(&handle_, nullptr); }
    MemoryHandle(const MemoryHandle&) = delete;
    MemoryHandle& operator=(const MemoryHandle&) = delete;

    libbfio_handle_t* get() const { return handle_; }

private:
    static MemoryHandle& self(std::intptr_t* io) { return *reinterpret_cast<MemoryHandle*>(io); }

    static int release(std::intptr_t** io, libbfio_error_t** /*error*/) {
        *io = nullptr;
        return 1;
    }
    static int open(std::intptr_t* io, int /*flags*/, libbfio_error_t** /*error*/) {
        self(io).open_ = true;
        self(io).at_ = 0;
        return 1;
    }
    static int close(std::intptr_t* io, libbfio_error_t** /*error*/) {
        self(io).open_ = false;
        return 0;
    }
    static int exists(std::intptr_t* /*io*/, libbfio_error_t** /*error*/) { return 1; }
    static int is_open(std::intptr_t* io, libbfio_error_t** /*error*/) { return self(io).open_ ? 1 : 0; }
    static int size(std::intptr_t* io, size64_t* size, libbfio_error_t** /*error*/) {
        *size = self(io).bytes_.size();
        return 1;
    }
    static off64_t seek(std::intptr_t* io, off64_t offset, int whence, libbfio_error_t** /*error*/) {
        MemoryHandle& handle = self(io);
        const auto base = whence == SEEK_CUR   ? static_cast<off64_t>(handle.at_)
                          : whence == SEEK_END ? static_cast<off64_t>(handle.bytes_.size())
                                               : off64_t{0};
        if (base + offset < 0) return -1;
        handle.at_ = static_cast<std::size_t>(base + offset);
        return base + offset;
    }
    static ssize_t read(std::intptr_t* io, std::uint8_t* to, std::size_t count, libbfio_error_t** /*error*/) {
        MemoryHandle& handle = self(io);
        if (handle.at_ >= handle.bytes_.size()) return 0;
        const auto ready = handle.bytes_.subspan(handle.at_);
        const std::size_t now = std::min(count, ready.size());
        std::copy_n(ready.begin(), now, to);
        handle.at_ += now;
        return static_cast<ssize_t>(now);
    }

    std::span<const std::uint8_t> bytes_;
    libbfio_handle_t* handle_ = nullptr;
    bool open_ = false;
    std::size_t at_ = 0;
};

}  // namespace sanad::readable
