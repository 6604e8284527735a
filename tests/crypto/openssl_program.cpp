#include "tests/crypto/openssl_program.hpp"

#include <fmt/format.h>

namespace sanad::tests {
namespace {

std::string der_integer(std::string_view number) {
    while (number.size() > 1 && number.front() == '\0') number.remove_prefix(1);
    const bool looks_negative = (number.front() & 0x80) != 0;
    std::string der = "\x02";
    der += static_cast<char>(number.size() + looks_negative);
    if (looks_negative) der += '\0';
    return der += number;
}

/// In pkeyutl of OpenSSL 3.0 -rawin hashes an EC message with SHA-256 when told to; the others take no digest.
std::string digest_argument(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm::ecdsa_p256 ? "-digest sha256" : "";
}

}  // namespace

std::string signature_for_openssl(SignatureAlgorithm algorithm, std::string_view signature) {
    if (algorithm != SignatureAlgorithm::ecdsa_p256) return std::string{signature};
    const std::string both = der_integer(signature.substr(0, 32)) + der_integer(signature.substr(32));
    return "\x30" + std::string(1, static_cast<char>(both.size())) + both;
}

Result<std::string> signature_from_openssl(SignatureAlgorithm algorithm, std::string_view signature) {
    if (algorithm != SignatureAlgorithm::ecdsa_p256) return std::string{signature};
    std::string pair;
    std::size_t at = 2;
    for (int number = 0; number < 2; ++number) {
        if (at + 2 > signature.size() || signature[at] != '\x02') return failure(Fault::damaged, "no DER integer");
        std::string_view value = signature.substr(at + 2, static_cast<std::size_t>(signature[at + 1]));
        at += 2 + value.size();
        if (value.size() > 32) value.remove_prefix(value.size() - 32);
        pair += std::string(32 - value.size(), '\0');
        pair += value;
    }
    return pair;
}

std::string verify_command(SignatureAlgorithm algorithm, const std::filesystem::path& folder) {
    return fmt::format(
        "cd '{}' && openssl pkeyutl -verify -pubin -inkey key.pem -rawin {} -in message -sigfile signature "
        ">/dev/null 2>&1",
        folder.string(), digest_argument(algorithm));
}

std::string sign_command(SignatureAlgorithm algorithm, const std::filesystem::path& folder) {
    const std::string_view kind = algorithm == SignatureAlgorithm::ed25519 ? "-algorithm ED25519"
                                  : algorithm == SignatureAlgorithm::ecdsa_p256
                                      ? "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
                                      : "-algorithm ML-DSA-65";
    return fmt::format(
        "cd '{}' && openssl genpkey {} -out private.pem 2>/dev/null && "
        "openssl pkey -in private.pem -pubout -out key.pem && "
        "openssl pkeyutl -sign -inkey private.pem -rawin {} -in message -out signature",
        folder.string(), kind, digest_argument(algorithm));
}

}  // namespace sanad::tests
