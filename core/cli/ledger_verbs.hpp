#pragma once
// What the verbs of `sanad ledger` share.
#include <optional>
#include <string>
#include <string_view>

#include "core/cli/session.hpp"
#include "core/store/case_folder.hpp"
#include "core/store/ledger_file.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// The ledger of the case at `path`.
Result<LedgerFile> open_ledger(const std::string& path, bool to_write);
/// A small text file that somebody handed over. Fault::limit beyond 16 MiB.
Result<std::string> read_text(const std::string& path);
/// The newest checkpoint kept, or the one of `size`. Fault::not_found with the verb that makes one.
Result<Checkpoint> kept_checkpoint(LedgerFile& ledger, std::optional<std::uint64_t> size = {});

void add_ledger_checkpoint_verbs(CLI::App& noun, Session& session);

}  // namespace sanad
