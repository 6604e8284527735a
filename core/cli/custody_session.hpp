#pragma once
// The ledger of a case while a verb is at work: opened or made, the acting person enrolled, acts appended with the
// facts that no one has to type, and a checkpoint at the end.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/cli/session.hpp"
#include "core/custody/identity_store.hpp"
#include "core/store/case_folder.hpp"
#include "core/store/ledger_file.hpp"

namespace sanad {

/// Name and place of a case's ledger.
std::filesystem::path ledger_of(const CaseFolder& folder);

/// How the kernel keeps this machine's clock.
ClockFacts clock_facts();
/// "+05:00": what people's clocks here show against UTC at that moment.
std::string local_offset(std::int64_t seconds);
/// Name, version, and the SHA-256 of the program that runs; worked out once.
Result<ToolFacts> tool_facts();
/// Hex SHA-256 of a file.
Result<std::string> file_sha256(const std::filesystem::path& path);

/// Text of any origin as a ledger can hold it: controls and ill-formed bytes written visibly, NFC, at most so many
/// bytes.
std::string ledger_text(std::string_view text, std::size_t longest = 4096);

/// `number` of a case.open to which none was told.
inline constexpr std::string_view number_not_recorded = "not recorded";

/// What a ledger says of its case when it is made; empty: not told.
struct CaseOpening {
    std::string number;  ///< of the FIR, the enquiry or the complaint
    std::string agency;  ///< whose case it is: police station or circle
};

class CustodySession {
public:
    /// Opens the ledger of the case or makes it (key.enrol, case.open), and enrols the person. Fault::unavailable when
    /// the case cannot be written: a medium that is read-only.
    static Result<CustodySession> open(const CaseFolder& folder, std::shared_ptr<const ActingPerson> person,
                                       const CaseOpening& told = {});
    /// With the person that the options, the environment or the store name.
    static Result<CustodySession> open(const Session& session, const CaseFolder& folder);
    CustodySession(CustodySession&&) noexcept = default;
    CustodySession& operator=(CustodySession&&) = delete;
    /// close(), and what fails then is told on standard error.
    ~CustodySession();

    const ActingPerson& person() const { return *person_; }
    Result<const LedgerCheck*> state() { return ledger_->state(); }
    LedgerFile& ledger() { return *ledger_; }
    bool attested();  ///< of the ledger: what its first entry enrolled

    /// An event of this type by the acting person, now.
    Event event(std::string type, JsonValue body = {}, std::string item = {}) const;
    /// Whether the rules would take the event now, but for one rule that an event before it will satisfy. The error
    /// names the rule and what to supply. A role that may not do it is entered as access.denied, here and by append().
    Result<void> may(const Event& event, std::string_view but = {});
    /// Appends it in the role asked for, or in the first of the person's that may do it.
    Result<LedgerFile::Appended> append(Event event, const std::vector<Opening>& openings = {});
    /// LedgerFile::together.
    Result<void> together(const std::function<Result<void>()>& appends);

    /// Signs and keeps a checkpoint when something was appended since the last one.
    Result<void> close();

private:
    CustodySession(LedgerFile ledger, std::shared_ptr<const ActingPerson> person)
        : ledger_{std::make_unique<LedgerFile>(std::move(ledger))}, person_{std::move(person)} {}
    Result<void> enrol();
    Result<void> carry_revocations();
    /// The event with actor and role.
    Result<Event> acted(Event event);
    /// What breaks the rules in it, without a word in the ledger.
    Result<std::optional<Finding>> fault_of(const Event& acted, std::string_view but = {});
    void enter_denial(const Event& acted);

    std::unique_ptr<LedgerFile> ledger_;
    std::shared_ptr<const ActingPerson> person_;
    bool appended_ = false;
};

}  // namespace sanad
