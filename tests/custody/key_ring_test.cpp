#include "core/custody/key_ring.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

Event enrolling(std::vector<std::string> statements) {
    const Unit unit;
    JsonValue body;
    body.set("statements", JsonValue::Array(statements.begin(), statements.end()));
    return event_of(unit.root, "registrar", "key.enrol", std::move(body));
}

std::string refusal(KeyRing& ring, const std::string& statement) {
    const auto taken = ring.take(enrolling({statement}));
    return taken ? "accepted" : taken.error().what.substr(std::string_view{"statements: enrolment 0: "}.size());
}

KeyRing ring_of(const Unit& unit) {
    KeyRing ring;
    REQUIRE(ring.take(event_of(unit.root, "registrar", "key.enrol", unit.enrolments())));
    return ring;
}

std::string revocation_by(const Revocation& revocation, std::vector<const Person*> persons) {
    std::vector<Signer*> signers;
    for (const Person* person : persons) signers.push_back(person->signer.get());
    return base64(sign_statement(revocation, signers).value().canonical());
}

std::string refusal_of_revocation(KeyRing& ring, const std::string& statement) {
    const Unit unit;
    JsonValue body;
    body.set("statement", statement);
    const auto taken = ring.take(event_of(unit.root, "registrar", "key.revoke", std::move(body)));
    return taken ? "accepted" : taken.error().what.substr(std::string_view{"statement: "}.size());
}

}  // namespace

TEST_CASE("a unit enrols itself from its root on, and each key leads to its person") {
    const Unit unit;
    const KeyRing ring = ring_of(unit);
    CHECK(ring.attested());
    CHECK(ring.roots() == std::vector{unit.root.kid()});
    CHECK(ring.persons().size() == 4);
    REQUIRE(ring.owner_of(unit.examiner.kid()) != nullptr);
    CHECK(ring.owner_of(unit.examiner.kid())->enrolment.person == "a.malik");
    CHECK(ring.person("f.bibi")->enrolment.number == 4);
    CHECK(ring.owner_of(std::string(40, '0')) == nullptr);
    CHECK(ring.person("nobody") == nullptr);
}

TEST_CASE("nobody is enrolled without the key, without the officers, or before them") {
    const Unit unit;
    KeyRing ring;
    CHECK(refusal(ring, unit.second.enrolled_by({&unit.root})) ==
          "r.vance is to enrol s.khan, and is not enrolled in \"Lantern Unit\"");
    CHECK(refusal(ring, unit.root.enrolled_by()) == "accepted");
    CHECK(refusal(ring, unit.second.enrolled_by()).find("not signed by exactly") != std::string::npos);
    CHECK(refusal(ring, unit.examiner.enrolled_by({&unit.root, &unit.second})).find("s.khan is to enrol") == 0);
    CHECK(refusal(ring, unit.second.enrolled_by({&unit.root})) == "accepted");
    CHECK(refusal(ring, unit.examiner.enrolled_by({&unit.root})).find("not signed by exactly") != std::string::npos);
    CHECK(refusal(ring, unit.examiner.enrolled_by({&unit.root, &unit.second, &unit.officer})).find("exactly") !=
          std::string::npos);
    Signer* const without_own_key[] = {unit.root.signer.get(), unit.second.signer.get()};
    CHECK(refusal(ring, base64(sign_statement(unit.examiner.enrolment, without_own_key).value().canonical()))
              .find("exactly") != std::string::npos);
    CHECK(refusal(ring, unit.examiner.enrolled_by({&unit.root, &unit.second})) == "accepted");
    // An examiner is no registrar.
    const Person late{"l.late", {"examiner"}, 5, {"a.malik", "r.vance"}};
    CHECK(refusal(ring, late.enrolled_by({&unit.root, &unit.examiner})) ==
          "a.malik is to enrol l.late as number 5, and is not the registrar");
}

TEST_CASE("an officer enrols only while the own keys are valid") {
    const Unit unit;
    KeyRing ring = ring_of(unit);
    Person late{"l.late", {"examiner"}, 5, {"r.vance", "s.khan"}};
    late.enrolment.made = "2031-01-01T00:00:00Z";
    CHECK(refusal(ring, late.enrolled_by({&unit.root, &unit.second})) ==
          "r.vance is to enrol l.late at 2031-01-01T00:00:00Z, when the key was not valid");
}

TEST_CASE("numbers, keys, persons and organisations cannot be taken over") {
    const Unit unit;
    KeyRing ring = ring_of(unit);
    const Person usurper{"u.surper", {"registrar"}, 1};
    CHECK(refusal(ring, usurper.enrolled_by()) == "number 1 of \"Lantern Unit\" is taken already");
    const Person second_second{"u.surper", {"registrar"}, 2, {"r.vance"}};
    CHECK(refusal(ring, second_second.enrolled_by({&unit.root})) == "number 2 of \"Lantern Unit\" is taken already");
    Person two_names{"a.double", {"examiner"}, 5, {"r.vance", "s.khan"}};
    two_names.signer = signer_named("a.malik");
    two_names.enrolment.keys = {two_names.signer->public_key()};
    CHECK(refusal(ring, two_names.enrolled_by({&unit.root, &unit.second})).find("cannot be two hands") !=
          std::string::npos);
    Person moved{"a.malik", {"registrar"}, 1};
    moved.enrolment.org = "Another Unit";
    CHECK(refusal(ring, moved.enrolled_by()) ==
          "a.malik is of \"Lantern Unit\" in this ledger, and cannot become one of \"Another Unit\"");
    Person alone{"n.obody", {"unattested"}, 0};
    CHECK(refusal(ring, alone.enrolled_by()) == "n.obody is not attested, and this ledger is");
    // Another organisation with its own root may take part: it is listed among the roots.
    Person other{"o.ther", {"prosecutor"}, 1};
    other.enrolment.org = "Prosecution";
    CHECK(refusal(ring, other.enrolled_by()) == "accepted");
    CHECK(ring.roots() == std::vector{unit.root.kid(), other.kid()});
}

TEST_CASE("a person enrolled anew signs with either key while it is valid") {
    const Unit unit;
    KeyRing ring = ring_of(unit);
    Person anew{"a.malik", {"examiner", "reviewer"}, 5, {"r.vance", "s.khan"}};
    anew.signer = signer_named("a.malik, second key");
    anew.enrolment.keys = {anew.signer->public_key()};
    CHECK(refusal(ring, anew.enrolled_by({&unit.root, &unit.second})) == "accepted");
    CHECK(ring.person("a.malik")->enrolment.number == 5);
    CHECK(ring.owner_of(unit.examiner.kid())->enrolment.number == 3);
    const Approval approval{"sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10",
                            "item.destroy",
                            "",
                            "a.malik",
                            std::string(64, 'a'),
                            "2026-11-26T09:15:00Z"};
    for (const Person* with : {&unit.examiner, static_cast<const Person*>(&anew)}) {
        Signer* const signers[] = {with->signer.get()};
        CHECK(ring.check(sign_statement(approval, signers).value(), {"a.malik"}) == SignaturesAre::good);
    }
}

TEST_CASE("an unattested ledger knows it, and its persons stay what they are") {
    const Unit unit;
    const Person alone{"desk-7", {"unattested"}, 0};
    KeyRing ring;
    CHECK(refusal(ring, alone.enrolled_by()) == "accepted");
    CHECK_FALSE(ring.attested());
    CHECK(ring.roots() == std::vector{alone.kid()});
    const Person another{"desk-8", {"unattested"}, 0};
    CHECK(refusal(ring, another.enrolled_by()) == "accepted");
    CHECK(refusal(ring, unit.root.enrolled_by()) == "accepted");
    Person mask{"r.vance", {"unattested"}, 0};
    CHECK(refusal(ring, mask.enrolled_by()) == "r.vance is enrolled by officers, and cannot be enrolled by nobody");
}

TEST_CASE("a revocation takes one of the keys, or two registrars; its time is the end of them") {
    const Unit unit;
    const Revocation revocation{
        "a.malik", {unit.examiner.kid()}, "token lost", "2026-11-26T09:15:00Z", "2026-11-25T00:00:00Z"};
    KeyRing untouched = ring_of(unit);
    CHECK(refusal_of_revocation(untouched, revocation_by(revocation, {&unit.root})).find("takes two registrars") !=
          std::string::npos);
    CHECK(refusal_of_revocation(untouched, revocation_by(revocation, {&unit.root, &unit.officer})) ==
          "f.bibi is no registrar whose key was valid at 2026-11-26T09:15:00Z");
    Revocation of_another = revocation;
    of_another.kids = {unit.officer.kid()};
    CHECK(refusal_of_revocation(untouched, revocation_by(of_another, {&unit.examiner})).find("is not one of a.malik") !=
          std::string::npos);
    CHECK(KeyRing::valid_at(*untouched.person("a.malik"), "2026-11-26T09:15:00Z"));

    for (const std::vector<const Person*>& by :
         {std::vector<const Person*>{&unit.examiner}, std::vector<const Person*>{&unit.root, &unit.second}}) {
        KeyRing ring = ring_of(unit);
        CHECK(refusal_of_revocation(ring, revocation_by(revocation, by)) == "accepted");
        CHECK(KeyRing::valid_at(*ring.person("a.malik"), "2026-11-24T23:59:59Z"));
        CHECK_FALSE(KeyRing::valid_at(*ring.person("a.malik"), "2026-11-25T00:00:00Z"));
        CHECK(KeyRing::valid_at(*ring.person("f.bibi"), "2026-11-25T00:00:00Z"));
    }
}

TEST_CASE("keys sign from the first second of their time to its last") {
    const Unit unit;
    const KnownPerson person{unit.root.enrolment, {}};
    CHECK_FALSE(KeyRing::valid_at(person, "2025-12-31T23:59:59Z"));
    CHECK(KeyRing::valid_at(person, "2026-01-01T00:00:00Z"));
    CHECK(KeyRing::valid_at(person, "2030-12-31T23:59:59Z"));
    CHECK_FALSE(KeyRing::valid_at(person, "2031-01-01T00:00:00Z"));
}

TEST_CASE("a statement is signed by exactly those asked for, with all their keys") {
    const Unit unit;
    const KeyRing ring = ring_of(unit);
    const Approval approval{"sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10",
                            "item.destroy",
                            "",
                            "s.khan",
                            std::string(64, 'a'),
                            "2026-11-26T09:15:00Z"};
    Signer* const one[] = {unit.second.signer.get()};
    Signer* const both[] = {unit.second.signer.get(), unit.root.signer.get()};
    const SignedDocument by_one = sign_statement(approval, one).value();
    const SignedDocument by_both = sign_statement(approval, both).value();
    CHECK(ring.check(by_one, {"s.khan"}) == SignaturesAre::good);
    CHECK(ring.check(by_one, {"r.vance"}) == SignaturesAre::bad);
    CHECK(ring.check(by_both, {"s.khan"}) == SignaturesAre::bad);
    CHECK(ring.check(by_both, {"s.khan", "r.vance"}) == SignaturesAre::good);
    CHECK(ring.check(by_one, {}) == SignaturesAre::bad);
    SignedDocument changed = by_one;
    changed.payload.replace(changed.payload.find("item.destroy"), 12, "role.grant  ");
    CHECK(ring.check(changed, {"s.khan"}) == SignaturesAre::bad);
    Approval late = approval;
    late.made = "2031-01-01T00:00:00Z";
    CHECK(ring.check(sign_statement(late, one).value(), {"s.khan"}) == SignaturesAre::bad);
}

TEST_CASE("a hybrid person's signature counts only when every key has signed; what cannot be checked is said") {
    const auto classical = signer_named("h.ybrid");
    const auto curve = signer_named("h.ybrid", SignatureAlgorithm::ecdsa_p256);
    Enrolment enrolment = Unit{}.root.enrolment;
    enrolment.keys = {classical->public_key(), curve->public_key()};
    std::ranges::sort(enrolment.keys, {}, key_id);
    const KnownPerson person{enrolment, {}};
    Signer* const both[] = {classical.get(), curve.get()};
    Signer* const one[] = {classical.get()};
    const SignedDocument good = sign_document(statement_type, JsonValue{}, both).value();
    CHECK(KeyRing::check(good, person) == SignaturesAre::good);
    CHECK(KeyRing::check(sign_document(statement_type, JsonValue{}, one).value(), person) == SignaturesAre::bad);
    SignedDocument half = good;
    half.signatures[0].signature.back() = static_cast<char>(half.signatures[0].signature.back() ^ 1);
    CHECK(KeyRing::check(half, person) == SignaturesAre::bad);

    if (available(SignatureAlgorithm::ml_dsa_65)) {
        MESSAGE("skipped: this OpenSSL has ML-DSA, so that nothing is left unchecked");
        return;
    }
    const PublicKey quantum{SignatureAlgorithm::ml_dsa_65, std::string(1952, 'k')};
    Enrolment mixed = enrolment;
    mixed.keys = {classical->public_key(), quantum};
    SignedDocument signed_by_both = sign_document(statement_type, JsonValue{}, one).value();
    signed_by_both.signatures.push_back({SignatureAlgorithm::ml_dsa_65, key_id(quantum), std::string(3309, 's')});
    CHECK(KeyRing::check(signed_by_both, {mixed, {}}) == SignaturesAre::classical_only);
    Enrolment only = enrolment;
    only.keys = {quantum};
    SignedDocument by_quantum{std::string{statement_type}, "{}", {signed_by_both.signatures.back()}};
    CHECK(KeyRing::check(by_quantum, {only, {}}) == SignaturesAre::not_checked);
}

TEST_CASE("signatures checked before are believed for their own key, and for no other") {
    const Unit unit;
    Signer* const signers[] = {unit.root.signer.get()};
    const SignedDocument good = sign_document(statement_type, JsonValue{}, signers).value();
    const KnownPerson person{unit.root.enrolment, {}};
    const CheckedSignatures bad{{unit.root.kid(), {unit.root.signer->public_key(), Checked::bad}}};
    CHECK(KeyRing::check(good, person, bad) == SignaturesAre::bad);
    const CheckedSignatures of_another{{unit.root.kid(), {unit.second.signer->public_key(), Checked::bad}}};
    CHECK(KeyRing::check(good, person, of_another) == SignaturesAre::good);
}
