#pragma once
// Which hash sets an examination uses.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

/// hashsets/ in the folder of identities ($SANAD_HOME).
std::filesystem::path usual_hash_set_folder();

/// "all", "none", or names with commas between: their files. Fault::not_found for a name that there is not.
Result<std::vector<std::filesystem::path>> chosen_hash_sets(const std::string& folder, const std::string& told);

}  // namespace sanad
