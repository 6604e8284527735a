#pragma once
// The openssl program as the independent other side of the signature tests, and the small files it is fed with.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/crypto/signature.hpp"

namespace sanad::tests {

inline void write_file(const std::filesystem::path& path, std::string_view text) {
    std::ofstream{path, std::ios::binary} << text;
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// openssl writes an ECDSA signature as a DER sequence of two integers. Written here by hand, so that our own code is
/// not what it is compared with.
std::string signature_for_openssl(SignatureAlgorithm algorithm, std::string_view signature);
Result<std::string> signature_from_openssl(SignatureAlgorithm algorithm, std::string_view signature);

/// Verifies the files message, signature and key.pem of a folder.
std::string verify_command(SignatureAlgorithm algorithm, const std::filesystem::path& folder);
/// Makes a key, leaves its public half in key.pem, and signs message into signature.
std::string sign_command(SignatureAlgorithm algorithm, const std::filesystem::path& folder);

}  // namespace sanad::tests
