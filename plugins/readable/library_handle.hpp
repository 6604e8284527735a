#pragma once
// What a library of the libyal family reads from, in place of a file of the operating system.
#include <libbfio.h>

#include <cstdint>
#include <cstdio>
#include <stdexcept>

namespace sanad::readable {

/// Must outlive the file that is opened with it.
class LibraryHandle {
public:
    LibraryHandle() {
        if (libbfio_handle_initialize(&handle_, reinterpret_cast<std::intptr_t*>(this), release, nullptr, open, close,
                                      read, nullptr, seek, exists, is_open, size, LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED,
                                      nullptr) != 1)
            throw std::runtime_error{"no memory for the handle of a file"};
    }
    virtual ~LibraryHandle() { libbfio_handle_free(&handle_, nullptr); }
    LibraryHandle(const LibraryHandle&) = delete;
    LibraryHandle& operator=(const LibraryHandle&) = delete;

    libbfio_handle_t* handle() const { return handle_; }

private:
    virtual std::uint64_t size_in_bytes() const = 0;
    /// As many of `count` bytes as there are; -1 when they cannot be read.
    virtual ssize_t read_at(std::uint64_t at, std::uint8_t* to, std::size_t count) = 0;

    static LibraryHandle& self(std::intptr_t* io) { return *reinterpret_cast<LibraryHandle*>(io); }

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
        *size = self(io).size_in_bytes();
        return 1;
    }
    static off64_t seek(std::intptr_t* io, off64_t offset, int whence, libbfio_error_t** /*error*/) {
        LibraryHandle& file = self(io);
        const auto base = whence == SEEK_CUR   ? static_cast<off64_t>(file.at_)
                          : whence == SEEK_END ? static_cast<off64_t>(file.size_in_bytes())
                                               : off64_t{0};
        if (base + offset < 0) return -1;
        file.at_ = static_cast<std::uint64_t>(base + offset);
        return base + offset;
    }
    static ssize_t read(std::intptr_t* io, std::uint8_t* to, std::size_t count, libbfio_error_t** /*error*/) {
        LibraryHandle& file = self(io);
        const ssize_t done = file.read_at(file.at_, to, count);
        if (done > 0) file.at_ += static_cast<std::uint64_t>(done);
        return done;
    }

    libbfio_handle_t* handle_ = nullptr;
    bool open_ = false;
    std::uint64_t at_ = 0;
};

}  // namespace sanad::readable
