#include "core/custody/signed_document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/custody/members.hpp"

namespace sanad {
namespace {

/// Reads the one text that a document has: fixed pieces, and between them texts in which nothing is escaped.
class Envelope {
public:
    explicit Envelope(std::string_view text) : text_{text} {}

    bool is_next(std::string_view piece) const { return text_.substr(at_, piece.size()) == piece; }
    Result<void> take(std::string_view piece) {
        if (!is_next(piece)) return wrong(at_, fmt::format("'{}' expected", piece));
        at_ += piece.size();
        return {};
    }
    /// What stands up to the next quote.
    Result<std::string_view> until_quote() {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) return wrong(at_, "a text without an end");
        const std::string_view text = text_.substr(at_, quote - at_);
        at_ = quote;
        return text;
    }
    Result<std::string> until_quote_as_base64() {
        const std::size_t begin = at_;
        auto bytes = from_base64(TRY(until_quote()));
        if (!bytes) return wrong(begin, bytes.error().what);
        return std::move(*bytes);
    }
    std::size_t at() const { return at_; }
    bool ended() const { return at_ == text_.size(); }
    static tl::unexpected<Error> wrong(std::size_t at, std::string_view what) {
        return failure(Fault::damaged, fmt::format("byte {}: {}", at, what));
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

Result<DocumentSignature> signature_in(Envelope& envelope) {
    DocumentSignature signature;
    TRY(envelope.take(R"({"alg":")"));
    std::size_t begin = envelope.at();
    const std::string_view name = TRY(envelope.until_quote());
    const auto algorithm = signature_algorithm(name);
    if (!algorithm) return Envelope::wrong(begin, "a signature of an algorithm that is not known");
    signature.algorithm = *algorithm;
    TRY(envelope.take(R"(","kid":")"));
    begin = envelope.at();
    signature.kid = TRY(envelope.until_quote());
    if (!is_key_id(signature.kid)) return Envelope::wrong(begin, "not a key id of 40 hexadecimal letters");
    TRY(envelope.take(R"(","sig":")"));
    signature.signature = TRY(envelope.until_quote_as_base64());
    TRY(envelope.take(R"("})"));
    return signature;
}

/// What people typed reaches a signature through here: a text that canonical JSON cannot hold is their error, not ours.
Result<void> check_texts(const JsonValue& value, const std::string& where) {
    if (const std::string* text = value.text()) {
        if (auto checked = check_text(*text); !checked) return within(where, std::move(checked.error()));
    } else if (const JsonValue::Array* array = value.array()) {
        for (const JsonValue& element : *array) TRY(check_texts(element, where));
    } else if (const JsonValue::Object* members = value.object()) {
        for (const auto& [name, member] : *members) TRY(check_texts(member, where.empty() ? name : where + "." + name));
    }
    return {};
}

}  // namespace

std::string SignedDocument::canonical() const {
    std::string text =
        fmt::format(R"({{"payload":"{}","payloadType":"{}","signatures":[)", base64(payload), payload_type);
    for (const DocumentSignature& signature : signatures) {
        if (&signature != signatures.data()) text += ',';
        text += fmt::format(R"({{"alg":"{}","kid":"{}","sig":"{}"}})", name_of(signature.algorithm), signature.kid,
                            base64(signature.signature));
    }
    return text + "]}";
}

std::string pre_authentication(std::string_view payload_type, std::string_view payload) {
    return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(), payload);
}

Result<SignedDocument> parse_document(std::string_view text, std::string_view payload_type) {
    if (text.size() > most_document_bytes)
        return failure(Fault::damaged, fmt::format("a signed document of {} bytes; at most {} are allowed", text.size(),
                                                   most_document_bytes));
    Envelope envelope{text};
    SignedDocument document;
    TRY(envelope.take(R"({"payload":")"));
    document.payload = TRY(envelope.until_quote_as_base64());
    TRY(envelope.take(R"(","payloadType":")"));
    const std::size_t begin = envelope.at();
    document.payload_type = TRY(envelope.until_quote());
    if (document.payload_type != payload_type)
        return Envelope::wrong(begin, fmt::format("the type {} expected", payload_type));
    TRY(envelope.take(R"(","signatures":[)"));
    while (!envelope.is_next("]")) {
        if (!document.signatures.empty()) TRY(envelope.take(","));
        const std::size_t at = envelope.at();
        DocumentSignature signature = TRY(signature_in(envelope));
        if (!document.signatures.empty() && signature.kid <= document.signatures.back().kid)
            return Envelope::wrong(at, "signatures that are not sorted by key id, or one twice");
        document.signatures.push_back(std::move(signature));
    }
    TRY(envelope.take("]}"));
    if (!envelope.ended()) return Envelope::wrong(envelope.at(), "more text after the end");
    return document;
}

Result<SignedDocument> sign_document(std::string_view payload_type, const JsonValue& payload, Signers signers) {
    TRY(check_texts(payload, ""));
    SignedDocument document{std::string{payload_type}, payload.canonical(), {}};
    TRY(add_signatures(document, signers));
    return document;
}

Result<void> add_signatures(SignedDocument& document, Signers signers) {
    if (signers.empty()) return failure(Fault::refused, "nobody to sign it");
    const std::string message = pre_authentication(document.payload_type, document.payload);
    std::vector<DocumentSignature> all = document.signatures;
    for (Signer* signer : signers) {
        DocumentSignature signature{signer->public_key().algorithm, key_id(signer->public_key()), {}};
        if (std::ranges::find(all, signature.kid, &DocumentSignature::kid) != all.end())
            return failure(Fault::refused, fmt::format("the key {} has signed it already", signature.kid));
        signature.signature = TRY(signer->sign(bytes_of(message)));
        all.push_back(std::move(signature));
    }
    std::ranges::sort(all, {}, &DocumentSignature::kid);
    SignedDocument grown{document.payload_type, document.payload, std::move(all)};
    if (const std::size_t size = grown.canonical().size(); size > most_document_bytes)
        return failure(Fault::refused, fmt::format("too long for one document: {} bytes with its signatures, at most "
                                                   "{} are allowed",
                                                   size, most_document_bytes));
    document = std::move(grown);
    return {};
}

}  // namespace sanad
