#include "core/cli/signing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/text.hpp"
#include "core/custody/agent.hpp"
#include "core/custody/failed_unlocks.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_passphrase = 1024;

/// One line, byte by byte: what follows belongs to the next who reads.
Result<SecretText> read_line(int descriptor, const Session& session) {
    std::string line;
    line.reserve(longest_passphrase + 1);  // a secret that grows would leave copies behind
    for (;;) {
        char letter = 0;
        const ssize_t now = ::read(descriptor, &letter, 1);
        if (now < 0 && errno == EINTR && !session.stop) continue;
        if (now < 0 && errno == EINTR) return failure(Fault::refused, "stopped");
        if (now < 0) return failure(Fault::refused, fmt::format("no passphrase: {}", std::strerror(errno)));
        if (now == 0 || letter == '\n') break;
        if (line.size() == longest_passphrase) return failure(Fault::refused, "a passphrase has at most 1,024 bytes");
        line += letter;
    }
    if (line.empty()) return failure(Fault::refused, "no passphrase was given");
    return SecretText{std::move(line)};
}

class Terminal {
public:
    static Result<Terminal> open() {
        const int descriptor = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
        if (descriptor < 0) {
            return failure(Fault::refused,
                           "there is no terminal to ask for the passphrase: give --passphrase-fd N, or, for acts that "
                           "do not take it anew, unlock the person before (`sanad identity unlock`)");
        }
        return Terminal{descriptor};
    }
    Terminal(Terminal&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    Terminal& operator=(Terminal&&) = delete;
    ~Terminal() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    Result<SecretText> ask(const std::string& prompt, const Session& session) const {
        say(prompt + ": ");
        termios before{};
        const bool is_terminal = ::tcgetattr(descriptor_, &before) == 0;
        if (is_terminal) {
            termios silent = before;
            silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            silent.c_lflag |= ICANON;
            ::tcsetattr(descriptor_, TCSAFLUSH, &silent);
        }
        auto line = read_line(descriptor_, session);
        if (is_terminal) ::tcsetattr(descriptor_, TCSAFLUSH, &before);
        say("\n");
        return line;
    }

private:
    explicit Terminal(int descriptor) : descriptor_{descriptor} {}
    void say(std::string_view text) const {
        // Nobody there to read it: the answer then fails too.
        [[maybe_unused]] const ssize_t ignored = ::write(descriptor_, text.data(), text.size());
    }
    int descriptor_;
};

Result<void> check_may_sign(const KnownPerson& known, std::string_view now) {
    const Enrolment& enrolment = known.enrolment;
    if (known.revoked_from && *known.revoked_from <= now) {
        return failure(Fault::refused,
                       fmt::format("the keys of {} are revoked from {}", enrolment.person, *known.revoked_from));
    }
    if (!KeyRing::valid_at(known, now)) {
        return failure(Fault::refused, fmt::format("the enrolment of {} is valid from {} until {}", enrolment.person,
                                                   enrolment.from, enrolment.until));
    }
    return {};
}

}  // namespace

Result<SecretText> ask_passphrase(const Session& session, const std::string& prompt) {
    if (session.passphrase_fd >= 0) return read_line(session.passphrase_fd, session);
    return TRY(Terminal::open()).ask(prompt, session);
}

Result<SecretText> ask_new_passphrase(const Session& session, const std::string& prompt) {
    if (session.passphrase_fd >= 0) return read_line(session.passphrase_fd, session);
    const Terminal terminal = TRY(Terminal::open());
    SecretText first = TRY(terminal.ask(prompt, session));
    const SecretText second = TRY(terminal.ask("The same again", session));
    if (first.text() != second.text()) return failure(Fault::refused, "the two passphrases differ");
    return first;
}

Result<UnlockWords> ask_unlock_words(const Session& session, const Identity& identity) {
    UnlockWords words;
    if (!identity.sealed.empty()) words.passphrase = TRY(ask_passphrase(session, "Passphrase of " + identity.person));
    if (identity.on_token()) words.pin = TRY(ask_passphrase(session, "PIN of the token of " + identity.person));
    return words;
}

Result<PersonKeys> unlock_with(const Identity& identity, const UnlockWords& words) {
    auto keys = unlock_identity(identity, words.passphrase.bytes(), words.pin.bytes());
    if (!keys) note_failed_unlock(identity.person, keys.error());
    return keys;
}

void note_failed_unlock(const std::string& person, const Error& why) {
    const auto noted = [&]() -> Result<void> {
        return FailedUnlocks{TRY(IdentityStore::open()).folder()}.add({ledger_time_now(), person, why.what});
    }();
    if (!noted) std::fprintf(stderr, "sanad: this could not be noted: %s\n", noted.error().what.c_str());
}

Result<PersonKeys> keys_of(const Session& session, const Identity& identity) {
    if (!session.passphrase_anew) {
        auto held = agent_keys(usual_agent_folder(), identity.person, identity.public_keys());
        if (held || held.error().fault != Fault::not_found) return held;
    }
    auto words = ask_unlock_words(session, identity);
    if (!words) {
        return within(session.passphrase_anew ? fmt::format("this act takes the passphrase of {} anew", identity.person)
                                              : fmt::format("the keys of {} are locked", identity.person),
                      std::move(words.error()));
    }
    return unlock_with(identity, *words);
}

Result<ActingPerson> person_named(const Session& session, IdentityStore& store, std::string_view name) {
    if (name == "unattested") return store.unattested();
    const Identity identity = TRY(store.identity(name));
    const KeyRing ring = TRY(store.known());
    const KnownPerson* known = ring.person(name);
    if (known == nullptr) {
        return failure(
            Fault::refused,
            fmt::format("{} is not enrolled yet: `sanad identity request {}`, then two registrars enrol; until then "
                        "`--as unattested` works, and everything says so",
                        name, name));
    }
    // Before a passphrase is asked: no key is unlocked for nothing.
    TRY(check_may_sign(*known, ledger_time_now()));
    if (known->enrolment.keys != identity.public_keys()) {
        return failure(Fault::refused, fmt::format("the keys of {} at this machine are not those enrolled", name));
    }
    if (!session.role.empty() && !is_role(session.role)) {
        return failure(Fault::refused, fmt::format("\"{}\" is no role", shown(session.role)));
    }
    ActingPerson person;
    person.person = identity.person;
    person.org = known->enrolment.org;
    person.role = session.role;
    person.roles = known->enrolment.roles;
    person.enrolment = TRY(store.chain_of(name));
    for (const SignedStatement& revocation : TRY(store.revocations())) {
        person.revocations.push_back(revocation.document.canonical());
    }
    person.signers = TRY(keys_of(session, identity)).signers;
    return person;
}

Result<ActingPerson> person_beside(const Session& session, std::string_view name) {
    IdentityStore store = TRY(IdentityStore::open());
    Session theirs = session;
    theirs.role.clear();
    return person_named(theirs, store, name);
}

Result<std::string> acting_name(const Session& session, const IdentityStore& store) {
    if (session.as.size() > 1) return failure(Fault::refused, "one person acts here; --as was given more than once");
    if (!session.as.empty()) return session.as.front();
    if (const char* name = std::getenv("SANAD_IDENTITY"); name != nullptr && *name != '\0') return std::string{name};
    std::string usual = TRY(store.default_person());
    if (!usual.empty()) return usual;
    const auto identities = TRY(store.identities());
    if (identities.empty()) return std::string{"unattested"};
    if (identities.size() == 1) return identities.front().person;
    const auto unlocked = unlocked_persons(usual_agent_folder());
    if (unlocked.size() == 1) return unlocked.front();
    std::string names;
    for (const Identity& identity : identities) names += (names.empty() ? "" : ", ") + identity.person;
    return failure(Fault::refused, fmt::format("who acts? --as names one of {}", names));
}

Result<ActingPerson> acting_person(const Session& session) {
    IdentityStore store = TRY(IdentityStore::open());
    const std::string name = TRY(acting_name(session, store));
    return person_named(session, store, name);
}

Result<std::string> read_handed_file(const std::filesystem::path& path) {
    PlainFile file = TRY(PlainFile::open(path));
    std::string text(most_document_bytes + 1, '\0');
    const std::size_t length = TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()}));
    if (length > most_document_bytes) {
        return failure(Fault::limit, fmt::format("{}: larger than any signed document", shown(path.string())));
    }
    text.resize(length);
    while (!text.empty() && text.back() == '\n') text.pop_back();  // a mail program or an editor added it
    return text;
}

}  // namespace sanad
