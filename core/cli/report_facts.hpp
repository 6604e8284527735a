#pragma once
// The facts of a case as its report wants them: gathered from the case, its marks and its ledger.
#include <optional>
#include <string>

#include "core/report/case_report.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

/// What is chosen to stand in a report.
struct ReportChoice {
    bool tagged_only = false;  ///< without the counts of what else was found
    bool texts = true;         ///< with how tagged texts begin
};

/// Everything that the case and its marks hold, gathered once for all languages and forms; report_custody adds what the
/// ledger holds. No image is read: the words of texts are those of the index.
Result<CaseReport> report_facts(const CaseFolder& folder, ReportChoice choice);

/// "Asia/Karachi": a time of evidence on that clock.
ReportedTime reported_time(Timestamp time, bool zoneless, const std::string& case_zone, const std::string& item_zone);

}  // namespace sanad
