#pragma once
// What a record of custody should hold and a person need not have at hand: photographs, the CNIC of a witness, the
// state of a screen. It is never passed over in silence: the act says itself what it does not state.
#include <string>

#include "core/cli/custody_act.hpp"

namespace sanad {

/// "the place, photographs": what of this act nobody stated; "" when all is there, or nothing of the kind is asked.
std::string not_stated(const EventType& type, const ToldAct& told);

/// What contradicts itself in what was told, with what to supply: one name for two witnesses, a courier without a name.
Result<void> check_told(const EventType& type, const ToldAct& told);

}  // namespace sanad
