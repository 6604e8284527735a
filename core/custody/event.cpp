#include "core/custody/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/canonical_json.hpp"
#include "core/custody/wire_parts.hpp"

namespace sanad {
namespace {

bool is_lower_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || is_digit(letter);
}
bool is_letter_or_digit(char letter) {
    return is_lower_or_digit(letter) || (letter >= 'A' && letter <= 'Z');
}

/// `pattern`: 0 stands for a digit, everything else for itself.
bool fits(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
    return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int number = 0;
    for (const char digit : text.substr(at, digits)) number = number * 10 + (digit - '0');
    return number;
}

std::chrono::year_month_day date_of(std::string_view time) {
    return std::chrono::year{number_at(time, 0, 4)} / number_at(time, 5, 2) / number_at(time, 8, 2);
}

bool is_case_number(std::string_view text) {
    return !text.empty() && text.size() <= 80 && is_letter_or_digit(text[0]) &&
           std::ranges::all_of(text, [](char letter) {
               return is_letter_or_digit(letter) || std::string_view{"._/-"}.find(letter) != std::string_view::npos;
           });
}

bool is_offset(std::string_view text) {
    if (!fits(text, "+00:00") && !fits(text, "-00:00")) return false;
    return number_at(text, 1, 2) <= 23 && number_at(text, 4, 2) <= 59;
}

bool is_clock_source(std::string_view text) {
    return text == "system" || text == "ntp" || text == "gps" || text == "manual";
}

bool is_rule(std::string_view text) {
    return fits(text, "V-00");
}

void set_if(JsonValue& payload, std::string_view name, const std::optional<std::string>& text) {
    if (text) payload.set(std::string{name}, *text);
}

JsonValue wire(const Actor& actor) {
    JsonValue value;
    value.set("person", actor.person).set("role", actor.role).set("key", actor.key).set("org", actor.org);
    return value;
}

JsonValue wire(const ClockFacts& clock) {
    JsonValue value;
    value.set("source", clock.source);
    set_if(value, "checked_at", clock.checked_at);
    if (clock.offset_ms) value.set("offset_ms", *clock.offset_ms);
    return value;
}

JsonValue wire(const ToolFacts& tool) {
    JsonValue value;
    value.set("name", tool.name).set("version", tool.version).set("build", tool.build);
    return value;
}

JsonValue wire(const Override& overriding) {
    JsonValue value;
    value.set("rule", overriding.rule).set("reason", overriding.reason);
    return value;
}

JsonValue wire(const std::vector<Attachment>& attachments) {
    JsonValue::Array array;
    for (const Attachment& attachment : attachments) {
        JsonValue value;
        value.set("media_type", attachment.media_type)
            .set("name", attachment.name)
            .set("sha256", attachment.sha256)
            .set("size", attachment.size);
        array.push_back(std::move(value));
    }
    return array;
}

Result<Actor> actor_in(const JsonValue& value) {
    Members members{value};
    Actor actor;
    actor.person = TRY(members.text("person", is_person_id, "a person's id"));
    actor.role = TRY(members.text("role", is_role, "a role"));
    actor.key = TRY(members.text("key", is_key_id, "a key id"));
    actor.org = TRY(members.text("org"));
    TRY(members.end());
    return actor;
}

constexpr auto least_number = -static_cast<std::int64_t>(largest_json_number);

Result<ClockFacts> clock_in(const JsonValue& value) {
    Members members{value};
    ClockFacts clock;
    clock.source = TRY(members.text("source", is_clock_source, "system, ntp, gps or manual"));
    clock.checked_at = TRY(members.optional_text("checked_at", is_ledger_time, ledger_time_form));
    clock.offset_ms = TRY(members.optional_number("offset_ms", least_number));
    TRY(members.end());
    return clock;
}

Result<ToolFacts> tool_in(const JsonValue& value) {
    Members members{value};
    ToolFacts tool;
    tool.name = TRY(members.text("name"));
    tool.version = TRY(members.text("version"));
    tool.build = TRY(members.text("build", is_sha256_hex, "64 hexadecimal letters"));
    TRY(members.end());
    return tool;
}

Result<Override> override_in(const JsonValue& value) {
    Members members{value};
    Override overriding;
    overriding.rule = TRY(members.text("rule", is_rule, "a rule (V-06)"));
    overriding.reason = TRY(members.text("reason"));
    TRY(members.end());
    return overriding;
}

Result<Attachment> attachment_in(const JsonValue& value) {
    Members members{value};
    Attachment attachment;
    attachment.media_type = TRY(members.text("media_type"));
    attachment.name = TRY(members.text("name"));
    attachment.sha256 = TRY(members.text("sha256", is_sha256_hex, "64 hexadecimal letters"));
    attachment.size = TRY(members.text("size", is_decimal, "a size in decimal"));
    TRY(members.end());
    return attachment;
}

/// A member that is an object with members of its own.
template <class Part>
Result<Part> part(Members& members, std::string_view name, Result<Part> (*read)(const JsonValue&)) {
    auto value = read(*TRY(members.object(name)));
    if (!value) return within(name, std::move(value.error()));
    return value;
}

}  // namespace

JsonValue payload_of(const Event& event) {
    JsonValue payload;
    payload.set("v", std::int64_t{1})
        .set("ledger", event.ledger)
        .set("case", event.case_id)
        .set("seq", static_cast<std::int64_t>(event.seq))
        .set("prev", event.prev)
        .set("id", event.id)
        .set("type", event.type)
        .set("actor", wire(event.actor))
        .set("time", event.time)
        .set("tz", event.tz)
        .set("recorded", event.recorded)
        .set("clock", wire(event.clock))
        .set("tool", wire(event.tool))
        .set("body", event.body);
    set_if(payload, "item", event.item);
    if (event.item_seq) payload.set("item_seq", static_cast<std::int64_t>(*event.item_seq));
    set_if(payload, "on_behalf", event.on_behalf);
    set_if(payload, "place", event.place);
    if (!event.authority.empty()) payload.set("authority", wire_texts(event.authority));
    set_if(payload, "purpose", event.purpose);
    set_if(payload, "note", event.note);
    if (!event.att.empty()) payload.set("att", wire(event.att));
    if (!event.pii.empty()) payload.set("pii", wire_commitments(event.pii));
    set_if(payload, "corrects", event.corrects);
    if (event.overriding) payload.set("override", wire(*event.overriding));
    if (event.training) payload.set("training", JsonValue::truth(true));
    return payload;
}

std::string approval_subject(const Event& event) {
    JsonValue subject = event.body;
    // No member of a body is called so: an approval with a rule set aside is never one without.
    if (event.overriding) subject.set("override", wire(*event.overriding));
    return approval_subject(std::move(subject));
}

Result<Event> parse_event(const JsonValue& payload) {
    Members members{payload};
    Event event;
    if (TRY(members.number("v")) != 1) return wrong_member("v", "no version that is known");
    event.ledger = TRY(members.text("ledger", is_ledger_origin, ledger_origin_form));
    event.case_id = TRY(members.text("case", is_case_number, "the number of a case"));
    event.seq = static_cast<std::uint64_t>(TRY(members.number("seq")));
    event.prev = TRY(members.text("prev", is_sha256_hex, "64 hexadecimal letters"));
    event.id = TRY(members.text("id", is_event_id, "a UUID of version 4"));
    event.type = TRY(members.text("type", is_some_text, "the type of an event"));
    event.item = TRY(members.optional_text("item", is_item_number, "the number of an item"));
    if (event.item)
        event.item_seq = static_cast<std::uint64_t>(TRY(members.number("item_seq")));
    else if (members.has("item_seq"))
        return wrong_member("item_seq", "stands there without an item");
    event.actor = TRY(part(members, "actor", actor_in));
    event.on_behalf = TRY(members.optional_text("on_behalf", is_person_id, "a person's id"));
    event.time = TRY(members.text("time", is_ledger_time, ledger_time_form));
    event.tz = TRY(members.text("tz", is_offset, "an offset +HH:MM"));
    event.recorded = TRY(members.text("recorded", is_ledger_time, ledger_time_form));
    event.clock = TRY(part(members, "clock", clock_in));
    event.place = TRY(members.optional_text("place"));
    if (const auto* authority = TRY(members.optional_array("authority")))
        event.authority = TRY(texts_of(*authority, "authority", is_event_id, "the id of an event"));
    event.purpose = TRY(members.optional_text("purpose"));
    event.note = TRY(members.optional_text("note"));
    if (const auto* attachments = TRY(members.optional_array("att"))) {
        for (const JsonValue& value : *attachments) {
            auto attachment = attachment_in(value);
            if (!attachment) return within("att", std::move(attachment.error()));
            event.att.push_back(std::move(*attachment));
        }
    }
    event.pii = TRY(commitments_on_wire(members));
    event.corrects = TRY(members.optional_text("corrects", is_event_id, "the id of an event"));
    if (members.has("override")) event.overriding = TRY(part(members, "override", override_in));
    if (members.has("training")) {
        event.training = TRY(members.truth("training"));
        if (!event.training) return wrong_member("training", "true, or left out");
    }
    event.tool = TRY(part(members, "tool", tool_in));
    event.body = *TRY(members.object("body"));
    TRY(members.end());
    return event;
}

Result<Entry> parse_entry(std::string_view bytes) {
    Entry entry;
    entry.document = TRY(parse_document(bytes, event_type));
    const auto payload = JsonValue::parse(entry.document.payload);
    if (!payload) return within("payload", payload.error());
    auto event = parse_event(*payload);
    if (!event) return within("payload", std::move(event.error()));
    entry.event = std::move(*event);
    entry.bytes = bytes;
    Sha256 state;
    state.update(bytes_of(bytes));
    entry.hash = hex(state.finish());
    return entry;
}

bool is_ledger_time(std::string_view text) {
    if (!fits(text, "0000-00-00T00:00:00Z")) return false;
    return number_at(text, 0, 4) >= 1 && date_of(text).ok() && number_at(text, 11, 2) <= 23 &&
           number_at(text, 14, 2) <= 59 && number_at(text, 17, 2) <= 59;
}

std::int64_t seconds_of(std::string_view ledger_time) {
    if (!is_ledger_time(ledger_time)) throw std::logic_error{"seconds_of: no time of a ledger"};
    const std::int64_t days = std::chrono::sys_days{date_of(ledger_time)}.time_since_epoch().count();
    return days * 86'400 + number_at(ledger_time, 11, 2) * 3600 + number_at(ledger_time, 14, 2) * 60 +
           number_at(ledger_time, 17, 2);
}

std::string ledger_time(std::int64_t seconds) {
    static constexpr std::int64_t first = -62'135'596'800;  // 0001-01-01T00:00:00Z
    static constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31T23:59:59Z
    seconds = std::clamp(seconds, first, last);
    const auto time = std::chrono::sys_seconds{std::chrono::seconds{seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

bool is_item_number(std::string_view text) {
    // One run of letters, digits behind a - or /, and parts behind dots.
    std::size_t at = 0;
    const auto run = [&](std::size_t most, auto is_kind) {
        const std::size_t begin = at;
        while (at < text.size() && at - begin < most && is_kind(text[at])) ++at;
        return at > begin;
    };
    if (!run(4, [](char letter) { return letter >= 'A' && letter <= 'Z'; })) return false;
    if (at >= text.size() || (text[at] != '-' && text[at] != '/')) return false;
    ++at;
    if (!run(6, is_digit)) return false;
    while (at < text.size()) {
        if (text[at++] != '.') return false;
        if (!run(3, is_digit)) return false;
    }
    return true;
}

bool is_person_id(std::string_view text) {
    return text.size() >= 2 && text.size() <= 40 && is_lower_or_digit(text[0]) &&
           std::ranges::all_of(text, [](char letter) {
               return is_lower_or_digit(letter) || letter == '.' || letter == '_' || letter == '-';
           });
}

bool is_event_id(std::string_view text) {
    static constexpr std::array<std::size_t, 4> dashes{8, 13, 18, 23};
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = std::ranges::find(dashes, i) != dashes.end();
        if (is_dash ? text[i] != '-' : !is_hex(text.substr(i, 1), 1)) return false;
    }
    return text[14] == '4' && std::string_view{"89ab"}.find(text[19]) != std::string_view::npos;
}

bool is_ledger_origin(std::string_view text) {
    static constexpr std::string_view start = "sanad-ledger/";
    return text.starts_with(start) && is_event_id(text.substr(start.size()));
}

std::int64_t offset_seconds(std::string_view tz) {
    if (!is_offset(tz)) return 0;
    const auto seconds = std::int64_t{number_at(tz, 1, 2)} * 3600 + std::int64_t{number_at(tz, 4, 2)} * 60;
    return tz[0] == '-' ? -seconds : seconds;
}

std::string new_event_id() {
    std::array<Byte, 16> bytes;
    random_bytes(bytes);
    bytes[6] = static_cast<Byte>(0x40 | (bytes[6] & 0x0F));  // RFC 9562 section 5.4: version 4
    bytes[8] = static_cast<Byte>(0x80 | (bytes[8] & 0x3F));  // and its variant
    const std::string text = hex(bytes);
    return fmt::format("{}-{}-{}-{}-{}", text.substr(0, 8), text.substr(8, 4), text.substr(12, 4), text.substr(16, 4),
                       text.substr(20));
}

}  // namespace sanad
