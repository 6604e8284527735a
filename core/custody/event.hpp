#pragma once
// A dated act upon evidence: LEDGER.md section 5. An Entry is its signed record.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/signed_document.hpp"
#include "core/custody/statement.hpp"

namespace sanad {

struct Actor {
    std::string person, role, key, org;
};

struct ClockFacts {
    std::string source = "system";  ///< system, ntp, gps, manual
    std::optional<std::string> checked_at;
    std::optional<std::int64_t> offset_ms;
};

struct Attachment {
    std::string media_type, name, sha256;
    std::string size;  ///< decimal
};

struct Override {
    std::string rule, reason;
};

struct ToolFacts {
    std::string name, version;
    std::string build;  ///< hex SHA-256 of the program
};

/// One event. What the ledger itself counts (ledger, case, seq, prev, item_seq) is filled in when it is appended.
struct Event {
    std::string ledger, case_id;
    std::uint64_t seq = 0;
    std::string prev;
    std::string id, type;
    std::optional<std::string> item;
    std::optional<std::uint64_t> item_seq;  ///< with an item and only then
    Actor actor;
    std::optional<std::string> on_behalf;
    std::string time, tz = "+00:00", recorded;
    ClockFacts clock;
    std::optional<std::string> place;
    std::vector<std::string> authority;
    std::optional<std::string> purpose, note;
    std::vector<Attachment> att;
    std::vector<Commitment> pii;
    std::optional<std::string> corrects;
    std::optional<Override> overriding;
    bool training = false;
    ToolFacts tool;
    JsonValue body;
};

JsonValue payload_of(const Event& event);
/// What a second person approves: the body, and with it the rule that the act sets aside, and why.
std::string approval_subject(const Event& event);
/// Fault::damaged when a member is missing, unknown or of the wrong shape (the body's members are event_types.hpp's).
Result<Event> parse_event(const JsonValue& payload);

/// An entry as it lies in a ledger: its exact bytes, and what they say.
struct Entry {
    std::string bytes;
    std::string hash;  ///< hex SHA-256 of `bytes`
    SignedDocument document;
    Event event;
};
Result<Entry> parse_entry(std::string_view bytes);

/// "2026-11-26T09:15:00Z": whole seconds, as every time in a ledger.
bool is_ledger_time(std::string_view text);
/// Seconds since 1970 of such a time; std::logic_error for any other text.
std::int64_t seconds_of(std::string_view ledger_time);
/// "+05:00": seconds to add to UTC; 0 for what is no offset.
std::int64_t offset_seconds(std::string_view tz);
/// Years 1 to 9999; what lies outside becomes the nearest of them.
std::string ledger_time(std::int64_t seconds);
bool is_item_number(std::string_view text);
bool is_person_id(std::string_view text);
bool is_event_id(std::string_view text);
/// sanad-ledger/ and a UUID.
bool is_ledger_origin(std::string_view text);
/// A fresh random UUID of version 4.
std::string new_event_id();

}  // namespace sanad
