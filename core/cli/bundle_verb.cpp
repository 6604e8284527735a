#include "core/cli/bundle_verb.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/bundle_content.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/exhibit_writer.hpp"
#include "core/cli/export_names.hpp"
#include "core/cli/ledger_verbs.hpp"
#include "core/cli/output.hpp"
#include "core/cli/second_person.hpp"
#include "core/cli/session.hpp"
#include "core/cli/signing.hpp"
#include "core/cli/summary.hpp"
#include "core/cli/tagged.hpp"
#include "core/custody/bundle_check.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/custody/receipt_code.hpp"

namespace sanad {
namespace {

struct BundleTold {
    std::string case_path, recipient_kind, out, recipient, basis, policy;
    std::vector<std::string> items, reports, disclose, tagged;
    SecondPersonOptions second;
    std::vector<Id> exhibits;
};

/// An exhibit of the bundle: a file of the case, and the item of whose image it is.
struct Exhibit {
    Id file = 0, image = 0;
    std::string item, name;
};

Result<std::vector<Exhibit>> exhibits_told(const std::vector<Id>& files, const CaseFolder& folder,
                                           const std::set<std::string, std::less<>>& items) {
    std::vector<Exhibit> exhibits;
    if (files.empty()) return exhibits;
    CaseReader reader = TRY(folder.reader());
    const auto numbers = exhibit_numbers(TRY(reader.evidence_items()), TRY(reader.images()));
    for (const Id id : files) {
        const FileDetail file = TRY(reader.file(id));
        Exhibit exhibit{id, file.file_system.image, {}, {}};
        const auto number = numbers.find(exhibit.image);
        if (number == numbers.end() || !items.contains(number->second)) {
            return failure(Fault::refused,
                           fmt::format("--exhibits {}: it is a file of {}, which is not among the items", id,
                                       number == numbers.end() ? "no item" : number->second));
        }
        exhibit.item = number->second;
        // The id before the name: two files of one name stay two.
        const std::string& path = file.file.path;
        exhibit.name = fmt::format("{}-{}", id, export_name(path.substr(path.rfind('/') + 1)));
        exhibits.push_back(std::move(exhibit));
    }
    return exhibits;
}

/// Proof, blocks, and the file itself as the blocks give it.
Result<void> write_exhibit(Session& session, const CaseFolder& folder, BagWriter& bag, const Exhibit& exhibit) {
    const std::filesystem::path path = TRY(bag.place(fmt::format("data/exhibits/{}/{}", exhibit.item, exhibit.name)));
    const std::filesystem::path blocks = path.string() + ".blocks";
    const WrittenProof written =
        TRY(write_file_proof(session.stop, folder, exhibit.file, path.string() + ".proof.json", blocks));
    std::ofstream file{path, std::ios::binary};
    TRY(check_exhibit(written.proof, blocks_in(blocks), [&](Bytes bytes) -> Result<void> {
        file << text_of(bytes);
        return {};
    }));
    file.close();
    if (!file) return failure(Fault::system, shown(path.string()) + ": could not be written");
    for (const DamagedRange& range : written.damage) {
        session.status = Status::finding_against;
        std::fprintf(stderr, "sanad: damaged: %s bytes at image byte %s: %s; they stand in the blocks as zeros\n",
                     grouped(range.length).c_str(), grouped(range.offset).c_str(), shown(range.reason).c_str());
    }
    return {};
}

/// Reports that an entry issues; another would make the bundle's own check fail.
Result<void> write_reports(const std::vector<std::string>& reports, const LedgerCheck& ledger, BagWriter& bag) {
    std::set<std::string, std::less<>> issued;
    for (const Event& event : ledger.events()) {
        if (event.type == "report.issue" || event.type == "report.amend") {
            issued.emplace(event.body.text_or_empty("report"));
        }
    }
    for (const std::string& path : reports) {
        if (const std::string sha256 = TRY(file_sha256(path)); !issued.contains(sha256)) {
            return failure(Fault::refused, fmt::format("--report {}: no entry issues a report with its SHA-256 {}",
                                                       shown(path), sha256));
        }
        TRY(bag.copy(fmt::format("data/reports/{}", export_name(std::filesystem::path{path}.filename().string())),
                     path));
    }
    return {};
}

Result<std::set<std::string, std::less<>>> items_told(const std::vector<std::string>& told, const LedgerCheck& ledger) {
    std::set<std::string, std::less<>> items;
    for (const auto& [number, state] : ledger.custody().items()) {
        if (told.empty()) items.insert(number);
    }
    for (const std::string& item : told) {
        if (!ledger.custody().items().contains(item)) {
            return failure(Fault::refused, fmt::format("--items {}: no entry is about such an item", shown(item)));
        }
        items.insert(item);
    }
    return items;
}

/// The event of this export. Its `size` counts the entries before it, so it is made when nothing else will come
/// between.
Event export_event(const BundleTold& told, CustodySession& custody, const std::set<std::string, std::less<>>& items,
                   const Disclosure& disclosure, std::uint64_t entries) {
    JsonValue::Array named;
    for (const std::string& item : items) named.emplace_back(item);
    JsonValue body;
    body.set("for", told.recipient_kind)
        .set("recipient", ledger_text(told.recipient))
        .set("basis", ledger_text(told.basis));
    body.set("profile", ledger_text(disclosure.profile())).set("items", std::move(named));
    body.set("size", static_cast<std::int64_t>(entries));
    return custody.event("export.bundle", std::move(body));
}

Result<void> show_failed_check(const AnswerSheet& sheet) {
    std::string what = "the bundle would not verify, and was not kept";
    for (std::size_t i = 0; i < sheet.broken.size() && i < 5; ++i) {
        const BrokenThing& thing = sheet.broken[i];
        what += thing.seq < 0 ? fmt::format("\n  {}: {}", thing.rule, shown(thing.what))
                              : fmt::format("\n  entry {}, {}: {}", thing.seq, thing.rule, shown(thing.what));
    }
    return failure(Fault::damaged, std::move(what));
}

Result<void> bundle(Session& session, const BundleTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    std::optional<std::string> policy;
    if (!told.policy.empty()) {
        policy = TRY(read_text(told.policy));
        if (const auto parsed = Policy::parse(*policy); !parsed) return within(shown(told.policy), parsed.error());
    }
    const Session signing = session.asking_anew(leaves_the_house(told.recipient_kind));
    CaseCustody custody = TRY(CaseCustody::open(signing, folder));
    CustodySession& at_work = custody.session();
    const SecondPerson second = TRY(SecondPerson::bring(signing, told.second, at_work));
    const LedgerCheck& ledger = *TRY(at_work.state());
    const auto items = TRY(items_told(told.items, ledger));
    const Disclosure disclosure = TRY(disclosure_told(told.disclose, told.recipient_kind, ledger));
    std::vector<Id> files = told.exhibits;
    if (!told.tagged.empty()) {
        CaseReader reader = TRY(folder.reader());
        const Tagged tagged = TRY(tagged_things(folder, reader, told.tagged));
        // A bundle is handed over once: nothing that was marked for it may be missing.
        if (!tagged.lost.empty()) return failure(Fault::refused, "--tagged: " + tagged.lost.front());
        for (const Id id : tagged.files) {
            if (std::ranges::find(files, id) == files.end()) files.push_back(id);
        }
    }
    const std::vector<Exhibit> exhibits = TRY(exhibits_told(files, folder, items));
    if (!told.second.ask.empty()) {
        TRY(ask_approval(session, told.second.ask, export_event(told, at_work, items, disclosure, ledger.size()),
                         at_work));
        // The approval names how many entries there are.
        if (!session.json) std::printf("Record nothing else before that.\n");
        return at_work.close();
    }

    const auto approved = [&]() -> Result<Event> {
        const LedgerCheck& now = *TRY(at_work.state());
        Event event = export_event(told, at_work, items, disclosure, now.size());
        TRY(second.approve(event, at_work));
        return event;
    };
    Event event = TRY(approved());
    TRY(at_work.may(event));

    // All that may fail comes before the ledger says that it was handed over.
    BagWriter bag = TRY(BagWriter::create(told.out));
    TRY(write_reports(told.reports, ledger, bag));
    std::map<Id, std::uint64_t> looked_at;
    const auto began = std::chrono::steady_clock::now();
    for (const Exhibit& exhibit : exhibits) {
        if (looked_at[exhibit.image]++ == 0) TRY(custody.may_access(exhibit.image));
        TRY(write_exhibit(session, folder, bag, exhibit));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    event = TRY(approved());
    const LedgerFile::Appended appended = TRY(at_work.append(std::move(event)));
    // After the export, whose approval counts the entries before it.
    for (const auto& [image, count] : looked_at) {
        TRY(custody.accessed(image, "exhibits of a bundle", count, took.count(), ledger_text(told.basis)));
    }
    TRY(at_work.close());

    const WrittenCustody written = TRY(write_custody(bag, at_work.ledger(), {items, disclosure, policy}));
    if (written.entries <= appended.seq) return failure(Fault::system, "no checkpoint counts the entry of this export");
    TRY(bag.seal({{"Bag-Software-Agent", fmt::format("sanad {}", version)},
                  {"External-Identifier", written.checkpoint.origin},
                  {"Internal-Sender-Identifier", ledger.case_id()},
                  {"External-Description",
                   fmt::format("Bundle for {}: {}", told.recipient_kind, ledger_text(told.recipient))}}));
    // What a reader's own check will say is asked before the bundle has its name.
    BundleRequest request;
    request.bundle = bag.folder();
    const AnswerSheet sheet = TRY(check_bundle(request));
    if (sheet.status == 1) return show_failed_check(sheet);
    if (sheet.status == 2) session.status = Status::could_not_tell;
    TRY(bag.publish());

    const std::string code = receipt_code(written.checkpoint.root);
    if (session.json) {
        JsonObject json;
        json.text("bundle", told.out).text("for", told.recipient_kind).number("entry", appended.seq);
        json.number("entries", written.entries).text("root", hex(written.checkpoint.root)).text("receipt", code);
        json.number("items", items.size()).number("exhibits", exhibits.size()).number("reports", told.reports.size());
        json.number("openings", written.openings).number("proofs", written.proofs).number("tokens", written.tokens);
        json.number("status", static_cast<std::uint64_t>(sheet.status));
        std::fputs(json.line().c_str(), stdout);
        return {};
    }
    std::printf(
        "%s: bundle for %s, complete and checked\nentries   %s; this export is entry %llu\nreceipt   %s at %s "
        "entries\n",
        shown(told.out).c_str(), told.recipient_kind.c_str(), grouped(written.entries).c_str(),
        static_cast<unsigned long long>(appended.seq), code.c_str(), grouped(written.entries).c_str());
    std::printf("holds     %s, %s, %s; %s\ncheck     sanad-verify %s\n", count_of(items.size(), "item").c_str(),
                count_of(exhibits.size(), "exhibit").c_str(), count_of(told.reports.size(), "report").c_str(),
                disclosure.profile().c_str(), shown(told.out).c_str());
    return {};
}

}  // namespace

void add_bundle_verb(CLI::App& ledger, Session& session) {
    const auto told = std::make_shared<BundleTold>();
    CLI::App* verb = ledger.add_subcommand(
        "bundle", "What a court, a prosecutor or the defence is handed: a bag that checks itself");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("--for", told->recipient_kind, recipient_names() + "; draft and review stay inside the house")
        ->required()
        ->check(recipient_fault);
    verb->add_option("--out", told->out, "The bag to make: a new folder")->required()->type_name("BAG");
    verb->add_option("--recipient", told->recipient, "Who takes it: name and office")->required();
    verb->add_option("--basis", told->basis, "The legal basis of handing it over (V-24)")->required();
    verb->add_option("--items", told->items, "Items it is about (default: all)")->delimiter(',');
    verb->add_option("--exhibits", told->exhibits,
                     "Files to hand over, each with its proof: ids as `sanad files` lists them")
        ->delimiter(',');
    verb->add_option("--tagged", told->tagged,
                     "Files that examiners tagged with this ('*': with anything), as exhibits")
        ->type_name("TAG")
        ->allow_extra_args(false);
    verb->add_option("--report", told->reports, "A report that the ledger issues; may be given several times")
        ->type_name("FILE");
    verb->add_option("--disclose", told->disclose, "Personal data to disclose: labels, all, or none (default none)")
        ->delimiter(',');
    verb->add_option("--policy", told->policy, "A tlog-policy to enclose: which witnesses were to sign")
        ->type_name("FILE");
    told->second.add_to(*verb);
    verb->footer(
        "Example:\n  sanad ledger bundle op-lantern --for prosecution --recipient 'A. Rauf, Prosecutor' --basis 's.173 "
        "CrPC' \\\n"
        "      --exhibits 1204,1207 --report report.pdf --approved-by m.iqbal --out lantern-bundle\n"
        "  sanad-verify lantern-bundle\n\n"
        "The export is recorded before anything leaves. The whole ledger goes along; personal data in it are "
        "commitments, and\n"
        "only those named with --disclose are opened. Exhibits come with 1 MiB blocks of the image, which may hold "
        "parts of\n"
        "other files. Ends with 2 when the bundle would not verify; then there is none.\n"
        "A witness signs what was handed over afterwards: `sanad ledger checkpoint`, `cosign`, `import-cosignature`; "
        "the "
        "note of\n"
        "`sanad ledger receipt --json` then goes to whoever verifies with --checkpoint.");
    verb->callback([&session, told] { session.succeeded(bundle(session, *told)); });
}

}  // namespace sanad
