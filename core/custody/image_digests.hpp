#pragma once
// A raw image file read plainly from its first byte to its last: what its blocks' tree and its digest are.
#include <cstdint>
#include <filesystem>

#include "core/base/result.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

struct RawImageDigests {
    std::uint64_t size = 0;
    std::uint64_t leaf_count = 0;
    Sha256Digest tree_root{};
    Sha256Digest sha256{};
    bool starts_as_container =
        false;  ///< its first bytes are those of E01 or L01: then these are not the media's digests
};

Result<RawImageDigests> digest_raw_image(const std::filesystem::path& path);

}  // namespace sanad
