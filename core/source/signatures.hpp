#pragma once
// What a file is, known from its first and last bytes alone.
#include <optional>
#include <string>

#include "core/source/open_image.hpp"

namespace sanad {

struct RecognisedContainer {
    std::optional<Container> container;  ///< nothing: no signature, which is how raw images look
    std::string refused;                 ///< the format's name when it is known and cannot be read: "EnCase 7 (Ex01)"
};

/// Reads a few sectors at both ends; a gzip is told apart by what it holds.
Result<RecognisedContainer> recognise_container(const SegmentFile& file);

/// The container that a file's name promises ("E01", "VMDK"); empty when it promises none.
std::string promised_by_name(const std::filesystem::path& path);

}  // namespace sanad
