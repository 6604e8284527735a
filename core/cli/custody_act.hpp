#pragma once
// An act of custody as a person tells it: flags, a file, or a form on the terminal; then an event that the ledger
// takes.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/cli/custody_session.hpp"
#include "core/custody/event_types.hpp"

namespace sanad {

/// `sanad custody GROUP NAME`, and the type of event it records.
struct CustodyVerb {
    std::string_view group;  ///< "" when the verb stands alone
    std::string_view name;
    std::string_view type;
    std::string_view example;
};
std::span<const CustodyVerb> custody_verbs();

/// What was told, before it is looked at.
struct ToldAct {
    std::string item;
    std::map<std::string, std::string> members;  ///< of the body, as typed
    JsonValue values;                            ///< of the body, as values (from a JSON file)
    std::map<std::string, std::string> pii;      ///< label: value
    std::vector<std::string> authority, attachments, approvals;
    std::string at, zone, place, on_behalf, purpose, note, corrects, override_rule, override_reason;
};

/// Adds what a file says to what flags said, which count more. JSON, or lines `member: value` as in the README.
Result<void> read_act_file(const std::filesystem::path& path, ToldAct& told);

/// What nobody needs to type: it follows from the record, the person or the machine. Only members that were not told.
Result<void> fill_in(const EventType& type, ToldAct& told, CustodySession& custody);
/// Whether it may do so for this member: a form then need not insist on it.
bool is_filled_in(const EventType& type, const MemberType& member);

/// Mandatory members of the body that are neither told nor filled in, in the order of the table.
std::vector<const MemberType*> missing_members(const EventType& type, const ToldAct& told);
/// Labels of personal data that the act needs and that were not given (--pii).
std::vector<std::string> missing_pii(const EventType& type, const ToldAct& told);

struct PreparedAct {
    Event event;
    std::vector<Opening> openings;
};
/// The event. Fault::refused naming every member that is missing, or the first that is wrong.
Result<PreparedAct> prepare_act(const EventType& type, const ToldAct& told, const CustodySession& custody);

/// The label of a commitment: a to z, 0 to 9 and _.
bool is_pii_label(std::string_view text);

/// "--serial": how a member is given.
std::string flag_of(std::string_view member);
/// False for members that are worked out, carried in files of their own, or too long for a flag.
bool has_flag(const EventType& type, const MemberType& member);

}  // namespace sanad
