#include "core/custody/answer_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/crypto/time_stamp.hpp"
#include "core/custody/answer_sheet_parts.hpp"
#include "core/custody/event_types.hpp"
#include "core/custody/protected_victim.hpp"
#include "core/custody/receipt_code.hpp"

namespace sanad {
namespace {

/// Which question a broken rule answers with no: the table of LEDGER.md section 12.
Question question_of(std::string_view rule) {
    struct Row {
        std::string_view rule;
        Question question;
    };
    using enum Question;
    static constexpr Row rows[] = {
        {"form", p3},  {"V-19", p3},  {"keys", p4},  {"signature", p4}, {"statement", p4}, {"roles", p4},
        {"V-26", p4},  {"V-27", p4},  {"V-03", p5},  {"V-01", p6},      {"V-02", p6},      {"V-13", p6},
        {"V-14", p6},  {"V-05", p7},  {"V-04", p8},  {"V-08", p8},      {"V-06", p9},      {"V-10", p10},
        {"V-20", p13}, {"V-11", p15}, {"V-15", p16}, {"V-07", p6},      {"V-09", p8},      {"V-21", p16},
    };
    const auto row = std::ranges::find(rows, rule, &Row::rule);
    return row == std::end(rows) ? p3 : row->question;
}

/// The roles of a person: as ledgers write them, and in Urdu as papers name them.
SheetValue roles_of(const Enrolment& enrolment) {
    SheetValue said{SheetValue::Kind::words, fmt::format("{}", fmt::join(enrolment.roles, ", ")), {}};
    const auto& choices = find_member(*find_event_type("role.grant"), "role")->choices->choices;
    for (const std::string& role : enrolment.roles) {
        const auto named = std::ranges::find(choices, role, &Choice::value);
        said.urdu += said.urdu.empty() ? "" : "، ";
        said.urdu += named == choices.end() ? role : named->words.ur;
    }
    return said;
}

std::string second_text(Timestamp time) {
    return ledger_time(time.ns / 1'000'000'000);
}

}  // namespace

std::string_view name_of(AnswerWord answer) {
    switch (answer) {
        case AnswerWord::no:
            return "no";
        case AnswerWord::look:
            return "look";
        case AnswerWord::unknown:
            return "unknown";
        case AnswerWord::none:
            return "none";
        case AnswerWord::yes:
            break;
    }
    return "yes";
}

std::string held_for_text(std::int64_t seconds) {
    const std::int64_t day = seconds / 86'400, rest = seconds % 86'400;
    const std::string clock = fmt::format("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    return day == 0 ? clock : fmt::format("{} d {}", day, clock);
}

SheetValue code(std::string text) {
    return {SheetValue::Kind::code, std::move(text), {}};
}

SheetValue code(std::uint64_t number) {
    return code(std::to_string(number));
}

SheetValue told(std::string_view text) {
    return {SheetValue::Kind::told, std::string{text}, {}};
}

SheetValue body_text(const Event& event, std::string_view member) {
    return told(event.body.text_or_empty(member));
}

SheetValue type_words(const Event& event) {
    const EventType* type = find_event_type(event.type);
    if (type == nullptr) return code(event.type);
    return {SheetValue::Kind::words, std::string{type->words.en}, std::string{type->words.ur}};
}

SheetValue chosen(const Event& event, std::string_view member) {
    const std::string_view value = event.body.text_or_empty(member);
    const EventType* type = find_event_type(event.type);
    const MemberType* described = type == nullptr ? nullptr : find_member(*type, member);
    if (described != nullptr && described->choices != nullptr) {
        for (const Choice& choice : described->choices->choices) {
            if (choice.value == value) {
                return {SheetValue::Kind::words, std::string{choice.words.en}, std::string{choice.words.ur}};
            }
        }
    }
    return told(value);
}

// ---- the maker
// --------------------------------------------------------------------------------------------------------

void SheetMaker::line(Question question, Phrase phrase, std::vector<SheetValue> values) {
    sheet_.answers[static_cast<std::size_t>(question)].lines.push_back({phrase, std::move(values), false});
}

void SheetMaker::say(Question question, AnswerWord answer) {
    AnswerWord& kept = sheet_.answers[static_cast<std::size_t>(question)].answer;
    kept = std::min(kept, answer);
}

void SheetMaker::fail(Question question, std::int64_t seq, std::string_view rule, std::string what) {
    say(question, AnswerWord::no);
    auto& lines = sheet_.answers[static_cast<std::size_t>(question)].lines;
    if (seq < 0) {
        lines.push_back({Phrase::found, {code(std::string{rule}), told(what)}, true});
    } else {
        const auto number = static_cast<std::uint64_t>(seq);
        lines.push_back({Phrase::found_in_entry, {code(number), code(std::string{rule}), told(what)}, true});
    }
    sheet_.broken.push_back({seq, std::string{rule}, std::move(what)});
}

void SheetMaker::show(Question question, std::string_view rule, std::string_view not_of) {
    std::vector<Finding> shown = ledger_.findings();
    for (Finding& finding : ledger_.custody().examine_end()) shown.push_back(std::move(finding));
    std::set<std::pair<std::int64_t, std::string>> told_already;
    for (const Finding& finding : shown) {
        if (finding.weight != Weight::shown || finding.rule != rule) continue;
        if (!told_already.emplace(finding.seq, finding.what).second) continue;
        if (finding.seq < 0) {
            say(question, AnswerWord::look);
            line(question, Phrase::found, {code(finding.rule), told(finding.what)});
            continue;
        }
        const auto seq = static_cast<std::uint64_t>(finding.seq);
        const auto event = std::ranges::lower_bound(ledger_.events(), seq, {}, &Event::seq);
        if (event != ledger_.events().end() && event->seq == seq && event->type == not_of) continue;
        say(question, AnswerWord::look);
        line(question, Phrase::found_in_entry, {code(seq), code(finding.rule), told(finding.what)});
    }
}

bool SheetMaker::broken_at(std::uint64_t seq, std::string_view rule) const {
    return std::ranges::any_of(ledger_.findings(), [&](const Finding& finding) {
        return finding.weight == Weight::broken && finding.rule == rule &&
               finding.seq == static_cast<std::int64_t>(seq);
    });
}

AnswerSheet SheetMaker::make() {
    sheet_.ledger = ledger_.origin();
    sheet_.case_id = ledger_.case_id();
    sheet_.entries = lines_;
    sheet_.root = hex(root_at(lines_));
    // What is broken is listed in this order: the bag, the entries, roots, checkpoints, and what was given along.
    bundle();
    entries();
    persons();
    checkpoint();
    receipts();
    time();
    exhibits();
    reports();
    signatures();
    transfers();
    custody_line();
    seals();
    authority();
    protection();
    changes_and_access();
    corrections();
    if (facts_.cut) {
        for (const Question each :
             {Question::p3, Question::p4, Question::p5, Question::p6, Question::p7, Question::p8, Question::p9,
              Question::p10, Question::p11, Question::p12, Question::p13, Question::p16}) {
            say(each, AnswerWord::unknown);
        }
    }
    say(Question::p17, AnswerWord::look);
    line(Question::p17, Phrase::what_it_cannot_show);

    for (SheetAnswer& each : sheet_.answers)
        std::stable_partition(each.lines.begin(), each.lines.end(), [](const SheetLine& line) { return line.bad; });
    const bool broken =
        std::ranges::any_of(sheet_.answers, [](const SheetAnswer& each) { return each.answer == AnswerWord::no; });
    sheet_.status = broken ? 1 : not_told_ || ledger_.not_checked() > 0 ? 2 : 0;
    return std::move(sheet_);
}

void SheetMaker::bundle() {
    for (const std::string& fault : facts_.bag_faults) fail(Question::p1, -1, "bag", fault);
    if (!facts_.is_bag) {
        say(Question::p1, AnswerWord::unknown);
        line(Question::p1, Phrase::no_bag);
    } else if (facts_.bag_faults.empty()) {
        line(Question::p1, Phrase::every_file_named, {code(facts_.bag_files)});
    }
    std::uint64_t commitments = 0;
    for (const Event& event : ledger_.events()) commitments += event.pii.size();
    for (const KnownPerson& person : ledger_.keys().persons()) commitments += person.enrolment.pii.size();
    if (facts_.openings > 0) line(Question::p1, Phrase::openings_fit, {code(facts_.openings)});
    if (commitments > facts_.openings) {
        line(Question::p1, Phrase::openings_withheld, {code(commitments - facts_.openings)});
    }
    if (!facts_.cut) disclosed();
}

/// Where persons are to stay masked and some are not, a person looks.
void SheetMaker::disclosed() {
    const std::vector<Event>& events = ledger_.events();
    const auto offence = std::ranges::find_if(events, [](const Event& event) {
        return event.type == "case.offence" &&
               protects_the_victim(event.body.text_or_empty("scheme"), event.body.text_or_empty("section"));
    });
    if (facts_.openings_of_persons > 0 && offence != events.end()) {
        say(Question::p1, AnswerWord::look);
        line(Question::p1, Phrase::openings_protected,
             {code(offence->seq), body_text(*offence, "section"), code(facts_.openings_of_persons)});
    }
    if (facts_.openings > 0 && !events.empty() && events.back().type == "export.bundle" &&
        events.back().body.text_or_empty("for") == "audit") {
        say(Question::p1, AnswerWord::look);
        line(Question::p1, Phrase::openings_for_audit, {code(facts_.openings)});
    }
}

void SheetMaker::entries() {
    for (const Finding& finding : ledger_.findings()) {
        if (finding.weight == Weight::broken) fail(question_of(finding.rule), finding.seq, finding.rule, finding.what);
    }
    if (facts_.cut) fail(question_of(facts_.cut->rule), facts_.cut->seq, facts_.cut->rule, facts_.cut->what);
    const std::vector<Event>& events = ledger_.events();
    if (events.empty()) return;
    line(Question::p3, Phrase::entries_from_to,
         {code(lines_), code(events.front().recorded), code(events.back().recorded)});
}

void SheetMaker::persons() {
    const bool roots_given = facts_.policy_from_outside && facts_.policy && !facts_.policy->roots.empty();
    for (const KnownPerson& person : ledger_.keys().persons()) {
        const Enrolment& enrolment = person.enrolment;
        if (enrolment.number > 1 || enrolment.keys.empty()) continue;
        const std::string kid = key_id(enrolment.keys.front());
        const bool among =
            roots_given && std::ranges::any_of(enrolment.keys, [&](const PublicKey& key) {
                return std::ranges::find(facts_.policy->roots, key_id(key)) != facts_.policy->roots.end();
            });
        if (among) {
            line(Question::p4, Phrase::root_trusted, {code(kid)});
        } else {
            say(Question::p4, AnswerWord::look);
            if (enrolment.number == 1) line(Question::p4, Phrase::root_not_given, {code(kid)});
        }
    }
}

void SheetMaker::signatures() {
    show(Question::p4, "V-27");
    if (ledger_.classical_only() > 0) {
        say(Question::p4, AnswerWord::unknown);
        line(Question::p4, Phrase::post_quantum_unchecked, {code(ledger_.classical_only())});
    }
    if (ledger_.not_checked() > 0) {
        say(Question::p4, AnswerWord::unknown);
        line(Question::p4, Phrase::signatures_unchecked, {code(ledger_.not_checked())});
    }
    for (const KnownPerson& person : ledger_.keys().persons()) {
        const Enrolment& enrolment = person.enrolment;
        const std::string kid = enrolment.keys.empty() ? std::string{} : key_id(enrolment.keys.front());
        if (enrolment.number == 0) {
            say(Question::p4, AnswerWord::look);
            line(Question::p4, Phrase::person_unattested, {code(enrolment.person), told(enrolment.org), code(kid)});
        } else {
            line(Question::p4, Phrase::person_enrolled,
                 {code(enrolment.person), told(enrolment.org), roles_of(enrolment), code(enrolment.number), code(kid),
                  code(enrolment.from), code(enrolment.until)});
        }
        if (person.revoked_from) {
            line(Question::p4, Phrase::person_revoked, {code(enrolment.person), code(*person.revoked_from)});
        }
    }
}

// ---- checkpoints
// ------------------------------------------------------------------------------------------------------

Sha256Digest SheetMaker::root_at(std::uint64_t size) const {
    return tree_root(std::span{facts_.leaves}.first(static_cast<std::size_t>(size)));
}

void SheetMaker::check_note(const GivenNote& note, bool newest) {
    const auto wrong = [&](std::string_view what) {
        fail(Question::p2, -1, "checkpoint", fmt::format("{}: {}", note.name, what));
    };
    if (!note.checkpoint) return wrong(note.fault);
    const Checkpoint& checkpoint = *note.checkpoint;
    if (!ledger_.origin().empty() && checkpoint.origin != ledger_.origin()) {
        return wrong(fmt::format("is of {}, the entries are of {}", checkpoint.origin, ledger_.origin()));
    }
    if (note.named_size && *note.named_size != checkpoint.size) {
        return wrong(fmt::format("is of {} entries, its name says {}", checkpoint.size, *note.named_size));
    }
    if (checkpoint.size == 0) {
        wrong("is of no entries");
    } else if (checkpoint.size > lines_) {
        wrong(
            fmt::format("is of {} entries, there are only {}: entries at the end are missing, or this ledger is older",
                        checkpoint.size, lines_));
    } else if (newest && checkpoint.size < lines_) {
        wrong(fmt::format("is of {} entries, there are {}: nothing vouches for the last", checkpoint.size, lines_));
    } else if (const auto root = root_at(checkpoint.size); root != checkpoint.root) {
        wrong(fmt::format("its root is {}, the first {} entries have {}", hex(checkpoint.root), checkpoint.size,
                          hex(root)));
    }
    check_signatures(checkpoint, note.name);
}

void SheetMaker::check_signatures(const Checkpoint& checkpoint, const std::string& name) {
    const auto wrong = [&](std::string_view what) {
        fail(Question::p2, -1, "checkpoint", fmt::format("{}: {}", name, what));
    };
    // A key that was succeeded signs nothing later, and the next one nothing earlier.
    const std::string& key = ledger_.checkpoint_key_at(std::min(checkpoint.size, ledger_.size()));
    if (key.empty()) {
        say(Question::p2, AnswerWord::unknown);  // the entry that names the key was not read
    } else if (const NoteKey log{ledger_.origin(), NoteKey::log, key}; !checkpoint.signed_by(log)) {
        wrong("no valid signature with the checkpoint key that the entries name");
    }
    for (const auto* policy : {&facts_.policy, &facts_.policy_beside}) {
        if (*policy) check_by_policy(checkpoint, name, key, **policy);
    }
}

void SheetMaker::check_by_policy(const Checkpoint& checkpoint, const std::string& name, const std::string& log_key,
                                 const Policy& policy) {
    const auto wrong = [&](std::string_view what) {
        fail(Question::p2, -1, "checkpoint", fmt::format("{}: {}", name, what));
    };
    const NoteKey log{ledger_.origin(), NoteKey::log, log_key};
    if (!log_key.empty() && !policy.logs.empty() && std::ranges::find(policy.logs, log) == policy.logs.end()) {
        wrong("its log is not one of those that the policy names");
    }
    for (const auto& witness : policy.witnesses) {
        const NoteKey& key = witness.second;
        const bool has_line = std::ranges::any_of(checkpoint.signatures, [&](const NoteSignature& each) {
            return each.name == key.name && each.blob.starts_with(key.id());
        });
        if (has_line && !checkpoint.cosigned_by(key)) {
            wrong(fmt::format("the cosignature of {} does not verify", shown(witness.first)));
        }
    }
}

void SheetMaker::checkpoint() {
    const std::size_t before = sheet_.broken.size();
    if (facts_.checkpoint) {
        if (facts_.checkpoint->checkpoint) {
            const Checkpoint& newest = *facts_.checkpoint->checkpoint;
            sheet_.size = newest.size;
            line(Question::p2, Phrase::checkpoint_of, {code(newest.size), code(hex(newest.root))});
        }
        check_note(*facts_.checkpoint, true);
        if (sheet_.broken.size() == before && !ledger_.checkpoint_key().empty()) {
            line(Question::p2, Phrase::signed_by_log, {code(ledger_.origin())});
        }
    } else if (facts_.is_folder) {
        fail(Question::p2, -1, "checkpoint", "custody/checkpoint.note: missing");
    } else {
        say(Question::p2, AnswerWord::unknown);
        line(Question::p2, Phrase::no_checkpoint);
    }
    for (const GivenNote& note : facts_.others) check_note(note, false);
    if (!facts_.others.empty() && sheet_.broken.size() == before) {
        line(Question::p2, Phrase::other_checkpoints, {code(facts_.others.size())});
    }
    quorum();
}

void SheetMaker::quorum() {
    if (!facts_.checkpoint || !facts_.checkpoint->checkpoint) return;
    // The last entry is the hand-over itself: who is to see it signs afterwards, and the note comes by another way.
    Checkpoint checkpoint = *facts_.checkpoint->checkpoint;
    for (const GivenNote& note : facts_.others) {
        if (!note.checkpoint || note.checkpoint->body() != checkpoint.body()) continue;
        checkpoint.signatures.insert(checkpoint.signatures.end(), note.checkpoint->signatures.begin(),
                                     note.checkpoint->signatures.end());
    }
    if (!facts_.policy) {
        say(Question::p2, AnswerWord::look);
        return line(Question::p2, Phrase::no_quorum);
    }
    const Policy& policy = *facts_.policy;
    for (const auto& [name, key] : policy.witnesses) {
        if (const auto time = checkpoint.cosigned_by(key)) {
            line(Question::p2, Phrase::witness_cosigned, {told(name), code(ledger_time(*time))});
        } else {
            line(Question::p2, Phrase::witness_missing, {told(name)});
        }
    }
    const bool none_asked = policy.quorum == "none";
    const bool met = policy.met_by(checkpoint);
    if (facts_.policy_from_outside) {
        if (!met) {
            fail(Question::p2, -1, "checkpoint",
                 fmt::format("the policy given is not met: it asks for {}", policy.quorum));
        } else if (!none_asked) {
            line(Question::p2, Phrase::quorum_met, {told(policy.quorum)});
        }
    } else {
        say(Question::p2, AnswerWord::look);
        if (!none_asked) line(Question::p2, Phrase::policy_is_the_bundles, {told(policy.quorum)});
        if (!met) line(Question::p2, Phrase::quorum_unmet, {told(policy.quorum)});
    }
    if (none_asked) {
        say(Question::p2, AnswerWord::look);
        line(Question::p2, Phrase::no_quorum);
    }
}

// ---- what was given along
// ---------------------------------------------------------------------------------------------

void SheetMaker::receipts() {
    if (facts_.receipts.empty()) {
        say(Question::p14, AnswerWord::unknown);
        line(Question::p14, Phrase::receipt_not_given);
    }
    for (const GivenReceipt& receipt : facts_.receipts) {
        const auto wrong = [&](std::string_view what) {
            fail(Question::p14, -1, "receipt", fmt::format("{} at {} entries: {}", receipt.code, receipt.size, what));
        };
        const auto prefix = parse_receipt_code(receipt.code);
        if (!prefix) {
            // Mistyped: no finding against anybody.
            not_told_ = true;
            say(Question::p14, AnswerWord::unknown);
            line(Question::p14, Phrase::receipt_mistyped, {told(receipt.code), told(prefix.error().what)});
        } else if (receipt.size > lines_) {
            wrong(fmt::format("there are only {} entries: entries at the end are missing, or this ledger is older",
                              lines_));
        } else if (const auto root = root_at(receipt.size); !std::equal(prefix->begin(), prefix->end(), root.begin())) {
            wrong(fmt::format("the first {} entries have the code {}", receipt.size, receipt_code(root)));
        } else {
            line(Question::p14, Phrase::receipt_fits, {code(receipt_code(root)), code(receipt.size)});
        }
    }
}

void SheetMaker::time() {
    bool any = false, all_trusted = true;
    for (const GivenToken& token : facts_.tokens) {
        const auto wrong = [&](std::string_view what) {
            fail(Question::p15, -1, "token", fmt::format("{}: {}", token.name, what));
        };
        any = true;
        if (token.size == 0 || token.size > lines_) {
            wrong(fmt::format("stamps no checkpoint of these {} entries", lines_));
            continue;
        }
        // Over the entries as they lie here: a checkpoint that is gone or changed vouches for nothing.
        const std::string body = Checkpoint{ledger_.origin(), token.size, root_at(token.size), {}}.body();
        const auto read = read_time_stamp(bytes_of(token.response));
        if (!read) {
            wrong(read.error().what);
        } else if (read->imprint_algorithm != "sha256" || read->imprint != text_of(sha256_of(body))) {
            wrong(fmt::format("stamps something else, not the checkpoint of {} entries", token.size));
        } else if (facts_.trusted_authorities.empty()) {
            all_trusted = false;
            line(Question::p15, Phrase::stamp_untrusted, {code(token.size), code(second_text(read->time))});
        } else if (const auto checked =
                       check_time_stamp(bytes_of(token.response), bytes_of(body), facts_.trusted_authorities);
                   !checked) {
            wrong(checked.error().what);
        } else {
            line(Question::p15, Phrase::stamped,
                 {code(token.size), code(second_text(checked->time)), told(checked->authority)});
        }
    }
    if (!any) line(Question::p15, Phrase::no_stamp);
    if (!any || !all_trusted) say(Question::p15, AnswerWord::unknown);
    const std::vector<Event>& events = ledger_.events();
    for (std::size_t i = 1; i < events.size(); ++i) {
        if (seconds_of(events[i].recorded) + 300 >= seconds_of(events[i - 1].recorded)) continue;
        say(Question::p15, AnswerWord::look);
        line(Question::p15, Phrase::clock_back,
             {code(events[i].seq), code(events[i].recorded), code(events[i - 1].recorded)});
    }
}

void SheetMaker::reports() {
    struct Issued {
        const Event* event;
        const Event* about;  ///< the report.issue that says title and state
    };
    std::map<std::string, Issued, std::less<>> by_hash;
    std::map<std::string, const Event*, std::less<>> by_id;
    std::set<std::string, std::less<>> finals;  // SHA-256 that were issued as more than a draft
    for (const Event& event : ledger_.events()) {
        if (event.type == "report.issue") {
            by_id.emplace(event.id, &event);
            if (event.body.text_or_empty("state") == "final") finals.emplace(event.body.text_or_empty("report"));
            by_hash.insert_or_assign(std::string{event.body.text_or_empty("report")}, Issued{&event, &event});
        } else if (event.type == "report.amend") {
            const auto amended = by_id.find(event.body.text_or_empty("issue"));
            const Event* about = amended == by_id.end() ? nullptr : amended->second;
            finals.emplace(event.body.text_or_empty("report"));
            by_hash.insert_or_assign(std::string{event.body.text_or_empty("report")}, Issued{&event, about});
        }
    }
    if (facts_.cut) return say(Question::p16, AnswerWord::unknown);  // perhaps an entry names it that was not read
    bool draft_in_hand = false;
    for (const GivenReport& report : facts_.reports) {
        if (!report.fault.empty()) {
            not_told_ = true;
            say(Question::p16, AnswerWord::unknown);
            line(Question::p16, Phrase::report_unread, {told(report.name), told(report.fault)});
            continue;
        }
        const auto found = by_hash.find(report.sha256);
        if (found == by_hash.end()) {
            fail(Question::p16, -1, "report",
                 fmt::format("{}: no entry issues a report with its SHA-256 {}", report.name, report.sha256));
            continue;
        }
        const auto& [event, about] = found->second;
        draft_in_hand = draft_in_hand || !finals.contains(report.sha256);
        line(Question::p16, Phrase::report_issued,
             {told(report.name), code(event->time), code(event->actor.person),
              about == nullptr ? told("") : body_text(*about, "title"),
              about == nullptr ? told("") : body_text(*about, "version"),
              about == nullptr ? told("") : chosen(*about, "state")});
    }
    if (draft_in_hand) {
        say(Question::p16, AnswerWord::look);
        line(Question::p16, Phrase::report_draft);
    }
    if (facts_.reports.empty()) {
        say(Question::p16, AnswerWord::unknown);
        line(Question::p16, Phrase::report_not_given);
        for (const auto& [hash, issued] : by_hash) {
            if (issued.about == nullptr) continue;
            line(Question::p16, Phrase::report_on_record,
                 {body_text(*issued.about, "title"), body_text(*issued.about, "version"),
                  chosen(*issued.about, "state"), code(hash)});
        }
    }
}

AnswerSheet unread_sheet(const std::string& why, const std::vector<std::string>& bag_faults) {
    AnswerSheet sheet;
    sheet.status = bag_faults.empty() ? 2 : 1;
    for (SheetAnswer& each : sheet.answers) each.answer = AnswerWord::unknown;
    sheet.answers.back().answer = AnswerWord::look;
    sheet.answers.back().lines.push_back({Phrase::what_it_cannot_show, {}, false});
    SheetAnswer& bag = sheet.answers.front();
    if (!bag_faults.empty()) bag.answer = AnswerWord::no;
    for (const std::string& fault : bag_faults) {
        bag.lines.push_back({Phrase::found, {code(std::string{"bag"}), told(fault)}, true});
        sheet.broken.push_back({-1, "bag", fault});
    }
    bag.lines.push_back({Phrase::not_read, {told(why)}, false});
    return sheet;
}

AnswerSheet answer_sheet(const LedgerCheck& ledger, const SheetFacts& facts) {
    return SheetMaker{ledger, facts}.make();
}

}  // namespace sanad
