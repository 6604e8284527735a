#pragma once
// Invented persons with keys from fixed seeds, for tests of the ledger.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/custody/event.hpp"
#include "core/custody/key_ring.hpp"
#include "core/custody/ledger_check.hpp"

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

inline JsonValue case_body(bool attested = true) {
    const auto log = signer_named("checkpoint key");
    JsonValue key;
    key.set("alg", "ed25519").set("public", base64(log->public_key().raw));
    JsonValue body;
    body.set("title", "Lantern")
        .set("number", "FIR 42/2026")
        .set("agency", "Lantern Unit")
        .set("lead", "r.vance")
        .set("checkpoint_key", std::move(key))
        .set("attested", JsonValue::truth(attested));
    return body;
}

inline JsonValue note_body(std::string text) {
    JsonValue body;
    body.set("text", std::move(text));
    return body;
}

/// A ledger in memory, entry by entry. What it is given is signed as it is, right or wrong.
class LedgerInMemory {
public:
    LedgerInMemory() {
        add(event_of(unit.root, "registrar", "key.enrol", unit.enrolments()), unit.root);
        add(event_of(unit.root, "investigating_officer", "case.open", case_body()), unit.root);
    }
    /// Fills in seq, prev, item_seq and id, signs, appends.
    void add(Event event, const Person& person) {
        event.seq = entries.size();
        event.prev = check.last_hash();
        event.id = fmt::format("{:08x}-0000-4000-8000-000000000000", entries.size());
        if (event.item) {
            const auto item = check.custody().items().find(*event.item);
            event.item_seq = item == check.custody().items().end() ? 0 : item->second.next_seq;
        }
        add_entry(entry_of(event, person));
    }
    void add_entry(std::string entry) {
        check.add(entry);
        entries.push_back(std::move(entry));
    }
    void add_notes(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            add(event_of(unit.examiner, "examiner", "note.add", note_body(fmt::format("note {}", i))), unit.examiner);
    }

    Unit unit;
    std::vector<std::string> entries;
    LedgerCheck check;
};

/// "3 form: …" for each finding that breaks, one a line.
inline std::string faults_of(const LedgerCheck& check) {
    std::string text;
    for (const Finding& finding : check.findings())
        if (finding.weight == Weight::broken)
            text += fmt::format("{}{} {}: {}", text.empty() ? "" : "\n", finding.seq, finding.rule, finding.what);
    return text;
}
inline std::string faults_of(const std::vector<std::string>& entries) {
    LedgerCheck check;
    for (const std::string& entry : entries) check.add(entry);
    return faults_of(check);
}

}  // namespace sanad::testing
