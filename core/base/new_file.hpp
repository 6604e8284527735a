#pragma once
// A small file that a program makes in one go: a request, a receipt, a page.
#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace sanad {

/// Never over anything that is there (Fault::refused: it might be the evidence); on the disk when it returns; gone
/// again when it could not be written whole.
Result<void> write_new_file(const std::filesystem::path& path, std::string_view text);

}  // namespace sanad
