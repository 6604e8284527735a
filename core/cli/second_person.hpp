#pragma once
// The second person of an act that takes two: at this machine, or at another by files.
#include <optional>
#include <string>
#include <vector>

#include "core/cli/custody_session.hpp"

namespace CLI {
class App;
}

namespace sanad {

struct SecondPersonOptions {
    std::string approved_by, ask;      ///< --approved-by NAME, --ask-approval FILE
    std::vector<std::string> answers;  ///< --approval FILE

    bool any() const { return !approved_by.empty() || !ask.empty() || !answers.empty(); }
    void add_to(CLI::App& verb);
};

class SecondPerson {
public:
    /// Unlocks who approves here, reads what was approved elsewhere, and enrols either in the ledger when it does not
    /// know them.
    static Result<SecondPerson> bring(const Session& session, const SecondPersonOptions& told, CustodySession& custody);

    /// Adds their approvals to those that the event's body carries. The body is complete: they sign its digest.
    Result<void> approve(Event& event, CustodySession& custody) const;

private:
    std::vector<std::string> answers_;  ///< base64 of signed statements
    std::optional<ActingPerson> here_;
};

/// Writes what somebody at another machine is asked to approve, and says what comes next.
Result<void> ask_approval(const Session& session, const std::string& path, const Event& event, CustodySession& custody);

}  // namespace sanad
