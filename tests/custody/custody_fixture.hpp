#pragma once
// A case told event by event to the rules alone: no file, no chain, no signatures of entries.
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "core/custody/custody_state.hpp"
#include "core/custody/event_types.hpp"
#include "core/custody/rule_words.hpp"
#include "tests/custody/ledger_fixture.hpp"

namespace sanad::testing {

/// Base64 of a statement that the person signed, as bodies carry it.
inline std::string statement_of(const Statement& statement, const Person& person) {
    Signer* const signers[] = {person.signer.get()};
    return base64(sign_statement(statement, signers).value().canonical());
}

/// A body that LEDGER.md and we accept, for any type: what a test varies.
inline JsonValue example_of(const MemberType& member) {
    switch (member.shape) {
        case Shape::text:
            return "words";
        case Shape::number:
        case Shape::signed_number:
            return std::int64_t{2};
        case Shape::truth:
            return JsonValue::truth(true);
        case Shape::time:
            return "2026-12-24T12:00:00Z";
        case Shape::date:
            return "2026-11-20";
        case Shape::hash:
        case Shape::hash_or_empty:
            return std::string(64, 'b');
        case Shape::hex:
            return "00ff";
        case Shape::decimal:
            return "1099511627776";
        case Shape::event_id:
            return "7a0d5f6e-1c2b-4d3e-9f80-a1b2c3d4e5f6";
        case Shape::person:
            return "a.malik";
        case Shape::item:
            return "RV/1";
        case Shape::items:
            return JsonValue::Array{"RV/1"};
        case Shape::seal_no:
            return "S-10042";
        case Shape::choice:
            return std::string{member.choices->choices.front().value};
        case Shape::label:
            return "receiver_name";
        case Shape::two_labels:
            return JsonValue::Array{"witness1_name", "witness2_name"};
        case Shape::key: {
            JsonValue key;
            key.set("alg", "ed25519").set("public", base64(std::string(32, 'k')));
            return key;
        }
        case Shape::statement:
            return base64("{}");
        case Shape::statements:
            return JsonValue::Array{};
        case Shape::counts: {
            JsonValue counts;
            counts.set("files", std::int64_t{7});
            return counts;
        }
        case Shape::modules: {
            JsonValue module;
            module.set("build", std::string(64, 'c')).set("name", "windows.prefetch").set("version", "1");
            return JsonValue::Array{module};
        }
        case Shape::headers: {
            JsonValue header;
            header.set("name", "case_number").set("value", "42");
            return JsonValue::Array{header};
        }
    }
    return "";
}

inline JsonValue example_body(std::string_view type) {
    JsonValue body;
    for (const MemberType& member : find_event_type(type)->members) {
        if (member.mandatory) body.set(std::string{member.name}, example_of(member));
    }
    return body;
}

/// The rules of a ledger as it grows.
struct Story {
    Unit unit;
    KeyRing keys;
    CustodyState state;
    std::uint64_t seq = 0;
    std::int64_t now = seconds_of("2026-11-26T06:00:00Z");

    Story() {
        CHECK(tell(event(unit.root, "registrar", "key.enrol", "", unit.enrolments())).empty());
        JsonValue open = example_body("case.open");
        open.set("lead", "f.bibi");
        CHECK(tell(event(unit.officer, "investigating_officer", "case.open", "", open)).empty());
    }

    static std::string id_of(std::uint64_t seq) { return fmt::format("00000000-0000-4000-8000-{:012x}", seq); }

    /// The next event: in order unless the test changes it.
    Event event(const Person& person, std::string role, std::string type, const std::string& item,
                JsonValue body) const {
        Event made = event_of(person, std::move(role), std::move(type), std::move(body));
        made.seq = seq;
        made.id = id_of(seq);
        made.time = made.recorded = ledger_time(now);
        if (!item.empty()) {
            made.item = item;
            const auto known = state.items().find(item);
            made.item_seq = known == state.items().end() ? 0 : known->second.next_seq;
        }
        if (made.type == "item.seize") {
            made.pii = {{"witness1_name", std::string(64, '1')}, {"witness2_name", std::string(64, '2')}};
        }
        return made;
    }

    std::vector<Finding> tell(const Event& told) {
        if (auto taken = keys.take(told); !taken) FAIL(taken.error().what);
        auto findings = state.examine(told, keys);
        for (const Finding& finding : findings) {
            CAPTURE(finding.what);
            // Whatever a paper prints of an act that stands has its Urdu.
            if (finding.weight == Weight::shown || finding.worth_recording)
                CHECK(rule_said(finding.rule, finding.what));
        }
        state.take(told, entry_hash(told.seq), keys);
        ++seq;
        now += 60;
        return findings;
    }
    /// The event with the word of a second person; its body is complete.
    static Event approved(Event act, const Person& by) {
        Approval approval;
        approval.ledger = act.ledger;
        approval.type = act.type;
        approval.item = act.item.value_or("");
        approval.by = by.id;
        approval.subject = approval_subject(act);
        approval.made = act.time;
        JsonValue::Array approvals;
        if (const auto* before = act.body.array("approvals")) approvals = *before;
        approvals.emplace_back(statement_of(approval, by));
        act.body.set("approvals", std::move(approvals));
        return act;
    }
    /// An event that has to be in order.
    std::string accept(const Event& told) {
        for (const Finding& finding : tell(told)) {
            CAPTURE(finding.what);
            CHECK(finding.weight == Weight::shown);
        }
        return told.id;
    }
    static std::string entry_hash(std::uint64_t seq) { return fmt::format("{:064x}", seq); }

    // ---- the usual events -------------------------------------------------------------------------------------------

    Event seize(const std::string& item) const {
        Event made = event(unit.officer, "first_responder", "item.seize", item, example_body("item.seize"));
        return made;
    }
    Event offer(const Person& from, std::string role, const Person& to, const std::string& item) const {
        JsonValue body = example_body("transfer.offer");
        body.set("from", from.id).set("to", to.id);
        return event(from, std::move(role), "transfer.offer", item, body);
    }
    Event receive(const Person& actor, std::string role, const std::string& offer_id, const Person& from,
                  const Person& to, const std::string& item) const {
        JsonValue body = example_body("transfer.receive");
        body.set("offer", offer_id).set("from", from.id).set("to", to.id);
        return event(actor, std::move(role), "transfer.receive", item, body);
    }
    Event note_without_item() const {
        return event(unit.officer, "investigating_officer", "note.add", "", example_body("note.add"));
    }
    Event seal(const std::string& item) const {
        return event(unit.officer, "first_responder", "item.seal", item, example_body("item.seal"));
    }
};

/// The rule of the first thing broken; "" when nothing is.
inline std::string broken(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
        if (finding.weight == Weight::broken) return finding.rule;
    }
    return "";
}
/// The rules of what is shown, in their order.
inline std::string shown_rules(const std::vector<Finding>& findings) {
    std::string rules;
    for (const Finding& finding : findings) {
        if (finding.weight == Weight::shown) rules += (rules.empty() ? "" : " ") + finding.rule;
    }
    return rules;
}

}  // namespace sanad::testing
