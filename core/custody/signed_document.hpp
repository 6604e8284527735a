#pragma once
// DSSE as LEDGER.md section 3 narrows it: a payload's exact bytes, their type, and signatures sorted by key id.
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/signature.hpp"
#include "core/custody/json_value.hpp"

namespace sanad {

inline constexpr std::string_view event_type = "application/vnd.sanad.custody-event+json;v=1";
inline constexpr std::string_view statement_type = "application/vnd.sanad.statement+json;v=1";
inline constexpr std::size_t most_document_bytes = 256 << 10;

struct DocumentSignature {
    SignatureAlgorithm algorithm = SignatureAlgorithm::ed25519;
    std::string kid;
    std::string signature;  ///< raw bytes
};

struct SignedDocument {
    std::string payload_type;
    std::string payload;  ///< exact bytes; a canonical JSON object
    std::vector<DocumentSignature> signatures;

    /// The canonical text of the whole.
    std::string canonical() const;
};

/// What is signed: DSSE's pre-authentication encoding.
std::string pre_authentication(std::string_view payload_type, std::string_view payload);

/// Fault::damaged with the place for anything but the canonical text of a document of this type. What the payload says
/// is not looked at: parse_entry() and parse_signed_statement() do.
Result<SignedDocument> parse_document(std::string_view text, std::string_view payload_type);

/// The keys that sign for a person; one each of different algorithms. Not owned.
using Signers = std::span<Signer* const>;

/// Signs a payload with every key of every signer, in the order of their key ids. Fault::refused, naming the member,
/// for a text that canonical JSON cannot hold; for a key given twice; for a document that grows too long.
Result<SignedDocument> sign_document(std::string_view payload_type, const JsonValue& payload, Signers signers);

/// Adds signatures of more persons to a document (statements are signed by several, one after another).
Result<void> add_signatures(SignedDocument& document, Signers signers);

}  // namespace sanad
