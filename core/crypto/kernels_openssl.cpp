// OpenSSL's block functions over our chaining words, for one message on processors without SHA instructions: its
// assembly is a third faster there than our portable rounds (measured: SHA-256 745 against 555 MB/s). EVP cannot begin
// from given chaining words, so this one file uses the functions that OpenSSL 3 deprecates and still carries.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>

#include "core/crypto/lane_kernels.hpp"

namespace sanad::kernels {

void sha1_openssl(Hash hash, Message message, std::size_t blocks) {
    SHA_CTX context{};
    context.h0 = hash[0];
    context.h1 = hash[1];
    context.h2 = hash[2];
    context.h3 = hash[3];
    context.h4 = hash[4];
    SHA1_Update(&context, message, blocks * 64);
    hash[0] = context.h0;
    hash[1] = context.h1;
    hash[2] = context.h2;
    hash[3] = context.h3;
    hash[4] = context.h4;
}

void sha256_openssl(Hash hash, Message message, std::size_t blocks) {
    SHA256_CTX context{};
    std::copy_n(hash, 8, context.h);
    SHA256_Update(&context, message, blocks * 64);
    std::copy_n(context.h, 8, hash);
}

}  // namespace sanad::kernels
