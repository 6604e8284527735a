#pragma once
// Zips: their directory is read here, their content unpacked member by member.
#include "plugins/archive/unpacking.hpp"
#include "plugins/archive/zip_directory.hpp"

namespace sanad::archive {

/// `not_mine` when it is no zip.
sdk::Verdict examine_zip(sdk::Bytes bytes, const sdk::Sink& sink);

}  // namespace sanad::archive
