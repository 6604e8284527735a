#pragma once
// What the report of a case takes from its ledger: letterhead, builds of the modules, and the papers of its annex.
#include "core/report/case_report.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

/// A case without a ledger has no annex. Fault::damaged when the ledger is broken: no report is made of it.
Result<void> add_custody(CaseReport& facts, const CaseFolder& folder, Language language);

}  // namespace sanad
