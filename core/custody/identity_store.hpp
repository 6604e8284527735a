#pragma once
// Who may sign at this machine: the folder $SANAD_HOME with the keys of persons, the statements that enrol and revoke
// them, the key of this installation's checkpoints, and what the agency says of itself. README.md shows the folder.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/sealed_secret.hpp"
#include "core/custody/key_ring.hpp"

namespace sanad {

/// A key of a person and where its secret is.
struct IdentityKey {
    PublicKey key;
    std::string token;  ///< MODULE:LABEL:KEY of a PKCS#11 token; empty: sealed in the identity
};

/// What lies in identities/PERSON.identity: readable without the passphrase, but for `sealed`.
struct Identity {
    std::string person, org;
    std::vector<std::string> roles;  ///< asked for; the enrolment says which were given
    std::string made;                ///< time
    std::vector<IdentityKey> keys;   ///< sorted by key id, one per algorithm
    std::string sealed;  ///< sealed_secret.hpp: the secrets of the keys that are on no token, in their order

    std::vector<PublicKey> public_keys() const;
    bool on_token() const;
};

/// Fault::damaged for anything but the canonical text of an identity.
Result<Identity> parse_identity(std::string_view text);
std::string identity_text(const Identity& identity);

/// Signers of one person, unlocked.
struct PersonKeys {
    std::string person;
    std::vector<std::unique_ptr<Signer>> signers;  ///< in the order of their key ids
    std::vector<Signer*> pointers() const;
};

/// A person at work: who, in which role, with which keys. What verbs sign with.
struct ActingPerson {
    std::string person, org;
    std::string role;                      ///< the one chosen; empty: for each act the first of `roles` that may do it
    std::vector<std::string> roles;        ///< of the enrolment
    bool attested = true;                  ///< false: a key that this machine made for itself
    std::vector<std::string> enrolment;    ///< signed statements (canonical texts), officers before those they enrol
    std::vector<std::string> revocations;  ///< signed statements known at this machine, whomever they concern
    std::vector<std::unique_ptr<Signer>> signers;

    std::vector<Signer*> pointers() const;
    /// The key by which events name the actor: the first kid of the enrolment.
    std::string key() const;
};

struct NewIdentity {
    std::string person, org;
    std::vector<std::string> roles;
    bool hybrid = false;  ///< ml-dsa-65 too; Fault::unsupported where OpenSSL has none
    std::string token;    ///< MODULE:LABEL:KEY: the classical key is there already
};

/// New keys, sealed under the passphrase. For a key on a token `pin` opens it; the passphrase is then asked only of a
/// hybrid.
Result<Identity> make_identity(const NewIdentity& told, Bytes passphrase, Bytes pin = {}, const ScryptCost& cost = {});
/// Fault::refused for a wrong passphrase; Fault::damaged when the secrets are not those of the public keys beside them.
Result<PersonKeys> unlock_identity(const Identity& identity, Bytes passphrase, Bytes pin = {});
Result<Identity> with_new_passphrase(const Identity& identity, Bytes old_passphrase, Bytes new_passphrase,
                                     const ScryptCost& cost = {});

/// What the agency says of itself on forms and reports: agency.json.
struct Agency {
    std::string name, address, logo;  ///< logo: path of a picture; any may be empty
    std::vector<std::string> ranks;   ///< from the highest
    std::string exhibits = "E";       ///< letters before an exhibit's number: 1 to 4 capitals
};

class IdentityStore {
public:
    /// $SANAD_HOME, else $XDG_CONFIG_HOME/sanad, else ~/.config/sanad.
    static std::filesystem::path usual_folder();
    /// Makes the folder when it is missing. Fault::refused when others can look into it.
    static Result<IdentityStore> open(const std::filesystem::path& folder = usual_folder());

    const std::filesystem::path& folder() const { return folder_; }

    /// By person.
    Result<std::vector<Identity>> identities() const;
    Result<Identity> identity(std::string_view person) const;
    /// Fault::refused when the person has one.
    Result<void> add(const Identity& identity);
    Result<void> replace(const Identity& identity);

    /// Whose keys are taken when nobody is named; empty when that was not said.
    Result<std::string> default_person() const;
    Result<void> set_default(std::string_view person);

    /// In order of number.
    Result<std::vector<SignedStatement>> enrolments() const;
    Result<std::vector<SignedStatement>> revocations() const;
    /// The persons these statements make known. Every signature is checked.
    Result<KeyRing> known() const;
    /// Keeps a complete statement. Fault::refused when it is not signed as LEDGER.md section 4 asks by persons known
    /// here, or says other than what is on record. False: it was here already.
    Result<bool> take(const SignedStatement& statement);
    /// The person's newest enrolment and those of the officers behind it, officers first; canonical texts.
    Result<std::vector<std::string>> chain_of(std::string_view person) const;

    /// The key that signs checkpoints of the ledgers written here; made when there is none. It is kept unsealed on
    /// purpose: a checkpoint is made at the end of every session, also at night, and says only "this installation saw N
    /// entries with this root". It signs no act of anybody. Who steals it can sign another root for a ledger, which
    /// witnesses and paper receipts show, and cannot write an entry.
    Result<PrivateKey> checkpoint_key();

    /// The unattested person of this account: a key without a passphrase, made by the machine for itself, so that the
    /// first command works. It proves which installation wrote an entry, and nothing of a person.
    Result<ActingPerson> unattested();
    /// Its name alone, for which no key is opened.
    Result<std::string> unattested_name();

    Result<Agency> agency() const;
    Result<void> set_agency(const Agency& agency);

private:
    explicit IdentityStore(std::filesystem::path folder) : folder_{std::move(folder)} {}
    Result<std::vector<SignedStatement>> statements_in(std::string_view name) const;
    std::filesystem::path folder_;
};

/// What the ring says of a statement that the store does not hold yet; for one that is signed by a part of its
/// officers, those missing are named.
Result<void> check_statement(const KeyRing& known, const SignedStatement& statement);

/// The time now, as ledgers write it.
std::string ledger_time_now();

}  // namespace sanad
