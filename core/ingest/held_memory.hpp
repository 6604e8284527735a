#pragma once
// Room in the shared memory for pieces of fragmented files that lie earlier in the image than the pieces before them.
#include <cstdint>
#include <map>
#include <optional>

namespace sanad {

/// First-fit allocation in a fixed range; neighbours that become free are joined.
class HeldMemory {
public:
    HeldMemory(std::uint64_t offset, std::uint64_t length) { free_.emplace(offset, length); }

    std::optional<std::uint64_t> take(std::uint64_t length) {
        for (auto it = free_.begin(); it != free_.end(); ++it) {
            if (it->second < length) continue;
            const std::uint64_t offset = it->first;
            const std::uint64_t rest = it->second - length;
            free_.erase(it);
            if (rest != 0) free_.emplace(offset + length, rest);
            return offset;
        }
        return std::nullopt;
    }

    void give_back(std::uint64_t offset, std::uint64_t length) {
        auto after = free_.lower_bound(offset);
        if (after != free_.end() && offset + length == after->first) {
            length += after->second;
            after = free_.erase(after);
        }
        if (after != free_.begin()) {
            const auto before = std::prev(after);
            if (before->first + before->second == offset) {
                before->second += length;
                return;
            }
        }
        free_.emplace(offset, length);
    }

private:
    std::map<std::uint64_t, std::uint64_t> free_;  ///< offset → length
};

}  // namespace sanad
