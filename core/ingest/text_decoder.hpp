#pragma once
// The characters of plain text, whatever its encoding: runs in readers, never in the supervisor. A text is decoded by
// windows, each for itself, so that many may be at it.
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

struct DecodedText {
    std::string text;      ///< UTF-8
    std::size_t lead = 0;  ///< bytes passed over before the first character: a byte order mark, the end of another
    bool exact = true;     ///< false: ill-formed bytes became U+FFFD, so that offsets in the source are not known
};

/// Bytes beyond the window that its last character may need.
inline constexpr std::size_t window_tail = 4;

/// An encoding as text_encoding.hpp names it. Text of an unknown one is read as windows-1252: its ASCII words are
/// right.
bool is_decodable(std::string_view encoding);

/// "strings": not a text, but a file whose text matters whether or not a record still claims it, as in a database: runs
/// of four and more characters of UTF-8, a line each. Where in the file they stand is not claimed.
inline constexpr std::string_view strings_encoding = "strings";

/// The characters that begin within the first `own_size` bytes. `first`: the window is the text's first, and may begin
/// with a byte order mark. Windows begin at multiples of four.
DecodedText decoded_text(Bytes bytes, std::size_t own_size, std::string_view encoding, bool first);

}  // namespace sanad
