#pragma once
// Landlock (Linux 5.13 and later): this thread gives up the file system, as far as the running kernel knows how.
#include <optional>

#include "core/base/result.hpp"

namespace sanad {

/// The version the running kernel offers; 0 when it has none or it is switched off.
int landlock_abi();

/// From here on nothing can be opened, made, removed or executed by path, no TCP port bound or reached, no process
/// outside signalled: whatever of these the ABI covers. Reading beneath `readable_directory` stays possible. Needs
/// no_new_privs.
Result<void> give_up_file_system(int abi, std::optional<int> readable_directory);

}  // namespace sanad
