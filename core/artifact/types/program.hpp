#pragma once
// What programs did: ran, were installed, were set to start.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType program_executed[] = {
    {"program", Kind::text, "Executable name as the system recorded it"},
    {"executed_at", Kind::time, "Most recent run", "Program run"},
    {"run_count", Kind::integer, "Times run, where the source counts them"},
    {"loaded_files", Kind::texts, "Files mapped during start"}};

inline constexpr ArtifactType program_types[] = {
    {"program.executed", "Program executed", program_executed, "observable:Process"}};

}  // namespace sanad
