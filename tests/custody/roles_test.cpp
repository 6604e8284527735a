#include "core/custody/roles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "tests/custody/custody_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

constexpr std::array<std::string_view, 11> columns = {"register", "custody", "acquire", "access", "finding", "review",
                                                      "export",   "destroy", "keys",    "tag",    "case"};

/// The table of LEDGER.md section 7: role, then a cell for each column.
std::map<std::string, std::vector<std::string>> table_of_the_format() {
    std::ifstream page{SANAD_SOURCE_DIR "/core/custody/LEDGER.md"};
    std::map<std::string, std::vector<std::string>> table;
    for (std::string line; std::getline(page, line);) {
        std::vector<std::string> cells;
        std::istringstream parts{line};
        for (std::string cell; std::getline(parts, cell, '|');) {
            const auto first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
            if (first != std::string::npos) cells.push_back(cell.substr(first, last - first + 1));
        }
        if (cells.size() == columns.size() + 1 && role_of(cells[0])) {
            table[cells[0]] = {cells.begin() + 1, cells.end()};
        }
    }
    return table;
}

/// A type of each column that takes no second look at its body, and one of the field for `acquire`.
constexpr std::array<std::string_view, 11> type_of_column = {
    "item.register", "item.seal",    "acquire.start", "access.session", "finding.add", "report.review",
    "export.files",  "item.destroy", "role.grant",    "tag.add",        "case.offence"};

struct Cell {
    std::string alone, in_the_field, with_a_second;
};

/// What the rules say of a person with this one role who acts in this column.
Cell tried(Role role, std::size_t column) {
    Story story;
    const std::string name{name_of(role)};
    Person actor{"t.actor", {name}, 5, {"r.vance", "s.khan"}};
    // A second person who may approve everything that two persons do.
    Person second{"t.second", {"custodian", "lab_manager", "registrar"}, 6, {"r.vance", "s.khan"}};
    JsonValue more;
    more.set("statements", JsonValue::Array{actor.enrolled_by({&story.unit.root, &story.unit.second}),
                                            second.enrolled_by({&story.unit.root, &story.unit.second})});
    story.accept(story.event(story.unit.root, "registrar", "key.enrol", "", more));
    story.accept(story.seize("RV/1"));

    const std::string type{type_of_column[column]};
    const bool takes_item = find_event_type(type)->item == ItemIs::needed;
    const auto roles_said = [&](std::string method, bool approved) {
        Event act = story.event(actor, name, type, takes_item ? "RV/1" : "", example_body(type));
        if (act.type == "acquire.start") act.body.set("method", std::move(method));
        if (act.type == "export.files") act.body.set("for", role == Role::examiner ? "draft" : "court");
        if (approved) act = Story::approved(std::move(act), second);
        std::string said;
        for (const Finding& finding : story.state.examine(act, story.keys)) {
            if (finding.weight == Weight::broken && finding.rule == "roles") said = finding.what;
        }
        return said;
    };
    return {roles_said("physical", false), roles_said("live", false), roles_said("physical", true)};
}

}  // namespace

TEST_CASE("each cell of the role table of LEDGER.md is what an act of that role meets") {
    const auto table = table_of_the_format();
    REQUIRE(table.size() == 13);
    for (const auto& [name, cells] : table) {
        if (name == "unattested") continue;  // below: nobody is enrolled as such in this ledger
        for (std::size_t column = 0; column < columns.size(); ++column) {
            CAPTURE(name);
            CAPTURE(columns[column]);
            const Cell said = tried(*role_of(name), column);
            const std::string& cell = cells[column];
            const bool alone = cell == "✓", field = cell == "f", two = cell == "2", audit = cell == "a";
            CHECK((alone || field || two || audit || cell == "–"));
            CHECK((said.alone == "") == alone);
            CHECK((said.in_the_field == "") == (alone || field));
            // A grant approves with the actor's body; types without `approvals` cannot take a second person.
            if (two) CHECK(said.with_a_second == "");
            if (audit || cell == "–") CHECK(said.with_a_second != "");
        }
    }
}

TEST_CASE("the column any takes every role but administrator and court_expert") {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Role::unattested); ++i) {
        const auto role = static_cast<Role>(i);
        CAPTURE(name_of(role));
        const bool none = role == Role::administrator || role == Role::court_expert;
        CHECK((permission(role, RoleColumn::any) == Permission::allowed) == !none);
        CHECK(role_of(name_of(role)) == role);
    }
    CHECK_FALSE(role_of("superuser"));
}

TEST_CASE("a refusal names the roles that may, in words of the table") {
    CHECK(roles_that_may(RoleColumn::case_file) == "investigating_officer or lab_manager");
    CHECK(roles_that_may(RoleColumn::destroy) == "custodian or lab_manager");
    CHECK(roles_that_may(RoleColumn::finding) == "examiner");
    CHECK(roles_that_may(RoleColumn::acquire) == "investigating_officer, first_responder, examiner or service");
    const Cell said = tried(Role::service, 10);
    CHECK(said.alone == "case.offence: the role service may not do this, only investigating_officer or lab_manager");
}

TEST_CASE("an unattested person acts in an unattested ledger by the last row, and never in an attested one") {
    Person somebody{"somebody", {"unattested"}, 0};
    JsonValue enrolment;
    enrolment.set("statements", JsonValue::Array{somebody.enrolled_by()});
    KeyRing keys;
    CustodyState state;
    Event first = event_of(somebody, "unattested", "key.enrol", enrolment);
    REQUIRE(keys.take(first));
    CHECK(shown_rules(state.examine(first, keys)) == "roles");
    state.take(first, "", keys);
    const auto cells = table_of_the_format().at("unattested");
    for (std::size_t column = 0; column < columns.size(); ++column) {
        CAPTURE(columns[column]);
        const std::string type{type_of_column[column]};
        Event act = event_of(somebody, "unattested", type, example_body(type));
        act.seq = 2;
        if (find_event_type(type)->item == ItemIs::needed) act.item = "RV/1", act.item_seq = 0;
        const auto said = state.examine(act, keys);
        const bool denied = std::ranges::any_of(said, [](const Finding& one) { return one.rule == "roles"; });
        CHECK(denied == (cells[column] != "✓"));
    }

    Story attested;
    Event act = attested.event(somebody, "unattested", "note.add", "", example_body("note.add"));
    CHECK_FALSE(attested.keys.take([&] {
        Event enrol = attested.event(attested.unit.root, "registrar", "key.enrol", "", enrolment);
        return enrol;
    }()));
    CHECK(broken(attested.state.examine(act, attested.keys)) == "");  // an unknown key is said by whoever checks keys
}

TEST_CASE("an examiner exports alone only as a draft or for review") {
    Story story;
    story.accept(story.seize("RV/1"));
    const auto said = [&](std::string whom) {
        JsonValue body = example_body("export.files");
        body.set("for", std::move(whom));
        return broken(story.state.examine(story.event(story.unit.examiner, "examiner", "export.files", "RV/1", body),
                                          story.keys));
    };
    CHECK(said("draft") == "");
    CHECK(said("review") == "");
    CHECK(said("prosecution") == "roles");
}

TEST_CASE("an auditor takes the audit pack, in which every person is masked, and nothing else") {
    CHECK(table_of_the_format().at("auditor")[6] == "a");
    Story story;
    Person auditor{"n.shah", {"auditor"}, 5, {"r.vance", "s.khan"}},
        manager{"m.iqbal", {"lab_manager"}, 6, {"r.vance", "s.khan"}};
    JsonValue more;
    more.set("statements", JsonValue::Array{auditor.enrolled_by({&story.unit.root, &story.unit.second}),
                                            manager.enrolled_by({&story.unit.root, &story.unit.second})});
    story.accept(story.event(story.unit.root, "registrar", "key.enrol", "", more));
    story.accept(story.seize("RV/1"));
    const auto bundle = [&](std::string whom, std::string profile) {
        JsonValue body = example_body("export.bundle");
        body.set("for", std::move(whom)).set("profile", std::move(profile));
        return story.event(auditor, "auditor", "export.bundle", "", body);
    };
    const auto said = [&](const Event& act) { return broken(story.state.examine(act, story.keys)); };
    CHECK(said(bundle("audit", "no personal data")) == "");
    CHECK(said(bundle("audit", "all personal data")) == "roles");
    CHECK(said(bundle("audit", "personal data: witness1_name")) == "roles");
    CHECK(said(bundle("prosecution", "no personal data")) == "roles");
    CHECK(said(bundle("prosecution", "all personal data")) == "roles");
    CHECK(said(Story::approved(bundle("prosecution", "all personal data"), manager)) == "roles");
    JsonValue files = example_body("export.files");
    files.set("for", "audit");
    CHECK(said(story.event(auditor, "auditor", "export.files", "RV/1", files)) == "roles");  // no contents of evidence

    JsonValue handed = example_body("export.bundle");
    handed.set("for", "prosecution");
    const Event act = story.event(story.unit.examiner, "examiner", "export.bundle", "", handed);
    CHECK(said(Story::approved(act, auditor)) == "roles");  // nor is their word the second one
    CHECK(said(Story::approved(act, manager)) == "");
}

TEST_CASE("a role granted in the ledger holds for its items and until its time, and until it is withdrawn") {
    Story story;
    story.accept(story.seize("RV/1"));
    story.accept(story.seize("RV/2"));
    const auto change = [&](std::string type, JsonValue::Array items, std::string until) {
        JsonValue body = example_body(type);
        body.set("person", "f.bibi").set("role", "examiner").set("items", std::move(items));
        if (type == "role.grant") body.set("until", std::move(until));
        Event act = story.event(story.unit.root, "registrar", type, "", body);
        Approval approval;
        approval.ledger = act.ledger;
        approval.type = act.type;
        approval.by = story.unit.second.id;
        approval.subject = approval_subject(act);
        approval.made = act.time;
        Signer* const signers[] = {story.unit.second.signer.get()};
        act.body.set("approvals", JsonValue::Array{base64(sign_statement(approval, signers).value().canonical())});
        story.accept(act);
    };
    const auto may = [&](const std::string& item) {
        return broken(story.state.examine(
                   story.event(story.unit.officer, "examiner", "tag.add", item, example_body("tag.add")),
                   story.keys)) == "";
    };
    CHECK_FALSE(may("RV/1"));
    change("role.grant", {"RV/1"}, ledger_time(story.now + 3600));
    CHECK(may("RV/1"));
    CHECK_FALSE(may("RV/2"));
    change("role.revoke", {"RV/1"}, "");
    CHECK_FALSE(may("RV/1"));
    change("role.grant", {}, ledger_time(story.now + 3600));
    CHECK(may("RV/1"));
    change("role.revoke", {"RV/1"}, "");
    CHECK_FALSE(may("RV/1"));
    CHECK(may("RV/2"));
    story.now += 3600;
    CHECK_FALSE(may("RV/2"));  // expired
}

TEST_CASE("a later grant does not shorten an earlier one; withdrawing from everybody's items withdraws all") {
    GrantedRole role;
    const std::vector<std::string> one{"RV/1"}, none;
    CHECK_FALSE(role.covers("RV/1", "2026-11-26T09:00:00Z"));
    role.grant(one, "2026-12-31T00:00:00Z");
    role.grant(one, "2026-11-30T00:00:00Z");
    CHECK(role.covers("RV/1", "2026-12-30T00:00:00Z"));
    CHECK_FALSE(role.covers("", "2026-11-26T09:00:00Z"));  // an act upon no item needs a grant for all
    role.grant(none, "2026-12-31T00:00:00Z");
    CHECK(role.covers("", "2026-11-26T09:00:00Z"));
    role.revoke(none);
    CHECK_FALSE(role.covers("RV/1", "2026-11-26T09:00:00Z"));
}
