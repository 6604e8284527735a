#pragma once
// Bytes in memory as a file that a library of the libyal family reads. libbfio has such a handle of its own, but copies
// all that was asked for even where fewer bytes are left: what lies behind them in memory would become evidence.
#include <algorithm>
#include <span>

#include "plugins/readable/library_handle.hpp"

namespace sanad::readable {

class MemoryHandle final : public LibraryHandle {
public:
    /// The bytes must outlive this.
    explicit MemoryHandle(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}

private:
    std::uint64_t size_in_bytes() const override { return bytes_.size(); }
    ssize_t read_at(std::uint64_t at, std::uint8_t* to, std::size_t count) override {
        if (at >= bytes_.size()) return 0;
        const auto ready = bytes_.subspan(static_cast<std::size_t>(at));
        const std::size_t now = std::min(count, ready.size());
        std::copy_n(ready.begin(), now, to);
        return static_cast<ssize_t>(now);
    }

    std::span<const std::uint8_t> bytes_;
};

}  // namespace sanad::readable
