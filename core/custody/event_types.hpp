#pragma once
// Every type of event that a ledger may hold: which column of the role table allows it, whether it acts upon an item,
// the members of its body and the words for people. LEDGER.md section 8 as data; EVENTS.md is printed from it.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/custody/json_value.hpp"

namespace sanad {

/// The columns of the role table (LEDGER.md section 7).
enum class RoleColumn : std::uint8_t {
    any,
    registering,
    custody,
    acquire,
    access,
    finding,
    review,
    exporting,
    destroy,
    keys,
    tag,
    case_file,
};
std::string_view name_of(RoleColumn column);

/// Whether whoever signs gives the passphrase anew, however long their keys have been unlocked: a seal is broken, files
/// or a bundle leave the house, something is destroyed, keys or roles change.
bool takes_passphrase_anew(std::string_view type);

enum class ItemIs : std::uint8_t { absent, needed, optional, as_corrected };

/// The two languages in which Sanad speaks to people.
struct Words {
    std::string_view en, ur;
};

struct Choice {
    std::string_view value;
    Words words;
};

/// A closed list of words. Where `other` is allowed it is written `other: ` and what it is.
struct ChoiceList {
    std::string_view name;
    std::span<const Choice> choices;
    bool other = false;
    bool asked_by_verifiers = false;  ///< LEDGER.md names the words, so that another one breaks a ledger
};

/// For people: what can be chosen.
std::string choices_text(const ChoiceList& list);
bool is_chosen(const ChoiceList& list, std::string_view text);

enum class Shape : std::uint8_t {
    text,
    number,         ///< a whole number, not negative
    signed_number,  ///< a whole number
    truth,
    time,
    date,  ///< YYYY-MM-DD
    hash,  ///< 64 hex
    hash_or_empty,
    hex,
    decimal,  ///< digits: numbers that may grow beyond 2^53
    event_id,
    person,
    item,
    items,  ///< may be empty
    seal_no,
    choice,
    label,  ///< of a commitment in `pii`
    two_labels,
    key,         ///< {"alg","public"}
    statement,   ///< base64 of a signed document
    statements,  ///< array of them
    counts,      ///< object of numbers
    modules,     ///< array of {"build","name","version"}
    headers,     ///< array of {"name","value"}
};
std::string_view name_of(Shape shape);

struct MemberType {
    std::string_view name;
    Shape shape;
    bool mandatory = true;
    const ChoiceList* choices = nullptr;
};

struct EventType {
    std::string_view name;
    RoleColumn column;
    ItemIs item;
    std::span<const MemberType> members;
    Words words;
    std::string_view help;  ///< what it records, in a sentence
};

std::span<const EventType> event_types();
/// Null: no such type.
const EventType* find_event_type(std::string_view name);
const MemberType* find_member(const EventType& type, std::string_view name);

/// What a member is called in a form and on paper, and what to write there.
struct MemberWords {
    std::string_view name;
    Words words;
    std::string_view ask;
};
const MemberWords& words_of(std::string_view member);

struct BodyFault {
    std::string_view rule;  ///< "form", or "V-08" for a hash that is none
    std::string what;       ///< "item.seize: `serial` is missing: write the serial number or \"none visible\""
};
/// What LEDGER.md asks of a body: every mandatory member, no unknown one, each of its shape. Both verifiers ask this.
std::optional<BodyFault> body_fault(const EventType& type, const JsonValue& body);

/// What is asked beside that of an act recorded now: words from the lists, dates that exist, nothing left empty.
/// Fault::refused with the member and what to write.
Result<void> check_new_body(const EventType& type, const JsonValue& body);

/// A member as a person typed it. Arrays are separated by commas, truths are yes or no. Fault::refused says what to
/// write.
Result<JsonValue> read_member(const EventType& type, const MemberType& member, std::string_view typed);

/// EVENTS.md.
std::string events_markdown();

}  // namespace sanad
