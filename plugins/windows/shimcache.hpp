#pragma once
// Entries of the value AppCompatCache, of Windows XP to 11.
#include <optional>
#include <string>
#include <vector>

#include "plugins/sdk/module.hpp"
#include "plugins/windows/bytes.hpp"

namespace windows::shimcache {

struct Entry {
    std::string path, package;
    std::optional<sanad::sdk::Time> modified_at, updated_at;
    std::optional<std::int64_t> size;
    std::optional<bool> executed;
};

struct Cache {
    std::vector<Entry> entries;
    bool in_order = true;  ///< the most recent first
    std::string damage;    ///< empty: read to its end
};

Cache read(Bytes bytes);

/// What a finding of type program.seen says of an entry.
void describe(sanad::sdk::Artifact& seen, const Entry& entry, std::optional<std::size_t> position);

}  // namespace windows::shimcache
