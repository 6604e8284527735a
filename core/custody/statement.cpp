#include "core/custody/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/unicode.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/custody/event.hpp"
#include "core/custody/members.hpp"
#include "core/custody/wire_parts.hpp"

namespace sanad {
namespace {

constexpr std::array<std::string_view, 13> roles{
    "investigating_officer", "first_responder", "custodian", "examiner",      "reviewer", "lab_manager", "prosecutor",
    "court_expert",          "registrar",       "auditor",   "administrator", "service",  "unattested"};

constexpr std::size_t salt_size = 16;

JsonValue start_of(std::string_view kind, const std::string& made) {
    JsonValue payload;
    payload.set("kind", kind).set("v", std::int64_t{1}).set("made", made);
    return payload;
}

JsonValue payload(const Enrolment& enrolment) {
    JsonValue payload = start_of("enrolment", enrolment.made);
    JsonValue::Array keys;
    for (const PublicKey& key : enrolment.keys) keys.push_back(wire_public_key(key));
    payload.set("person", enrolment.person)
        .set("keys", std::move(keys))
        .set("roles", wire_texts(enrolment.roles))
        .set("org", enrolment.org)
        .set("number", static_cast<std::int64_t>(enrolment.number))
        .set("officers", wire_texts(enrolment.officers))
        .set("from", enrolment.from)
        .set("until", enrolment.until);
    if (!enrolment.pii.empty()) payload.set("pii", wire_commitments(enrolment.pii));
    return payload;
}

JsonValue payload(const Revocation& revocation) {
    JsonValue payload = start_of("revocation", revocation.made);
    payload.set("person", revocation.person)
        .set("kids", wire_texts(revocation.kids))
        .set("reason", revocation.reason)
        .set("from", revocation.from);
    return payload;
}

JsonValue payload(const TransferReceipt& receipt) {
    JsonValue payload = start_of("receipt", receipt.made);
    payload.set("ledger", receipt.ledger)
        .set("offer", receipt.offer)
        .set("offer_entry", receipt.offer_entry)
        .set("item", receipt.item)
        .set("by", receipt.by)
        .set("seal_no", receipt.seal_no)
        .set("seal_state", receipt.seal_state)
        .set("condition", receipt.condition)
        .set("place", receipt.place)
        .set("accepted", JsonValue::truth(receipt.accepted));
    if (!receipt.sha256.empty()) payload.set("sha256", receipt.sha256);
    if (!receipt.accepted) payload.set("reason", receipt.reason);
    return payload;
}

JsonValue payload(const Approval& approval) {
    JsonValue payload = start_of("approval", approval.made);
    payload.set("ledger", approval.ledger)
        .set("type", approval.type)
        .set("by", approval.by)
        .set("subject", approval.subject);
    if (!approval.item.empty()) payload.set("item", approval.item);
    return payload;
}

/// The numbers of officers that LEDGER.md section 4 asks for.
Result<void> check_officers(const Enrolment& enrolment) {
    const std::size_t asked = std::min<std::uint64_t>(enrolment.number > 0 ? enrolment.number - 1 : 0, 2);
    if (enrolment.officers.size() != asked)
        return wrong_member("officers", fmt::format("{} of them, where number {} takes {}", enrolment.officers.size(),
                                                    enrolment.number, asked));
    const bool is_unattested = enrolment.number == 0;
    const bool only_unattested = enrolment.roles == std::vector<std::string>{"unattested"};
    const bool has_unattested = std::ranges::find(enrolment.roles, "unattested") != enrolment.roles.end();
    if (is_unattested ? !only_unattested : has_unattested)
        return wrong_member("roles", "the role unattested goes with number 0, and only with it");
    return {};
}

Result<Statement> enrolment_in(Members& members) {
    Enrolment enrolment;
    enrolment.person = TRY(members.text("person", is_person_id, "a person's id"));
    for (const JsonValue& key : *TRY(members.array("keys"))) enrolment.keys.push_back(TRY(public_key_on_wire(key)));
    if (enrolment.keys.empty() || enrolment.keys.size() > 3) return wrong_member("keys", "not 1 to 3 keys");
    std::vector<std::string> kids;
    std::vector<SignatureAlgorithm> algorithms;
    for (const PublicKey& key : enrolment.keys) {
        kids.push_back(key_id(key));
        if (std::ranges::find(algorithms, key.algorithm) != algorithms.end())
            return wrong_member("keys", "two keys of one algorithm");
        algorithms.push_back(key.algorithm);
    }
    if (!is_sorted_set(kids)) return wrong_member("keys", "not sorted by key id");
    enrolment.roles = TRY(members.texts("roles", is_role, "a role"));
    if (!is_sorted_set(enrolment.roles)) return wrong_member("roles", "not sorted, or one twice");
    enrolment.org = TRY(members.text("org"));
    enrolment.number = static_cast<std::uint64_t>(TRY(members.number("number")));
    enrolment.officers = TRY(members.texts("officers", is_person_id, "a person's id"));
    if (!is_sorted_set(enrolment.officers)) return wrong_member("officers", "not sorted, or one twice");
    TRY(check_officers(enrolment));
    enrolment.pii = TRY(commitments_on_wire(members));
    enrolment.from = TRY(members.text("from", is_ledger_time, ledger_time_form));
    enrolment.until = TRY(members.text("until", is_ledger_time, ledger_time_form));
    return enrolment;
}

Result<Statement> revocation_in(Members& members) {
    Revocation revocation;
    revocation.person = TRY(members.text("person", is_person_id, "a person's id"));
    revocation.kids = TRY(members.texts("kids", is_key_id, "a key id"));
    if (revocation.kids.empty() || !is_sorted_set(revocation.kids))
        return wrong_member("kids", "empty, not sorted, or one twice");
    revocation.reason = TRY(members.text("reason"));
    revocation.from = TRY(members.text("from", is_ledger_time, ledger_time_form));
    return revocation;
}

Result<Statement> receipt_in(Members& members) {
    TransferReceipt receipt;
    receipt.ledger = TRY(members.text("ledger", is_ledger_origin, ledger_origin_form));
    receipt.offer = TRY(members.text("offer", is_event_id, "the id of an event"));
    receipt.offer_entry = TRY(members.text("offer_entry", is_sha256_hex, "64 hexadecimal letters"));
    receipt.item = TRY(members.text("item", is_item_number, "the number of an item"));
    receipt.by = TRY(members.text("by", is_person_id, "a person's id"));
    receipt.seal_no = TRY(members.text("seal_no"));
    receipt.seal_state = TRY(members.text("seal_state"));
    receipt.condition = TRY(members.text("condition"));
    receipt.place = TRY(members.text("place"));
    receipt.sha256 = TRY(members.optional_text("sha256", is_sha256_hex, "64 hexadecimal letters")).value_or("");
    receipt.accepted = TRY(members.truth("accepted"));
    if (!receipt.accepted) receipt.reason = TRY(members.text("reason"));
    return receipt;
}

Result<Statement> approval_in(Members& members) {
    Approval approval;
    approval.ledger = TRY(members.text("ledger", is_ledger_origin, ledger_origin_form));
    approval.type = TRY(members.text("type", is_some_text, "the type of an event"));
    approval.item = TRY(members.optional_text("item", is_item_number, "the number of an item")).value_or("");
    approval.by = TRY(members.text("by", is_person_id, "a person's id"));
    approval.subject = TRY(members.text("subject", is_sha256_hex, "64 hexadecimal letters"));
    return approval;
}

Result<Statement> statement_in(Members& members, std::string_view kind) {
    if (kind == "enrolment") return enrolment_in(members);
    if (kind == "revocation") return revocation_in(members);
    if (kind == "receipt") return receipt_in(members);
    if (kind == "approval") return approval_in(members);
    return wrong_member("kind", "no kind of statement that is known");
}

}  // namespace

Opening make_opening(std::string_view label, std::string_view value) {
    std::string salt(salt_size, '\0');
    random_bytes({reinterpret_cast<Byte*>(salt.data()), salt.size()});
    return {std::string{label}, std::move(salt), nfc(value)};
}

Commitment commitment_of(const Opening& opening) {
    return {opening.label, sha256_hex(opening.salt + opening.value)};
}

bool is_role(std::string_view text) {
    return std::ranges::find(roles, text) != roles.end();
}

JsonValue payload_of(const Statement& statement) {
    return std::visit([](const auto& kind) { return payload(kind); }, statement);
}

Result<Statement> parse_statement(const JsonValue& payload) {
    Members members{payload};
    const std::string kind = TRY(members.text("kind"));
    if (TRY(members.number("v")) != 1) return wrong_member("v", "no version that is known");
    std::string made = TRY(members.text("made", is_ledger_time, ledger_time_form));
    Statement statement = TRY(statement_in(members, kind));
    std::visit([&made](auto& any) { any.made = std::move(made); }, statement);
    TRY(members.end());
    return statement;
}

Result<SignedStatement> parse_signed_statement(std::string_view text) {
    SignedDocument document = TRY(parse_document(text, statement_type));
    const auto payload = JsonValue::parse(document.payload);
    if (!payload) return within("payload", payload.error());
    auto statement = parse_statement(*payload);
    if (!statement) return within("payload", std::move(statement.error()));
    return SignedStatement{std::move(document), std::move(*statement)};
}

Result<SignedDocument> sign_statement(const Statement& statement, Signers signers) {
    const JsonValue payload = payload_of(statement);
    // What nobody could read back must not be signed.
    if (auto readable = parse_statement(payload); !readable)
        return failure(Fault::refused, std::move(readable.error().what));
    return sign_document(statement_type, payload, signers);
}

std::string approval_subject(JsonValue body) {
    body.remove("approvals");
    return sha256_hex(body.canonical());
}

}  // namespace sanad
