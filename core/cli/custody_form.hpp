#pragma once
// An act asked member by member on the terminal, in English and Urdu, each answer looked at before the next is asked.
#include <string>

#include "core/cli/custody_act.hpp"

namespace sanad {

/// Whether somebody can be asked: standard input and standard error are a terminal.
bool can_ask();

/// Asks for what is missing: personal data, mandatory members, then those that may be left out. Fault::refused when the
/// person ends it (end of input).
Result<void> ask_missing(const Session& session, const EventType& type, ToldAct& told);

/// What an act says, a line for each member, in English and Urdu.
std::string act_lines(const EventType& type, const Event& event);
/// Whether the person signs what they were shown.
Result<bool> ask_to_sign(const Session& session, const std::string& person);
/// Shows the act as it will stand in the ledger and asks whether to sign it.
Result<bool> ask_to_sign(const Session& session, const EventType& type, const PreparedAct& act,
                         const std::string& person);

}  // namespace sanad
