#pragma once
// Where a row lies: the cell of a table's b-tree, found by its rowid, as bytes of the evidence.
#include <cstdint>
#include <optional>

#include "plugins/sqlite/pages.hpp"

namespace sanad::sqlite {

/// The cell on its page, without what continues on overflow pages; nothing when the tree is damaged or lacks the row.
std::optional<sdk::Range> place_of_row(const Pages& pages, std::uint32_t root, std::int64_t rowid);

}  // namespace sanad::sqlite
