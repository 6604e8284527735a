#include "core/crypto/sha512.hpp"

#include <stdexcept>

#include "core/crypto/openssl_handles.hpp"

namespace sanad {
namespace {

[[noreturn]] void refused() {
    throw std::runtime_error{"OpenSSL refuses SHA-512: " + openssl_reason()};
}

}  // namespace

struct Sha512::State {
    EvpDigestContext context = owned<EvpDigestContext>(EVP_MD_CTX_new());
};

Sha512::Sha512() : state_{std::make_unique<State>()} {
    if (EVP_DigestInit_ex(state_->context.get(), EVP_sha512(), nullptr) != 1) refused();
}
Sha512::Sha512(Sha512&&) noexcept = default;
Sha512& Sha512::operator=(Sha512&&) noexcept = default;
Sha512::~Sha512() = default;

void Sha512::update(Bytes bytes) {
    if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1) refused();
}

Sha512Digest Sha512::finish() const {
    const auto copy = owned<EvpDigestContext>(EVP_MD_CTX_new());
    Sha512Digest digest;
    unsigned size = 0;
    if (EVP_MD_CTX_copy_ex(copy.get(), state_->context.get()) != 1 ||
        EVP_DigestFinal_ex(copy.get(), digest.data(), &size) != 1 || size != digest.size())
        refused();
    return digest;
}

Sha512Digest sha512(Bytes bytes) {
    Sha512 state;
    state.update(bytes);
    return state.finish();
}

}  // namespace sanad
