#pragma once
// A bundle, or a ledger without one, read from a disk and answered: LEDGER.md sections 11 and 12. What `sanad-verify
// BAG` does, and what `sanad ledger bundle` asks of its own work before it calls it done.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/answer_sheet.hpp"

namespace sanad {

struct BundleRequest {
    /// A bag; a folder with custody/entries.jsonl that is none; or a file entries.jsonl.
    std::filesystem::path bundle;
    std::optional<std::string> policy;               ///< text of a policy from outside
    std::vector<std::filesystem::path> checkpoints;  ///< notes from outside
    std::vector<GivenReceipt> receipts;
    std::vector<std::filesystem::path> reports;
    std::vector<std::filesystem::path> images;
    std::string trusted_authorities;  ///< PEM
};

/// An error is "could not tell": what was given cannot be read, or goes beyond a limit. What is read and is wrong is in
/// the sheet.
Result<AnswerSheet> check_bundle(const BundleRequest& request);

/// One line of custody/openings.jsonl.
Result<Opening> parse_opening(std::string_view line);
std::string opening_text(const Opening& opening);

/// Of data/exhibits/ITEM/…: the item and what is left. Items with a slash in their number ("RV/1") are two folders.
struct ExhibitPlace {
    std::string item, name;
};
std::optional<ExhibitPlace> exhibit_place(std::string_view path);

/// More than a million entries: a larger ledger is not read.
inline constexpr std::uint64_t most_ledger_bytes = std::uint64_t{1} << 30;
/// No entry is shorter.
inline constexpr std::size_t least_entry_bytes = 200;

}  // namespace sanad
