#include "core/custody/statement.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

std::string refusal(const JsonValue& payload) {
    const auto statement = parse_statement(payload);
    return statement ? "accepted" : statement.error().what;
}

std::string refusal_of(Enrolment enrolment) {
    return refusal(payload_of(Statement{std::move(enrolment)}));
}

TransferReceipt receipt() {
    TransferReceipt receipt;
    receipt.ledger = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10";
    receipt.offer = "7a0d5f6e-1c2b-4d3e-9f80-a1b2c3d4e5f6";
    receipt.offer_entry = std::string(64, 'b');
    receipt.item = "RV/1";
    receipt.by = "a.malik";
    receipt.seal_no = "PK-00871";
    receipt.seal_state = "intact";
    receipt.condition = "as described";
    receipt.place = "Lab, room 2";
    receipt.made = "2026-11-26T09:15:00Z";
    return receipt;
}

}  // namespace

TEST_CASE("each kind of statement is read back as the same text") {
    const Unit unit;
    Enrolment with_pii = unit.examiner.enrolment;
    with_pii.pii = {{"name", std::string(64, 'c')}};
    TransferReceipt refused = receipt();
    refused.accepted = false;
    refused.reason = "the seal is broken";
    refused.sha256 = std::string(64, 'd');
    const Statement statements[] = {
        unit.root.enrolment,
        with_pii,
        Revocation{"a.malik", {unit.examiner.kid()}, "token lost", "2026-11-26T09:15:00Z", "2026-11-25T00:00:00Z"},
        receipt(),
        refused,
        Approval{receipt().ledger, "item.destroy", "RV/1", "s.khan", std::string(64, 'e'), "2026-11-26T09:15:00Z"},
        Approval{receipt().ledger, "role.grant", "", "s.khan", std::string(64, 'e'), "2026-11-26T09:15:00Z"}};
    for (const Statement& statement : statements) {
        const std::string text = payload_of(statement).canonical();
        CAPTURE(text);
        const auto read = parse_statement(JsonValue::parse(text).value());
        REQUIRE(read);
        CHECK(read->index() == statement.index());
        CHECK(payload_of(*read).canonical() == text);
    }
}

TEST_CASE("a member that is missing, unknown or of another shape is named") {
    JsonValue payload = payload_of(Statement{receipt()});
    CHECK(refusal(JsonValue{payload}.set("colour", "red")) == "colour: no such member is known");
    CHECK(refusal(JsonValue{payload}.set("item", "rv/1")) == "item: not the number of an item");
    CHECK(refusal(JsonValue{payload}.set("v", std::int64_t{2})) == "v: no version that is known");
    CHECK(refusal(JsonValue{payload}.set("kind", "will")) == "kind: no kind of statement that is known");
    CHECK(refusal(JsonValue{payload}.set("made", "2026-02-30T00:00:00Z")) == "made: not a time YYYY-MM-DDTHH:MM:SSZ");
    CHECK(refusal(JsonValue{payload}.set("reason", "none")) == "reason: no such member is known");
    for (const auto& [name, member] : *payload.object()) {
        JsonValue without = payload;
        without.remove(name);
        CHECK(refusal(without) == name + ": missing");
    }
}

TEST_CASE("an enrolment has the officers and the roles that its number asks for") {
    const Unit unit;
    Enrolment enrolment = unit.examiner.enrolment;
    enrolment.officers = {"r.vance"};
    CHECK(refusal_of(enrolment) == "officers: 1 of them, where number 3 takes 2");
    enrolment.officers = {"r.vance", "r.vance"};
    CHECK(refusal_of(enrolment) == "officers: not sorted, or one twice");
    enrolment.number = 1;
    CHECK(refusal_of(unit.root.enrolment) == "accepted");
    Enrolment alone = unit.root.enrolment;
    alone.number = 0;
    CHECK(refusal_of(alone) == "roles: the role unattested goes with number 0, and only with it");
    alone.roles = {"unattested"};
    CHECK(refusal_of(alone) == "accepted");
    alone.number = 1;
    CHECK(refusal_of(alone) == "roles: the role unattested goes with number 0, and only with it");
    Enrolment roles = unit.root.enrolment;
    roles.roles = {"registrar", "examiner"};
    CHECK(refusal_of(roles) == "roles: not sorted, or one twice");
    roles.roles = {"king"};
    CHECK(refusal_of(roles) == "roles: element 0 is not a role");
}

TEST_CASE("the keys of an enrolment are sorted, of different algorithms, and are what their ids say") {
    const Unit unit;
    Enrolment enrolment = unit.root.enrolment;
    enrolment.keys.push_back(signer_named("r.vance", SignatureAlgorithm::ecdsa_p256)->public_key());
    std::ranges::sort(enrolment.keys, {}, key_id);
    CHECK(refusal_of(enrolment) == "accepted");
    std::swap(enrolment.keys[0], enrolment.keys[1]);
    CHECK(refusal_of(enrolment) == "keys: not sorted by key id");
    enrolment.keys = {signer_named("a")->public_key(), signer_named("b")->public_key()};
    CHECK(refusal_of(enrolment) == "keys: two keys of one algorithm");
    enrolment.keys.clear();
    CHECK(refusal_of(enrolment) == "keys: not 1 to 3 keys");
    enrolment.keys = {{SignatureAlgorithm::ed25519, std::string(31, 'x')}};
    CHECK(refusal_of(enrolment) == "keys: public: 31 bytes, where a key of ed25519 has 32");
    JsonValue payload = payload_of(Statement{unit.root.enrolment});
    JsonValue key = (*payload.array("keys"))[0];
    payload.set("keys", JsonValue::Array{key.set("kid", std::string(40, '0'))});
    CHECK(refusal(payload) == "keys: kid: not the id of this key");
}

TEST_CASE("a signed statement goes through its bytes, and what nobody could read is not signed") {
    const Unit unit;
    const std::string text = from_base64(unit.second.enrolled_by({&unit.root})).value();
    const auto read = parse_signed_statement(text);
    REQUIRE(read);
    CHECK(std::get<Enrolment>(read->statement).person == "s.khan");
    CHECK(read->document.canonical() == text);
    TransferReceipt wrong = receipt();
    wrong.by = "Somebody";
    Signer* const signers[] = {unit.root.signer.get()};
    CHECK(sign_statement(wrong, signers).error().what == "by: not a person's id");
}

TEST_CASE("an opening fits its commitment, and neither tells the value to who has only the commitment") {
    const Opening opening = make_opening("seized_from_name", "e\u0301 \u0622\u067e");
    CHECK(opening.value == "\u00e9 \u0622\u067e");
    CHECK(opening.salt.size() == 16);
    const Commitment commitment = commitment_of(opening);
    Sha256 state;
    state.update(bytes_of(opening.salt + opening.value));
    CHECK(commitment == Commitment{"seized_from_name", hex(state.finish())});
    CHECK(make_opening("x", "same").salt != make_opening("x", "same").salt);
}

TEST_CASE("an approval is of the body without the approvals themselves") {
    JsonValue body;
    body.set("method", "shredded").set("order", "x");
    const std::string subject = approval_subject(body);
    CHECK(approval_subject(JsonValue{body}.set("approvals", JsonValue::Array{"signed"})) == subject);
    CHECK(approval_subject(JsonValue{body}.set("method", "burnt")) != subject);
}
