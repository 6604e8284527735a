#include "core/cli/reading_session.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "core/cli/case_custody.hpp"
#include "core/cli/signing.hpp"

namespace sanad {
namespace {

/// Further back than this nothing is looked for: a busy case then gets an entry more.
constexpr std::uint64_t most_looked_at = 2000;

/// The items of which a session of this person lasts still. What gives or takes rights in between ends them all.
Result<std::set<std::string>> sessions_of(const CaseFolder& folder, const std::string& person) {
    std::set<std::string> items;
    LedgerFile ledger = TRY(LedgerFile::open_read_only(ledger_of(folder)));
    const std::uint64_t size = TRY(ledger.size());
    const std::int64_t now = seconds_of(ledger_time_now());
    for (std::uint64_t back = 1; back <= std::min(size, most_looked_at); ++back) {
        const Event event = TRY(parse_entry(TRY(ledger.entry(size - back)))).event;
        if (now - seconds_of(event.recorded) >= reading_session_seconds) break;
        if (event.type == "role.grant" || event.type == "role.revoke" || event.type == "key.revoke") break;
        if (event.type == "access.session" && event.actor.person == person && event.item &&
            event.body.text_or_empty("what") == reading_session_words) {
            items.insert(*event.item);
        }
    }
    return items;
}

}  // namespace

void tell_not_recorded() {
    std::fputs("sanad: custody: this access is NOT recorded: --no-record\n", stderr);
}

Result<std::string> name_in_ledger(const Session& session) {
    IdentityStore store = TRY(IdentityStore::open());
    std::string name = TRY(acting_name(session, store));
    return name == "unattested" ? TRY(store.unattested_name()) : name;
}

Result<bool> begin_reading(const Session& session, const CaseFolder& folder, CaseReader& reader,
                           std::span<const Id> images) {
    const auto all = TRY(reader.images());
    std::vector<Id> read{images.begin(), images.end()};
    if (read.empty()) std::ranges::transform(all, std::back_inserter(read), &ImageRow::id);
    if (read.empty()) return true;
    // A role that was asked for by name is looked at anew: a session says nothing of it.
    if (session.role.empty()) {
        const auto lasting = sessions_of(folder, TRY(name_in_ledger(session)));
        if (lasting) {
            const auto numbers = exhibit_numbers(TRY(reader.evidence_items()), all);
            std::erase_if(read, [&](Id image) {
                const auto number = numbers.find(image);
                return number != numbers.end() && lasting->contains(number->second);
            });
        }
        if (read.empty()) return true;
    }
    const auto custody = TRY(CaseCustody::open_for_reading(session, folder));
    if (!custody) return false;
    for (const Id image : read) TRY(custody->may_access(image));
    TRY(custody->session().together([&]() -> Result<void> {
        for (const Id image : read) {
            TRY(custody->accessed(image, std::string{reading_session_words}, 1, reading_session_seconds, {}));
        }
        return {};
    }));
    TRY(custody->session().close());
    return true;
}

}  // namespace sanad
