#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/cli/output.hpp"
#include "core/cli/signing.hpp"
#include "core/custody/agent.hpp"
#include "core/custody/failed_unlocks.hpp"
#include "core/custody/person_rank.hpp"
#include "core/custody/private_file.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

struct IdentityTold {
    NewIdentity identity;
    bool join = false;
    std::string rank;
    std::string person, out, reason, from, until, statement;
    std::vector<std::string> officers, files;
    std::uint64_t number = 0;
    bool another_organisation = false;
    std::string idle = "15m";
    Agency agency;
    std::string name;
};

constexpr std::int64_t five_years = 1826 * day_seconds;

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : std::string{between}) + word;
    return text;
}

/// "--until 2031-01-31" or a whole time; `otherwise` when nothing was told.
Result<std::string> told_time(std::string_view option, const std::string& told, std::int64_t otherwise) {
    if (told.empty()) return ledger_time(otherwise);
    const auto time = parse_iso8601(told);
    if (!time || time->ns % 1'000'000'000 != 0) {
        return failure(Fault::refused, fmt::format("{} {}: not a time such as 2031-01-31 or 2031-01-31T12:00:00Z",
                                                   option, shown(told)));
    }
    return ledger_time(time->ns / 1'000'000'000);
}

/// "90s", "15m", "8h".
Result<std::chrono::milliseconds> told_duration(const std::string& told) {
    std::uint64_t number = 0;
    std::size_t digits = 0;
    for (; digits < told.size() && told[digits] >= '0' && told[digits] <= '9' && digits < 7; ++digits) {
        number = number * 10 + static_cast<std::uint64_t>(told[digits] - '0');
    }
    const std::string_view unit = std::string_view{told}.substr(digits);
    const std::uint64_t seconds = number * (unit == "h" ? 3600 : unit == "m" ? 60 : 1);
    if (digits == 0 || (unit != "s" && unit != "m" && unit != "h") || seconds == 0 || seconds > 7 * 86'400) {
        return failure(Fault::refused,
                       fmt::format("--idle {}: a time such as 90s, 15m or 8h, at most 168h", shown(told)));
    }
    return std::chrono::seconds{seconds};
}

std::string keys_text(const std::vector<PublicKey>& keys) {
    std::string text;
    for (const PublicKey& key : keys) text += fmt::format("  {:<12}{}\n", name_of(key.algorithm), key_id(key));
    return text;
}

std::string keys_json(const std::vector<PublicKey>& keys) {
    JsonArray array;
    for (const PublicKey& key : keys) {
        array.add(JsonObject{}.text("alg", name_of(key.algorithm)).text("kid", key_id(key)).str());
    }
    return array.str();
}

std::string array_json(const std::vector<std::string>& words) {
    JsonArray array;
    for (const std::string& word : words) array.add(json_string(word));
    return array.str();
}

/// What an enrolment commits itself to: the rank that is kept of the person.
Result<std::vector<Commitment>> commitments_of(const IdentityStore& store, const std::string& person) {
    const auto rank = TRY(kept_rank(store, person));
    if (!rank) return std::vector<Commitment>{};
    return std::vector<Commitment>{commitment_of(*rank)};
}

std::vector<Signer*> pointers(const std::vector<ActingPerson>& persons) {
    std::vector<Signer*> all;
    for (const ActingPerson& person : persons) {
        for (Signer* signer : person.pointers()) all.push_back(signer);
    }
    return all;
}

/// True when every key in `keys` has a signature in the document that is not bad.
bool signed_by(const SignedDocument& document, const std::vector<PublicKey>& keys) {
    const std::string message = pre_authentication(document.payload_type, document.payload);
    return std::ranges::all_of(keys, [&](const PublicKey& key) {
        const auto found = std::ranges::find(document.signatures, key_id(key), &DocumentSignature::kid);
        return found != document.signatures.end() && found->algorithm == key.algorithm &&
               verify(key, bytes_of(message), bytes_of(found->signature)) != Checked::bad;
    });
}

Result<SignedStatement> statement_in(const std::string& path) {
    auto statement = parse_signed_statement(TRY(read_handed_file(path)));
    if (!statement) return within(shown(path), std::move(statement.error()));
    return statement;
}

// ---- create, list, show --------------------------------------------------------------------------------------------

Result<void> create(Session& session, IdentityTold told) {
    IdentityStore store = TRY(IdentityStore::open());
    if (told.identity.person == "unattested") {
        return failure(Fault::refused, "\"unattested\" names the machine's own key; choose another id");
    }
    if (store.identity(told.identity.person)) {
        return failure(Fault::refused, told.identity.person + " has an identity here already");
    }
    const auto enrolments = TRY(store.enrolments());
    const bool first = enrolments.empty() && !told.join;
    if (told.identity.org.empty() && !enrolments.empty()) {
        told.identity.org = std::get<Enrolment>(enrolments.front().statement).org;
    }
    if (told.identity.org.empty()) return failure(Fault::refused, "an identity needs its organisation: --org");
    if (first) told.identity.roles.push_back("registrar");
    if (told.identity.roles.empty())
        return failure(Fault::refused, "an identity needs a role: --role examiner, for instance");
    if (!told.rank.empty()) told.rank = TRY(rank_on_list(TRY(store.agency()), told.rank));
    SecretText passphrase, pin;
    if (told.identity.token.empty() || told.identity.hybrid) {
        passphrase = TRY(ask_new_passphrase(session, "New passphrase of " + told.identity.person));
    }
    if (!told.identity.token.empty()) pin = TRY(ask_passphrase(session, "PIN of the token"));
    const Identity identity = TRY(make_identity(told.identity, passphrase.bytes(), pin.bytes()));
    TRY(store.add(identity));
    if (!told.rank.empty()) TRY(keep_rank(store, identity.person, told.rank));
    if (TRY(store.default_person()).empty()) TRY(store.set_default(identity.person));
    if (first) {
        const PersonKeys keys = TRY(unlock_identity(identity, passphrase.bytes(), pin.bytes()));
        Enrolment enrolment;
        enrolment.person = identity.person;
        enrolment.keys = identity.public_keys();
        enrolment.roles = identity.roles;
        enrolment.org = identity.org;
        enrolment.number = 1;
        enrolment.pii = TRY(commitments_of(store, identity.person));
        enrolment.made = enrolment.from = identity.made;
        enrolment.until = TRY(told_time("--until", told.until, seconds_of(identity.made) + five_years));
        const auto signers = keys.pointers();
        const SignedDocument document = TRY(sign_statement(enrolment, signers));
        TRY(store.take({document, enrolment}));
    }
    if (session.json) {
        std::printf("%s", JsonObject{}
                              .text("person", identity.person)
                              .text("org", identity.org)
                              .member("roles", array_json(identity.roles))
                              .member("keys", keys_json(identity.public_keys()))
                              .truth("enrolled", first)
                              .line()
                              .c_str());
        return {};
    }
    std::printf("Identity of %s made in %s.\n%s", identity.person.c_str(), shown(store.folder().string()).c_str(),
                keys_text(identity.public_keys()).c_str());
    if (first) {
        std::printf(
            "Enrolled as number 1, the root of %s. Write the key id on paper: others compare it when they import it.\n"
            "A lost passphrase cannot be recovered.\n",
            shown(identity.org).c_str());
    } else {
        std::printf("Not enrolled yet. Next: sanad identity request %s --officer REGISTRAR… --out FILE\n",
                    identity.person.c_str());
    }
    return {};
}

Result<void> list(Session& session) {
    const IdentityStore store = TRY(IdentityStore::open());
    const KeyRing ring = TRY(store.known());
    const std::string usual = TRY(store.default_person());
    const auto unlocked = unlocked_persons(usual_agent_folder());
    const std::string now = ledger_time_now();
    Output out;
    const auto identities = TRY(store.identities());
    for (const Identity& identity : identities) {
        const KnownPerson* known = ring.person(identity.person);
        const char* state = "not enrolled";
        if (known != nullptr) {
            state = known->revoked_from && *known->revoked_from <= now ? "revoked"
                    : KeyRing::valid_at(*known, now)                   ? "enrolled"
                                                                       : "expired";
        }
        const bool open = std::ranges::find(unlocked, identity.person) != unlocked.end();
        if (session.json) {
            JsonObject row;
            row.text("person", identity.person).text("org", identity.org).text("state", state);
            if (known != nullptr) row.number("number", known->enrolment.number);
            row.member("roles", array_json(known != nullptr ? known->enrolment.roles : identity.roles));
            row.member("keys", keys_json(identity.public_keys()));
            row.truth("unlocked", open).truth("default", identity.person == usual);
            out.write(row.line());
        } else {
            out.write(fmt::format("{:<20} {:<13} {}{}{}\n", identity.person, state,
                                  joined(known != nullptr ? known->enrolment.roles : identity.roles),
                                  open ? "  [unlocked]" : "", identity.person == usual ? "  [default]" : ""));
        }
    }
    if (identities.empty() && !session.json) {
        out.write("No identity here: examinations are made UNATTESTED. `sanad identity create` makes one.\n");
    }
    return out.finish();
}

Result<void> show(Session& session, const IdentityTold& told) {
    const IdentityStore store = TRY(IdentityStore::open());
    const KeyRing ring = TRY(store.known());
    const auto identity = store.identity(told.person);
    if (!identity && identity.error().fault != Fault::not_found) return tl::unexpected{identity.error()};
    const KnownPerson* known = ring.person(told.person);
    if (!identity && known == nullptr) return tl::unexpected{identity.error()};
    const Enrolment* enrolment = known != nullptr ? &known->enrolment : nullptr;
    const auto keys = enrolment != nullptr ? enrolment->keys : identity->public_keys();
    const auto rank = TRY(kept_rank(store, told.person));
    const auto failures = TRY(FailedUnlocks{store.folder()}.of(told.person));
    if (session.json) {
        JsonObject row;
        if (rank) row.text("rank", rank->value);
        row.text("person", told.person).text("org", enrolment != nullptr ? enrolment->org : identity->org);
        row.truth("key_here", identity.has_value()).member("keys", keys_json(keys));
        row.member("roles", array_json(enrolment != nullptr ? enrolment->roles : identity->roles));
        if (enrolment != nullptr) {
            row.number("number", enrolment->number).member("officers", array_json(enrolment->officers));
            row.text("from", enrolment->from).text("until", enrolment->until);
        }
        if (known != nullptr && known->revoked_from) row.text("revoked_from", *known->revoked_from);
        JsonArray failed;
        for (const FailedUnlock& one : failures) failed.add(JsonObject{}.text("at", one.at).text("why", one.why).str());
        row.member("failed_unlocks", failed.str());
        std::printf("%s", row.line().c_str());
        return {};
    }
    std::printf("%s, %s\n%s", told.person.c_str(), shown(enrolment != nullptr ? enrolment->org : identity->org).c_str(),
                keys_text(keys).c_str());
    std::printf("  %-12s%s\n", "key",
                !identity              ? "not at this machine"
                : identity->on_token() ? "on a token"
                                       : "at this machine, sealed");
    std::printf("  %-12s%s\n", "roles", joined(enrolment != nullptr ? enrolment->roles : identity->roles).c_str());
    if (rank) std::printf("  %-12s%s\n", "rank", shown(rank->value).c_str());
    if (!failures.empty()) {
        std::printf("  %-12s%zu failed, the last at %s: %s\n", "unlocking", failures.size(), failures.back().at.c_str(),
                    shown(failures.back().why).c_str());
    }
    if (enrolment == nullptr) {
        std::printf("  %-12sno\n", "enrolled");
        return {};
    }
    std::printf("  %-12snumber %llu%s\n  %-12s%s to %s\n", "enrolled",
                static_cast<unsigned long long>(enrolment->number),
                enrolment->officers.empty() ? ", the root" : (" by " + joined(enrolment->officers)).c_str(), "valid",
                enrolment->from.c_str(), enrolment->until.c_str());
    if (known->revoked_from) std::printf("  %-12sfrom %s\n", "REVOKED", known->revoked_from->c_str());
    return {};
}

Result<void> change_passphrase(Session& session, const IdentityTold& told) {
    IdentityStore store = TRY(IdentityStore::open());
    const Identity identity = TRY(store.identity(told.person));
    const SecretText old_words = TRY(ask_passphrase(session, "Passphrase of " + identity.person));
    const SecretText new_words = TRY(ask_new_passphrase(session, "New passphrase of " + identity.person));
    const auto changed = with_new_passphrase(identity, old_words.bytes(), new_words.bytes());
    if (!changed) {
        note_failed_unlock(identity.person, changed.error());
        return tl::unexpected{changed.error()};
    }
    TRY(store.replace(*changed));
    std::printf("The passphrase of %s is changed. Copies of the old file still open with the old one.\n",
                identity.person.c_str());
    return {};
}

// ---- request, enrol, import, revoke --------------------------------------------------------------------------------

Result<void> request(Session& session, IdentityTold told) {
    const IdentityStore store = TRY(IdentityStore::open());
    const Identity identity = TRY(store.identity(told.person));
    const auto enrolments = TRY(store.enrolments());
    if (told.number == 0 && enrolments.empty()) {
        return failure(Fault::refused,
                       "no enrolment is known here to count from: --number says the next number of the "
                       "organisation (its registrars know it), or import theirs first");
    }
    if (told.number == 0) told.number = std::get<Enrolment>(enrolments.back().statement).number + 1;
    const std::size_t needed = told.number == 2 ? 1 : 2;
    std::ranges::sort(told.officers);
    told.officers.erase(std::unique(told.officers.begin(), told.officers.end()), told.officers.end());
    if (told.officers.size() != needed) {
        return failure(Fault::refused, told.number == 2
                                           ? "number 2 is enrolled by the root alone: --officer ROOT"
                                           : "two different registrars enrol: --officer ONE --officer OTHER");
    }
    Enrolment enrolment;
    enrolment.person = identity.person;
    enrolment.keys = identity.public_keys();
    enrolment.roles = identity.roles;
    enrolment.org = identity.org;
    enrolment.number = told.number;
    enrolment.officers = told.officers;
    if (!told.rank.empty()) {
        told.rank = TRY(rank_on_list(TRY(store.agency()), told.rank));
        TRY(keep_rank(store, identity.person, told.rank));
    }
    enrolment.pii = TRY(commitments_of(store, identity.person));
    enrolment.made = ledger_time_now();
    enrolment.from = TRY(told_time("--from", told.from, seconds_of(enrolment.made)));
    enrolment.until = TRY(told_time("--until", told.until, seconds_of(enrolment.from) + five_years));
    TRY(parse_statement(payload_of(enrolment)));
    const PersonKeys keys = TRY(keys_of(session.asking_anew(), identity));
    const auto signers = keys.pointers();
    const SignedDocument document = TRY(sign_statement(enrolment, signers));
    TRY(write_private_file(told.out, document.canonical() + "\n", Visible::everyone, Existing::keep));
    std::printf("%s: %s asks to be number %llu of %s, as %s.\nNext, at the machine of each officer:",
                shown(told.out).c_str(), identity.person.c_str(), static_cast<unsigned long long>(enrolment.number),
                shown(enrolment.org).c_str(), joined(enrolment.roles).c_str());
    for (const std::string& officer : enrolment.officers) {
        std::printf("\n  sanad identity enrol %s --as %s", shown(told.out).c_str(), officer.c_str());
    }
    std::printf("\nThey compare the key id with the one you tell them by voice or on paper:\n%s",
                keys_text(enrolment.keys).c_str());
    return {};
}

/// Persons of `needed` whose signatures are not in the document yet.
std::vector<std::string> still_missing(const SignedDocument& document, const KeyRing& ring,
                                       const std::vector<std::string>& needed) {
    std::vector<std::string> missing;
    for (const std::string& person : needed) {
        const KnownPerson* known = ring.person(person);
        if (known == nullptr || !signed_by(document, known->enrolment.keys)) missing.push_back(person);
    }
    return missing;
}

Result<void> enrol(Session& session, const IdentityTold& told) {
    if (session.as.size() != 1) return failure(Fault::refused, "which officer signs? --as OFFICER");
    IdentityStore store = TRY(IdentityStore::open());
    SignedStatement statement = TRY(statement_in(told.statement));
    const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
    if (enrolment == nullptr || enrolment->number < 2) {
        return failure(Fault::refused, shown(told.statement) + ": no request for an enrolment");
    }
    const std::string& officer = session.as.front();
    if (std::ranges::find(enrolment->officers, officer) == enrolment->officers.end()) {
        return failure(Fault::refused, fmt::format("{}: asks {} to enrol, not {}", shown(told.statement),
                                                   joined(enrolment->officers), officer));
    }
    if (!signed_by(statement.document, enrolment->keys)) {
        return failure(Fault::refused,
                       fmt::format("{}: not signed by the keys that it is for: nobody has shown to possess them",
                                   shown(told.statement)));
    }
    for (const SignedStatement& other : TRY(store.enrolments())) {
        const auto& there = std::get<Enrolment>(other.statement);
        if (there.org == enrolment->org && there.number == enrolment->number &&
            other.document.payload != statement.document.payload) {
            return failure(Fault::refused,
                           fmt::format("number {} of {} is {}, enrolled before; the request needs the next "
                                       "number",
                                       there.number, shown(there.org), there.person));
        }
    }
    const KeyRing ring = TRY(store.known());
    const KnownPerson* known = ring.person(officer);
    if (known != nullptr && enrolment->number > 2) {
        const auto& roles = known->enrolment.roles;
        if (std::ranges::find(roles, "registrar") == roles.end()) {
            return failure(Fault::refused, fmt::format("{} is {}, not a registrar", officer, joined(roles)));
        }
    }
    // Whom this enrols is read before the passphrase is asked: the key id is what the officer compares.
    const std::string whom = fmt::format("{}, {}, as {}, number {}, {} to {}\n{}", enrolment->person,
                                         shown(enrolment->org), joined(enrolment->roles), enrolment->number,
                                         enrolment->from, enrolment->until, keys_text(enrolment->keys));
    if (!session.json)
        std::fprintf(stderr, "To be enrolled, by the signature of %s:\n%s", officer.c_str(), whom.c_str());
    const ActingPerson acting = TRY(person_named(session.asking_anew(), store, officer));
    if (!acting.attested) return failure(Fault::refused, "an unattested key enrols nobody");
    const auto signers = acting.pointers();
    TRY(add_signatures(statement.document, signers));
    const auto missing = still_missing(statement.document, ring, enrolment->officers);
    if (missing.empty()) TRY(store.take(statement));
    const std::string& out = told.out.empty() ? told.statement : told.out;
    TRY(write_private_file(out, statement.document.canonical() + "\n", Visible::everyone,
                           told.out.empty() ? Existing::replace : Existing::keep));
    if (session.json) {
        std::printf("%s", JsonObject{}
                              .text("person", enrolment->person)
                              .text("statement", out)
                              .truth("complete", missing.empty())
                              .member("missing", array_json(missing))
                              .line()
                              .c_str());
        return {};
    }
    std::printf("%s is signed by %s.\n%s", shown(out).c_str(), officer.c_str(), whom.c_str());
    if (missing.empty()) {
        std::printf("Complete. %s and every other machine: sanad identity import %s\n", enrolment->person.c_str(),
                    shown(out).c_str());
    } else {
        std::printf("Still to sign: %s\n", joined(missing).c_str());
    }
    return {};
}

Result<void> import(Session& session, const IdentityTold& told) {
    IdentityStore store = TRY(IdentityStore::open());
    std::vector<std::pair<std::string, SignedStatement>> statements;
    for (const std::string& path : told.files) {
        std::vector<fs::path> files{path};
        std::error_code error;
        if (fs::is_directory(path, error)) {
            files.clear();
            for (fs::recursive_directory_iterator at{path, error}, end; !error && at != end; at.increment(error)) {
                if (at->path().extension() == ".json" && at->is_regular_file(error)) files.push_back(at->path());
            }
            if (error) return failure(Fault::system, fmt::format("{}: {}", shown(path), error.message()));
            std::ranges::sort(files);
        }
        for (const fs::path& file : files) statements.emplace_back(file.string(), TRY(statement_in(file.string())));
    }
    // Officers before those they enrol; revocations at the end.
    std::ranges::stable_sort(statements, {}, [](const auto& row) {
        const auto* enrolment = std::get_if<Enrolment>(&row.second.statement);
        return enrolment != nullptr ? enrolment->number : UINT64_MAX;
    });
    std::uint64_t taken = 0;
    for (const auto& [path, statement] : statements) {
        const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
        if (enrolment != nullptr && enrolment->number == 1 && !told.another_organisation) {
            for (const SignedStatement& other : TRY(store.enrolments())) {
                const auto& there = std::get<Enrolment>(other.statement);
                if (there.number == 1 && other.document.payload != statement.document.payload) {
                    return failure(
                        Fault::refused,
                        fmt::format("{}: a second root, {} of {}; {} of {} is trusted here. If both are to be: "
                                    "--another-organisation",
                                    shown(path), enrolment->person, shown(enrolment->org), there.person,
                                    shown(there.org)));
                }
            }
        }
        auto took = store.take(statement);
        if (!took) return within(shown(path), std::move(took.error()));
        if (!*took) continue;
        ++taken;
        if (session.json) continue;
        if (enrolment == nullptr) {
            const auto& revocation = std::get<Revocation>(statement.statement);
            std::printf("%s is revoked from %s.\n", revocation.person.c_str(), revocation.from.c_str());
            continue;
        }
        std::printf("%s, number %llu of %s, as %s.\n", enrolment->person.c_str(),
                    static_cast<unsigned long long>(enrolment->number), shown(enrolment->org).c_str(),
                    joined(enrolment->roles).c_str());
        if (enrolment->number == 1) {
            std::printf("  It is a root, and vouches for itself: compare its key id with the one on paper.\n%s",
                        keys_text(enrolment->keys).c_str());
        }
    }
    if (session.json) {
        std::printf("%s", JsonObject{}.number("imported", taken).number("read", statements.size()).line().c_str());
    } else {
        std::printf("%llu imported, %llu known before.\n", static_cast<unsigned long long>(taken),
                    static_cast<unsigned long long>(statements.size() - taken));
    }
    return {};
}

/// Who must sign a revocation: the person itself, or two registrars. Those still missing, in words; empty: complete.
Result<std::string> revocation_lacks(const KeyRing& ring, const SignedStatement& statement) {
    const auto checked = check_statement(ring, statement);
    return checked ? std::string{} : checked.error().what;
}

Result<void> revoke(Session& session, const IdentityTold& told) {
    IdentityStore store = TRY(IdentityStore::open());
    const KeyRing ring = TRY(store.known());
    if (session.as.empty()) {
        return failure(Fault::refused, "who revokes? --as A --as B (two registrars), or --as the person itself");
    }
    SignedStatement statement;
    if (!told.statement.empty()) {
        statement = TRY(statement_in(told.statement));
        if (!std::holds_alternative<Revocation>(statement.statement)) {
            return failure(Fault::refused, shown(told.statement) + ": no revocation");
        }
    } else {
        if (told.person.empty() || told.reason.empty()) {
            return failure(Fault::refused, "a revocation needs the PERSON and a --reason");
        }
        const KnownPerson* known = ring.person(told.person);
        if (known == nullptr) return failure(Fault::not_found, told.person + " is not enrolled here");
        Revocation revocation;
        revocation.person = told.person;
        for (const PublicKey& key : known->enrolment.keys) revocation.kids.push_back(key_id(key));
        std::ranges::sort(revocation.kids);
        revocation.reason = told.reason;
        revocation.made = ledger_time_now();
        revocation.from = TRY(told_time("--from", told.from, seconds_of(revocation.made)));
        statement.statement = revocation;
    }
    if (!session.json) {
        const auto& said = std::get<Revocation>(statement.statement);
        std::fprintf(stderr, "To be revoked: %s from %s: %s\n", shown(said.person).c_str(), said.from.c_str(),
                     shown(said.reason).c_str());
        for (const std::string& kid : said.kids) std::fprintf(stderr, "  key id      %s\n", shown(kid).c_str());
    }
    std::vector<ActingPerson> persons;
    for (const std::string& name : session.as) {
        persons.push_back(TRY(person_named(session.asking_anew(), store, name)));
        if (!persons.back().attested) return failure(Fault::refused, "an unattested key revokes nobody");
    }
    const auto signers = pointers(persons);
    if (told.statement.empty()) {
        statement.document = TRY(sign_statement(statement.statement, signers));
    } else {
        TRY(add_signatures(statement.document, signers));
    }
    const std::string& person = std::get<Revocation>(statement.statement).person;
    const std::string lacks = TRY(revocation_lacks(ring, statement));
    if (lacks.empty()) TRY(store.take(statement));
    const std::string out = told.out.empty() ? told.statement : told.out;
    if (!lacks.empty() && out.empty()) {
        return failure(Fault::refused,
                       fmt::format("not complete ({}); --out FILE writes it for the second registrar", lacks));
    }
    if (!out.empty()) {
        TRY(write_private_file(out, statement.document.canonical() + "\n", Visible::everyone,
                               told.out.empty() ? Existing::replace : Existing::keep));
    }
    if (session.json) {
        std::printf(
            "%s",
            JsonObject{}.text("person", person).truth("complete", lacks.empty()).text("statement", out).line().c_str());
    } else if (lacks.empty()) {
        std::printf("The keys of %s are revoked from %s. Other machines: sanad identity import %s\n", person.c_str(),
                    std::get<Revocation>(statement.statement).from.c_str(),
                    shown(out.empty() ? (store.folder() / "revocations").string() : out).c_str());
    } else {
        std::printf("%s: not complete (%s). The second registrar: sanad identity revoke --statement %s --as B\n",
                    shown(out).c_str(), lacks.c_str(), shown(out).c_str());
    }
    return {};
}

// ---- the agent -----------------------------------------------------------------------------------------------------

Result<void> agent(Session& session, const IdentityTold& told) {
    const auto idle = TRY(told_duration(told.idle));
    const IdentityStore store = TRY(IdentityStore::open());
    const Identity identity = TRY(store.identity(told.person));
    AgentSocket socket = TRY(AgentSocket::open(usual_agent_folder(), identity.person));
    const bool locked = shield_memory();
    UnlockWords words = TRY(ask_unlock_words(session, identity));
    const PersonKeys keys = TRY(unlock_with(identity, words));
    words = {};  // wiped
    std::fprintf(stderr, "sanad: %s is unlocked; ends after %s without a signature%s\n", identity.person.c_str(),
                 told.idle.c_str(), locked ? "" : "; its memory could not be kept from swap");
    return socket.serve(keys, idle, session.stop);
}

/// In the child: gives up the terminal and every file but its own, and says how it went through `report`.
[[noreturn]] void become_agent(Session& session, AgentSocket& socket, const Identity& identity, UnlockWords words,
                               std::chrono::milliseconds idle, int report) {
    ::setsid();
    const bool locked = shield_memory();
    auto keys = unlock_with(identity, words);
    words = {};  // wiped
    const std::string said = keys ? (locked ? "locked" : "swappable") : "!" + keys.error().what;
    [[maybe_unused]] const ssize_t sent = ::write(report, said.data(), std::min<std::size_t>(said.size(), 4000));
    ::close(report);
    if (!keys) ::_exit(1);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, standard);
    const auto own = static_cast<unsigned>(socket.descriptor());
    if (own > 3) ::close_range(3, own - 1, 0);
    ::close_range(own + 1, ~0u, 0);
    [[maybe_unused]] const int at_root = ::chdir("/");
    {
        AgentSocket serving{std::move(socket)};
        static_cast<void>(serving.serve(*keys, idle, session.stop));
    }
    keys = failure(Fault::not_found, "");  // wiped
    ::_exit(0);
}

Result<void> unlock(Session& session, const IdentityTold& told) {
    const auto idle = TRY(told_duration(told.idle));
    const IdentityStore store = TRY(IdentityStore::open());
    const Identity identity = TRY(store.identity(told.person));
    AgentSocket socket = TRY(AgentSocket::open(usual_agent_folder(), identity.person));
    UnlockWords words = TRY(ask_unlock_words(session, identity));
    int report[2];
    if (::pipe2(report, O_CLOEXEC) != 0) return failure(Fault::system, std::strerror(errno));
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return failure(Fault::system, fmt::format("cannot start an agent: {}", std::strerror(errno)));
    if (child == 0) {
        ::close(report[0]);
        become_agent(session, socket, identity, std::move(words), idle, report[1]);
    }
    ::close(report[1]);
    std::string said;
    char piece[1024];
    for (ssize_t now = 0; (now = ::read(report[0], piece, sizeof piece)) != 0;) {
        if (now < 0 && errno != EINTR) break;
        if (now > 0) said.append(piece, static_cast<std::size_t>(now));
    }
    ::close(report[0]);
    if (said.starts_with("!")) {
        ::waitpid(child, nullptr, 0);
        return failure(Fault::refused, said.substr(1));
    }
    if (said.empty()) return failure(Fault::system, "the agent ended before it was ready");
    socket.hand_over();
    if (session.json) {
        std::printf(
            "%s", JsonObject{}.text("person", identity.person).truth("memory_locked", said == "locked").line().c_str());
        return {};
    }
    std::printf("%s is unlocked until %s pass without a signature. `sanad identity lock %s` ends it at once.\n",
                identity.person.c_str(), told.idle.c_str(), identity.person.c_str());
    if (said != "locked") {
        std::printf(
            "This account may not lock enough memory (ulimit -l): on a machine with swap a key could reach the "
            "disk.\n");
    }
    return {};
}

Result<void> lock(const IdentityTold& told) {
    const fs::path folder = usual_agent_folder();
    const auto persons = told.person.empty() ? unlocked_persons(folder) : std::vector<std::string>{told.person};
    for (const std::string& person : persons) {
        auto locked = lock_agent(folder, person);
        if (!locked && locked.error().fault == Fault::not_found) {
            return failure(Fault::not_found, person + " is not unlocked");
        }
        if (!locked) return locked;
        std::printf("%s is locked.\n", person.c_str());
    }
    if (persons.empty()) std::printf("Nobody is unlocked.\n");
    return {};
}

Result<void> set_default(const IdentityTold& told) {
    IdentityStore store = TRY(IdentityStore::open());
    TRY(store.identity(told.person));
    TRY(store.set_default(told.person));
    std::printf("%s acts here unless --as says otherwise.\n", told.person.c_str());
    return {};
}

Result<void> agency(Session& session, const IdentityTold& told, bool changed) {
    IdentityStore store = TRY(IdentityStore::open());
    Agency agency = TRY(store.agency());
    if (changed) {
        if (!told.agency.name.empty()) agency.name = told.agency.name;
        if (!told.agency.address.empty()) agency.address = told.agency.address;
        if (!told.agency.logo.empty()) agency.logo = fs::absolute(told.agency.logo).lexically_normal().string();
        if (!told.agency.ranks.empty()) agency.ranks = told.agency.ranks;
        if (!told.agency.exhibits.empty()) agency.exhibits = told.agency.exhibits;
        TRY(store.set_agency(agency));
    }
    if (session.json) {
        std::printf("%s", JsonObject{}
                              .text("name", agency.name)
                              .text("address", agency.address)
                              .text("logo", agency.logo)
                              .member("ranks", array_json(agency.ranks))
                              .text("exhibits", agency.exhibits)
                              .line()
                              .c_str());
        return {};
    }
    std::printf("%-10s%s\n%-10s%s\n%-10s%s\n%-10s%s\n%-10s%s-1, %s-2 …\n", "name", shown(agency.name).c_str(),
                "address", shown(agency.address).c_str(), "logo", shown(agency.logo).c_str(), "ranks",
                shown(joined(agency.ranks)).c_str(), "exhibits", agency.exhibits.c_str(), agency.exhibits.c_str());
    return {};
}

}  // namespace

void add_identity_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<IdentityTold>();
    told->agency.exhibits.clear();
    CLI::App* noun = app.add_subcommand("identity", "Keys of persons: who signs what is done to evidence");
    noun->require_subcommand(1);
    const auto person = [&](CLI::App* verb, std::string& into) {
        return verb->add_option("person", into, "The person's id in the organisation, such as r.vance");
    };

    CLI::App* verb = noun->add_subcommand("create", "Make a person's key, sealed under a passphrase");
    person(verb, told->identity.person)->required();
    verb->add_option("--org", told->identity.org, "The organisation; by default that of the enrolments known here");
    verb->add_option("--role", told->identity.roles, "A role; may be given several times")
        ->type_name("ROLE")
        ->allow_extra_args(false);
    verb->add_option("--rank", told->rank, "The rank, one of the agency's (sanad identity agency); papers print it");
    verb->add_flag("--hybrid", told->identity.hybrid, "A post-quantum key (ml-dsa-65) too; needs OpenSSL 3.5");
    verb->add_option("--token", told->identity.token, "The key is on a PKCS#11 token")->type_name("MODULE:LABEL:KEY");
    verb->add_flag("--join", told->join, "The organisation has its root at another machine: make no root here");
    verb->add_option("--until", told->until, "Until when the root's enrolment is valid; by default five years");
    verb->footer(
        "Examples:\n  sanad identity create a.khan --org 'Cyber Lab' --role registrar\n"
        "  sanad identity create r.vance --role examiner --role custodian\n\n"
        "The first person of a machine without enrolments becomes number 1, the root of the organisation, and enrols\n"
        "itself. Everybody else is enrolled: number 2 by the root, later ones by two registrars.");
    verb->callback([&session, told] { session.succeeded(create(session, *told)); });

    verb = noun->add_subcommand("list", "The identities at this machine, a line each");
    verb->footer("Example:\n  sanad identity list");
    verb->callback([&session] { session.succeeded(list(session)); });

    verb = noun->add_subcommand("show", "A person's keys, roles and enrolment");
    person(verb, told->person)->required();
    verb->footer("Example:\n  sanad identity show r.vance");
    verb->callback([&session, told] { session.succeeded(show(session, *told)); });

    verb = noun->add_subcommand("change-passphrase", "Seal a person's keys under another passphrase");
    person(verb, told->person)->required();
    verb->footer(
        "Example:\n  sanad identity change-passphrase r.vance\n\nWith --passphrase-fd: the old one, then the new one.");
    verb->callback([&session, told] { session.succeeded(change_passphrase(session, *told)); });

    verb = noun->add_subcommand("request", "Ask to be enrolled: a statement signed by the new keys, for the officers");
    person(verb, told->person)->required();
    verb->add_option("--officer", told->officers, "Who enrols: the root for number 2, later two registrars")
        ->required()
        ->allow_extra_args(false);
    verb->add_option("--rank", told->rank, "The rank from now on, one of the agency's; by default the one kept");
    verb->add_option("--number", told->number, "Number in the organisation; by default the next after those known here")
        ->check(CLI::Range(2, 1'000'000));
    verb->add_option("--from", told->from, "Valid from; by default now");
    verb->add_option("--until", told->until, "Valid until; by default five years later");
    verb->add_option("--out", told->out, "The request to write")->required()->type_name("FILE");
    verb->footer("Example:\n  sanad identity request r.vance --officer a.khan --officer s.malik --out r.vance.request");
    verb->callback([&session, told] { session.succeeded(request(session, *told)); });

    verb = noun->add_subcommand("enrol", "Sign a request as one of its officers");
    verb->add_option("request", told->statement, "The request")->required()->type_name("FILE");
    verb->add_option("--out", told->out, "Write here; by default into the request itself")->type_name("FILE");
    verb->footer(
        "Example:\n  sanad identity enrol r.vance.request --as a.khan\n\n"
        "Complete when all officers it names have signed; then it is kept here too, and handed to the others.");
    verb->callback([&session, told] { session.succeeded(enrol(session, *told)); });

    verb = noun->add_subcommand("import", "Take enrolments and revocations that others made");
    verb->add_option("file", told->files, "Statements, or folders of them (such as another machine's enrolments/)")
        ->required();
    verb->add_flag("--another-organisation", told->another_organisation, "Trust a second root too");
    verb->footer(
        "Example:\n  sanad identity import /media/usb/enrolments\n\nEvery signature is checked; nothing else is kept.");
    verb->callback([&session, told] { session.succeeded(import(session, *told)); });

    verb = noun->add_subcommand("revoke", "Say that a person's keys are no longer to be trusted");
    person(verb, told->person);
    verb->add_option("--reason", told->reason, "Why");
    verb->add_option("--from", told->from, "From when on; by default now");
    verb->add_option("--statement", told->statement, "Sign this revocation, begun by another")->type_name("FILE");
    verb->add_option("--out", told->out, "Write the statement here")->type_name("FILE");
    verb->footer(
        "Examples:\n  sanad identity revoke r.vance --reason 'laptop stolen' --as a.khan --as s.malik\n"
        "  sanad identity revoke r.vance --reason 'left the service' --as a.khan --out revocation.json\n"
        "  sanad identity revoke --statement revocation.json --as s.malik");
    verb->callback([&session, told] { session.succeeded(revoke(session, *told)); });

    verb = noun->add_subcommand("unlock", "Start an agent that signs for a person, so that nobody has to be there");
    person(verb, told->person)->required();
    verb->add_option("--idle", told->idle, "Ends after so long without a signature: 90s, 15m, 8h (default 15m)");
    verb->footer("Example:\n  sanad identity unlock night-batch --idle 12h");
    verb->callback([&session, told] { session.succeeded(unlock(session, *told)); });

    verb = noun->add_subcommand("lock", "End the agents, or one person's");
    person(verb, told->person);
    verb->footer("Example:\n  sanad identity lock");
    verb->callback([&session, told] { session.succeeded(lock(*told)); });

    verb = noun->add_subcommand("agent", "Be the agent of a person until stopped: for service managers; see unlock");
    person(verb, told->person)->required();
    verb->add_option("--idle", told->idle, "Ends after so long without a signature (default 15m)");
    verb->footer("Example:\n  sanad identity agent night-batch --idle 12h --passphrase-fd 3");
    verb->callback([&session, told] { session.succeeded(agent(session, *told)); });

    verb = noun->add_subcommand("default", "Whose keys are used when nobody is named");
    person(verb, told->person)->required();
    verb->footer("Example:\n  sanad identity default r.vance");
    verb->callback([&session, told] { session.succeeded(set_default(*told)); });

    verb = noun->add_subcommand("agency", "What forms and reports say of the agency; without options, what is set");
    std::vector<CLI::Option*> options{
        verb->add_option("--name", told->agency.name, "Its name"),
        verb->add_option("--address", told->agency.address, "Its address"),
        verb->add_option("--logo", told->agency.logo, "A picture (PNG)")->type_name("FILE"),
        verb->add_option("--rank", told->agency.ranks, "A rank, from the highest, with its Urdu after =; several times")
            ->allow_extra_args(false),
        verb->add_option("--exhibits", told->agency.exhibits, "Letters before exhibit numbers (default E)")};
    verb->footer(
        "Example:\n  sanad identity agency --name 'Cyber Lab' --exhibits CL --rank 'Director=ڈائریکٹر' --rank "
        "Examiner");
    verb->callback([&session, told, options] {
        const bool changed =
            std::ranges::any_of(options, [](const CLI::Option* option) { return option->count() != 0; });
        session.succeeded(agency(session, *told, changed));
    });
}

}  // namespace sanad
