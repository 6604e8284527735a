#include "core/crypto/token.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/openssl_handles.hpp"
#include "core/crypto/wipe.hpp"

namespace sanad {
namespace {

/// The curves' names in CKA_EC_PARAMS (PKCS#11 3.0, 2.3.3 and 2.3.10): an object identifier, or a printable string.
constexpr std::string_view p256_identifier{"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10};
constexpr std::string_view ed25519_identifier{"\x06\x03\x2b\x65\x70", 5};
constexpr std::string_view ed25519_printable{
    "\x13\x0c"
    "edwards25519",
    14};

constexpr std::size_t signature_size = 64;

struct Meaning {
    CK_RV code;
    Fault fault;
    std::string_view words;
};
constexpr std::array meanings{
    Meaning{CKR_PIN_INCORRECT, Fault::refused, "the PIN is wrong"},
    Meaning{CKR_PIN_INVALID, Fault::refused, "the PIN holds characters that this token does not take"},
    Meaning{CKR_PIN_LEN_RANGE, Fault::refused, "the PIN is too short or too long"},
    Meaning{CKR_PIN_EXPIRED, Fault::refused, "the PIN has expired and has to be changed"},
    Meaning{CKR_PIN_LOCKED, Fault::refused, "the PIN is locked after too many wrong ones"},
    Meaning{CKR_USER_PIN_NOT_INITIALIZED, Fault::refused, "the token has no PIN yet"},
    Meaning{CKR_USER_NOT_LOGGED_IN, Fault::refused,
            "the token is not logged in: another key of it was opened with a wrong PIN"},
    Meaning{CKR_KEY_FUNCTION_NOT_PERMITTED, Fault::refused, "the key is not for signing"},
    Meaning{CKR_TOKEN_WRITE_PROTECTED, Fault::refused, "the token is write-protected"},
    Meaning{CKR_TOKEN_NOT_PRESENT, Fault::unavailable, "the token was taken out"},
    Meaning{CKR_DEVICE_REMOVED, Fault::unavailable, "the token was taken out"},
    Meaning{CKR_SESSION_HANDLE_INVALID, Fault::unavailable, "the token was taken out or its session was closed"},
    Meaning{CKR_TOKEN_NOT_RECOGNIZED, Fault::unavailable, "the module does not know this token"},
    Meaning{CKR_MECHANISM_INVALID, Fault::unsupported, "the token does not sign by this algorithm"},
    Meaning{CKR_KEY_TYPE_INCONSISTENT, Fault::unsupported, "the token does not sign by this algorithm with this key"},
    Meaning{CKR_DEVICE_MEMORY, Fault::system, "the token is full"},
};

tl::unexpected<Error> token_refuses(CK_RV code) {
    for (const Meaning& meaning : meanings)
        if (meaning.code == code) return failure(meaning.fault, std::string{meaning.words});
    return failure(Fault::system, fmt::format("the token's module gives PKCS#11 error 0x{:x}", code));
}

Result<void> done(CK_RV code) {
    if (code != CKR_OK) return token_refuses(code);
    return {};
}

/// Text fields of PKCS#11 have a fixed length and blanks at the end.
template <std::size_t size>
std::string padded_text(const CK_UTF8CHAR (&field)[size]) {
    std::string text{reinterpret_cast<const char*>(field), size};
    text.resize(text.find_last_not_of(' ') + 1);
    return text;
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, std::string_view value) {
    return {type, const_cast<char*>(value.data()), static_cast<CK_ULONG>(value.size())};
}
/// The value is pointed to: it has to outlive the attribute.
template <class Number>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const Number* value) {
    return {type, const_cast<Number*>(value), sizeof(Number)};
}

CK_BYTE* bytes_in(std::string_view text) {
    return const_cast<CK_BYTE*>(bytes_of(text).data());
}

using Functions = CK_FUNCTION_LIST*;

/// The module's functions. It is never unloaded: C_Finalize would end the sessions of other keys of the same module,
/// and a module that is unloaded without it may leave threads behind whose code is gone.
Result<Functions> loaded(const std::filesystem::path& path) {
    if (!path.is_absolute()) return failure(Fault::refused, "the PKCS#11 module has to be named by its absolute path");
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) {
        const char* const reason = ::dlerror();
        return failure(Fault::unavailable, fmt::format("the PKCS#11 module cannot be loaded: {}",
                                                       reason == nullptr ? "no reason given" : reason));
    }
    const auto function_list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    if (function_list == nullptr)
        return failure(Fault::unavailable, "this library is no PKCS#11 module: it has no C_GetFunctionList");
    Functions functions = nullptr;
    TRY(done(function_list(&functions)));
    if (functions == nullptr || functions->version.major < 2)
        return failure(Fault::unsupported, "the module speaks no PKCS#11 of version 2 or later");
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const CK_RV initialised = functions->C_Initialize(&arguments);
    if (initialised != CKR_CRYPTOKI_ALREADY_INITIALIZED) TRY(done(initialised));
    return functions;
}

struct Slot {
    CK_SLOT_ID id;
    CK_TOKEN_INFO info;
};

Result<std::vector<Slot>> slots(Functions functions) {
    CK_ULONG count = 0;
    TRY(done(functions->C_GetSlotList(CK_TRUE, nullptr, &count)));
    static constexpr CK_ULONG most = 1024;
    if (count > most) return failure(Fault::limit, fmt::format("the module claims {} tokens", count));
    std::vector<CK_SLOT_ID> ids(count);
    if (count > 0) TRY(done(functions->C_GetSlotList(CK_TRUE, ids.data(), &count)));
    ids.resize(std::min<std::size_t>(ids.size(), count));
    std::vector<Slot> found;
    for (const CK_SLOT_ID id : ids) {
        Slot slot{id, {}};
        const CK_RV code = functions->C_GetTokenInfo(id, &slot.info);
        if (code == CKR_TOKEN_NOT_PRESENT || code == CKR_TOKEN_NOT_RECOGNIZED) continue;  // taken out meanwhile
        TRY(done(code));
        found.push_back(slot);
    }
    return found;
}

Result<Slot> slot_of(Functions functions, std::string_view label) {
    std::optional<Slot> found;
    for (const Slot& slot : TRY(slots(functions))) {
        if ((slot.info.flags & CKF_TOKEN_INITIALIZED) == 0 || padded_text(slot.info.label) != label) continue;
        if (found) return failure(Fault::refused, "two tokens have this label: take one out");
        found = slot;
    }
    if (!found) return failure(Fault::not_found, "there is no token of this label");
    return *found;
}

/// A session with a token, closed when it goes.
class Session {
public:
    static Result<Session> open(const TokenKey& key, std::string_view pin, CK_FLAGS access) {
        const Functions functions = TRY(loaded(key.module));
        const Slot slot = TRY(slot_of(functions, key.token));
        CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
        TRY(done(functions->C_OpenSession(slot.id, CKF_SERIAL_SESSION | access, nullptr, nullptr, &handle)));
        Session session{functions, slot, handle};
        TRY(session.log_in(CKU_USER, pin));
        return session;
    }
    Session(Session&& other) noexcept
        : functions_{other.functions_}, slot_{other.slot_}, handle_{std::exchange(other.handle_, CK_INVALID_HANDLE)} {}
    Session& operator=(Session&&) = delete;
    ~Session() {
        if (handle_ != CK_INVALID_HANDLE) functions_->C_CloseSession(handle_);
    }

    /// CKU_USER, or CKU_CONTEXT_SPECIFIC for a key that wants its PIN for every signature.
    Result<void> log_in(CK_USER_TYPE user, std::string_view pin) const {
        const bool at_pin_pad = pin.empty() && (slot_.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
        const auto try_pin = [&] {
            return functions_->C_Login(handle_, user, at_pin_pad ? nullptr : bytes_in(pin),
                                       at_pin_pad ? 0 : static_cast<CK_ULONG>(pin.size()));
        };
        CK_RV code = try_pin();
        if (code == CKR_USER_ALREADY_LOGGED_IN) {
            // By another key of this token, with a PIN that need not be the one given now: this one is to be proven
            // too.
            functions_->C_Logout(handle_);
            code = try_pin();
        }
        if (code == CKR_PIN_INCORRECT) {
            CK_TOKEN_INFO info{};
            if (functions_->C_GetTokenInfo(slot_.id, &info) == CKR_OK && (info.flags & CKF_USER_PIN_FINAL_TRY) != 0)
                return failure(Fault::refused, "the PIN is wrong; one more wrong PIN locks the token");
        }
        return done(code);
    }

    /// The one object of these attributes. Fault::not_found, or Fault::refused when there are several.
    Result<CK_OBJECT_HANDLE> object(std::vector<CK_ATTRIBUTE> attributes, std::string_view what) const {
        TRY(done(functions_->C_FindObjectsInit(handle_, attributes.data(), attributes.size())));
        std::array<CK_OBJECT_HANDLE, 2> found{};
        CK_ULONG count = 0;
        const CK_RV code = functions_->C_FindObjects(handle_, found.data(), found.size(), &count);
        functions_->C_FindObjectsFinal(handle_);
        TRY(done(code));
        if (count == 0) return failure(Fault::not_found, fmt::format("the token has no {} of this label", what));
        if (count > 1) return failure(Fault::refused, fmt::format("the token has several {}s of this label", what));
        return found[0];
    }

    Result<std::string> value(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
        CK_ATTRIBUTE wanted{type, nullptr, 0};
        TRY(done(functions_->C_GetAttributeValue(handle_, object, &wanted, 1)));
        static constexpr CK_ULONG longest = 64 << 10;
        if (wanted.ulValueLen > longest) return failure(Fault::limit, "the token gives an attribute of absurd length");
        std::string bytes(wanted.ulValueLen, '\0');
        wanted.pValue = bytes.data();
        TRY(done(functions_->C_GetAttributeValue(handle_, object, &wanted, 1)));
        bytes.resize(std::min<std::size_t>(bytes.size(), wanted.ulValueLen));
        return bytes;
    }
    template <class Number>
    Result<Number> number(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
        const std::string bytes = TRY(value(object, type));
        if (bytes.size() != sizeof(Number))
            return failure(Fault::damaged, "the token gives an attribute of a wrong length");
        Number number{};
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&number));
        return number;
    }

    Functions functions() const { return functions_; }
    CK_SESSION_HANDLE handle() const { return handle_; }

private:
    Session(Functions functions, const Slot& slot, CK_SESSION_HANDLE handle)
        : functions_{functions}, slot_{slot}, handle_{handle} {}

    Functions functions_;
    Slot slot_;
    CK_SESSION_HANDLE handle_;
};

Result<CK_OBJECT_HANDLE> private_key(const Session& session, std::string_view label) {
    static constexpr CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
    return session.object({attribute(CKA_CLASS, &kind), attribute(CKA_LABEL, label)}, "private key");
}

/// The point inside of CKA_EC_POINT: PKCS#11 wraps it into an OCTET STRING, 3.0 once asked for a BIT STRING with
/// Edwards curves, and some modules wrap nothing.
Result<std::string> unwrapped_point(std::string_view point, std::size_t size) {
    const std::string octets = std::string{"\x04"} + static_cast<char>(size);
    const std::string bits = std::string{"\x03"} + static_cast<char>(size + 1) + '\0';
    for (const std::string& wrapping : {std::string{}, octets, bits})
        if (point.size() == wrapping.size() + size && point.starts_with(wrapping))
            return std::string{point.substr(wrapping.size())};
    return failure(Fault::unsupported,
                   fmt::format("the token gives its public key in {} bytes of an unknown form", point.size()));
}

Result<PublicKey> key_of_certificate(const std::string& der) {
    const ErrorsForgotten errors;
    using Certificate = std::unique_ptr<X509, Frees<X509_free>>;
    const auto* at = bytes_of(der).data();
    const Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    EVP_PKEY* const key = certificate == nullptr ? nullptr : X509_get0_pubkey(certificate.get());
    const auto bio = owned<Bio>(BIO_new(BIO_s_mem()));
    if (key == nullptr || PEM_write_bio_PUBKEY(bio.get(), key) != 1)
        return failure(Fault::damaged, "the certificate on the token cannot be read");
    char* pem = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &pem);
    return public_key_from_pem({pem, static_cast<std::size_t>(std::max(size, 0L))});
}

Result<SignatureAlgorithm> algorithm_of(const Session& session, CK_OBJECT_HANDLE key) {
    const auto type = TRY(session.number<CK_KEY_TYPE>(key, CKA_KEY_TYPE));
    if (type == CKK_EC_EDWARDS) return SignatureAlgorithm::ed25519;  // Ed448 has longer points and is refused by them
    if (type == CKK_EC && TRY(session.value(key, CKA_EC_PARAMS)) == p256_identifier)
        return SignatureAlgorithm::ecdsa_p256;
    return failure(Fault::unsupported, "the key on the token is neither Ed25519 nor P-256");
}

/// From the public key of the same id; where there is none, from the certificate, which is all that many cards hold. A
/// private key without an id is paired by its label.
Result<PublicKey> public_half(const Session& session, CK_OBJECT_HANDLE key) {
    const auto algorithm = TRY(algorithm_of(session, key));
    const std::string id = TRY(session.value(key, CKA_ID));
    const std::string label = TRY(session.value(key, CKA_LABEL));
    const CK_ATTRIBUTE paired = id.empty() ? attribute(CKA_LABEL, label) : attribute(CKA_ID, id);
    static constexpr CK_OBJECT_CLASS public_kind = CKO_PUBLIC_KEY;
    static constexpr CK_OBJECT_CLASS certificate_kind = CKO_CERTIFICATE;
    const auto found = session.object({attribute(CKA_CLASS, &public_kind), paired}, "public key");
    if (found) {
        const std::size_t size = algorithm == SignatureAlgorithm::ed25519 ? 32 : 65;
        return PublicKey{algorithm, TRY(unwrapped_point(TRY(session.value(*found, CKA_EC_POINT)), size))};
    }
    if (found.error().fault != Fault::not_found) return tl::unexpected{found.error()};
    const auto certificate = session.object({attribute(CKA_CLASS, &certificate_kind), paired}, "certificate");
    if (!certificate)
        return failure(certificate.error().fault,
                       "the token holds neither a public key nor one certificate that goes with the private key");
    PublicKey of_certificate = TRY(key_of_certificate(TRY(session.value(*certificate, CKA_VALUE))));
    if (of_certificate.algorithm != algorithm)
        return failure(Fault::damaged, "the certificate on the token is for a key of another kind");
    return of_certificate;
}

class KeyOnToken final : public Signer {
public:
    KeyOnToken(Session session, TokenKey key, PublicKey public_key, SecretText pin_each_time)
        : session_{std::move(session)},
          key_{std::move(key)},
          public_key_{std::move(public_key)},
          pin_each_time_{std::move(pin_each_time)} {}

    const PublicKey& public_key() const override { return public_key_; }

    Result<std::string> sign(Bytes message) override {
        auto signature = sign_unchecked(message);
        if (!signature)
            return within(fmt::format("token {}: key {}", shown(key_.token), shown(key_.key)), signature.error());
        // A token whose public key belongs to another private key would be found out in court.
        if (verify(public_key_, message, bytes_of(*signature)) != Checked::good)
            return failure(Fault::damaged,
                           fmt::format("token {}: key {}: gave a signature that its own public key does not "
                                       "verify",
                                       shown(key_.token), shown(key_.key)));
        return signature;
    }

private:
    Result<std::string> sign_unchecked(Bytes message) {
        // Looked up each time: handles of private keys do not outlive a login.
        const CK_OBJECT_HANDLE key = TRY(private_key(session_, key_.key));
        const bool is_edwards = public_key_.algorithm == SignatureAlgorithm::ed25519;
        // CKM_ECDSA signs a digest; CKM_EDDSA without parameters is Ed25519 over the message itself.
        CK_MECHANISM mechanism{is_edwards ? CK_MECHANISM_TYPE{CKM_EDDSA} : CK_MECHANISM_TYPE{CKM_ECDSA}, nullptr, 0};
        Sha256 state;
        state.update(message);
        const Sha256Digest digest = state.finish();
        const Bytes input = is_edwards ? message : Bytes{digest};
        TRY(done(session_.functions()->C_SignInit(session_.handle(), &mechanism, key)));
        if (!pin_each_time_.text().empty()) TRY(session_.log_in(CKU_CONTEXT_SPECIFIC, pin_each_time_.text()));
        std::string signature(signature_size, '\0');
        CK_ULONG size = signature.size();
        TRY(done(session_.functions()->C_Sign(session_.handle(), const_cast<CK_BYTE*>(input.data()), input.size(),
                                              bytes_in(signature), &size)));
        if (size != signature_size) return failure(Fault::damaged, fmt::format("gave a signature of {} bytes", size));
        return signature;
    }

    Session session_;
    TokenKey key_;
    PublicKey public_key_;
    SecretText pin_each_time_;  // empty where the key does not ask for it
};

Result<std::unique_ptr<Signer>> open_key(const TokenKey& key, std::string_view pin) {
    Session session = TRY(Session::open(key, pin, 0));
    const CK_OBJECT_HANDLE object = TRY(private_key(session, key.key));
    const auto may_sign = session.number<CK_BBOOL>(object, CKA_SIGN);
    if (may_sign && *may_sign == CK_FALSE) return failure(Fault::refused, "the key is not for signing");
    PublicKey public_key = TRY(public_half(session, object));
    // PKCS#11 2.20 and later; a module that does not know the attribute has no such keys.
    const bool pin_each_time = session.number<CK_BBOOL>(object, CKA_ALWAYS_AUTHENTICATE).value_or(CK_FALSE) != CK_FALSE;
    return std::make_unique<KeyOnToken>(std::move(session), key, std::move(public_key),
                                        SecretText{std::string{pin_each_time ? pin : std::string_view{}}});
}

Result<PublicKey> generate_key(const TokenKey& key, SignatureAlgorithm algorithm, std::string_view pin) {
    const bool is_edwards = algorithm == SignatureAlgorithm::ed25519;
    if (!is_edwards && algorithm != SignatureAlgorithm::ecdsa_p256)
        return failure(Fault::unsupported, fmt::format("PKCS#11 2.40 and 3.0 have no keys for {}", name_of(algorithm)));
    if (key.key.empty()) return failure(Fault::refused, "the key needs a label");
    const Session session = TRY(Session::open(key, pin, CKF_RW_SESSION));
    const auto taken = private_key(session, key.key);
    if (taken) return failure(Fault::refused, "the token has a private key of this label already");
    if (taken.error().fault != Fault::not_found) return tl::unexpected{taken.error()};

    std::string id(16, '\0');
    random_bytes({reinterpret_cast<Byte*>(id.data()), id.size()});
    static constexpr CK_BBOOL yes = CK_TRUE;
    static constexpr CK_BBOOL no = CK_FALSE;
    CK_MECHANISM mechanism{
        is_edwards ? CK_MECHANISM_TYPE{CKM_EC_EDWARDS_KEY_PAIR_GEN} : CK_MECHANISM_TYPE{CKM_EC_KEY_PAIR_GEN}, nullptr,
        0};
    std::vector<CK_ATTRIBUTE> private_part{attribute(CKA_TOKEN, &yes),     attribute(CKA_PRIVATE, &yes),
                                           attribute(CKA_SENSITIVE, &yes), attribute(CKA_EXTRACTABLE, &no),
                                           attribute(CKA_SIGN, &yes),      attribute(CKA_LABEL, key.key),
                                           attribute(CKA_ID, id)};
    const auto generate = [&](std::string_view curve) {
        std::vector<CK_ATTRIBUTE> public_part{attribute(CKA_TOKEN, &yes), attribute(CKA_VERIFY, &yes),
                                              attribute(CKA_EC_PARAMS, curve), attribute(CKA_LABEL, key.key),
                                              attribute(CKA_ID, id)};
        CK_OBJECT_HANDLE public_handle = CK_INVALID_HANDLE;
        CK_OBJECT_HANDLE private_handle = CK_INVALID_HANDLE;
        return session.functions()->C_GenerateKeyPair(session.handle(), &mechanism, public_part.data(),
                                                      public_part.size(), private_part.data(), private_part.size(),
                                                      &public_handle, &private_handle);
    };
    CK_RV code = generate(is_edwards ? ed25519_identifier : p256_identifier);
    // Tokens of PKCS#11 3.0 know the Edwards curves by either name, and some by one only.
    if (is_edwards && code != CKR_OK) code = generate(ed25519_printable);
    TRY(done(code));
    return public_half(session, TRY(private_key(session, key.key)));
}

}  // namespace

Result<std::vector<PresentToken>> tokens_present(const std::filesystem::path& module) {
    std::vector<PresentToken> found;
    const auto functions = loaded(module);
    if (!functions) return within(shown(module.native()), functions.error());
    for (const Slot& slot : TRY(slots(*functions))) {
        if ((slot.info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
        found.push_back({padded_text(slot.info.label), padded_text(slot.info.manufacturerID),
                         padded_text(slot.info.model), padded_text(slot.info.serialNumber),
                         (slot.info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0});
    }
    return found;
}

Result<std::unique_ptr<Signer>> open_token_key(const TokenKey& key, std::string_view pin) {
    auto opened = open_key(key, pin);
    if (!opened) return within(fmt::format("token {}: key {}", shown(key.token), shown(key.key)), opened.error());
    return opened;
}

Result<PublicKey> generate_token_key(const TokenKey& key, SignatureAlgorithm algorithm, std::string_view pin) {
    auto made = generate_key(key, algorithm, pin);
    if (!made) return within(fmt::format("token {}: key {}", shown(key.token), shown(key.key)), made.error());
    return made;
}

}  // namespace sanad
