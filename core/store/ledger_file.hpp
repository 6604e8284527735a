#pragma once
// ledger.db of a case: the entries' bytes, appended one at a time and never changed. LEDGER.md says what they are.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/custody/checkpoint.hpp"
#include "core/custody/ledger_check.hpp"

namespace sanad {

class LedgerFile {
public:
    /// A new, empty ledger. Fault::refused when there is one.
    static Result<LedgerFile> create(const std::filesystem::path& path);
    static Result<LedgerFile> open(const std::filesystem::path& path);
    static Result<LedgerFile> open_read_only(const std::filesystem::path& path);
    LedgerFile(LedgerFile&&) noexcept;
    LedgerFile& operator=(LedgerFile&&) = delete;
    ~LedgerFile();

    struct Appended {
        std::uint64_t seq = 0;
        std::string id, hash;
        std::vector<Finding> shown;  ///< what a reader will be shown of it
    };
    /// Signs and appends one event: fills in ledger, case, seq, prev, item_seq, id (when empty), recorded. Holds the
    /// database's write lock meanwhile, so that many processes may append. Fault::refused with rule and remedy when a rule
    /// is broken: nothing is written. Returns after the bytes are on the disk.
    Result<Appended> append(Event event, Signers signers, const std::vector<Opening>& openings = {});

    /// State after the entries there are now; entries this object has seen are not read again.
    Result<const LedgerCheck*> state();
    Result<std::uint64_t> size();
    Result<std::string> entry(std::uint64_t seq);
    Result<void> each_entry(const std::function<Result<void>(std::uint64_t, std::string_view)>& each);

    Result<void> keep_checkpoint(const Checkpoint& checkpoint);  ///< the newest note of a size replaces an older one
    Result<std::vector<Checkpoint>> checkpoints();
    Result<void> keep_token(std::uint64_t size, std::string_view tsr);
    struct Token {
        std::uint64_t size = 0;
        std::string tsr;
    };
    Result<std::vector<Token>> tokens();
    Result<std::vector<Opening>> openings();
    Result<void> erase_opening(std::string_view commit);

private:
    struct State;
    explicit LedgerFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
