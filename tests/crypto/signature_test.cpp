#include "core/crypto/signature.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <type_traits>
#include <vector>

#include "core/crypto/sha512.hpp"
#include "core/crypto/wipe.hpp"
#include "tests/crypto/openssl_program.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr std::array every_algorithm{SignatureAlgorithm::ed25519, SignatureAlgorithm::ecdsa_p256,
                                     SignatureAlgorithm::ml_dsa_65};

/// The algorithms that can be tested here; what is passed over is said.
std::vector<SignatureAlgorithm> algorithms_here() {
    std::vector<SignatureAlgorithm> here;
    for (const auto algorithm : every_algorithm) {
        if (available(algorithm))
            here.push_back(algorithm);
        else
            MESSAGE("skipped: this OpenSSL has no " << name_of(algorithm));
    }
    return here;
}

std::string bytes(std::string_view hexadecimal) {
    return from_hex(hexadecimal).value();
}

struct Vector {
    std::string_view secret;
    std::string_view public_key;
    std::string message;
    std::string_view signature;
};

PublicKey p256(std::string_view x, std::string_view y) {
    return {SignatureAlgorithm::ecdsa_p256, "\x04" + bytes(x) + bytes(y)};
}

/// RFC 6979 A.2.5: the key, and its signatures over "sample" and "test" with SHA-256.
const PublicKey rfc6979_key = p256("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
                                   "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
constexpr std::string_view sample_r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
constexpr std::string_view sample_s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
constexpr std::string_view p256_order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

}  // namespace

TEST_CASE("Ed25519 signs and verifies RFC 8032 7.1 as it is printed there") {
    const std::string abc_digest{text_of(sha512(bytes_of("abc")))};
    const std::vector<Vector> vectors{
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e"
         "24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", bytes("72"),
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "a"
         "eeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", bytes("af82"),
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
         "2"
         "8dc027beceea1ec40a"},
        {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
         "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", abc_digest,
         "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac"
         "1"
         "7ad9bef1177331a704"},
    };
    for (const Vector& vector : vectors) {
        const auto key = PrivateKey::from_secret(SignatureAlgorithm::ed25519, bytes_of(bytes(vector.secret)));
        REQUIRE(key);
        CHECK(hex(bytes_of(key->public_key().raw)) == vector.public_key);
        CHECK(hex(bytes_of(key->sign(bytes_of(vector.message)).value())) == vector.signature);
        CHECK(hex(bytes_of(key->secret())) == vector.secret);
        CHECK(verify(key->public_key(), bytes_of(vector.message), bytes_of(bytes(vector.signature))) == Checked::good);
    }
}

TEST_CASE("ECDSA over P-256 verifies RFC 6979 A.2.5, in either half of s, and derives its public key") {
    const std::string test_signature = bytes("f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367") +
                                       bytes("019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
    CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(bytes(sample_r) + bytes(sample_s))) == Checked::good);
    CHECK(verify(rfc6979_key, bytes_of("test"), bytes_of(test_signature)) == Checked::good);
    CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(test_signature)) == Checked::bad);
    // n - s of the signature over "sample": the other half.
    const std::string low = bytes("0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9");
    CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(bytes(sample_r) + low)) == Checked::good);
    const auto key =
        PrivateKey::from_secret(SignatureAlgorithm::ecdsa_p256,
                                bytes_of(bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")));
    REQUIRE(key);
    CHECK(key->public_key() == rfc6979_key);
}

TEST_CASE("r and s outside of 1 to n - 1 are bad, whatever the message") {
    const std::string zero(32, '\0');
    const std::string ones(32, '\xFF');
    for (const std::string& edge : {zero, bytes(p256_order), ones}) {
        CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(edge + bytes(sample_s))) == Checked::bad);
        CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(bytes(sample_r) + edge)) == Checked::bad);
        for (const std::string& other : {zero, bytes(p256_order), ones})
            CHECK(verify(rfc6979_key, bytes_of("sample"), bytes_of(edge + other)) == Checked::bad);
    }
    for (const std::string_view scalar : {hex(bytes_of(zero)), std::string{p256_order}, hex(bytes_of(ones))}) {
        const auto refused = PrivateKey::from_secret(SignatureAlgorithm::ecdsa_p256, bytes_of(bytes(scalar)));
        REQUIRE(!refused);
        CHECK(refused.error().fault == Fault::refused);
    }
}

TEST_CASE("every bit of a signature, of its message and of its key counts") {
    for (const auto algorithm : algorithms_here()) {
        CAPTURE(name_of(algorithm));
        const auto key = PrivateKey::generate(algorithm);
        REQUIRE(key);
        std::string message = "RV/1 was handed over";
        std::string signature = key->sign(bytes_of(message)).value();
        PublicKey public_key = key->public_key();
        CHECK(verify(public_key, bytes_of(message), bytes_of(signature)) == Checked::good);
        int missed = 0;
        const auto flip_each = [&](std::string& text, std::size_t step) {
            for (std::size_t bit = 0; bit < text.size() * 8; bit += step) {
                const char mask = static_cast<char>(1 << bit % 8);
                text[bit / 8] = static_cast<char>(text[bit / 8] ^ mask);
                if (verify(public_key, bytes_of(message), bytes_of(signature)) != Checked::bad) ++missed;
                text[bit / 8] = static_cast<char>(text[bit / 8] ^ mask);
            }
        };
        flip_each(signature, 1);
        flip_each(message, 1);
        flip_each(public_key.raw, public_key.raw.size() > 100 ? 7 : 1);
        CHECK(missed == 0);
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, signature.size() - 1, signature.size() + 1}) {
            std::string other = signature;
            other.resize(size);
            CHECK(verify(public_key, bytes_of(message), bytes_of(other)) == Checked::bad);
        }
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, public_key.raw.size() - 1, public_key.raw.size() + 1}) {
            PublicKey other = public_key;
            other.raw.resize(size);
            CHECK(verify(other, bytes_of(message), bytes_of(signature)) == Checked::bad);
        }
    }
}

TEST_CASE("a key under which one signature fits every message is believed by nobody") {
    // The neutral element as key, R the same and s = 0: OpenSSL says that this signs anything.
    const std::string neutral = "\x01" + std::string(31, '\0');
    const std::string signature = neutral + std::string(32, '\0');
    CHECK(verify({SignatureAlgorithm::ed25519, neutral}, bytes_of("any words"), bytes_of(signature)) == Checked::bad);

    // All keys of small order, each with either sign of x, and every y of 2^255 - 19 and more.
    std::vector<std::string> unbelievable;
    for (const std::string_view y : {"0000000000000000000000000000000000000000000000000000000000000000",
                                     "0100000000000000000000000000000000000000000000000000000000000000",
                                     "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
        unbelievable.push_back(bytes(y));
    for (int low = 0xED; low <= 0xFF; ++low)
        unbelievable.push_back(static_cast<char>(low) + std::string(30, '\xFF') + "\x7F");
    for (std::string raw : unbelievable) {
        for (int sign = 0; sign < 2; ++sign) {
            CAPTURE(hex(bytes_of(raw)));
            const PublicKey key{SignatureAlgorithm::ed25519, raw};
            // Were the key taken, R = -hA would be one of eight points, so that a few messages find one that fits.
            for (const std::string& point : unbelievable)
                for (const std::string_view message : {"a", "b", "c", "d", "e", "f", "g", "h"})
                    CHECK(verify(key, bytes_of(message), bytes_of(point + std::string(32, '\0'))) == Checked::bad);
            const auto read = public_key_from_pem(public_key_pem(key));
            REQUIRE(!read);
            CHECK(read.error().fault == Fault::refused);
            raw.back() = static_cast<char>(raw.back() ^ 0x80);
        }
    }
}

TEST_CASE("the openssl program verifies what we sign") {
    const TemporaryFolder folder;
    for (const auto algorithm : algorithms_here()) {
        CAPTURE(name_of(algorithm));
        const auto key = PrivateKey::generate(algorithm);
        REQUIRE(key);
        const std::string message = "seized 2026-09-21, exhibit RV/1";
        const std::string signature = key->sign(bytes_of(message)).value();
        write_file(folder.path() / "key.pem", public_key_pem(key->public_key()));
        write_file(folder.path() / "message", message);
        write_file(folder.path() / "signature", signature_for_openssl(algorithm, signature));
        const std::string verifies = verify_command(algorithm, folder.path());
        CHECK(run_command(verifies).status == 0);
        write_file(folder.path() / "message", message + ".");
        CHECK(run_command(verifies).status != 0);
    }
}

TEST_CASE("we verify what the openssl program signs, and read the public key that it writes") {
    const TemporaryFolder folder;
    for (const auto algorithm : algorithms_here()) {
        CAPTURE(name_of(algorithm));
        write_file(folder.path() / "message", "seized 2026-09-21, exhibit RV/1");
        REQUIRE(run_command(sign_command(algorithm, folder.path())).status == 0);
        const std::string pem = read_file(folder.path() / "key.pem");
        const auto key = public_key_from_pem(pem);
        REQUIRE(key);
        CHECK(key->algorithm == algorithm);
        CHECK(public_key_pem(*key) == pem);
        const std::string signature = signature_from_openssl(algorithm, read_file(folder.path() / "signature")).value();
        CHECK(verify(*key, bytes_of("seized 2026-09-21, exhibit RV/1"), bytes_of(signature)) == Checked::good);
        CHECK(verify(*key, bytes_of("seized 2026-09-21, exhibit RV/2"), bytes_of(signature)) == Checked::bad);
    }
}

TEST_CASE("a secret gives the same key again, and a key made twice is two keys") {
    for (const auto algorithm : algorithms_here()) {
        CAPTURE(name_of(algorithm));
        const auto key = PrivateKey::generate(algorithm);
        REQUIRE(key);
        const auto again = PrivateKey::from_secret(algorithm, bytes_of(key->secret()));
        REQUIRE(again);
        CHECK(again->public_key() == key->public_key());
        CHECK(verify(key->public_key(), bytes_of("m"), bytes_of(again->sign(bytes_of("m")).value())) == Checked::good);
        CHECK(PrivateKey::generate(algorithm)->public_key() != key->public_key());
        CHECK(PrivateKey::from_secret(algorithm, Bytes{}).error().fault == Fault::damaged);
        CHECK(PrivateKey::from_secret(algorithm, bytes_of(std::string(33, 'x'))).error().fault == Fault::damaged);
    }
}

TEST_CASE("what this OpenSSL does not have is not checked, and not called bad or good") {
    for (const auto algorithm : every_algorithm) {
        if (available(algorithm)) continue;
        const PublicKey key{algorithm, std::string(1952, 'k')};
        CHECK(verify(key, bytes_of("m"), bytes_of(std::string(3309, 's'))) == Checked::not_checked);
        CHECK(verify(key, bytes_of("m"), bytes_of(std::string(3308, 's'))) == Checked::bad);
        CHECK(PrivateKey::generate(algorithm).error().fault == Fault::unsupported);
        CHECK(public_key_from_pem(public_key_pem(key)).value() == key);
    }
}

TEST_CASE("names and key ids") {
    for (const auto algorithm : every_algorithm) CHECK(signature_algorithm(name_of(algorithm)) == algorithm);
    CHECK(name_of(SignatureAlgorithm::ed25519) == "ed25519");
    CHECK(name_of(SignatureAlgorithm::ecdsa_p256) == "ecdsa-p256");
    CHECK(name_of(SignatureAlgorithm::ml_dsa_65) == "ml-dsa-65");
    for (const std::string_view other : {"", "Ed25519", "ed25519 ", "ml-dsa-44", "rsa"})
        CHECK(!signature_algorithm(other));
    CHECK(available(SignatureAlgorithm::ed25519));
    CHECK(available(SignatureAlgorithm::ecdsa_p256));

    // By sha256sum, of the text that the header gives.
    const TemporaryFolder folder;
    const auto key = PrivateKey::generate(SignatureAlgorithm::ed25519);
    write_file(folder.path() / "text", "sanad-key-v1\ned25519\n" + key->public_key().raw);
    const auto sum = run_command(fmt::format("sha256sum < '{}'", (folder.path() / "text").string()));
    CHECK(key_id(key->public_key()) == sum.output.substr(0, 40));
}

TEST_CASE("a damaged, foreign or ambiguous public key in PEM is refused") {
    const auto key = PrivateKey::generate(SignatureAlgorithm::ed25519)->public_key();
    const std::string pem = public_key_pem(key);
    CHECK(public_key_from_pem(pem).value() == key);
    CHECK(public_key_from_pem("\r\n" + pem + "\n").value() == key);
    for (std::size_t size = 0; size + 1 < pem.size(); ++size) CHECK(!public_key_from_pem(pem.substr(0, size)));
    CHECK(!public_key_from_pem(pem + pem));
    CHECK(!public_key_from_pem("note\n" + pem));
    CHECK(!public_key_from_pem("-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----"));
    CHECK(!public_key_from_pem("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"));
    CHECK(public_key_from_pem(std::string(1 << 20, 'A')).error().fault == Fault::limit);
    // A bit flipped is another key or none, never the same one.
    for (std::size_t bit = 0; bit < pem.size() * 8; ++bit) {
        std::string other = pem;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
        const auto read = public_key_from_pem(other);
        if (read && *read == key) CHECK_MESSAGE(false, "bit " << bit << " does not count");
    }
    // A point beside the curve, and a compressed one.
    PublicKey beside = rfc6979_key;
    beside.raw.back() = static_cast<char>(beside.raw.back() ^ 1);
    CHECK(public_key_from_pem(public_key_pem(beside)).error().fault == Fault::refused);
    CHECK(verify(beside, bytes_of("sample"), bytes_of(bytes(sample_r) + bytes(sample_s))) == Checked::bad);
    const TemporaryFolder folder;
    const auto made = [&](std::string_view arguments) {
        const std::string out = (folder.path() / "other.pem").string();
        REQUIRE(
            run_command(fmt::format("openssl genpkey {} 2>/dev/null | openssl pkey -pubout -out '{}'", arguments, out))
                .status == 0);
        return read_file(out);
    };
    const auto refused_as = [](const std::string& text) { return public_key_from_pem(text).error().fault; };
    CHECK(refused_as(made("-algorithm RSA -pkeyopt rsa_keygen_bits:2048")) == Fault::unsupported);
    CHECK(refused_as(made("-algorithm EC -pkeyopt ec_paramgen_curve:P-384")) == Fault::unsupported);
    CHECK(refused_as(made("-algorithm X25519")) == Fault::unsupported);
    CHECK_THROWS_AS(public_key_pem({SignatureAlgorithm::ed25519, "short"}), std::logic_error);
}

TEST_CASE("a key in memory is a signer, and is moved, never copied") {
    static_assert(!std::is_copy_constructible_v<PrivateKey>);
    static_assert(std::is_nothrow_move_constructible_v<PrivateKey>);
    auto key = PrivateKey::generate(SignatureAlgorithm::ed25519);
    const PublicKey public_key = key->public_key();
    const auto signer = signer_of(std::move(*key));
    CHECK(signer->public_key() == public_key);
    CHECK(verify(public_key, bytes_of("m"), bytes_of(signer->sign(bytes_of("m")).value())) == Checked::good);
}

TEST_CASE("random bytes differ, and wiped memory holds zeros") {
    std::array<Byte, 32> first{};
    std::array<Byte, 32> second{};
    random_bytes(first);
    random_bytes(second);
    CHECK(first != second);
    CHECK(first != std::array<Byte, 32>{});
    random_bytes(MutableBytes{});
    wipe(first);
    CHECK(first == std::array<Byte, 32>{});
    SecretText secret{std::string{"short"}};
    SecretText moved = std::move(secret);
    CHECK(moved.text() == "short");
    CHECK(secret.text().empty());  // NOLINT(bugprone-use-after-move): that is the question
    std::string text = "a longer secret that does not fit into the string itself";
    const char* const where = text.data();
    wipe(text);
    CHECK(text.empty());
    CHECK(where[0] == '\0');
}
