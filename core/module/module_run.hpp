#pragma once
// What one module found in one file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/artifact/artifact.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

struct DerivedFile {
    std::string name;  ///< as the module gave it: bytes, hostile
    SourceRange source;
    std::string bytes;
};

struct ModuleText {
    SourceRange source;
    std::string text;  ///< UTF-8
};

struct Warning {
    SourceRange source;  ///< its length may be 0
    std::string message;
};

/// Findings are complete or absent: unless the outcome is examined or damaged there are none.
struct ModuleRun {
    Outcome outcome = Outcome::examined;
    std::string detail;  ///< why, for every outcome but examined and not_mine
    std::vector<Artifact> artifacts;
    std::vector<ModuleText> texts;
    std::vector<DerivedFile> derived;
    std::vector<Warning> warnings;        ///< kept whatever the outcome
    std::uint64_t warnings_not_kept = 0;  ///< beyond the limit
};

}  // namespace sanad
