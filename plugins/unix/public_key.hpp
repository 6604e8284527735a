#pragma once
// A public key in the form of RFC 4253, section 6.6, in base64 as OpenSSH's files have it: its kind, length,
// fingerprints.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/text.hpp"

namespace sanad::unix_traces {

using sdk::Bytes;

/// Nothing when a character is none of base64's; blanks and line ends are passed over.
std::optional<std::vector<std::uint8_t>> base64_decoded(std::string_view text);

/// Strings with their length in front, one after another; throws TooShort.
class SshStrings {
public:
    explicit SshStrings(Bytes bytes) : bytes_{bytes} {}
    Bytes next();
    std::uint32_t number();
    bool at_end() const { return at_ == bytes_.size(); }
    void skip(std::size_t count);

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

struct PublicKey {
    std::string type;
    std::optional<std::int64_t> bits{};
    std::string sha256,
        md5;  ///< as ssh-keygen prints them; empty for a certificate, of which ssh-keygen prints the key inside
};

/// Nothing when the bytes are no public key.
std::optional<PublicKey> public_key(Bytes blob);

/// "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com" …
bool is_key_type(std::string_view word);

}  // namespace sanad::unix_traces
