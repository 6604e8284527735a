#pragma once
// One of each paper of custody, all invented. Shared by the tests and by sample_papers, which prints them to look at.
#include <string>
#include <utility>
#include <vector>

#include "core/report/custody_papers.hpp"

namespace sanad::tests {

SeizureMemo sample_memo();
TransferSlip sample_slip();
CustodyLog sample_log();
CourtCertificate sample_certificate();
DestructionRecord sample_destruction();

/// ("seizure_memo.en", sheet) and so on: five papers in two languages.
std::vector<std::pair<std::string, Sheet>> sample_papers();

}  // namespace sanad::tests
