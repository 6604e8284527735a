#include "core/cli/custody_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/cli/output.hpp"
#include "core/cli/summary.hpp"
#include "core/store/ledger_file.hpp"

namespace sanad {

Result<CustodyFacts> custody_facts(const std::filesystem::path& case_folder) {
    const std::filesystem::path path = case_folder / "ledger.db";
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return failure(Fault::not_found, "no ledger");
    LedgerFile ledger = TRY(LedgerFile::open_read_only(path));
    const LedgerCheck state = TRY(ledger.checked());
    CustodyFacts facts;
    facts.entries = state.size();
    facts.root = hex(state.root());
    facts.attested = state.keys().attested();
    for (const Event& event : state.events()) {
        if (event.actor.role == "unattested") facts.attested = false;
        if (event.overriding) ++facts.overrides;
        if (std::ranges::find(facts.persons, event.actor.person) == facts.persons.end()) {
            facts.persons.push_back(event.actor.person);
        }
    }
    for (const Finding& finding : state.findings()) {
        if (finding.weight != Weight::broken) continue;
        facts.broken = finding.seq >= 0 ? fmt::format("entry {}: {}: {}", finding.seq, finding.rule, finding.what)
                                        : fmt::format("{}: {}", finding.rule, finding.what);
        break;
    }
    for (const Checkpoint& checkpoint : TRY(ledger.checkpoints())) {
        facts.checkpoint = std::max(facts.checkpoint, checkpoint.size);
    }
    return facts;
}

std::string custody_text(const Result<CustodyFacts>& facts) {
    if (!facts) {
        return facts.error().fault == Fault::not_found ? "no ledger: nothing signed says who did what here"
                                                       : "THE LEDGER CANNOT BE READ: " + shown(facts.error().what);
    }
    std::string persons;
    for (const std::string& person : facts->persons) persons += (persons.empty() ? "" : ", ") + person;
    std::string text = fmt::format("ledger of {} entries, ", grouped(facts->entries));
    text += facts->attested ? "signed by " + persons : "UNATTESTED (no identity; see sanad identity create)";
    if (facts->attested && facts->overrides != 0) text += fmt::format("; {} acts against a rule", facts->overrides);
    if (!facts->broken.empty()) text += "; BROKEN: " + shown(facts->broken);
    return text;
}

std::string custody_json(const Result<CustodyFacts>& facts) {
    if (!facts && facts.error().fault == Fault::not_found) return "null";
    JsonObject json;
    if (!facts) return json.truth("intact", false).text("broken", shown(facts.error().what)).str();
    JsonArray persons;
    for (const std::string& person : facts->persons) persons.add(json_string(person));
    json.number("entries", facts->entries).truth("attested", facts->attested).member("persons", persons.str());
    json.truth("intact", facts->broken.empty());
    if (!facts->broken.empty()) json.text("broken", shown(facts->broken));
    json.number("overrides", facts->overrides).number("checkpoint", facts->checkpoint).text("root", facts->root);
    return json.str();
}

}  // namespace sanad
