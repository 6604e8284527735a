#pragma once
// A phrase with its {} filled in.
#include <string_view>
#include <vector>

#include "core/report/sheet.hpp"

namespace sanad {

/// Each "{}" of the phrase is replaced by the next of `values`. std::logic_error when their numbers differ.
Text filled(std::string_view phrase, std::vector<Run> values);
/// The same where a value is made of several pieces.
Text composed(std::string_view phrase, const std::vector<Text>& values);

}  // namespace sanad
