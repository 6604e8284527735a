#pragma once
// The rank of a person, one of those that the agency lists. An enrolment commits itself to it (LEDGER.md section 6);
// the opening lies beside the identity, so that papers printed at this machine name the rank and others hold it sealed.
#include <optional>
#include <string>
#include <string_view>

#include "core/custody/identity_store.hpp"

namespace sanad {

/// A rank as agency.json has it: "Inspector", or "Inspector=انسپکٹر" with its Urdu. Told in either language, returned
/// in the first. Fault::refused names those there are, or how to list them.
Result<std::string> rank_on_list(const Agency& agency, std::string_view told);
/// As a paper of the language says it; one that is on no list (any more) as it is.
std::string rank_words(const Agency& agency, std::string_view rank, bool urdu);

/// Keeps the rank of a person of this machine; the next enrolment commits itself to it.
Result<void> keep_rank(const IdentityStore& store, std::string_view person, std::string_view rank);
Result<std::optional<Opening>> kept_rank(const IdentityStore& store, std::string_view person);
/// The rank to which this enrolment commits itself; "" where it does not, or where its opening is not at this machine.
std::string opened_rank(const IdentityStore& store, const Enrolment& enrolment);

}  // namespace sanad
