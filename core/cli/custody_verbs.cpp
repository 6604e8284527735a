#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "core/base/new_file.hpp"
#include "core/base/text.hpp"
#include "core/cli/bundle_ledger.hpp"
#include "core/cli/custody_act.hpp"
#include "core/cli/custody_form.hpp"
#include "core/cli/custody_forms.hpp"
#include "core/cli/custody_paper.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/custody_show.hpp"
#include "core/cli/custody_transfer.hpp"
#include "core/cli/output.hpp"
#include "core/cli/personal_data.hpp"
#include "core/cli/report_issue.hpp"
#include "core/cli/second_person.hpp"
#include "core/cli/signing.hpp"
#include "core/report/print_sheet.hpp"

namespace sanad {
namespace {

/// Everything a verb of an act can be given.
struct ActOptions {
    std::string case_path, from, out, receipt;
    ToldAct told;
    std::vector<std::string> pii;
    std::map<std::string, std::string> members;
    SecondPersonOptions second;
    bool yes = false;
};

void print_appended(const Session& session, const Event& event, const LedgerFile::Appended& appended) {
    if (session.json) {
        JsonObject object;
        object.text("type", event.type)
            .text("id", appended.id)
            .number("entry", appended.seq)
            .text("hash", appended.hash);
        if (event.item) object.text("item", *event.item);
        JsonArray shown_findings;
        for (const Finding& finding : appended.shown) {
            JsonObject one;
            one.text("rule", finding.rule).text("what", finding.what);
            shown_findings.add(one.str());
        }
        object.member("shown", shown_findings.str());
        std::fputs(object.line().c_str(), stdout);
        return;
    }
    std::printf("%s%s%s: entry %llu, id %s\n", event.type.c_str(), event.item ? " of " : "",
                event.item ? event.item->c_str() : "", static_cast<unsigned long long>(appended.seq),
                appended.id.c_str());
    for (const Finding& finding : appended.shown) {
        std::printf("  will be shown: %s %s\n", finding.rule.c_str(), shown(finding.what).c_str());
    }
}

/// A warning and no refusal: whether a number is one of a person, the one who writes it knows.
void warn_of_personal_data(const Event& event) {
    const auto warn = [](std::string_view where, std::string_view text) {
        for (const std::string& number : personal_numbers_in(text)) {
            std::fprintf(stderr,
                         "sanad: %s holds %s in clear: the signed record goes to everybody and nothing is taken out of "
                         "it. What is of a person is told by --pii LABEL=VALUE\n",
                         std::string{where}.c_str(), number.c_str());
        }
    };
    if (event.type == "note.add") warn("--text", event.body.text_or_empty("text"));
    warn("--note", event.note.value_or(""));
    warn("--purpose", event.purpose.value_or(""));
}

Result<void> record(const Session& session, const CustodyVerb& verb, ActOptions options) {
    ToldAct& told = options.told;
    const EventType* type = find_event_type(verb.type);
    for (const auto& [name, value] : options.members) {
        if (!value.empty()) told.members.insert_or_assign(name, value);
    }
    for (const std::string& one : options.pii) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos || !is_pii_label(one.substr(0, equals))) {
            return failure(Fault::refused,
                           fmt::format("--pii {}: write label=value, the label of a to z, 0 to 9 and _", shown(one)));
        }
        told.pii.insert_or_assign(one.substr(0, equals), one.substr(equals + 1));
    }
    if (!options.from.empty()) TRY(read_act_file(options.from, told));

    const CaseFolder folder = TRY(CaseFolder::open(options.case_path));
    const Session signing = session.asking_anew(takes_passphrase_anew(verb.type));
    CustodySession custody = TRY(CustodySession::open(signing, folder));
    if (!options.receipt.empty()) {
        const bool accepted = TRY(take_receipt(options.receipt, custody, told));
        type = find_event_type(accepted ? "transfer.receive" : "transfer.refuse");
        if (!accepted && !session.json) std::printf("The receiver refused it.\n");
    }
    TRY(fill_in(*type, told, custody));
    const bool asks = can_ask() && !options.yes &&
                      (!missing_members(*type, told).empty() || !missing_pii(*type, told).empty() ||
                       (type->item == ItemIs::needed && told.item.empty()));
    if (asks) {
        TRY(ask_missing(session, *type, told));
        TRY(fill_in(*type, told, custody));
    }
    PreparedAct act = TRY(prepare_act(*type, told, custody));
    warn_of_personal_data(act.event);
    if (!options.second.ask.empty()) {
        TRY(ask_approval(session, options.second.ask, act.event, custody));
        return custody.close();
    }
    TRY(TRY(SecondPerson::bring(signing, options.second, custody)).approve(act.event, custody));
    if (asks && !TRY(ask_to_sign(session, *type, act, custody.person().person))) {
        return failure(Fault::refused, "nothing was recorded");
    }
    const LedgerFile::Appended appended = TRY(custody.append(act.event, act.openings));
    TRY(custody.close());
    print_appended(session, act.event, appended);
    if (!options.out.empty()) TRY(write_new_file(options.out, TRY(offer_file_text(custody, appended.seq))));
    return {};
}

void add_act(CLI::App& noun, Session& session, const CustodyVerb& verb) {
    const EventType& type = *find_event_type(verb.type);
    const auto options = std::make_shared<ActOptions>();
    CLI::App* act = noun.add_subcommand(std::string{verb.name}, std::string{type.help});
    act->add_option("case", options->case_path, "Case folder")->required();
    if (type.item != ItemIs::absent) act->add_option("item", options->told.item, "The item, such as RV/1");
    bool takes_approvals = false;
    for (const MemberType& member : type.members) {
        takes_approvals = takes_approvals || member.name == "approvals";
        if (!has_flag(type, member)) continue;
        const MemberWords& words = words_of(member.name);
        std::string help = fmt::format("{} · {}: {}", words.words.en, words.words.ur, words.ask);
        if (member.choices != nullptr) {
            help += " (";
            for (const Choice& choice : member.choices->choices)
                help += fmt::format("{}{}", help.ends_with('(') ? "" : ", ", choice.value);
            help += member.choices->other ? ", other: …)" : ")";
        }
        act->add_option(flag_of(member.name), options->members[std::string{member.name}], help);
    }
    const auto free = [&](std::string_view name) { return find_member(type, name) == nullptr; };
    act->add_option("--from", options->from, "Read what is not given here from a file: JSON, or lines `member: value`");
    act->add_option("--at", options->told.at, "When it happened, when that is not now: 2026-11-26T14:15:00+05:00");
    act->add_option("--zone", options->told.zone, "Zone of times given without an offset, such as Asia/Karachi");
    act->add_option("--place", options->told.place, "Where: site and room");
    act->add_option("--on-behalf", options->told.on_behalf, "The person for whom it was done");
    if (free("purpose")) act->add_option("--purpose", options->told.purpose, "Why it was done");
    if (free("note")) act->add_option("--note", options->told.note, "A note on this act");
    act->add_option("--authority", options->told.authority, "Id of the authority it rests on (sanad custody authority)")
        ->allow_extra_args(false);
    act->add_option("--attach", options->told.attachments, "A file (photograph, scan) whose SHA-256 is recorded")
        ->allow_extra_args(false);
    act->add_option("--pii", options->pii,
                    "label=value of a person; the ledger gets a commitment, the value is kept apart")
        ->allow_extra_args(false);
    act->add_option("--corrects", options->told.corrects, "Id of the event that was wrong");
    act->add_option("--override", options->told.override_rule,
                    "Set a rule aside (V-06, V-10); shown in red everywhere");
    const std::string why = free("reason") ? "--override-reason,--reason" : "--override-reason";
    act->add_option(why, options->told.override_reason, "Why the rule is set aside");
    act->add_flag("--yes", options->yes, "Never ask; what is missing is an error");
    if (takes_approvals) options->second.add_to(*act);
    if (verb.type == "transfer.offer")
        act->add_option("--out", options->out, "The offer, for a receiver at another machine");
    if (verb.type == "transfer.receive") {
        act->add_option("--receipt", options->receipt,
                        "What the receiver signed at another machine (sanad custody accept)");
    }
    act->footer(fmt::format("Example:\n  {}", verb.example));
    act->callback([&session, &verb, options] { session.succeeded(record(session, verb, *options)); });
}

/// Between what is shown and the key that signs it: at a terminal the person is asked.
Result<void> look_and_agree(const Session& session, bool yes) {
    std::fflush(stdout);
    if (session.json || yes || !can_ask()) return {};
    const IdentityStore store = TRY(IdentityStore::open());
    if (TRY(ask_to_sign(session, TRY(acting_name(session, store))))) return {};
    return failure(Fault::refused, "nothing was signed");
}

void add_accept(CLI::App& noun, Session& session) {
    struct Options {
        std::string offer, out;
        bool refuse = false, vouched = false, yes = false;
        Answer answer;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* verb = noun.add_subcommand("accept", "Answer an offer at this machine, without the case");
    verb->add_option("offer", options->offer, "The offer (sanad custody transfer offer --out)")->required();
    verb->add_option("--out", options->out, "The signed receipt")->required();
    verb->add_flag("--refuse", options->refuse, "Refuse it");
    verb->add_flag("--another-organisation", options->vouched,
                   "The giver's root is not known here, and its key id was compared by another way");
    verb->add_option("--reason", options->answer.reason, "Why it is refused");
    verb->add_option("--condition", options->answer.condition, "The condition it is in");
    verb->add_option("--place", options->answer.place, "Where it was received");
    verb->add_option("--seal-no", options->answer.seal_no, "The seal as seen; by default that of the offer");
    verb->add_option("--seal-state", options->answer.seal_state, "intact, broken, replaced or missing");
    verb->add_option("--sha256", options->answer.sha256, "SHA-256 of what was received, worked out here");
    verb->add_flag("--yes", options->yes, "Sign without asking");
    verb->footer(
        "Example:\n  sanad custody accept OFFER.json --as a.malik --condition intact --seal-state intact --out "
        "RECEIPT.json");
    verb->callback([&session, options] {
        const auto answered = [&]() -> Result<void> {
            const OfferFile offer = TRY(read_offer_file(options->offer));
            Answer answer = options->answer;
            answer.accepted = !options->refuse;
            if (options->refuse && answer.reason.empty())
                return failure(Fault::refused, "--refuse: write the --reason");
            if (!options->refuse && !answer.reason.empty())
                return failure(Fault::refused, "--reason goes with --refuse");
            if (!options->refuse && answer.condition.empty()) {
                return failure(Fault::refused, "--condition: write the condition in which it was received");
            }
            if (answer.condition.empty()) answer.condition = offer.offer.body.text_or_empty("condition");
            if (answer.seal_no.empty()) answer.seal_no = offer.offer.body.text_or_empty("seal_no");
            // The same rules as for an event, so that the ledger will take it.
            const EventType& type = *find_event_type("transfer.receive");
            for (const auto& [name, value] : {std::pair{"condition", &answer.condition},
                                              {"seal_no", &answer.seal_no},
                                              {"seal_state", &answer.seal_state},
                                              {"sha256", &answer.sha256}}) {
                if (!value->empty()) TRY(read_member(type, *find_member(type, name), *value));
            }
            // Before a key signs it: what was offered, and by whom.
            if (!session.json) {
                std::printf("%s from %s to %s, offered %s, entry %s\n", offer.offer.item->c_str(),
                            shown(offer.offer.body.text_or_empty("from")).c_str(),
                            shown(offer.offer.body.text_or_empty("to")).c_str(), offer.offer.time.c_str(),
                            offer.entry_hash.c_str());
                std::printf("%s", act_lines(*find_event_type("transfer.offer"), offer.offer).c_str());
                if (offer.offer.actor.role == "unattested")
                    std::printf("UNATTESTED: nobody vouches for the giver's key %s\n", offer.offer.actor.key.c_str());
            }
            TRY(check_giver(offer, TRY(IdentityStore::open()), options->vouched));
            TRY(look_and_agree(session, options->yes));
            const ActingPerson person = TRY(acting_person(session));
            TRY(write_new_file(options->out, TRY(receipt_file_text(offer, answer, person))));
            if (!session.json)
                std::printf("%s; bring %s back.\n", options->refuse ? "Refused" : "Accepted",
                            shown(options->out).c_str());
            return {};
        }();
        session.succeeded(answered);
    });
}

void add_approve(CLI::App& noun, Session& session) {
    const auto request_path = std::make_shared<std::string>(), out = std::make_shared<std::string>();
    const auto yes = std::make_shared<bool>(false);
    CLI::App* verb = noun.add_subcommand("approve", "Approve an act of somebody else that takes two persons");
    verb->add_option("request", *request_path, "What is asked (--ask-approval)")->required();
    verb->add_option("--out", *out, "The signed approval")->required();
    verb->add_flag("--yes", *yes, "Sign without asking");
    verb->footer("Example:\n  sanad custody approve REQUEST.json --as m.iqbal --out APPROVAL.json");
    verb->callback([&session, request_path, out, yes] {
        const auto approved = [&]() -> Result<void> {
            const ApprovalRequest request = TRY(read_approval_request(*request_path));
            if (!session.json) {
                const EventType* type = find_event_type(request.event.type);
                if (type == nullptr)
                    return failure(Fault::refused, fmt::format("\"{}\" is no act", shown(request.event.type)));
                std::printf("%s\n%s", shown(request.ledger).c_str(), act_lines(*type, request.event).c_str());
                if (request.event.overriding) {
                    std::printf("%s IS SET ASIDE: %s\n", shown(request.event.overriding->rule).c_str(),
                                shown(request.event.overriding->reason).c_str());
                }
            }
            TRY(look_and_agree(session, *yes));
            const ActingPerson person =
                TRY(acting_person(session.asking_anew(takes_passphrase_anew(request.event.type))));
            return write_new_file(*out, TRY(approval_file_text(request.event, request.ledger, person)));
        }();
        session.succeeded(approved);
    });
}

Result<LedgerFile> ledger_at(const std::string& case_path) {
    const CaseFolder folder = TRY(CaseFolder::open(case_path));
    return LedgerFile::open_read_only(ledger_of(folder));
}

Result<LedgerCheck> checked_ledger(const std::string& case_path) {
    LedgerFile ledger = TRY(ledger_at(case_path));
    return ledger.checked();
}

void print(const std::string& text, Session& session) {
    Output output;
    output.write(text);
    session.succeeded(output.finish());
}

constexpr std::string_view court_certificate_name = "court-certificate";

Result<void> print_paper(const Session& session, std::string_view paper, const std::string& case_path,
                         const std::string& item, const std::string& pdf, const std::string& language) {
    LedgerFile ledger = TRY(ledger_at(case_path));
    const IdentityStore store = TRY(IdentityStore::open());
    const Sheet sheet = TRY(custody_paper(paper, ledger, item, TRY(store.agency()), language_named(language)));
    TRY(print_sheet(sheet, pdf));
    if (!session.json) std::printf("%s\n", shown(pdf).c_str());
    return {};
}

/// A certificate says that a person certifies: that person's key is unlocked, and signs an entry with the digest of the
/// paper. Without the entry there is no paper.
Result<void> certify(const Session& session, const std::string& case_path, const std::string& item,
                     const std::string& pdf, const std::string& language) {
    CustodySession custody = TRY(CustodySession::open(session, TRY(CaseFolder::open(case_path))));
    const ReportIssue issue{fmt::format("Certificate of {} for the court ({}, pdf)", item, language), "final", {}};
    TRY(may_be_issued(custody, issue));

    const IdentityStore store = TRY(IdentityStore::open());
    const Sheet sheet = TRY(custody_paper(court_certificate_name, custody.ledger(), item, TRY(store.agency()),
                                          language_named(language), custody.person().person));
    TRY(print_sheet(sheet, pdf));
    const std::string sha256 = TRY(file_sha256(pdf));
    const auto entry = enter_issue(custody, issue, sha256);
    if (!entry) {
        std::error_code ignored;
        std::filesystem::remove(pdf, ignored);
        return tl::unexpected{entry.error()};
    }
    if (session.json) {
        JsonObject json;
        json.text("path", pdf)
            .text("sha256", sha256)
            .text("entry", entry->id)
            .text("certified_by", custody.person().person);
        std::printf("%s", json.line().c_str());
        return {};
    }
    std::printf("%s\nSHA-256 %s, signed by %s as entry %s\n", shown(pdf).c_str(), sha256.c_str(),
                shown(custody.person().person).c_str(), entry->id.c_str());
    return {};
}

void add_paper(CLI::App& noun, Session& session) {
    struct Options {
        std::string paper, case_path, item, pdf, language = "en";
    };
    const auto options = std::make_shared<Options>();
    CLI::App* verb =
        noun.add_subcommand("paper", "Print a form from the record, with the receipt of the newest checkpoint");
    verb->add_option("paper", options->paper, "Which")
        ->required()
        ->check(
            CLI::IsMember({"seizure-memo", "transfer-slip", "custody-log", "court-certificate", "destruction-record"}));
    verb->add_option("case", options->case_path, "Case folder")->required();
    verb->add_option("item", options->item, "The item")->required();
    verb->add_option("--pdf", options->pdf, "The file")->required();
    verb->add_option("--lang", options->language, "en or ur")->check(CLI::IsMember({"en", "ur"}));
    verb->footer(
        "The court certificate is the act of whoever certifies: their key is unlocked and signs an entry with the\n"
        "digest of the paper. The others repeat what is on record and need no key.\n"
        "Examples:\n  sanad custody paper seizure-memo op-lantern RV/1 --pdf memo.pdf --lang ur\n"
        "  sanad custody paper court-certificate op-lantern RV/1 --pdf certificate.pdf --as a.malik");
    verb->callback([&session, options] {
        session.succeeded(options->paper == court_certificate_name
                              ? certify(session, options->case_path, options->item, options->pdf, options->language)
                              : print_paper(session, options->paper, options->case_path, options->item, options->pdf,
                                            options->language));
    });
}

void add_show(CLI::App& noun, Session& session) {
    const auto path = std::make_shared<std::string>(), item = std::make_shared<std::string>(),
               pdf = std::make_shared<std::string>(), language = std::make_shared<std::string>("en");
    CLI::App* verb = noun.add_subcommand("show", "Who had each item, from when to when, and what is marked");
    verb->add_option("case", *path, "Case folder, or a bundle: then as of its last entry")->required();
    verb->add_option("item", *item, "One item only");
    verb->add_option("--pdf", *pdf, "The custody log of the item as a PDF");
    verb->add_option("--lang", *language, "Language of the PDF: en or ur")->check(CLI::IsMember({"en", "ur"}));
    verb->footer("Examples:\n  sanad custody show op-lantern RV/1\n  sanad custody show bag-of-op-lantern");
    verb->callback([&session, path, item, pdf, language] {
        const auto shown_case = [&]() -> Result<void> {
            const auto bundle = entries_in_bundle(*path);
            if (!pdf->empty()) {
                if (bundle) return failure(Fault::refused, "--pdf: the custody log is printed where the case is");
                if (item->empty()) return failure(Fault::refused, "--pdf: name the item whose custody log is printed");
                return print_paper(session, "custody-log", *path, *item, *pdf, *language);
            }
            const LedgerCheck state = bundle ? TRY(ledger_of_entries(*bundle)) : TRY(checked_ledger(*path));
            if (!item->empty() && !state.custody().items().contains(*item)) {
                return failure(Fault::not_found,
                               fmt::format("{} is not in the ledger of {}", shown(*item), shown(*path)));
            }
            const std::string now = bundle ? end_of_record(state) : ledger_time_now();
            if (bundle && !session.json)
                std::printf("As of its last entry, %s: what was done after that, a bundle cannot say.\n", now.c_str());
            print(session.json ? custody_show_json(state, *item, now)
                               : custody_show_text(state, *item, now, ::isatty(STDOUT_FILENO) == 1),
                  session);
            if (state.broken()) session.status = Status::finding_against;
            return {};
        }();
        session.succeeded(shown_case);
    });
}

void add_due(CLI::App& noun, Session& session) {
    const auto path = std::make_shared<std::string>();
    const auto all = std::make_shared<bool>(false);
    CLI::App* verb = noun.add_subcommand("due", "What the law wants done, and by when");
    verb->add_option("case", *path, "Case folder")->required();
    verb->add_flag("--all", *all, "Also what is done");
    verb->footer("Example:\n  sanad custody due op-lantern");
    verb->callback([&session, path, all] {
        const auto listed = [&]() -> Result<void> {
            LedgerFile ledger = TRY(ledger_at(*path));
            const LedgerCheck& state = *TRY(ledger.state());
            const auto laws = TRY(load_laws(IdentityStore::usual_folder() / "law"));
            const auto timers = timers_of(laws, state.events());
            const std::string now = ledger_time_now();
            print(
                session.json ? due_json(timers, now, *all) : due_text(timers, now, *all, ::isatty(STDOUT_FILENO) == 1),
                session);
            return {};
        }();
        session.succeeded(listed);
    });
}

void add_law(CLI::App& noun, Session& session) {
    CLI::App* verb = noun.add_subcommand(
        "law", "The catalogue of offences and procedure, its times, and what of it is not confirmed");
    verb->footer("Example:\n  sanad custody law");
    verb->callback([&session] {
        const auto listed = [&]() -> Result<void> {
            const auto laws = TRY(load_laws(IdentityStore::usual_folder() / "law"));
            print(session.json ? law_json(laws) : law_text(laws), session);
            return {};
        }();
        session.succeeded(listed);
    });
}

}  // namespace

void add_custody_verbs(CLI::App& app, Session& session) {
    CLI::App* noun = app.add_subcommand("custody", "Acts upon the evidence, signed, and what follows from them");
    noun->require_subcommand(1);
    std::map<std::string, CLI::App*> groups;
    const std::map<std::string_view, const char*> group_help{{"transfer", "Hand an item over: offer, receive, refuse"},
                                                             {"store", "Into the store, out of it, its count"},
                                                             {"court", "To the court, back from it, its orders"}};
    for (const CustodyVerb& verb : custody_verbs()) {
        CLI::App* parent = noun;
        if (!verb.group.empty()) {
            CLI::App*& group = groups[std::string{verb.group}];
            if (group == nullptr) {
                group = noun->add_subcommand(std::string{verb.group}, group_help.at(verb.group));
                group->require_subcommand(1);
            }
            parent = group;
        }
        add_act(*parent, session, verb);
    }
    add_accept(*noun, session);
    add_approve(*noun, session);
    add_show(*noun, session);
    add_paper(*noun, session);
    add_due(*noun, session);
    add_law(*noun, session);
    add_custody_forms(*noun, session);
}

}  // namespace sanad
