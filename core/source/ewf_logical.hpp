#pragma once
// The files of a logical EnCase image (L01): a list of names, times and places in the media, and no file system.
// Authority: "Expert Witness Compression Format", J. Metz, section "Ltree".
#include <memory>
#include <string_view>

#include "core/source/file_system.hpp"

namespace sanad {

/// In FileRecord::remark, before a digest in hexadecimal that the list keeps of the file.
inline constexpr std::string_view acquired_md5_words = "MD5 recorded when acquired: ",
                                  acquired_sha1_words = "SHA-1 recorded when acquired: ";

/// `image` must be what open_image gave for Container::ewf_logical, and must outlive the result. Metadata addresses
/// count the entries of the list from 1; the category's root entry, which is no file, is number 0.
Result<std::unique_ptr<FileSystem>> open_ewf_logical(ByteSource& image);

}  // namespace sanad
