#include "core/crypto/signature.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <climits>
#include <stdexcept>

#include "core/crypto/digest.hpp"
#include "core/crypto/openssl_handles.hpp"
#include "core/crypto/wipe.hpp"

namespace sanad {
namespace {

constexpr std::size_t secret_size = 32;
constexpr std::size_t coordinate_size = 32;

struct Algorithm {
    SignatureAlgorithm id;
    std::string_view name;
    const char* key_type;        // what OpenSSL calls the keys
    const char* signature_type;  // and the signatures
    const char* digest;          // hashed first with this, or not at all
    std::size_t key_size;
    std::size_t signature_size;
    std::string_view info_header;  // SubjectPublicKeyInfo in DER up to the raw key, in hexadecimal
};

// Fixed headers, so that a key's text is read and written without an ASN.1 parser, and also where OpenSSL lacks ML-DSA.
constexpr std::array<Algorithm, 3> algorithms{{
    {SignatureAlgorithm::ed25519, "ed25519", "ED25519", "ED25519", nullptr, 32, 64, "302a300506032b6570032100"},
    {SignatureAlgorithm::ecdsa_p256, "ecdsa-p256", "EC", "ECDSA", "SHA256", 65, 64,
     "3059301306072a8648ce3d020106082a8648ce3d030107034200"},  // RFC 5480: id-ecPublicKey with secp256r1
    {SignatureAlgorithm::ml_dsa_65, "ml-dsa-65", "ML-DSA-65", "ML-DSA-65", nullptr, 1952, 3309,
     "308207b2300b0609608648016503040312038207a100"},  // RFC 9881: id-ml-dsa-65
}};

const Algorithm& details_of(SignatureAlgorithm id) {
    for (const Algorithm& algorithm : algorithms)
        if (algorithm.id == id) return algorithm;
    throw std::logic_error{"a signature algorithm that does not exist"};
}

/// The size of what OpenSSL is handed in hexadecimal is known, so that the header is text.
std::string info_header(const Algorithm& algorithm) {
    return from_hex(algorithm.info_header).value();
}

tl::unexpected<Error> openssl_refuses(std::string_view what) {
    return failure(Fault::system, fmt::format("OpenSSL could not {}: {}", what, openssl_reason()));
}

// ---- Ed25519 keys that nobody should believe --------------------------------------------------------------------

/// The y coordinates of the eight points whose order divides 8, little-endian, without the sign of x.
constexpr std::array<std::string_view, 5> small_order_y{
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

bool believable_ed25519(std::string_view raw) {
    std::string y{raw};
    y.back() = static_cast<char>(y.back() & 0x7F);
    // y < 2^255 - 19: little-endian, so the last byte counts most.
    static constexpr Byte prime_low = 0xED;
    const bool upper_all_ones = static_cast<Byte>(y.back()) == 0x7F &&
                                std::all_of(y.begin() + 1, y.end() - 1, [](char byte) { return byte == '\xFF'; });
    if (upper_all_ones && static_cast<Byte>(y.front()) >= prime_low) return false;
    return std::find(small_order_y.begin(), small_order_y.end(), hex(bytes_of(y))) == small_order_y.end();
}

// ---- keys as OpenSSL holds them -----------------------------------------------------------------------------------

/// Nothing when the bytes are no key. The secret of P-256 goes in as a number of OpenSSL's secure heap where it has
/// one.
EvpKey p256_key(std::string_view point, const BIGNUM* scalar) {
    const auto builder = owned<OpensslParameterBuilder>(OSSL_PARAM_BLD_new());
    if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1 ||
        (scalar != nullptr && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1))
        throw std::bad_alloc{};
    const auto parameters = owned<OpensslParameters>(OSSL_PARAM_BLD_to_param(builder.get()));
    const auto context = owned<EvpKeyContext>(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    const int selection = scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1)
        return nullptr;
    return EvpKey{key};
}

/// Nothing when the bytes are no key of that algorithm.
EvpKey public_evp_key(const Algorithm& algorithm, std::string_view raw) {
    if (raw.size() != algorithm.key_size) return nullptr;
    if (algorithm.id == SignatureAlgorithm::ecdsa_p256) {
        if (raw.front() != '\x04') return nullptr;  // only the uncompressed form: one key, one text
        return p256_key(raw, nullptr);
    }
    if (algorithm.id == SignatureAlgorithm::ed25519 && !believable_ed25519(raw)) return nullptr;
    return EvpKey{
        EVP_PKEY_new_raw_public_key_ex(nullptr, algorithm.key_type, nullptr, bytes_of(raw).data(), raw.size())};
}

Result<EvpKey> p256_from_scalar(Bytes secret) {
    using Group = std::unique_ptr<EC_GROUP, Frees<EC_GROUP_free>>;
    using Point = std::unique_ptr<EC_POINT, Frees<EC_POINT_free>>;
    const auto group = owned<Group>(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const auto scalar = owned<BigNumber>(BN_bin2bn(secret.data(), static_cast<int>(secret.size()), nullptr));
    BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
    if (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(group.get())) >= 0)
        return failure(Fault::refused, "the secret is no scalar of P-256: it is zero or not below the group's order");
    const auto point = owned<Point>(EC_POINT_new(group.get()));
    std::array<Byte, 1 + 2 * coordinate_size> raw;
    if (EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr) != 1 ||
        EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, raw.data(), raw.size(), nullptr) !=
            raw.size())
        return openssl_refuses("compute a public key of P-256");
    EvpKey key = p256_key(text_of(raw), scalar.get());
    if (key == nullptr) return openssl_refuses("take a private key of P-256");
    return key;
}

Result<EvpKey> private_evp_key(const Algorithm& algorithm, Bytes secret) {
    if (algorithm.id == SignatureAlgorithm::ecdsa_p256) return p256_from_scalar(secret);
    EVP_PKEY* key = nullptr;
    if (algorithm.id == SignatureAlgorithm::ed25519) {
        key = EVP_PKEY_new_raw_private_key_ex(nullptr, algorithm.key_type, nullptr, secret.data(), secret.size());
    } else {
        // FIPS 204: the key is grown from its seed. The parameter's name, for the headers of OpenSSL 3.0 lack it.
        std::array<OSSL_PARAM, 2> parameters{
            OSSL_PARAM_construct_octet_string("seed", const_cast<Byte*>(secret.data()), secret.size()),
            OSSL_PARAM_construct_end()};
        const EvpKeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, algorithm.key_type, nullptr)};
        if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
            EVP_PKEY_CTX_set_params(context.get(), parameters.data()) != 1 ||
            EVP_PKEY_generate(context.get(), &key) != 1)
            return openssl_refuses(fmt::format("grow a key of {}", algorithm.name));
    }
    if (key == nullptr) return openssl_refuses(fmt::format("take a private key of {}", algorithm.name));
    return EvpKey{key};
}

Result<std::string> raw_public_key(const Algorithm& algorithm, const EVP_PKEY* key) {
    std::string raw(algorithm.key_size, '\0');
    std::size_t size = raw.size();
    auto* const bytes = reinterpret_cast<unsigned char*>(raw.data());
    const bool is_point = algorithm.id == SignatureAlgorithm::ecdsa_p256;
    const int done = is_point ? EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes, size, &size)
                              : EVP_PKEY_get_raw_public_key(key, bytes, &size);
    if (done != 1 || size != raw.size()) return openssl_refuses(fmt::format("give a public key of {}", algorithm.name));
    return raw;
}

// ---- ECDSA: r and s side by side here, in DER there ---------------------------------------------------------------

using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Frees<ECDSA_SIG_free>>;

std::string der_of_pair(Bytes pair) {
    auto r = owned<BigNumber>(BN_bin2bn(pair.data(), coordinate_size, nullptr));
    auto s = owned<BigNumber>(BN_bin2bn(pair.data() + coordinate_size, coordinate_size, nullptr));
    const auto signature = owned<EcdsaSignature>(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), r.release(), s.release());
    std::string der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(signature.get(), nullptr), 0)), '\0');
    auto* end = reinterpret_cast<unsigned char*>(der.data());
    if (der.empty() || i2d_ECDSA_SIG(signature.get(), &end) != static_cast<int>(der.size())) throw std::bad_alloc{};
    return der;
}

Result<std::string> pair_of_der(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const EcdsaSignature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    std::string pair(2 * coordinate_size, '\0');
    auto* const bytes = reinterpret_cast<unsigned char*>(pair.data());
    if (signature == nullptr ||
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, coordinate_size) != coordinate_size ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + coordinate_size, coordinate_size) != coordinate_size)
        return openssl_refuses("read a signature that it made itself");
    return pair;
}

// ---- base64 of PEM ------------------------------------------------------------------------------------------------

std::string base64(Bytes bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // EVP_EncodeBlock writes a zero at the end
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

/// Nothing unless the text is the one base64 of some bytes.
std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > INT_MAX) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text).data(),
                                     static_cast<int>(text.size()));
    if (size != static_cast<int>(bytes.size())) return std::nullopt;
    // EVP_DecodeBlock takes padding for zero bytes, and more than base64.
    const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
    bytes.resize(bytes.size() - padding);
    if (base64(bytes_of(bytes)) != text) return std::nullopt;
    return bytes;
}

constexpr std::string_view pem_begin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view pem_end = "-----END PUBLIC KEY-----";
constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

// ---- names ----------------------------------------------------------------------------------------------------------

std::string_view name_of(SignatureAlgorithm algorithm) {
    return details_of(algorithm).name;
}

std::optional<SignatureAlgorithm> signature_algorithm(std::string_view name) {
    for (const Algorithm& algorithm : algorithms)
        if (algorithm.name == name) return algorithm.id;
    return std::nullopt;
}

bool available(SignatureAlgorithm algorithm) {
    const ErrorsForgotten errors;
    const std::unique_ptr<EVP_SIGNATURE, Frees<EVP_SIGNATURE_free>> found{
        EVP_SIGNATURE_fetch(nullptr, details_of(algorithm).signature_type, nullptr)};
    return found != nullptr;
}

// ---- public keys ----------------------------------------------------------------------------------------------------

std::string key_id(const PublicKey& key) {
    Sha256 state;
    state.update(bytes_of(fmt::format("sanad-key-v1\n{}\n", name_of(key.algorithm))));
    state.update(bytes_of(key.raw));
    return hex(Bytes{state.finish()}.first(20));
}

std::string public_key_pem(const PublicKey& key) {
    const Algorithm& algorithm = details_of(key.algorithm);
    if (key.raw.size() != algorithm.key_size) throw std::logic_error{"public_key_pem: a key of a wrong length"};
    const std::string text = base64(bytes_of(info_header(algorithm) + key.raw));
    static constexpr std::size_t line = 64;  // RFC 7468
    std::string pem = std::string{pem_begin} + "\n";
    for (std::size_t at = 0; at < text.size(); at += line) pem += text.substr(at, line) + "\n";
    return pem + std::string{pem_end} + "\n";
}

Result<PublicKey> public_key_from_pem(std::string_view pem) {
    static constexpr std::size_t longest = 8192;  // three times an ML-DSA-65 key
    if (pem.size() > longest)
        return failure(Fault::limit, fmt::format("a public key in PEM of more than {} bytes", longest));
    std::string_view body = trimmed(pem);
    if (!body.starts_with(pem_begin) || !body.ends_with(pem_end) || body.size() < pem_begin.size() + pem_end.size())
        return failure(Fault::damaged, "no PEM public key: it has to begin with " + std::string{pem_begin} +
                                           " and to end with " + std::string{pem_end});
    body.remove_prefix(pem_begin.size());
    body.remove_suffix(pem_end.size());
    std::string text{body};
    std::erase_if(text, [](char letter) { return blanks.find(letter) != std::string_view::npos; });
    const auto info = from_base64(text);
    if (!info) return failure(Fault::damaged, "the public key is not base64");
    for (const Algorithm& algorithm : algorithms) {
        const std::string header = info_header(algorithm);
        if (!info->starts_with(header)) continue;
        PublicKey key{algorithm.id, info->substr(header.size())};
        if (key.raw.size() != algorithm.key_size)
            return failure(Fault::damaged, fmt::format("a public key of {} has {} bytes, not {}", algorithm.name,
                                                       algorithm.key_size, key.raw.size()));
        const ErrorsForgotten errors;
        if (available(algorithm.id) && public_evp_key(algorithm, key.raw) == nullptr)
            return failure(Fault::refused,
                           fmt::format("{} is no acceptable public key of {}: no point of the curve, or "
                                       "one under which a signature fits every message",
                                       hex(bytes_of(key.raw)), algorithm.name));
        return key;
    }
    return failure(Fault::unsupported,
                   "the public key is of another kind than ed25519, ecdsa-p256 (uncompressed) and "
                   "ml-dsa-65");
}

Checked verify(const PublicKey& key, Bytes message, Bytes signature) {
    const Algorithm& algorithm = details_of(key.algorithm);
    if (key.raw.size() != algorithm.key_size || signature.size() != algorithm.signature_size) return Checked::bad;
    if (!available(key.algorithm)) return Checked::not_checked;
    const ErrorsForgotten errors;
    const EvpKey evp_key = public_evp_key(algorithm, key.raw);
    if (evp_key == nullptr) return Checked::bad;
    const auto context = owned<EvpDigestContext>(EVP_MD_CTX_new());
    if (EVP_DigestVerifyInit_ex(context.get(), nullptr, algorithm.digest, nullptr, nullptr, evp_key.get(), nullptr) !=
        1)
        throw std::runtime_error{
            fmt::format("OpenSSL offers {} and does not verify with it: {}", algorithm.name, openssl_reason())};
    const bool is_pair = key.algorithm == SignatureAlgorithm::ecdsa_p256;
    const std::string der = is_pair ? der_of_pair(signature) : std::string{};
    const Bytes given = is_pair ? bytes_of(der) : signature;
    const int verdict = EVP_DigestVerify(context.get(), given.data(), given.size(), message.data(), message.size());
    return verdict == 1 ? Checked::good : Checked::bad;
}

// ---- private keys ---------------------------------------------------------------------------------------------------

struct PrivateKey::Parts {
    PublicKey public_key;
    std::array<Byte, secret_size> secret;
    EvpKey evp_key;
    ~Parts() { wipe(secret); }
};

PrivateKey::PrivateKey(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

Result<PrivateKey> PrivateKey::generate(SignatureAlgorithm algorithm) {
    std::array<Byte, secret_size> secret;
    for (;;) {
        random_bytes(secret);
        auto key = from_secret(algorithm, secret);
        wipe(secret);
        // A random scalar is outside of P-256's range once in 2^32: another is drawn, as FIPS 186-5 A.2.2 does.
        if (key || key.error().fault != Fault::refused) return key;
    }
}

Result<PrivateKey> PrivateKey::from_secret(SignatureAlgorithm id, Bytes secret) {
    const Algorithm& algorithm = details_of(id);
    if (secret.size() != secret_size)
        return failure(Fault::damaged, fmt::format("the secret of a {} key has {} bytes, not {}", algorithm.name,
                                                   secret_size, secret.size()));
    if (!available(id))
        return failure(Fault::unsupported,
                       fmt::format("{} is not in {}", algorithm.name, OpenSSL_version(OPENSSL_VERSION)));
    EvpKey evp_key = TRY(private_evp_key(algorithm, secret));
    PublicKey public_key{id, TRY(raw_public_key(algorithm, evp_key.get()))};
    std::unique_ptr<Parts> parts{new Parts{std::move(public_key), {}, std::move(evp_key)}};
    std::copy(secret.begin(), secret.end(), parts->secret.begin());
    return PrivateKey{std::move(parts)};
}

const PublicKey& PrivateKey::public_key() const {
    return parts_->public_key;
}

std::string PrivateKey::secret() const {
    return std::string{text_of(parts_->secret)};
}

Result<std::string> PrivateKey::sign(Bytes message) const {
    const Algorithm& algorithm = details_of(parts_->public_key.algorithm);
    const auto context = owned<EvpDigestContext>(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (EVP_DigestSignInit_ex(context.get(), nullptr, algorithm.digest, nullptr, nullptr, parts_->evp_key.get(),
                              nullptr) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1)
        return openssl_refuses(fmt::format("sign with {}", algorithm.name));
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, message.data(),
                       message.size()) != 1)
        return openssl_refuses(fmt::format("sign with {}", algorithm.name));
    signature.resize(size);
    if (algorithm.id == SignatureAlgorithm::ecdsa_p256) return pair_of_der(signature);
    return signature;
}

namespace {

class KeyInMemory final : public Signer {
public:
    explicit KeyInMemory(PrivateKey key) : key_{std::move(key)} {}
    const PublicKey& public_key() const override { return key_.public_key(); }
    Result<std::string> sign(Bytes message) override { return key_.sign(message); }

private:
    PrivateKey key_;
};

}  // namespace

std::unique_ptr<Signer> signer_of(PrivateKey key) {
    return std::make_unique<KeyInMemory>(std::move(key));
}

void random_bytes(MutableBytes bytes) {
    if (bytes.size() > INT_MAX || RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error{"this machine gives no random bytes: " + openssl_reason()};
}

}  // namespace sanad
