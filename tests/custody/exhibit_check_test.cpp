#include "core/custody/exhibit_check.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/custody/proof_fixture.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("what a true proof rebuilds is the exhibit, byte for byte") {
    const ProofFixture fixture;
    const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
    REQUIRE(proof);
    std::vector<Byte> rebuilt;
    const auto proven = check_exhibit(*proof, fixture.blocks(), [&](Bytes bytes) -> Result<void> {
        rebuilt.insert(rebuilt.end(), bytes.begin(), bytes.end());
        return {};
    });
    REQUIRE(proven);
    CHECK(rebuilt == fixture.exhibit);
    CHECK(proven->stored_bytes == 3048);
    CHECK(proven->zero_bytes == 2952);
    CHECK(proven->pieces == 2);
}

TEST_CASE("bytes that change between two readings of one block are never taken into the exhibit") {
    // Every reading is compared with the leaf, not only the first: 300 blocks are more than are held at once.
    const ProofFixture fixture{300 * tree_block_size};
    const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
    REQUIRE(proof);
    const BlockBytes honest = fixture.blocks();
    std::vector<int> readings(300);
    const auto proven = check_exhibit(*proof, [&](std::uint64_t index, std::uint64_t length) {
        auto bytes = honest(index, length);
        if (++readings[index] == 2) (*bytes)[0] ^= 1;
        return bytes;
    });
    REQUIRE(!proven);
    CHECK(proven.error().fault == Fault::damaged);
    CHECK(proven.error().what == "block 0: its bytes do not have the hash that the proof gives it");
}

TEST_CASE("a block that cannot be read is no finding against the proof") {
    const ProofFixture fixture;
    const auto proof = make_exhibit_proof(fixture.facts, fixture.leaves);
    REQUIRE(proof);
    const TemporaryFolder folder;
    const auto proven = check_exhibit(*proof, blocks_in(folder.path()));
    REQUIRE(!proven);
    CHECK(proven.error().fault == Fault::unavailable);
    CHECK(proven.error().what.starts_with("block 0: "));
}

TEST_CASE("blocks lie beside their proof") {
    CHECK(blocks_beside("a/letter.proof.json") == "a/letter.blocks");
    CHECK(blocks_beside("letter") == "letter.blocks");
    CHECK(blocks_beside(".proof.json") == ".proof.json.blocks");
}

TEST_CASE("a file is compared to its last byte") {
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "file"} << "what was exported";
    CHECK(FileComparison::open(folder.path() / "file", 16).error().what.ends_with("17 bytes, the exhibit has 16"));
    auto same = FileComparison::open(folder.path() / "file", 17);
    REQUIRE(same);
    CHECK(same->take(bytes_of("what was ")));
    CHECK(same->take(bytes_of("exported")));
    auto other = FileComparison::open(folder.path() / "file", 17);
    REQUIRE(other);
    CHECK(other->take(bytes_of("what was ")));
    CHECK(other->take(bytes_of("expected")).error().what ==
          "the file given differs from the exhibit in the image at byte 12");
}
