#include "core/custody/custody_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "core/custody/event_types.hpp"
#include "core/custody/members.hpp"
#include "core/custody/rule_words.hpp"

namespace sanad {
namespace {

constexpr std::int64_t day = 24 * 3600;
constexpr std::int64_t clock_tolerance = 300;
constexpr std::int64_t validation_lasts = 365 * day;

bool is_time(std::string_view text) {
    return is_ledger_time(text);
}

/// Seconds of a time that may be anything; nothing when it is none.
std::optional<std::int64_t> seconds(std::string_view text) {
    if (!is_time(text)) return std::nullopt;
    return seconds_of(text);
}

std::vector<std::string> texts(const JsonValue& body, std::string_view member) {
    std::vector<std::string> found;
    if (const auto* array = body.array(member)) {
        for (const JsonValue& element : *array) {
            if (element.text() != nullptr) found.push_back(*element.text());
        }
    }
    return found;
}

/// "transfer.offer of RV/1", or the type alone.
std::string act_of(const Event& event) {
    return event.item ? fmt::format("{} of {}", event.type, *event.item) : event.type;
}

bool begins_an_item(std::string_view type) {
    return type == "item.seize" || type == "item.register" || type == "copy.create";
}

bool is_acquisition(std::string_view type) {
    return type == "acquire.start" || type == "acquire.finish" || type == "acquire.import";
}

/// Types whose `seal_no` must be a seal that is on the item.
bool names_a_seal(std::string_view type) {
    return type == "seal.check" || type == "seal.break" || type == "transfer.offer" || type == "transfer.receive" ||
           type == "store.in" || type == "store.out";
}

/// Who has the item after the event; nothing when that does not change.
std::optional<std::string> custodian_after(const Event& event) {
    const auto member = [&](std::string_view name) { return std::string{event.body.text_or_empty(name)}; };
    if (begins_an_item(event.type)) return event.actor.person;
    if (event.type == "transfer.receive" || event.type == "store.out" || event.type == "court.return")
        return member("to");
    if (event.type == "store.in") return "store:" + member("location");
    if (event.type == "store.move") return "store:" + member("to");
    if (event.type == "court.submit") return "court:" + member("court");
    if (event.type == "item.return") return "owner";
    if (event.type == "item.destroy" || event.type == "copy.destroy") return "destroyed";
    if (event.type == "item.lost") return "lost";
    if (event.type == "item.found") return member("by");
    return std::nullopt;
}

bool is_good(SignaturesAre signatures) {
    return signatures == SignaturesAre::good || signatures == SignaturesAre::classical_only;
}

/// A statement of this kind by one person, whose keys are valid when it was made and when the entry was recorded.
template <class Kind>
Result<Kind> carried_statement(std::string_view text, const KeyRing& keys, std::string_view recorded) {
    const std::string bytes = TRY(from_base64(text));
    const SignedStatement carried = TRY(parse_signed_statement(bytes));
    const auto* found = std::get_if<Kind>(&carried.statement);
    if (found == nullptr) return failure(Fault::damaged, "it is a statement of another kind");
    if (!is_good(keys.check(carried.document, std::vector<std::string>{found->by}))) {
        return failure(Fault::damaged, fmt::format("it is not signed by the keys of {}", found->by));
    }
    if (const KnownPerson* by = keys.owner_of(carried.document.signatures.front().kid);
        by == nullptr || !KeyRing::valid_at(*by, recorded)) {
        return failure(Fault::damaged, fmt::format("the keys of {} were not valid at {}", found->by, recorded));
    }
    return *found;
}

}  // namespace

__extension__ using Wide = unsigned __int128;

/// Decimal texts have up to 20 digits (members.hpp), which 64 bits need not hold.
Wide wide(std::string_view digits) {
    Wide value = 0;
    for (const char digit : digits.substr(0, 20)) value = value * 10 + static_cast<Wide>(digit - '0');
    return value;
}

bool is_named_before(const Finding& one, const Finding& other) {
    constexpr std::array<std::string_view, 5> first = {"form", "statement", "keys", "signature", "roles"};
    const auto place = [&](const Finding& finding) {
        return std::tuple{finding.weight, std::ranges::find(first, finding.rule) - first.begin(),
                          std::string_view{finding.rule}};
    };
    return place(one) < place(other);
}

/// The rules put to one event, one after another.
class CustodyState::Examination {
public:
    Examination(const CustodyState& state, const Event& event, const KeyRing& keys)
        : state_{state},
          event_{event},
          keys_{keys},
          type_{find_event_type(event.type)},
          item_{event.item ? state.item(*event.item) : nullptr} {}

    std::vector<Finding> findings() {
        if (type_ == nullptr) {
            broken("form", fmt::format("\"{}\" is no type of event", event_.type));
            return std::move(found_);
        }
        form();
        statements();
        roles();
        times();
        if (event_.overriding) {
            shown_by<rule_words::set_aside>(event_.overriding->rule, act_of(event_), event_.overriding->rule,
                                            event_.overriding->reason);
        }
        if (event_.item) item_rules();
        acquisition();
        references();
        std::ranges::stable_sort(found_, is_named_before);
        return std::move(found_);
    }

private:
    void broken(std::string_view rule, std::string what) {
        found_.push_back({static_cast<std::int64_t>(event_.seq), Weight::broken, std::string{rule}, std::move(what),
                          event_.item.value_or("")});
    }
    template <const RuleWords& words, class... Values>
    void broken_by(std::string_view rule, const Values&... values) {
        broken(rule, fmt::format(fmt::format_string<const Values&...>{words.english}, values...));
    }
    template <const RuleWords& words, class... Values>
    void shown_by(std::string_view rule, const Values&... values) {
        broken_by<words>(rule, values...);
        found_.back().weight = Weight::shown;
    }
    template <const RuleWords& words, class... Values>
    void shown(const Values&... values) {
        shown_by<words>(words.rule, values...);
    }
    bool is(std::string_view type) const { return event_.type == type; }
    std::string_view body(std::string_view member) const { return event_.body.text_or_empty(member); }
    const ItemState& item() const {
        static const ItemState unknown;
        return item_ == nullptr ? unknown : *item_;
    }
    bool overridden(std::string_view rule) const { return event_.overriding && event_.overriding->rule == rule; }

    void form() {
        if (const auto fault = body_fault(*type_, event_.body)) broken(fault->rule, fault->what);
        if (is("integrity.check") && body("algorithm") == "sha256" && !is_sha256_hex(body("computed")))
            broken("V-08", act_of(event_) + ": `computed` is not a SHA-256 of 64 digits");
        if (type_->item == ItemIs::needed && !event_.item) broken("form", event_.type + " needs an item");
        if (type_->item == ItemIs::absent && event_.item) broken("form", event_.type + " acts upon no item");
        if (event_.item) {
            const std::uint64_t next = item_ == nullptr ? 0 : item_->next_seq;
            if (event_.item_seq.value_or(next + 1) != next) {
                broken("form", fmt::format("V-19: the next event of {} is number {}", *event_.item, next));
            }
        }
        if ((event_.seq == 0 && !is("key.enrol")) || (event_.seq == 1) != is("case.open")) {
            broken("form", "entry 0 is key.enrol, entry 1 and no other is case.open");
        }
        const auto has_label = [&](std::string_view label) {
            return std::ranges::find(event_.pii, label, &Commitment::label) != event_.pii.end();
        };
        if (is("item.seize")) {
            const auto witnesses = texts(event_.body, "witnesses");
            if (witnesses.size() != 2 || witnesses[0] == witnesses[1] || !std::ranges::all_of(witnesses, has_label)) {
                broken("form", "item.seize: `witnesses` are not two different labels of `pii` (--pii witness1_name=…)");
            }
        }
        if (is("item.return") && !has_label(body("receiver"))) {
            broken("form", "item.return: `receiver` is no label of `pii` (--pii receiver_name=…)");
        }
        if (is("case.open")) {
            const JsonValue* attested = event_.body.find("attested");
            if (attested != nullptr && attested->truth() != nullptr && *attested->truth() != keys_.attested()) {
                broken("form", "case.open: `attested` is not what entry 0 says");
            }
        }
        if (!event_.corrects) {
            if (is("correct")) broken("form", "correct: `corrects` is missing: name the event that was wrong");
            return;
        }
        const auto corrected = state_.acts_.find(*event_.corrects);
        if (corrected == state_.acts_.end()) {
            return broken("form", fmt::format("{}: `corrects` names no earlier event", event_.type));
        }
        if (is("correct") && corrected->second.item != event_.item.value_or("")) {
            broken("form", "correct: acts upon another item than the event it corrects");
        }
    }

    // ---- statements that the event carries --------------------------------------------------------------------------

    /// Read before the rules, for a statement that is none ends the reading, whatever the rules say of the event.
    void statements() {
        for (const std::string& text : texts(event_.body, "approvals")) {
            auto approval = carried_statement<Approval>(text, keys_, event_.recorded);
            if (approval) {
                approvals_.push_back(std::move(*approval));
            } else {
                broken("statement", fmt::format("{}: an approval: {}", act_of(event_), approval.error().what));
            }
        }
        const std::string* text =
            is("transfer.receive") || is("transfer.refuse") ? event_.body.text("receipt") : nullptr;
        if (text == nullptr) return;
        auto receipt = carried_statement<TransferReceipt>(*text, keys_, event_.recorded);
        if (receipt) {
            receipt_ = std::move(*receipt);
        } else {
            broken("statement", fmt::format("{}: the receipt: {}", act_of(event_), receipt.error().what));
        }
    }

    // ---- roles: V-26 ------------------------------------------------------------------------------------------------

    bool has_role(const KnownPerson& person, std::string_view role) const {
        return std::ranges::find(person.enrolment.roles, role) != person.enrolment.roles.end() ||
               state_.is_granted(person.enrolment.person, role, event_.item.value_or(""), event_.recorded);
    }

    void roles() {
        const KnownPerson* person = keys_.owner_of(event_.actor.key);
        if (person == nullptr) return;  // said by whoever checks the signatures
        const std::string& name = event_.actor.person;
        const auto role = role_of(event_.actor.role);
        if (!role) return broken("roles", fmt::format("\"{}\" is no role", event_.actor.role));
        if (person->enrolment.number == 0) {
            if (keys_.attested()) {
                return broken("roles", fmt::format("{} is not attested: a ledger of enrolled persons takes no act of "
                                                   "theirs; enrol them with `sanad identity enrol`",
                                                   name));
            }
            if (!state_.unattested_.contains(name)) {
                shown<rule_words::not_attested>(name);
            }
        }
        if (!has_role(*person, event_.actor.role)) {
            return broken("roles", fmt::format("{} does not have the role {} here: it is neither enrolled nor granted "
                                               "(`sanad custody grant`)",
                                               name, event_.actor.role));
        }
        bool second_person = false;
        switch (permission(*role, type_->column)) {
            case Permission::allowed:
                second_person = *role == Role::examiner && type_->column == RoleColumn::exporting &&
                                body("for") != "draft" && body("for") != "review";
                break;
            case Permission::in_the_field:
                if (is_field_method(body("method"))) break;
                return broken("roles", fmt::format("{}: the role {} acquires only in the field (live, memory, logical, "
                                                   "photo_of_screen)",
                                                   act_of(event_), event_.actor.role));
            case Permission::two_persons:
                second_person = true;
                break;
            case Permission::audit_pack:
                if (is("export.bundle") && body("for") == "audit" && body("profile") == masked_profile) break;
                return broken("roles",
                              fmt::format("{}: the role {} takes a bundle for an audit, without personal data, "
                                          "and nothing else (--for audit)",
                                          act_of(event_), event_.actor.role));
            case Permission::denied:
                // The refusal itself is entered in the name of whoever was refused.
                if (is("access.denied")) break;
                return broken("roles", fmt::format("{}: the role {} may not do this, only {}", act_of(event_),
                                                   event_.actor.role, roles_that_may(type_->column)));
        }
        approvals(second_person);
    }

    void approvals(bool needed) {
        bool approved = false;
        std::string why = "there is none";
        for (const Approval& approval : approvals_) {
            if (const auto fault = fault_of(approval, type_->column)) {
                why = *fault;
            } else {
                approved = true;
            }
        }
        if (needed && !approved) {
            broken("roles", fmt::format("{} takes two persons: bring the approval of a second one (--approval); {}",
                                        act_of(event_), why));
        }
    }

    std::optional<std::string> fault_of(const Approval& approval, RoleColumn column) const {
        if (approval.by == event_.actor.person) return "the one given is by the same person";
        if (approval.ledger != event_.ledger || approval.type != event_.type ||
            approval.item != event_.item.value_or("") || approval.subject != approval_subject(event_)) {
            return fmt::format("that of {} is for another act", approval.by);
        }
        const KnownPerson* person = keys_.person(approval.by);
        if (person == nullptr || !KeyRing::valid_at(*person, event_.recorded)) {
            return fmt::format("the keys of {} were not valid", approval.by);
        }
        if (person->enrolment.number == 0 && keys_.attested()) return fmt::format("{} is not attested", approval.by);
        bool may = false;
        for (std::size_t i = 0; i <= static_cast<std::size_t>(Role::unattested) && !may; ++i) {
            const auto role = static_cast<Role>(i);
            const auto allows = permission(role, column);
            may = (allows == Permission::allowed || allows == Permission::two_persons) &&
                  has_role(*person, name_of(role));
        }
        if (!may) return fmt::format("{} has no role that may approve it", approval.by);
        return std::nullopt;
    }

    // ---- times ------------------------------------------------------------------------------------------------------

    void times() {
        const auto time = seconds(event_.time), recorded = seconds(event_.recorded);
        if (state_.training_ && *state_.training_ != event_.training) {
            broken("V-20", event_.training ? "an entry of training in a ledger that is none"
                                           : "an entry without the mark of training in a ledger of training");
        }
        if (!time || !recorded) return;
        if (*time > *recorded + clock_tolerance) {
            broken("V-11",
                   fmt::format("{}: happened at {}, which is after it was recorded ({}): correct --at or the clock",
                               act_of(event_), event_.time, event_.recorded));
        }
        if (*recorded - *time > day) {
            shown<rule_words::recorded_late>(act_of(event_), event_.time, event_.recorded);
        }
        if (const auto before = seconds(state_.last_recorded_); before && *before - *recorded > clock_tolerance) {
            shown<rule_words::clock_went_back>(event_.recorded, state_.last_recorded_);
        }
    }

    // ---- custody ----------------------------------------------------------------------------------------------------

    void item_rules() {
        const std::string& number = *event_.item;
        if (is("copy.create")) copied();
        if (is("item.seal") && state_.seals_used_.contains(body("seal_no"))) {
            shown<rule_words::seal_used_before>(act_of(event_), body("seal_no"));
        }
        if (item_ == nullptr || item_->next_seq == 0) {
            if (!begins_an_item(event_.type) && !state_.imported_.contains(number)) {
                broken("V-01", fmt::format("{} is not known here: seize or register it first (`sanad custody seize`, "
                                           "`sanad custody register`)",
                                           number));
            }
            if (is("item.register")) shown<rule_words::custody_before>(number);
            if (begins_an_item(event_.type) || !state_.imported_.contains(number)) return;
        } else if (begins_an_item(event_.type)) {
            broken("V-01", fmt::format("{}: {} is on record already: take another number, or record what changed",
                                       event_.type, number));
        }
        const std::string_view custodian = item().custodian();
        if ((custodian == "owner" || custodian == "destroyed") && !is("note.add") && !is("correct") &&
            !is("integrity.incident") && !is("access.denied")) {
            broken("V-13", fmt::format("{} {}: only notes, corrections and incidents may follow", number,
                                       custodian == "owner" ? "was returned to its owner" : "was destroyed"));
        }
        custody(custodian);
        transfer(custodian);
        seals();
        digests();
    }

    /// V-02: nobody gives what he does not have.
    void held_by(std::string_view holder, std::string_view custodian, std::string_view remedy) {
        if (holder == custodian) return;
        broken("V-02", fmt::format("{}: {}, not {}: {}", act_of(event_),
                                   custodian.empty() ? "its custodian is not on record"
                                                     : fmt::format("it is with {}", custodian),
                                   holder, remedy));
    }

    void custody(std::string_view custodian) {
        const std::string at_store = "store:", at_court = "court:";
        constexpr std::string_view receive_first =
            "record first how it came there (`sanad custody transfer`, `store out`)";
        if (is("transfer.offer")) held_by(body("from"), custodian, receive_first);
        if (is("store.in") || is("court.submit") || is("item.return") || is("copy.destroy")) {
            held_by(event_.actor.person, custodian, receive_first);
        }
        if (is("store.out"))
            held_by(at_store + std::string{body("location")}, custodian, "name the place where it lies");
        if (is("store.move")) held_by(at_store + std::string{body("from")}, custodian, "name the place where it lies");
        if ((is("store.out") || is("store.move")) && body("keeper") != event_.actor.person) {
            broken("V-02", fmt::format("{}: the keeper is {}, and {} acts: the keeper records what leaves the place",
                                       act_of(event_), body("keeper"), event_.actor.person));
        }
        if (is("court.return")) held_by(at_court + std::string{body("court")}, custodian, "name the court that has it");
        if (is("item.lost")) {
            held_by(body("last_custodian"), custodian, "name who had it last");
            shown<rule_words::lost>(*event_.item, event_.actor.person);
        }
        if (is("item.found")) {
            held_by("lost", custodian, "only what was recorded as lost is found");
            if (body("by") != event_.actor.person) {
                broken("V-02", fmt::format("{}: found by {}, and {} acts: whoever takes it into their hand records it",
                                           act_of(event_), body("by"), event_.actor.person));
            }
        }
        store_hands();
    }

    /// V-03 at a store: who brings it and who keeps it both sign. The hand that is not the actor's approves. A
    /// machine's own key has no second hand to ask for.
    void store_hands() {
        if ((!is("store.in") && !is("store.out")) || !keys_.attested()) return;
        const std::string_view other = body(is("store.in") ? "keeper" : "to");
        if (other == event_.actor.person) return;
        std::string why = "there is none";
        for (const Approval& approval : approvals_) {
            if (approval.by != other) continue;
            const auto fault = fault_of(approval, RoleColumn::custody);
            if (!fault) return;
            why = *fault;
        }
        broken("V-03", fmt::format("{}: {} has not signed for it: bring their approval (--approved-by {} at this "
                                   "machine, --ask-approval for another); {}",
                                   act_of(event_), other, other, why));
    }

    void transfer(std::string_view custodian) {
        if (!is("transfer.receive") && !is("transfer.refuse")) return;
        const bool received = is("transfer.receive");
        const auto found = item().offers.find(body("offer"));
        if (found == item().offers.end()) {
            return broken("V-02", fmt::format("{}: `offer` names no open offer of it: offer it first (`sanad custody "
                                              "transfer offer`)",
                                              act_of(event_)));
        }
        const OpenOffer& offer = found->second;
        if (received) {
            if (offer.from != body("from") || offer.to != body("to")) {
                broken("V-02", fmt::format("{}: the offer is from {} to {}", act_of(event_), offer.from, offer.to));
            }
            held_by(offer.from, custodian, "it went elsewhere since it was offered: offer it again");
            if (offer.from == offer.to) {
                broken("V-03", fmt::format("{}: giver and receiver are one person", act_of(event_)));
            }
            if (offer.actor != offer.from) {
                broken("V-03", fmt::format("{}: the offer was signed by {}, not by the giver {}", act_of(event_),
                                           offer.actor, offer.from));
            }
        }
        if (receipt_) {
            if (const auto fault = fault_of(*receipt_, offer, received)) {
                broken("V-03", fmt::format("{}: the receipt {}", act_of(event_), *fault));
            }
        } else if (received && event_.body.find("receipt") == nullptr && event_.actor.person != offer.to) {
            broken("V-03", fmt::format("{}: {} has not signed: let them act, or bring their receipt (`sanad custody "
                                       "accept` on their machine, then --receipt)",
                                       act_of(event_), offer.to));
        }
    }

    std::optional<std::string> fault_of(const TransferReceipt& receipt, const OpenOffer& offer, bool received) const {
        if (receipt.ledger != event_.ledger || receipt.offer != offer.id || receipt.offer_entry != offer.entry_hash ||
            receipt.item != event_.item.value_or("")) {
            return "answers another offer";
        }
        if (receipt.by != offer.to) return fmt::format("is signed by {}, the offer is to {}", receipt.by, offer.to);
        if (receipt.accepted != received) return receipt.accepted ? "accepts" : "refuses";
        if (received && (receipt.condition != body("condition") || receipt.seal_no != body("seal_no") ||
                         receipt.seal_state != body("seal_state") || receipt.sha256 != body("sha256"))) {
            return "says another condition, seal or SHA-256: take over what the receiver signed";
        }
        return std::nullopt;
    }

    void seals() {
        const std::string_view seal = body("seal_no");
        if (names_a_seal(event_.type) && !seal.empty() && !item().seals.contains(seal)) {
            std::string applied;
            for (const auto& [number, on] : item().seals) {
                applied += (applied.empty() ? "" : ", ") + number;
                if (applied.size() > 160) break;  // a hostile ledger may have put thousands on it
            }
            broken("V-05",
                   fmt::format("{}: seal {} was not put on it (on record: {}): correct the number, or record what "
                               "you found with `sanad custody incident`",
                               act_of(event_), seal, applied.empty() ? "none" : applied));
        }
        const std::string_view state = is("transfer.receive") ? body("seal_state") : body("state");
        if (names_a_seal(event_.type) && !state.empty() && state != "intact") {
            shown<rule_words::seal_found>(act_of(event_), seal, state);
        }
    }

    void digests() {
        if (is("acquire.finish") && !item().sha256.empty() && body("sha256") != item().sha256) {
            shown<rule_words::acquired_again>(*event_.item);
        }
        if (is("integrity.check")) return check();
        const std::string* digest =
            is("transfer.offer") || is("transfer.receive") ? event_.body.text("sha256") : nullptr;
        if (digest != nullptr && !item().sha256.empty() && *digest != item().sha256) {
            broken("V-04", fmt::format("{}: its SHA-256 is {}, on record is {}: do not hand it on, record an incident "
                                       "(`sanad custody incident`)",
                                       act_of(event_), *digest, item().sha256));
        }
    }

    /// A copy is of an item on record, and has the bytes of one of its images.
    void copied() {
        const std::string_view parent = body("parent"), digest = body("sha256");
        const ItemState* from = state_.item(parent);
        if (from == nullptr || (from->next_seq == 0 && !state_.imported_.contains(parent))) {
            return broken("V-01", fmt::format("{}: {}, of which it is a copy, is not known here: seize or register it "
                                              "first (`sanad custody seize`, `sanad custody register`)",
                                              act_of(event_), parent));
        }
        if (!is_sha256_hex(digest)) return;  // V-08 says so
        if (from->hashes.empty()) {
            shown<rule_words::copy_not_compared>(act_of(event_), parent);
        } else if (!from->hashes.contains(digest)) {
            broken("V-04", fmt::format("{}: its SHA-256 is {}, and none on record of {} is that: it is no copy of it; "
                                       "correct the number, or make the copy anew",
                                       act_of(event_), digest, parent));
        }
    }

    /// A check of integrity. One that honestly found another digest is kept: it is what a ledger is for.
    void check() {
        const std::string_view computed = body("computed"), result = body("result");
        const std::string* expected = event_.body.text("expected");
        const bool honest = (result == "no_stored_hash") == (expected == nullptr) &&
                            (expected == nullptr || (result == "match") == (*expected == computed));
        const bool sha256 = body("algorithm") == "sha256";
        const auto wrong = [&]<const RuleWords & words>(const auto&... values) {
            broken_by<words>(words.rule, act_of(event_), values...);
            found_.back().worth_recording = honest && result == "mismatch";
        };
        if (!honest) {
            wrong.template operator()<rule_words::result_contradicts>(result);
        } else if (result == "mismatch" && body("expected_from") != "stored") {
            wrong.template operator()<rule_words::other_than_expected>(body("algorithm"), computed, *expected);
        } else if (result == "mismatch") {
            shown<rule_words::stored_differs>(act_of(event_), body("algorithm"));
        }
        if (sha256 && !item().sha256.empty() && computed != item().sha256) {
            wrong.template operator()<rule_words::other_than_recorded>(computed, item().sha256);
        }
    }

    // ---- acquisition ------------------------------------------------------------------------------------------------

    /// The day on which it happened, where it happened: what a warrant is dated by.
    std::string local_date() const {
        const auto time = seconds(event_.time);
        return (time ? ledger_time(*time + offset_seconds(event_.tz)) : event_.time).substr(0, 10);
    }

    bool has_authority() const {
        return std::ranges::any_of(event_.authority, [&](const std::string& id) {
            const AuthorityState* authority = state_.authority(id);
            return authority != nullptr && authority->date <= local_date() &&
                   (authority->expires.empty() || authority->expires >= std::string_view{event_.time}.substr(0, 10)) &&
                   (authority->items.empty() || std::ranges::binary_search(authority->items, event_.item.value_or("")));
        });
    }

    /// To go on without an authority is a supervisor's to approve: of whoever may put one on record. A machine's own
    /// key stands alone, and everything made with it says so.
    void supervisor() {
        std::string why = "there is none";
        for (const Approval& approval : approvals_) {
            const auto fault = fault_of(approval, RoleColumn::case_file);
            if (!fault) return;
            why = *fault;
        }
        broken("V-06", fmt::format("{}: to go on without an authority takes the approval of a supervisor, who may put "
                                   "one on record (--approved-by); {}",
                                   act_of(event_), why));
    }

    void acquisition() {
        if (is_acquisition(event_.type) && overridden("V-06") && keys_.attested()) supervisor();
        if (is_acquisition(event_.type) && !overridden("V-06") && !has_authority()) {
            broken("V-06", fmt::format("{} needs an authority that is known here, was good then and covers the item: "
                                       "record one with `sanad custody authority` and name it with --authority, or set "
                                       "the rule aside with --override V-06 --reason",
                                       act_of(event_)));
        }
        if (is("acquire.start") && body("write_protection") == "none" && !overridden("V-10") &&
            !item().write_change_stated) {
            broken("V-10",
                   fmt::format("{} without write protection: record first what it changes (`sanad custody change`), "
                               "or set the rule aside with --override V-10 --reason",
                               act_of(event_)));
        }
        same_device();
        competence();
        if (!is("acquire.start") && !is("acquire.import")) return;
        const std::pair tool = is("acquire.start")
                                   ? std::pair{std::string{body("tool")}, std::string{body("tool_version")}}
                                   : std::pair{event_.tool.name, event_.tool.version};
        validation(tool);
        const auto time = seconds(event_.time);
        const auto is_recent = [&](std::string_view checked_at) {
            const auto checked = seconds(checked_at);
            return checked && *time - *checked <= day && *checked - *time <= clock_tolerance;
        };
        if (time && !is_recent(state_.clock_checked_at_) && !is_recent(event_.clock.checked_at.value_or(""))) {
            shown<rule_words::clock_unchecked>(act_of(event_));
        }
    }

    /// V-16: of this tool and version, of the build that ran where the event knows it, and not too long ago.
    void validation(const std::pair<std::string, std::string>& tool) {
        const auto known = state_.validated_.find(tool);
        if (known == state_.validated_.end()) {
            return shown<rule_words::not_validated>(act_of(event_), tool.first, tool.second);
        }
        const bool own = tool == std::pair{event_.tool.name, event_.tool.version};
        std::string_view last;
        for (const auto& [build, at] : known->second) {
            if (!own || build.empty() || build == event_.tool.build) last = std::max(last, std::string_view{at});
        }
        if (last.empty()) {
            return shown<rule_words::validated_another_build>(act_of(event_), tool.first, tool.second);
        }
        const auto time = seconds(event_.time), validated = seconds(last);
        if (time && validated && *time - *validated > validation_lasts) {
            shown<rule_words::validated_long_ago>(act_of(event_), tool.first, tool.second, last);
        }
    }

    void same_device() {
        const std::string_view serial = body("serial");
        if (is("acquire.start") && !serial.empty() && item().serial && *item().serial != "none visible" &&
            *item().serial != serial) {
            if (event_.note) {
                shown<rule_words::other_serial>(act_of(event_), serial, *item().serial, *event_.note);
            } else {
                broken("V-07", fmt::format("{}: the serial number is {}, at the seizure it was {}; a note has to say "
                                           "why (--note)",
                                           act_of(event_), serial, *item().serial));
            }
        }
        const std::string_view sectors = body("sectors"), sector_size = body("sector_size");
        if (is("acquire.finish") && !sectors.empty() && !sector_size.empty()) {
            Wide product = 0;
            if (__builtin_mul_overflow(wide(sectors), wide(sector_size), &product) || product != wide(body("size"))) {
                broken("V-09", fmt::format("{}: {} sectors of {} bytes are not {} bytes", act_of(event_), sectors,
                                           sector_size, body("size")));
            }
        }
    }

    /// Only an end on record is held against anybody: where nothing is on record, the lab keeps it elsewhere.
    void competence() {
        const auto until = state_.competent_until_.find(event_.actor.person);
        if (!is_acquisition(event_.type) || until == state_.competent_until_.end()) return;
        if (until->second < event_.time) {
            shown<rule_words::competence_ended>(act_of(event_), event_.actor.person, until->second);
        }
    }

    // ---- what points at other events --------------------------------------------------------------------------------

    void references() {
        if (is("correct")) {
            shown<rule_words::corrected>(body("field"), event_.corrects.value_or("?"), body("old"), body("new"),
                                         body("reason"));
        }
        if (is("store.audit")) counted();
        if (is("item.destroy")) {
            const auto order = state_.orders_.find(body("order"));
            if (order == state_.orders_.end() ||
                (!order->second.empty() && !order->second.contains(event_.item.value_or("")))) {
                broken("V-14", fmt::format("{} needs an order of a court that names it: record it with `sanad custody "
                                           "court order` and name its id",
                                           act_of(event_)));
            }
        }
        // The form leaves room for a blank one; a report that rests on such a finding could not be tied to an offence.
        if (is("finding.add") && body("element").find_first_not_of(' ') == std::string_view::npos) {
            broken("V-21", "finding.add names no element of an offence: write it (`element`)");
        }
        if (is("report.review")) {
            const auto issue = state_.acts_.find(body("issue"));
            if (issue == state_.acts_.end() ||
                (issue->second.type != "report.issue" && issue->second.type != "report.amend")) {
                broken("V-15", "report.review: `issue` names no report that was issued here");
            } else if (issue->second.actor == event_.actor.person) {
                broken("V-15", fmt::format("report.review: {} wrote the report: another person has to review it",
                                           event_.actor.person));
            }
        }
        if (is("court.notice")) {
            const auto due = state_.notice_about_.find(body("about"));
            // The first notice counts; telling the Court again is no fault.
            if (due != state_.notice_about_.end() && state_.notices_[due->second].done_at.empty() &&
                body("sent_at") > state_.notices_[due->second].due_at) {
                shown<rule_words::notice_late>(body("sent_at"), state_.notices_[due->second].due_at);
            }
        }
    }

    /// What should lie at a place and does not, item by item, so that it stands with the item too.
    void counted() {
        const auto found = texts(event_.body, "found");
        const std::set<std::string_view> there{found.begin(), found.end()};
        std::set<std::string> missing;
        for (std::string& item : texts(event_.body, "expected")) {
            if (!there.contains(item)) missing.insert(std::move(item));
        }
        for (const std::string& item : missing) {
            shown<rule_words::missing_at_count>(body("location"), item, event_.actor.person);
            found_.back().item = item;
        }
    }

    const CustodyState& state_;
    const Event& event_;
    const KeyRing& keys_;
    const EventType* type_;
    const ItemState* item_;            ///< null: not known yet
    std::vector<Approval> approvals_;  ///< that are statements; what they approve is another question
    std::optional<TransferReceipt> receipt_;
    std::vector<Finding> found_;
};

std::vector<Finding> CustodyState::examine(const Event& event, const KeyRing& keys) const {
    return Examination{*this, event, keys}.findings();
}

std::vector<Finding> CustodyState::examine_end() const {
    std::vector<Finding> found;
    for (const Due& due : notices_) {
        if (!due.done_at.empty() || due.due_at >= last_recorded_) continue;
        found.push_back({static_cast<std::int64_t>(due.seq), Weight::shown, "V-22",
                         fmt::format(rule_words::notice_missing.english, due.what, due.due_at), due.item});
    }
    return found;
}

void CustodyState::take(const Event& event, std::string_view entry_hash, const KeyRing& keys) {
    const auto member = [&](std::string_view name) { return std::string{event.body.text_or_empty(name)}; };
    if (!training_) training_ = event.training;
    last_recorded_ = event.recorded;
    acts_.emplace(event.id, Act{event.type, event.item.value_or(""), event.actor.person});
    if (const KnownPerson* person = keys.owner_of(event.actor.key);
        person != nullptr && person->enrolment.number == 0) {
        unattested_.insert(event.actor.person);
    }
    const std::string& type = event.type;
    if (type == "role.grant") {
        granted_[member("person")][member("role")].grant(texts(event.body, "items"), member("until"));
    } else if (type == "role.revoke") {
        granted_[member("person")][member("role")].revoke(texts(event.body, "items"));
    } else if (type == "authority.add") {
        auto items = texts(event.body, "items");
        std::ranges::sort(items);
        authority_at_.emplace(event.id, authorities_.size());
        authorities_.push_back({event.id, member("kind"), member("number"), member("issuer"), member("date"),
                                member("expires"), member("section"), std::move(items), event.time, event.seq});
    } else if (type == "court.order") {
        auto& covered = orders_[event.id];
        for (std::string& item : texts(event.body, "items")) covered.insert(std::move(item));
    } else if (type == "import.bundle") {
        for (std::string& number : texts(event.body, "items")) {
            ItemState& item = items_[number];
            item.number = number;
            if (item.custody.empty()) item.custody.push_back({event.actor.person, event.time, "", event.seq, type});
            imported_.insert(std::move(number));
        }
    } else if (type == "tool.validate") {
        if (member("result") != "failed") {
            std::string& at = validated_[{member("tool"), member("version")}][member("build")];
            at = std::max(at, event.time);
        }
    } else if (type == "competence.add") {
        std::string& until = competent_until_[member("person")];
        until = std::max(until, member("until"));
    } else if (type == "clock.check") {
        clock_checked_at_ = event.time;
    } else if (type == "court.notice") {
        if (const auto due = notice_about_.find(member("about")); due != notice_about_.end()) {
            std::string& done_at = notices_[due->second].done_at;
            if (done_at.empty()) done_at = member("sent_at");
        }
    }
    if ((type == "item.preserve" || (type == "item.seize" && event.authority.empty())) && is_time(event.time)) {
        notice_about_.emplace(event.id, notices_.size());
        notices_.push_back({act_of(event), event.item.value_or(""), event.id, ledger_time(seconds_of(event.time) + day),
                            "", event.seq});
    }
    if (!event.item) return;

    ItemState& item = items_[*event.item];
    item.number = *event.item;
    ++item.next_seq;
    const auto set_hash = [&](std::string_view name) {
        if (std::string hash = member(name); is_sha256_hex(hash)) item.sha256 = std::move(hash);
    };
    for (const std::string_view name : {"sha256", "stored_sha256", "computed"}) {
        if (name == "computed" && member("algorithm") != "sha256") continue;
        if (std::string hash = member(name); is_sha256_hex(hash)) item.hashes.insert(std::move(hash));
    }
    if (type == "item.seize" || type == "item.register") {
        item.kind = member("kind");
        item.description = member("description");
        if (type == "item.seize") item.serial = member("serial");
    } else if (type == "copy.create") {
        item.kind = "copy";
        item.description = "copy of " + member("parent");
        set_hash("sha256");
    } else if (type == "item.seal") {
        seals_used_.insert(member("seal_no"));
        item.seals.insert_or_assign(member("seal_no"),
                                    SealOnItem{member("seal_no"), member("bag_no"), event.time, event.seq});
    } else if (type == "seal.break") {
        item.seals.erase(member("seal_no"));
    } else if (type == "transfer.offer") {
        item.offers.insert_or_assign(
            event.id, OpenOffer{event.id, member("from"), member("to"), member("sha256"), member("seal_no"),
                                std::string{entry_hash}, event.seq, event.actor.person});
    } else if (type == "transfer.receive" || type == "transfer.refuse") {
        item.offers.erase(member("offer"));
    } else if (type == "acquire.finish") {
        set_hash("sha256");
    } else if (type == "integrity.check") {
        if (item.sha256.empty() && member("algorithm") == "sha256") set_hash("computed");
        if (const std::string root = member("tree_root"); !root.empty()) item.tree_roots.insert(root);
    } else if (type == "change.unavoidable") {
        item.write_change_stated = true;
    }
    if (auto custodian = custodian_after(event)) {
        if (!item.custody.empty()) item.custody.back().until = event.time;
        item.custody.push_back({std::move(*custodian), event.time, "", event.seq, type});
    }
}

bool CustodyState::is_granted(std::string_view person, std::string_view role, std::string_view item,
                              std::string_view recorded) const {
    const auto roles = granted_.find(person);
    if (roles == granted_.end()) return false;
    const auto grant = roles->second.find(role);
    return grant != roles->second.end() && grant->second.covers(item, recorded);
}

const ItemState* CustodyState::item(std::string_view number) const {
    const auto found = items_.find(number);
    return found == items_.end() ? nullptr : &found->second;
}

const AuthorityState* CustodyState::authority(std::string_view id) const {
    const auto found = authority_at_.find(id);
    return found == authority_at_.end() ? nullptr : &authorities_[found->second];
}

}  // namespace sanad
