#include "core/crypto/time_stamp.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>

#include "core/base/text.hpp"
#include "core/crypto/openssl_handles.hpp"
#include "core/crypto/signature.hpp"
#include "core/crypto/wipe.hpp"

namespace sanad {
namespace {

using Request = std::unique_ptr<TS_REQ, Frees<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Frees<TS_RESP_free>>;
using Token = std::unique_ptr<PKCS7, Frees<PKCS7_free>>;
using TokenInfo = std::unique_ptr<TS_TST_INFO, Frees<TS_TST_INFO_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Frees<TS_MSG_IMPRINT_free>>;
using DigestName = std::unique_ptr<X509_ALGOR, Frees<X509_ALGOR_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Frees<ASN1_INTEGER_free>>;
using Certificate = std::unique_ptr<X509, Frees<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Frees<X509_STORE_free>>;
using Verification = std::unique_ptr<TS_VERIFY_CTX, Frees<TS_VERIFY_CTX_free>>;

// A token with its whole chain takes 2 to 8 KB; one of an authority with ML-DSA certificates would take 40.
constexpr std::size_t longest_token = 256 << 10;
constexpr std::size_t longest_trusted = 4 << 20;

/// The digests that an imprint and a signature may rest on. SHA-1 and MD5 collide: two messages under one stamp.
constexpr std::array digests{std::pair{NID_sha256, "sha256"}, std::pair{NID_sha384, "sha384"},
                             std::pair{NID_sha512, "sha512"}};

const char* accepted_digest(int nid) {
    for (const auto& [accepted, name] : digests)
        if (accepted == nid) return name;
    return nullptr;
}

std::string dotted(const ASN1_OBJECT* object) {
    std::array<char, 256> text{};
    const int size = OBJ_obj2txt(text.data(), text.size(), object, 1);
    if (size <= 0) return "(no object identifier)";
    return {text.data(), std::min<std::size_t>(static_cast<std::size_t>(size), text.size() - 1)};
}

Bytes bytes_of_string(const ASN1_STRING* string) {
    return {ASN1_STRING_get0_data(string), static_cast<std::size_t>(std::max(ASN1_STRING_length(string), 0))};
}

/// A number of any length, with its sign.
std::string hexadecimal(const ASN1_INTEGER* number) {
    const Bytes bytes = bytes_of_string(number);
    const std::string digits = bytes.empty() ? "00" : hex(bytes);
    return ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER ? "-" + digits : digits;
}

template <class Handle>
std::string der_of(const Handle* handle, int (*encode)(const Handle*, unsigned char**)) {
    unsigned char* der = nullptr;
    const int size = encode(handle, &der);
    if (size < 0) throw std::bad_alloc{};
    std::string text{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
    OPENSSL_free(der);
    return text;
}

/// The whole of `bytes` as one value, or nothing.
template <class Owner>
Owner decoded(Bytes bytes, typename Owner::pointer (*decode)(typename Owner::pointer*, const unsigned char**, long)) {
    const unsigned char* at = bytes.data();
    Owner value{decode(nullptr, &at, static_cast<long>(bytes.size()))};
    if (at != bytes.data() + bytes.size()) value.reset();
    return value;
}

/// RFC 3161 2.4.2: YYYYMMDDhhmmss, a fraction without trailing zeros where there is one, Z.
std::optional<Timestamp> time_of(const ASN1_GENERALIZEDTIME* when) {
    const std::string_view text = text_of(bytes_of_string(when));
    static constexpr std::size_t whole = 14;
    if (text.size() < whole + 1 || text.back() != 'Z') return std::nullopt;
    const std::string_view fraction = text.substr(whole, text.size() - whole - 1);
    if (!std::all_of(text.begin(), text.begin() + whole, is_digit)) return std::nullopt;
    if (!fraction.empty() && (fraction.front() != '.' || fraction.size() == 1 || fraction.size() > 10 ||
                              !std::all_of(fraction.begin() + 1, fraction.end(), is_digit)))
        return std::nullopt;
    return parse_iso8601(fmt::format("{}-{}-{}T{}:{}:{}{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                     text.substr(8, 2), text.substr(10, 2), text.substr(12, 2), fraction));
}

Result<std::optional<std::uint64_t>> accuracy_of(TS_TST_INFO* info) {
    const TS_ACCURACY* accuracy = TS_TST_INFO_get_accuracy(info);
    if (accuracy == nullptr) return std::nullopt;
    std::uint64_t microseconds = 0;
    const std::array parts{std::pair{TS_ACCURACY_get_seconds(accuracy), std::uint64_t{1'000'000}},
                           std::pair{TS_ACCURACY_get_millis(accuracy), std::uint64_t{1'000}},
                           std::pair{TS_ACCURACY_get_micros(accuracy), std::uint64_t{1}}};
    for (const auto& [number, unit] : parts) {
        std::uint64_t value = 0;
        if (number == nullptr) continue;
        static constexpr std::uint64_t longest = std::uint64_t{100} * 365 * 86'400;  // seconds of a century
        if (ASN1_INTEGER_get_uint64(&value, number) != 1 || value > longest)
            return failure(Fault::damaged, "the time stamp's accuracy is no sensible number");
        microseconds += value * unit;
    }
    return microseconds;
}

std::string name_text(const X509_NAME* name) {
    const auto bio = owned<Bio>(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB & ~XN_FLAG_SPC_EQ);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return repaired_utf8({text, static_cast<std::size_t>(std::max(size, 0L))});
}

/// The certificate among those in the token that its signature points to. Nothing where there is none, or several
/// signers.
X509* signer_in(PKCS7* token) {
    STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
    STACK_OF(X509)* certificates = token->d.sign->cert;
    if (sk_PKCS7_SIGNER_INFO_num(signers) != 1 || certificates == nullptr) return nullptr;
    const PKCS7_ISSUER_AND_SERIAL* points_to = sk_PKCS7_SIGNER_INFO_value(signers, 0)->issuer_and_serial;
    return X509_find_by_issuer_and_serial(certificates, points_to->issuer, points_to->serial);
}

std::string authority_of(TS_TST_INFO* info, PKCS7* token) {
    const GENERAL_NAME* stated = TS_TST_INFO_get_tsa(info);
    if (stated != nullptr && stated->type == GEN_DIRNAME) return name_text(stated->d.directoryName);
    const X509* signer = signer_in(token);
    return signer == nullptr ? std::string{} : name_text(X509_get_subject_name(signer));
}

/// The token alone, or inside of a response that grants it.
Result<Token> token_in(Bytes bytes) {
    if (bytes.size() > longest_token)
        return failure(Fault::limit, fmt::format("a time stamp of more than {} KiB", longest_token >> 10));
    Token token = decoded<Token>(bytes, d2i_PKCS7);
    if (token == nullptr) {
        const Response response = decoded<Response>(bytes, d2i_TS_RESP);
        if (response == nullptr)
            return failure(Fault::damaged, "neither a time-stamp token nor a time-stamp response (RFC 3161) in DER");
        TS_STATUS_INFO* const status = TS_RESP_get_status_info(response.get());
        const ASN1_INTEGER* const code = TS_STATUS_INFO_get0_status(status);
        std::uint64_t number = 0;
        const bool granted = ASN1_INTEGER_get_uint64(&number, code) == 1 &&
                             (number == TS_STATUS_GRANTED || number == TS_STATUS_GRANTED_WITH_MODS);
        if (!granted) {
            std::string words;
            const STACK_OF(ASN1_UTF8STRING)* texts = TS_STATUS_INFO_get0_text(status);
            for (int i = 0; i < sk_ASN1_UTF8STRING_num(texts); ++i)
                words += fmt::format("; {}", shown(text_of(bytes_of_string(sk_ASN1_UTF8STRING_value(texts, i)))));
            return failure(Fault::refused, fmt::format("the time-stamping authority granted no stamp: status {}{}",
                                                       hexadecimal(code), words));
        }
        if (TS_RESP_get_token(response.get()) == nullptr)
            return failure(Fault::damaged, "a time-stamp response that grants a stamp and holds none");
        token = owned<Token>(PKCS7_dup(TS_RESP_get_token(response.get())));
    }
    // OpenSSL's own functions take for granted that a signed message has content.
    if (!PKCS7_type_is_signed(token.get()) || token->d.sign == nullptr || token->d.sign->contents == nullptr ||
        PKCS7_get_detached(token.get()) != 0)
        return failure(Fault::damaged, "not a time stamp: a PKCS#7 message without signed content");
    return token;
}

struct Opened {
    Token token;
    TimeStamp stamp;
};

Result<Opened> open_time_stamp(Bytes bytes) {
    Token token = TRY(token_in(bytes));
    const TokenInfo info{PKCS7_to_TS_TST_INFO(token.get())};
    if (info == nullptr) return failure(Fault::damaged, "not a time stamp: the signed content is no TSTInfo");
    if (TS_TST_INFO_get_version(info.get()) != 1)
        return failure(Fault::unsupported,
                       fmt::format("a time stamp of version {}", TS_TST_INFO_get_version(info.get())));
    TimeStamp stamp;
    const auto time = time_of(TS_TST_INFO_get_time(info.get()));
    if (!time) return failure(Fault::damaged, "the time stamp's time is not written as RFC 3161 2.4.2 asks");
    stamp.time = *time;
    stamp.accuracy_us = TRY(accuracy_of(info.get()));
    stamp.serial = hexadecimal(TS_TST_INFO_get_serial(info.get()));
    stamp.policy = dotted(TS_TST_INFO_get_policy_id(info.get()));
    TS_MSG_IMPRINT* const imprint = TS_TST_INFO_get_msg_imprint(info.get());
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
    const char* const name = accepted_digest(OBJ_obj2nid(algorithm));
    if (name == nullptr)
        return failure(Fault::unsupported,
                       fmt::format("a time stamp over a digest by {}, which is not SHA-256, SHA-384 or "
                                   "SHA-512",
                                   dotted(algorithm)));
    stamp.imprint_algorithm = name;
    stamp.imprint = text_of(bytes_of_string(TS_MSG_IMPRINT_get_msg(imprint)));
    if (static_cast<int>(stamp.imprint.size()) != EVP_MD_get_size(EVP_get_digestbyname(name)))
        return failure(Fault::damaged, fmt::format("the time stamp's {} has {} bytes", name, stamp.imprint.size()));
    if (const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(info.get())) stamp.nonce = hexadecimal(nonce);
    stamp.authority = authority_of(info.get(), token.get());
    stamp.token = der_of<PKCS7>(token.get(), i2d_PKCS7);
    return Opened{std::move(token), std::move(stamp)};
}

Result<Store> trusting(std::string_view pem) {
    if (pem.size() > longest_trusted) return failure(Fault::limit, "the trusted certificates take more than 4 MiB");
    auto store = owned<Store>(X509_STORE_new());
    const auto bio = owned<Bio>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    int count = 0;
    for (;; ++count) {
        const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
        if (certificate == nullptr) break;
        if (X509_STORE_add_cert(store.get(), certificate.get()) != 1)
            return failure(Fault::system, "OpenSSL takes no certificate: " + openssl_reason());
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (count == 0 || !at_end)
        return failure(Fault::damaged, fmt::format("trusted certificate {} is not one in PEM", count + 1));
    return store;
}

/// The digests that the signature itself rests on.
Result<void> check_signature_digest(PKCS7* token) {
    STACK_OF(PKCS7_SIGNER_INFO)* signers = PKCS7_get_signer_info(token);
    if (sk_PKCS7_SIGNER_INFO_num(signers) != 1)
        return failure(Fault::damaged, "a time stamp has to have exactly one signature (RFC 3161 2.4.2)");
    X509_ALGOR* digest = nullptr;
    PKCS7_SIGNER_INFO_get0_algs(sk_PKCS7_SIGNER_INFO_value(signers, 0), nullptr, &digest, nullptr);
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, digest);
    if (accepted_digest(OBJ_obj2nid(algorithm)) == nullptr)
        return failure(Fault::refused,
                       fmt::format("the time stamp is signed over a digest by {}, which is not SHA-256, "
                                   "SHA-384 or SHA-512",
                                   dotted(algorithm)));
    return {};
}

/// The reason nearest to the cause, which OpenSSL names first, with what it says of it ("Verify error:…").
std::string why_not() {
    std::string reason;
    const char* more = nullptr;
    int flags = 0;
    while (const unsigned long error = ERR_get_error_all(nullptr, nullptr, nullptr, &more, &flags)) {
        const char* text = ERR_reason_error_string(error);
        if (reason.empty() && text != nullptr) reason = text;
        if ((flags & ERR_TXT_STRING) != 0 && more != nullptr && *more != '\0')
            return fmt::format("{}: {}", reason, more);
    }
    return reason.empty() ? "no reason given" : reason;
}

Result<void> check_signature(const Opened& opened, Store store) {
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM* const parameters = X509_STORE_get0_param(store.get());
    static constexpr int at_least_112_bits = 2;  // no SHA-1, no RSA below 2048
    X509_VERIFY_PARAM_set_auth_level(parameters, at_least_112_bits);
    static constexpr std::int64_t second = 1'000'000'000;
    X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(opened.stamp.time.ns / second));
    const auto verification = owned<Verification>(TS_VERIFY_CTX_new());
    TS_VERIFY_CTX_set_flags(verification.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_SIGNER);
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
    TS_VERIFY_CTX_set0_store(verification.get(), store.release());
#else
    TS_VERIFY_CTX_set_store(verification.get(), store.release());
#endif
    ERR_clear_error();
    if (TS_RESP_verify_token(verification.get(), opened.token.get()) != 1)
        return failure(Fault::refused, "the time stamp does not hold: " + why_not());
    return {};
}

std::string digest_by(std::string_view algorithm, Bytes message) {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                   EVP_get_digestbyname(std::string{algorithm}.c_str()), nullptr) != 1)
        throw std::runtime_error{"OpenSSL refuses a digest: " + openssl_reason()};
    digest.resize(size);
    return digest;
}

}  // namespace

Result<std::string> time_stamp_request(const Sha256Digest& digest) {
    const auto request = owned<Request>(TS_REQ_new());
    const auto imprint = owned<Imprint>(TS_MSG_IMPRINT_new());
    const auto algorithm = owned<DigestName>(X509_ALGOR_new());
    std::array<Byte, 8> random;
    do {
        random_bytes(random);
    } while (random[0] == 0);  // eight bytes also as a number
    const auto number = owned<BigNumber>(BN_bin2bn(random.data(), random.size(), nullptr));
    const auto nonce = owned<Integer>(BN_to_ASN1_INTEGER(number.get(), nullptr));
    std::array<Byte, sizeof(Sha256Digest)> copy;
    std::copy(digest.begin(), digest.end(), copy.begin());
    if (X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) != 1 ||
        TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) != 1 ||
        TS_MSG_IMPRINT_set_msg(imprint.get(), copy.data(), static_cast<int>(copy.size())) != 1 ||
        TS_REQ_set_version(request.get(), 1) != 1 || TS_REQ_set_msg_imprint(request.get(), imprint.get()) != 1 ||
        TS_REQ_set_nonce(request.get(), nonce.get()) != 1 || TS_REQ_set_cert_req(request.get(), 1) != 1)
        return failure(Fault::system, "OpenSSL could not write a time-stamp request: " + openssl_reason());
    return der_of<TS_REQ>(request.get(), i2d_TS_REQ);
}

Result<TimeStamp> read_time_stamp(Bytes token_or_response) {
    const ErrorsForgotten errors;
    return TRY(open_time_stamp(token_or_response)).stamp;
}

Result<TimeStamp> read_time_stamp_answer(Bytes request_bytes, Bytes response) {
    const ErrorsForgotten errors;
    const Request request =
        decoded<Request>(request_bytes.first(std::min(request_bytes.size(), longest_token)), d2i_TS_REQ);
    if (request == nullptr) return failure(Fault::damaged, "not a time-stamp request (RFC 3161) in DER");
    TimeStamp stamp = TRY(open_time_stamp(response)).stamp;
    TS_MSG_IMPRINT* const imprint = TS_REQ_get_msg_imprint(request.get());
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
    const char* const name = accepted_digest(OBJ_obj2nid(algorithm));
    if (name == nullptr || stamp.imprint_algorithm != name ||
        stamp.imprint != text_of(bytes_of_string(TS_MSG_IMPRINT_get_msg(imprint))))
        return failure(Fault::refused, "the time stamp is over another digest than was requested");
    const ASN1_INTEGER* nonce = TS_REQ_get_nonce(request.get());
    if (nonce != nullptr && stamp.nonce != hexadecimal(nonce))
        return failure(Fault::refused,
                       "the time stamp answers another request: its nonce is not the one that was sent");
    return stamp;
}

Result<TimeStamp> check_time_stamp(Bytes token_or_response, Bytes message, std::string_view trusted) {
    const ErrorsForgotten errors;
    Store store = TRY(trusting(trusted));
    Opened opened = TRY(open_time_stamp(token_or_response));
    TRY(check_signature_digest(opened.token.get()));
    TRY(check_signature(opened, std::move(store)));
    if (digest_by(opened.stamp.imprint_algorithm, message) != opened.stamp.imprint)
        return failure(Fault::refused,
                       fmt::format("the time stamp is genuine and over other bytes: their {} is {}",
                                   opened.stamp.imprint_algorithm, hex(bytes_of(opened.stamp.imprint))));
    return std::move(opened.stamp);
}

}  // namespace sanad
