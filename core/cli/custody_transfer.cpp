#include "core/cli/custody_transfer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/base/unicode.hpp"
#include "core/cli/signing.hpp"
#include "core/crypto/text_digest.hpp"

namespace sanad {
namespace {

constexpr std::string_view offer_kind = "sanad-transfer-offer", receipt_kind = "sanad-transfer-receipt",
                           request_kind = "sanad-approval-request", approval_kind = "sanad-approval";

JsonValue::Array in_base64(const std::vector<std::string>& texts) {
    JsonValue::Array array;
    for (const std::string& text : texts) array.emplace_back(base64(text));
    return array;
}

Result<std::vector<std::string>> out_of_base64(const JsonValue& value, std::string_view member) {
    std::vector<std::string> texts;
    const auto* array = value.array(member);
    if (array == nullptr) return failure(Fault::refused, fmt::format("`{}` is missing", member));
    for (const JsonValue& one : *array) {
        if (one.text() == nullptr)
            return failure(Fault::refused, fmt::format("`{}` holds something that is not a text", member));
        texts.push_back(TRY(from_base64(*one.text())));
    }
    return texts;
}

/// A file of ours: an object of this kind.
Result<JsonValue> read_file_of(const std::filesystem::path& path, std::string_view kind) {
    auto value = JsonValue::parse(TRY(read_handed_file(path)), most_document_bytes);
    if (!value) return within(shown(path.string()), value.error());
    if (value->text_or_empty("kind") != kind) {
        return failure(Fault::refused, fmt::format("{}: is no {}", shown(path.string()), kind));
    }
    return value;
}

/// As the key.enrol of a ledger would, from signed statements in base64.
Result<void> enrol_in(KeyRing& ring, JsonValue::Array statements) {
    Event enrolling;
    enrolling.type = "key.enrol";
    enrolling.body.set("statements", std::move(statements));
    TRY(ring.take(enrolling));
    return {};
}

/// The statements by which a ledger knows a person, officers first: those in its key.enrol events.
std::vector<std::string> enrolments_in(const LedgerCheck& state) {
    std::vector<std::string> found;
    for (const Event& event : state.events()) {
        if (event.type != "key.enrol") continue;
        const auto* statements = event.body.array("statements");
        if (statements == nullptr) continue;
        for (const JsonValue& one : *statements) {
            if (one.text() == nullptr) continue;
            if (auto text = from_base64(*one.text())) found.push_back(std::move(*text));
        }
    }
    return found;
}

}  // namespace

Result<std::string> offer_file_text(CustodySession& custody, std::uint64_t seq) {
    JsonValue file;
    file.set("kind", offer_kind).set("entry", base64(TRY(custody.ledger().entry(seq))));
    file.set("enrolments", in_base64(enrolments_in(*TRY(custody.state()))));
    return file.canonical() + "\n";
}

Result<OfferFile> read_offer_file(const std::filesystem::path& path) {
    const JsonValue file = TRY(read_file_of(path, offer_kind));
    const auto read = [&]() -> Result<OfferFile> {
        OfferFile offer;
        offer.entry = TRY(from_base64(file.text_or_empty("entry")));
        offer.enrolments = TRY(out_of_base64(file, "enrolments"));
        Entry entry = TRY(parse_entry(offer.entry));
        if (entry.event.type != "transfer.offer" || !entry.event.item)
            return failure(Fault::refused, "its entry is no offer");
        if (const auto fault = body_fault(*find_event_type("transfer.offer"), entry.event.body)) {
            return failure(Fault::refused, fault->what);
        }
        KeyRing ring;
        for (const std::string& statement : offer.enrolments) TRY(enrol_in(ring, JsonValue::Array{base64(statement)}));
        const KnownPerson* giver = ring.owner_of(entry.event.actor.key);
        if (giver == nullptr || giver->enrolment.person != entry.event.actor.person) {
            return failure(Fault::refused,
                           fmt::format("the key of {} is not enrolled in it", entry.event.actor.person));
        }
        const SignaturesAre signatures = KeyRing::check(entry.document, *giver);
        if (signatures != SignaturesAre::good && signatures != SignaturesAre::classical_only) {
            return failure(Fault::refused, fmt::format("the offer is not signed by {}", entry.event.actor.person));
        }
        offer.entry_hash = sha256_hex(offer.entry);
        offer.offer = std::move(entry.event);
        return offer;
    };
    auto offer = read();
    if (!offer) return within(shown(path.string()), offer.error());
    return offer;
}

Result<void> check_giver(const OfferFile& offer, const IdentityStore& store, bool vouched) {
    const std::string& person = offer.offer.actor.person;
    KeyRing ring = TRY(store.known());
    std::vector<std::string> roots;  // payloads
    for (const SignedStatement& here : TRY(store.enrolments())) {
        if (std::get<Enrolment>(here.statement).number == 1) roots.push_back(here.document.payload);
    }
    std::optional<Enrolment> stranger;
    for (const std::string& text : offer.enrolments) {
        const SignedStatement statement = TRY(parse_signed_statement(text));
        const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
        if (enrolment == nullptr) continue;
        if (enrolment->number == 1 && std::ranges::find(roots, statement.document.payload) == roots.end()) {
            stranger = *enrolment;
            continue;
        }
        // Known before, or by officers whom nobody here knows: the giver is looked for below.
        [[maybe_unused]] const auto taken = enrol_in(ring, JsonValue::Array{base64(text)});
    }
    if (const KnownPerson* known = ring.owner_of(offer.offer.actor.key)) {
        if (known->revoked_from && *known->revoked_from <= ledger_time_now()) {
            return failure(Fault::refused,
                           fmt::format("the keys of {} are revoked from {}", person, *known->revoked_from));
        }
        return {};
    }
    if (vouched || (!stranger && offer.offer.actor.role == "unattested")) return {};
    if (!stranger) {
        return failure(
            Fault::refused,
            fmt::format("{}, who gives, is not known here, nor whoever enrolled them: `sanad identity import` "
                        "with the enrolments of their machine",
                        person));
    }
    return failure(
        Fault::refused,
        fmt::format(
            "{}, who gives, is enrolled under {} of {}, who is not known here (key id {}). Anybody can make such a "
            "root: compare the key id with them by another way; then `--another-organisation`",
            person, stranger->person, shown(stranger->org),
            stranger->keys.empty() ? "none" : key_id(stranger->keys.front())));
}

Result<std::string> receipt_file_text(const OfferFile& offer, const Answer& answer, const ActingPerson& person) {
    const std::string to{offer.offer.body.text_or_empty("to")};
    if (person.person != to) {
        return failure(Fault::refused, fmt::format("the offer is to {}, and {} acts (--as)", to, person.person));
    }
    TransferReceipt receipt;
    receipt.ledger = offer.offer.ledger;
    receipt.offer = offer.offer.id;
    receipt.offer_entry = offer.entry_hash;
    receipt.item = *offer.offer.item;
    receipt.by = person.person;
    receipt.accepted = answer.accepted;
    receipt.reason = nfc(answer.reason);
    receipt.condition = nfc(answer.condition);
    receipt.place = nfc(answer.place);
    receipt.seal_no = nfc(answer.seal_no);
    receipt.seal_state = answer.seal_state;
    receipt.sha256 = answer.sha256;
    receipt.made = ledger_time_now();
    const auto signers = person.pointers();
    const SignedDocument signed_receipt = TRY(sign_statement(receipt, signers));
    JsonValue file;
    file.set("kind", receipt_kind).set("receipt", base64(signed_receipt.canonical()));
    file.set("enrolments", in_base64(person.enrolment));
    return file.canonical() + "\n";
}

namespace {

/// Those whose keys are not known yet, as a key.enrol carries them.
Result<JsonValue::Array> missing_in(const KeyRing& ring, const std::vector<std::string>& enrolments) {
    JsonValue::Array missing;
    for (const std::string& text : enrolments) {
        const SignedStatement statement = TRY(parse_signed_statement(text));
        const auto* enrolment = std::get_if<Enrolment>(&statement.statement);
        if (enrolment == nullptr) return failure(Fault::refused, "a statement beside it is no enrolment");
        if (enrolment->keys.empty() || ring.owner_of(key_id(enrolment->keys.front())) == nullptr)
            missing.emplace_back(base64(text));
    }
    return missing;
}

/// As the ledger will judge it once its receiver is enrolled: one that it would refuse leaves no enrolment behind.
Result<void> check_receipt(const SignedDocument& document, const TransferReceipt& receipt, const OpenOffer& offer,
                           const std::vector<std::string>& enrolments, KeyRing ring) {
    if (receipt.by != offer.to) {
        return failure(Fault::refused, fmt::format("it is by {}, the offer is to {}", shown(receipt.by), offer.to));
    }
    if (receipt.offer_entry != offer.entry_hash) {
        return failure(Fault::refused, "it answers another entry than the offer in this ledger");
    }
    JsonValue::Array missing = TRY(missing_in(ring, enrolments));
    if (!missing.empty()) TRY(enrol_in(ring, std::move(missing)));
    const SignaturesAre signatures = ring.check(document, std::vector<std::string>{receipt.by});
    if (signatures == SignaturesAre::good || signatures == SignaturesAre::classical_only) return {};
    return failure(Fault::refused,
                   fmt::format("it is not signed by the keys of {}, or was changed on the way", shown(receipt.by)));
}

}  // namespace

Result<void> enrol_missing(CustodySession& custody, const std::vector<std::string>& enrolments) {
    JsonValue::Array missing = TRY(missing_in(TRY(custody.state())->keys(), enrolments));
    if (missing.empty()) return {};
    JsonValue body;
    body.set("statements", std::move(missing));
    TRY(custody.append(custody.event("key.enrol", std::move(body))));
    return {};
}

Result<bool> take_receipt(const std::filesystem::path& path, CustodySession& custody, ToldAct& told) {
    const JsonValue file = TRY(read_file_of(path, receipt_kind));
    const auto read = [&]() -> Result<bool> {
        const std::string text = TRY(from_base64(file.text_or_empty("receipt")));
        const SignedStatement statement = TRY(parse_signed_statement(text));
        const auto* receipt = std::get_if<TransferReceipt>(&statement.statement);
        if (receipt == nullptr) return failure(Fault::refused, "it holds another statement");
        const LedgerCheck& state = *TRY(custody.state());
        if (receipt->ledger != state.origin()) {
            return failure(Fault::refused, fmt::format("it answers an offer of {}, this case's ledger is {}",
                                                       receipt->ledger, state.origin()));
        }
        if (!told.item.empty() && told.item != receipt->item) {
            return failure(Fault::refused, fmt::format("it is for {}, not for {}", receipt->item, told.item));
        }
        told.item = receipt->item;
        const auto item = state.custody().items().find(receipt->item);
        const OpenOffer* offer = nullptr;
        if (item != state.custody().items().end()) {
            if (const auto found = item->second.offers.find(receipt->offer); found != item->second.offers.end())
                offer = &found->second;
        }
        if (offer == nullptr)
            return failure(Fault::refused, fmt::format("the offer of {} that it answers is not open", receipt->item));
        const std::string from = offer->from, to = offer->to;
        const auto enrolments = TRY(out_of_base64(file, "enrolments"));
        TRY(check_receipt(statement.document, *receipt, *offer, enrolments, state.keys()));
        TRY(enrol_missing(custody, enrolments));
        told.values.set("receipt", base64(text)).set("offer", receipt->offer);
        if (!receipt->accepted) {
            told.values.set("reason", receipt->reason);
            return false;
        }
        // What the receiver signed is what is recorded; what was typed beside it cannot change it.
        told.members.clear();
        told.values.set("from", from).set("to", to).set("condition", receipt->condition);
        if (!receipt->seal_no.empty()) told.values.set("seal_no", receipt->seal_no);
        if (!receipt->seal_state.empty()) told.values.set("seal_state", receipt->seal_state);
        if (!receipt->sha256.empty()) told.values.set("sha256", receipt->sha256);
        if (told.place.empty()) told.place = receipt->place;
        return true;
    };
    auto taken = read();
    if (!taken) return within(shown(path.string()), taken.error());
    return taken;
}

Result<std::string> approval_of(const Event& event, const std::string& ledger, const ActingPerson& person) {
    Approval approval;
    approval.ledger = ledger;
    approval.type = event.type;
    approval.item = event.item.value_or("");
    approval.by = person.person;
    approval.subject = approval_subject(event);
    approval.made = ledger_time_now();
    const auto signers = person.pointers();
    return base64(TRY(sign_statement(approval, signers)).canonical());
}

Result<std::string> approval_file_text(const Event& event, const std::string& ledger, const ActingPerson& person) {
    JsonValue file;
    file.set("kind", approval_kind).set("approval", TRY(approval_of(event, ledger, person)));
    file.set("enrolments", in_base64(person.enrolment));
    return file.canonical() + "\n";
}

Result<std::string> take_approval(const std::filesystem::path& path, CustodySession& custody) {
    const JsonValue file = TRY(read_file_of(path, approval_kind));
    const std::string* approval = file.text("approval");
    if (approval == nullptr) return failure(Fault::refused, shown(path.string()) + ": `approval` is missing");
    TRY(enrol_missing(custody, TRY(out_of_base64(file, "enrolments"))));
    return *approval;
}

std::string approval_request_text(const Event& event, const std::string& ledger) {
    JsonValue file, body = event.body;
    body.remove("approvals");
    file.set("kind", request_kind).set("ledger", ledger).set("type", event.type).set("body", std::move(body));
    if (event.item) file.set("item", *event.item);
    if (event.overriding) {
        JsonValue overriding;
        overriding.set("rule", event.overriding->rule).set("reason", event.overriding->reason);
        file.set("override", std::move(overriding));
    }
    return file.canonical() + "\n";
}

Result<ApprovalRequest> read_approval_request(const std::filesystem::path& path) {
    const JsonValue file = TRY(read_file_of(path, request_kind));
    ApprovalRequest request;
    request.ledger = file.text_or_empty("ledger");
    request.event.type = file.text_or_empty("type");
    if (const std::string* item = file.text("item")) request.event.item = *item;
    const JsonValue* body = file.find("body");
    if (!is_ledger_origin(request.ledger) || find_event_type(request.event.type) == nullptr || body == nullptr ||
        body->object() == nullptr) {
        return failure(Fault::refused, shown(path.string()) + ": is no request for an approval");
    }
    request.event.body = *body;
    if (const JsonValue* overriding = file.find("override")) {
        request.event.overriding =
            Override{std::string{overriding->text_or_empty("rule")}, std::string{overriding->text_or_empty("reason")}};
    }
    return request;
}

}  // namespace sanad
