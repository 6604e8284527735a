#pragma once
// What the forms of custody say in Urdu beside the names of things: what an act is, and what a person is to write.
// English stands with the tables of events, where refusals take it from.
#include <string_view>

namespace sanad {

/// Of a type of event; empty where no form is made of it.
std::string_view help_in_urdu(std::string_view act);
/// Of a member of a body; empty where no form asks for it.
std::string_view ask_in_urdu(std::string_view member);

}  // namespace sanad
