#include "core/cli/custody_show.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/cli/custody_urdu.hpp"
#include "core/cli/output.hpp"

namespace sanad {
namespace {

std::string red(std::string_view text, bool colour) {
    return colour ? fmt::format("\033[31m{}\033[0m", text) : std::string{text};
}

/// Findings of the item, in the order of the ledger; of the whole ledger for "".
std::vector<const Finding*> findings_of(const LedgerCheck& ledger, std::string_view item) {
    std::vector<const Finding*> found;
    for (const Finding& finding : ledger.findings()) {
        if (finding.item == item) found.push_back(&finding);
    }
    return found;
}

std::string event_words(std::string_view type) {
    const EventType* known = find_event_type(type);
    return known == nullptr ? shown(type) : std::string{known->words.en};
}

std::string_view nature_name(TimerNature nature) {
    switch (nature) {
        case TimerNature::duty:
            return "duty";
        case TimerNature::limit:
            return "limit";
        case TimerNature::periodic:
            return "periodic";
    }
    return "";
}

/// "24 h", "90 d", "every 6 months"
std::string period_text(const TimerRule& rule) {
    if (rule.nature == TimerNature::periodic) return fmt::format("every {} months", rule.months);
    constexpr std::int64_t hour = 3600, day = 24 * hour;
    return rule.seconds % day == 0 && rule.seconds > day ? fmt::format("{} d", rule.seconds / day)
                                                         : fmt::format("{} h", rule.seconds / hour);
}

/// "item.seize without an authority, note.add for s36-refusal"
std::string starts_text(const TimerRule& rule) {
    std::string text;
    for (const TimerStart& start : rule.starts) {
        text += (text.empty() ? "" : ", ") + start.type;
        if (!start.kind.empty()) text += fmt::format(" ({})", start.kind);
        if (!start.purpose.empty()) text += " for " + start.purpose;
        if (start.without_authority) text += " without an authority";
    }
    return text;
}

/// "court.notice, court.order (extends it)"
std::string closes_text(const TimerRule& rule) {
    std::vector<std::string> ends;
    for (const TimerEnd& close : rule.closes) {
        std::string end = close.type + (close.extends ? " (extends it)" : "");
        if (std::ranges::find(ends, end) == ends.end()) ends.push_back(std::move(end));
    }
    std::string text;
    for (const std::string& end : ends) text += (text.empty() ? "" : ", ") + end;
    return text;
}

std::string timer_json(const TimerRule& rule) {
    JsonArray starts, closes;
    for (const TimerStart& start : rule.starts) {
        JsonObject one;
        one.text("type", start.type);
        if (!start.kind.empty()) one.text("kind", start.kind);
        if (!start.purpose.empty()) one.text("purpose", start.purpose);
        if (start.without_authority) one.truth("without_authority", true);
        starts.add(one.str());
    }
    for (const TimerEnd& close : rule.closes) {
        JsonObject one;
        one.text("type", close.type).text("by", close.by);
        if (close.extends) one.truth("extends", true);
        closes.add(one.str());
    }
    JsonObject timer;
    timer.text("rule", rule.id).text("title", rule.title).text("nature", nature_name(rule.nature));
    if (rule.nature == TimerNature::periodic) {
        timer.member("months", std::to_string(rule.months));
    } else {
        timer.member("seconds", std::to_string(rule.seconds));
    }
    timer.member("starts", starts.str()).member("closes", closes.str());
    return timer.str();
}

std::string findings_json(const std::vector<const Finding*>& findings) {
    JsonArray array;
    for (const Finding* finding : findings) {
        JsonObject one;
        if (finding->seq >= 0) one.number("entry", static_cast<std::uint64_t>(finding->seq));
        one.text("weight", finding->weight == Weight::broken ? "broken" : "shown");
        one.text("rule", finding->rule).text("what", finding->what);
        if (const auto urdu = remark_in_urdu(*finding)) {
            std::string words;
            for (const Run& run : urdu->runs) words += run.text;
            one.member("words", JsonObject{}.text("en", finding->what).text("ur", words).str());
        }
        array.add(one.str());
    }
    return array.str();
}

}  // namespace

std::string duration_text(std::int64_t seconds) {
    if (seconds < 0) return "-" + duration_text(-seconds);
    const std::int64_t days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;
    if (days > 0) return fmt::format("{} d {:02}:{:02}", days, hours, minutes);
    return fmt::format("{:02}:{:02}:{:02}", hours, minutes, seconds % 60);
}

std::vector<CustodyStretch> stretches_of(const ItemState& item, std::string_view now) {
    std::vector<CustodyStretch> stretches;
    std::string latest;  // the latest beginning so far: what begins before it overlaps
    for (const CustodySpan& span : item.custody) {
        CustodyStretch stretch{span, 0, ""};
        const std::string_view until = span.until.empty() ? now : std::string_view{span.until};
        if (is_ledger_time(span.from) && is_ledger_time(until))
            stretch.seconds = seconds_of(until) - seconds_of(span.from);
        if (span.from < latest) stretch.mark = "overlap";
        // What came from elsewhere has a custody before that nobody here can show; what is lost is in nobody's hand.
        if (span.how == "item.register" || span.custodian == "lost") stretch.mark = "gap";
        latest = std::max(latest, span.from);
        stretches.push_back(std::move(stretch));
    }
    return stretches;
}

std::string custody_show_text(const LedgerCheck& ledger, std::string_view only, std::string_view now, bool colour) {
    std::string text =
        fmt::format("Case {}, {} entries, {}\n", shown(ledger.case_id()), ledger.size(), ledger.origin());
    if (!ledger.keys().attested())
        text += red("unattested: nobody has confirmed whose keys signed this ledger", colour) + "\n";
    for (const auto& [number, item] : ledger.custody().items()) {
        if (!only.empty() && number != only) continue;
        text += fmt::format("\n{}  {}{}\n", number, shown(item.kind),
                            item.description.empty() ? "" : ": " + shown(item.description));
        for (const CustodyStretch& stretch : stretches_of(item, now)) {
            const CustodySpan& span = stretch.span;
            std::string line =
                fmt::format("  {}  {}  {:>12}  {:<24} {} (entry {})", span.from,
                            span.until.empty() ? "now                 " : span.until, duration_text(stretch.seconds),
                            shown(span.custodian), event_words(span.how), span.seq);
            if (stretch.mark == "gap")
                line += span.custodian == "lost" ? "  GAP: in nobody's hand" : "  GAP: custody before is not on record";
            if (stretch.mark == "overlap") line += "  OVERLAP: begins before the stretch above it";
            text += (stretch.mark.empty() ? line : red(line, colour)) + "\n";
        }
        for (const auto& [id, offer] : item.offers) {
            text += red(fmt::format("  offered by {} to {}, not answered yet (entry {})", shown(offer.from),
                                    shown(offer.to), offer.seq),
                        colour) +
                    "\n";
        }
        for (const auto& [seal_no, seal] : item.seals) {
            text += fmt::format("  seal {} on bag {} since {}\n", shown(seal_no), shown(seal.bag_no), seal.applied_at);
        }
        if (!item.sha256.empty()) text += fmt::format("  SHA-256 {}\n", item.sha256);
        for (const Finding* finding : findings_of(ledger, number)) {
            const bool broken = finding->weight == Weight::broken;
            text += red(fmt::format("  {} entry {}: {} {}", broken ? "BROKEN" : "!", finding->seq, finding->rule,
                                    shown(finding->what)),
                        colour) +
                    "\n";
        }
    }
    const auto others = findings_of(ledger, "");
    if (only.empty() && !others.empty()) {
        text += "\nOf the case:\n";
        for (const Finding* finding : others) {
            const bool broken = finding->weight == Weight::broken;
            text += red(fmt::format("  {} entry {}: {} {}", broken ? "BROKEN" : "!", finding->seq, finding->rule,
                                    shown(finding->what)),
                        colour) +
                    "\n";
        }
    }
    return text;
}

std::string custody_show_json(const LedgerCheck& ledger, std::string_view only, std::string_view now) {
    std::string lines;
    for (const auto& [number, item] : ledger.custody().items()) {
        if (!only.empty() && number != only) continue;
        JsonArray custody, seals, offers;
        for (const CustodyStretch& stretch : stretches_of(item, now)) {
            JsonObject one;
            one.text("custodian", stretch.span.custodian).text("from", stretch.span.from);
            if (!stretch.span.until.empty()) one.text("until", stretch.span.until);
            one.member("seconds", std::to_string(stretch.seconds))
                .text("how", stretch.span.how)
                .number("entry", stretch.span.seq);
            if (!stretch.mark.empty()) one.text("mark", stretch.mark);
            custody.add(one.str());
        }
        for (const auto& [seal_no, seal] : item.seals) {
            JsonObject one;
            one.text("seal_no", seal_no).text("bag_no", seal.bag_no).text("applied_at", seal.applied_at);
            seals.add(one.str());
        }
        for (const auto& [id, offer] : item.offers) {
            JsonObject one;
            one.text("offer", id).text("from", offer.from).text("to", offer.to).number("entry", offer.seq);
            offers.add(one.str());
        }
        JsonObject object;
        object.text("item", number).text("kind", item.kind).text("description", item.description);
        object.text("custodian", item.custodian()).member("custody", custody.str()).member("seals", seals.str());
        object.member("offers", offers.str());
        if (!item.sha256.empty()) object.text("sha256", item.sha256);
        object.member("findings", findings_json(findings_of(ledger, number)));
        lines += object.line();
    }
    return lines;
}

std::string due_text(const std::vector<Timer>& timers, std::string_view now, bool all, bool colour) {
    std::string text;
    for (const Timer& timer : timers) {
        if (!all && !timer.is_open()) continue;
        const bool overdue = timer.is_overdue(now);
        std::string state;
        if (!timer.is_open()) {
            state = fmt::format("done {}", timer.due.done_at);
            if (timer.due.done_at > timer.due.due_at) state += ", LATE";
        } else if (overdue) {
            state = timer.nature == TimerNature::limit ? "ENDED" : "OVERDUE";
            state += " for " + duration_text(seconds_of(now) - seconds_of(timer.due.due_at));
        } else {
            state = "in " + duration_text(seconds_of(timer.due.due_at) - seconds_of(now));
        }
        const std::string line = fmt::format("{}  {:<24} {} s.{}: {} ({}, entry {}, id {}){}", timer.due.due_at, state,
                                             timer.act, timer.section, timer.title, timer.due.what, timer.due.seq,
                                             timer.due.about, timer.confirmed ? "" : " [section not confirmed]");
        text += (overdue ? red(line, colour) : line) + "\n";
    }
    return text.empty() ? "Nothing is due.\n" : text;
}

std::string due_json(const std::vector<Timer>& timers, std::string_view now, bool all) {
    std::string lines;
    for (const Timer& timer : timers) {
        if (!all && !timer.is_open()) continue;
        JsonObject object;
        object.text("due_at", timer.due.due_at)
            .text("rule", timer.rule)
            .text("act", timer.act)
            .text("section", timer.section);
        object.text("title", timer.title).text("nature", nature_name(timer.nature)).truth("confirmed", timer.confirmed);
        if (!timer.due.item.empty()) object.text("item", timer.due.item);
        object.text("about", timer.due.about).number("entry", timer.due.seq).truth("open", timer.is_open());
        object.truth("overdue", timer.is_overdue(now));
        if (!timer.is_open()) object.text("done_at", timer.due.done_at);
        lines += object.line();
    }
    return lines;
}

std::string law_text(const std::vector<Law>& laws) {
    std::string text;
    for (const Law& law : laws) {
        if (!text.empty()) text += '\n';
        text += fmt::format("{} ({}, version {})\n{}\n\nOffences, as numbered in the Act and in the Bill\n",
                            shown(law.title), shown(law.law), law.version, shown(law.notice));
        const auto numbers = [](const std::string& section, const std::string& bill) {
            return fmt::format("{:>5} {:>5}  ", shown(section), bill.empty() ? "–" : shown(bill));
        };
        for (const Offence& offence : law.offences) {
            text += fmt::format("{}{}: {}{}\n", numbers(offence.section, offence.bill), shown(offence.title),
                                shown(offence.punishment.text()), offence.confirmed ? "" : " [not confirmed]");
        }
        text += "\nProcedure, and the times that run under it\n";
        for (const Procedure& procedure : law.procedure) {
            text += fmt::format("{}{}: {}{}\n", numbers(procedure.section, procedure.bill), shown(procedure.title),
                                shown(procedure.text), procedure.confirmed ? "" : " [not confirmed]");
            for (const TimerRule& rule : procedure.timers) {
                text +=
                    fmt::format("{:13}{} {}: {}", "", nature_name(rule.nature), period_text(rule), shown(rule.title));
                if (!rule.starts.empty()) text += fmt::format("; from {}", shown(starts_text(rule)));
                if (!rule.closes.empty()) text += fmt::format("; until {}", shown(closes_text(rule)));
                text += '\n';
            }
        }
    }
    return text;
}

std::string law_json(const std::vector<Law>& laws) {
    std::string lines;
    for (const Law& law : laws) {
        for (const Offence& offence : law.offences) {
            JsonObject one;
            one.text("what", "offence").text("act", law.act).text("section", offence.section);
            one.text("bill", offence.bill).text("title", offence.title);
            one.text("punishment", offence.punishment.text()).text("as_amended", offence.as_amended);
            one.text("source", offence.source).truth("confirmed", offence.confirmed);
            lines += one.line();
        }
        for (const Procedure& procedure : law.procedure) {
            JsonArray timers;
            for (const TimerRule& rule : procedure.timers) timers.add(timer_json(rule));
            JsonObject one;
            one.text("what", "procedure").text("act", law.act).text("section", procedure.section);
            one.text("bill", procedure.bill).text("title", procedure.title).text("text", procedure.text);
            if (!procedure.as_amended.empty()) one.text("as_amended", procedure.as_amended);
            one.text("source", procedure.source).truth("confirmed", procedure.confirmed);
            one.member("timers", timers.str());
            lines += one.line();
        }
    }
    return lines;
}

}  // namespace sanad
