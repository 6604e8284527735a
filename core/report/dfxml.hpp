#pragma once
// Digital Forensics XML: every chosen file with its times, digests and where its bytes lie.
#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

/// Version 1.1.1 of the schema of the DFXML working group, whose elements stand in one order. Names that XML cannot
/// hold are written out (xml_text.hpp).
Result<void> write_dfxml(ExportSource& source, ExportFile& out);

}  // namespace sanad
