#pragma once
// The same digests through OpenSSL's EVP: the independent truth that the tests and the benchmark compare with.
#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

Md5Digest evp_md5(Bytes bytes);
Sha1Digest evp_sha1(Bytes bytes);
Sha256Digest evp_sha256(Bytes bytes);

}  // namespace sanad
