#include "core/custody/wire_parts.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace sanad {
namespace {

/// LEDGER.md section 2.
std::size_t public_key_size(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::ed25519:
            return 32;
        case SignatureAlgorithm::ecdsa_p256:
            return 65;
        case SignatureAlgorithm::ml_dsa_65:
            return 1952;
    }
    throw std::logic_error{"an algorithm that does not exist"};
}

Result<PublicKey> public_key_in(const JsonValue& value) {
    Members members{value};
    const std::string name = TRY(members.text("alg"));
    const auto algorithm = signature_algorithm(name);
    if (!algorithm) return wrong_member("alg", "no algorithm that is known");
    const std::string kid = TRY(members.text("kid"));
    auto raw = from_base64(TRY(members.text("public")));
    if (!raw) return within("public", std::move(raw.error()));
    PublicKey key{*algorithm, std::move(*raw)};
    if (key.raw.size() != public_key_size(key.algorithm))
        return wrong_member("public", fmt::format("{} bytes, where a key of {} has {}", key.raw.size(), name,
                                                  public_key_size(key.algorithm)));
    if (key_id(key) != kid) return wrong_member("kid", "not the id of this key");
    TRY(members.end());
    return key;
}

}  // namespace

JsonValue wire_texts(const std::vector<std::string>& texts) {
    return JsonValue::Array(texts.begin(), texts.end());
}

JsonValue wire_public_key(const PublicKey& key) {
    JsonValue value;
    value.set("alg", name_of(key.algorithm)).set("kid", key_id(key)).set("public", base64(key.raw));
    return value;
}

Result<PublicKey> public_key_on_wire(const JsonValue& value) {
    auto key = public_key_in(value);
    if (!key) return within("keys", std::move(key.error()));
    return key;
}

JsonValue wire_commitments(const std::vector<Commitment>& commitments) {
    JsonValue::Array array;
    for (const Commitment& commitment : commitments) {
        JsonValue element;
        element.set("commit", commitment.commit).set("label", commitment.label);
        array.push_back(std::move(element));
    }
    return array;
}

Result<std::vector<Commitment>> commitments_on_wire(Members& members) {
    std::vector<Commitment> commitments;
    const JsonValue::Array* array = TRY(members.optional_array("pii"));
    if (array == nullptr) return commitments;
    for (const JsonValue& element : *array) {
        Members parts{element};
        const auto read = [&parts]() -> Result<Commitment> {
            Commitment commitment;
            commitment.label = TRY(parts.text("label", is_some_text, "a label"));
            commitment.commit = TRY(parts.text("commit", is_sha256_hex, "64 hexadecimal letters"));
            TRY(parts.end());
            return commitment;
        };
        auto commitment = read();
        if (!commitment) return within("pii", std::move(commitment.error()));
        commitments.push_back(std::move(*commitment));
    }
    return commitments;
}

}  // namespace sanad
