// The ledger's file: many processes at once, kills, a full disk, strangers' hands.
#include "core/store/ledger_file.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>
#include <set>

#include "tests/custody/ledger_fixture.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;
using namespace sanad::testing;

namespace {

/// A ledger with its first two entries.
struct NewLedger {
    NewLedger() {
        LedgerFile ledger = good(LedgerFile::create(path));
        good(append(ledger, event_of(unit.root, "registrar", "key.enrol", unit.enrolments()), unit.root));
        good(append(ledger, event_of(unit.root, "investigating_officer", "case.open", case_body()), unit.root));
    }
    static Result<LedgerFile::Appended> append(LedgerFile& ledger, Event event, const Person& person,
                                               const std::vector<Opening>& openings = {}) {
        event.id.clear();
        event.time.clear();
        Signer* const signers[] = {person.signer.get()};
        return ledger.append(std::move(event), signers, openings);
    }
    Result<LedgerFile::Appended> note(LedgerFile& ledger, std::string text) const {
        return append(ledger, event_of(unit.examiner, "examiner", "note.add", note_body(std::move(text))),
                      unit.examiner);
    }
    LedgerFile open() const { return good(LedgerFile::open(path)); }
    /// Of everything in the file, signatures and tables too; "" when nothing is wrong.
    std::string faults() const {
        LedgerFile ledger = good(LedgerFile::open_read_only(path));
        const LedgerCheck check = good(ledger.checked());
        std::string text = faults_of(check);
        for (const std::string& difference : good(ledger.tables_against(check))) text += difference + "\n";
        return text;
    }

    TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "ledger.db";
    Unit unit;
};

/// SQLite with nobody's rules but its own.
std::string run_sql(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    char* message = nullptr;
    sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
    const std::string said = message != nullptr ? message : "";
    sqlite3_free(message);
    sqlite3_close(database);
    return said;
}

std::vector<std::string> texts_in(LedgerFile& ledger) {
    std::vector<std::string> texts;
    for (const Event& event : good(ledger.state())->events())
        if (event.type == "note.add") texts.push_back(*event.body.text("text"));
    return texts;
}

}  // namespace

TEST_CASE("what is appended stands in the ledger, counted and chained, and verifies") {
    NewLedger made;
    LedgerFile ledger = made.open();
    const auto appended = good(made.note(ledger, "first"));
    CHECK(appended.seq == 2);
    CHECK(appended.shown.empty());
    const std::string bytes = good(ledger.entry(2));
    CHECK(parse_entry(bytes).value().hash == appended.hash);
    CHECK(parse_entry(bytes).value().event.id == appended.id);
    CHECK(good(ledger.size()) == 3);
    CHECK(ledger.entry(3).error().fault == Fault::not_found);
    CHECK(made.faults() == "");
    // Another object sees the same, and so does this one after another has appended.
    LedgerFile other = made.open();
    CHECK(good(made.note(other, "second")).seq == 3);
    CHECK(texts_in(ledger) == std::vector<std::string>{"first", "second"});
    CHECK(good(ledger.state())->root() == good(other.state())->root());
}

TEST_CASE("what breaks a rule is refused with the rule, and nothing is written") {
    NewLedger made;
    LedgerFile ledger = made.open();
    JsonValue seal;
    seal.set("seal_no", "PK-0001").set("bag_no", "B-1").set("state", "intact");
    Event event = event_of(made.unit.officer, "first_responder", "item.seal", seal);
    event.item = "RV/1";
    const auto refused = NewLedger::append(ledger, event, made.unit.officer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::refused);
    CHECK(refused.error().what.find("V-01: RV/1 is not known here") == 0);
    Event wrong_role = event_of(made.unit.examiner, "registrar", "note.add", note_body("x"));
    CHECK(NewLedger::append(ledger, wrong_role, made.unit.examiner).error().what.find("roles: a.malik does not have") ==
          0);
    Event wrong_key = event_of(made.unit.examiner, "examiner", "note.add", note_body("x"));
    CHECK(NewLedger::append(ledger, wrong_key, made.unit.officer).error().what ==
          "signature: it is not signed by exactly the keys of a.malik");
    Event bad_text = event_of(made.unit.examiner, "examiner", "note.add", note_body("a\nb"));
    CHECK(NewLedger::append(ledger, bad_text, made.unit.examiner).error().fault == Fault::refused);
    Event no_type = event_of(made.unit.examiner, "examiner", "coffee.drink", note_body("x"));
    CHECK(NewLedger::append(ledger, no_type, made.unit.examiner).error().what.find("is no type of event") !=
          std::string::npos);
    CHECK(good(ledger.size()) == 2);
    CHECK(good(made.note(ledger, "and on it goes")).seq == 2);
    CHECK(made.faults() == "");
}

TEST_CASE("entries appended together are on the disk together, and an error among them takes none of the others away") {
    NewLedger made;
    LedgerFile ledger = made.open();
    LedgerFile other = made.open();
    CHECK(ledger.together([&]() -> Result<void> {
        TRY(made.note(ledger, "first"));
        TRY(made.note(ledger, "second"));
        CHECK(good(other.size()) == 2);
        return {};
    }));
    CHECK(texts_in(other) == std::vector<std::string>{"first", "second"});
    const auto refused = ledger.together([&]() -> Result<void> {
        TRY(made.note(ledger, "third"));
        TRY(made.note(ledger, "a\nb"));
        return {};
    });
    CHECK(refused.error().fault == Fault::refused);
    CHECK(good(made.note(other, "fourth")).seq == 5);
    CHECK(texts_in(ledger) == std::vector<std::string>{"first", "second", "third", "fourth"});
    CHECK(made.faults() == "");
}

TEST_CASE("a ledger gets its name with its first entries in it, and never takes another's") {
    NewLedger made;
    const auto named = made.folder.path() / "named.db";
    CHECK(LedgerFile::publish(made.path, named));
    CHECK_FALSE(std::filesystem::exists(made.path));
    CHECK(good(good(LedgerFile::open(named)).size()) == 2);
    const auto second = made.folder.path() / "second.db";
    { const LedgerFile unseen = good(LedgerFile::create(second)); }
    CHECK(LedgerFile::publish(second, named).error().fault == Fault::refused);
    CHECK(good(good(LedgerFile::open(named)).size()) == 2);
}

TEST_CASE("8 processes append 200 times each: 1,600 entries, no fork, no gap") {
    NewLedger made;
    static constexpr int processes = 8, each = 200;
    std::vector<pid_t> children;
    for (int process = 0; process < processes; ++process) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto ledger = LedgerFile::open(made.path);
            if (!ledger) ::_exit(1);
            for (int i = 0; i < each; ++i)
                if (!made.note(*ledger, fmt::format("{} {}", process, i))) ::_exit(2);
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) CHECK(end_of(child) == 0);
    CHECK(made.faults() == "");
    LedgerFile ledger = made.open();
    const std::vector<std::string> texts = texts_in(ledger);
    CHECK(texts.size() == processes * each);
    CHECK(std::set<std::string>(texts.begin(), texts.end()).size() == processes * each);
}

TEST_CASE("50 kills in the middle of appending: nothing acknowledged is lost, nothing is half") {
    NewLedger made;
    std::vector<std::string> acknowledged;
    for (int round = 0; round < 50; ++round) {
        int answers[2];
        REQUIRE(::pipe(answers) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(answers[0]);
            auto ledger = LedgerFile::open(made.path);
            if (!ledger) ::_exit(1);
            for (int i = 0;; ++i) {
                const std::string text = fmt::format("{:04} {:04}", round, i);
                if (!made.note(*ledger, text)) ::_exit(2);
                if (::write(answers[1], text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(3);
            }
        }
        ::close(answers[1]);
        // Killed after a few answers and a moment that differs from round to round.
        char text[9];
        for (int i = 0; i <= round % 3; ++i) {
            REQUIRE(::read(answers[0], text, sizeof text) == sizeof text);
            acknowledged.emplace_back(text, sizeof text);
        }
        ::usleep(static_cast<useconds_t>(round * 137 % 4000));
        ::kill(child, SIGKILL);
        CHECK(end_of(child) == -SIGKILL);
        while (::read(answers[0], text, sizeof text) == sizeof text) acknowledged.emplace_back(text, sizeof text);
        ::close(answers[0]);
    }
    CHECK(made.faults() == "");
    LedgerFile ledger = made.open();
    const std::vector<std::string> texts = texts_in(ledger);
    const std::set<std::string> there(texts.begin(), texts.end());
    for (const std::string& text : acknowledged) CHECK(there.contains(text));
    // At most the one append that was under way in each round is there without having been acknowledged.
    CHECK(texts.size() <= acknowledged.size() + 50);
    CHECK(good(made.note(ledger, "after")).seq == texts.size() + 2);
}

TEST_CASE("a full disk is an error that names the ledger, loses nothing and is over when there is room") {
    NewLedger made;
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        auto ledger = LedgerFile::open(made.path);
        if (!ledger || !made.note(*ledger, "before")) ::_exit(1);
        rlimit limit{400'000, RLIM_INFINITY};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
        Result<LedgerFile::Appended> appended = made.note(*ledger, "1");
        int count = 1;
        while (appended && count < 1000) appended = made.note(*ledger, fmt::format("{}", ++count));
        if (appended) ::_exit(3);
        if (appended.error().fault != Fault::system || appended.error().what.find("ledger.db") == std::string::npos)
            ::_exit(4);
        // Room again: the same object goes on.
        limit.rlim_cur = RLIM_INFINITY;
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(5);
        if (!made.note(*ledger, "after")) ::_exit(6);
        ::_exit(0);
    }
    CHECK(end_of(child) == 0);
    CHECK(made.faults() == "");
    LedgerFile ledger = made.open();
    const std::vector<std::string> texts = texts_in(ledger);
    REQUIRE(texts.size() >= 3);
    CHECK(texts.front() == "before");
    CHECK(texts.back() == "after");
    for (std::size_t i = 1; i + 1 < texts.size(); ++i) CHECK(texts[i] == fmt::format("{}", i));
}

TEST_CASE("without its write-ahead log after a crash, a ledger is an older state of itself and no ruin") {
    NewLedger made;
    const pid_t child = ::fork();
    if (child == 0) {
        auto ledger = LedgerFile::open(made.path);
        for (int i = 0; i < 20; ++i)
            if (!ledger || !made.note(*ledger, "x")) ::_exit(1);
        ::kill(::getpid(), SIGKILL);
    }
    CHECK(end_of(child) == -SIGKILL);
    // What was seen of it elsewhere (a receipt, a witness) is how the loss is found: nothing in the file can say it.
    LedgerFile seen = good(LedgerFile::open_read_only(made.path));
    const Sha256Digest root = good(seen.state())->root();
    CHECK(good(seen.size()) == 22);
    const auto copy = made.folder.path() / "copy.db";
    std::filesystem::copy_file(made.path, copy);
    LedgerFile cut = good(LedgerFile::open(copy));
    const LedgerCheck check = good(cut.checked());
    CHECK(faults_of(check) == "");
    CHECK(check.size() < 22);
    CHECK(check.root() != root);
}

TEST_CASE("a slip of the hand cannot change, remove or insert an entry") {
    NewLedger made;
    LedgerFile ledger = made.open();
    good(made.note(ledger, "x"));
    CHECK(run_sql(made.path, "UPDATE entry SET bytes = x'00' WHERE seq = 1") ==
          "an entry of a ledger is never changed");
    CHECK(run_sql(made.path, "DELETE FROM entry WHERE seq = 2") == "an entry of a ledger is never removed");
    CHECK(run_sql(made.path, "INSERT INTO entry VALUES (7, x'00')") == "an entry of a ledger follows the one before");
    CHECK(run_sql(made.path, "INSERT OR REPLACE INTO entry VALUES (1, x'00')") ==
          "an entry of a ledger follows the one before");
    CHECK(made.faults() == "");
}

TEST_CASE("whoever takes the triggers away is found by the chain, and tables that lie by the entries") {
    NewLedger made;
    LedgerFile ledger = made.open();
    good(made.note(ledger, "x"));
    good(made.note(ledger, "y"));
    CHECK(run_sql(made.path,
                  "UPDATE event SET person = 'f.bibi' WHERE seq = 2; DELETE FROM person WHERE place = 3; "
                  "INSERT INTO item VALUES ('RV/9', '', '', 'owner', '', '', '', 1)") == "");
    const std::string faults = made.faults();
    CHECK(faults.find("table event: row 2 is 2 | ") != std::string::npos);
    CHECK(faults.find("table person: 1 rows are missing") != std::string::npos);
    CHECK(faults.find("table item: a row too many: RV/9") != std::string::npos);
    CHECK(run_sql(made.path,
                  "DROP TRIGGER entry_is_never_changed; UPDATE entry SET bytes = "
                  "CAST(replace(CAST(bytes AS TEXT), '\"payload\":\"ey', '\"payload\":\"fy') AS BLOB) "
                  "WHERE seq = 2") == "");
    CHECK(made.faults().find("2 form: payload: byte 0") != std::string::npos);
    // Who holds the ledger open notices that it is not what it was.
    CHECK(run_sql(made.path, "DROP TRIGGER entry_is_never_removed; DELETE FROM entry WHERE seq >= 2") == "");
    CHECK(made.note(ledger, "z").error().what.find("where there were 4") != std::string::npos);
}

TEST_CASE("a ledger of a newer Sanad, a stranger's database and a case without one are told apart") {
    NewLedger made;
    run_sql(made.path, "PRAGMA user_version = 2");
    const auto newer = LedgerFile::open(made.path);
    REQUIRE_FALSE(newer);
    CHECK(newer.error().fault == Fault::refused);
    CHECK(newer.error().what.find("written by a newer Sanad: its schema is version 2") != std::string::npos);
    CHECK(LedgerFile::create(made.path).error().fault == Fault::refused);
    const auto stranger = made.folder.path() / "stranger.db";
    run_sql(stranger, "CREATE TABLE a (b)");
    CHECK(LedgerFile::open_read_only(stranger).error().what.find("not a ledger") != std::string::npos);
    CHECK(LedgerFile::create(stranger).error().fault == Fault::refused);
    const auto none = made.folder.path() / "none.db";
    CHECK(LedgerFile::open(none).error().fault == Fault::not_found);
    CHECK_FALSE(std::filesystem::exists(none));
    // A kill between the file and its tables leaves an empty one: it is no ledger.
    std::ofstream{none};
    CHECK(LedgerFile::open(none).error().fault == Fault::not_found);
    std::ofstream{made.folder.path() / "text.db"} << std::string(5000, 'x');
    CHECK_FALSE(LedgerFile::open_read_only(made.folder.path() / "text.db"));
}

TEST_CASE("personal data lie beside the entries, and erasing them leaves no byte and a ledger that verifies") {
    NewLedger made;
    LedgerFile ledger = made.open();
    const std::string name = "Nadeem of the invented street";
    const Opening opening = make_opening("seized_from_name", name);
    Event event = event_of(made.unit.examiner, "examiner", "note.add", note_body("see pii"));
    CHECK(NewLedger::append(ledger, event, made.unit.examiner, {opening}).error().what.find("commits itself nowhere") !=
          std::string::npos);
    event.pii = {commitment_of(opening)};
    good(NewLedger::append(ledger, event, made.unit.examiner, {opening}));
    REQUIRE(good(ledger.openings()).size() == 1);
    CHECK(good(ledger.openings())[0].value == name);
    const auto holds_name = [&] {
        for (const auto& entry : std::filesystem::directory_iterator{made.folder.path()}) {
            std::ifstream file{entry.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
            if (bytes.find(name) != std::string::npos) return true;
        }
        return false;
    };
    CHECK(holds_name());
    good(ledger.erase_opening(commitment_of(opening).commit));
    CHECK_FALSE(holds_name());
    CHECK(good(ledger.openings()).empty());
    CHECK(ledger.erase_opening(commitment_of(opening).commit).error().fault == Fault::not_found);
    CHECK(made.faults() == "");
}

TEST_CASE("checkpoints and time stamps are kept by size") {
    NewLedger made;
    LedgerFile ledger = made.open();
    Checkpoint checkpoint{good(ledger.state())->origin(), 2, good(ledger.state())->root(), {}};
    good(checkpoint.sign(*signer_named("checkpoint key")));
    good(ledger.keep_checkpoint(checkpoint));
    good(checkpoint.cosign("lab-b.example", *signer_named("lab-b.example"), 1'795'684'500));
    good(ledger.keep_checkpoint(checkpoint));
    good(ledger.keep_token(2, "der"));
    good(ledger.keep_token(2, "der"));
    good(ledger.keep_token(2, "another"));
    const auto kept = good(ledger.checkpoints());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].note() == checkpoint.note());
    CHECK(good(ledger.tokens()).size() == 2);
}

TEST_CASE("the clock of a ledger fills in `recorded`, and `time` where it is not given") {
    NewLedger made;
    LedgerFile ledger = made.open();
    ledger.set_clock([] { return 1'795'700'000; });
    good(made.note(ledger, "x"));
    const Event& event = good(ledger.state())->events().back();
    CHECK(event.recorded == ledger_time(1'795'700'000));
    CHECK(event.time == event.recorded);
}
