#pragma once
// Every handle of OpenSSL has one owner, spelled once; and what OpenSSL has to say of a failure. For this folder only.
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <new>
#include <string>

namespace sanad {

template <auto close>
struct Frees {
    void operator()(auto* handle) const { close(handle); }
};

using EvpKey = std::unique_ptr<EVP_PKEY, Frees<EVP_PKEY_free>>;
using EvpKeyContext = std::unique_ptr<EVP_PKEY_CTX, Frees<EVP_PKEY_CTX_free>>;
using EvpDigestContext = std::unique_ptr<EVP_MD_CTX, Frees<EVP_MD_CTX_free>>;
using EvpCipherContext = std::unique_ptr<EVP_CIPHER_CTX, Frees<EVP_CIPHER_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Frees<BN_clear_free>>;
using OpensslParameters = std::unique_ptr<OSSL_PARAM, Frees<OSSL_PARAM_free>>;
using OpensslParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Frees<OSSL_PARAM_BLD_free>>;
using Bio = std::unique_ptr<BIO, Frees<BIO_free_all>>;

/// The handle that a function of OpenSSL gave, which gives none only when memory is out.
template <class Owner>
Owner owned(typename Owner::pointer handle) {
    if (handle == nullptr) throw std::bad_alloc{};
    return Owner{handle};
}

/// Takes OpenSSL's queue of errors and says its last reason, or "no reason given".
std::string openssl_reason();

/// What OpenSSL puts into its queue of errors meanwhile is thrown away at the end: a refused signature must not be
/// found there by the next caller.
class ErrorsForgotten {
public:
    ErrorsForgotten() { ERR_set_mark(); }
    ~ErrorsForgotten() { ERR_pop_to_mark(); }
    ErrorsForgotten(const ErrorsForgotten&) = delete;
    ErrorsForgotten& operator=(const ErrorsForgotten&) = delete;
};

}  // namespace sanad
