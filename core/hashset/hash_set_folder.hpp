#pragma once
// The sets that a lab has: one file each in a folder.
#include <filesystem>
#include <string>
#include <vector>

#include "core/hashset/hash_set.hpp"

namespace sanad {

class HashSetFolder {
public:
    /// Need not exist: there are no sets then.
    explicit HashSetFolder(std::filesystem::path path) : path_{std::move(path)} {}

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path file_of(std::string_view name) const;
    /// Names of the sets, sorted.
    Result<std::vector<std::string>> names() const;
    /// Fault::not_found when there is no such set.
    Result<HashSet> open(std::string_view name) const;
    Result<void> remove(std::string_view name) const;
    /// Makes the folder.
    Result<void> create() const;

private:
    std::filesystem::path path_;
};

}  // namespace sanad
