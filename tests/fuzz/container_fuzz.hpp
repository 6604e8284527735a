#pragma once
// What the container targets share: the input becomes the only file of a layer, is opened and read in part.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "core/source/containers/layered_source.hpp"

namespace sanad::tests {

inline void read_container(
    Bytes input, Result<containers::LayerOwner> (*open)(const std::vector<SegmentFile>&),
    Result<std::optional<containers::ParentReference>> (*parent_of)(const containers::FileBytes&)) {
    const int fd = ::memfd_create("evidence", MFD_CLOEXEC);
    if (fd < 0 || ::write(fd, input.data(), input.size()) != static_cast<ssize_t>(input.size())) ::abort();
    const SegmentFile file{"evidence", fd, input.size()};
    if (parent_of != nullptr) (void)parent_of(containers::FileBytes{file});
    if (auto layer = open({file})) {
        std::vector<containers::LayerOwner> layers;
        layers.push_back(std::move(*layer));
        containers::LayeredSource source{std::move(layers), "evidence"};
        std::vector<DamagedRange> damage;
        std::vector<Byte> bytes;
        const std::uint64_t size = source.size();
        for (const std::uint64_t at : {std::uint64_t{0}, size / 2, size - std::min<std::uint64_t>(size, 70'000)}) {
            bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size - at, 200'000)));
            (void)source.read(at, bytes, damage);
        }
    }
    ::close(fd);
}

}  // namespace sanad::tests
