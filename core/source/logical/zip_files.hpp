#pragma once
#include "core/source/file_system.hpp"

namespace sanad {

/// True for a file that begins as a zip, or is an empty one.
bool is_zip(ByteSource& archive);

/// The files of a zip by its central directory. Stored members are extents in the archive; deflated ones are inflated
/// by open_content, each from its own beginning, so that any reader may take any of them.
Result<std::unique_ptr<FileSystem>> open_zip(ByteSource& archive);

}  // namespace sanad
