#include "core/custody/key_ring.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/custody/members.hpp"

namespace sanad {
namespace {

constexpr std::string_view registrar = "registrar";

/// The worst of several; bad before all else. What was checked beside what could not be is classical_only.
class Tally {
public:
    void count(Checked checked) {
        if (checked == Checked::good) ++good_;
        if (checked == Checked::bad) bad_ = true;
        if (checked == Checked::not_checked) ++not_checked_;
    }
    SignaturesAre result() const {
        if (bad_) return SignaturesAre::bad;
        if (not_checked_ == 0) return good_ > 0 ? SignaturesAre::good : SignaturesAre::bad;
        return good_ > 0 ? SignaturesAre::classical_only : SignaturesAre::not_checked;
    }

private:
    std::uint64_t good_ = 0, not_checked_ = 0;
    bool bad_ = false;
};

/// Of a document that several persons sign, each with all keys: nobody may rest on what could not be checked alone.
SignaturesAre worse(SignaturesAre one, SignaturesAre other) {
    static constexpr auto rank = [](SignaturesAre are) {
        switch (are) {
            case SignaturesAre::good:
                return 0;
            case SignaturesAre::classical_only:
                return 1;
            case SignaturesAre::not_checked:
                return 2;
            case SignaturesAre::bad:
                break;
        }
        return 3;
    };
    return rank(one) >= rank(other) ? one : other;
}

const DocumentSignature* signature_of(const SignedDocument& document, std::string_view kid) {
    const auto found = std::ranges::find(document.signatures, kid, &DocumentSignature::kid);
    return found == document.signatures.end() ? nullptr : &*found;
}

/// The signatures of all keys of one enrolment over `message`. Others may stand beside them.
SignaturesAre check_keys(const SignedDocument& document, std::string_view message, const KnownPerson& person,
                         const CheckedSignatures& before) {
    Tally tally;
    for (std::size_t i = 0; i < person.kids.size(); ++i) {
        const PublicKey& key = person.enrolment.keys[i];
        const std::string& kid = person.kids[i];
        const DocumentSignature* signature = signature_of(document, kid);
        if (signature == nullptr || signature->algorithm != key.algorithm) return SignaturesAre::bad;
        const auto known = before.find(kid);
        tally.count(known != before.end() && known->second.key == key
                        ? known->second.checked
                        : verify(key, bytes_of(message), bytes_of(signature->signature)));
    }
    return tally.result();
}

/// Exactly the keys of these enrolments have signed.
SignaturesAre check_all(const SignedDocument& document, const std::vector<const KnownPerson*>& persons) {
    const std::string message = pre_authentication(document.payload_type, document.payload);
    std::vector<std::string> kids;
    SignaturesAre all = SignaturesAre::good;
    for (const KnownPerson* person : persons) {
        kids.insert(kids.end(), person->kids.begin(), person->kids.end());
        all = worse(all, check_keys(document, message, *person, {}));
    }
    std::ranges::sort(kids);
    kids.erase(std::unique(kids.begin(), kids.end()), kids.end());
    return kids.size() == document.signatures.size() && !persons.empty() ? all : SignaturesAre::bad;
}

bool has_role(const Enrolment& enrolment, std::string_view role) {
    return std::ranges::find(enrolment.roles, role) != enrolment.roles.end();
}

bool has_one_of(const KnownPerson& person, const std::vector<std::string>& kids) {
    return std::ranges::find_first_of(person.kids, kids) != person.kids.end();
}

}  // namespace

KnownPerson::KnownPerson(Enrolment enrolment_, std::optional<std::string> revoked_from_)
    : enrolment{std::move(enrolment_)}, revoked_from{std::move(revoked_from_)} {
    for (const PublicKey& key : enrolment.keys) kids.push_back(key_id(key));
}

// ---- who is known --------------------------------------------------------------------------------------------------

const KnownPerson* KeyRing::owner_of(std::string_view kid) const {
    const auto found = by_kid_.find(kid);
    return found == by_kid_.end() ? nullptr : &persons_[found->second];
}

const KnownPerson* KeyRing::person(std::string_view id) const {
    const auto found = by_person_.find(id);
    return found == by_person_.end() ? nullptr : &persons_[found->second];
}

bool KeyRing::valid_at(const KnownPerson& person, std::string_view recorded) {
    // Times of one form sort as texts.
    return person.enrolment.from <= recorded && recorded <= person.enrolment.until &&
           (!person.revoked_from || recorded < *person.revoked_from);
}

// ---- signatures ----------------------------------------------------------------------------------------------------

SignaturesAre KeyRing::check(const SignedDocument& document, const KnownPerson& person,
                             const CheckedSignatures& before) {
    if (document.signatures.size() != person.enrolment.keys.size()) return SignaturesAre::bad;
    const std::string message = pre_authentication(document.payload_type, document.payload);
    return check_keys(document, message, person, before);
}

SignaturesAre KeyRing::check(const SignedDocument& document, const std::vector<std::string>& persons) const {
    const auto payload = JsonValue::parse(document.payload);
    if (!payload || !is_ledger_time(payload->text_or_empty("made"))) return SignaturesAre::bad;
    const std::string_view made = payload->text_or_empty("made");
    std::vector<const KnownPerson*> signers;
    for (const DocumentSignature& signature : document.signatures) {
        const KnownPerson* owner = owner_of(signature.kid);
        if (owner == nullptr || !valid_at(*owner, made)) return SignaturesAre::bad;
        if (std::ranges::find(signers, owner) == signers.end()) signers.push_back(owner);
    }
    std::vector<std::string> ids;
    for (const KnownPerson* signer : signers) ids.push_back(signer->enrolment.person);
    std::vector<std::string> asked = persons;
    std::ranges::sort(ids);
    std::ranges::sort(asked);
    return ids == asked ? check_all(document, signers) : SignaturesAre::bad;
}

// ---- enrolment and revocation
// ----------------------------------------------------------------------------------------

Result<SignaturesAre> KeyRing::take(const Event& event) {
    SignaturesAre all = SignaturesAre::good;
    if (event.type == "key.enrol") {
        const JsonValue::Array* statements = event.body.array("statements");
        if (statements == nullptr || statements->empty())
            return failure(Fault::damaged, "statements: no enrolment in it");
        for (std::size_t i = 0; i < statements->size(); ++i) {
            const std::string where = fmt::format("statements: enrolment {}", i);
            const std::string* text = (*statements)[i].text();
            if (text == nullptr) return within(where, Error{Fault::damaged, "not a text"});
            auto bytes = from_base64(*text);
            if (!bytes) return within(where, std::move(bytes.error()));
            auto signatures = enrol(*bytes);
            if (!signatures) return within(where, std::move(signatures.error()));
            all = worse(all, *signatures);
        }
    } else if (event.type == "key.revoke") {
        const std::string* text = event.body.text("statement");
        if (text == nullptr) return failure(Fault::damaged, "statement: no revocation in it");
        auto bytes = from_base64(*text);
        if (!bytes) return within("statement", std::move(bytes.error()));
        auto signatures = revoke(*bytes);
        if (!signatures) return within("statement", std::move(signatures.error()));
        all = *signatures;
    }
    return all;
}

Result<void> KeyRing::admit(const Enrolment& enrolment) const {
    for (const PublicKey& key : enrolment.keys) {
        const KnownPerson* owner = owner_of(key_id(key));
        if (owner != nullptr && owner->enrolment.person != enrolment.person)
            return failure(Fault::damaged, fmt::format("the key {} belongs to {} already: one key cannot be two hands",
                                                       key_id(key), owner->enrolment.person));
    }
    const bool unattested = enrolment.number == 0;
    if (const KnownPerson* before = person(enrolment.person)) {
        if (before->enrolment.org != enrolment.org)
            return failure(Fault::damaged,
                           fmt::format("{} is of \"{}\" in this ledger, and cannot become one of \"{}\"",
                                       enrolment.person, before->enrolment.org, enrolment.org));
        if (unattested && before->enrolment.number != 0)
            return failure(Fault::damaged, fmt::format("{} is enrolled by officers, and cannot be enrolled by nobody",
                                                       enrolment.person));
    }
    if (unattested && !persons_.empty() && attested_)
        return failure(Fault::damaged, fmt::format("{} is not attested, and this ledger is", enrolment.person));
    if (!unattested && numbers_.contains({enrolment.org, enrolment.number}))
        return failure(Fault::damaged,
                       fmt::format("number {} of \"{}\" is taken already", enrolment.number, enrolment.org));
    return {};
}

Result<std::vector<const KnownPerson*>> KeyRing::officers_of(const Enrolment& enrolment) const {
    std::vector<const KnownPerson*> officers;
    for (const std::string& id : enrolment.officers) {
        const KnownPerson* officer = person(id);
        if (officer == nullptr || officer->enrolment.org != enrolment.org)
            return failure(Fault::damaged, fmt::format("{} is to enrol {}, and is not enrolled in \"{}\"", id,
                                                       enrolment.person, enrolment.org));
        const bool may =
            enrolment.number == 2 ? officer->enrolment.number == 1 : has_role(officer->enrolment, registrar);
        if (!may)
            return failure(Fault::damaged,
                           fmt::format("{} is to enrol {} as number {}, and is not the {}", id, enrolment.person,
                                       enrolment.number, enrolment.number == 2 ? "root" : registrar));
        if (!valid_at(*officer, enrolment.made))
            return failure(Fault::damaged, fmt::format("{} is to enrol {} at {}, when the key was not valid", id,
                                                       enrolment.person, enrolment.made));
        officers.push_back(officer);
    }
    return officers;
}

Result<SignaturesAre> KeyRing::enrol(std::string_view signed_enrolment) {
    const SignedStatement statement = TRY(parse_signed_statement(signed_enrolment));
    const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
    if (enrolment == nullptr) return failure(Fault::damaged, "not an enrolment");
    TRY(admit(*enrolment));
    KnownPerson enrolled{*enrolment};
    std::vector<const KnownPerson*> signers = TRY(officers_of(*enrolment));
    signers.push_back(&enrolled);
    const SignaturesAre signatures = check_all(statement.document, signers);
    if (signatures == SignaturesAre::bad)
        return failure(
            Fault::damaged,
            fmt::format("the enrolment of {} is not signed by exactly its own keys and those of its officers",
                        enrolment->person));
    if (persons_.empty()) attested_ = enrolment->number != 0;
    if (enrolment->number <= 1) roots_.push_back(enrolled.kids.front());
    const std::size_t place = persons_.size();
    for (const std::string& kid : enrolled.kids) by_kid_.insert_or_assign(kid, place);
    by_person_.insert_or_assign(enrolment->person, place);
    numbers_.emplace(enrolment->org, enrolment->number);
    persons_.push_back(std::move(enrolled));
    return signatures;
}

Result<std::vector<const KnownPerson*>> KeyRing::revokers_of(const SignedStatement& revocation) const {
    const auto& what = std::get<Revocation>(revocation.statement);
    std::vector<const KnownPerson*> revokers;
    for (const DocumentSignature& signature : revocation.document.signatures) {
        const KnownPerson* owner = owner_of(signature.kid);
        if (owner == nullptr)
            return failure(Fault::damaged, fmt::format("signed by the key {}, which is nobody's", signature.kid));
        if (std::ranges::find(revokers, owner) == revokers.end()) revokers.push_back(owner);
    }
    if (revokers.size() == 1 && revokers[0]->enrolment.person == what.person) return revokers;
    if (revokers.size() != 2 || revokers[0]->enrolment.person == revokers[1]->enrolment.person)
        return failure(
            Fault::damaged,
            fmt::format("a revocation of {}'s keys takes two registrars, or one of these keys", what.person));
    for (const KnownPerson* officer : revokers)
        if (!has_role(officer->enrolment, registrar) || !valid_at(*officer, what.made))
            return failure(Fault::damaged, fmt::format("{} is no registrar whose key was valid at {}",
                                                       officer->enrolment.person, what.made));
    return revokers;
}

Result<SignaturesAre> KeyRing::revoke(std::string_view signed_revocation) {
    const SignedStatement statement = TRY(parse_signed_statement(signed_revocation));
    const auto* revocation = std::get_if<Revocation>(&statement.statement);
    if (revocation == nullptr) return failure(Fault::damaged, "not a revocation");
    for (const std::string& kid : revocation->kids) {
        const KnownPerson* owner = owner_of(kid);
        if (owner == nullptr || owner->enrolment.person != revocation->person)
            return failure(Fault::damaged, fmt::format("the key {} is not one of {}", kid, revocation->person));
    }
    const auto revokers = TRY(revokers_of(statement));
    SignaturesAre signatures = SignaturesAre::bad;
    if (revokers.size() == 1) {
        // By the person, with one of the keys that are revoked.
        const std::string message = pre_authentication(statement.document.payload_type, statement.document.payload);
        Enrolment signed_with = revokers[0]->enrolment;
        std::erase_if(signed_with.keys, [&statement](const PublicKey& key) {
            return signature_of(statement.document, key_id(key)) == nullptr;
        });
        const KnownPerson signing{std::move(signed_with)};
        if (has_one_of(signing, revocation->kids)) signatures = check_keys(statement.document, message, signing, {});
    } else {
        signatures = check_all(statement.document, revokers);
    }
    if (signatures == SignaturesAre::bad)
        return failure(Fault::damaged,
                       fmt::format("the revocation of {}'s keys is not signed as it has to be", revocation->person));
    for (KnownPerson& known : persons_) {
        if (has_one_of(known, revocation->kids) && (!known.revoked_from || revocation->from < *known.revoked_from))
            known.revoked_from = revocation->from;
    }
    return signatures;
}

}  // namespace sanad
