#pragma once
// The proof that the bytes of one exhibit stand in a sealed image, checkable without the image, without a case and
// without us. EXHIBIT_PROOF.md: the format, field by field.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

inline constexpr std::string_view exhibit_proof_format = "sanad-exhibit-proof-v1";
/// A proof of this size covers an exhibit of some 150 GB; a larger text is not read.
inline constexpr std::uint64_t max_exhibit_proof_bytes = 256 << 20;
/// Every stored piece begins at a multiple of this in the file. No file system allocates less; from pieces of single
/// bytes, anything at all could be spelled out of any image.
inline constexpr std::uint64_t smallest_piece = 512;

/// One block of the image that the exhibit touches, and the way from it to the root.
struct ProofBlock {
    std::uint64_t index = 0;
    Sha256Digest leaf{};
    std::vector<Sha256Digest> path;  ///< lowest level first (RFC 6962 2.1.1)
    bool operator==(const ProofBlock&) const = default;
};

struct ExhibitProof {
    std::string tool;  ///< the program that made it, with its version
    std::uint64_t image_size = 0;
    std::uint64_t leaf_count = 0;
    Sha256Digest tree_root{};
    std::string path;  ///< raw bytes
    std::uint64_t size = 0;
    Sha256Digest sha256{};
    std::vector<Extent> extents;     ///< from byte 0 to `size` without a gap; sparse ones have image_offset 0
    std::vector<ProofBlock> blocks;  ///< by index; exactly those that a stored extent touches
    bool operator==(const ExhibitProof&) const = default;
};

/// Bytes of block `index` of an image of `image_size` bytes: only the last may be short. 0 when there is no such block.
std::uint64_t block_length(std::uint64_t image_size, std::uint64_t index);
/// The name of a block's file: "000017.block".
std::string block_file_name(std::uint64_t index);

/// The canonical text of a proof.
std::string exhibit_proof_text(const ExhibitProof& proof);
/// Fault::damaged with the place when the text is not canonical or contradicts itself; Fault::unsupported when it is no
/// proof of this version at all.
Result<ExhibitProof> parse_exhibit_proof(std::string_view text);
/// Everything that can be said of a proof without hashing: numbers that fit each other, extents in order and inside the
/// image, the blocks they touch and no others. Fault::damaged with the place.
Result<void> check_consistency(const ExhibitProof& proof);

/// What a case knows of an exhibit and its image.
struct ExhibitFacts {
    std::string tool;
    std::uint64_t image_size = 0;
    Sha256Digest tree_root{};
    std::string path;
    std::uint64_t size = 0;
    Sha256Digest sha256{};
    std::vector<Extent> extents;  ///< by file_offset; what none holds is sparse
};

/// Fault::damaged when the leaves do not lead to the root, or the facts make no proof that would verify.
Result<ExhibitProof> make_exhibit_proof(const ExhibitFacts& facts, std::span<const Sha256Digest> leaves);

}  // namespace sanad
