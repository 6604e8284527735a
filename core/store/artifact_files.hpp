#pragma once
// Which files artifacts belong to, many at once, without their values.
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/query.hpp"

namespace sanad {

/// In the order of `artifacts`; 0 for one that is not in the case.
Result<std::vector<Id>> files_of_artifacts(const std::filesystem::path& case_db, std::span<const Id> artifacts);

}  // namespace sanad
