#pragma once
#include "core/source/file_system.hpp"

namespace sanad {

/// The files of a tar, plain or compressed. Of a plain one every content is given by its extents in the archive, which
/// can be read in any order and by any reader. A compressed one can only be read onwards: contents up to 64 MiB come
/// with the walk (ContentAccess::resident), so that one pass serves all of them; a larger one costs another pass.
Result<std::unique_ptr<FileSystem>> open_tar(ByteSource& archive);

}  // namespace sanad
