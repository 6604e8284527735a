#pragma once
// Who signs what a verb does: chosen, unlocked, and still allowed to.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/cli/session.hpp"
#include "core/custody/identity_store.hpp"

namespace sanad {

/// A passphrase of the person: the next line of --passphrase-fd, or asked at the terminal without echo. Fault::refused,
/// saying what can be done, where there is neither.
Result<SecretText> ask_passphrase(const Session& session, const std::string& prompt);
/// A new one: asked twice at a terminal.
Result<SecretText> ask_new_passphrase(const Session& session, const std::string& prompt);

/// What opens an identity.
struct UnlockWords {
    SecretText passphrase, pin;
};
Result<UnlockWords> ask_unlock_words(const Session& session, const Identity& identity);

/// unlock_identity(); what fails is noted.
Result<PersonKeys> unlock_with(const Identity& identity, const UnlockWords& words);
/// Kept in this machine's identity store, and said aloud where it cannot be kept.
void note_failed_unlock(const std::string& person, const Error& why);

/// The person's keys: from the agent, unless the passphrase is taken anew, else unlocked here.
Result<PersonKeys> keys_of(const Session& session, const Identity& identity);

/// The person by the name given: enrolled, not revoked, unlocked. "unattested": this machine's own key.
Result<ActingPerson> person_named(const Session& session, IdentityStore& store, std::string_view person);

/// Who stands beside whoever acts and signs with them: person_named() in any role of theirs.
Result<ActingPerson> person_beside(const Session& session, std::string_view person);

/// Whose name that is when a verb begins: --as, else $SANAD_IDENTITY, else the store's default, else the one that is
/// unlocked, else the only one there is; "unattested" when there is no identity at all.
Result<std::string> acting_name(const Session& session, const IdentityStore& store);

/// person_named() of acting_name(): who acts.
Result<ActingPerson> acting_person(const Session& session);

/// A plain file that somebody handed over, whole; at most as large as a signed document.
Result<std::string> read_handed_file(const std::filesystem::path& path);

}  // namespace sanad
