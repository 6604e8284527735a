#pragma once
// Findings as rows for programs: where each lies, and columns for a spreadsheet.
#include <span>
#include <string>
#include <vector>

#include "core/artifact/artifact_type.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// Where a finding lies and which module found it: JSON for artifact_json().
std::string source_json(const ArtifactRow& row);

/// A value as text: times in ISO 8601, bytes in hexadecimal.
std::string value_text(const AttributeValue& value);
/// All values of that name, in their order, "; " between.
std::string joined_values(const Artifact& artifact, std::string_view name);

/// The attributes that these findings have or, by the catalog, may have: first come, first named.
Result<std::vector<std::string>> attribute_columns(CaseReader& reader, std::span<const Id> artifacts);
/// Of one type.
std::vector<std::string> attribute_columns(const ArtifactType& type);

/// The header row, and the row, each with its line end (CR LF, RFC 4180).
std::string artifact_csv_header(const std::vector<std::string>& columns);
std::string artifact_csv(const ArtifactRow& row, const std::vector<std::string>& columns);

}  // namespace sanad
