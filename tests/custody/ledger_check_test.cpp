#include "core/custody/ledger_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

/// The same ledger read by `threads`, entry by entry out of memory.
LedgerCheck read_by(unsigned threads, const std::vector<std::string>& entries) {
    LedgerCheck check;
    std::size_t at = 0;
    REQUIRE(add_all(
        check,
        [&]() -> Result<std::optional<std::string>> {
            if (at == entries.size()) return std::nullopt;
            return entries[at++];
        },
        threads));
    return check;
}

/// An entry said anew by the same person, with something changed.
std::string changed(const std::string& entry, const Person& person, const std::function<void(Event&)>& change) {
    Event event = parse_entry(entry).value().event;
    change(event);
    return entry_of(event, person);
}

bool starts(const std::string& text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

}  // namespace

TEST_CASE("a ledger in order has no fault; its root is that of RFC 6962 over its entries") {
    LedgerInMemory ledger;
    ledger.add_notes(5);
    CHECK(faults_of(ledger.check) == "");
    CHECK_FALSE(ledger.check.broken());
    CHECK(ledger.check.size() == 7);
    CHECK(ledger.check.case_id() == "NR3C/2026/0042");
    CHECK(ledger.check.events().size() == 7);
    CHECK(ledger.check.checkpoint_key() == signer_named("checkpoint key")->public_key().raw);
    CHECK(ledger.check.checkpoint_key_at(1).empty());
    CHECK(ledger.check.checkpoint_key_at(2) == ledger.check.checkpoint_key());
    std::vector<Sha256Digest> leaves;
    for (const std::string& entry : ledger.entries) {
        Sha256 state;
        state.update(bytes_of(std::string_view{"\0", 1}));
        state.update(bytes_of(entry));
        leaves.push_back(state.finish());
    }
    CHECK(ledger.check.root() == tree_root(leaves));
    CHECK(ledger.check.root_at(3) == tree_root(std::span{leaves}.first(3)));
    CHECK_THROWS_AS(ledger.check.root_at(8), std::logic_error);
}

TEST_CASE("an entry that is missing, moved, repeated or put in is found where it is") {
    LedgerInMemory ledger;
    ledger.add_notes(4);
    const auto& good = ledger.entries;
    auto entries = good;
    entries.erase(entries.begin() + 3);
    // One missing entry is said once, and the rest is checked all the same.
    CHECK(faults_of(entries).find("3 form: V-19: it says it is entry 4, it stands at place 3\n3 form: `prev` is ") ==
          0);
    CHECK(std::ranges::count(faults_of(entries), '\n') == 1);
    entries = good;
    std::swap(entries[3], entries[4]);
    CHECK(starts(faults_of(entries), "3 form: V-19"));
    entries = good;
    entries.insert(entries.begin() + 3, good[3]);
    CHECK(faults_of(entries).find("4 form: the id 00000003-0000-4000-8000-000000000000 stands here a second time") !=
          std::string::npos);
    entries = good;
    entries.erase(entries.begin());
    CHECK(starts(faults_of(entries), "0 form:"));
    entries = good;
    entries.pop_back();
    CHECK(faults_of(entries) == "");  // a cut at the end only a checkpoint or a receipt can show
}

TEST_CASE("an entry changed by the person who signed it breaks the chain behind it") {
    LedgerInMemory ledger;
    ledger.add_notes(4);
    auto entries = ledger.entries;
    entries[3] =
        changed(entries[3], ledger.unit.examiner, [](Event& event) { event.body = note_body("nothing seen"); });
    const std::string faults = faults_of(entries);
    CHECK(starts(faults, "4 form: `prev` is "));
    CHECK(std::ranges::count(faults, '\n') == 0);
}

TEST_CASE("an entry of another ledger or case, or with a wrong key, is named with its reason") {
    LedgerInMemory ledger;
    const auto fault_with = [&](const std::function<void(Event&)>& change, const Person& signer) {
        LedgerInMemory other;
        Event event = event_of(other.unit.examiner, "examiner", "note.add", note_body("x"));
        change(event);
        other.add(std::move(event), signer);
        return faults_of(other.check);
    };
    const Unit& unit = ledger.unit;
    CHECK(fault_with([](Event&) {}, unit.examiner) == "");
    CHECK(starts(fault_with([](Event& event) { event.ledger = "sanad-ledger/00000000-94d1-4b0e-8f5a-2d1c6f9b7a10"; },
                            unit.examiner),
                 "2 form: it is an entry of sanad-ledger/00000000"));
    CHECK(starts(fault_with([](Event& event) { event.case_id = "B"; }, unit.examiner),
                 "2 form: it is an entry of case B"));
    CHECK(starts(fault_with([](Event&) {}, unit.officer),
                 "2 signature: it is not signed by exactly the keys of a.malik"));
    CHECK(starts(fault_with([](Event& event) { event.actor.person = "f.bibi"; }, unit.examiner),
                 "2 keys: the key " + unit.examiner.kid() + " was enrolled for a.malik"));
    CHECK(starts(fault_with([](Event& event) { event.actor.org = "Another"; }, unit.examiner), "2 keys: the key"));
    CHECK(fault_with([](Event& event) { event.actor.key = std::string(40, '0'); }, unit.examiner) ==
          "2 keys: the key 0000000000000000000000000000000000000000 of a.malik is not enrolled");
    CHECK(starts(fault_with([](Event& event) { event.time = event.recorded = "2031-01-01T00:00:00Z"; }, unit.examiner),
                 "2 keys: V-27: the keys of a.malik were not valid at 2031-01-01T00:00:00Z"));
    const Person stranger{"s.tranger", {"examiner"}, 9, {"r.vance", "s.khan"}};
    CHECK(starts(fault_with([&](Event& event) { event.actor = stranger.actor("examiner"); }, stranger),
                 "2 keys: the key"));
}

TEST_CASE("a broken entry does not hide what follows, nor does it break it") {
    LedgerInMemory ledger;
    ledger.add_entry("{\"not\":\"an entry\"}");
    ledger.add_notes(1);
    CHECK(faults_of(ledger.check) == "2 form: byte 0: '{\"payload\":\"' expected");
    CHECK(ledger.check.events().size() == 3);
    CHECK(ledger.check.events().back().seq == 3);
}

TEST_CASE("every bit of a small ledger counts") {
    LedgerInMemory ledger;
    ledger.add_notes(1);
    const Sha256Digest root = ledger.check.root();
    std::size_t missed = 0;
    std::size_t flipped = 0;
    for (std::size_t at = 0; at < ledger.entries.size(); ++at) {
        // Everything before it is as it was: read once.
        LedgerCheck before;
        for (std::size_t i = 0; i < at; ++i) before.add(ledger.entries[i]);
        const std::size_t bits = ledger.entries[at].size() * 8;
        for (std::size_t bit = 0; bit < bits; ++bit) {
            std::string entry = ledger.entries[at];
            entry[bit / 8] = static_cast<char>(entry[bit / 8] ^ (1 << bit % 8));
            LedgerCheck check = before;
            check.add(entry);
            ++flipped;
            if (!check.broken() || check.root() == root) ++missed;
        }
    }
    CHECK(missed == 0);
    CHECK(flipped > 20'000);
}

TEST_CASE("a revocation holds from the next entry on, and says which entries stand after its time") {
    LedgerInMemory ledger;
    ledger.add_notes(1);
    const Unit& unit = ledger.unit;
    const Revocation revocation{
        "a.malik", {unit.examiner.kid()}, "token lost", "2026-11-26T09:15:00Z", "2026-11-25T00:00:00Z"};
    Signer* const self[] = {unit.examiner.signer.get()};
    JsonValue body;
    body.set("statement", base64(sign_statement(revocation, self).value().canonical()));
    // By the person and with the key itself: the last thing that it signs.
    ledger.add(event_of(unit.examiner, "examiner", "key.revoke", body), unit.examiner);
    CHECK(faults_of(ledger.check) == "");
    REQUIRE(std::ranges::count(ledger.check.findings(), "V-27", &Finding::rule) == 1);
    const Finding& shown = *std::ranges::find(ledger.check.findings(), "V-27", &Finding::rule);
    CHECK(shown.weight == Weight::shown);
    CHECK(shown.seq == 3);
    ledger.add_notes(1);
    CHECK(starts(faults_of(ledger.check), "4 keys: V-27: the keys of a.malik were not valid"));
    // One that is not signed as it has to be revokes nothing.
    LedgerInMemory other;
    Signer* const one[] = {unit.officer.signer.get()};
    body.set("statement", base64(sign_statement(revocation, one).value().canonical()));
    other.add(event_of(unit.officer, "first_responder", "key.revoke", body), unit.officer);
    other.add_notes(1);
    CHECK(starts(faults_of(other.check), "2 statement: key.revoke: statement: a revocation of a.malik's keys takes"));
    CHECK(std::ranges::count(faults_of(other.check), '\n') == 0);
}

TEST_CASE("an enrolment that is not signed by the officers breaks the ledger, and enrols nobody") {
    LedgerInMemory ledger;
    const Unit& unit = ledger.unit;
    const Person late{"l.late", {"examiner"}, 5, {"r.vance", "s.khan"}};
    JsonValue body;
    body.set("statements", JsonValue::Array{late.enrolled_by({&unit.root})});
    ledger.add(event_of(unit.root, "registrar", "key.enrol", body), unit.root);
    ledger.add(event_of(late, "examiner", "note.add", note_body("here I am")), late);
    const std::string faults = faults_of(ledger.check);
    CHECK(starts(faults, "2 statement: key.enrol: statements: enrolment 0: the enrolment of l.late is not signed"));
    CHECK(faults.find("\n3 keys: the key") != std::string::npos);
}

TEST_CASE("the state before an append says the same as the check after it, and takes nothing") {
    LedgerInMemory ledger;
    ledger.add_notes(1);
    const Unit& unit = ledger.unit;
    Event event = event_of(unit.examiner, "examiner", "note.add", note_body("x"));
    event.seq = ledger.check.size();
    event.prev = ledger.check.last_hash();
    const Sha256Digest root = ledger.check.root();
    CHECK(ledger.check.examine(event).empty());
    event.prev = std::string(64, '0');
    event.seq = 7;
    event.actor = unit.officer.actor("examiner");
    const std::vector<Finding> found = ledger.check.examine(event);
    REQUIRE(found.size() == 3);
    CHECK(found[0].what == "V-19: it says it is entry 7");
    CHECK(found[1].rule == "form");
    CHECK(found[2].rule == "roles");
    CHECK(ledger.check.root() == root);
    CHECK(ledger.check.size() == 3);
}

TEST_CASE("several threads find what one finds, in the same order") {
    LedgerInMemory ledger;
    ledger.add_notes(700);
    const Unit& unit = ledger.unit;
    // A person who comes late, so that the threads do not know the key at once.
    const Person late{"l.late", {"examiner"}, 5, {"r.vance", "s.khan"}};
    JsonValue body;
    body.set("statements", JsonValue::Array{late.enrolled_by({&unit.root, &unit.second})});
    ledger.add(event_of(unit.root, "registrar", "key.enrol", body), unit.root);
    for (int i = 0; i < 100; ++i) ledger.add(event_of(late, "examiner", "note.add", note_body("late")), late);
    auto entries = ledger.entries;
    CHECK(faults_of(read_by(3, entries)) == "");
    CHECK(read_by(2, entries).root() == ledger.check.root());
    entries[300] = changed(entries[300], unit.examiner, [](Event& event) { event.note = "changed"; });
    entries[500][40] ^= 1;
    entries.erase(entries.begin() + 750);
    const LedgerCheck one = read_by(1, entries);
    CHECK(std::ranges::count(faults_of(one), '\n') >= 3);
    for (const unsigned threads : {2u, 5u}) {
        const LedgerCheck several = read_by(threads, entries);
        CHECK(faults_of(several) == faults_of(one));
        CHECK(several.root() == one.root());
        CHECK(several.findings().size() == one.findings().size());
    }
}

TEST_CASE("the reading ends with the error of who gives the entries") {
    LedgerInMemory ledger;
    ledger.add_notes(100);
    LedgerCheck check;
    std::size_t at = 0;
    const auto read = add_all(
        check,
        [&]() -> Result<std::optional<std::string>> {
            if (at == 90) return failure(Fault::unreadable, "the medium is bad");
            return ledger.entries[at++];
        },
        2);
    REQUIRE_FALSE(read);
    CHECK(read.error().what == "the medium is bad");
}
