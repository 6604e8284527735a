#include "core/model/hash_set.hpp"

#include <doctest/doctest.h>

#include "core/model/evidence.hpp"

using namespace sanad;

TEST_CASE("an algorithm is found by its name, and its digests are as long as those of the model") {
    for (const HashAlgorithm algorithm : hash_algorithms) CHECK(hash_algorithm(name_of(algorithm)) == algorithm);
    CHECK_FALSE(hash_algorithm("SHA1"));
    CHECK(digest_size(HashAlgorithm::md5) == Md5Digest{}.size());
    CHECK(digest_size(HashAlgorithm::sha1) == Sha1Digest{}.size());
    CHECK(digest_size(HashAlgorithm::sha256) == Sha256Digest{}.size());
    CHECK(name_of(HashSetKind::known) == "known");
    CHECK(name_of(HashSetKind::notable) == "notable");
}
