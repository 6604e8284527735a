#include "core/cli/bundle_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {

std::optional<std::filesystem::path> entries_in_bundle(const std::string& told) {
    std::error_code unknown;
    std::filesystem::path entries = std::filesystem::path{told} / "custody/entries.jsonl";
    if (!std::filesystem::is_regular_file(entries, unknown)) return std::nullopt;
    return entries;
}

Result<void> each_entry_of(const std::filesystem::path& entries,
                           const std::function<Result<void>(std::uint64_t, std::string_view)>& each) {
    PlainFile file = TRY(PlainFile::open(entries));
    if (file.size() > most_ledger_bytes) {
        return failure(Fault::limit, fmt::format("{}: {} bytes, more than {}", shown(entries.string()), file.size(),
                                                 most_ledger_bytes));
    }
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    text.resize(TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()})));
    std::uint64_t seq = 0;
    for (std::string_view rest{text}; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        TRY(each(seq++, rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

Result<LedgerCheck> ledger_of_entries(const std::filesystem::path& entries) {
    std::vector<std::string> lines;
    TRY(each_entry_of(entries, [&](std::uint64_t, std::string_view entry) -> Result<void> {
        lines.emplace_back(entry);
        return {};
    }));
    LedgerCheck ledger;
    TRY(add_all(ledger, [&, next = lines.begin()]() mutable -> Result<std::optional<std::string>> {
        if (next == lines.end()) return std::nullopt;
        return std::move(*next++);
    }));
    return ledger;
}

std::string end_of_record(const LedgerCheck& ledger) {
    return ledger.events().empty() ? std::string{} : ledger.events().back().recorded;
}

}  // namespace sanad
