#pragma once
// A case of a million files as an examined Windows disk has them, the same at every making: what is measured is then
// the same as well.
#include <filesystem>

#include "core/base/result.hpp"

namespace sanad::test {

/// Adds an examined image with `files` files to a case that `sanad case create` has made.
Result<void> add_million_files(const std::filesystem::path& case_db, std::size_t files);

}  // namespace sanad::test
