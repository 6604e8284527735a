#include "core/custody/identity_store.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include "core/base/text.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/crypto/token.hpp"
#include "core/custody/members.hpp"
#include "core/custody/private_file.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view identity_format = "sanad-identity-v1";
constexpr std::string_view checkpoint_key_format = "sanad-checkpoint-key-v1";
constexpr std::string_view unattested_format = "sanad-unattested-identity-v1";
constexpr std::string_view agency_format = "sanad-agency-v1";
constexpr const char* unattested_file = "unattested.identity";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_statements = 100'000;
constexpr std::string_view for_ever = "9999-12-31T23:59:59Z";

/// MODULE:LABEL:KEY. Labels may hold colons as %3A, and % as %25.
Result<std::unique_ptr<Signer>> token_signer(const std::string& token, Bytes pin) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < token.size(); ++i) {
        const std::string_view rest = std::string_view{token}.substr(i);
        if (token[i] == ':') {
            parts.emplace_back();
        } else if (rest.starts_with("%3A") || rest.starts_with("%25")) {
            parts.back() += rest[1] == '3' ? ':' : '%';
            i += 2;
        } else {
            parts.back() += token[i];
        }
    }
    if (parts.size() != 3 || std::ranges::any_of(parts, &std::string::empty)) {
        return failure(Fault::refused,
                       fmt::format("\"{}\": a key on a token is named MODULE:LABEL:KEY, the module by its "
                                   "absolute path, a colon in a label as %3A",
                                   shown(token)));
    }
    return open_token_key({parts[0], parts[1], parts[2]}, text_of(pin));
}

Result<SignatureAlgorithm> algorithm_of(const std::string& name) {
    const auto algorithm = signature_algorithm(name);
    if (!algorithm) return wrong_member("alg", "an algorithm that is not known: " + shown(name));
    return *algorithm;
}

Result<IdentityKey> key_from(const JsonValue& value) {
    Members members{value};
    IdentityKey key;
    key.key.algorithm = TRY(algorithm_of(TRY(members.text("alg"))));
    const std::string kid = TRY(members.text("kid"));
    key.key.raw = TRY(from_base64(TRY(members.text("public"))));
    key.token = TRY(members.optional_text("token")).value_or("");
    TRY(members.end());
    if (key_id(key.key) != kid) return wrong_member("kid", "not the id of the public key beside it");
    return key;
}

std::string purpose_of(const Identity& identity) {
    return "sanad identity " + identity.person;
}

/// The secrets in the order of their keys, one after another.
Result<SecretText> secrets_of(const Identity& identity, Bytes passphrase) {
    Unsealed unsealed = TRY(unseal(identity.sealed, passphrase));
    const auto sealed_keys = std::ranges::count_if(identity.keys, [](const auto& key) { return key.token.empty(); });
    if (unsealed.purpose != purpose_of(identity)) {
        return failure(Fault::damaged, fmt::format("the secret in it is of \"{}\"", shown(unsealed.purpose)));
    }
    if (unsealed.secret.text().size() != static_cast<std::size_t>(sealed_keys) * secret_bytes) {
        return failure(Fault::damaged, "it holds another number of secrets than of keys");
    }
    return std::move(unsealed.secret);
}

Result<PrivateKey> private_key(const PublicKey& expected, Bytes secret) {
    PrivateKey key = TRY(PrivateKey::from_secret(expected.algorithm, secret));
    if (!(key.public_key() == expected)) {
        return failure(Fault::damaged, fmt::format("the {} secret in it is not that of the public key beside it",
                                                   name_of(expected.algorithm)));
    }
    return key;
}

Result<std::string> sealed_under(const Identity& identity, const SecretText& secrets, Bytes passphrase,
                                 const ScryptCost& cost) {
    return seal(purpose_of(identity), secrets.bytes(), passphrase, cost);
}

JsonValue::Array texts(const std::vector<std::string>& from) {
    return {from.begin(), from.end()};
}

/// What this account's own file holds.
struct UnattestedFile {
    Enrolment facts;
    std::string enrolment;  ///< the signed statement that says so
    SecretText secret;
};

Result<UnattestedFile> unattested_in(std::string_view text) {
    const JsonValue value = TRY(JsonValue::parse(text));
    Members members{value};
    if (TRY(members.text("format")) != unattested_format) return wrong_member("format", "not an unattested identity");
    UnattestedFile file;
    file.secret = SecretText{TRY(from_base64(TRY(members.text("secret"))))};
    file.enrolment = TRY(from_base64(TRY(members.text("statement"))));
    TRY(members.end());
    SignedStatement statement = TRY(parse_signed_statement(file.enrolment));
    auto* facts = std::get_if<Enrolment>(&statement.statement);
    if (facts == nullptr || facts->number != 0 || facts->keys.size() != 1) {
        return wrong_member("statement", "not an unattested enrolment");
    }
    file.facts = std::move(*facts);
    return file;
}

std::string account_person() {
    const passwd* account = ::getpwuid(::geteuid());
    std::string name = account != nullptr ? account->pw_name : std::to_string(::geteuid());
    for (char& letter : name) {
        letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
        const bool fits = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' ||
                          letter == '_' || letter == '-';
        if (!fits) letter = '-';
    }
    return ("unattested-" + name).substr(0, 40);
}

/// A key.enrol or key.revoke that carries the statement: what a ring takes.
Event carrying(const SignedStatement& statement) {
    const std::string text = base64(statement.document.canonical());
    Event event;
    if (std::holds_alternative<Enrolment>(statement.statement)) {
        event.type = "key.enrol";
        event.body.set("statements", JsonValue::Array{text});
    } else {
        event.type = "key.revoke";
        event.body.set("statement", text);
    }
    return event;
}

std::string file_name(const SignedStatement& statement) {
    if (const auto* enrolment = std::get_if<Enrolment>(&statement.statement)) {
        return fmt::format("{:06}-{}-{}.json", enrolment->number, enrolment->person,
                           key_id(enrolment->keys.front()).substr(0, 8));
    }
    return fmt::format("{}-{}.json", std::get<Revocation>(statement.statement).person,
                       sha256_hex(statement.document.payload).substr(0, 12));
}

Result<void> check_person(std::string_view person) {
    if (is_person_id(person)) return {};
    return failure(Fault::refused,
                   fmt::format("\"{}\" is no person's id: 2 to 40 of a-z, 0-9, '.', '_' and '-', beginning with "
                               "a letter or a digit",
                               shown(person)));
}

}  // namespace

std::string ledger_time_now() {
    return ledger_time(static_cast<std::int64_t>(std::time(nullptr)));
}

std::vector<PublicKey> Identity::public_keys() const {
    std::vector<PublicKey> all;
    for (const IdentityKey& key : keys) all.push_back(key.key);
    return all;
}

bool Identity::on_token() const {
    return std::ranges::any_of(keys, [](const IdentityKey& key) { return !key.token.empty(); });
}

std::vector<Signer*> PersonKeys::pointers() const {
    std::vector<Signer*> all;
    for (const auto& signer : signers) all.push_back(signer.get());
    return all;
}

std::vector<Signer*> ActingPerson::pointers() const {
    std::vector<Signer*> all;
    for (const auto& signer : signers) all.push_back(signer.get());
    return all;
}

std::string ActingPerson::key() const {
    std::string first;
    for (const auto& signer : signers) {
        const std::string kid = key_id(signer->public_key());
        if (first.empty() || kid < first) first = kid;
    }
    return first;
}

Result<Identity> parse_identity(std::string_view text) {
    const JsonValue value = TRY(JsonValue::parse(text, most_document_bytes));
    Members members{value};
    if (TRY(members.text("format")) != identity_format)
        return wrong_member("format", "not an identity of this version");
    Identity identity;
    identity.person = TRY(members.text("person", is_person_id, "a person's id"));
    identity.org = TRY(members.text("org"));
    identity.roles = TRY(members.texts("roles", is_role, "a role"));
    identity.made = TRY(members.text("made", is_ledger_time, "a time"));
    if (const auto sealed = TRY(members.optional_text("sealed"))) identity.sealed = TRY(from_base64(*sealed));
    for (const JsonValue& key : *TRY(members.array("keys"))) {
        auto read = key_from(key);
        if (!read) return within("keys", std::move(read.error()));
        identity.keys.push_back(std::move(*read));
    }
    TRY(members.end());
    const auto kids = [&] {
        std::vector<std::string> all;
        for (const IdentityKey& key : identity.keys) all.push_back(key_id(key.key));
        return all;
    }();
    if (kids.empty() || kids.size() > 3 || !is_sorted_set(kids))
        return wrong_member("keys", "not 1 to 3, sorted by key id");
    const bool some_sealed = std::ranges::any_of(identity.keys, [](const auto& key) { return key.token.empty(); });
    if (some_sealed == identity.sealed.empty()) return wrong_member("sealed", "does not fit the keys");
    return identity;
}

std::string identity_text(const Identity& identity) {
    JsonValue value;
    value.set("format", identity_format).set("person", identity.person).set("org", identity.org);
    value.set("roles", texts(identity.roles)).set("made", identity.made);
    if (!identity.sealed.empty()) value.set("sealed", base64(identity.sealed));
    JsonValue::Array keys;
    for (const IdentityKey& key : identity.keys) {
        JsonValue row;
        row.set("alg", name_of(key.key.algorithm)).set("kid", key_id(key.key)).set("public", base64(key.key.raw));
        if (!key.token.empty()) row.set("token", key.token);
        keys.push_back(std::move(row));
    }
    value.set("keys", std::move(keys));
    return value.canonical();
}

Result<Identity> make_identity(const NewIdentity& told, Bytes passphrase, Bytes pin, const ScryptCost& cost) {
    TRY(check_person(told.person));
    TRY(check_text(told.org, 400));
    if (told.org.empty()) return failure(Fault::refused, "an identity needs its organisation: --org");
    Identity identity;
    identity.person = told.person;
    identity.org = told.org;
    identity.roles = told.roles;
    std::ranges::sort(identity.roles);
    identity.roles.erase(std::unique(identity.roles.begin(), identity.roles.end()), identity.roles.end());
    for (const std::string& role : identity.roles) {
        if (!is_role(role) || role == "unattested") {
            return failure(Fault::refused, fmt::format("\"{}\" is no role that a person may have", shown(role)));
        }
    }
    identity.made = ledger_time_now();
    std::vector<std::pair<std::string, PrivateKey>> made;  // by key id
    const auto add = [&](SignatureAlgorithm algorithm) -> Result<void> {
        PrivateKey key = TRY(PrivateKey::generate(algorithm));
        identity.keys.push_back({key.public_key(), {}});
        made.emplace_back(key_id(key.public_key()), std::move(key));
        return {};
    };
    if (told.token.empty()) {
        TRY(add(SignatureAlgorithm::ed25519));
    } else {
        const auto signer = TRY(token_signer(told.token, pin));
        identity.keys.push_back({signer->public_key(), told.token});
    }
    if (told.hybrid) {
        if (!available(SignatureAlgorithm::ml_dsa_65)) {
            return failure(Fault::unsupported, "ml-dsa-65 needs OpenSSL 3.5 or newer; this machine has an older one");
        }
        TRY(add(SignatureAlgorithm::ml_dsa_65));
    }
    std::ranges::sort(identity.keys, {}, [](const IdentityKey& key) { return key_id(key.key); });
    std::ranges::sort(made, {}, [](const auto& row) { return row.first; });
    if (!made.empty()) {
        std::string together;
        together.reserve(made.size() * secret_bytes);
        for (const auto& [kid, key] : made) {
            const SecretText secret{key.secret()};
            together += secret.text();
        }
        const SecretText secrets{std::move(together)};
        identity.sealed = TRY(sealed_under(identity, secrets, passphrase, cost));
    }
    return identity;
}

Result<PersonKeys> unlock_identity(const Identity& identity, Bytes passphrase, Bytes pin) {
    const auto read = [&]() -> Result<PersonKeys> {
        PersonKeys keys;
        keys.person = identity.person;
        SecretText secrets;
        if (!identity.sealed.empty()) secrets = TRY(secrets_of(identity, passphrase));
        std::size_t at = 0;
        for (const IdentityKey& key : identity.keys) {
            if (key.token.empty()) {
                keys.signers.push_back(signer_of(TRY(private_key(key.key, secrets.bytes().subspan(at, secret_bytes)))));
                at += secret_bytes;
                continue;
            }
            auto signer = TRY(token_signer(key.token, pin));
            if (!(signer->public_key() == key.key)) {
                return failure(Fault::damaged, "the key on the token is not the one of this identity");
            }
            keys.signers.push_back(std::move(signer));
        }
        return keys;
    };
    auto keys = read();
    if (!keys) return within("identity of " + identity.person, std::move(keys.error()));
    return keys;
}

Result<Identity> with_new_passphrase(const Identity& identity, Bytes old_passphrase, Bytes new_passphrase,
                                     const ScryptCost& cost) {
    if (identity.sealed.empty()) {
        return failure(Fault::refused,
                       "the keys of " + identity.person + " lie on a token, whose PIN its own tools change");
    }
    auto secrets = secrets_of(identity, old_passphrase);
    if (!secrets) return within("identity of " + identity.person, std::move(secrets.error()));
    Identity changed = identity;
    changed.sealed = TRY(sealed_under(identity, *secrets, new_passphrase, cost));
    return changed;
}

fs::path IdentityStore::usual_folder() {
    if (const char* home = std::getenv("SANAD_HOME"); home != nullptr && *home != '\0') return home;
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/') {
        return fs::path{config} / "sanad";
    }
    const char* home = std::getenv("HOME");
    const passwd* account = home == nullptr || *home != '/' ? ::getpwuid(::geteuid()) : nullptr;
    return fs::path{account != nullptr                ? account->pw_dir
                    : home != nullptr && *home == '/' ? home
                                                      : "/"} /
           ".config/sanad";
}

Result<IdentityStore> IdentityStore::open(const fs::path& folder) {
    TRY(make_private_folder(folder));
    for (const char* name : {"identities", "enrolments", "revocations"}) TRY(make_private_folder(folder / name));
    return IdentityStore{folder};
}

Result<std::vector<Identity>> IdentityStore::identities() const {
    std::vector<std::string> persons;
    std::error_code error;
    for (fs::directory_iterator at{folder_ / "identities", error}, end; !error && at != end; at.increment(error)) {
        const std::string person = at->path().stem().string();
        if (at->path().extension() == ".identity" && is_person_id(person)) persons.push_back(person);
        if (persons.size() > most_statements)
            return failure(Fault::limit, "too many identities in " + folder_.string());
    }
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(folder_.string()), error.message()));
    std::ranges::sort(persons);
    std::vector<Identity> all;
    for (const std::string& person : persons) all.push_back(TRY(identity(person)));
    return all;
}

Result<Identity> IdentityStore::identity(std::string_view person) const {
    TRY(check_person(person));
    const fs::path path = folder_ / "identities" / (std::string{person} + ".identity");
    const auto text = read_private_file(path, Visible::owner);
    if (!text && text.error().fault == Fault::not_found) {
        return failure(Fault::not_found,
                       fmt::format("{} has no identity here; `sanad identity create {}` makes one", person, person));
    }
    if (!text) return tl::unexpected{text.error()};
    auto identity = parse_identity(*text);
    if (identity && identity->person != person) identity = failure(Fault::damaged, "it is of " + identity->person);
    if (!identity) return within(shown(path.string()), std::move(identity.error()));
    return identity;
}

Result<void> IdentityStore::add(const Identity& identity) {
    auto written = write_private_file(folder_ / "identities" / (identity.person + ".identity"), identity_text(identity),
                                      Visible::owner, Existing::keep);
    if (!written && written.error().fault == Fault::refused) {
        return failure(Fault::refused, identity.person + " has an identity here already");
    }
    return written;
}

Result<void> IdentityStore::replace(const Identity& identity) {
    return write_private_file(folder_ / "identities" / (identity.person + ".identity"), identity_text(identity),
                              Visible::owner, Existing::replace);
}

Result<std::string> IdentityStore::default_person() const {
    auto text = read_private_file(folder_ / "default", Visible::everyone, 4096);
    if (!text && text.error().fault == Fault::not_found) return std::string{};
    if (!text) return text;
    while (!text->empty() && text->back() == '\n') text->pop_back();
    if (auto checked = check_person(*text); !checked) {
        return within(shown((folder_ / "default").string()), std::move(checked.error()));
    }
    return text;
}

Result<void> IdentityStore::set_default(std::string_view person) {
    TRY(check_person(person));
    return write_private_file(folder_ / "default", std::string{person} + "\n", Visible::everyone, Existing::replace);
}

Result<std::vector<SignedStatement>> IdentityStore::statements_in(std::string_view name) const {
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::directory_iterator at{folder_ / name, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().extension() == ".json") paths.push_back(at->path());
        if (paths.size() > most_statements) return failure(Fault::limit, "too many statements in " + folder_.string());
    }
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(folder_.string()), error.message()));
    std::ranges::sort(paths);
    std::vector<SignedStatement> all;
    for (const fs::path& path : paths) {
        const std::string text = TRY(read_private_file(path, Visible::everyone));
        auto statement = parse_signed_statement(text);
        if (!statement) return within(shown(path.string()), std::move(statement.error()));
        all.push_back(std::move(*statement));
    }
    return all;
}

Result<std::vector<SignedStatement>> IdentityStore::enrolments() const {
    auto all = TRY(statements_in("enrolments"));
    for (const SignedStatement& statement : all) {
        if (!std::holds_alternative<Enrolment>(statement.statement)) {
            return failure(Fault::damaged,
                           "a statement in " + shown((folder_ / "enrolments").string()) + " is no enrolment");
        }
    }
    std::ranges::stable_sort(all, {}, [](const auto& row) { return std::get<Enrolment>(row.statement).number; });
    return all;
}

Result<std::vector<SignedStatement>> IdentityStore::revocations() const {
    auto all = TRY(statements_in("revocations"));
    for (const SignedStatement& statement : all) {
        if (!std::holds_alternative<Revocation>(statement.statement)) {
            return failure(Fault::damaged,
                           "a statement in " + shown((folder_ / "revocations").string()) + " is no revocation");
        }
    }
    return all;
}

Result<KeyRing> IdentityStore::known() const {
    KeyRing ring;
    for (const SignedStatement& statement : TRY(enrolments())) {
        if (auto taken = ring.take(carrying(statement)); !taken) {
            return within(shown((folder_ / "enrolments" / file_name(statement)).string()), std::move(taken.error()));
        }
    }
    for (const SignedStatement& statement : TRY(revocations())) {
        if (auto taken = ring.take(carrying(statement)); !taken) {
            return within(shown((folder_ / "revocations" / file_name(statement)).string()), std::move(taken.error()));
        }
    }
    return ring;
}

Result<void> check_statement(const KeyRing& known, const SignedStatement& statement) {
    if (const auto* enrolment = std::get_if<Enrolment>(&statement.statement)) {
        for (const std::string& officer : enrolment->officers) {
            if (known.person(officer) == nullptr) {
                return failure(Fault::refused,
                               fmt::format("the officer {} is not known here: import the enrolment of {} first",
                                           officer, officer));
            }
        }
    } else if (!std::holds_alternative<Revocation>(statement.statement)) {
        return failure(Fault::refused, "neither an enrolment nor a revocation");
    }
    KeyRing with = known;
    TRY(with.take(carrying(statement)));
    return {};
}

namespace {

/// False: it is here already. What says the same with other signatures was changed on its way.
Result<bool> same_as(const SignedStatement& here, const SignedStatement& statement) {
    if (here.document.canonical() == statement.document.canonical()) return false;
    return failure(Fault::refused, "its signatures are not those of the same statement on record here");
}

}  // namespace

Result<bool> IdentityStore::take(const SignedStatement& statement) {
    const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
    const fs::path folder = folder_ / (enrolment != nullptr ? "enrolments" : "revocations");
    if (enrolment != nullptr) {
        if (enrolment->number == 0) {
            return failure(Fault::refused, "an unattested key is of one machine; it is enrolled nowhere else");
        }
        for (const SignedStatement& other : TRY(enrolments())) {
            const auto& there = std::get<Enrolment>(other.statement);
            if (other.document.payload == statement.document.payload) return same_as(other, statement);
            if (there.org == enrolment->org && there.number == enrolment->number) {
                return failure(Fault::refused,
                               fmt::format("number {} of {} is {}, enrolled before; ask for the next number",
                                           there.number, shown(there.org), there.person));
            }
        }
    } else if (std::holds_alternative<Revocation>(statement.statement)) {
        for (const SignedStatement& other : TRY(revocations())) {
            if (other.document.payload == statement.document.payload) return same_as(other, statement);
        }
    }
    TRY(check_statement(TRY(known()), statement));
    TRY(write_private_file(folder / file_name(statement), statement.document.canonical(), Visible::everyone,
                           Existing::keep));
    return true;
}

Result<std::vector<std::string>> IdentityStore::chain_of(std::string_view person) const {
    const auto all = TRY(enrolments());
    std::set<std::size_t> needed;
    // An officer stands behind an enrolment with the newest of the own that came before it.
    std::vector<std::pair<std::string, std::uint64_t>> asked{{std::string{person}, UINT64_MAX}};
    while (!asked.empty()) {
        const auto [name, before] = asked.back();
        asked.pop_back();
        std::size_t found = all.size();
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& enrolment = std::get<Enrolment>(all[i].statement);
            if (enrolment.person == name && enrolment.number < before) found = i;
        }
        if (found == all.size()) {
            return failure(Fault::refused,
                           fmt::format("{} is not enrolled; `sanad identity request {}` asks for it", name, name));
        }
        if (!needed.insert(found).second) continue;
        const auto& enrolment = std::get<Enrolment>(all[found].statement);
        for (const std::string& officer : enrolment.officers) asked.emplace_back(officer, enrolment.number);
    }
    std::vector<std::string> chain;
    for (const std::size_t i : needed) chain.push_back(all[i].document.canonical());
    return chain;
}

Result<PrivateKey> IdentityStore::checkpoint_key() {
    const fs::path path = folder_ / "checkpoint.key";
    for (int tries = 0;; ++tries) {
        auto text = read_private_file(path, Visible::owner, 4096);
        if (text) {
            const auto read = [&]() -> Result<PrivateKey> {
                const JsonValue value = TRY(JsonValue::parse(*text));
                Members members{value};
                if (TRY(members.text("format")) != checkpoint_key_format)
                    return wrong_member("format", "not a checkpoint key");
                const SecretText secret{TRY(from_base64(TRY(members.text("secret"))))};
                TRY(members.end());
                return PrivateKey::from_secret(SignatureAlgorithm::ed25519, secret.bytes());
            };
            auto key = read();
            wipe(*text);
            if (!key) return within(shown(path.string()), std::move(key.error()));
            return key;
        }
        if (text.error().fault != Fault::not_found || tries > 0) return tl::unexpected{text.error()};
        const PrivateKey made = TRY(PrivateKey::generate(SignatureAlgorithm::ed25519));
        const SecretText secret{made.secret()};
        JsonValue value;
        value.set("format", checkpoint_key_format).set("secret", base64(secret.text()));
        const SecretText file{value.canonical()};
        // Another process may have been faster: its key counts, and is read.
        const auto written = write_private_file(path, file.text(), Visible::owner, Existing::keep);
        if (!written && written.error().fault != Fault::refused) return tl::unexpected{written.error()};
    }
}

Result<std::string> IdentityStore::unattested_name() {
    const fs::path path = folder_ / unattested_file;
    if (auto text = read_private_file(path, Visible::owner, 1 << 16)) {
        const auto kept = unattested_in(*text);
        wipe(*text);
        if (!kept) return within(shown(path.string()), Error{kept.error()});
        return kept->facts.person;
    }
    return TRY(unattested()).person;
}

Result<ActingPerson> IdentityStore::unattested() {
    const fs::path path = folder_ / unattested_file;
    for (int tries = 0;; ++tries) {
        auto text = read_private_file(path, Visible::owner, 1 << 16);
        if (text) {
            const auto read = [&]() -> Result<ActingPerson> {
                const UnattestedFile kept = TRY(unattested_in(*text));
                ActingPerson person;
                person.person = kept.facts.person;
                person.org = kept.facts.org;
                person.role = "unattested";
                person.roles = {"unattested"};
                person.attested = false;
                person.enrolment = {kept.enrolment};
                person.signers.push_back(signer_of(TRY(private_key(kept.facts.keys.front(), kept.secret.bytes()))));
                return person;
            };
            auto person = read();
            wipe(*text);
            if (!person) return within(shown(path.string()), std::move(person.error()));
            return person;
        }
        if (text.error().fault != Fault::not_found || tries > 0) return tl::unexpected{text.error()};
        PrivateKey made = TRY(PrivateKey::generate(SignatureAlgorithm::ed25519));
        const SecretText secret{made.secret()};
        Enrolment enrolment;
        enrolment.person = account_person();
        enrolment.keys = {made.public_key()};
        enrolment.roles = {"unattested"};
        enrolment.org = "unattested";
        enrolment.made = enrolment.from = ledger_time_now();
        enrolment.until = for_ever;
        const auto signer = signer_of(std::move(made));
        Signer* const signers[] = {signer.get()};
        const SignedDocument document = TRY(sign_statement(enrolment, signers));
        JsonValue value;
        value.set("format", unattested_format).set("secret", base64(secret.text()));
        value.set("statement", base64(document.canonical()));
        const SecretText file{value.canonical()};
        const auto written = write_private_file(path, file.text(), Visible::owner, Existing::keep);
        if (!written && written.error().fault != Fault::refused) return tl::unexpected{written.error()};
    }
}

Result<Agency> IdentityStore::agency() const {
    const fs::path path = folder_ / "agency.json";
    const auto text = read_private_file(path, Visible::everyone);
    if (!text && text.error().fault == Fault::not_found) return Agency{};
    if (!text) return tl::unexpected{text.error()};
    const auto read = [&]() -> Result<Agency> {
        const JsonValue value = TRY(JsonValue::parse(*text));
        Members members{value};
        if (TRY(members.text("format")) != agency_format) return wrong_member("format", "not an agency's facts");
        Agency agency;
        agency.name = TRY(members.text("name"));
        agency.address = TRY(members.text("address"));
        agency.logo = TRY(members.text("logo"));
        agency.ranks = TRY(members.texts("ranks", is_any_text, "a text"));
        agency.exhibits = TRY(members.text("exhibits"));
        TRY(members.end());
        if (!is_item_number(agency.exhibits + "-1")) return wrong_member("exhibits", "not 1 to 4 capital letters");
        return agency;
    };
    auto agency = read();
    if (!agency) return within(shown(path.string()), std::move(agency.error()));
    return agency;
}

Result<void> IdentityStore::set_agency(const Agency& agency) {
    if (!is_item_number(agency.exhibits + "-1")) {
        return failure(Fault::refused, "letters before exhibit numbers are 1 to 4 capitals A to Z, such as E or RV");
    }
    for (const std::string* text : {&agency.name, &agency.address, &agency.logo}) TRY(check_text(*text));
    for (const std::string& rank : agency.ranks) TRY(check_text(rank));
    JsonValue value;
    value.set("format", agency_format).set("name", agency.name).set("address", agency.address);
    value.set("logo", agency.logo).set("ranks", texts(agency.ranks)).set("exhibits", agency.exhibits);
    return write_private_file(folder_ / "agency.json", value.canonical(), Visible::everyone, Existing::replace);
}

}  // namespace sanad
