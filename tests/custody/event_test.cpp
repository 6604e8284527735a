#include "core/custody/event.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

Event full_event() {
    const Unit unit;
    JsonValue body;
    body.set("computed", std::string(64, 'f')).set("seconds", std::int64_t{12});
    Event event = event_of(unit.examiner, "examiner", "integrity.check", std::move(body));
    event.seq = 41;
    event.item = "RV/1";
    event.item_seq = 7;
    event.on_behalf = "f.bibi";
    event.clock = {"ntp", "2026-11-26T04:00:00Z", -120};
    event.place = "Lab, room 2";
    event.authority = {"0b7f1e52-7f0a-4a6e-8f4b-9c1d2e3f4a5b"};
    event.purpose = "examination";
    event.note = "آلہ بند تھا";
    event.att = {{"image/jpeg", "bag.jpg", std::string(64, '1'), "18446744073709551615"}};
    event.pii = {{"witness1_cnic", std::string(64, '2')}};
    event.corrects = "0b7f1e52-7f0a-4a6e-8f4b-9c1d2e3f4a5b";
    event.overriding = Override{"V-06", "warrant follows"};
    event.training = true;
    return event;
}

std::string refusal(const JsonValue& payload) {
    const auto event = parse_event(payload);
    return event ? "accepted" : event.error().what;
}

std::string refusal_with(std::string name, JsonValue value) {
    return refusal(payload_of(full_event()).set(std::move(name), std::move(value)));
}

}  // namespace

TEST_CASE("an event with every member is read back as the same text, and so is one with none but the necessary") {
    const Unit unit;
    for (const Event& event : {full_event(), event_of(unit.root, "registrar", "key.enrol", unit.enrolments())}) {
        const std::string text = payload_of(event).canonical();
        const auto read = parse_event(JsonValue::parse(text).value());
        REQUIRE(read);
        CHECK(payload_of(*read).canonical() == text);
    }
}

TEST_CASE("a member that is missing, unknown or of another shape is named") {
    const JsonValue payload = payload_of(full_event());
    const std::set<std::string> optional{"item", "on_behalf", "place",    "authority", "purpose", "note",
                                         "att",  "pii",       "corrects", "override",  "training"};
    for (const auto& [name, member] : *payload.object()) {
        CAPTURE(name);
        JsonValue without = payload;
        without.remove(name);
        if (name == "item")
            CHECK(refusal(without) == "item_seq: stands there without an item");
        else if (optional.contains(name))
            CHECK(refusal(without) == "accepted");
        else
            CHECK(refusal(without) == name + ": missing");
    }
    CHECK(refusal_with("colour", "red") == "colour: no such member is known");
    CHECK(refusal_with("v", std::int64_t{2}) == "v: no version that is known");
    CHECK(refusal_with("ledger", "sanad-ledger/1") == "ledger: not sanad-ledger/ and a UUID");
    CHECK(refusal_with("case", "/etc/passwd") == "case: not the number of a case");
    CHECK(refusal_with("seq", std::int64_t{-1}) == "seq: less than 0");
    CHECK(refusal_with("prev", std::string(64, 'G')) == "prev: not 64 hexadecimal letters");
    CHECK(refusal_with("id", "7A0D5F6E-1C2B-4D3E-9F80-A1B2C3D4E5F6") == "id: not a UUID of version 4");
    CHECK(refusal_with("tz", "+24:00") == "tz: not an offset +HH:MM");
    CHECK(refusal_with("authority", JsonValue::Array{}) == "authority: an empty array, where nothing is to stand");
    CHECK(refusal_with("pii", JsonValue::Array{JsonValue{}}) == "pii: label: missing");
    CHECK(refusal_with("att", JsonValue::Array{"x"}) == "att: media_type: missing");
    CHECK(refusal_with("training", JsonValue::truth(false)) == "training: true, or left out");
    CHECK(refusal_with("override", "V-06") == "override: not an object");
    CHECK(refusal_with("body", "x") == "body: not an object");
    JsonValue actor = *payload.find("actor");
    CHECK(refusal_with("actor", JsonValue{actor}.set("role", "king")) == "actor: role: not a role");
    CHECK(refusal_with("actor", JsonValue{actor}.set("badge", "7")) == "actor: badge: no such member is known");
    JsonValue clock = *payload.find("clock");
    CHECK(refusal_with("clock", clock.set("source", "sundial")) == "clock: source: not system, ntp, gps or manual");
}

TEST_CASE("an entry keeps its exact bytes, and its hash is theirs") {
    const Unit unit;
    const std::string text = entry_of(full_event(), unit.examiner);
    const auto entry = parse_entry(text);
    REQUIRE(entry);
    CHECK(entry->bytes == text);
    Sha256 state;
    state.update(bytes_of(text));
    CHECK(entry->hash == hex(state.finish()));
    CHECK(entry->event.note == "آلہ بند تھا");
    CHECK(KeyRing::check(entry->document, {unit.examiner.enrolment, {}}) == SignaturesAre::good);
}

TEST_CASE("attacks on the text of an entry are refused, signed by whomsoever") {
    const Unit unit;
    Signer* const signers[] = {unit.examiner.signer.get()};
    const std::string good = payload_of(full_event()).canonical();
    const auto accepted = [&](const std::string& payload) {
        SignedDocument document{std::string{event_type}, payload, {}};
        REQUIRE(add_signatures(document, signers));
        return parse_entry(document.canonical()).has_value();
    };
    const auto with = [&good](std::string_view what, std::string_view by) {
        std::string text = good;
        const std::size_t at = text.find(what);
        REQUIRE(at != std::string::npos);
        return text.replace(at, what.size(), by);
    };
    REQUIRE(accepted(good));
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":41,\"seq\":41")));  // a member twice
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":41,\"seq\":42")));
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":041")));  // zeros in front
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":4.1e1")));
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":9007199254740993")));  // 2^53 + 1
    CHECK_FALSE(accepted(with("\"seq\":41", "\"seq\":null")));
    CHECK_FALSE(accepted(with("examination", "\\u0065xamination")));  // an escape
    CHECK_FALSE(accepted(with("examination", "e\\/xamination")));
    CHECK_FALSE(accepted(with("examination", "e\u0301xamination")));  // NFD
    CHECK_FALSE(accepted(with("examination", "\\ud800")));            // a lone surrogate
    CHECK_FALSE(accepted(with("examination", "\xed\xa0\x80")));
    CHECK_FALSE(accepted(with("examination", "\xc0\xaf")));  // too long a form of '/'
    CHECK_FALSE(accepted(with("examination", std::string_view{"a\0b", 3})));
    CHECK_FALSE(accepted("\xef\xbb\xbf" + good));  // byte order mark
    CHECK_FALSE(accepted(good + "\n"));
    CHECK_FALSE(accepted(good + good));
    CHECK_FALSE(accepted("[" + good + "]"));
    CHECK_FALSE(accepted(with("\"seconds\":12", "\"seconds\":" + std::string(13, '[') + std::string(13, ']'))));
    CHECK_FALSE(accepted(with("\"seconds\":12", "\"seconds\":\"" + std::string(65'537, 'x') + "\"")));
    CHECK_FALSE(accepted(""));
}

TEST_CASE("a time of a ledger is a real second") {
    for (const char* good : {"2026-11-26T09:15:00Z", "2024-02-29T23:59:59Z", "0001-01-01T00:00:00Z"}) {
        CAPTURE(good);
        CHECK(is_ledger_time(good));
        CHECK(ledger_time(seconds_of(good)) == good);
    }
    for (const char* bad :
         {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-26T24:00:00Z", "2026-11-26T09:60:00Z",
          "2026-12-31T23:59:60Z", "2026-11-26T09:15:00z", "2026-11-26 09:15:00Z", "2026-11-26T09:15:00.0Z",
          "2026-11-26T09:15:00", "0000-01-01T00:00:00Z", "", "2026-11-26T09:15:00+00:00", "+026-11-26T09:15:00Z"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_ledger_time(bad));
    }
    CHECK(seconds_of("1970-01-01T00:00:00Z") == 0);
    CHECK(seconds_of("2026-11-26T09:15:00Z") == 1'795'684'500);  // date -u -d 2026-11-26T09:15:00Z +%s
    CHECK_THROWS_AS(seconds_of("yesterday"), std::logic_error);
    CHECK(ledger_time(std::int64_t{1} << 60) == "9999-12-31T23:59:59Z");
}

TEST_CASE("an offset is seconds to add to UTC") {
    CHECK(offset_seconds("+05:00") == 18'000);
    CHECK(offset_seconds("-03:30") == -12'600);
    CHECK(offset_seconds("+00:00") == 0);
    for (const char* bad : {"", "05:00", "+24:00", "+05:60", "+5:00", "+05:000"}) CHECK(offset_seconds(bad) == 0);
}

TEST_CASE("what a second person approves of an event holds the rule that it sets aside, and why") {
    Event event;
    event.body.set("method", "live");
    CHECK(approval_subject(event) == approval_subject(event.body));
    event.overriding = Override{"V-06", "a wipe has begun"};
    const std::string subject = approval_subject(event);
    CHECK(subject != approval_subject(event.body));
    event.overriding->reason = "it was late";
    CHECK(approval_subject(event) != subject);
}

TEST_CASE("numbers of items, persons and events") {
    for (const char* good : {"RV/1", "A-000001", "ABCD/123456.001.2", "NR-7.1"}) CHECK(is_item_number(good));
    for (const char* bad :
         {"", "RV", "RV/", "/1", "rv/1", "ABCDE/1", "RV/1234567", "RV/1.", "RV/1.1234", "RV_1", "RV/1 ", "RV/1/2"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_item_number(bad));
    }
    for (const char* good : {"r.vance", "7up", "ab", "a_b-c.d"}) CHECK(is_person_id(good));
    for (const char* bad : {"", "a", ".a", "R.Vance", "a b", "aé"}) CHECK_FALSE(is_person_id(bad));
    CHECK_FALSE(is_person_id(std::string(41, 'a')));
    CHECK(is_person_id(std::string(40, 'a')));
    for (int i = 0; i < 64; ++i) CHECK(is_event_id(new_event_id()));
    CHECK(new_event_id() != new_event_id());
    CHECK_FALSE(is_event_id("7a0d5f6e-1c2b-1d3e-9f80-a1b2c3d4e5f6"));  // version 1
    CHECK_FALSE(is_event_id("7a0d5f6e-1c2b-4d3e-cf80-a1b2c3d4e5f6"));  // another variant
    CHECK_FALSE(is_event_id("7a0d5f6e11c2b-4d3e-9f80-a1b2c3d4e5f6"));
}
