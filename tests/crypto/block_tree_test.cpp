#include "core/crypto/block_tree.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace sanad;

namespace {

Sha256Digest leaf(Bytes block) {
    Sha256 state = leaf_hash_start();
    state.update(block);
    return state.finish();
}

std::vector<Sha256Digest> numbered_leaves(std::size_t count) {
    std::vector<Sha256Digest> leaves;
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf(bytes_of("block " + std::to_string(i))));
    return leaves;
}

/// RFC 6962 2.1 word for word, as a second opinion on the iterative tree.
Sha256Digest root_by_definition(std::span<const Sha256Digest> leaves) {
    if (leaves.empty()) return Sha256{}.finish();
    if (leaves.size() == 1) return leaves[0];
    std::size_t left = 1;
    while (left * 2 < leaves.size()) left *= 2;
    return tree_node(root_by_definition(leaves.first(left)), root_by_definition(leaves.subspan(left)));
}

// The eight inputs and the roots over the first 0 to 8 of them that Certificate Transparency implementations share
// (transparency-dev/merkle, testonly/constants.go).
constexpr std::string_view known_inputs[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view known_roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

std::vector<Sha256Digest> known_leaves() {
    std::vector<Sha256Digest> leaves;
    for (const auto input : known_inputs) leaves.push_back(leaf(bytes_of(*from_hex(input))));
    return leaves;
}

}  // namespace

TEST_CASE("the block tree has the roots that Certificate Transparency publishes") {
    const auto leaves = known_leaves();
    for (std::size_t count = 0; count <= leaves.size(); ++count)
        CHECK(hex(tree_root(std::span{leaves}.first(count))) == known_roots[count]);
}

TEST_CASE("the path of a block holds the published nodes beside its way to the root, lowest first") {
    const auto leaves = known_leaves();
    const auto path = tree_path(leaves, 0);
    REQUIRE(path.size() == 3);
    CHECK(hex(path[0]) == "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
    CHECK(hex(path[1]) == "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e");
    CHECK(hex(path[2]) == "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    const auto last_of_three = tree_path(std::span{leaves}.first(3), 2);
    REQUIRE(last_of_three.size() == 1);
    CHECK(hex(last_of_three[0]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST_CASE("the tree of any number of blocks is the one RFC 6962 defines, also leaf by leaf") {
    const auto leaves = numbered_leaves(130);
    TreeHasher hasher;
    for (std::size_t count = 0; count <= leaves.size(); ++count) {
        const auto expected = root_by_definition(std::span{leaves}.first(count));
        REQUIRE(tree_root(std::span{leaves}.first(count)) == expected);
        REQUIRE(hasher.root() == expected);
        REQUIRE(hasher.leaf_count() == count);
        if (count < leaves.size()) hasher.add(leaves[count]);
    }
}

TEST_CASE("every block of images of 1 to 33 blocks is proven by its path, and by no altered path") {
    for (std::size_t count = 1; count <= 33; ++count) {
        const auto leaves = numbered_leaves(count);
        const auto root = tree_root(leaves);
        for (std::size_t index = 0; index < count; ++index) {
            const auto path = tree_path(leaves, index);
            REQUIRE(tree_path_verifies(leaves[index], index, count, path, root));
            for (std::size_t other = 0; other < count + 3; ++other)
                if (other != index) REQUIRE_FALSE(tree_path_verifies(leaves[index], other, count, path, root));
            REQUIRE_FALSE(tree_path_verifies(leaves[index], index, 0, path, root));

            auto longer = path;
            longer.push_back(root);
            REQUIRE_FALSE(tree_path_verifies(leaves[index], index, count, longer, root));
            if (!path.empty()) {
                REQUIRE_FALSE(
                    tree_path_verifies(leaves[index], index, count, std::span{path}.first(path.size() - 1), root));
                REQUIRE_FALSE(tree_path_verifies(leaves[index], index, count, std::span{path}.subspan(1), root));
            }
        }
    }
}

TEST_CASE("one flipped bit in the block, its path or the root fails the proof") {
    for (const std::size_t count : {1u, 2u, 7u, 8u, 13u, 33u}) {
        const auto leaves = numbered_leaves(count);
        const auto root = tree_root(leaves);
        for (std::size_t index = 0; index < count; ++index) {
            auto path = tree_path(leaves, index);
            for (std::size_t bit = 0; bit < 256; ++bit) {
                const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
                auto wrong_leaf = leaves[index];
                wrong_leaf[bit / 8] ^= mask;
                REQUIRE_FALSE(tree_path_verifies(wrong_leaf, index, count, path, root));
                auto wrong_root = root;
                wrong_root[bit / 8] ^= mask;
                REQUIRE_FALSE(tree_path_verifies(leaves[index], index, count, path, wrong_root));
                for (auto& node : path) {
                    node[bit / 8] ^= mask;
                    REQUIRE_FALSE(tree_path_verifies(leaves[index], index, count, path, root));
                    node[bit / 8] ^= mask;
                }
            }
        }
    }
}

TEST_CASE("a leaf is not taken for a node: an inner node offered as a block does not verify") {
    const auto leaves = numbered_leaves(4);
    const auto node = tree_node(leaves[0], leaves[1]);
    const auto path = tree_path(leaves, 0);
    CHECK_FALSE(tree_path_verifies(node, 0, 4, std::span{path}.subspan(1), tree_root(leaves)));
}

TEST_CASE("a proof for an absurd number of blocks ends and fails") {
    const auto leaves = numbered_leaves(2);
    const auto most = ~std::uint64_t{0};
    CHECK_FALSE(tree_path_verifies(leaves[0], most - 1, most, leaves, tree_root(leaves)));
    CHECK_FALSE(tree_path_verifies(leaves[0], most, most, leaves, tree_root(leaves)));
    const std::vector<Sha256Digest> endless(1000, leaves[1]);
    CHECK_FALSE(tree_path_verifies(leaves[0], most - 1, most, endless, tree_root(leaves)));
}

TEST_CASE("asking for the path of a block that is not there is a programming error") {
    CHECK_THROWS_AS(tree_path(numbered_leaves(3), 3), std::logic_error);
    CHECK_THROWS_AS(tree_path({}, 0), std::logic_error);
}
