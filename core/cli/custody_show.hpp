#pragma once
// The custody of each item as a court reads it: who had it, from when to when, for how long, and what is marked.
#include <string>
#include <string_view>
#include <vector>

#include "core/custody/ledger_check.hpp"
#include "core/custody/peca.hpp"

namespace sanad {

/// A stretch in one hand, and what is wrong with where it begins.
struct CustodyStretch {
    CustodySpan span;
    std::int64_t seconds = 0;  ///< until the next, or until now
    std::string mark;          ///< "", "gap", "overlap"
};
std::vector<CustodyStretch> stretches_of(const ItemState& item, std::string_view now);

/// "3 d 04:15"
std::string duration_text(std::int64_t seconds);

/// For people; `only` names one item. Times are UTC. Colour marks what is wrong.
std::string custody_show_text(const LedgerCheck& ledger, std::string_view only, std::string_view now, bool colour);
/// JSON lines: an object for each item.
std::string custody_show_json(const LedgerCheck& ledger, std::string_view only, std::string_view now);

std::string due_text(const std::vector<Timer>& timers, std::string_view now, bool all, bool colour);
std::string due_json(const std::vector<Timer>& timers, std::string_view now, bool all);

/// Each catalogue whole: its offences, then its procedure with the times that run under it. As JSON a line each.
std::string law_text(const std::vector<Law>& laws);
std::string law_json(const std::vector<Law>& laws);

}  // namespace sanad
