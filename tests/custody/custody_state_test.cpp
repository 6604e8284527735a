#include "core/custody/custody_state.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/custody/rule_words.hpp"
#include "tests/custody/custody_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

constexpr auto investigator = "investigating_officer";
constexpr auto responder = "first_responder";

/// RV/1 seized by the officer, and an authority for it.
struct Seized : Story {
    std::string authority;
    Seized() {
        JsonValue warrant = example_body("authority.add");
        warrant.set("expires", "2026-12-31");
        authority = accept(event(unit.officer, investigator, "authority.add", "", warrant));
        Event seizure = seize("RV/1");
        seizure.authority = {authority};
        accept(seizure);
    }
    /// RV/1 in the examiner's hands.
    void hand_over() {
        const std::string given = accept(offer(unit.officer, responder, unit.examiner, "RV/1"));
        accept(receive(unit.examiner, "examiner", given, unit.officer, unit.examiner, "RV/1"));
    }
    Event note(const std::string& item) const {
        return event(unit.examiner, "examiner", "note.add", item, example_body("note.add"));
    }
    Event check(std::string computed, std::string result, std::string expected = "", std::string from = "none") const {
        JsonValue body = example_body("integrity.check");
        body.set("algorithm", "sha256").set("computed", computed).set("result", result).set("expected_from", from);
        if (!expected.empty()) body.set("expected", expected);
        return event(unit.examiner, "examiner", "integrity.check", "RV/1", body);
    }
    Event acquire(std::string write_protection = "Tableau T8u, serial 0042") const {
        JsonValue body = example_body("acquire.start");
        body.set("write_protection", write_protection);
        Event made = event(unit.examiner, "examiner", "acquire.start", "RV/1", body);
        made.authority = {authority};
        return made;
    }
};

const std::string hash_a(64, 'a'), hash_b(64, 'b');

TransferReceipt receipt_for(const Event& received, const std::string& offer_entry) {
    TransferReceipt receipt;
    receipt.ledger = received.ledger;
    receipt.offer = received.body.text_or_empty("offer");
    receipt.offer_entry = offer_entry;
    receipt.item = *received.item;
    receipt.by = received.body.text_or_empty("to");
    receipt.condition = received.body.text_or_empty("condition");
    receipt.place = "laboratory";
    receipt.made = received.time;
    return receipt;
}

}  // namespace

TEST_CASE("V-01: an item begins by being seized or registered, once") {
    Story story;
    Event seal = story.seal("RV/1");
    CHECK(broken(story.tell(seal)) == "V-01");

    Story other;
    CHECK(broken(other.tell(other.seize("RV/1"))) == "");
    const auto again = other.tell(other.seize("RV/1"));
    CHECK(broken(again) == "V-01");
    CHECK(again[0].what == "item.seize: RV/1 is on record already: take another number, or record what changed");
}

TEST_CASE("V-01: an item that a bundle brought may begin with anything, and whoever took the bundle in holds it") {
    Story story;
    JsonValue bundle = example_body("import.bundle");
    bundle.set("items", JsonValue::Array{"XY-7"});
    story.accept(story.event(story.unit.officer, investigator, "import.bundle", "", bundle));
    CHECK(story.state.items().at("XY-7").custodian() == "f.bibi");
    CHECK(broken(story.tell(story.offer(story.unit.officer, investigator, story.unit.examiner, "XY-7"))) == "");
}

TEST_CASE("V-01: an item registered is shown to have no custody before") {
    Story story;
    const auto said =
        story.tell(story.event(story.unit.officer, responder, "item.register", "RV/2", example_body("item.register")));
    CHECK(broken(said) == "");
    CHECK(shown_rules(said) == "V-01");
}

TEST_CASE("V-02: nobody hands over what he does not have") {
    Seized story;
    const auto said = story.tell(story.offer(story.unit.second, "custodian", story.unit.examiner, "RV/1"));
    CHECK(broken(said) == "V-02");
    CHECK(said[0].what ==
          "transfer.offer of RV/1: it is with f.bibi, not s.khan: record first how it came there (`sanad custody "
          "transfer`, `store out`)");
    story.hand_over();
    CHECK(story.state.items().at("RV/1").custodian() == "a.malik");
}

TEST_CASE("V-02: each way in which an item changes hands begins with whoever has it") {
    Seized story;
    const auto by = [&](const Person& person, std::string role, std::string type, JsonValue body) {
        return story.event(person, std::move(role), std::move(type), "RV/1", std::move(body));
    };
    JsonValue in = example_body("store.in"), out = example_body("store.out"), move = example_body("store.move");
    in.set("location", "MK-2/shelf-7").set("keeper", "s.khan");
    out.set("location", "MK-2/shelf-9").set("keeper", "s.khan").set("to", "a.malik");
    move.set("from", "MK-2/shelf-7").set("to", "MK-2/shelf-9").set("keeper", "s.khan");
    const Person &keeper = story.unit.second, &officer = story.unit.officer, &examiner = story.unit.examiner;

    CHECK(broken(story.state.examine(by(keeper, "custodian", "store.in", in), story.keys)) == "V-02");
    story.accept(Story::approved(by(officer, responder, "store.in", in), keeper));
    CHECK(story.state.items().at("RV/1").custodian() == "store:MK-2/shelf-7");
    CHECK(broken(story.state.examine(by(keeper, "custodian", "store.out", out), story.keys)) == "V-02");
    CHECK(broken(story.state.examine(by(officer, responder, "store.move", move), story.keys)) == "V-02");
    story.accept(by(keeper, "custodian", "store.move", move));
    story.accept(Story::approved(by(keeper, "custodian", "store.out", out), examiner));
    CHECK(story.state.items().at("RV/1").custodian() == "a.malik");

    JsonValue submit = example_body("court.submit"), back = example_body("court.return");
    submit.set("court", "Sessions Court 3");
    back.set("court", "Sessions Court 4").set("to", "a.malik");
    CHECK(broken(story.state.examine(by(officer, responder, "court.submit", submit), story.keys)) == "V-02");
    story.accept(by(examiner, "examiner", "court.submit", submit));
    CHECK(broken(story.state.examine(by(examiner, "examiner", "court.return", back), story.keys)) == "V-02");
    back.set("court", "Sessions Court 3");
    story.accept(by(examiner, "examiner", "court.return", back));

    JsonValue found = example_body("item.found");
    found.set("by", "a.malik");
    CHECK(broken(story.state.examine(by(examiner, "examiner", "item.found", found), story.keys)) == "V-02");
    JsonValue gone = example_body("item.lost");
    CHECK(broken(story.state.examine(by(examiner, "examiner", "item.lost", gone), story.keys)) == "V-02");
    gone.set("last_custodian", "a.malik");
    const auto lost = story.tell(by(officer, responder, "item.lost", gone));  // the count finds it missing
    CHECK(broken(lost) == "");
    CHECK(shown_rules(lost) == "V-02");
    CHECK(lost[0].what == "RV/1 is in nobody's hand: lost, says f.bibi");
    // Nobody is made its custodian by the word of another.
    CHECK(broken(story.state.examine(by(officer, responder, "item.found", found), story.keys)) == "V-02");
    story.accept(by(examiner, "examiner", "item.found", found));

    JsonValue home = example_body("item.return");
    Event wrong_hand = by(officer, responder, "item.return", home),
          right_hand = by(examiner, "examiner", "item.return", home);
    wrong_hand.pii = right_hand.pii = {{"receiver_name", hash_a}};
    CHECK(broken(story.state.examine(wrong_hand, story.keys)) == "V-02");
    story.accept(right_hand);
    CHECK(story.state.items().at("RV/1").custodian() == "owner");
    CHECK(story.state.items().at("RV/1").custody.size() == 9);
}

TEST_CASE("V-02: a receive answers an open offer of this item, and only while the giver still has it") {
    Seized story;
    CHECK(broken(story.state.examine(story.receive(story.unit.examiner, "examiner", Story::id_of(2), story.unit.officer,
                                                   story.unit.examiner, "RV/1"),
                                     story.keys)) == "V-02");
    const std::string given = story.accept(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"));
    JsonValue in = example_body("store.in");
    in.set("keeper", story.unit.officer.id);
    story.accept(story.event(story.unit.officer, responder, "store.in", "RV/1", in));
    CHECK(broken(story.tell(story.receive(story.unit.examiner, "examiner", given, story.unit.officer,
                                          story.unit.examiner, "RV/1"))) == "V-02");
}

TEST_CASE("V-02: an offer that was refused is closed") {
    Seized story;
    const std::string given = story.accept(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"));
    JsonValue refusal = example_body("transfer.refuse");
    refusal.set("offer", given);
    story.accept(story.event(story.unit.examiner, "examiner", "transfer.refuse", "RV/1", refusal));
    CHECK(story.state.items().at("RV/1").offers.empty());
    CHECK(story.state.items().at("RV/1").custodian() == "f.bibi");
    CHECK(broken(story.tell(story.receive(story.unit.examiner, "examiner", given, story.unit.officer,
                                          story.unit.examiner, "RV/1"))) == "V-02");
}

TEST_CASE("V-03: both hands sign a transfer") {
    Seized story;
    const std::string given = story.accept(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"));
    const auto alone =
        story.receive(story.unit.officer, responder, given, story.unit.officer, story.unit.examiner, "RV/1");
    const auto said = story.state.examine(alone, story.keys);
    CHECK(broken(said) == "V-03");
    CHECK(said[0].what ==
          "transfer.receive of RV/1: a.malik has not signed: let them act, or bring their receipt (`sanad custody "
          "accept` "
          "on their machine, then --receipt)");
    const auto both =
        story.receive(story.unit.examiner, "examiner", given, story.unit.officer, story.unit.examiner, "RV/1");
    CHECK(broken(story.tell(both)) == "");
}

TEST_CASE("V-03: who brings an item to a store and who keeps it both sign; so when it is taken out") {
    Seized story;
    const Person &keeper = story.unit.second, &officer = story.unit.officer, &examiner = story.unit.examiner;
    JsonValue in = example_body("store.in"), out = example_body("store.out");
    in.set("location", "MK-2/shelf-7").set("keeper", keeper.id);
    out.set("location", "MK-2/shelf-7").set("keeper", keeper.id).set("to", examiner.id);
    const Event brought = story.event(officer, responder, "store.in", "RV/1", in);
    const auto said = story.state.examine(brought, story.keys);
    CHECK(broken(said) == "V-03");
    CHECK(said[0].what ==
          "store.in of RV/1: s.khan has not signed for it: bring their approval (--approved-by s.khan at this machine, "
          "--ask-approval for another); there is none");
    CHECK(broken(story.state.examine(Story::approved(brought, examiner), story.keys)) == "V-03");  // another's word
    Event elsewhere = Story::approved(brought, keeper);
    elsewhere.body.set("location", "MK-2/shelf-8");
    CHECK(broken(story.state.examine(elsewhere, story.keys)) == "V-03");  // not what was approved
    story.accept(Story::approved(brought, keeper));
    const Event taken = story.event(keeper, "custodian", "store.out", "RV/1", out);
    CHECK(broken(story.state.examine(taken, story.keys)) == "V-03");
    story.accept(Story::approved(taken, examiner));
    CHECK(story.state.items().at("RV/1").custodian() == "a.malik");
}

TEST_CASE("V-03: the giver signs the offer himself, and gives to somebody else") {
    Seized story;
    const auto in_his_name = story.accept(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"));
    Event offered = story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1");
    offered.actor = story.unit.second.actor("custodian");
    const std::string forged = story.accept(offered);
    CHECK(broken(story.tell(story.receive(story.unit.examiner, "examiner", forged, story.unit.officer,
                                          story.unit.examiner, "RV/1"))) == "V-03");
    Seized other;
    const std::string to_himself = other.accept(other.offer(other.unit.officer, responder, other.unit.officer, "RV/1"));
    CHECK(broken(other.tell(other.receive(other.unit.officer, responder, to_himself, other.unit.officer,
                                          other.unit.officer, "RV/1"))) == "V-03");
    CHECK(in_his_name != forged);
}

TEST_CASE("V-03: a receipt signed on another machine stands for the receiver, as long as it says the same") {
    Seized story;
    const std::uint64_t offered_at = story.seq;
    const std::string given = story.accept(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"));
    Event brought =
        story.receive(story.unit.officer, responder, given, story.unit.officer, story.unit.examiner, "RV/1");
    const TransferReceipt receipt = receipt_for(brought, Story::entry_hash(offered_at));
    const auto with = [&](const TransferReceipt& said, const Person& signer) {
        Event carrying = brought;
        carrying.body.set("receipt", statement_of(said, signer));
        return broken(story.state.examine(carrying, story.keys));
    };
    CHECK(with(receipt, story.unit.examiner) == "");
    CHECK(with(receipt, story.unit.second) == "statement");  // signed by another hand
    const auto changed = [&](auto change) {
        TransferReceipt other = receipt;
        change(other);
        return with(other, story.unit.examiner);
    };
    CHECK(changed([](auto& said) { said.offer_entry = std::string(64, '0'); }) == "V-03");
    CHECK(changed([](auto& said) { said.offer = Story::id_of(77); }) == "V-03");
    CHECK(changed([](auto& said) { said.item = "RV/2"; }) == "V-03");
    CHECK(changed([](auto& said) { said.ledger = "sanad-ledger/3f0e7c3a-94d1-4b0e-8f5a-2d1c6f9b7a11"; }) == "V-03");
    CHECK(changed([](auto& said) { said.condition = "burnt"; }) == "V-03");
    CHECK(changed([](auto& said) { said.seal_no = "S-10043"; }) == "V-03");
    CHECK(changed([](auto& said) { said.accepted = false, said.reason = "wet"; }) == "V-03");
    TransferReceipt by_another = receipt;
    by_another.by = "s.khan";
    CHECK(with(by_another, story.unit.second) == "V-03");
}

TEST_CASE("V-04: the bytes handed over are the bytes on record") {
    Seized story;
    story.hand_over();
    story.accept(story.check(hash_a, "no_stored_hash"));
    CHECK(story.state.items().at("RV/1").sha256 == hash_a);
    Event other = story.offer(story.unit.examiner, "examiner", story.unit.second, "RV/1");
    other.body.set("sha256", hash_b);
    CHECK(broken(story.state.examine(other, story.keys)) == "V-04");
    other.body.set("sha256", hash_a);
    const std::string given = story.accept(other);
    Event received =
        story.receive(story.unit.second, "custodian", given, story.unit.examiner, story.unit.second, "RV/1");
    received.body.set("sha256", hash_b);
    CHECK(broken(story.state.examine(received, story.keys)) == "V-04");
    received.body.set("sha256", hash_a);
    CHECK(broken(story.tell(received)) == "");
}

TEST_CASE("V-04: a check that finds other bytes breaks the ledger, and is worth recording") {
    Seized story;
    story.hand_over();
    story.accept(story.check(hash_a, "no_stored_hash"));
    story.accept(story.check(hash_a, "match", hash_a, "recorded"));
    const auto honest = story.tell(story.check(hash_b, "mismatch", hash_a, "recorded"));
    CHECK(broken(honest) == "V-04");
    CHECK(std::ranges::all_of(honest, [](const Finding& one) { return one.worth_recording; }));
    const auto lie = story.tell(story.check(hash_b, "match", hash_a, "recorded"));
    CHECK(broken(lie) == "V-04");
    CHECK(std::ranges::none_of(lie, [](const Finding& one) { return one.worth_recording; }));
    CHECK(broken(story.tell(story.check(hash_a, "no_stored_hash", hash_a, "recorded"))) == "V-04");
}

TEST_CASE("V-04: a hash that the acquiring tool stored and that does not match is shown") {
    Seized story;
    story.hand_over();
    const auto said = story.tell(story.check(hash_b, "mismatch", hash_a, "stored"));
    CHECK(broken(said) == "");
    CHECK(shown_rules(said) == "V-04");
}

TEST_CASE("V-04: a copy has the bytes of what it was made from, which is on record") {
    Seized story;
    story.hand_over();
    const auto copy = [&](const std::string& parent, const std::string& sha256, const std::string& item = "RV/1.1") {
        JsonValue body = example_body("copy.create");
        body.set("parent", parent).set("sha256", sha256);
        return story.state.examine(story.event(story.unit.examiner, "examiner", "copy.create", item, body), story.keys);
    };
    const auto unknown = copy("RV/7", hash_a);
    CHECK(broken(unknown) == "V-01");
    CHECK(unknown[0].what ==
          "copy.create of RV/1.1: RV/7, of which it is a copy, is not known here: seize or register it first (`sanad "
          "custody seize`, `sanad custody register`)");
    CHECK(broken(copy("RV/1.1", hash_a)) == "V-01");  // of itself

    const auto nothing_yet = copy("RV/1", hash_a);
    CHECK(broken(nothing_yet) == "");
    CHECK(shown_rules(nothing_yet) == "V-04");
    CHECK(nothing_yet[0].what ==
          "copy.create of RV/1.1: no SHA-256 of RV/1 is on record: the copy cannot be compared with it");

    story.accept(story.check(hash_a, "no_stored_hash"));
    CHECK(copy("RV/1", hash_a).empty());
    const auto other = copy("RV/1", hash_b);
    CHECK(broken(other) == "V-04");
    CHECK_FALSE(other[0].worth_recording);  // a copy that is none is not entered as one
    CHECK(broken(copy("RV/1", "00ff")) == "V-08");

    JsonValue first = example_body("copy.create");
    first.set("parent", "RV/1").set("sha256", hash_a);
    story.accept(story.event(story.unit.examiner, "examiner", "copy.create", "RV/1.1", first));
    CHECK(copy("RV/1.1", hash_a, "RV/1.2").empty());
    CHECK(broken(copy("RV/1.1", hash_b, "RV/1.2")) == "V-04");
}

TEST_CASE("V-05: the seal that is named is one that was put on") {
    Seized story;
    JsonValue look = example_body("seal.check");
    look.set("seal_no", "S-99999");
    const auto said = story.tell(story.event(story.unit.officer, responder, "seal.check", "RV/1", look));
    CHECK(broken(said) == "V-05");
    CHECK(
        said[0].what ==
        "seal.check of RV/1: seal S-99999 was not put on it (on record: none): correct the number, or record what you "
        "found with `sanad custody incident`");
    story.accept(story.seal("RV/1"));
    look.set("seal_no", "S-10042");
    const auto whole = story.tell(story.event(story.unit.officer, responder, "seal.check", "RV/1", look));
    CHECK(whole.empty());
    look.set("state", "broken");
    const auto torn = story.tell(story.event(story.unit.officer, responder, "seal.check", "RV/1", look));
    CHECK(broken(torn) == "");
    CHECK(shown_rules(torn) == "V-05");
    story.accept(story.event(story.unit.officer, responder, "seal.break", "RV/1", example_body("seal.break")));
    Event offered = story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1");
    offered.body.set("seal_no", "S-10042");
    CHECK(broken(story.tell(offered)) == "V-05");
}

TEST_CASE("V-05: a seal's number that was used before is shown, on whichever item it was") {
    Seized story;
    CHECK(story.tell(story.seal("RV/1")).empty());
    story.accept(story.event(story.unit.officer, responder, "seal.break", "RV/1", example_body("seal.break")));
    story.accept(story.seize("RV/2"));
    const auto elsewhere = story.state.examine(story.seal("RV/2"), story.keys);
    CHECK(broken(elsewhere) == "");
    REQUIRE(shown_rules(elsewhere) == "V-05");
    CHECK(elsewhere[0].what == "item.seal of RV/2: seal S-10042 was put on before in this case: a number is used once");
    CHECK(elsewhere[0].item == "RV/2");
    CHECK(shown_rules(story.state.examine(story.seal("RV/1"), story.keys)) == "V-05");
}

TEST_CASE("V-02: what a count of the store expects and does not find is shown, with each item") {
    Seized story;
    const auto counted = [&](JsonValue::Array expected, JsonValue::Array found) {
        JsonValue body = example_body("store.audit");
        body.set("location", "MK-2/shelf-7").set("expected", std::move(expected)).set("found", std::move(found));
        return story.tell(story.event(story.unit.second, "custodian", "store.audit", "", body));
    };
    CHECK(counted({"RV/1", "RV/2"}, {"RV/2", "RV/1", "RV/9"}).empty());
    const auto missing = counted({"RV/1", "RV/3", "RV/2", "RV/3"}, {"RV/2"});
    CHECK(broken(missing) == "");
    REQUIRE(shown_rules(missing) == "V-02 V-02");  // once each
    CHECK(missing[0].item == "RV/1");
    CHECK(missing[1].what == "missing at the count of MK-2/shelf-7: RV/3, which was expected there, says s.khan");
}

TEST_CASE("V-06: nothing is acquired without an authority that is known, good then and covers the item") {
    Seized story;
    story.hand_over();
    Event acquisition = story.acquire();
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "");
    acquisition.authority = {};
    const auto said = story.state.examine(acquisition, story.keys);
    CHECK(broken(said) == "V-06");
    CHECK(said[0].what.starts_with("acquire.start of RV/1 needs an authority"));
    acquisition.authority = {Story::id_of(0)};  // no authority at all
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "V-06");

    JsonValue narrow = example_body("authority.add");
    narrow.set("items", JsonValue::Array{"RV/2", "RV/3"});
    acquisition.authority = {story.accept(story.event(story.unit.officer, investigator, "authority.add", "", narrow))};
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "V-06");
    narrow.set("items", JsonValue::Array{"RV/1"}).set("expires", "2026-11-25");
    acquisition.authority = {story.accept(story.event(story.unit.officer, investigator, "authority.add", "", narrow))};
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "V-06");
    narrow.set("expires", "2026-11-26");  // the last day counts
    acquisition.authority = {story.accept(story.event(story.unit.officer, investigator, "authority.add", "", narrow))};
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "");
}

TEST_CASE("V-06: set aside with a reason, it is shown and does not break the ledger") {
    Seized story;
    story.hand_over();
    Event acquisition = story.acquire();
    acquisition.authority = {};
    acquisition.overriding = Override{"V-06", "device about to be wiped from afar"};
    // One person alone does not set it aside, nor with the word of somebody who may not put an authority on record.
    const auto alone = story.state.examine(acquisition, story.keys);
    CHECK(broken(alone) == "V-06");
    CHECK(alone[0].what ==
          "acquire.start of RV/1: to go on without an authority takes the approval of a supervisor, who may put one on "
          "record (--approved-by); there is none");
    CHECK(broken(story.state.examine(Story::approved(acquisition, story.unit.second), story.keys)) == "V-06");
    Event another = Story::approved(acquisition, story.unit.officer);
    another.overriding->reason = "no time";
    CHECK(broken(story.state.examine(another, story.keys)) == "V-06");  // for this reason nobody approved it
    acquisition = Story::approved(acquisition, story.unit.officer);
    const auto said = story.state.examine(acquisition, story.keys);
    CHECK(broken(said) == "");
    CHECK(said[0].rule == "V-06");
    CHECK(said[0].what == "acquire.start of RV/1: V-06 was set aside: device about to be wiped from afar");
    acquisition.overriding->rule = "V-10";
    CHECK(broken(story.state.examine(acquisition, story.keys)) == "V-06");
}

TEST_CASE("V-08: a SHA-256 has 64 digits") {
    Seized story;
    story.hand_over();
    CHECK(broken(story.tell(story.check("00ff", "no_stored_hash"))) == "V-08");
    CHECK(broken(story.tell(story.check(hash_a, "no_stored_hash"))) == "");
}

TEST_CASE("V-10: without write protection, the change it makes stands on record first") {
    Seized story;
    story.hand_over();
    CHECK(broken(story.state.examine(story.acquire("none"), story.keys)) == "V-10");
    Event aside = story.acquire("none");
    aside.overriding = Override{"V-10", "the device has no other port"};
    CHECK(broken(story.state.examine(aside, story.keys)) == "");
    story.accept(
        story.event(story.unit.examiner, "examiner", "change.unavoidable", "RV/1", example_body("change.unavoidable")));
    CHECK(broken(story.state.examine(story.acquire("none"), story.keys)) == "");
}

TEST_CASE("V-11: nothing happens after it was recorded; what is told late is shown") {
    Seized story;
    Event note = story.note("RV/1");
    note.time = ledger_time(story.now + 300);
    CHECK(broken(story.state.examine(note, story.keys)) == "");
    note.time = ledger_time(story.now + 301);
    CHECK(broken(story.state.examine(note, story.keys)) == "V-11");
    note.time = ledger_time(story.now - 24 * 3600);
    CHECK(story.state.examine(note, story.keys).empty());
    note.time = ledger_time(story.now - 24 * 3600 - 1);
    const auto late = story.state.examine(note, story.keys);
    CHECK(broken(late) == "");
    CHECK(shown_rules(late) == "V-11");
    CHECK(late[0].what.find("LATE") != std::string::npos);
}

TEST_CASE("V-12: a clock that went back is shown") {
    Seized story;
    Event note = story.note("RV/1");
    note.time = note.recorded = ledger_time(story.now - 60 - 300);
    CHECK(story.state.examine(note, story.keys).empty());
    note.time = note.recorded = ledger_time(story.now - 60 - 301);
    CHECK(shown_rules(story.state.examine(note, story.keys)) == "V-12");
}

TEST_CASE("V-13: what was returned or destroyed takes notes, corrections and incidents, and nothing else") {
    Seized story;
    Event home = story.event(story.unit.officer, responder, "item.return", "RV/1", example_body("item.return"));
    home.pii = {{"receiver_name", hash_a}};
    story.accept(home);
    CHECK(broken(story.state.examine(story.seal("RV/1"), story.keys)) == "V-13");
    CHECK(broken(story.state.examine(story.note("RV/1"), story.keys)) == "");
    // What could not be anyway is named by the lower number, as the other verifier does.
    CHECK(broken(story.state.examine(story.offer(story.unit.officer, responder, story.unit.examiner, "RV/1"),
                                     story.keys)) == "V-02");
}

TEST_CASE("V-14: an item is destroyed by an order that names it, and by two persons") {
    Seized story;
    JsonValue order = example_body("court.order");
    order.set("items", JsonValue::Array{"RV/2"});
    const std::string of_another =
        story.accept(story.event(story.unit.officer, investigator, "court.order", "", order));
    order.set("items", JsonValue::Array{"RV/1"});
    const std::string of_this = story.accept(story.event(story.unit.officer, investigator, "court.order", "", order));

    Person manager{"m.iqbal", {"lab_manager"}, 5, {"r.vance", "s.khan"}};
    JsonValue more;
    more.set("statements", JsonValue::Array{manager.enrolled_by({&story.unit.root, &story.unit.second})});
    story.accept(story.event(story.unit.root, "registrar", "key.enrol", "", more));

    const auto destroy = [&](const std::string& id, const Person* second, std::string type = "item.destroy") {
        Event act = story.event(story.unit.second, "custodian", "item.destroy", "RV/1", example_body("item.destroy"));
        act.body.set("order", id);
        if (second != nullptr) {
            Approval approval;
            approval.ledger = act.ledger;
            approval.type = std::move(type);
            approval.item = "RV/1";
            approval.by = second->id;
            approval.subject = approval_subject(act);
            approval.made = act.time;
            act.body.set("approvals", JsonValue::Array{statement_of(approval, *second)});
        }
        return broken(story.state.examine(act, story.keys));
    };
    CHECK(destroy(of_another, &manager) == "V-14");
    CHECK(destroy(Story::id_of(0), &manager) == "V-14");
    CHECK(destroy(of_this, &manager) == "");
    CHECK(destroy(of_this, nullptr) == "roles");
    CHECK(destroy(of_this, &story.unit.second) == "roles");         // one person twice
    CHECK(destroy(of_this, &story.unit.examiner) == "roles");       // may not approve it
    CHECK(destroy(of_this, &manager, "export.bundle") == "roles");  // approved another act
}

TEST_CASE("V-07: the device that is acquired has the serial number of the one seized, or a note says why not") {
    Seized story;
    story.hand_over();
    Event start = story.acquire();
    start.body.set("serial", "words");  // as example_body says at the seizure
    CHECK(broken(story.state.examine(start, story.keys)) == "");
    start.body.set("serial", "S/N 0043");
    CHECK(broken(story.state.examine(start, story.keys)) == "V-07");
    start.note = "the label was misread at the seizure";
    CHECK(broken(story.state.examine(start, story.keys)) == "");
    CHECK(shown_rules(story.state.examine(start, story.keys)) == "V-07 V-16 V-18");
}

TEST_CASE("V-09: the size of what was acquired is that of its sectors") {
    Seized story;
    story.hand_over();
    Event finish = story.acquire();
    finish.type = "acquire.finish";
    finish.body = example_body("acquire.finish");
    finish.body.set("size", "1048576").set("sectors", "2048").set("sector_size", "512");
    CHECK(broken(story.state.examine(finish, story.keys)) == "");
    finish.body.set("sectors", "2047");
    CHECK(broken(story.state.examine(finish, story.keys)) == "V-09");
    // 2^64 sectors of 2^64 bytes, which 64 and 128 bits make nothing of.
    finish.body.set("sectors", "18446744073709551616").set("sector_size", "18446744073709551616").set("size", "0");
    CHECK(broken(story.state.examine(finish, story.keys)) == "V-09");
}

TEST_CASE("V-17: an acquisition after the end of a competence on record is shown") {
    Seized story;
    story.hand_over();
    CHECK(shown_rules(story.state.examine(story.acquire(), story.keys)) == "V-16 V-18");
    JsonValue competence = example_body("competence.add");
    competence.set("person", story.unit.examiner.id).set("until", ledger_time(story.now + 3600));
    story.state.take(story.event(story.unit.root, "registrar", "competence.add", "", competence), "", story.keys);
    CHECK(shown_rules(story.state.examine(story.acquire(), story.keys)) == "V-16 V-18");
    story.now += 3601;
    CHECK(shown_rules(story.state.examine(story.acquire(), story.keys)) == "V-16 V-17 V-18");
}

TEST_CASE("V-21: a finding names the element of the offence, or it is no finding") {
    Seized story;
    story.hand_over();
    const EventType& type = *find_event_type("finding.add");
    JsonValue finding = example_body("finding.add");
    finding.set("element", "PECA s. 3: access without authorisation");
    CHECK_FALSE(body_fault(type, finding));
    CHECK(broken(story.state.examine(story.event(story.unit.examiner, "examiner", "finding.add", "RV/1", finding),
                                     story.keys)) == "");
    finding.set("element", " ");
    CHECK(broken(story.state.examine(story.event(story.unit.examiner, "examiner", "finding.add", "RV/1", finding),
                                     story.keys)) == "V-21");
    CHECK_FALSE(check_new_body(type, finding));  // nobody can write one with our programs
    finding.set("element", "");
    CHECK(broken(story.state.examine(story.event(story.unit.examiner, "examiner", "finding.add", "RV/1", finding),
                                     story.keys)) == "V-21");
}

TEST_CASE("V-15: whoever wrote a report does not review it") {
    Seized story;
    const std::string issued =
        story.accept(story.event(story.unit.examiner, "examiner", "report.issue", "", example_body("report.issue")));
    JsonValue review = example_body("report.review");
    review.set("issue", issued);
    CHECK(broken(story.state.examine(story.event(story.unit.examiner, "examiner", "report.review", "", review),
                                     story.keys)) == "V-15");
    Person colleague{"z.raza", {"reviewer"}, 5, {"r.vance", "s.khan"}};
    JsonValue more;
    more.set("statements", JsonValue::Array{colleague.enrolled_by({&story.unit.root, &story.unit.second})});
    story.accept(story.event(story.unit.root, "registrar", "key.enrol", "", more));
    CHECK(broken(story.state.examine(story.event(colleague, "reviewer", "report.review", "", review), story.keys)) ==
          "");
    review.set("issue", story.authority);
    CHECK(broken(story.state.examine(story.event(colleague, "reviewer", "report.review", "", review), story.keys)) ==
          "V-15");
}

TEST_CASE("V-16 and V-18: an acquisition without a validated tool and a checked clock is shown") {
    Seized story;
    story.hand_over();
    CHECK(shown_rules(story.state.examine(story.acquire(), story.keys)) == "V-16 V-18");
    JsonValue validation = example_body("tool.validate");
    validation.set("tool", "words").set("version", "words");
    story.accept(story.event(story.unit.examiner, "examiner", "tool.validate", "", validation));
    story.accept(story.event(story.unit.examiner, "examiner", "clock.check", "", example_body("clock.check")));
    CHECK(shown_rules(story.state.examine(story.acquire(), story.keys)) == "");
    story.now += 24 * 3600 + 1;
    Event next_day = story.acquire();
    CHECK(shown_rules(story.state.examine(next_day, story.keys)) == "V-18");
    next_day.clock.checked_at = next_day.time;
    CHECK(shown_rules(story.state.examine(next_day, story.keys)) == "");
}

TEST_CASE("V-16: a validation counts for a year, and for the build that was validated") {
    Seized story;
    story.hand_over();
    const auto validate = [&](std::string version, std::string build) {
        JsonValue body = example_body("tool.validate");
        body.set("tool", "sanad").set("version", version).set("build", build).set("result", "passed");
        story.accept(story.event(story.unit.examiner, "examiner", "tool.validate", "", body));
    };
    const auto said = [&](std::string version = "0.1.0") {
        Event start = story.acquire();
        start.body.set("tool", "sanad").set("tool_version", version);
        start.clock.checked_at = start.time;
        return story.state.examine(start, story.keys);
    };
    validate("0.1.0", std::string(64, 'e'));
    auto findings = said();  // ran: the build of event_of()
    REQUIRE(shown_rules(findings) == "V-16");
    CHECK(findings[0].what ==
          "acquire.start of RV/1: the build of sanad 0.1.0 that ran is none that was validated (`sanad custody "
          "validate-tool`)");
    validate("0.2.0", std::string(64, 'e'));
    CHECK(said("0.2.0").empty());  // not the program that writes: nobody says which build of it ran

    validate("0.1.0", std::string(64, 'a'));
    const std::string validated = ledger_time(story.now - 60);
    story.now = seconds_of(validated) + 365 * 24 * 3600;
    CHECK(broken(said()) == "V-06");  // the warrant of a year ago; V-16 has nothing to say
    CHECK(shown_rules(said()) == "");
    ++story.now;
    findings = said();
    REQUIRE(shown_rules(findings) == "V-16");
    CHECK(findings.back().what == "acquire.start of RV/1: the last validation of sanad 0.1.0 was at " + validated +
                                      ", more than 365 days before (`sanad custody validate-tool`)");
    validate("0.1.0", "");  // of any build
    CHECK(shown_rules(said()) == "");
}

TEST_CASE("V-19: the numbers of an item's events have no gap") {
    Seized story;
    Event note = story.note("RV/1");
    CHECK(broken(story.state.examine(note, story.keys)) == "");
    note.item_seq = *note.item_seq + 1;
    CHECK(broken(story.state.examine(note, story.keys)) == "form");
}

TEST_CASE("V-20: training and casework do not mix") {
    Seized story;
    Event note = story.note("RV/1");
    note.training = true;
    CHECK(broken(story.tell(note)) == "V-20");
    CHECK(broken(story.tell(story.note("RV/1"))) == "");
}

TEST_CASE("V-22: the Court is told within 24 hours of a seizure without a warrant") {
    Story story;
    const std::string seized = story.accept(story.seize("RV/1"));
    REQUIRE(story.state.notices().size() == 1);
    CHECK(story.state.notices()[0].due_at == ledger_time(story.now - 60 + 24 * 3600));
    CHECK(story.state.examine_end().empty());
    JsonValue notice = example_body("court.notice");
    notice.set("about", seized).set("sent_at", ledger_time(story.now - 60 + 24 * 3600 + 1));
    story.now += 2 * 24 * 3600;
    Event late = story.event(story.unit.officer, investigator, "court.notice", "", notice);
    CHECK(shown_rules(story.state.examine(late, story.keys)) == "V-22");
    late.body.set("sent_at", story.state.notices()[0].due_at);
    CHECK(shown_rules(story.state.examine(late, story.keys)) == "");

    story.accept(story.note_without_item());
    REQUIRE(story.state.examine_end().size() == 1);
    CHECK(story.state.examine_end()[0].rule == "V-22");
    story.accept(late);
    CHECK(story.state.examine_end().empty());
}

TEST_CASE("V-25: a correction names an earlier event of the same item, and both are shown") {
    Seized story;
    JsonValue change = example_body("correct");
    Event corrected = story.event(story.unit.officer, responder, "correct", "RV/1", change);
    CHECK(broken(story.state.examine(corrected, story.keys)) == "form");
    corrected.corrects = Story::id_of(3);
    CHECK(broken(story.state.examine(corrected, story.keys)) == "");
    CHECK(shown_rules(story.state.examine(corrected, story.keys)) == "V-25");
    corrected.corrects = Story::id_of(2);  // acts upon no item
    CHECK(broken(story.state.examine(corrected, story.keys)) == "form");
    corrected.corrects = Story::id_of(99);
    CHECK(broken(story.state.examine(corrected, story.keys)) == "form");
}

TEST_CASE("form: what only the event as a whole shows") {
    Seized story;
    Event seizure = story.seize("RV/9");
    CHECK(broken(story.state.examine(seizure, story.keys)) == "");
    seizure.pii.pop_back();  // a witness without a commitment
    CHECK(broken(story.state.examine(seizure, story.keys)) == "form");
    Event note = story.note("");
    note.type = "item.seal";
    note.body = example_body("item.seal");
    CHECK(broken(story.state.examine(note, story.keys)) == "form");
    Event with_item = story.event(story.unit.officer, investigator, "court.order", "RV/1", example_body("court.order"));
    CHECK(broken(story.state.examine(with_item, story.keys)) == "form");
    Event unknown = story.note("RV/1");
    unknown.type = "item.polish";
    CHECK(broken(story.state.examine(unknown, story.keys)) == "form");
    CHECK(broken(story.state.examine(
              story.event(story.unit.officer, investigator, "case.open", "", example_body("case.open")),
              story.keys)) == "form");  // opened twice
}

TEST_CASE("faults of one entry are named in one order: form, roles, rules by number, then what is shown") {
    Seized story;
    Event bad = story.offer(story.unit.second, "examiner", story.unit.examiner, "RV/1");  // V-02, and not her role
    bad.body.set("seal_no", "S-99999");                                                   // V-05
    bad.time = ledger_time(story.now + 3600);                                             // V-11
    bad.body.set("colour", "red");
    std::string rules;
    for (const Finding& finding : story.state.examine(bad, story.keys)) rules += finding.rule + " ";
    CHECK(rules == "form roles V-02 V-05 V-11 ");
}

TEST_CASE("a hostile ledger with thousands of events of one item is examined in time that grows with it") {
    Seized story;
    JsonValue seal = example_body("item.seal"), look = example_body("seal.check");
    const auto entries = 20'000;
    std::size_t longest = 0;
    for (int i = 0; i < entries; ++i) {
        seal.set("seal_no", fmt::format("S-{}", 100'000 + i));
        story.state.take(story.event(story.unit.officer, responder, "item.seal", "RV/1", seal), "", story.keys);
    }
    look.set("seal_no", "S-1");
    for (int i = 0; i < entries; ++i) {
        const auto said =
            story.state.examine(story.event(story.unit.officer, responder, "seal.check", "RV/1", look), story.keys);
        longest = std::max(longest, said.at(0).what.size());
    }
    CHECK(longest < 500);  // the message does not list them all
}

TEST_CASE("whatever a rule remarks is found again by its words, and the Urdu has a place for each of its values") {
    const auto places = [](std::string_view phrase) {
        std::size_t count = 0;
        for (auto at = phrase.find("{}"); at != std::string_view::npos; at = phrase.find("{}", at + 2)) ++count;
        return count;
    };
    for (const RuleWords* words : rule_words::all) {
        CAPTURE(words->english);
        CHECK(places(words->english) == places(words->urdu));
        std::string said;
        std::vector<std::string> values;
        std::string_view rest = words->english;
        for (auto at = rest.find("{}"); at != std::string_view::npos; at = rest.find("{}")) {
            // Where only a blank stands between two, one that holds blanks is cut elsewhere, and reads the same.
            values.push_back("value-" + std::to_string(values.size()));
            said += std::string{rest.substr(0, at)} + values.back();
            rest.remove_prefix(at + 2);
        }
        said += rest;
        const auto found = rule_said(words->rule.empty() ? "V-10" : words->rule, said);
        REQUIRE(found);
        CHECK(found->words == words);
        CHECK(std::ranges::equal(found->values, values));
    }
    CHECK_FALSE(rule_said("V-04", "RV/1: something else"));
    const auto noted =
        rule_said("V-07", "acquire.start of RV/1: the serial number is X, at the seizure it was Y: a: b");
    REQUIRE(noted);
    CHECK(noted->values.back() == "a: b");
}
