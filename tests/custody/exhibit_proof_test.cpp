#include "core/custody/exhibit_proof.hpp"

#include <doctest/doctest.h>

#include "core/base/text.hpp"
#include "tests/custody/proof_fixture.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("a proof is read back as it was written, and holes that no extent tells of are told as sparse") {
    const ProofFixture fixture;
    const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
    REQUIRE(proof);
    CHECK(proof->extents.size() == 5);
    CHECK(proof->extents[1] == Extent{2048, 0, 2048, ExtentKind::sparse});
    CHECK(proof->extents[4] == Extent{5120, 0, 880, ExtentKind::sparse});
    REQUIRE(proof->blocks.size() == 3);
    CHECK(proof->blocks[2].index == 3);
    const auto again = parse_exhibit_proof(exhibit_proof_text(*proof));
    REQUIRE(again);
    CHECK(*again == *proof);
}

TEST_CASE("the paths of a proof are those that RFC 6962 defines, whatever the number of blocks") {
    for (std::size_t count = 1; count <= 9; ++count) {
        const ProofFixture fixture{count * tree_block_size - 4096};
        const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
        REQUIRE(proof);
        REQUIRE(proof->blocks.size() == count);
        for (std::size_t i = 0; i < count; ++i) CHECK(proof->blocks[i].path == tree_path(fixture.leaves, i));
    }
}

TEST_CASE("a case whose block hashes do not lead to its root, or are too few, gives no proof") {
    ProofFixture fixture;
    auto leaves = fixture.leaves;
    leaves[2][0] ^= 1;
    CHECK(make_exhibit_proof(fixture.facts, leaves).error().what ==
          "the block hashes kept do not lead to the tree root kept");
    leaves.pop_back();
    CHECK(make_exhibit_proof(fixture.facts, leaves).error().what.starts_with("3 block hashes are kept of an image of"));
    CHECK(!make_exhibit_proof(fixture.facts, {}));
}

TEST_CASE("a file whose extents overlap, leave the image or store nothing gives no proof") {
    const auto why = [](auto&& change) {
        ProofFixture fixture;
        change(fixture.facts);
        const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
        return proof ? "" : proof.error().what;
    };
    CHECK(why([](ExhibitFacts& facts) { facts.extents[1].file_offset = 1024; }) ==
          "extent 1: overlaps the one before it");
    CHECK(why([](ExhibitFacts& facts) {
              facts.extents[0].image_offset = UINT64_MAX - 10;
          }).starts_with("extent 0: lies beyond the end of the image"));
    CHECK(why([](ExhibitFacts& facts) {
              facts.extents[2].length = UINT64_MAX - 10;
          }).starts_with("extent 3: ends beyond the exhibit's size"));
    CHECK(why([](ExhibitFacts& facts) { facts.extents.clear(); }) == "no byte of the exhibit is stored in the image");
    CHECK(why([](ExhibitFacts& facts) { facts.size = std::uint64_t{1} << 60; }) ==
          "sizes beyond 2^53 - 1 cannot be written");
}

TEST_CASE("an extent that claims more blocks than there are in the world is refused at once") {
    const ProofFixture fixture;
    auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
    REQUIRE(proof);
    proof->image_size = (std::uint64_t{1} << 53) - 1;
    proof->leaf_count = std::uint64_t{1} << 33;
    proof->size = proof->image_size;
    proof->extents = {{0, 0, proof->size, ExtentKind::stored}};
    CHECK(check_consistency(*proof).error().what == "extent 0: block 2 is not in the proof");
}

TEST_CASE("the text of a proof cut off at any byte is no proof") {
    const ProofFixture fixture;
    const std::string text = exhibit_proof_text(*make_exhibit_proof(fixture.facts, fixture.leaves));
    for (std::size_t end = 0; end < text.size(); ++end) CHECK(!parse_exhibit_proof(text.substr(0, end)));
    CHECK(parse_exhibit_proof(text));
}

TEST_CASE("a proof shows a path with the controls that EXHIBIT_PROOF.md lists, today and in every later version") {
    // A path once written must be shown the same way for as long as proofs of this version are checked.
    std::string hidden;
    for (char32_t c = 1; c < 0x10000; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        std::string text;
        if (c < 0x80) {
            text = {static_cast<char>(c)};
        } else if (c < 0x800) {
            text = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
        } else {
            text = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                    static_cast<char>(0x80 | (c & 0x3F))};
        }
        const bool listed = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
                            c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
                            (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
        if ((shown(text) != text) != listed) hidden += std::to_string(static_cast<std::uint32_t>(c)) + " ";
    }
    CHECK(hidden.empty());
}

TEST_CASE("the length and the file of each block follow from its number alone") {
    CHECK(block_length(0, 0) == 0);
    CHECK(block_length(1, 0) == 1);
    CHECK(block_length(tree_block_size, 0) == tree_block_size);
    CHECK(block_length(tree_block_size, 1) == 0);
    CHECK(block_length(tree_block_size + 5, 1) == 5);
    CHECK(block_length(UINT64_MAX, UINT64_MAX) == 0);
    CHECK(block_file_name(17) == "000017.block");
    CHECK(block_file_name(1234567) == "1234567.block");
}
