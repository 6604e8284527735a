#pragma once
// What one module found in one file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// The bytes that a finding rests on.
struct SourceRange {
    std::uint64_t stream = 0;  ///< 0: the file; 1 …: its companions
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool operator==(const SourceRange&) const = default;
};

struct RawBytes {
    std::string bytes;
    bool operator==(const RawBytes&) const = default;
};

/// The order is that of sanad_kind in module_api.h.
using AttributeValue = std::variant<std::string, std::int64_t, double, Timestamp, RawBytes>;

struct Attribute {
    std::string name;  ///< given twice or more where the catalog has a list
    AttributeValue value;
    bool operator==(const Attribute&) const = default;
};

struct Artifact {
    std::string type;
    SourceRange source;
    std::vector<Attribute> attributes;
    bool operator==(const Artifact&) const = default;
};

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
