#pragma once
// The keys and persons a ledger knows after some entries: LEDGER.md sections 2, 4 and 7.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/custody/event.hpp"

namespace sanad {

struct KnownPerson {
    KnownPerson(Enrolment enrolment_,
                std::optional<std::string> revoked_from_ = {});  // NOLINT(google-explicit-constructor)
    Enrolment enrolment;
    std::vector<std::string> kids;            ///< of enrolment.keys, in their order
    std::optional<std::string> revoked_from;  ///< time from which its keys are not to be trusted
};

enum class SignaturesAre : std::uint8_t { good, bad, classical_only, not_checked };

/// What has been checked already of signatures over one message, by key id: 110 microseconds each that need not be
/// spent again. The key is compared, so that a wrong note of it changes nothing.
struct CheckedSignature {
    PublicKey key;
    Checked checked = Checked::not_checked;
};
using CheckedSignatures = std::map<std::string, CheckedSignature, std::less<>>;

/// Enrolments in the order they came; a person enrolled anew has several.
class KeyRing {
public:
    /// Takes the enrolments or the revocation that a key.enrol or key.revoke carries; other events change nothing. How
    /// far their signatures could be checked. Fault::damaged when a statement is not signed as section 4 asks; those
    /// before it are taken.
    Result<SignaturesAre> take(const Event& event);

    /// The person a key id belongs to; nothing when it was never enrolled.
    const KnownPerson* owner_of(std::string_view kid) const;
    /// The newest enrolment of a person.
    const KnownPerson* person(std::string_view id) const;
    /// True when the person's keys may sign at `recorded`.
    static bool valid_at(const KnownPerson& person, std::string_view recorded);
    /// Exactly the signatures of the keys of `person`, each of which verifies. classical_only: all that this machine
    /// can check are good, ml-dsa-65 is not available. not_checked: none could be checked.
    static SignaturesAre check(const SignedDocument& document, const KnownPerson& person,
                               const CheckedSignatures& before = {});
    /// The same of a statement, signed by all keys of each of `persons` (of one of their enrolments) that were valid
    /// when the statement was `made`; a payload without a time `made` is bad.
    SignaturesAre check(const SignedDocument& document, const std::vector<std::string>& persons) const;

    /// Root enrolments (number 1) and unattested ones (number 0) seen, by first kid.
    const std::vector<std::string>& roots() const { return roots_; }
    bool attested() const { return attested_; }
    const std::vector<KnownPerson>& persons() const { return persons_; }

private:
    Result<SignaturesAre> enrol(std::string_view signed_enrolment);
    Result<SignaturesAre> revoke(std::string_view signed_revocation);
    Result<void> admit(const Enrolment& enrolment) const;
    Result<std::vector<const KnownPerson*>> officers_of(const Enrolment& enrolment) const;
    Result<std::vector<const KnownPerson*>> revokers_of(const SignedStatement& revocation) const;

    std::vector<KnownPerson> persons_;
    std::map<std::string, std::size_t, std::less<>> by_kid_;     ///< the newest enrolment with that key
    std::map<std::string, std::size_t, std::less<>> by_person_;  ///< the newest of that person
    std::set<std::pair<std::string, std::uint64_t>> numbers_;    ///< of which organisation
    std::vector<std::string> roots_;
    bool attested_ = true;
};

}  // namespace sanad
