#pragma once
// The entry of a report or certificate that the program itself writes. One that somebody else wrote goes on record with
// `sanad custody report`, whose form asks for the same members.
#include <optional>
#include <string>

#include "core/cli/custody_session.hpp"

namespace sanad {

struct ReportIssue {
    std::string title, state;         ///< state: draft, final
    std::optional<std::string> note;  ///< of the entry
};

/// Asked before anything is written: whether the rules would take the entry now.
Result<void> may_be_issued(CustodySession& custody, const ReportIssue& issue);
/// `sha256`: of the file, in hex. Its version is one more than the newest of this title on record has.
Result<LedgerFile::Appended> enter_issue(CustodySession& custody, const ReportIssue& issue, const std::string& sha256);

}  // namespace sanad
