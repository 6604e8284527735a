#pragma once
// A SHA-256 tree over 1 MiB blocks of an image, hashed as RFC 6962 section 2.1: leaf = SHA-256(0x00 || block),
// node = SHA-256(0x01 || left || right). Its root lets one exhibit's bytes be proven against the whole image.
#include <cstdint>
#include <span>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

inline constexpr std::uint64_t tree_block_size = 1 << 20;

/// A Sha256 that has already taken the leaf prefix: feed it one block.
Sha256 leaf_hash_start();

Sha256Digest tree_node(const Sha256Digest& left, const Sha256Digest& right);

/// The tree hash of leaves as they come: keeps one node for each complete subtree, at most 64.
class TreeHasher {
public:
    void add(const Sha256Digest& leaf);
    std::uint64_t leaf_count() const { return count_; }
    /// The root of the leaves so far; more may follow.
    Sha256Digest root() const;

private:
    std::vector<Sha256Digest> complete_;  // of complete subtrees, largest first
    std::uint64_t count_ = 0;
};

/// Merkle tree hash of the leaves (RFC 6962 2.1); of none: SHA-256 of the empty string.
Sha256Digest tree_root(std::span<const Sha256Digest> leaves);
/// The audit path of leaf `index` (RFC 6962 2.1.1), lowest level first.
std::vector<Sha256Digest> tree_path(std::span<const Sha256Digest> leaves, std::uint64_t index);
/// True when `path` leads from `leaf` at `index` of `leaf_count` to `root` (RFC 9162 2.1.3.2).
bool tree_path_verifies(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t leaf_count,
                        std::span<const Sha256Digest> path, const Sha256Digest& root);

}  // namespace sanad
