#pragma once
// Text from evidence is hostile: kept as bytes, repaired to UTF-8 only for showing and searching.
#include <string>
#include <string_view>

namespace sanad {

/// True when every byte belongs to a well-formed UTF-8 sequence (Unicode 15, table 3-7).
bool is_utf8(std::string_view text);

/// The same text with every ill-formed byte replaced by U+FFFD.
std::string repaired_utf8(std::string_view text);

/// For a terminal or a page: control characters, bidi controls and ill-formed bytes written visibly, as
/// \n, \u{202e} or \x{ff}; everything else unchanged. Never loses which bytes there were.
std::string shown(std::string_view text);

/// The text as a JSON string with its quotes; ill-formed bytes become U+FFFD, controls are escaped.
std::string json_string(std::string_view text);

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/// ASCII capitals made small; everything else as it is.
std::string ascii_lower(std::string text);

/// Glob with `*` (any run, '/' included), `?` (one character) and nothing else special. `fold_case` compares ASCII
/// letters without case.
bool glob_match(std::string_view pattern, std::string_view text, bool fold_case);

}  // namespace sanad
