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
    /// A new, empty ledger, under a name that nobody looks for: its entries are acknowledged to nobody before publish()
    /// has brought the closed file to the disk and given it its name. Fault::refused when there is such a file.
    static Result<LedgerFile> create(const std::filesystem::path& path);
    /// Fault::refused when the case has a ledger already.
    static Result<void> publish(const std::filesystem::path& unseen, const std::filesystem::path& ledger);
    /// Fault::not_found when there is none; Fault::refused for one of a newer Sanad and for what is no ledger.
    static Result<LedgerFile> open(const std::filesystem::path& path);
    static Result<LedgerFile> open_read_only(const std::filesystem::path& path);
    LedgerFile(LedgerFile&&) noexcept;
    LedgerFile& operator=(LedgerFile&&) = delete;
    ~LedgerFile();

    struct Appended {
        std::uint64_t seq = 0;
        std::string id, hash;
        /// What a reader will be shown of it, and what breaks but is worth recording (Finding::worth_recording).
        std::vector<Finding> shown;
    };
    /// Signs and appends one event: fills in ledger, case (but for entry 0), seq, prev, item_seq, recorded, and, where
    /// they are empty, id and time. Holds the database's write lock meanwhile, so that many processes may append.
    /// Returns after the bytes are on the disk. Fault::refused with rule and remedy when a rule is broken, or when the
    /// signers are not those of the actor: nothing is written. After any error the ledger is as it was.
    Result<Appended> append(Event event, Signers signers, const std::vector<Opening>& openings = {});
    /// Runs `appends`, which append several events, and brings their entries to the disk at once: one sync for all of
    /// them. What was appended before an error of `appends` is kept, as it is without this; an entry that could not be
    /// written takes the others with it, and is the error.
    Result<void> together(const std::function<Result<void>()>& appends);
    /// Seconds since 1970 for `recorded`; the system's clock unless told otherwise (for tests).
    void set_clock(std::function<std::int64_t()> clock);

    /// State after the entries there are now; entries this object has seen are not read again. The signatures of
    /// entries are not checked for it: whoever wants to rely on them reads each_entry() into a LedgerCheck.
    Result<const LedgerCheck*> state();
    Result<std::uint64_t> size();
    Result<std::string> entry(std::uint64_t seq);
    /// All entries as of one moment, in order.
    Result<void> each_entry(const std::function<Result<void>(std::uint64_t, std::string_view)>& each);
    /// The same with all signatures, on all cores.
    Result<LedgerCheck> checked(unsigned threads = 0);
    /// What SQLite finds wrong with the file, and what of the tables beside the entries is not as the entries say: each
    /// row's place and both values. Empty: nothing.
    Result<std::vector<std::string>> tables_against(const LedgerCheck& ledger);

    Result<void> keep_checkpoint(const Checkpoint& checkpoint);  ///< the newest note of a size replaces an older one
    Result<std::vector<Checkpoint>> checkpoints();               ///< by size
    Result<void> keep_token(std::uint64_t size, std::string_view tsr);
    struct Token {
        std::uint64_t size = 0;
        std::string tsr;
    };
    Result<std::vector<Token>> tokens();
    Result<std::vector<Opening>> openings();
    /// Overwritten on the disk, not only forgotten. Fault::not_found when there is none.
    Result<void> erase_opening(std::string_view commit);

private:
    struct State;
    explicit LedgerFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
