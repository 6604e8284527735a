#pragma once
// What a batch is to examine: the rows of a manifest, or the images found under a folder.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct BatchItem {
    std::filesystem::path image;  ///< absolute; its first segment
    std::string case_name;        ///< of the folder below the batch's own, without ".sanad"; no two alike
    std::string exhibit;
    std::string examiner;
};

/// Rows of a CSV with a header row; columns image (required), case, exhibit, examiner, in any order. Paths are relative
/// to the manifest. Fault::refused names the line that makes no sense.
Result<std::vector<BatchItem>> read_batch_manifest(const std::filesystem::path& manifest);

/// Every image under `folder`, by its content or, for raw ones, by its extension; segments, extents and parents of
/// differencing images count with the image they belong to. What is named like an image but cannot be opened is in the
/// list too: somebody must see it fail. A raw image without such a name is known by what stands at its beginning.
/// `leave_out` and case folders are passed by; of all else `left` tells the path and why it is not in the list: links,
/// which are not followed, and what looks like no image.
Result<std::vector<BatchItem>> find_images(const std::filesystem::path& folder, const std::filesystem::path& leave_out,
                                           std::vector<std::string>& left);

/// Records of RFC 4180; quotes may hold commas and line ends.
Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text);

}  // namespace sanad
