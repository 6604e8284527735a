// ledger_case FOLDER COUNT: a case of nothing but a ledger of COUNT entries, as one examiner's year upon 20 exhibits
// leaves it in ledger.db. For measuring how long `sanad ledger verify` takes.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/store/case_folder.hpp"
#include "core/store/ledger_file.hpp"
#include "tests/custody/ledger_fixture.hpp"

using namespace sanad;
using namespace sanad::testing;

namespace {

template <class T>
T good(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "ledger_case: {}\n", result.error().what);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Result<void> append(LedgerFile& ledger, Event event, const Person& person) {
    event.id.clear();
    event.time.clear();
    Signer* const signers[] = {person.signer.get()};
    TRY(ledger.append(std::move(event), signers));
    return {};
}

/// The first acts upon an exhibit are its registration, the others that somebody looked into it.
Event act_upon(std::size_t exhibit, bool first, const Unit& unit) {
    JsonValue body;
    if (first) {
        body.set("kind", "laptop").set("description", "black, 14 inch").set("origin", "other: found in room 2");
    } else {
        body.set("mode", "read_only").set("what", "files opened for view").set("reason", "examination");
        body.set("count", std::int64_t{12}).set("seconds", std::int64_t{340});
    }
    Event event = event_of(first ? unit.officer : unit.examiner, first ? "investigating_officer" : "examiner",
                           first ? "item.register" : "access.session", std::move(body));
    event.item = fmt::format("RV/{}", exhibit + 1);
    return event;
}

}  // namespace

int main(int count, char** words) {
    const std::uint64_t entries = count == 3 ? std::strtoull(words[2], nullptr, 10) : 0;
    if (entries < 3) {
        fmt::print(stderr, "ledger_case FOLDER COUNT (at least 3)\n");
        return 64;
    }
    const CaseFolder folder = good(CaseFolder::create(
        words[1], {"Ledger", "R. Vance", "Asia/Karachi", *parse_iso8601("2026-03-01T09:00:00Z"), "bench"}));
    const std::filesystem::path unseen = folder.path() / "ledger.db.new";
    const Unit unit;
    {
        LedgerFile ledger = good(LedgerFile::create(unseen));
        good(append(ledger, event_of(unit.root, "registrar", "key.enrol", unit.enrolments()), unit.root));
        good(append(ledger, event_of(unit.root, "investigating_officer", "case.open", case_body()), unit.root));
        constexpr std::uint64_t at_once = 1000, exhibits = 20;
        for (std::uint64_t made = 2; made < entries;) {
            good(ledger.together([&]() -> Result<void> {
                for (const std::uint64_t until = std::min(entries, made + at_once); made < until; ++made) {
                    const bool first = made - 2 < exhibits;
                    TRY(append(ledger, act_upon((made - 2) % exhibits, first, unit),
                               first ? unit.officer : unit.examiner));
                }
                return {};
            }));
        }
    }
    good(LedgerFile::publish(unseen, folder.path() / "ledger.db"));
}
