#pragma once
// Invented persons with keys from fixed seeds, for tests of the ledger.
#include <memory>
#include <string>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/custody/event.hpp"
#include "core/custody/key_ring.hpp"

namespace sanad::testing {

/// The same key for the same name, in every run.
inline std::unique_ptr<Signer> signer_named(const std::string& name,
                                            SignatureAlgorithm algorithm = SignatureAlgorithm::ed25519) {
    Sha256 state;
    state.update(bytes_of("test key of " + name));
    return signer_of(PrivateKey::from_secret(algorithm, state.finish()).value());
}

struct Person {
    std::string id;
    std::unique_ptr<Signer> signer = signer_named(id);
    Enrolment enrolment;

    Person(std::string id_, std::vector<std::string> roles, std::uint64_t number,
           std::vector<std::string> officers = {})
        : id{std::move(id_)} {
        enrolment.person = id;
        enrolment.keys = {signer->public_key()};
        enrolment.roles = std::move(roles);
        enrolment.org = "Lantern Unit";
        enrolment.number = number;
        enrolment.officers = std::move(officers);
        enrolment.made = "2026-01-01T08:00:00Z";
        enrolment.from = "2026-01-01T00:00:00Z";
        enrolment.until = "2030-12-31T23:59:59Z";
    }
    std::string kid() const { return key_id(signer->public_key()); }
    Actor actor(std::string role) const { return {id, std::move(role), kid(), enrolment.org}; }
    /// In base64, as a key.enrol carries it.
    std::string enrolled_by(std::vector<const Person*> officers = {}) const {
        std::vector<Signer*> signers{signer.get()};
        for (const Person* officer : officers) signers.push_back(officer->signer.get());
        return base64(sign_statement(enrolment, signers).value().canonical());
    }
};

/// A root who is a registrar, a second registrar, and two persons enrolled by both.
struct Unit {
    Person root{"r.vance", {"investigating_officer", "registrar"}, 1};
    Person second{"s.khan", {"custodian", "registrar"}, 2, {"r.vance"}};
    Person examiner{"a.malik", {"examiner"}, 3, {"r.vance", "s.khan"}};
    Person officer{"f.bibi", {"first_responder", "investigating_officer"}, 4, {"r.vance", "s.khan"}};

    JsonValue enrolments() const {
        JsonValue body;
        body.set("statements",
                 JsonValue::Array{root.enrolled_by(), second.enrolled_by({&root}),
                                  examiner.enrolled_by({&root, &second}), officer.enrolled_by({&root, &second})});
        return body;
    }
};

inline Event event_of(const Person& person, std::string role, std::string type, JsonValue body = {}) {
    Event event;
    event.ledger = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a10";
    event.case_id = "NR3C/2026/0042";
    event.prev = std::string(64, '0');
    event.id = "7a0d5f6e-1c2b-4d3e-9f80-a1b2c3d4e5f6";
    event.type = std::move(type);
    event.actor = person.actor(std::move(role));
    event.time = event.recorded = "2026-11-26T09:15:00Z";
    event.tz = "+05:00";
    event.tool = {"sanad", "0.1.0", std::string(64, 'a')};
    event.body = std::move(body);
    return event;
}

inline std::string entry_of(const Event& event, const Person& person) {
    Signer* const signers[] = {person.signer.get()};
    return sign_document(event_type, payload_of(event), signers).value().canonical();
}

}  // namespace sanad::testing
