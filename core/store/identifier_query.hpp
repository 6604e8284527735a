#pragma once
// Questions about identifiers, and what answers them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/identifier.hpp"
#include "core/store/case_rows.hpp"

namespace sanad {

struct IdentifierQuery {
    std::optional<Id> image, file;
    std::vector<IdentifierKind> kinds{};
    std::vector<IdentifierVerdict> verdicts{};
    std::vector<IdentifierPlace> places{};
    std::string value{};     ///< with * and ?; empty: any
    bool common = true;      ///< false: those of schemas and of nobody are left out
    std::uint64_t most = 0;  ///< rows; 0: all
};

struct IdentifierRow {
    Id id = 0;
    Id image = 0;
    IdentifierKind kind{};
    IdentifierVerdict verdict{};
    IdentifierEncoding encoding{};
    bool common = false;
    std::string value;
    std::optional<std::uint64_t> image_offset;
    std::uint64_t length = 0;
    IdentifierPlace place{};
    std::optional<Id> file;
    std::optional<std::uint64_t> content_offset;
    bool joined = false;
    std::string path;      ///< of the file, raw bytes
    bool deleted = false;  ///< the file
};

struct IdentifierCount {
    IdentifierKind kind{};
    IdentifierVerdict verdict{};
    std::uint64_t hits = 0, values = 0, files = 0;
};

struct IdentifierValue {
    IdentifierKind kind{};
    IdentifierVerdict verdict{};  ///< the best it got
    std::string value;
    std::uint64_t hits = 0, files = 0;
    bool common = false;
};

}  // namespace sanad
