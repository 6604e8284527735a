#include "core/cli/report_custody.hpp"

#include <algorithm>
#include <set>

#include "core/cli/custody_paper.hpp"
#include "core/cli/custody_session.hpp"
#include "core/custody/identity_store.hpp"

namespace sanad {

Result<void> add_custody(CaseReport& facts, const CaseFolder& folder, Language language) {
    const IdentityStore store = TRY(IdentityStore::open());
    const Agency agency = TRY(store.agency());
    PaperHead& head = facts.head;
    if (!agency.name.empty()) head.letterhead.agency.push_back(agency.name);
    if (!agency.address.empty()) head.letterhead.agency.push_back(agency.address);
    head.case_id = facts.case_name;
    std::error_code error;
    if (!std::filesystem::exists(ledger_of(folder), error)) return {};
    LedgerFile ledger = TRY(LedgerFile::open_read_only(ledger_of(folder)));
    std::set<std::string> numbers;
    const LedgerCheck state = TRY(ledger.checked());
    for (const Event& event : state.events()) {
        if (event.item) numbers.insert(*event.item);
        if (event.type == "case.open") facts.case_title = std::string{event.body.text_or_empty("title")};
        if (event.type == "job.start") {
            if (const auto* modules = event.body.array("modules")) {
                for (const JsonValue& module : *modules) {
                    ReportedBuild build{std::string{module.text_or_empty("name")},
                                        std::string{module.text_or_empty("version")},
                                        std::string{module.text_or_empty("build")}};
                    const auto same = [&](const ReportedBuild& other) {
                        return other.name == build.name && other.version == build.version &&
                               other.sha256 == build.sha256;
                    };
                    if (std::ranges::none_of(facts.builds, same)) facts.builds.push_back(std::move(build));
                }
            }
        }
    }
    for (const std::string& number : numbers) {
        Sheet annex = TRY(custody_paper("custody-log", ledger, number, agency, language));
        annex.title.runs.push_back({" · ", Run::Kind::words});
        annex.title.runs.push_back({number, Run::Kind::code});
        facts.annexes.push_back(std::move(annex));
    }
    if (!state.events().empty()) facts.head = TRY(paper_head(ledger, state, agency));
    return {};
}

}  // namespace sanad
