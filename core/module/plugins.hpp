#pragma once
// Where plugins lie, and which there are.
#include <filesystem>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

/// Beside the folder of the programs in a build tree, in lib/sanad/plugins in an installation.
Result<std::filesystem::path> plugin_folder();
/// Every .so of the folder, sorted by path.
Result<std::vector<std::filesystem::path>> plugins_in(const std::filesystem::path& folder);

/// Of `plugins`, the files named after these modules, one for each; empty when one of them has none. Whether they are
/// the modules, only their manifests say.
std::vector<std::filesystem::path> plugins_named(const std::vector<std::filesystem::path>& plugins,
                                                 const std::vector<std::string>& modules);

}  // namespace sanad
