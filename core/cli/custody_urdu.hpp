#pragma once
// What the forms of custody say in Urdu beside the names of things: what an act is, and what a person is to write.
// English stands with the tables of events, where refusals take it from.
#include <optional>
#include <string_view>

#include "core/custody/custody_state.hpp"
#include "core/report/sheet.hpp"

namespace sanad {

/// Of a type of event; empty where no form is made of it.
std::string_view help_in_urdu(std::string_view act);
/// Of a member of a body; empty where no form asks for it.
std::string_view ask_in_urdu(std::string_view member);

/// What a rule remarks, without the rule's name; nothing for what has no words in Urdu.
std::optional<Text> remark_in_urdu(const Finding& finding);

}  // namespace sanad
