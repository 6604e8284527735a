#pragma once
// One typed finding, as a module gave it and a case keeps it; its type and attributes are the catalog's (catalog.hpp).
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/base/time.hpp"

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

}  // namespace sanad
