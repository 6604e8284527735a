#pragma once
// The body file of The Sleuth Kit 3, which mactime reads:
// MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime, times in whole seconds, 0 for none.
#include <string>

#include "core/store/case_reader.hpp"

namespace sanad {

/// The line of a file, and a second one for the times of its name where NTFS keeps them.
std::string body_lines(const FileRow& file);

}  // namespace sanad
