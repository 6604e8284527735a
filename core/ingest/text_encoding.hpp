#pragma once
// Text or binary, and in which encoding, judged by content alone.
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

struct TextEncoding {
    /// "us-ascii", "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "windows-1256", "windows-1252",
    /// "unknown-8bit" (text in some other 8-bit or multibyte encoding); empty when the bytes are not text.
    std::string_view name;
    std::size_t mark_size = 0;     ///< of the byte order mark
    std::size_t clean_prefix = 0;  ///< bytes from the start without a control character that text does not have
};

/// `head`: the first bytes of the file. `whole`: they are all of it, so the last character must be complete.
TextEncoding text_encoding(Bytes head, bool whole);

/// Up to `limit` characters of text in one of the UTF-16 and UTF-32 forms, as bytes: ASCII as it is, all others as
/// 0xBF. Enough for rules that look for ASCII words.
std::string ascii_view(Bytes text, std::string_view encoding, std::size_t limit);

}  // namespace sanad
