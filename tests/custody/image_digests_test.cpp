#include "core/custody/image_digests.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "core/base/bytes.hpp"
#include "tests/custody/proof_fixture.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

TEST_CASE("a raw image has the digest that sha256sum finds and the root of its blocks") {
    const TemporaryFolder folder;
    const std::string path = folder.path() / "image";
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{tree_block_size}, std::size_t{3 * tree_block_size + 12345}}) {
        const ProofFixture fixture{size};
        std::ofstream{path, std::ios::binary} << text_of(fixture.image);
        const auto found = digest_raw_image(path);
        REQUIRE(found);
        CHECK(found->size == size);
        CHECK(found->leaf_count == fixture.leaves.size());
        CHECK(found->tree_root == tree_root(fixture.leaves));
        CHECK(run_command("sha256sum '" + path + "'").output.substr(0, 64) == hex(found->sha256));
        CHECK(!found->starts_as_container);
    }
}

TEST_CASE("an empty image has the digests of nothing; a folder, a pipe and a missing file have none") {
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "empty"}.flush();
    const auto empty = digest_raw_image(folder.path() / "empty");
    REQUIRE(empty);
    CHECK(empty->leaf_count == 0);
    CHECK(hex(empty->tree_root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_raw_image(folder.path()).error().fault == Fault::unavailable);
    CHECK(digest_raw_image(folder.path() / "none").error().fault == Fault::unavailable);
}

TEST_CASE("an E01 file is known for a container, so that nobody takes its own bytes for the media") {
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "a.E01", std::ios::binary} << std::string{"EVF\x09\x0d\x0a\xff\x00\x01", 9};
    const auto found = digest_raw_image(folder.path() / "a.E01");
    REQUIRE(found);
    CHECK(found->starts_as_container);
}
