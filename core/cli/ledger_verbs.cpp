#include "core/cli/ledger_verbs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <functional>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/bundle_ledger.hpp"
#include "core/cli/bundle_verb.hpp"
#include "core/cli/output.hpp"
#include "core/cli/summary.hpp"
#include "core/custody/plain_file.hpp"
#include "core/custody/receipt_code.hpp"

namespace sanad {
namespace {

struct LedgerTold {
    std::string case_path, policy, item;
    std::vector<std::string> receipts;
    bool deep = false;
    std::uint64_t from = 0;
};

Finding broken(std::string_view rule, std::string what) {
    return {-1, Weight::broken, std::string{rule}, std::move(what), ""};
}

// ---- verify --------------------------------------------------------------------------------------------------------

struct TypedReceipt {
    ReceiptPrefix prefix{};
    std::uint64_t size = 0;
};

/// "XXXX-…-C@SIZE".
Result<TypedReceipt> receipt_in(const std::string& typed) {
    const std::size_t at = typed.rfind('@');
    TypedReceipt receipt;
    const char* const begin = typed.data() + (at == std::string::npos ? typed.size() : at + 1);
    const char* const end = typed.data() + typed.size();
    const auto [read_to, error] = std::from_chars(begin, end, receipt.size);
    if (error != std::errc{} || read_to != end)
        return failure(Fault::refused,
                       fmt::format("--receipt {}: the code, an @ and the number of entries on the paper "
                                   "(ZWZJ-…-C@42)",
                                   shown(typed)));
    auto prefix = parse_receipt_code(typed.substr(0, at));
    if (!prefix) return within("--receipt " + shown(typed), std::move(prefix.error()));
    receipt.prefix = *prefix;
    return receipt;
}

void check_receipt(const TypedReceipt& receipt, const LedgerCheck& ledger, std::vector<Finding>& found) {
    if (receipt.size > ledger.size()) {
        found.push_back(
            broken("receipt", fmt::format("the paper is of {} entries, the ledger has {}: entries that were "
                                          "there are gone",
                                          receipt.size, ledger.size())));
        return;
    }
    const Sha256Digest root = ledger.root_at(receipt.size);
    if (!std::equal(receipt.prefix.begin(), receipt.prefix.end(), root.begin()))
        found.push_back(broken("receipt", fmt::format("the code on the paper is not that of the first {} entries ({}): "
                                                      "the ledger is another one than on the day of the paper",
                                                      receipt.size, receipt_code(root))));
}

void check_checkpoint(const Checkpoint& checkpoint, const LedgerCheck& ledger, std::vector<Finding>& found) {
    const auto wrong = [&](std::string_view what) {
        found.push_back(broken("checkpoint", fmt::format("that of {} entries {}", checkpoint.size, what)));
    };
    if (checkpoint.origin != ledger.origin()) return wrong("is of another ledger, " + shown(checkpoint.origin));
    if (checkpoint.size > ledger.size())
        return wrong(fmt::format("stands beside {} entries: entries that were there are gone", ledger.size()));
    if (ledger.root_at(checkpoint.size) != checkpoint.root)
        return wrong("has another root than the entries: they were rewritten after it");
    const std::string& key = ledger.checkpoint_key_at(checkpoint.size);
    if (!checkpoint.signed_by({checkpoint.origin, NoteKey::log, key}))
        wrong("is not signed by the key that the ledger names for its checkpoints");
}

void check_policy(const Policy& policy, const std::vector<Checkpoint>& checkpoints, const LedgerCheck& ledger,
                  std::vector<Finding>& found) {
    if (checkpoints.empty())
        found.push_back(broken("checkpoint", "there is none, so that the policy's quorum is not met"));
    else if (!policy.met_by(checkpoints.back()))
        found.push_back(broken("checkpoint", fmt::format("that of {} entries, the newest, does not meet the policy's "
                                                         "logs and quorum ({})",
                                                         checkpoints.back().size, policy.quorum)));
    if (policy.roots.empty()) return;
    for (const std::string& root : ledger.keys().roots())
        if (std::ranges::find(policy.roots, root) == policy.roots.end())
            found.push_back(broken("keys", fmt::format("the enrolments rest on {}, which the policy does not name as a "
                                                       "root",
                                                       root)));
}

std::string line_of(const Finding& finding) {
    const std::string place = finding.seq < 0 ? "" : fmt::format("entry {}: ", finding.seq);
    return fmt::format("  {}{}: {}\n", place, finding.rule, shown(finding.what));
}

std::string json_of(const Finding& finding) {
    JsonObject object;
    object.text("record", "finding")
        .text("weight", finding.weight == Weight::broken ? "broken" : "shown")
        .text("rule", finding.rule)
        .text("what", finding.what);
    if (finding.seq >= 0) object.number("seq", static_cast<std::uint64_t>(finding.seq));
    if (!finding.item.empty()) object.text("item", finding.item);
    return object.line();
}

/// People are shown the first of many; programs get all.
constexpr std::size_t most_lines = 50;

void print_findings(Output& output, std::string_view title, const std::vector<Finding>& findings, Weight weight) {
    const auto count = std::ranges::count(findings, weight, &Finding::weight);
    if (count == 0) return;
    output.write(fmt::format("{} ({}):\n", title, count));
    std::size_t printed = 0;
    for (const Finding& finding : findings) {
        if (finding.weight != weight) continue;
        if (printed++ == most_lines) {
            output.write(
                fmt::format("  … and {} more; --json lists all\n", count - static_cast<std::ptrdiff_t>(most_lines)));
            return;
        }
        output.write(line_of(finding));
    }
}

Result<void> verify(Session& session, const LedgerTold& told) {
    std::vector<TypedReceipt> receipts;
    for (const std::string& typed : told.receipts) receipts.push_back(TRY(receipt_in(typed)));
    std::optional<Policy> policy;
    if (!told.policy.empty()) {
        auto parsed = Policy::parse(TRY(read_text(told.policy)));
        if (!parsed) return within(shown(told.policy), std::move(parsed.error()));
        policy = std::move(*parsed);
    }
    LedgerFile file = TRY(open_ledger(told.case_path, false));
    const LedgerCheck ledger = TRY(file.checked());
    std::vector<Finding> found = ledger.findings();
    for (Finding& finding : ledger.custody().examine_end()) found.push_back(std::move(finding));
    if (ledger.size() == 0) found.push_back(broken("form", "the ledger holds no entry"));
    const std::vector<Checkpoint> checkpoints = TRY(file.checkpoints());
    for (const Checkpoint& checkpoint : checkpoints) check_checkpoint(checkpoint, ledger, found);
    if (policy) check_policy(*policy, checkpoints, ledger, found);
    for (const TypedReceipt& receipt : receipts) check_receipt(receipt, ledger, found);
    if (told.deep)
        for (std::string& difference : TRY(file.tables_against(ledger)))
            found.push_back(broken("tables", std::move(difference)));

    const bool is_broken = std::ranges::any_of(found, [](const Finding& it) { return it.weight == Weight::broken; });
    if (is_broken)
        session.status = Status::finding_against;
    else if (ledger.not_checked() > 0)
        session.status = Status::could_not_tell;

    Output output;
    if (session.json) {
        for (const Finding& finding : found) output.write(json_of(finding));
        output.write(JsonObject{}
                         .text("record", "ledger")
                         .text("ledger", ledger.origin())
                         .text("case", ledger.case_id())
                         .number("entries", ledger.size())
                         .text("root", hex(ledger.root()))
                         .truth("intact", !is_broken)
                         .truth("attested", ledger.keys().attested())
                         .number("checkpoints", checkpoints.size())
                         .number("post_quantum_not_checked", ledger.classical_only())
                         .number("not_checked", ledger.not_checked())
                         .line());
        return output.finish();
    }
    output.write(fmt::format("{}\ncase {}: {} entries, root {}\n", shown(ledger.origin()), shown(ledger.case_id()),
                             ledger.size(), hex(ledger.root())));
    print_findings(output, "BROKEN", found, Weight::broken);
    print_findings(output, "A person should look at", found, Weight::shown);
    if (!ledger.keys().attested())
        output.write("UNATTESTED: the persons made their keys themselves; nobody has confirmed whose they are\n");
    if (ledger.classical_only() > 0)
        output.write(fmt::format("post-quantum part not checked in {} entries: this OpenSSL has no ML-DSA-65\n",
                                 ledger.classical_only()));
    if (ledger.not_checked() > 0)
        output.write(fmt::format("signatures of {} entries could not be checked at all\n", ledger.not_checked()));
    if (checkpoints.empty())
        output.write("no checkpoint yet: whether entries were cut off at the end, nothing here can show\n");
    else
        output.write(fmt::format("{}, the newest of {}\n", count_of(checkpoints.size(), "checkpoint"),
                                 count_of(checkpoints.back().size, "entry", "entries")));
    output.write(is_broken                  ? "the ledger is BROKEN\n"
                 : ledger.not_checked() > 0 ? "the ledger could not be checked whole\n"
                                            : "the ledger is intact\n");
    return output.finish();
}

// ---- show ----------------------------------------------------------------------------------------------------------

/// A member of a body on one line: texts as they are, long and nested ones cut short.
std::string value_words(const JsonValue& value) {
    static constexpr std::size_t longest = 100;
    std::string words = value.text() != nullptr ? *value.text() : value.canonical();
    if (words.size() > longest) words = words.substr(0, longest) + fmt::format("… ({} bytes)", words.size());
    return shown(words);
}

std::string entry_for_people(const Event& event) {
    std::string text = fmt::format("{:>5}  {}  {}", event.seq, event.time, event.type);
    if (event.item) text += "  " + *event.item;
    text += fmt::format("  by {} ({})", event.actor.person, event.actor.role);
    if (event.on_behalf) text += " on behalf of " + *event.on_behalf;
    text += "\n";
    const auto line = [&text](std::string_view name, std::string_view words) {
        text += fmt::format("       {}: {}\n", name, words);
    };
    if (event.recorded != event.time) line("recorded", event.recorded);
    if (event.place) line("place", shown(*event.place));
    for (const auto& [name, value] : *event.body.object()) line(name, value_words(value));
    if (event.purpose) line("purpose", shown(*event.purpose));
    if (event.note) line("note", shown(*event.note));
    for (const std::string& authority : event.authority) line("authority", authority);
    for (const Attachment& attachment : event.att)
        line("attached",
             fmt::format("{}, {} bytes, SHA-256 {}", shown(attachment.name), attachment.size, attachment.sha256));
    for (const Commitment& commitment : event.pii) line("withheld", shown(commitment.label));
    if (event.corrects) line("corrects", *event.corrects);
    if (event.overriding)
        line("OVERRIDE", fmt::format("{}: {}", event.overriding->rule, shown(event.overriding->reason)));
    return text;
}

Result<void> each_entry_told(const LedgerTold& told,
                             const std::function<Result<void>(std::uint64_t, std::string_view)>& each) {
    if (const auto entries = entries_in_bundle(told.case_path)) return each_entry_of(*entries, each);
    LedgerFile file = TRY(open_ledger(told.case_path, false));
    return file.each_entry(each);
}

Result<void> show(Session& session, const LedgerTold& told) {
    Output output;
    TRY(each_entry_told(told, [&](std::uint64_t seq, std::string_view bytes) -> Result<void> {
            if (seq < told.from) return {};
            const auto entry = parse_entry(bytes);
            if (!told.item.empty() && (!entry || entry->event.item != told.item)) return {};
            std::string text;
            if (session.json)
                text = std::string{bytes} + "\n";
            else if (entry)
                text = entry_for_people(entry->event);
            else
                text = fmt::format("{:>5}  NOT AN ENTRY: {}\n", seq, shown(entry.error().what));
            // Whoever reads it has had enough: finish() says whether that is an error.
            if (!output.write(text)) return failure(Fault::system, "nobody takes more");
            return {};
        }).or_else([&](const Error& error) -> Result<void> {
        if (auto finished = output.finish(); finished && error.what == "nobody takes more") return {};
        return tl::unexpected{error};
    }));
    return output.finish();
}

}  // namespace

Result<LedgerFile> open_ledger(const std::string& path, bool to_write) {
    const CaseFolder folder = TRY(CaseFolder::open(path));
    const auto ledger = folder.path() / "ledger.db";
    return to_write ? LedgerFile::open(ledger) : LedgerFile::open_read_only(ledger);
}

Result<std::string> read_text(const std::string& path) {
    static constexpr std::uint64_t most = 16 << 20;
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() > most) return failure(Fault::limit, fmt::format("{}: larger than {} bytes", shown(path), most));
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    text.resize(TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()})));
    return text;
}

Result<Checkpoint> kept_checkpoint(LedgerFile& ledger, std::optional<std::uint64_t> size) {
    const std::vector<Checkpoint> kept = TRY(ledger.checkpoints());
    const auto found = size           ? std::ranges::find(kept, *size, &Checkpoint::size)
                       : kept.empty() ? kept.end()
                                      : kept.end() - 1;
    if (found == kept.end())
        return failure(Fault::not_found, size ? fmt::format("there is no checkpoint of {} entries", *size)
                                              : "there is no checkpoint yet: `sanad ledger checkpoint` makes one");
    return *found;
}

void add_ledger_verbs(CLI::App& app, Session& session) {
    CLI::App* noun = app.add_subcommand("ledger", "The signed record of the case: check, show, witness, stamp");
    noun->require_subcommand(1);
    const auto told = std::make_shared<LedgerTold>();

    CLI::App* verify_verb = noun->add_subcommand("verify", "Check every entry, signature, rule and checkpoint");
    verify_verb->add_option("case", told->case_path, "Case folder")->required();
    verify_verb->add_flag("--deep", told->deep, "Also make the tables beside the entries anew and compare");
    verify_verb->add_option("--policy", told->policy, "Whose logs, witnesses and roots are trusted (C2SP tlog-policy)")
        ->type_name("FILE");
    verify_verb->add_option("--receipt", told->receipts, "The code on a paper and its number of entries")
        ->type_name("CODE@SIZE");
    verify_verb->footer(
        "Examples:\n  sanad ledger verify op-lantern --deep\n"
        "  sanad ledger verify op-lantern --policy court.policy\n"
        "  sanad ledger verify op-lantern --receipt ZWZJ-8Q0R-C4T6-VPDN-1K2M-WXYZ-9GHJ-01AB-C@42\n\n"
        "Ends with 1 when something is broken, 2 when a signature could not be checked. A ledger cut off at its end "
        "is\n"
        "intact in itself: a receipt, a witness or a bundle made later shows the cut.");
    verify_verb->callback([&session, told] { session.succeeded(verify(session, *told)); });

    CLI::App* show_verb = noun->add_subcommand("show", "The entries, for people; with --json as they are signed");
    show_verb->add_option("case", told->case_path, "Case folder, or a bundle")->required();
    show_verb->add_option("--item", told->item, "Only those of this exhibit")->type_name("NUMBER");
    show_verb->add_option("--from", told->from, "From this entry on")->type_name("SEQ");
    show_verb->footer(
        "Examples:\n  sanad ledger show op-lantern --item RV/1\n  sanad --json ledger show op-lantern > "
        "entries.jsonl\n\n"
        "Shows what the entries say, without checking them: `sanad ledger verify` does.");
    show_verb->callback([&session, told] { session.succeeded(show(session, *told)); });

    add_ledger_checkpoint_verbs(*noun, session);
    add_bundle_verb(*noun, session);
}

}  // namespace sanad
