#pragma once
// The evidence as libbfio reads it: piece by piece, as mailboxes may be larger than memory.
#include <libbfio.h>

#include <cstdio>

#include "plugins/sdk/module.hpp"

namespace sanad::mail {

class FileHandle {
public:
    explicit FileHandle(const sdk::File& file) : file_{&file} {
        const auto done = libbfio_handle_initialize(
            &handle_, reinterpret_cast<std::intptr_t*>(this),
            [](std::intptr_t** self, libbfio_error_t**) {
                *self = nullptr;
                return 1;
            },
            nullptr, [](std::intptr_t*, int, libbfio_error_t**) { return 1; },
            [](std::intptr_t*, libbfio_error_t**) { return 0; }, read,
            [](std::intptr_t*, const std::uint8_t*, std::size_t, libbfio_error_t**) { return ssize_t{-1}; }, seek,
            [](std::intptr_t*, libbfio_error_t**) { return 1; }, [](std::intptr_t*, libbfio_error_t**) { return 1; },
            [](std::intptr_t* self, size64_t* size, libbfio_error_t**) {
                *size = of(self).file_->size();
                return 1;
            },
            LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, nullptr);
        if (done != 1) handle_ = nullptr;
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() {
        if (handle_ != nullptr) libbfio_handle_free(&handle_, nullptr);
    }
    libbfio_handle_t* get() const { return handle_; }
    bool unreadable() const { return unreadable_; }

private:
    static FileHandle& of(std::intptr_t* self) { return *reinterpret_cast<FileHandle*>(self); }

    static ssize_t read(std::intptr_t* self, std::uint8_t* to, std::size_t size, libbfio_error_t**) {
        FileHandle& handle = of(self);
        try {
            const auto bytes = handle.file_->read(handle.at_, size);
            std::copy(bytes.begin(), bytes.end(), to);
            handle.at_ += bytes.size();
            return static_cast<ssize_t>(bytes.size());
        } catch (const sdk::Unreadable&) {
            handle.unreadable_ = true;  // no exception crosses a C library
            return -1;
        }
    }
    static off64_t seek(std::intptr_t* self, off64_t offset, int whence, libbfio_error_t**) {
        FileHandle& handle = of(self);
        const auto from = whence == SEEK_CUR   ? static_cast<off64_t>(handle.at_)
                          : whence == SEEK_END ? static_cast<off64_t>(handle.file_->size())
                                               : off64_t{0};
        if (offset < -from) return -1;
        handle.at_ = static_cast<std::uint64_t>(from + offset);
        return from + offset;
    }

    const sdk::File* file_;
    libbfio_handle_t* handle_ = nullptr;
    std::uint64_t at_ = 0;
    bool unreadable_ = false;
};

}  // namespace sanad::mail
