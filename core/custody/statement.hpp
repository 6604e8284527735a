#pragma once
// What a person signs apart from a ledger, to be carried into it: LEDGER.md section 4.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/custody/signed_document.hpp"

namespace sanad {

/// A value promised and not shown: SHA-256(salt, value). LEDGER.md section 6.
struct Commitment {
    std::string label;
    std::string commit;  ///< 64 hex
    bool operator==(const Commitment&) const = default;
};
struct Opening {
    std::string label;
    std::string salt;  ///< 16 raw bytes
    std::string value;
};
/// With a fresh random salt; the value is brought to NFC.
Opening make_opening(std::string_view label, std::string_view value);
Commitment commitment_of(const Opening& opening);

struct Enrolment {
    std::string person;
    std::vector<PublicKey> keys;  ///< sorted by key id
    std::vector<std::string> roles;
    std::string org;
    std::uint64_t number = 0;           ///< 0: unattested; 1: the root of the organisation
    std::vector<std::string> officers;  ///< persons
    std::vector<Commitment> pii;
    std::string made, from, until;  ///< times
};

struct Revocation {
    std::string person;
    std::vector<std::string> kids;
    std::string reason;
    std::string made, from;
};

/// The receiver's half of a transfer.
struct TransferReceipt {
    std::string ledger, offer, offer_entry, item, by;
    bool accepted = true;
    std::string reason;  ///< when not accepted
    std::string seal_no, seal_state, condition, place;
    std::string sha256;  ///< "" when the item is not digital
    std::string made;
};

/// The second person of an act that takes two.
struct Approval {
    std::string ledger, type, item, by;
    std::string subject;  ///< hex SHA-256 of the body without `approvals`
    std::string made;
};

using Statement = std::variant<Enrolment, Revocation, TransferReceipt, Approval>;

JsonValue payload_of(const Statement& statement);
/// Fault::damaged when a member is missing, unknown or of the wrong shape.
Result<Statement> parse_statement(const JsonValue& payload);

/// A statement with its signatures, as it is carried in files and in the bodies of events.
struct SignedStatement {
    SignedDocument document;
    Statement statement;
};
/// Form only; who signed is KeyRing's to check.
Result<SignedStatement> parse_signed_statement(std::string_view text);
Result<SignedDocument> sign_statement(const Statement& statement, Signers signers);

/// Roles of LEDGER.md section 7.
bool is_role(std::string_view text);

/// Hex SHA-256 of the canonical JSON of `body` without its member `approvals`. Of an event: event.hpp.
std::string approval_subject(JsonValue body);

}  // namespace sanad
