#include "core/custody/wire_parts.hpp"

#include <doctest/doctest.h>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

TEST_CASE("a public key goes through JSON with its id, of whatever algorithm") {
    for (const SignatureAlgorithm algorithm : {SignatureAlgorithm::ed25519, SignatureAlgorithm::ecdsa_p256}) {
        const PublicKey key = signer_named("one", algorithm)->public_key();
        CHECK(public_key_on_wire(wire_public_key(key)).value() == key);
    }
    // Where this OpenSSL lacks ML-DSA its keys are carried all the same.
    const PublicKey large{SignatureAlgorithm::ml_dsa_65, std::string(1952, 'k')};
    CHECK(public_key_on_wire(wire_public_key(large)).value() == large);
    JsonValue wrong = wire_public_key(large);
    CHECK(public_key_on_wire(wrong.set("alg", "ed25519")).error().what ==
          "keys: public: 1952 bytes, where a key of ed25519 has 32");
}

TEST_CASE("commitments go through JSON; none leave no trace") {
    const std::vector<Commitment> commitments{{"name", std::string(64, 'a')}, {"cnic", std::string(64, 'b')}};
    JsonValue value;
    value.set("pii", wire_commitments(commitments));
    Members members{value};
    CHECK(commitments_on_wire(members).value() == commitments);
    const JsonValue nothing;
    Members none{nothing};
    CHECK(commitments_on_wire(none).value().empty());
}
