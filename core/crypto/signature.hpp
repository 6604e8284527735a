#pragma once
// Signatures of the custody ledger. Algorithms travel by name with every key and signature; what the OpenSSL at hand
// does not have is said (`not_checked`), and is neither taken for good nor for bad.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace sanad {

enum class SignatureAlgorithm : std::uint8_t {
    ed25519,     ///< RFC 8032, without pre-hash or context
    ecdsa_p256,  ///< FIPS 186-5 over P-256, the message hashed with SHA-256
    ml_dsa_65,   ///< FIPS 204, pure, with an empty context
};

/// "ed25519", "ecdsa-p256", "ml-dsa-65": the names that stand in ledgers and key files.
std::string_view name_of(SignatureAlgorithm algorithm);
/// The algorithm of exactly that name; nothing for any other text.
std::optional<SignatureAlgorithm> signature_algorithm(std::string_view name);

/// Asked by name at run time: Ed25519 and ECDSA are everywhere, ML-DSA is in OpenSSL from 3.5 on. Never throws.
bool available(SignatureAlgorithm algorithm);

struct PublicKey {
    SignatureAlgorithm algorithm;
    std::string raw;  ///< ed25519: 32 bytes; ecdsa-p256: 65, the uncompressed point; ml-dsa-65: 1952
    bool operator==(const PublicKey&) const = default;
};

/// Lower-case hexadecimal of the first 20 bytes of SHA-256("sanad-key-v1\n" + name + "\n" + raw).
std::string key_id(const PublicKey& key);

/// As PEM SubjectPublicKeyInfo, which `openssl pkeyutl -verify -pubin -rawin` takes. A `raw` of a length that its
/// algorithm does not have is std::logic_error.
std::string public_key_pem(const PublicKey& key);
/// Reads one PEM block "PUBLIC KEY" with nothing but blanks around it. Refused: other algorithms and curves, compressed
/// points, points that are not on the curve, and the Ed25519 keys that verify() never believes. The point of an ML-DSA
/// key is not looked at: every text of the right length is one.
Result<PublicKey> public_key_from_pem(std::string_view pem);

enum class Checked : std::uint8_t {
    good,
    bad,
    not_checked,  ///< this OpenSSL does not have the algorithm
};

/// Key, message and signature may be hostile: what is not well formed is `bad`. Signatures are ed25519: 64 bytes;
/// ecdsa-p256: 64 bytes, r and s big-endian (s may be in either half); ml-dsa-65: 3309.
///
/// Ed25519 as OpenSSL checks it: without the cofactor, s below the group's order, R compared byte for byte. OpenSSL
/// does accept keys of small order, under which one signature fits every message, and y coordinates that are not
/// reduced, so that one key has two texts. Nobody is given such a key by accident: they are `bad` here whatever they
/// seem to have signed.
Checked verify(const PublicKey& key, Bytes message, Bytes signature);

/// A private key in memory, wiped when it goes. Move-only.
class PrivateKey {
public:
    /// Fault::unsupported where available() is false.
    static Result<PrivateKey> generate(SignatureAlgorithm algorithm);
    /// Always 32 bytes: the seed of Ed25519 or ML-DSA, the scalar of P-256 (1 to the group's order - 1).
    static Result<PrivateKey> from_secret(SignatureAlgorithm algorithm, Bytes secret);

    PrivateKey(PrivateKey&&) noexcept;
    PrivateKey& operator=(PrivateKey&&) noexcept;
    ~PrivateKey();

    const PublicKey& public_key() const;
    Result<std::string> sign(Bytes message) const;
    /// The 32 bytes of from_secret(). Whoever asks for them wipes them (wipe.hpp).
    std::string secret() const;

private:
    struct Parts;
    explicit PrivateKey(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;  // a move leaves no copy of the secret behind
};

/// Whatever can sign for one person with one key: a key in memory, an agent, a token.
class Signer {
public:
    virtual ~Signer() = default;
    virtual const PublicKey& public_key() const = 0;
    virtual Result<std::string> sign(Bytes message) = 0;
};
std::unique_ptr<Signer> signer_of(PrivateKey key);

/// From the system's generator through OpenSSL. Throws std::runtime_error when the machine has none.
void random_bytes(MutableBytes bytes);

}  // namespace sanad
