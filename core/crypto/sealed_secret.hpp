#pragma once
// A secret at rest under a passphrase: our own container, because OpenSSL 3.0 cannot write a PKCS#8 file whose scrypt
// costs more than 16 MiB. Anyone can open one with a few lines of Python (tests/crypto/unseal.py does). It is text,
// each line ended by one line feed, numbers in decimal, bytes in lower-case hexadecimal:
//
//     sanad-sealed-secret-v1
//     for PURPOSE                          what it is, one line of printable ASCII, readable without the passphrase
//     kdf scrypt N r p                     RFC 7914: key = scrypt(passphrase, salt, N, r, p), 32 bytes
//     salt 32 digits
//     cipher aes-256-gcm
//     nonce 24 digits
//     sealed DIGITS                        ciphertext, then GCM's tag of 16 bytes
//
// GCM's associated data are the bytes before "sealed ", so that nothing of the file can be changed. One content has one
// text: other spacing or case is refused. A passphrase is taken as the bytes that were given, without Unicode
// normalisation: what the keyboard sent is what has to be sent again.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/crypto/wipe.hpp"

namespace sanad {

/// What one guess costs: 128 * n * r bytes of memory and about n * r * p steps. The default takes 128 MiB.
struct ScryptCost {
    std::uint64_t n = 1 << 17;  ///< a power of two
    std::uint32_t r = 8;
    std::uint32_t p = 1;
    bool operator==(const ScryptCost&) const = default;
};

/// Salt and nonce are new each time. Fault::refused for an empty passphrase, which would protect nothing, and
/// std::logic_error for a purpose that is not 1 to 200 printable ASCII characters without blanks at the ends, a secret
/// of more than 64 KiB, or a cost that unseal() would not accept.
Result<std::string> seal(std::string_view purpose, Bytes secret, Bytes passphrase, const ScryptCost& cost = {});

struct Unsealed {
    std::string purpose;
    SecretText secret;
};

/// Fault::refused when the passphrase is wrong or the file was changed: the two cannot be told apart. Fault::damaged
/// when it is no sealed secret, Fault::unsupported for algorithms or a version not known here, Fault::limit when the
/// file asks for more than 1 GiB of memory or 32 times the default's work.
Result<Unsealed> unseal(std::string_view sealed, Bytes passphrase);

/// The purpose that the file states, not yet proven: only unseal() shows that nobody changed it.
Result<std::string> sealed_purpose(std::string_view sealed);

}  // namespace sanad
