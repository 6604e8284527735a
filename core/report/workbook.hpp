#pragma once
// A case as a spreadsheet: files, findings by type, outcomes, verification; one sheet each, row by row, in constant
// memory.
#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

enum class SheetsRun : unsigned char { left_to_right, right_to_left };

struct WorkbookCounts {
    std::uint64_t files = 0, artifacts = 0, outcomes = 0, verifications = 0;
    std::uint64_t sheets = 0;
    std::uint64_t cut_cells = 0;  ///< texts longer than a cell can be; the CSV has them whole
};

/// Texts are written as texts: nothing in them is a formula, a link or a date. Times are ISO 8601 as the case has them,
/// since a cell of Excel holds neither nanoseconds nor years before 1900. A sheet ends at 1,048,575 rows, and another
/// goes on.
Result<WorkbookCounts> write_workbook(ExportSource& source, SheetsRun direction, ExportFile& out);

}  // namespace sanad
