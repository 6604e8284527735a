#pragma once
// An image of a few blocks, and an exhibit in it.
#include <algorithm>
#include <random>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/custody/exhibit_check.hpp"

namespace sanad::tests {

struct ProofFixture {
    std::vector<Byte> image;
    std::vector<Sha256Digest> leaves;
    std::vector<Byte> exhibit;
    ExhibitFacts facts;

    /// An exhibit in pieces, with holes.
    ProofFixture() : ProofFixture{3 * tree_block_size + 12345} {
        facts.extents = {{0, tree_block_size - 512, 2048, ExtentKind::stored},
                         {4096, 3 * tree_block_size, 1000, ExtentKind::stored},
                         {5096, 3 * tree_block_size + 1000, 24, ExtentKind::unwritten}};
        facts.size = 6000;
        take_exhibit();
    }
    /// The whole image is the exhibit.
    explicit ProofFixture(std::size_t image_size) : image(image_size) {
        std::mt19937 random{7};
        for (Byte& byte : image) byte = static_cast<Byte>(random());
        for (std::size_t at = 0; at < image.size(); at += tree_block_size) {
            Sha256 leaf = leaf_hash_start();
            leaf.update(Bytes{image}.subspan(at, std::min<std::size_t>(tree_block_size, image.size() - at)));
            leaves.push_back(leaf.finish());
        }
        facts.tool = "a test";
        facts.image_size = image.size();
        facts.tree_root = tree_root(leaves);
        facts.path = "/plan \"A\".txt";
        facts.extents = {{0, 0, image.size(), ExtentKind::stored}};
        facts.size = image.size();
        take_exhibit();
    }

    /// The exhibit as its extents give it, and its digest.
    void take_exhibit() {
        exhibit.assign(facts.size, Byte{0});
        for (const Extent& extent : facts.extents) {
            if (extent.kind != ExtentKind::stored) continue;
            std::copy_n(image.begin() + static_cast<std::ptrdiff_t>(extent.image_offset), extent.length,
                        exhibit.begin() + static_cast<std::ptrdiff_t>(extent.file_offset));
        }
        Sha256 digest;
        digest.update(exhibit);
        facts.sha256 = digest.finish();
    }

    BlockBytes blocks() const {
        return [this](std::uint64_t index, std::uint64_t length) -> Result<std::vector<Byte>> {
            const auto from = image.begin() + static_cast<std::ptrdiff_t>(index * tree_block_size);
            return std::vector<Byte>(from, from + static_cast<std::ptrdiff_t>(length));
        };
    }
};

}  // namespace sanad::tests
