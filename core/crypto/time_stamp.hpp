#pragma once
// Time stamps of others (RFC 3161): the request for one, what a token says, and whether it holds. A token proves that
// the stamped bytes existed when the authority says; who made them it does not say.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

/// A TimeStampReq in DER over the SHA-256 of the bytes to be stamped: with a random nonce of 64 bits, and asking for
/// the authority's certificates, so that the token can be checked alone. What `openssl ts -reply -queryfile` takes.
Result<std::string> time_stamp_request(const Sha256Digest& digest);

struct TimeStamp {
    Timestamp time;                            ///< genTime, UTC
    std::optional<std::uint64_t> accuracy_us;  ///< "not off by more than", where the authority states it
    std::string serial;                        ///< lower-case hexadecimal; unique for its authority
    std::string policy;                        ///< an object identifier, "1.2.3.4.1"
    std::string imprint_algorithm;             ///< "sha256", "sha384", "sha512"
    std::string imprint;                       ///< the digest of the stamped bytes
    std::optional<std::string> nonce;          ///< lower-case hexadecimal, as the request gave it
    std::string authority;                     ///< as the token names it, else its certificate's subject; for shown()
    std::string token;                         ///< the token itself in DER, without the response around it
};

/// What a token (PKCS#7 / CMS SignedData), or a granted TimeStampResp around one, states. Nothing of it is proven.
/// Nothing may stand behind it. Fault::refused for a response that grants no stamp, with the authority's words.
Result<TimeStamp> read_time_stamp(Bytes token_or_response);

/// The same of the answer to one's own request: refused unless imprint and nonce are those of the request.
Result<TimeStamp> read_time_stamp_answer(Bytes request, Bytes response);

/// The same, proven: it is over `message`; the signature is the authority's, made with SHA-256 or longer; its
/// certificate is for time stamping and for nothing else (RFC 3161 2.3); and a chain leads from it to one of the
/// `trusted` certificates (PEM, one or more, each trusted by itself, root or not).
///
/// Certificates are judged as of the time that the stamp states, since a stamp is to outlive its authority's
/// certificate; `openssl ts -verify -attime` does the same. Whether the authority's key was stolen later, so that a
/// false stamp of that time could be made, neither can tell: revocation is not asked for, because the machine that
/// checks has no network.
Result<TimeStamp> check_time_stamp(Bytes token_or_response, Bytes message, std::string_view trusted);

}  // namespace sanad
