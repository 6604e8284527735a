#pragma once
// JSON as people and their editors write it: blanks, line feeds, escapes, members in any order. What it says becomes
// the same tree that canonical JSON is read into; texts are brought to Normalization Form C.
#include <string_view>

#include "core/base/result.hpp"
#include "core/custody/json_value.hpp"

namespace sanad {

/// Fault::refused with line and column for what is no JSON or what a ledger cannot hold: null, fractions, numbers
/// beyond 2^53 - 1, a member twice, lone surrogates, ill-formed UTF-8, deep nesting.
Result<JsonValue> read_loose_json(std::string_view text);

}  // namespace sanad
