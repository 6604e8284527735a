#include "core/crypto/token.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/crypto/openssl_program.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr std::string_view pin = "271828";

/// SoftHSM with its tokens in a folder of ours: "lab", and two that are both called "twin". A module reads its settings
/// when it is initialised, once in a process, so that all tests share it.
class SoftToken {
public:
    /// Nothing, and said aloud, where SoftHSM is not installed.
    static const SoftToken* here() {
        static const SoftToken token;
        if (token.module_.empty()) MESSAGE("skipped: no softhsm2");
        return token.module_.empty() ? nullptr : &token;
    }
    const std::filesystem::path& module() const { return module_; }
    TokenKey key(std::string_view label, std::string_view token = "lab") const {
        return {module_, std::string{token}, std::string{label}};
    }
    /// Runs pkcs11-tool on the token "lab"; nothing where it is not installed.
    std::optional<CommandResult> pkcs11_tool(std::string_view arguments) const {
        if (run_command("command -v pkcs11-tool >/dev/null").status != 0) {
            MESSAGE("skipped: no pkcs11-tool");
            return std::nullopt;
        }
        return run_command(
            fmt::format("cd '{}' && pkcs11-tool --module '{}' --token-label lab --login --pin {} {} 2>&1",
                        folder_.path().string(), module_.string(), pin, arguments));
    }
    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    SoftToken() {
        const std::string settings = (folder_.path() / "softhsm2.conf").string();
        std::filesystem::create_directory(folder_.path() / "tokens");
        write_file(settings, fmt::format("directories.tokendir = {}\n", (folder_.path() / "tokens").string()));
        ::setenv("SOFTHSM2_CONF", settings.c_str(), 1);
        for (const std::string_view label : {"lab", "twin", "twin"}) {
            const auto made =
                run_command(fmt::format("softhsm2-util --init-token --free --label {} --so-pin 31415926 --pin {} "
                                        "2>&1",
                                        label, pin));
            if (made.status != 0) return;
        }
        for (const std::string_view path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"})
            if (std::filesystem::exists(path)) module_ = path;
    }

    TemporaryFolder folder_;
    std::filesystem::path module_;
};

Fault fault_of(const TokenKey& key, std::string_view given_pin = pin) {
    const auto opened = open_token_key(key, given_pin);
    REQUIRE(!opened);
    return opened.error().fault;
}

}  // namespace

TEST_CASE("a key made on a token signs there, and openssl verifies it with the public key we name") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    for (const auto algorithm : {SignatureAlgorithm::ed25519, SignatureAlgorithm::ecdsa_p256}) {
        CAPTURE(name_of(algorithm));
        const TokenKey key = token->key(fmt::format("R. Vance {}", name_of(algorithm)));
        const auto made = generate_token_key(key, algorithm, pin);
        REQUIRE_MESSAGE(made, made.error().what);
        CHECK(made->algorithm == algorithm);
        const auto again = generate_token_key(key, algorithm, pin);
        REQUIRE(!again);
        CHECK(again.error().fault == Fault::refused);

        const auto signer = open_token_key(key, pin);
        REQUIRE_MESSAGE(signer, signer.error().what);
        CHECK((*signer)->public_key() == *made);
        for (const std::string& message : {std::string{}, std::string{"RV/1 was sealed"}, std::string(100000, 'm')}) {
            const auto signature = (*signer)->sign(bytes_of(message));
            REQUIRE_MESSAGE(signature, signature.error().what);
            CHECK(verify(*made, bytes_of(message), bytes_of(*signature)) == Checked::good);
            if (message.empty()) continue;  // openssl pkeyutl -rawin takes no empty file
            write_file(token->folder() / "key.pem", public_key_pem(*made));
            write_file(token->folder() / "message", message);
            write_file(token->folder() / "signature", signature_for_openssl(algorithm, *signature));
            CHECK(run_command(verify_command(algorithm, token->folder())).status == 0);
        }
    }
    CHECK(generate_token_key(token->key("pq"), SignatureAlgorithm::ml_dsa_65, pin).error().fault == Fault::unsupported);
    CHECK(generate_token_key(token->key(""), SignatureAlgorithm::ed25519, pin).error().fault == Fault::refused);
}

TEST_CASE("the private key cannot be read out of the token") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    REQUIRE(generate_token_key(token->key("kept inside"), SignatureAlgorithm::ecdsa_p256, pin));
    const auto listed = token->pkcs11_tool("--list-objects --type privkey");
    if (!listed) return;
    const std::size_t at = listed->output.find("kept inside");
    REQUIRE(at != std::string::npos);
    const std::string access = listed->output.substr(at, listed->output.find("Private Key", at) - at);
    CHECK(access.find("sensitive") != std::string::npos);
    CHECK(access.find("never extractable") != std::string::npos);
}

TEST_CASE("a wrong PIN is refused also while another key of the token is open, which then goes on with the right one") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    const TokenKey key = token->key("first");
    REQUIRE(generate_token_key(key, SignatureAlgorithm::ed25519, pin));
    const auto first = open_token_key(key, pin);
    REQUIRE(first);
    const auto wrong = open_token_key(key, "271829");
    REQUIRE(!wrong);
    CHECK(wrong.error().fault == Fault::refused);
    CHECK(wrong.error().what.find("token lab: key first: the PIN is wrong") == 0);
    CHECK(fault_of(key, "") == Fault::refused);
    CHECK(fault_of(key, "1") == Fault::refused);
    CHECK(!(*first)->sign(bytes_of("m")));
    const auto second = open_token_key(key, pin);
    REQUIRE(second);
    CHECK((*first)->sign(bytes_of("m")));
    CHECK((*second)->sign(bytes_of("m")));
}

TEST_CASE("what is not there, or is there twice, is named") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    CHECK(fault_of(token->key("first", "no such token")) == Fault::not_found);
    CHECK(fault_of(token->key("no such key")) == Fault::not_found);
    CHECK(fault_of(token->key("any", "twin")) == Fault::refused);
    CHECK(fault_of({"libsofthsm2.so", "lab", "first"}) == Fault::refused);
    CHECK(fault_of({token->module().parent_path() / "missing.so", "lab", "first"}) == Fault::unavailable);
    const auto listed = tokens_present(token->module());
    REQUIRE(listed);
    CHECK(std::count_if(listed->begin(), listed->end(),
                        [](const PresentToken& each) { return each.label == "twin"; }) == 2);
    CHECK(std::count_if(listed->begin(), listed->end(), [](const PresentToken& each) { return each.label == "lab"; }) ==
          1);
    CHECK(listed->front().manufacturer == "SoftHSM project");
    CHECK(!listed->front().has_pin_pad);
}

TEST_CASE("a library that is no PKCS#11 module is refused by name") {
    const auto listed = tokens_present("/no/such/module.so");
    REQUIRE(!listed);
    CHECK(listed.error().fault == Fault::unavailable);
    CHECK(listed.error().what.find("/no/such/module.so") == 0);
    const auto libm = run_command("ldconfig -p 2>/dev/null || /sbin/ldconfig -p").output;
    const std::size_t at = libm.find("=> ", libm.find("libm.so.6"));
    REQUIRE(at != std::string::npos);
    const auto other = tokens_present(libm.substr(at + 3, libm.find('\n', at) - at - 3));
    REQUIRE(!other);
    CHECK(other.error().what.find("C_GetFunctionList") != std::string::npos);
}

TEST_CASE("a key that another program put on the token signs, with a certificate in place of its public key") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    const auto made = run_command(fmt::format(
        "cd '{}' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout p256.key -subj "
        "'/CN=R. Vance' "
        "-outform DER -out p256.cert 2>/dev/null && openssl pkcs8 -topk8 -nocrypt -in p256.key -outform DER -out "
        "p256.p8 && "
        "openssl pkey -in p256.key -pubout -out p256.pem && openssl pkey -in p256.key -outform DER -out p256.der",
        token->folder().string()));
    REQUIRE(made.status == 0);
    const auto key_written = token->pkcs11_tool(
        "--write-object p256.der --type privkey --id 0badcafe --label 'with certificate' --usage-sign");
    if (!key_written) return;
    REQUIRE_MESSAGE(key_written->status == 0, key_written->output);
    const TokenKey key = token->key("with certificate");
    const auto without = open_token_key(key, pin);
    REQUIRE(!without);
    CHECK(without.error().fault == Fault::not_found);
    const auto written = token->pkcs11_tool("--write-object p256.cert --type cert --id 0badcafe --label cert");
    REQUIRE_MESSAGE(written->status == 0, written->output);
    const auto signer = open_token_key(key, pin);
    REQUIRE_MESSAGE(signer, signer.error().what);
    CHECK((*signer)->public_key() == public_key_from_pem(read_file(token->folder() / "p256.pem")).value());
    CHECK((*signer)->sign(bytes_of("m")));

    // A public key of the same id that is not this private key's: what it cannot verify is not handed out.
    const auto stranger = PrivateKey::generate(SignatureAlgorithm::ecdsa_p256);
    write_file(token->folder() / "stranger.pem", public_key_pem(stranger->public_key()));
    REQUIRE(run_command(fmt::format("cd '{}' && openssl pkey -pubin -in stranger.pem -outform DER -out stranger.der",
                                    token->folder().string()))
                .status == 0);
    const auto crossed =
        token->pkcs11_tool("--write-object stranger.der --type pubkey --id 0badcafe --label 'stranger'");
    REQUIRE_MESSAGE(crossed->status == 0, crossed->output);
    const auto mixed = open_token_key(key, pin);
    REQUIRE_MESSAGE(mixed, mixed.error().what);
    const auto signature = (*mixed)->sign(bytes_of("m"));
    REQUIRE(!signature);
    CHECK(signature.error().fault == Fault::damaged);
}

TEST_CASE("keys of other kinds on the token are refused") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    for (const std::string_view kind : {"rsa:2048", "EC:secp384r1", "EC:secp256k1"}) {
        const auto made = token->pkcs11_tool(
            fmt::format("--keypairgen --key-type {0} --id {1:02} --label 'other {0}'", kind, kind.size()));
        if (!made) return;
        REQUIRE_MESSAGE(made->status == 0, made->output);
        CHECK(fault_of(token->key(fmt::format("other {}", kind))) == Fault::unsupported);
    }
}

TEST_CASE("a key that wants its PIN for every signature gets it") {
    const SoftToken* const token = SoftToken::here();
    if (token == nullptr) return;
    const auto made = token->pkcs11_tool(
        "--keypairgen --key-type EC:prime256v1 --always-auth --usage-sign --id 77 --label 'each time'");
    if (!made) return;
    REQUIRE_MESSAGE(made->status == 0, made->output);
    const auto signer = open_token_key(token->key("each time"), pin);
    REQUIRE_MESSAGE(signer, signer.error().what);
    for (int time = 0; time < 3; ++time) {
        const auto signature = (*signer)->sign(bytes_of("m"));
        CHECK_MESSAGE(signature, signature.error().what);
    }
}
