#pragma once
// A pattern as it stands in bytes, one expression for each encoding that can hold it.
#include <string>
#include <vector>

#include "core/search/scan_encoding.hpp"
#include "core/search/search_pattern.hpp"

namespace sanad {

struct ByteExpression {
    ScanEncoding encoding = ScanEncoding::utf8;
    std::string expression;  ///< for Hyperscan: bytes and sets of bytes in hexadecimal, (?: ) | {n,m}, nothing else
};

/// In the order of ScanEncoding. A pattern without a byte that differs from UTF-8 in windows-1256 is not looked for
/// twice; one with letters that windows-1256 lacks is not looked for in it, but yeh and kaf of Urdu, for which Arabic
/// yeh and kaf stand there. One with bytes (\xff) is looked for in those bytes alone, its letters being ASCII.
Result<std::vector<ByteExpression>> byte_expressions(const PatternNode& pattern);

}  // namespace sanad
