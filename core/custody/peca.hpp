#pragma once
// The law as data: offences, procedure, and the times by which something is due, worked out from the events of a
// ledger. The catalogue of Pakistan is built in (law/pakistan.json); a laboratory puts its own beside it. No rule of a
// verifier rests on it.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/custody_state.hpp"

namespace sanad {

struct Punishment {
    std::int64_t prison_months = 0;  ///< 0: none on record
    std::string fine_pkr;            ///< decimal; "": none on record
    bool either = false;             ///< imprisonment or fine
    std::string note;
    /// "2 years, Rs 500,000"; "not on record" where nothing is.
    std::string text() const;
};

struct Offence {
    std::string section;  ///< in the numbering of the Act
    std::string bill;     ///< in that of the Bill; "": not in it
    std::string title;
    Punishment punishment;   ///< maximum
    std::string as_amended;  ///< date of the text
    std::string source;
    bool confirmed = false;  ///< number and text were seen in a source that carries the Act's numbering
};

enum class TimerNature : std::uint8_t {
    duty,      ///< something has to be done by then
    limit,     ///< something ends then
    periodic,  ///< comes again, whatever the case
};

/// What begins a timer: an event of this type, with what is given beside it.
struct TimerStart {
    std::string type;
    bool without_authority = false;
    std::string kind;     ///< of `body.kind`
    std::string purpose;  ///< of the event
};

/// What ends it: an event of this type that points back by its `about`, by the same item, or by naming the number that
/// the beginning carries in this member (`notice_no`, `number`).
struct TimerEnd {
    std::string type, by;
    bool extends = false;  ///< of a limit: another begins with it
};

struct TimerRule {
    std::string id, title;
    TimerNature nature = TimerNature::duty;
    std::int64_t seconds = 0;
    std::int64_t months = 0;  ///< periodic
    std::vector<TimerStart> starts;
    std::vector<TimerEnd> closes;
};

struct Procedure {
    std::string section, bill, title, text, source;
    std::string as_amended;  ///< date of the text; "": not on record
    bool confirmed = false;
    std::vector<TimerRule> timers;
};

struct Law {
    std::string law, act, title, notice;
    std::int64_t version = 0;
    std::vector<Offence> offences;
    std::vector<Procedure> procedure;

    /// By its section in a numbering: "act-2016" or "bill".
    const Offence* offence(std::string_view section, std::string_view scheme) const;
};

/// Fault::refused with the place for a catalogue that is not as it should be.
Result<Law> parse_law(std::string_view text);
/// The catalogues built in, each replaced by a file of the folder (`*.json`) that names the same `law`, and the others
/// there.
Result<std::vector<Law>> load_laws(const std::filesystem::path& folder);

/// A timer of a case: which rule, and when.
struct Timer {
    std::string rule, title, act, section;
    TimerNature nature = TimerNature::duty;
    bool confirmed = false;
    Due due;
    bool is_open() const { return due.done_at.empty(); }
    bool is_overdue(std::string_view now) const { return is_open() && due.due_at < now; }
};

/// The timers that the events of a case have begun, in the order in which they fall due. `events` in their order.
std::vector<Timer> timers_of(std::span<const Law> laws, std::span<const Event> events);

}  // namespace sanad
