#pragma once
// Tries to unlock a person's keys that failed at this machine. For whoever asks whether somebody tried the keys of
// another. The owner of the account can change the list, so that no ledger and no verdict rests on it.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct FailedUnlock {
    std::string at;      ///< time, as ledgers write it
    std::string person;  ///< whose keys
    std::string why;     ///< the error's own words
    bool operator==(const FailedUnlock&) const = default;
};

/// The file `failed-unlocks` of an identity store: JSON, a line each, oldest first; 0600.
class FailedUnlocks {
public:
    explicit FailedUnlocks(const std::filesystem::path& store) : path_{store / "failed-unlocks"} {}

    /// On the disk when it comes back. Many processes may add at once.
    Result<void> add(const FailedUnlock& failed) const;
    /// Of one person, oldest first. A line that makes no sense is passed over.
    Result<std::vector<FailedUnlock>> of(std::string_view person) const;

private:
    std::filesystem::path path_;
};

}  // namespace sanad
