#pragma once
// A Sheet as text, for a pipe. One sheet has one text: JSON with sorted keys, no blanks, a line feed at the end.
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// Guards of parse_sheet; a paper that needs more is no paper.
inline constexpr std::size_t sheet_text_limit = std::size_t{256} << 20;
inline constexpr std::size_t sheet_table_columns = 16;

/// Every text goes through shown(): what comes out holds no control character and is well-formed UTF-8, whatever the
/// evidence held.
std::string sheet_text(const Sheet& sheet);

/// Fault::damaged or Fault::limit with the place ("blocks/3/rows/12: …"): unknown keys, cells without a column, NUL.
Result<Sheet> parse_sheet(std::string_view text);

}  // namespace sanad
