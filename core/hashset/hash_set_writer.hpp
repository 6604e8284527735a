#pragma once
// Makes the file of a hash set: digests in any order, sorted with bounded memory, each kept once.
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/hashset/hash_set.hpp"
#include "core/hashset/record_sorter.hpp"

namespace sanad {

class HashSetWriter {
public:
    /// `folder`: where the set will stand, and where sorting has its room.
    explicit HashSetWriter(std::filesystem::path folder, std::uint64_t memory = std::uint64_t{512} << 20)
        : folder_{std::move(folder)}, memory_{memory} {}

    /// With categories every record carries one; to be said before the first.
    void with_categories() { with_categories_ = true; }
    /// Without them: the one category of all.
    void name_category(std::string_view name);
    /// The number of a category, new or known; none when there are too many. Of records that carry none it is 0.
    std::optional<std::uint8_t> category(std::string_view name);

    /// `digest`: as many bytes as the algorithm's.
    Result<void> add(HashAlgorithm algorithm, const Byte* digest, std::uint8_t category = 0);
    /// Added so far, repeated ones included.
    std::uint64_t added() const;

    /// Sorts, and writes `path` whole or not at all. Of `facts` the categories are this writer's. Refuses a set of
    /// none.
    Result<void> write(HashSetFacts facts, const std::filesystem::path& path);

private:
    std::filesystem::path folder_;
    std::uint64_t memory_;
    bool with_categories_ = false;
    std::vector<std::string> categories_{""};
    std::array<std::optional<RecordSorter>, std::size(hash_algorithms)> sorters_;
};

}  // namespace sanad
