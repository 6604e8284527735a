#include "core/custody/event_types.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/custody/custody_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

std::string page(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

std::string fault(const EventType& type, const JsonValue& body) {
    const auto found = body_fault(type, body);
    return found ? found->what : "";
}

/// A row of LEDGER.md section 8: `column item member member? …`.
std::map<std::string, std::string> rows_of_the_format() {
    std::map<std::string, std::string> rows;
    std::istringstream lines{page(SANAD_SOURCE_DIR "/core/custody/LEDGER.md")};
    const std::regex row{R"(\| (`[a-z_.]+`(?:, `[a-z_.]+`)*) \| (\w+) \| (yes|–|\?|as corrected) \| (.*) \| .*\|)"};
    const std::regex name{R"(`([a-z_.]+)`)"}, member{R"((^|, )`([a-z0-9_]+)`(\?)?)"};
    for (std::string line; std::getline(lines, line);) {
        std::smatch cells;
        if (!std::regex_match(line, cells, row)) continue;
        std::string body = cells[4];
        body = std::regex_replace(body, std::regex{R"(\([^)]*\))"}, "");     // what stands in brackets explains
        body = std::regex_replace(body, std::regex{R"( = `[a-z_]+`)"}, "");  // the one word that a member may be
        std::set<std::string> members;
        const std::string names = cells[1];
        std::string own;
        for (std::sregex_iterator at{body.begin(), body.end(), member}, end; at != end; ++at) {
            const bool optional = (*at)[3].matched;
            own += fmt::format(" {}{}", (*at)[2].str(), optional ? "?" : "");
        }
        for (std::sregex_iterator at{names.begin(), names.end(), name}, end; at != end; ++at) {
            rows[(*at)[1].str()] = fmt::format("{} {}{}", cells[2].str(), cells[3].str(), own);
        }
    }
    return rows;
}

}  // namespace

TEST_CASE("the table of types is the one of LEDGER.md section 8, row by row") {
    const auto rows = rows_of_the_format();
    CHECK(rows.size() == event_types().size());
    for (const EventType& type : event_types()) {
        CAPTURE(type.name);
        const auto row = rows.find(std::string{type.name});
        REQUIRE(row != rows.end());
        const char* item = type.item == ItemIs::needed     ? "yes"
                           : type.item == ItemIs::absent   ? "–"
                           : type.item == ItemIs::optional ? "?"
                                                           : "as corrected";
        std::string own = fmt::format("{} {}", name_of(type.column), item);
        for (const MemberType& member : type.members) {
            // One row stands for granting and revoking: only a grant has an end.
            own += fmt::format(" {}{}", member.name, member.mandatory ? "" : "?");
        }
        std::string stated = row->second;
        if (type.name == "role.revoke") stated = std::regex_replace(stated, std::regex{" until"}, "");
        // `correct` names `corrects`, which is a member of the event.
        if (type.name == "correct") stated = std::regex_replace(stated, std::regex{"; .*"}, "");
        CHECK(own == stated);
    }
}

TEST_CASE("EVENTS.md is what the table says (SANAD_UPDATE_GOLDEN=1 writes it anew)") {
    const std::string path = SANAD_SOURCE_DIR "/core/custody/EVENTS.md";
    if (std::getenv("SANAD_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << events_markdown();
    CHECK(page(path) == events_markdown());
}

TEST_CASE("a valid example of each type is taken, by verifiers and for a new act") {
    for (const EventType& type : event_types()) {
        CAPTURE(type.name);
        JsonValue body;
        for (const MemberType& member : type.members) {
            const JsonValue example = example_of(member);
            if (!member.mandatory && example.array() != nullptr && example.array()->empty()) {
                JsonValue empty = example_body(type.name);
                empty.set(std::string{member.name}, example);
                CHECK(body_fault(type, empty)->rule == "form");  // an optional array that is empty is left out
                continue;
            }
            body.set(std::string{member.name}, example);
        }
        CHECK(fault(type, body) == "");
        const auto fine = check_new_body(type, body);
        CHECK_MESSAGE(fine, (fine ? "" : fine.error().what));
        CHECK(fault(type, example_body(type.name)) == "");
    }
}

TEST_CASE("each mandatory member that is missing is named, with what to write there") {
    for (const EventType& type : event_types()) {
        for (const MemberType& member : type.members) {
            CAPTURE(type.name);
            CAPTURE(member.name);
            JsonValue body = example_body(type.name);
            body.remove(member.name);
            if (!member.mandatory) {
                CHECK(fault(type, body) == "");
                continue;
            }
            CHECK(fault(type, body) ==
                  fmt::format("{}: `{}` is missing: {}", type.name, member.name, words_of(member.name).ask));
        }
    }
    CHECK(fault(*find_event_type("item.seize"), [] {
              JsonValue body = example_body("item.seize");
              body.remove("serial");
              return body;
          }()) == "item.seize: `serial` is missing: write the serial number or \"none visible\"");
}

TEST_CASE("a member of another shape, or one that no type has, breaks the form") {
    for (const EventType& type : event_types()) {
        JsonValue body = example_body(type.name);
        body.set("colour", "red");
        CHECK(fault(type, body) == fmt::format("{}: `colour` is no member of its body", type.name));
        for (const MemberType& member : type.members) {
            CAPTURE(type.name);
            CAPTURE(member.name);
            JsonValue changed = example_body(type.name);
            // No member is an array of arrays.
            changed.set(std::string{member.name}, JsonValue::Array{JsonValue::Array{}});
            const auto found = body_fault(type, changed);
            REQUIRE(found);
            CHECK(found->rule == "form");
            CHECK(found->what.starts_with(fmt::format("{}: `{}` is not ", type.name, member.name)));
        }
    }
}

TEST_CASE("a hash that is none is V-08, and a word that LEDGER.md does not list is form") {
    JsonValue finish = example_body("acquire.finish");
    finish.set("sha256", std::string(63, 'a'));
    CHECK(body_fault(*find_event_type("acquire.finish"), finish)->rule == "V-08");
    finish.remove("format");  // what is missing altogether comes first
    CHECK(body_fault(*find_event_type("acquire.finish"), finish)->rule == "form");
    JsonValue check = example_body("integrity.check");
    check.set("result", "fine");
    CHECK(body_fault(*find_event_type("integrity.check"), check)->rule == "form");
}

TEST_CASE("an act recorded now is held to the lists, and nothing is left empty") {
    const EventType& seize = *find_event_type("item.seize");
    const auto refusal = [&](std::string member, JsonValue value) {
        JsonValue body = example_body("item.seize");
        body.set(std::move(member), std::move(value));
        CHECK(fault(seize, body) == "");  // a verifier does not mind
        const auto fine = check_new_body(seize, body);
        return fine ? std::string{"accepted"} : fine.error().what;
    };
    CHECK(
        refusal("kind", "toaster") ==
        "item.seize: `kind` cannot be \"toaster\", only phone, sim, memory_card, laptop, desktop, server, hdd, ssd, "
        "usb, "
        "optical, dvr, router, iot, vehicle_unit, drone, cloud_account, logical_data, image, paper, or \"other: \" and "
        "what it is: choose what it is");
    CHECK(refusal("kind", "other: toaster") == "accepted");
    CHECK(refusal("kind", "other:  ") != "accepted");
    CHECK(refusal("power", "other: humming") != "accepted");
    CHECK(refusal("serial", "") == "item.seize: `serial` is empty: write the serial number or \"none visible\"");
    CHECK(refusal("serial", "none visible") == "accepted");
    CHECK(refusal("witnesses", JsonValue::Array{"witness1_name", "witness1_name"}) != "accepted");
    CHECK(refusal("witnesses", JsonValue::Array{"Witness 1", "b"}) != "accepted");
}

TEST_CASE("what a person types becomes the member, or the refusal says what to write") {
    const EventType& seize = *find_event_type("item.seize");
    const auto read = [&](std::string_view member, std::string_view typed) {
        const auto value = read_member(seize, *find_member(seize, member), typed);
        return value ? value->canonical() : value.error().what;
    };
    CHECK(read("quantity", " 3 ") == "3");
    CHECK(read("quantity", "three") == "item.seize: `quantity` is not a whole number: write how many");
    CHECK(read("quantity", "-1") == "item.seize: `quantity` is not whole number: write how many");
    CHECK(read("quantity", "99999999999999999999") == "item.seize: `quantity` is not a whole number: write how many");
    CHECK(read("witnesses", "witness1_name, witness2_name") == R"(["witness1_name","witness2_name"])");
    CHECK(read("description", "cafe\xcc\x81") == "\"caf\xc3\xa9\"");  // brought to Normalization Form C
    CHECK(read("kind", "phone") == "\"phone\"");
    const EventType& finish = *find_event_type("acquire.finish");
    CHECK(read_member(finish, *find_member(finish, "verified"), "yes")->canonical() == "true");
    CHECK_FALSE(read_member(finish, *find_member(finish, "verified"), "perhaps"));
    const EventType& authority = *find_event_type("authority.add");
    CHECK(read_member(authority, *find_member(authority, "items"), "")->canonical() == "[]");
    CHECK(read_member(authority, *find_member(authority, "items"), "RV/1, RV/2.1")->canonical() ==
          R"(["RV/1","RV/2.1"])");
    CHECK_FALSE(read_member(authority, *find_member(authority, "items"), "the laptop"));
    CHECK_FALSE(read_member(authority, *find_member(authority, "date"), "26/11/2026"));
    CHECK_FALSE(read_member(authority, *find_member(authority, "date"), "2026-02-30"));
}
