#include "core/source/containers/file_bytes.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sanad::containers {
namespace {

Bytes part_of(Bytes bytes, std::uint64_t from, std::uint64_t length) {
    return bytes.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(length));
}

}  // namespace

FileBytes::FileBytes(const SegmentFile& file)
    : fd_{file.fd}, size_{file.size}, stored_size_{file.size}, name_{file.path.substr(file.path.rfind('/') + 1)} {}

Result<void> FileBytes::read_stored(std::uint64_t offset, MutableBytes to) const {
    while (!to.empty()) {
        const ssize_t got = ::pread(fd_, to.data(), to.size(), static_cast<off_t>(offset));
        if (got > 0) {
            offset += static_cast<std::uint64_t>(got);
            to = to.subspan(static_cast<std::size_t>(got));
        } else if (got == 0) {
            return failure(Fault::unavailable, fmt::format("{}: became shorter while being read", name_));
        } else if (errno == EIO || errno == EBADMSG || errno == EUCLEAN) {
            return failure(Fault::unreadable, fmt::format("{}: read error at {}", name_, offset));
        } else if (errno != EINTR) {
            return failure(Fault::unavailable, fmt::format("{}: {}", name_, std::strerror(errno)));
        }
    }
    return {};
}

Result<void> FileBytes::read(std::uint64_t offset, MutableBytes to) const {
    if (!holds(offset, to.size()))
        return failure(Fault::damaged,
                       fmt::format("{}: {} bytes at {} lie beyond its end at {}", name_, to.size(), offset, size_));
    if (patches_.empty()) return read_stored(offset, to);

    std::fill(to.begin(), to.end(), Byte{0});
    const std::uint64_t end = offset + to.size();
    if (offset < stored_size_) {
        const auto stored = static_cast<std::size_t>(std::min(end, stored_size_) - offset);
        TRY(read_stored(offset, to.first(stored)));
    }
    auto patch = patches_.upper_bound(offset);
    if (patch != patches_.begin()) --patch;
    for (; patch != patches_.end() && patch->first < end; ++patch) {
        const std::uint64_t from = std::max(offset, patch->first);
        const std::uint64_t until = std::min(end, patch->first + patch->second.length);
        if (from >= until) continue;
        const MutableBytes place =
            to.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(until - from));
        if (patch->second.bytes.empty()) {
            std::fill(place.begin(), place.end(), Byte{0});
        } else {
            const Bytes bytes = part_of(patch->second.bytes, from - patch->first, until - from);
            std::copy(bytes.begin(), bytes.end(), place.begin());
        }
    }
    return {};
}

Result<std::vector<Byte>> FileBytes::read(std::uint64_t offset, std::uint64_t length) const {
    if (!holds(offset, length))
        return failure(Fault::damaged,
                       fmt::format("{}: {} bytes at {} lie beyond its end at {}", name_, length, offset, size_));
    if (length > largest_piece)
        return failure(Fault::limit, fmt::format("{}: a piece of {} bytes at {} exceeds the limit of {}", name_, length,
                                                 offset, largest_piece));
    std::vector<Byte> bytes(static_cast<std::size_t>(length));
    TRY(read(offset, MutableBytes{bytes}));
    return bytes;
}

void FileBytes::lay_over(std::uint64_t offset, std::uint64_t length, std::vector<Byte> bytes) {
    if (length == 0 || length > ~std::uint64_t{0} - offset) return;
    const std::uint64_t end = offset + length;

    // What the new patch covers of older ones goes; what stands out before and after stays.
    auto patch = patches_.upper_bound(offset);
    if (patch != patches_.begin()) --patch;
    while (patch != patches_.end() && patch->first < end) {
        const std::uint64_t begins = patch->first;
        const std::uint64_t ends = begins + patch->second.length;
        if (ends <= offset) {
            ++patch;
            continue;
        }
        Patch old = std::move(patch->second);
        patch = patches_.erase(patch);
        const auto keep = [&](std::uint64_t from, std::uint64_t until) {
            Patch kept{until - from, {}};
            if (!old.bytes.empty()) {
                const Bytes piece = part_of(old.bytes, from - begins, until - from);
                kept.bytes.assign(piece.begin(), piece.end());
            }
            patches_.insert_or_assign(from, std::move(kept));
        };
        if (begins < offset) keep(begins, offset);
        if (ends > end) keep(end, ends);
    }
    patches_.insert_or_assign(offset, Patch{length, std::move(bytes)});
    size_ = std::max(size_, end);
}

}  // namespace sanad::containers
