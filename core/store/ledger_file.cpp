#include "core/store/ledger_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "core/base/descriptor.hpp"
#include "core/base/system_failure.hpp"
#include "core/base/text.hpp"
#include "core/custody/event_types.hpp"
#include "core/store/database.hpp"
#include "core/store/ledger_tables.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

/// Appends wait for each other: an entry takes a millisecond or two, a signature on a token a second.
constexpr int wait_for_others_ms = 120'000;
constexpr std::size_t most_differences = 20;

tl::unexpected<Error> refused(std::string what) {
    return failure(Fault::refused, std::move(what));
}

std::string_view entry_text(Bytes blob) {
    return text_of(blob);
}

/// Fault::refused unless this program reads it; nothing when the database is still empty.
Result<bool> is_ledger(Database& database) {
    const auto version = TRY(database.number("PRAGMA user_version"));
    const auto application = TRY(database.number("PRAGMA application_id"));
    if (TRY(database.number("SELECT count(*) FROM sqlite_schema")) == 0 && application == 0) return false;
    if (application != ledger_application_id) return refused(database.name() + ": not a ledger");
    if (version > ledger_schema_version)
        return refused(
            fmt::format("{}: written by a newer Sanad: its schema is version {}, this program knows version {}",
                        database.name(), version, ledger_schema_version));
    if (version != ledger_schema_version)
        return failure(Fault::damaged, fmt::format("{}: its schema has no version", database.name()));
    return true;
}

Result<std::unique_ptr<Database>> connect(const std::filesystem::path& path, Access access) {
    auto database = TRY(Database::open(path, access));
    sqlite3_busy_timeout(database->handle(), wait_for_others_ms);
    if (access == Access::read_only) return database;
    // What was acknowledged is on the disk; what was erased is not there any more.
    if (access != Access::create_unseen) TRY(database->run("PRAGMA synchronous = FULL"));
    TRY(database->run("PRAGMA secure_delete = ON"));
    return database;
}

std::string all_of(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        if (finding.weight != Weight::broken || finding.worth_recording) continue;
        if (!text.empty()) text += "\n";
        text += fmt::format("{}: {}", finding.rule, finding.what);
    }
    return text;
}

}  // namespace

struct LedgerFile::State {
    explicit State(std::unique_ptr<Database> opened)
        : database{std::move(opened)},
          entries_from{*database, "SELECT seq, bytes FROM entry WHERE seq >= ?1 ORDER BY seq"},
          put_entry{*database, "INSERT INTO entry VALUES (?1, ?2)"},
          put_opening{*database, "INSERT OR REPLACE INTO opening VALUES (?1, ?2, ?3, ?4)"},
          tables{*database} {}

    /// Reads what others have appended since.
    Result<void> catch_up();
    Result<Event> filled_in(Event event) const;
    Result<void> write(const std::string& bytes, const std::vector<Opening>& openings);

    std::unique_ptr<Database> database;
    SqlStatement entries_from, put_entry, put_opening;
    bool unwritten = false;  ///< an entry of the transaction that is open could not be written
    LedgerTables tables;
    LedgerCheck ledger{false};
    std::function<std::int64_t()> clock = [] { return static_cast<std::int64_t>(std::time(nullptr)); };
};

LedgerFile::LedgerFile(std::unique_ptr<State> state) : state_{std::move(state)} {}
LedgerFile::LedgerFile(LedgerFile&&) noexcept = default;
LedgerFile::~LedgerFile() = default;

// ---- opening -----------------------------------------------------------------------------------------------------

namespace {

Result<std::unique_ptr<Database>> existing(const std::filesystem::path& path, Access access) {
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown))
        return failure(Fault::not_found, fmt::format("{}: this case keeps no ledger", shown(path.string())));
    auto database = TRY(connect(path, access));
    if (!TRY(is_ledger(*database)))
        return failure(Fault::not_found, fmt::format("{}: this case keeps no ledger yet", database->name()));
    return database;
}

}  // namespace

Result<LedgerFile> LedgerFile::create(const std::filesystem::path& path) {
    auto database = TRY(connect(path, Access::create_unseen));
    auto transaction = TRY(Transaction::begin(*database));
    TRY(database->run(ledger_sql));
    TRY(database->run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", ledger_application_id,
                                  ledger_schema_version)
                          .c_str()));
    TRY(transaction.commit());
    return LedgerFile{std::make_unique<State>(std::move(database))};
}

Result<void> LedgerFile::publish(const std::filesystem::path& unseen, const std::filesystem::path& ledger) {
    const Descriptor file{::open(unseen.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open() || ::fsync(file.number()) != 0) return system_failure(unseen);
    if (::renameat2(AT_FDCWD, unseen.c_str(), AT_FDCWD, ledger.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) return refused(shown(ledger.string()) + ": this case keeps a ledger already");
        return system_failure(ledger);
    }
    // The name is brought to the disk by the first entry under it: SQLite syncs the folder when it makes the log.
    return {};
}

Result<LedgerFile> LedgerFile::open(const std::filesystem::path& path) {
    return LedgerFile{std::make_unique<State>(TRY(existing(path, Access::read_write)))};
}

Result<LedgerFile> LedgerFile::open_read_only(const std::filesystem::path& path) {
    return LedgerFile{std::make_unique<State>(TRY(existing(path, Access::read_only)))};
}

void LedgerFile::set_clock(std::function<std::int64_t()> clock) {
    state_->clock = std::move(clock);
}

// ---- reading -----------------------------------------------------------------------------------------------------

Result<void> LedgerFile::State::catch_up() {
    const std::uint64_t known = ledger.size();
    // The last entry known is read once more: if it is another one, this is not the ledger it was.
    auto rows = entries_from.with(known == 0 ? 0 : known - 1);
    std::uint64_t next = known == 0 ? 0 : known - 1;
    while (TRY(rows.next())) {
        if (rows.number<std::uint64_t>(0) != next)
            return database->damaged(
                fmt::format("entry {} is missing, the next one there is {}", next, rows.integer(0)));
        const std::string_view bytes = entry_text(rows.blob(1));
        if (next >= known)
            ledger.add(bytes);
        else if (entry_leaf(bytes) != ledger.leaves()[next])
            return database->damaged(fmt::format("entry {} is another one than before", next));
        ++next;
    }
    if (next < known) return database->damaged(fmt::format("{} entries, where there were {}", next, known));
    return {};
}

Result<const LedgerCheck*> LedgerFile::state() {
    TRY(state_->catch_up());
    return &state_->ledger;
}

Result<std::uint64_t> LedgerFile::size() {
    const auto size = TRY(state_->database->number("SELECT coalesce(max(seq) + 1, 0) FROM entry"));
    return static_cast<std::uint64_t>(size);
}

Result<std::string> LedgerFile::entry(std::uint64_t seq) {
    SqlStatement statement{*state_->database, "SELECT bytes FROM entry WHERE seq = ?1"};
    auto rows = statement.with(seq);
    if (!TRY(rows.next()))
        return failure(Fault::not_found, fmt::format("{}: there is no entry {}", state_->database->name(), seq));
    return std::string{entry_text(rows.blob(0))};
}

Result<void> LedgerFile::each_entry(const std::function<Result<void>(std::uint64_t, std::string_view)>& each) {
    SqlStatement statement{*state_->database, "SELECT seq, bytes FROM entry ORDER BY seq"};
    auto rows = statement.with();
    while (TRY(rows.next())) TRY(each(rows.number<std::uint64_t>(0), entry_text(rows.blob(1))));
    return {};
}

Result<LedgerCheck> LedgerFile::checked(unsigned threads) {
    LedgerCheck ledger;
    SqlStatement statement{*state_->database, "SELECT seq, bytes FROM entry ORDER BY seq"};
    auto rows = statement.with();
    std::uint64_t next = 0;
    TRY(add_all(
        ledger,
        [&]() -> Result<std::optional<std::string>> {
            if (!TRY(rows.next())) return std::nullopt;
            if (rows.number<std::uint64_t>(0) != next)
                return state_->database->damaged(
                    fmt::format("entry {} is missing, the next one there is {}", next, rows.integer(0)));
            ++next;
            return std::string{entry_text(rows.blob(1))};
        },
        threads));
    return ledger;
}

Result<std::vector<std::string>> LedgerFile::tables_against(const LedgerCheck& ledger) {
    std::vector<std::string> found;
    {
        SqlStatement statement{*state_->database, "PRAGMA integrity_check(20)"};
        auto rows = statement.with();
        while (TRY(rows.next()))
            if (rows.text(0) != "ok") found.push_back("SQLite: " + shown(rows.text(0)));
    }
    for (std::string& difference : TRY(state_->tables.differences(ledger, most_differences)))
        found.push_back(std::move(difference));
    return found;
}

// ---- appending -----------------------------------------------------------------------------------------------------

Result<Event> LedgerFile::State::filled_in(Event event) const {
    const bool first = ledger.size() == 0;
    event.ledger = first ? "sanad-ledger/" + new_event_id() : ledger.origin();
    if (!first) event.case_id = ledger.case_id();
    event.seq = ledger.size();
    event.prev = ledger.last_hash();
    event.item_seq.reset();
    if (event.item) {
        const auto item = ledger.custody().items().find(*event.item);
        event.item_seq = item == ledger.custody().items().end() ? 0 : item->second.next_seq;
    }
    event.recorded = ledger_time(clock());
    if (event.id.empty()) event.id = new_event_id();
    if (event.time.empty()) event.time = event.recorded;
    // Read as a verifier would: what it would refuse must not be signed.
    auto read = parse_event(payload_of(event));
    if (!read) return refused(std::move(read.error().what));
    return event;
}

Result<void> LedgerFile::State::write(const std::string& bytes, const std::vector<Opening>& openings) {
    const std::uint64_t seq = ledger.size();
    TRY(put_entry.with(seq, bytes_of(bytes)).run());
    for (const Opening& opening : openings)
        TRY(put_opening.with(commitment_of(opening).commit, opening.label, bytes_of(opening.salt), opening.value)
                .run());
    ledger.add(bytes);
    return tables.write(ledger, ledger.events().back());
}

Result<void> LedgerFile::together(const std::function<Result<void>()>& appends) {
    State& state = *state_;
    auto transaction = TRY(Transaction::begin(*state.database));
    state.unwritten = false;
    auto done = appends();
    if (state.unwritten && done)
        return failure(Fault::system, state.database->name() + ": an entry could not be written");
    if (state.unwritten) return done;
    if (const auto committed = transaction.commit(); !committed) {
        state.ledger = LedgerCheck{false};
        return committed;
    }
    return done;
}

Result<LedgerFile::Appended> LedgerFile::append(Event event, Signers signers, const std::vector<Opening>& openings) {
    State& state = *state_;
    std::optional<Transaction> transaction;
    if (!state.database->in_transaction()) transaction.emplace(TRY(Transaction::begin(*state.database)));
    TRY(state.catch_up());
    event = TRY(state.filled_in(std::move(event)));
    if (const EventType* type = find_event_type(event.type)) TRY(check_new_body(*type, event.body));
    for (const Opening& opening : openings)
        if (std::ranges::find(event.pii, commitment_of(opening)) == event.pii.end())
            return refused(fmt::format("an opening for {}, to which the event commits itself nowhere", opening.label));
    std::vector<Finding> found = state.ledger.examine(event);
    if (std::string faults = all_of(found); !faults.empty()) return refused(std::move(faults));

    const SignedDocument document = TRY(sign_document(event_type, payload_of(event), signers));
    KeyRing with_new;
    const bool enrols = event.type == "key.enrol";
    if (enrols) {
        with_new = state.ledger.keys();
        TRY(with_new.take(event));
    }
    // A token that signs wrongly, or the keys of somebody else, must not spoil the ledger.
    const KnownPerson* actor = (enrols ? with_new : state.ledger.keys()).owner_of(event.actor.key);
    if (actor == nullptr || KeyRing::check(document, *actor) == SignaturesAre::bad)
        return refused(fmt::format("signature: it is not signed by exactly the keys of {}", event.actor.person));

    const std::string bytes = document.canonical();
    auto written = state.write(bytes, openings);
    if (written && transaction) written = transaction->commit();
    if (!written) {
        // The state may have taken what the disk did not: it is read anew when it is needed.
        state.ledger = LedgerCheck{false};
        state.unwritten = true;
        return tl::unexpected{std::move(written.error())};
    }
    std::erase_if(found,
                  [](const Finding& finding) { return finding.weight == Weight::broken && !finding.worth_recording; });
    return Appended{event.seq, event.id, state.ledger.last_hash(), std::move(found)};
}

// ---- beside the entries
// ----------------------------------------------------------------------------------------------

Result<void> LedgerFile::keep_checkpoint(const Checkpoint& checkpoint) {
    SqlStatement statement{*state_->database, "INSERT OR REPLACE INTO checkpoint VALUES (?1, ?2)"};
    return statement.with(checkpoint.size, checkpoint.note()).run();
}

Result<std::vector<Checkpoint>> LedgerFile::checkpoints() {
    std::vector<Checkpoint> all;
    SqlStatement statement{*state_->database, "SELECT size, note FROM checkpoint ORDER BY size"};
    auto rows = statement.with();
    while (TRY(rows.next())) {
        auto checkpoint = Checkpoint::parse(rows.text(1));
        if (!checkpoint)
            return within(fmt::format("{}: checkpoint {}", state_->database->name(), rows.integer(0)),
                          std::move(checkpoint.error()));
        all.push_back(std::move(*checkpoint));
    }
    return all;
}

Result<void> LedgerFile::keep_token(std::uint64_t size, std::string_view tsr) {
    SqlStatement statement{*state_->database, "INSERT OR IGNORE INTO token (size, tsr) VALUES (?1, ?2)"};
    return statement.with(size, bytes_of(tsr)).run();
}

Result<std::vector<LedgerFile::Token>> LedgerFile::tokens() {
    std::vector<Token> all;
    SqlStatement statement{*state_->database, "SELECT size, tsr FROM token ORDER BY size, id"};
    auto rows = statement.with();
    while (TRY(rows.next())) all.push_back({rows.number<std::uint64_t>(0), std::string{text_of(rows.blob(1))}});
    return all;
}

Result<std::vector<Opening>> LedgerFile::openings() {
    std::vector<Opening> all;
    SqlStatement statement{*state_->database, "SELECT label, salt, value FROM opening ORDER BY commitment"};
    auto rows = statement.with();
    while (TRY(rows.next())) all.push_back({rows.string(0), std::string{text_of(rows.blob(1))}, rows.string(2)});
    return all;
}

Result<void> LedgerFile::erase_opening(std::string_view commit) {
    Database& database = *state_->database;
    const auto before = database.changes();
    SqlStatement statement{database, "DELETE FROM opening WHERE commitment = ?1"};
    TRY(statement.with(commit).run());
    if (database.changes() == before)
        return failure(Fault::not_found, fmt::format("{}: no opening of {}", database.name(), shown(commit)));
    // secure_delete has overwritten the page; the log still holds the old one until it is taken over and cut.
    return database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace sanad
