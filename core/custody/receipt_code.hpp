#pragma once
// The code of a receipt: what a person can copy from paper by hand, and a slip of the pen shows. It is the first 160
// bits of the root of a ledger's tree, 32 characters in groups of four, and one check character:
//   ZWZJ-…-01AB-C
// Digits and check: Douglas Crockford's Base 32 (https://www.crockford.com/base32.html). 160 bits, because whoever
// keeps a ledger may look for two histories with the same code: that takes 2^80 trials, with 80 bits only 2^40.
#include <array>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace sanad {

inline constexpr std::size_t receipt_code_bytes = 20;
using ReceiptPrefix = std::array<Byte, receipt_code_bytes>;

/// "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-C" of the first 20 bytes of `root32`. std::logic_error when there are
/// not 32.
std::string receipt_code(Bytes root32);

/// As typed by a person: either case, blanks and dashes anywhere or nowhere, O for 0, I and L for 1. Fault::refused
/// when it is no receipt code, with words that say what to look at: a character that does not occur, a group that is
/// missing or too long, a check character that does not agree.
Result<ReceiptPrefix> parse_receipt_code(std::string_view typed);

}  // namespace sanad
