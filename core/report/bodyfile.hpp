#pragma once
// The body file of The Sleuth Kit 3, which mactime reads:
// MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime, times in whole seconds, 0 for none.
#include <cstdint>
#include <string>

#include "core/store/case_reader.hpp"

namespace sanad {

/// The line of a file, and a second one for the times of its name where NTFS keeps them. A line without any time tells
/// mactime nothing and is none: empty for a file without times.
std::string body_lines(const FileRow& file);
/// For people, of the files that have no line.
std::string without_times_text(std::uint64_t files);

}  // namespace sanad
