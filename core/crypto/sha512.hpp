#pragma once
// SHA-512, for the manifests of bags (RFC 8493): through OpenSSL, since no file of evidence waits for it.
#include <array>
#include <cstdint>
#include <memory>

#include "core/base/bytes.hpp"

namespace sanad {

using Sha512Digest = std::array<std::uint8_t, 64>;

class Sha512 {
public:
    Sha512();
    Sha512(Sha512&&) noexcept;
    Sha512& operator=(Sha512&&) noexcept;
    ~Sha512();
    void update(Bytes bytes);
    Sha512Digest finish() const;  ///< the digest of all bytes so far; the state stays usable

private:
    struct State;
    std::unique_ptr<State> state_;
};

Sha512Digest sha512(Bytes bytes);

}  // namespace sanad
