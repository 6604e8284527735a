#pragma once
// Chosen files and addresses as indicators for a CERT: a STIX 2.1 bundle.
#include <string>

#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

struct StixOptions {
    std::string tlp = "amber";  ///< white, green, amber, red
    std::string sender;         ///< the organisation that speaks
};

struct StixCounts {
    std::uint64_t indicators = 0;
    std::uint64_t files = 0, addresses = 0;  ///< observables of each kind, once each
};

/// No names, paths or persons: digests, sizes, types, and the addresses in chosen findings. Identifiers are UUIDs of
/// version 5, so that the same selection gives the same bundle, and a file the same identifier in everybody's.
Result<StixCounts> write_stix(ExportSource& source, const StixOptions& options, ExportFile& out);

}  // namespace sanad
