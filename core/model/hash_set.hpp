#pragma once
// Sets of known digests: what a set says of a file whose digest stands in it, and by which digest it was recognised.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sanad {

/// The digests that hash sets know files by. The numbers are those of the file format (core/hashset/FORMAT.md).
enum class HashAlgorithm : std::uint8_t { md5 = 1, sha1 = 2, sha256 = 3 };
inline constexpr HashAlgorithm hash_algorithms[] = {HashAlgorithm::md5, HashAlgorithm::sha1, HashAlgorithm::sha256};

enum class HashSetKind : std::uint8_t {
    known = 1,    ///< ordinary files of published software: nothing to look at
    notable = 2,  ///< files that matter wherever they turn up
};

/// "md5", "sha1", "sha256"
std::string_view name_of(HashAlgorithm algorithm);
std::string_view name_of(HashSetKind kind);
std::optional<HashAlgorithm> hash_algorithm(std::string_view name);
/// Bytes of a digest.
std::size_t digest_size(HashAlgorithm algorithm);

}  // namespace sanad
