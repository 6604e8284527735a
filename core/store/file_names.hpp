#pragma once
// The names of all files of a case and nothing else of them: for those who look at each.
#include <filesystem>
#include <functional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/store/query.hpp"

namespace sanad {

/// By id, until `each` says false.
Result<void> each_file_name(const std::filesystem::path& case_db,
                            const std::function<bool(Id file, std::string_view name)>& each);

}  // namespace sanad
