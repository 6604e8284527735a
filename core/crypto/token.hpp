#pragma once
// Signing keys that never leave a smart card or security module, through the vendor's PKCS#11 module. In a library of
// its own (sanad_token): a program that only verifies loads no module.
//
// The module is the vendor's code and runs in our process: it is named by its absolute path, by the examiner, and is
// never searched for. It stays loaded and initialised until the process ends. Not for several threads at once.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/crypto/signature.hpp"

namespace sanad {

/// What a module says of a token in one of its slots; for shown().
struct PresentToken {
    std::string label;
    std::string manufacturer;
    std::string model;
    std::string serial;
    bool has_pin_pad;  ///< takes its PIN by itself when open_token_key() is given none
};
Result<std::vector<PresentToken>> tokens_present(const std::filesystem::path& module);

struct TokenKey {
    std::filesystem::path module;  ///< "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"
    std::string token;             ///< its label
    std::string key;               ///< the label of the private key
};

/// Logs in, every time with the PIN given, and finds the key: Ed25519 or P-256. Its public half is taken from the
/// public key or the certificate of the same id on the token; every signature is verified with it before it is handed
/// out, and what does not verify is an error. Logging in anew ends the login of other keys of the same token in this
/// process; with the right PIN they go on.
///
/// Fault::refused: PIN wrong or locked, label not unique, key not for signing. Fault::not_found: no such token or key.
/// Fault::unavailable: the module cannot be loaded, or the token was taken out. Fault::unsupported: another kind of
/// key.
Result<std::unique_ptr<Signer>> open_token_key(const TokenKey& key, std::string_view pin);

/// Makes a key inside of the token that cannot be read out of it. Refused where the label is taken.
Result<PublicKey> generate_token_key(const TokenKey& key, SignatureAlgorithm algorithm, std::string_view pin);

}  // namespace sanad
