#include "core/cli/custody_session.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <set>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/base/version.hpp"
#include "core/cli/signing.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/event_types.hpp"
#include "core/custody/roles.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

constexpr std::array all_roles{
    "administrator", "auditor",    "court_expert", "custodian", "examiner", "first_responder", "investigating_officer",
    "lab_manager",   "prosecutor", "registrar",    "reviewer",  "service",  "unattested"};

/// The name of a case as a ledger writes it.
std::string case_id_of(std::string_view name) {
    std::string id;
    for (const char letter : name) {
        const bool plain =
            (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (id.empty() && !plain) continue;
        id += plain || letter == '.' || letter == '_' || letter == '/' || letter == '-' ? letter : '-';
        if (id.size() == 80) break;
    }
    return id.empty() ? "case" : id;
}

/// Held while a ledger is made: two verbs may meet in a new case.
class FolderLock {
public:
    explicit FolderLock(const fs::path& folder)
        : descriptor_{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
        if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

private:
    int descriptor_;
};

Result<PublicKey> checkpoint_public_key() {
    IdentityStore store = TRY(IdentityStore::open());
    return TRY(store.checkpoint_key()).public_key();
}

JsonValue checkpoint_key_json(const PublicKey& key) {
    JsonValue value;
    value.set("alg", name_of(key.algorithm)).set("public", base64(key.raw));
    return value;
}

Event event_by(const ActingPerson& person, std::string type, JsonValue body, std::string item) {
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    Event event;
    event.type = std::move(type);
    event.body = std::move(body);
    if (!item.empty()) event.item = std::move(item);
    event.time = ledger_time(now);
    event.tz = local_offset(now);
    event.actor = {person.person, person.role, person.key(), person.org};
    return event;
}

std::string finding_words(const Finding& finding) {
    return finding.rule.starts_with("V-") ? fmt::format("{}: {}", finding.rule, finding.what) : finding.what;
}

}  // namespace

fs::path ledger_of(const CaseFolder& folder) {
    return folder.path() / "ledger.db";
}

ClockFacts clock_facts() {
    ClockFacts facts;
    timex kernel{};
    // TIME_ERROR: no program keeps the clock at the time of a server.
    const int state = ::adjtimex(&kernel);
    if (state < 0 || state == TIME_ERROR || (kernel.status & STA_UNSYNC) != 0) return facts;
    facts.source = "ntp";
    facts.checked_at = ledger_time_now();
    facts.offset_ms = kernel.offset / ((kernel.status & STA_NANO) != 0 ? 1'000'000 : 1'000);
    return facts;
}

std::string local_offset(std::int64_t seconds) {
    const std::time_t moment = seconds;
    std::tm local{};
    ::localtime_r(&moment, &local);
    const long minutes = local.tm_gmtoff / 60;
    return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

Result<std::string> file_sha256(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), std::strerror(errno)));
    Sha256 digest;
    std::vector<Byte> piece(1 << 18);
    ssize_t now = 0;
    while ((now = ::read(descriptor, piece.data(), piece.size())) > 0) {
        digest.update(Bytes{piece}.first(static_cast<std::size_t>(now)));
    }
    ::close(descriptor);
    if (now < 0) return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), std::strerror(errno)));
    return hex(digest.finish());
}

Result<ToolFacts> tool_facts() {
    static const Result<std::string> build = file_sha256("/proc/self/exe");
    return ToolFacts{"sanad", std::string{version}, TRY(Result<std::string>{build})};
}

std::string ledger_text(std::string_view text, std::size_t longest) {
    std::string fit = nfc(shown(text));
    if (fit.size() <= longest) return fit;
    constexpr std::string_view more = "…";
    std::size_t length = longest - more.size();
    while (length > 0 && (static_cast<unsigned char>(fit[length]) & 0xC0) == 0x80) --length;
    return fit.substr(0, length) + std::string{more};
}

// ---- opening -------------------------------------------------------------------------------------------------------

namespace {

/// A ledger is made under another name and moved into place with its first two entries, so that none is ever half.
Result<void> make_ledger(const CaseFolder& folder, const ActingPerson& person, const CaseOpening& told) {
    CaseFacts facts = TRY(TRY(folder.reader()).facts());
    const FolderLock lock{folder.path()};
    std::error_code error;
    if (fs::exists(ledger_of(folder), error)) return {};
    // What a process left that was killed here.
    for (const auto& entry : fs::directory_iterator{folder.path(), error}) {
        if (entry.path().filename().string().starts_with("ledger.db.new")) fs::remove(entry.path(), error);
    }
    const fs::path part = folder.path() / "ledger.db.new";
    const auto fill = [&]() -> Result<void> {
        LedgerFile ledger = TRY(LedgerFile::create(part));
        const auto signers = person.pointers();
        const auto append = [&](const std::string& type, JsonValue body) -> Result<void> {
            Event event = event_by(person, type, std::move(body), {});
            event.case_id = case_id_of(facts.name);
            event.tool = TRY(tool_facts());
            event.clock = clock_facts();
            Result<LedgerFile::Appended> appended = failure(Fault::refused, "the person has no role");
            // Which role may do it the rules say.
            std::vector<std::string> roles{person.role};
            if (person.role.empty()) roles = person.roles;
            for (const std::string& role : roles) {
                event.actor.role = role;
                appended = ledger.append(event, signers);
                if (appended || appended.error().fault != Fault::refused) break;
            }
            if (appended) return {};
            const bool may_make_it = std::ranges::any_of(roles, [](const std::string& name) {
                const auto role = role_of(name);
                return role && permission(*role, RoleColumn::case_file) != Permission::denied;
            });
            if (!may_make_it && type == "case.open") {
                appended.error().what += ". One of them makes the case first (`sanad case create`)";
            }
            return within("the ledger of the case cannot be opened", std::move(appended.error()));
        };
        JsonValue::Array statements;
        for (const std::string& statement : person.enrolment) statements.emplace_back(base64(statement));
        JsonValue enrolment;
        enrolment.set("statements", std::move(statements));
        TRY(append("key.enrol", std::move(enrolment)));
        const IdentityStore store = TRY(IdentityStore::open());
        std::string agency = told.agency.empty() ? TRY(store.agency()).name : ledger_text(told.agency);
        if (agency.empty()) agency = person.org;
        JsonValue opening;
        opening.set("title", ledger_text(facts.name));
        opening.set("number", told.number.empty() ? std::string{number_not_recorded} : ledger_text(told.number));
        opening.set("agency", std::move(agency)).set("lead", person.person);
        opening.set("checkpoint_key", checkpoint_key_json(TRY(checkpoint_public_key())));
        opening.set("attested", JsonValue::truth(person.attested));
        return append("case.open", std::move(opening));
    };
    auto made = fill();
    if (made) made = LedgerFile::publish(part, ledger_of(folder));
    if (!made) {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(part.string() + suffix, error);
    }
    return made;
}

}  // namespace

Result<CustodySession> CustodySession::open(const CaseFolder& folder, std::shared_ptr<const ActingPerson> person,
                                            const CaseOpening& told) {
    if (::access(folder.path().c_str(), W_OK) != 0 && (errno == EROFS || errno == EACCES)) {
        return failure(Fault::unavailable, shown(folder.path().string()) + ": the case cannot be written");
    }
    std::error_code error;
    if (!fs::exists(ledger_of(folder), error)) TRY(make_ledger(folder, *person, told));
    CustodySession custody{TRY(LedgerFile::open(ledger_of(folder))), std::move(person)};
    TRY(custody.enrol());
    TRY(custody.carry_revocations());
    return custody;
}

Result<CustodySession> CustodySession::open(const Session& session, const CaseFolder& folder) {
    return open(folder, std::make_shared<const ActingPerson>(TRY(acting_person(session))));
}

CustodySession::~CustodySession() {
    if (!ledger_) return;
    if (const auto closed = close(); !closed) {
        std::fprintf(stderr, "sanad: no checkpoint of the ledger: %s\n", closed.error().what.c_str());
    }
}

bool CustodySession::attested() {
    const auto state = ledger_->state();
    return state && (*state)->keys().attested();
}

/// On first use in this ledger: the person's statements that it does not know yet.
Result<void> CustodySession::enrol() {
    for (int tries = 0;; ++tries) {
        const KeyRing& ring = TRY(ledger_->state())->keys();
        const KnownPerson* known = ring.person(person_->person);
        if (known != nullptr && key_id(known->enrolment.keys.front()) == person_->key()) return {};
        std::set<std::pair<std::string, std::uint64_t>> there;
        for (const KnownPerson& row : ring.persons()) {
            if (row.enrolment.number != 0) there.emplace(row.enrolment.org, row.enrolment.number);
        }
        JsonValue::Array statements;
        for (const std::string& text : person_->enrolment) {
            const SignedStatement statement = TRY(parse_signed_statement(text));
            const auto& enrolment = std::get<Enrolment>(statement.statement);
            if (!there.contains({enrolment.org, enrolment.number})) statements.emplace_back(base64(text));
        }
        if (statements.empty()) {
            return failure(Fault::refused,
                           fmt::format("{} is enrolled in this ledger with other keys", person_->person));
        }
        JsonValue body;
        body.set("statements", std::move(statements));
        Event enrolling = event("key.enrol", std::move(body));
        if (enrolling.actor.role.empty() && !person_->roles.empty()) enrolling.actor.role = person_->roles.front();
        enrolling.tool = TRY(tool_facts());
        enrolling.clock = clock_facts();
        const auto signers = person_->pointers();
        auto appended = ledger_->append(std::move(enrolling), signers);
        if (appended) appended_ = true;
        // Another process may have enrolled the same person meanwhile.
        if (!appended && tries > 0) return within("the ledger of the case", std::move(appended.error()));
    }
}

/// What this machine knows of revoked keys is told to every ledger that they could still sign in.
Result<void> CustodySession::carry_revocations() {
    for (const std::string& text : person_->revocations) {
        const SignedStatement statement = TRY(parse_signed_statement(text));
        const auto& revocation = std::get<Revocation>(statement.statement);
        const KeyRing& ring = TRY(ledger_->state())->keys();
        const bool open = std::ranges::any_of(revocation.kids, [&](const std::string& kid) {
            const KnownPerson* owner = ring.owner_of(kid);
            return owner != nullptr && (!owner->revoked_from || revocation.from < *owner->revoked_from);
        });
        if (!open) continue;
        JsonValue body;
        body.set("statement", base64(text));
        if (const auto appended = append(event("key.revoke", std::move(body))); !appended) {
            std::fprintf(stderr, "sanad: the revocation of %s could not be entered in the ledger: %s\n",
                         revocation.person.c_str(), appended.error().what.c_str());
        }
    }
    return {};
}

// ---- acts ----------------------------------------------------------------------------------------------------------

Event CustodySession::event(std::string type, JsonValue body, std::string item) const {
    return event_by(*person_, std::move(type), std::move(body), std::move(item));
}

namespace {

/// Whether the role that the event names is one of the person's enrolment, or granted in this case.
bool acts_in_own_role(const LedgerCheck& state, const Event& event) {
    const KnownPerson* person = state.keys().owner_of(event.actor.key);
    return person != nullptr && role_of(event.actor.role) &&
           (std::ranges::find(person->enrolment.roles, event.actor.role) != person->enrolment.roles.end() ||
            state.custody().is_granted(event.actor.person, event.actor.role, event.item.value_or(""), event.recorded));
}

}  // namespace

Result<Event> CustodySession::acted(Event event) {
    const LedgerCheck& state = *TRY(ledger_->state());
    event.actor = {person_->person, person_->role, person_->key(), person_->org};
    // A role that was asked for and that the person does not have is what was refused.
    if (event.type == "access.denied") event.actor.role.clear();
    event.recorded = ledger_time_now();
    if (event.time.empty()) event.time = event.recorded;
    if (event.tz.empty()) event.tz = local_offset(seconds_of(event.time));
    event.tool = TRY(tool_facts());
    event.clock = clock_facts();
    event.ledger = state.origin();
    event.case_id = state.case_id();
    event.seq = state.size();
    event.prev = state.last_hash();
    if (event.id.empty()) event.id = new_event_id();
    if (event.item) {
        const auto item = state.custody().items().find(*event.item);
        event.item_seq = item == state.custody().items().end() ? 0 : item->second.next_seq;
    }
    if (!event.actor.role.empty()) return event;
    // The first role that may: the person's own in their order, then those granted in this case.
    std::vector<std::string> candidates = person_->roles;
    candidates.insert(candidates.end(), all_roles.begin(), all_roles.end());
    for (const std::string& role : candidates) {
        event.actor.role = role;
        const auto findings = state.examine(event);
        if (std::ranges::none_of(findings, [](const Finding& finding) { return finding.rule == "roles"; }))
            return event;
    }
    // None may alone: then one that may with a second person, for that is what is missing.
    const EventType* type = find_event_type(event.type);
    for (const std::string& role : candidates) {
        const auto known = role_of(role);
        if (type == nullptr || !known || permission(*known, type->column) != Permission::two_persons) continue;
        event.actor.role = role;
        if (acts_in_own_role(state, event)) return event;
    }
    event.actor.role = person_->roles.empty() ? "service" : person_->roles.front();
    return event;
}

Result<std::optional<Finding>> CustodySession::fault_of(const Event& event, std::string_view but) {
    const LedgerCheck& state = *TRY(ledger_->state());
    for (Finding& finding : state.examine(event)) {
        if (finding.weight == Weight::broken && !finding.worth_recording && finding.rule != but)
            return std::optional{std::move(finding)};
    }
    return std::optional<Finding>{};
}

Result<void> CustodySession::may(const Event& told, std::string_view but) {
    const Event event = TRY(acted(told));
    const auto fault = TRY(fault_of(event, but));
    if (!fault) return {};
    if (fault->rule == "roles") enter_denial(event);
    return failure(Fault::refused, finding_words(*fault));
}

/// V-26 refused it. That a second person is missing still is no refusal: the act is not complete.
void CustodySession::enter_denial(const Event& refused) {
    const EventType* type = find_event_type(refused.type);
    const auto role = role_of(refused.actor.role);
    if (type == nullptr || refused.type == "access.denied") return;
    const auto state = ledger_->state();
    if (!state) return;
    if (acts_in_own_role(**state, refused)) {
        const Permission allows = permission(*role, type->column);
        if (allows == Permission::allowed || allows == Permission::two_persons) return;
    }
    JsonValue body;
    body.set("what",
             ledger_text(refused.item ? fmt::format("{} of {} as {}", refused.type, *refused.item, refused.actor.role)
                                      : fmt::format("{} as {}", refused.type, refused.actor.role)));
    body.set("rule", "V-26");
    if (const auto entered = append(event("access.denied", std::move(body))); !entered) {
        std::fprintf(stderr, "sanad: the refusal could not be entered in the ledger: %s\n",
                     entered.error().what.c_str());
    }
}

Result<void> CustodySession::together(const std::function<Result<void>()>& appends) {
    return ledger_->together(appends);
}

Result<LedgerFile::Appended> CustodySession::append(Event told, const std::vector<Opening>& openings) {
    const Event event = TRY(acted(std::move(told)));
    const auto signers = person_->pointers();
    auto appended = ledger_->append(event, signers, openings);
    if (!appended && appended.error().fault == Fault::refused) {
        if (const auto fault = fault_of(event); fault && *fault && (*fault)->rule == "roles") enter_denial(event);
    }
    if (!appended) {
        const bool named = appended.error().what.find(event.type) != std::string::npos;
        return within(named ? "custody" : fmt::format("custody: {}", event.type), std::move(appended.error()));
    }
    appended_ = true;
    return appended;
}

Result<void> CustodySession::close() {
    if (!appended_) return {};
    appended_ = false;
    IdentityStore store = TRY(IdentityStore::open());
    const auto key = signer_of(TRY(store.checkpoint_key()));
    if (TRY(ledger_->state())->checkpoint_key() != key->public_key().raw) {
        // The case has come here from another installation: from now on its checkpoints are signed here.
        JsonValue body;
        body.set("checkpoint_key", checkpoint_key_json(key->public_key()));
        const Event succeeding = TRY(acted(event("log.succeed", std::move(body))));
        if (TRY(fault_of(succeeding))) {
            // What was done is on record, and whoever hears of a failure would do it again.
            std::fputs(
                "sanad: recorded, but without a checkpoint: another installation signs those of this case, and "
                "only an investigating_officer or lab_manager who acts here hands that over (log.succeed)\n",
                stderr);
            return {};
        }
        TRY(append(succeeding));
        appended_ = false;
    }
    const LedgerCheck& state = *TRY(ledger_->state());
    Checkpoint checkpoint;
    checkpoint.origin = state.origin();
    checkpoint.size = state.size();
    checkpoint.root = state.root();
    TRY(checkpoint.sign(*key));
    return ledger_->keep_checkpoint(checkpoint);
}

}  // namespace sanad
