#include "core/crypto/evp.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace sanad {
namespace {

template <class Digest>
Digest evp_digest(Bytes bytes, const EVP_MD* algorithm) {
    Digest digest;
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1 || size != digest.size())
        throw std::runtime_error{"OpenSSL refuses a digest: is a FIPS-only configuration in force?"};
    return digest;
}

}  // namespace

Md5Digest evp_md5(Bytes bytes) {
    return evp_digest<Md5Digest>(bytes, EVP_md5());
}
Sha1Digest evp_sha1(Bytes bytes) {
    return evp_digest<Sha1Digest>(bytes, EVP_sha1());
}
Sha256Digest evp_sha256(Bytes bytes) {
    return evp_digest<Sha256Digest>(bytes, EVP_sha256());
}

}  // namespace sanad
