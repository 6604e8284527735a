#include "core/crypto/block_tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace sanad {
namespace {

/// The first leaves of a tree that form its left child: the largest power of two smaller than `count` (RFC 6962 2.1).
std::uint64_t left_count(std::uint64_t count) {
    return std::bit_floor(count - 1);
}

}  // namespace

Sha256 leaf_hash_start() {
    static constexpr Byte prefix[] = {0x00};
    Sha256 state;
    state.update(prefix);
    return state;
}

Sha256Digest tree_node(const Sha256Digest& left, const Sha256Digest& right) {
    std::array<Byte, 1 + 2 * sizeof(Sha256Digest)> bytes;
    bytes[0] = 0x01;
    std::copy(left.begin(), left.end(), bytes.begin() + 1);
    std::copy(right.begin(), right.end(), bytes.begin() + 1 + sizeof(Sha256Digest));
    Sha256 state;
    state.update(bytes);
    return state.finish();
}

void TreeHasher::add(const Sha256Digest& leaf) {
    // A subtree is complete when the number of leaves is a multiple of its size: the trailing ones of the old count.
    Sha256Digest node = leaf;
    for (std::uint64_t size = count_; (size & 1) != 0; size >>= 1) {
        node = tree_node(complete_.back(), node);
        complete_.pop_back();
    }
    complete_.push_back(node);
    ++count_;
}

Sha256Digest TreeHasher::root() const {
    if (complete_.empty()) return Sha256{}.finish();
    Sha256Digest node = complete_.back();
    for (std::size_t i = complete_.size() - 1; i-- > 0;) node = tree_node(complete_[i], node);
    return node;
}

Sha256Digest tree_root(std::span<const Sha256Digest> leaves) {
    TreeHasher hasher;
    for (const auto& leaf : leaves) hasher.add(leaf);
    return hasher.root();
}

std::vector<Sha256Digest> tree_path(std::span<const Sha256Digest> leaves, std::uint64_t index) {
    if (index >= leaves.size()) throw std::logic_error{"tree_path: no such leaf"};
    std::vector<Sha256Digest> path;
    while (leaves.size() > 1) {
        const std::size_t left = left_count(leaves.size());
        if (index < left) {
            path.push_back(tree_root(leaves.subspan(left)));
            leaves = leaves.first(left);
        } else {
            path.push_back(tree_root(leaves.first(left)));
            leaves = leaves.subspan(left);
            index -= left;
        }
    }
    std::reverse(path.begin(), path.end());
    return path;
}

bool tree_path_verifies(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t leaf_count,
                        std::span<const Sha256Digest> path, const Sha256Digest& root) {
    if (index >= leaf_count) return false;
    std::uint64_t node = index;
    std::uint64_t last = leaf_count - 1;  // the rightmost node of the same level
    Sha256Digest hash = leaf;
    for (const auto& sibling : path) {
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            hash = tree_node(sibling, hash);
            // The rightmost node has no sibling on the levels where it is a left child: it rises alone.
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = tree_node(hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

}  // namespace sanad
