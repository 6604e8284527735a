#pragma once
#include <string_view>

namespace sanad {

/// Recorded with every run: results may differ between versions, and CHANGELOG.md says when they do.
inline constexpr std::string_view version = "0.1.0";

}  // namespace sanad
