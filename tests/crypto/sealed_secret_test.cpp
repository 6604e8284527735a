#include "core/crypto/sealed_secret.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "core/base/text.hpp"
#include "core/crypto/signature.hpp"
#include "tests/crypto/openssl_program.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr ScryptCost cheap{1 << 10, 8, 1};  // what the passphrase costs is not what these tests are about

std::string with(std::string text, std::string_view old_part, std::string_view new_part) {
    const std::size_t at = text.find(old_part);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old_part.size(), new_part);
}

Fault fault_of(std::string_view sealed) {
    const auto opened = unseal(sealed, bytes_of("open sesame"));
    REQUIRE(!opened);
    return opened.error().fault;
}

}  // namespace

TEST_CASE("a sealed secret opens with its passphrase and no other") {
    const std::string secret = PrivateKey::generate(SignatureAlgorithm::ed25519)->secret();
    const std::string passphrase = "صحیح گھوڑا بیٹری";
    const auto sealed = seal("identity key of R. Vance", bytes_of(secret), bytes_of(passphrase));
    REQUIRE(sealed);
    CHECK(sealed->find("\nkdf scrypt 131072 8 1\n") != std::string::npos);
    CHECK(sealed->find(hex(bytes_of(secret))) == std::string::npos);
    CHECK(sealed_purpose(*sealed).value() == "identity key of R. Vance");
    const auto opened = unseal(*sealed, bytes_of(passphrase));
    REQUIRE(opened);
    CHECK(opened->secret.text() == secret);
    CHECK(opened->purpose == "identity key of R. Vance");
    const auto refused = unseal(*sealed, bytes_of(passphrase + " "));
    REQUIRE(!refused);
    CHECK(refused.error().fault == Fault::refused);
    CHECK(refused.error().what.find("passphrase is wrong") != std::string::npos);
}

TEST_CASE("secrets of every length, passphrases with zero bytes; each sealing is a new one") {
    const std::string passphrase{"a\0b", 3};
    for (const std::size_t size : {0, 1, 15, 16, 17, 32, 1000, 65536}) {
        const std::string secret(size, 's');
        const auto sealed = seal("x", bytes_of(secret), bytes_of(passphrase), cheap);
        REQUIRE(sealed);
        CHECK(unseal(*sealed, bytes_of(passphrase))->secret.text() == secret);
        CHECK(!unseal(*sealed, bytes_of("a")));
        CHECK(!unseal(*sealed, Bytes{}));
        CHECK(*seal("x", bytes_of(secret), bytes_of(passphrase), cheap) != *sealed);
    }
    CHECK(seal("x", bytes_of("s"), Bytes{}, cheap).error().fault == Fault::refused);
}

TEST_CASE("every bit of a sealed secret counts") {
    const auto sealed = seal("identity", bytes_of("a secret"), bytes_of("open sesame"), cheap);
    REQUIRE(sealed);
    int opened = 0;
    for (std::size_t bit = 0; bit < sealed->size() * 8; ++bit) {
        std::string other = *sealed;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
        if (unseal(other, bytes_of("open sesame"))) ++opened;
    }
    for (std::size_t size = 0; size < sealed->size(); ++size) {
        if (unseal(sealed->substr(0, size), bytes_of("open sesame"))) ++opened;
    }
    CHECK(opened == 0);
    CHECK(unseal(*sealed, bytes_of("open sesame")));
}

TEST_CASE("a file that asks for too much, or for what we do not know, is refused before any work") {
    const std::string sealed = seal("identity", bytes_of("a secret"), bytes_of("open sesame"), cheap).value();
    const auto costing = [&](std::string_view cost) { return fault_of(with(sealed, "1024 8 1", cost)); };
    CHECK(costing("512 8 1") == Fault::limit);
    CHECK(costing("2097152 8 1") == Fault::limit);
    CHECK(costing("1024 1000000 1") == Fault::limit);
    CHECK(costing("1024 8 4294967295") == Fault::limit);
    CHECK(costing("9223372036854775808 8 1") == Fault::limit);
    CHECK(costing("9223372036854775808 4294967295 4294967295") == Fault::limit);
    CHECK(costing("18446744073709551616 8 1") == Fault::damaged);
    CHECK(costing("1023 8 1") == Fault::damaged);
    CHECK(costing("0 8 1") == Fault::damaged);
    CHECK(costing("1024 0 1") == Fault::damaged);
    CHECK(costing("1024 8 0") == Fault::damaged);
    CHECK(costing("1024 8") == Fault::damaged);
    CHECK(costing("1024 8 -1") == Fault::damaged);
    CHECK(costing("1024 8 1 1") == Fault::damaged);
    CHECK(costing("01024 8 1") == Fault::damaged);
    CHECK(fault_of(with(sealed, "kdf scrypt", "kdf argon2id")) == Fault::unsupported);
    CHECK(fault_of(with(sealed, "aes-256-gcm", "chacha20")) == Fault::unsupported);
    CHECK(fault_of(with(sealed, "secret-v1", "secret-v2")) == Fault::unsupported);
    CHECK(fault_of(with(sealed, "for identity", "for identity\u202e")) == Fault::damaged);
    CHECK(fault_of(with(sealed, "for identity", "for ")) == Fault::damaged);
    CHECK(fault_of(sealed + "\n") == Fault::damaged);
    CHECK(fault_of("\xEF\xBB\xBF" + sealed) == Fault::damaged);
    CHECK(fault_of(with(sealed, "\nsalt", "\r\nsalt")) == Fault::damaged);
    CHECK(fault_of("") == Fault::damaged);
    CHECK(fault_of(std::string(1 << 20, 'f')) == Fault::limit);
    // Another purpose on the same key is a change like any other.
    CHECK(fault_of(with(sealed, "for identity", "for identitx")) == Fault::refused);
}

TEST_CASE("what seal() is told wrong is our mistake") {
    const auto sealing = [](std::string_view purpose, std::size_t size, const ScryptCost& cost) {
        (void)seal(purpose, bytes_of(std::string(size, 's')), bytes_of("p"), cost);
    };
    CHECK_THROWS_AS(sealing("", 1, cheap), std::logic_error);
    CHECK_THROWS_AS(sealing("two\nlines", 1, cheap), std::logic_error);
    CHECK_THROWS_AS(sealing(std::string(201, 'x'), 1, cheap), std::logic_error);
    CHECK_THROWS_AS(sealing("x", 65537, cheap), std::logic_error);
    CHECK_THROWS_AS(sealing("x", 1, {1000, 8, 1}), std::logic_error);
}

TEST_CASE("Python opens what we sealed, from the description in the header alone") {
    const TemporaryFolder folder;
    const std::string secret(32, '\x5A');
    write_file(folder.path() / "sealed", seal("identity", bytes_of(secret), bytes_of("open sesame")).value());
    write_file(folder.path() / "passphrase", "open sesame");
    const std::string command =
        fmt::format("cd '{}' && python3 '{}/tests/crypto/unseal.py' sealed passphrase 2>/dev/null",
                    folder.path().string(), SANAD_SOURCE_DIR);
    const auto opened = run_command(command);
    if (opened.status == 77) {
        MESSAGE("skipped: no python3-cryptography");
        return;
    }
    CHECK(opened.status == 0);
    CHECK(opened.output == hex(bytes_of(secret)) + "\n");
    write_file(folder.path() / "passphrase", "open sesame\n");
    CHECK(run_command(command).status == 1);
}
