#include "core/search/identifiers/keccak.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include "core/search/identifiers/onion.hpp"

using namespace sanad;

TEST_CASE("SHA3-256 is that of OpenSSL at every length around the rate") {
    std::vector<Byte> bytes;
    for (std::size_t length = 0; length < 300; ++length) {
        std::array<Byte, 32> expected{};
        REQUIRE(EVP_Digest(bytes.data(), bytes.size(), expected.data(), nullptr, EVP_sha3_256(), nullptr) == 1);
        CHECK(keccak_256(bytes, KeccakPadding::sha3) == expected);
        bytes.push_back(static_cast<Byte>(length * 7));
    }
}

TEST_CASE("the digest that Ethereum takes is Keccak as it was before the standard") {
    // Of nothing: the code hash of every account without code (Ethereum yellow paper).
    CHECK(hex(keccak_256({}, KeccakPadding::original)) ==
          "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST_CASE("an onion address of another length is none") {
    CHECK_FALSE(check_onion("short.onion").has_value());
    CHECK(check_onion("expyuzz4wqqyqhjn.onion") == IdentifierVerdict::format_only);
}
