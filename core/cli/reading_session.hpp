#pragma once
// Who reads what a case holds. Lists, findings and hits are shown a hundred times a day; the ledger hears of it once a
// session, before the first of them is shown, and not of each. Bytes of the evidence itself are entered each time, by
// CaseCustody::accessed().
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/cli/session.hpp"
#include "core/model/evidence.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

/// What such an entry says was read.
inline constexpr std::string_view reading_session_words =
    "what the case holds: lists of files, findings, hits of searches; for an hour from here";
/// How long one lasts.
inline constexpr std::int64_t reading_session_seconds = 3600;

/// Before a verb shows what a case holds of these images (none named: of all): whether the person may look at evidence,
/// and an access.session of each image, unless one of the same person is on record that lasts still. For that the
/// newest entries alone are read, no key is unlocked and no signature checked, so that listing costs what it did. Where
/// the case cannot be written, standard error says that this is not on record, and the answer is false.
Result<bool> begin_reading(const Session& session, const CaseFolder& folder, CaseReader& reader,
                           std::span<const Id> images = {});

/// Help of `--no-record`.
inline constexpr const char* no_record_help =
    "For a reader who must not write in the case (a review): nothing is entered in the ledger";
/// Standard error says that what is read now is on no record, and by whose wish.
void tell_not_recorded();

/// As the ledger names whoever acts; of the machine's own key, the name that the machine made for it.
Result<std::string> name_in_ledger(const Session& session);

}  // namespace sanad
