#pragma once
// Findings that say where they happened, for a map: OGC KML 2.2.
#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

/// A placemark for every chosen finding with a latitude and a longitude on the globe. How many there were.
Result<std::uint64_t> write_kml(ExportSource& source, ExportFile& out);

}  // namespace sanad
