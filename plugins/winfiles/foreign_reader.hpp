#pragma once
// Lets a library of the libyal family read the file that a module was handed, a piece at a time and only as it is
// asked.
#include <cstring>
#include <string>
#include <vector>

#include "plugins/readable/library_handle.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::winfiles {

class ForeignReader final : public readable::LibraryHandle {
public:
    explicit ForeignReader(const sdk::File& file) : file_{file} {}

    /// Throws what a C library had no way to let through.
    void rethrow_unreadable() const {
        if (!unreadable_.empty()) throw sdk::Unreadable{unreadable_};
    }

private:
    static constexpr std::uint64_t window_bytes = 1 << 20;

    std::uint64_t size_in_bytes() const override { return file_.size(); }
    ssize_t read_at(std::uint64_t at, std::uint8_t* to, std::size_t count) override {
        std::size_t done = 0;
        try {
            while (done < count) {
                const sdk::Bytes ready = ready_at(at + done);
                if (ready.empty()) break;
                const std::size_t taken = std::min(ready.size(), count - done);
                std::memcpy(to + done, ready.data(), taken);
                done += taken;
            }
        } catch (const std::exception& error) {
            unreadable_ = error.what();
            return -1;
        }
        return static_cast<ssize_t>(done);
    }
    sdk::Bytes ready_at(std::uint64_t at) {
        if (at < window_at_ || at >= window_at_ + window_.size()) {
            window_at_ = at / window_bytes * window_bytes;
            window_ = file_.read(window_at_, window_bytes);
            if (at >= window_at_ + window_.size()) return {};
        }
        return sdk::Bytes{window_}.subspan(at - window_at_);
    }

    const sdk::File& file_;
    std::uint64_t window_at_ = 0;
    std::vector<std::uint8_t> window_;
    std::string unreadable_;
};

/// A handle of a library, released by its own function. All handles of libyal are the same type to C++.
template <int (*release)(std::intptr_t**, libbfio_error_t**)>
class Owned {
public:
    Owned() = default;
    ~Owned() { release(&handle_, nullptr); }
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;
    std::intptr_t* get() const { return handle_; }
    /// For a function that hands out a new one.
    std::intptr_t** out() {
        release(&handle_, nullptr);
        return &handle_;
    }

private:
    std::intptr_t* handle_ = nullptr;
};

/// The text that a pair of functions of the libraries gives: one says how long it is with its ending zero, one copies
/// it.
template <class Object, class Size, class Copy, class... Where>
std::string foreign_text(Object* object, Size size_of, Copy copy, Where... where) {
    std::size_t size = 0;
    if (size_of(object, where..., &size, nullptr) != 1 || size < 2 || size > (std::size_t{64} << 20)) return {};
    std::vector<std::uint8_t> text(size);
    if (copy(object, where..., text.data(), size, nullptr) != 1) return {};
    while (size > 1 && text[size - 2] == 0) --size;  // some fields are padded with zeros to their length
    return sdk::utf8({reinterpret_cast<const char*>(text.data()), size - 1});
}

/// The same of UTF-16, which keeps what is no character; it becomes U+FFFD here.
template <class Object, class Size, class Copy, class... Where>
std::string foreign_utf16(Object* object, Size size_of, Copy copy, Where... where) {
    std::size_t size = 0;
    if (size_of(object, where..., &size, nullptr) != 1 || size < 2 || size > (std::size_t{32} << 20)) return {};
    std::vector<std::uint16_t> text(size);
    if (copy(object, where..., text.data(), size, nullptr) != 1) return {};
    while (size > 1 && text[size - 2] == 0) --size;  // some fields are padded with zeros to their length
    return sdk::utf8_of_utf16le({reinterpret_cast<const std::uint8_t*>(text.data()), (size - 1) * 2});
}

}  // namespace sanad::winfiles
