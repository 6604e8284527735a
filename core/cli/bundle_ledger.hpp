#pragma once
// The entries that a bundle carries, for verbs that show what a ledger says: whoever was handed a bundle has no case.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/custody/ledger_check.hpp"

namespace sanad {

/// custody/entries.jsonl in a folder of that form; nothing for anything else, such as a case.
std::optional<std::filesystem::path> entries_in_bundle(const std::string& told);

/// Each line, and at which place it stands. Whether the bundle is complete and who vouches for it, `sanad-verify` says.
Result<void> each_entry_of(const std::filesystem::path& entries,
                           const std::function<Result<void>(std::uint64_t, std::string_view)>& each);

/// Every entry, checked as those of a case are.
Result<LedgerCheck> ledger_of_entries(const std::filesystem::path& entries);

/// When the last of its entries was recorded: nothing of a bundle says what was done after that. Empty: it has none.
std::string end_of_record(const LedgerCheck& ledger);

}  // namespace sanad
