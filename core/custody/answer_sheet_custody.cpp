#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/custody/answer_sheet_parts.hpp"

namespace sanad {
namespace {

using enum Question;

SheetValue item_of(const Event& event) {
    return code(event.item.value_or(std::string{}));
}

SheetValue number_in(const Event& event, std::string_view member) {
    const std::int64_t* number = event.body.number(member);
    return code(number == nullptr ? std::string{} : std::to_string(*number));
}

/// How a session ends that was entered before the reading (LEDGER.md section 8): its numbers are no measure of it.
constexpr std::string_view session_to_come = "for an hour from here";

bool is_acquisition(const Event& event) {
    return event.type == "acquire.start" || event.type == "acquire.finish" || event.type == "acquire.import";
}

}  // namespace

void SheetMaker::transfers() {
    std::map<std::string, const Event*, std::less<>> offered_by_id;
    bool any = false;
    for (const Event& event : ledger_.events()) {
        if (event.type == "transfer.offer") {
            offered_by_id.insert_or_assign(event.id, &event);
        } else if (event.type == "transfer.receive") {
            if (!broken_at(event.seq, "V-03")) {
                line(p5, Phrase::both_signed,
                     {item_of(event), body_text(event, "from"), body_text(event, "to"), code(event.time)});
            }
        } else if (event.type == "transfer.refuse") {
            const auto offer = offered_by_id.find(event.body.text_or_empty("offer"));
            const Event* offered = offer == offered_by_id.end() ? nullptr : offer->second;
            line(p5, Phrase::transfer_refused,
                 {item_of(event), offered == nullptr ? told("") : body_text(*offered, "from"),
                  offered == nullptr ? told("") : body_text(*offered, "to"), code(event.time),
                  body_text(event, "reason")});
        } else {
            continue;
        }
        any = true;
    }
    std::vector<const Event*> still;
    for (const auto& [number, item] : ledger_.custody().items()) {
        for (const auto& [id, offer] : item.offers) still.push_back(offered_by_id.at(id));
    }
    std::ranges::sort(still, {}, &Event::seq);
    for (const Event* event : still) {
        say(p5, AnswerWord::look);
        line(p5, Phrase::offer_open,
             {item_of(*event), body_text(*event, "from"), body_text(*event, "to"), code(event->time)});
    }
    if (!any) say(p5, AnswerWord::none);
}

void SheetMaker::custody_line() {
    const auto& items = ledger_.custody().items();
    if (items.empty()) say(p6, AnswerWord::none);
    for (const auto& [number, item] : items) {
        const CustodySpan* before = nullptr;
        for (const CustodySpan& span : item.custody) {
            // Times are ledger times: they compare as texts.
            if (before != nullptr && span.from < before->from) {
                say(p6, AnswerWord::look);
                line(p6, Phrase::found_in_entry,
                     {code(span.seq), code("V-02"),
                      told(fmt::format("{}: began at {}, before the custody before it ({}): they overlap", number,
                                       span.from, before->from))});
            }
            before = &span;
            if (span.until.empty()) {
                line(p6, Phrase::held_since, {code(number), told(span.custodian), code(span.from)});
            } else {
                line(p6, Phrase::held_until,
                     {code(number), told(span.custodian), code(span.from), code(span.until),
                      code(held_for_text(std::max<std::int64_t>(0, seconds_of(span.until) - seconds_of(span.from))))});
            }
        }
    }
    show(p6, "V-02", "item.lost");  // missing at a count; what is lost has a line of its own
    std::map<std::string, std::string_view, std::less<>> serial_at_seizure;
    for (const Event& event : ledger_.events()) {
        if (event.type == "item.seize") {
            serial_at_seizure.emplace(event.item.value_or(""), event.body.text_or_empty("serial"));
        } else if (event.type == "acquire.start" && event.note) {
            const std::string_view serial = event.body.text_or_empty("serial");
            const auto seized = serial_at_seizure.find(event.item.value_or(""));
            if (serial.empty() || seized == serial_at_seizure.end() || seized->second == "none visible" ||
                seized->second == serial) {
                continue;
            }
            say(p6, AnswerWord::look);
            line(
                p6, Phrase::found_in_entry,
                {code(event.seq), code("V-07"), told(fmt::format("{} ({}): {}", serial, seized->second, *event.note))});
        } else if (event.type == "item.register") {
            say(p6, AnswerWord::look);
            line(p6, Phrase::registered_only, {item_of(event), code(event.time), chosen(event, "origin")});
        } else if (event.type == "item.lost") {
            say(p6, AnswerWord::look);
            line(p6, Phrase::item_lost, {item_of(event), code(event.time), body_text(event, "last_custodian")});
        }
    }
}

void SheetMaker::seals() {
    bool any = false;
    std::set<std::string, std::less<>> applied;
    for (const Event& event : ledger_.events()) {
        const std::string_view state =
            event.body.text_or_empty(event.type == "transfer.receive" ? "seal_state" : "state");
        if (event.type == "item.seal") {
            if (!applied.emplace(event.body.text_or_empty("seal_no")).second) {
                say(p7, AnswerWord::look);
                line(p7, Phrase::found_in_entry,
                     {code(event.seq), code("V-05"),
                      told(fmt::format("the number {} was applied before: a seal is used once",
                                       event.body.text_or_empty("seal_no")))});
            }
            line(p7, Phrase::seal_applied,
                 {item_of(event), body_text(event, "seal_no"), code(event.time), code(event.actor.person)});
        } else if (event.type == "transfer.receive") {
            if (state.empty()) continue;
            if (state != "intact") say(p7, AnswerWord::look);
            // The receiver saw it, whoever entered the receipt.
            line(p7, Phrase::seal_found,
                 {item_of(event), body_text(event, "seal_no"), code(event.time),
                  code(std::string{event.body.text_or_empty("to")}), chosen(event, "seal_state")});
            continue;
        } else if (event.type == "seal.check") {
            line(p7, Phrase::seal_found,
                 {item_of(event), body_text(event, "seal_no"), code(event.time), code(event.actor.person),
                  chosen(event, "state")});
        } else if (event.type == "seal.break") {
            line(p7, Phrase::seal_opened,
                 {item_of(event), body_text(event, "seal_no"), code(event.time), code(event.actor.person),
                  chosen(event, "state"), body_text(event, "reason")});
        } else {
            continue;
        }
        any = true;
        if (state != "intact") say(p7, AnswerWord::look);
    }
    if (!any) say(p7, AnswerWord::none);
}

void SheetMaker::recorded_hashes() {
    bool any = false;
    for (const Event& event : ledger_.events()) {
        if (!event.item) continue;
        const auto on_record = [&](std::string_view member) {
            const std::string* sha256 = event.body.text(member);
            if (sha256 == nullptr) return;
            any = any || member == "sha256";  // what a container says of itself is no hash that anybody computed
            hashes_[*event.item].insert(*sha256);
            line(p8, Phrase::hash_recorded, {item_of(event), type_words(event), code(event.time), code(*sha256)});
        };
        if (event.type == "acquire.import") {
            on_record("stored_sha256");
        } else if (event.type != "integrity.check") {
            on_record("sha256");
        } else {
            any = true;
            const std::string_view algorithm = event.body.text_or_empty("algorithm");
            const std::string_view computed = event.body.text_or_empty("computed");
            if (algorithm == "sha256") hashes_[*event.item].insert(std::string{computed});
            if (event.body.text_or_empty("result") == "mismatch") {
                if (event.body.text_or_empty("expected_from") == "stored") say(p8, AnswerWord::look);
                line(p8, Phrase::hash_not_stored,
                     {item_of(event), code(event.time), told(algorithm), told(computed), body_text(event, "expected")});
            } else {
                line(p8, Phrase::hash_checked,
                     {item_of(event), code(event.time), told(algorithm), told(computed), chosen(event, "result")});
            }
        }
    }
    show(p8, "V-04", "integrity.check");
    if (!any) say(p8, AnswerWord::none);
}

void SheetMaker::exhibits() {
    recorded_hashes();
    bool image = false;
    for (const GivenExhibit& each : facts_.exhibits) {
        image = image || each.item.empty() || each.outcome == GivenExhibit::Outcome::digested;
        exhibit(each);
    }
    const SheetAnswer& answer = sheet_.answers[static_cast<std::size_t>(p8)];
    if (!image && answer.answer != AnswerWord::none) line(p8, Phrase::image_not_given);
}

void SheetMaker::exhibit(const GivenExhibit& exhibit) {
    const auto wrong = [&](std::string_view what) {
        fail(p8, -1, "exhibit", fmt::format("{}: {}", exhibit.name, what));
    };
    // What a ledger that was not read to its end does not record accuses nobody.
    const auto not_recorded = [&](const std::string& what) {
        if (!facts_.cut) return wrong(what);
        say(p8, AnswerWord::unknown);
        line(p8, Phrase::exhibit_not_told, {told(exhibit.name), told(what)});
    };
    const auto& items = ledger_.custody().items();
    const auto item = items.find(exhibit.item);
    switch (exhibit.outcome) {
        case GivenExhibit::Outcome::wrong:
            return wrong(exhibit.what);
        case GivenExhibit::Outcome::not_told:
            not_told_ = true;
            say(p8, AnswerWord::unknown);
            return line(p8, Phrase::exhibit_not_told, {told(exhibit.name), told(exhibit.what)});
        case GivenExhibit::Outcome::proven:
            if (item == items.end()) {
                return not_recorded(fmt::format("no entry is about an item {}", exhibit.item));
            }
            if (!item->second.tree_roots.contains(exhibit.tree_root)) {
                return not_recorded(fmt::format("its proof leads to the tree root {}, which is not recorded of {}",
                                                exhibit.tree_root, exhibit.item));
            }
            return line(p8, Phrase::exhibit_proven,
                        {told(exhibit.name), code(exhibit.size), code(exhibit.sha256), code(exhibit.item),
                         code(exhibit.tree_root)});
        case GivenExhibit::Outcome::digested:
            break;
    }
    for (const auto& [number, state] : items) {
        if (!exhibit.item.empty() && number != exhibit.item) continue;
        const auto hashes = hashes_.find(number);
        if ((hashes != hashes_.end() && hashes->second.contains(exhibit.sha256)) ||
            state.tree_roots.contains(exhibit.tree_root)) {
            return line(p8, Phrase::image_same, {told(exhibit.name), code(exhibit.sha256), code(number)});
        }
    }
    if (exhibit.container) {
        say(p8, AnswerWord::unknown);
        return line(p8, Phrase::image_container, {told(exhibit.name)});
    }
    not_recorded(fmt::format("its SHA-256 is {}, its tree root {}: neither is recorded of {}", exhibit.sha256,
                             exhibit.tree_root, exhibit.item.empty() ? "any item" : exhibit.item));
}

void SheetMaker::authority() {
    bool any = false;
    for (const Event& event : ledger_.events()) {
        const bool acquisition = is_acquisition(event);
        any = any || acquisition;
        if (event.overriding && event.overriding->rule == "V-06") {
            say(p9, AnswerWord::look);
            line(p9, Phrase::acquired_overriding,
                 {item_of(event), type_words(event), code(event.time), code("V-06"), told(event.overriding->reason)});
        }
        if (!acquisition) continue;
        for (const std::string& id : event.authority) {
            const auto& known = ledger_.custody().authorities();
            const auto found = std::ranges::find(known, id, &AuthorityState::id);
            if (found == known.end()) continue;
            const auto added = std::ranges::lower_bound(ledger_.events(), found->seq, {}, &Event::seq);
            const bool there = added != ledger_.events().end() && added->id == id;
            line(p9, Phrase::acquired_under,
                 {item_of(event), type_words(event), code(event.time),
                  there ? chosen(*added, "kind") : told(found->kind), told(found->number), code(found->date),
                  told(found->issuer)});
        }
    }
    if (!any) say(p9, AnswerWord::none);
    show(p9, "V-22");
}

void SheetMaker::protection() {
    bool any = false;
    std::set<std::string, std::less<>> protected_items;  // how they were acquired is on record
    for (const Event& event : ledger_.events()) {
        any = any || is_acquisition(event);
        if (event.type == "acquire.start") {
            protected_items.insert(event.item.value_or(std::string{}));
            line(p10, Phrase::write_protection,
                 {item_of(event), chosen(event, "method"), code(event.time), body_text(event, "write_protection"),
                  body_text(event, "tool"), body_text(event, "tool_version")});
        } else if (event.type == "acquire.import") {
            const bool known = protected_items.contains(event.item.value_or(std::string{}));
            if (!known) say(p10, AnswerWord::unknown);
            line(p10, known ? Phrase::made_before : Phrase::protection_unknown, {item_of(event), code(event.time)});
        }
        if (event.overriding && event.overriding->rule == "V-10") {
            say(p10, AnswerWord::look);
            line(p10, Phrase::acquired_overriding,
                 {item_of(event), type_words(event), code(event.time), code("V-10"), told(event.overriding->reason)});
        }
    }
    if (!any) say(p10, AnswerWord::none);
    show(p10, "V-16");
    show(p10, "V-17");
    show(p10, "V-18");
}

void SheetMaker::changes_and_access() {
    bool changed = false, looked = false;
    for (const Event& event : ledger_.events()) {
        if (event.type == "change.unavoidable") {
            changed = true;
            say(p11, AnswerWord::look);
            line(p11, Phrase::unavoidable_change,
                 {item_of(event), code(event.time), body_text(event, "what"), body_text(event, "why"),
                  body_text(event, "effect")});
        } else if (event.type == "access.session") {
            looked = true;
            if (event.body.text_or_empty("what").ends_with(session_to_come)) {
                line(p12, Phrase::may_look,
                     {item_of(event), code(event.time), code(event.actor.person), body_text(event, "what"),
                      body_text(event, "reason")});
                continue;
            }
            line(p12, Phrase::looked_at,
                 {item_of(event), code(event.time), code(event.actor.person), body_text(event, "what"),
                  number_in(event, "count"), number_in(event, "seconds"), body_text(event, "reason")});
        } else if (event.type == "access.denied") {
            line(p12, Phrase::access_refused,
                 {code(event.time), code(event.actor.person), body_text(event, "rule"), body_text(event, "what")});
        }
    }
    if (!changed) say(p11, AnswerWord::none);
    if (!looked) say(p12, AnswerWord::none);
}

void SheetMaker::corrections() {
    const auto listed = [&](Phrase phrase, std::vector<SheetValue> values) {
        say(p13, AnswerWord::look);
        line(p13, phrase, std::move(values));
    };
    bool training = false;
    for (const Event& event : ledger_.events()) {
        training = training || event.training;
        if (event.type == "correct") {
            listed(Phrase::corrected,
                   {code(event.seq), code(event.time), code(event.actor.person), body_text(event, "field"),
                    body_text(event, "old"), body_text(event, "new"), body_text(event, "reason")});
        }
        if (seconds_of(event.recorded) - seconds_of(event.time) > 86'400) {
            listed(Phrase::late_entry, {code(event.seq), type_words(event), code(event.time), code(event.recorded)});
        }
        if (event.overriding && event.overriding->rule != "V-06" && event.overriding->rule != "V-10") {
            listed(Phrase::override_of,
                   {code(event.seq), type_words(event), code(event.overriding->rule), told(event.overriding->reason)});
        }
    }
    if (training) {
        listed(Phrase::training, {});
        line(p17, Phrase::training);
    }
    say(p13, AnswerWord::none);
}

}  // namespace sanad
