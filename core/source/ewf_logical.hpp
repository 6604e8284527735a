#pragma once
// The files of a logical EnCase image (L01): a list of names, times and places in the media, and no file system.
// Authority: "Expert Witness Compression Format", J. Metz, section "Ltree".
#include <memory>

#include "core/source/file_system.hpp"

namespace sanad {

/// `image` must be what open_image gave for Container::ewf_logical, and must outlive the result. Metadata addresses
/// count the entries of the list from 1; the category's root entry, which is no file, is number 0.
Result<std::unique_ptr<FileSystem>> open_ewf_logical(ByteSource& image);

}  // namespace sanad
