#include "core/cli/custody_paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>

#include "core/base/text.hpp"
#include "core/cli/bundle_content.hpp"
#include "core/cli/custody_session.hpp"
#include "core/cli/custody_show.hpp"
#include "core/cli/custody_urdu.hpp"
#include "core/crypto/text_digest.hpp"
#include "core/crypto/time_stamp.hpp"
#include "core/custody/event_words.hpp"
#include "core/custody/person_rank.hpp"
#include "core/custody/receipt_code.hpp"

namespace sanad {
namespace {

Moment moment(std::string_view time, std::string_view tz) {
    return {Timestamp{seconds_of(time) * second_ns}, static_cast<int>(offset_seconds(tz) / 60)};
}
Moment time_of(const Event& event) {
    return moment(event.time, event.tz);
}

std::string text(const Event& event, std::string_view member) {
    return std::string{event.body.text_or_empty(member)};
}

std::uint64_t decimal(std::string_view digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

/// "other: singed" as the word of the list and the words of the person.
std::pair<std::string, std::string> word_and_text(const std::string& value) {
    constexpr std::string_view other = "other: ";
    if (value.starts_with(other)) return {"other", value.substr(other.size())};
    return {value, ""};
}

/// "SHA-256" of "sha256"; another name as it is.
std::string algorithm_words(const std::string& algorithm) {
    if (algorithm == "md5") return "MD5";
    return algorithm.starts_with("sha") && !algorithm.starts_with("sha-") ? "SHA-" + algorithm.substr(3) : algorithm;
}

/// A ledger laid out for the papers of one item.
class Papers {
public:
    Papers(const LedgerCheck& ledger, const std::vector<Opening>& openings, const std::vector<Checkpoint>& checkpoints,
           const std::string& item, const Agency& agency, Language language)
        : ledger_{ledger}, item_{item}, agency_{agency}, checkpoints_{checkpoints}, language_{language} {
        for (const Opening& opening : openings) value_of_.emplace(commitment_of(opening).commit, opening.value);
        for (const Event& event : ledger.events()) {
            by_id_.emplace(event.id, &event);
            if (event.item == item) own_.push_back(&event);
            if (event.type == "case.open") opened_ = &event;
        }
    }

    const ItemState* state() const {
        const auto found = ledger_.custody().items().find(item_);
        return found == ledger_.custody().items().end() ? nullptr : &found->second;
    }
    const Event* last(std::string_view type) const {
        const auto found =
            std::find_if(own_.rbegin(), own_.rend(), [&](const Event* event) { return event->type == type; });
        return found == own_.rend() ? nullptr : *found;
    }

    PaperHead head(const Event& event) const {
        PaperHead head;
        if (!agency_.name.empty()) head.letterhead.agency.push_back(agency_.name);
        if (!agency_.address.empty()) head.letterhead.agency.push_back(agency_.address);
        head.reference = fmt::format("{}/{}", ledger_.case_id(), event.seq);
        const Event& newest = ledger_.events().back();
        head.issued = moment(newest.recorded, newest.tz);
        head.case_id = ledger_.case_id();
        if (opened_ != nullptr) {
            // Older ledgers repeat the title where no number was told.
            const std::string number = text(*opened_, "number");
            if (number != number_not_recorded && number != text(*opened_, "title")) head.fir_number = number;
            head.lead_officer = text(*opened_, "lead");
            // Where no station was told, the opening repeats the agency or the organisation of who opened it.
            const std::string station = text(*opened_, "agency");
            if (station != agency_.name && station != opened_->actor.org) head.police_station = station;
        }
        for (const Event& one : ledger_.events()) {
            if (one.type != "case.offence") continue;
            head.offences.push_back(fmt::format("{} s.{} ({}, {})", text(one, "act"), text(one, "section"),
                                                said(one, "scheme"), text(one, "as_amended")));
        }
        head.unattested = !ledger_.keys().attested();
        head.training = event.training;
        if (!checkpoints_.empty()) {
            const Checkpoint& newest_checkpoint = *std::ranges::max_element(checkpoints_, {}, &Checkpoint::size);
            if (newest_checkpoint.size > 0 && newest_checkpoint.size <= ledger_.events().size()) {
                const Event& counted = ledger_.events()[newest_checkpoint.size - 1];
                head.receipt = ReceiptFacts{receipt_code(Bytes{newest_checkpoint.root}), newest_checkpoint.origin,
                                            newest_checkpoint.size, moment(counted.recorded, counted.tz),
                                            newest_checkpoint.note()};
            }
        }
        return head;
    }

    Person person(const std::string& id) const {
        Person person;
        person.name = id;
        const KnownPerson* known = ledger_.keys().person(id);
        if (known == nullptr) return person;
        person.organisation = known->enrolment.org;
        if (const auto store = IdentityStore::open())
            person.rank = rank_words(agency_, opened_rank(*store, known->enrolment), language_ == Language::urdu);
        for (const std::string& role : known->enrolment.roles) {
            person.rank += (person.rank.empty() ? "" : language_ == Language::urdu ? "، " : ", ") + role_words(role);
        }
        person.key_id = known->enrolment.keys.empty() ? "" : key_id(known->enrolment.keys.front());
        return person;
    }
    /// What a commitment of the event stands for; "" without its opening.
    std::string value(const Event& event, std::string_view label) const {
        for (const Commitment& commitment : event.pii) {
            if (commitment.label != label) continue;
            const auto found = value_of_.find(commitment.commit);
            return found == value_of_.end() ? "" : found->second;
        }
        return "";
    }
    Person told_person(const Event& event, const std::string& label) const {
        Person person;
        person.name = value(event, label);
        std::string stem = label.ends_with("_name") ? label.substr(0, label.size() - 5) : label;
        person.father_name = value(event, stem + "_father_name");
        person.rank = rank_words(agency_, value(event, stem + "_rank"), language_ == Language::urdu);
        person.identity_number = value(event, stem + "_cnic");
        return person;
    }

    /// A word of a list, as people say it; another word as it is.
    std::string in_words(const ChoiceList& list, std::string_view value) const {
        for (const Choice& choice : list.choices) {
            if (choice.value == value)
                return std::string{language_ == Language::urdu ? choice.words.ur : choice.words.en};
        }
        return std::string{value};
    }
    std::string role_words(std::string_view role) const { return in_words(roles, role); }
    /// "store:shelf 8" as people say it; a person's id as it is.
    std::string custodian_words(std::string_view custodian) const {
        struct Place {
            std::string_view code, english, urdu;
        };
        static constexpr Place places[] = {{"store:", "evidence store, ", "مال خانہ، "},
                                           {"court:", "court, ", "عدالت، "},
                                           {"owner", "owner", "مالک"},
                                           {"lost", "lost", "گم شدہ"},
                                           {"destroyed", "destroyed", "تلف شدہ"}};
        for (const auto& [code, english, urdu] : places) {
            const std::string words{language_ == Language::urdu ? urdu : english};
            if (custodian == code) return words;
            if (code.ends_with(':') && custodian.starts_with(code))
                return words + std::string{custodian.substr(code.size())};
        }
        return std::string{custodian};
    }

    /// The rule, and what it remarks: in Urdu with the values of the English.
    Text remark(const Finding& finding) const {
        auto urdu = language_ == Language::urdu ? remark_in_urdu(finding) : std::nullopt;
        if (!urdu) return token(fmt::format("{} {}", finding.rule, finding.what));
        urdu->runs.insert(urdu->runs.begin(), {{finding.rule, Run::Kind::code}, {" ", Run::Kind::words}});
        return *urdu;
    }

    std::string said(const Event& event, std::string_view member) const {
        const std::string value = text(event, member);
        const MemberType* known = find_member(*find_event_type(event.type), member);
        return known == nullptr || known->choices == nullptr ? value : in_words(*known->choices, value);
    }

    SealFacts seal(const std::string& seal_no, const std::string& seal_state) const {
        SealFacts facts{seal_no, "", seal_state};
        for (const Event* event : own_) {
            if (event->type == "item.seal" && text(*event, "seal_no") == seal_no) facts.bag_no = text(*event, "bag_no");
        }
        return facts;
    }

    ItemFacts item_facts() const {
        ItemFacts facts;
        facts.item_no = item_;
        const Event* begin = last("item.seize") != nullptr ? last("item.seize") : last("item.register");
        if (const Event* court = last("court.submit")) facts.exhibit_no = text(*court, "exhibit");
        if (begin != nullptr) {
            facts.kind = word_and_text(text(*begin, "kind")).first;
            if (const auto* quantity = begin->body.number("quantity"))
                facts.quantity = static_cast<std::uint64_t>(*quantity);
            facts.description = text(*begin, "description");
            facts.make = text(*begin, "make");
            facts.model = text(*begin, "model");
            facts.serial = text(*begin, "serial");
            std::tie(facts.condition, facts.condition_text) = word_and_text(text(*begin, "condition"));
            facts.power = text(*begin, "power");
            facts.network = text(*begin, "net");
            facts.photographs = static_cast<std::uint64_t>(std::ranges::count_if(
                begin->att, [](const Attachment& one) { return one.media_type.starts_with("image/"); }));
        }
        if (const ItemState* known = state()) {
            if (!known->seals.empty())
                facts.seal = {known->seals.rbegin()->first, known->seals.rbegin()->second.bag_no, ""};
            if (!known->sha256.empty()) facts.digests.push_back({"SHA-256", "", known->sha256});
        }
        return facts;
    }

    Authority authority(const Event& event) const {
        Authority facts;
        for (const std::string& id : event.authority) {
            const auto found = by_id_.find(id);
            if (found == by_id_.end() || found->second->type != "authority.add") continue;
            const Event& one = *found->second;
            return {said(one, "kind"),    text(one, "number"), text(one, "issuer"),  text(one, "date"),
                    text(one, "section"), text(one, "scope"),  text(one, "expires"), ""};
        }
        if (event.overriding) facts.override_reason = event.overriding->reason;
        return facts;
    }

    Result<SeizureMemo> seizure() const {
        const Event* event = last("item.seize");
        if (event == nullptr) return failure(Fault::not_found, fmt::format("{} was not seized here", item_));
        SeizureMemo memo;
        memo.head = head(*event);
        memo.time = time_of(*event);
        if (seconds_of(event->recorded) - seconds_of(event->time) > day_seconds)
            memo.recorded = moment(event->recorded, event->tz);
        memo.place = event->place.value_or("");
        memo.holder = told_person(*event, "holder_name");
        if (memo.holder.rank.empty()) memo.holder.rank = said(*event, "owner_role");
        memo.seized_by = person(event->actor.person);
        if (const auto* witnesses = event->body.array("witnesses")) {
            for (const JsonValue& label : *witnesses) {
                if (label.text() != nullptr) memo.witnesses.push_back(told_person(*event, *label.text()));
            }
        }
        memo.authority = authority(*event);
        // As it was taken: what came later (another seal, an image, an exhibit number) is not of this memo.
        ItemFacts taken = item_facts();
        taken.exhibit_no.clear();
        taken.digests.clear();
        taken.seal = {};
        const auto sealed = std::ranges::find(own_, "item.seal", &Event::type);
        if (sealed != own_.end()) taken.seal = {text(**sealed, "seal_no"), text(**sealed, "bag_no"), ""};
        memo.items.push_back(std::move(taken));
        memo.copy_given_to = text(*event, "list_given_to");
        memo.notes = event->note.value_or("");
        return memo;
    }

    Result<TransferSlip> transfer() const {
        const Event* offer = last("transfer.offer");
        if (offer == nullptr) return failure(Fault::not_found, fmt::format("{} was never handed over here", item_));
        TransferSlip slip;
        slip.head = head(*offer);
        slip.from = person(text(*offer, "from"));
        slip.to = person(text(*offer, "to"));
        slip.place = offer->place.value_or("");
        slip.transport = word_and_text(text(*offer, "method")).first;
        slip.courier_no = text(*offer, "courier");
        slip.purpose = offer->purpose.value_or("");
        slip.offered = time_of(*offer);
        const Event* seen = offer;
        for (const Event* event : own_) {
            if (text(*event, "offer") != offer->id) continue;
            if (event->type == "transfer.receive") slip.received = time_of(*event), seen = event;
            if (event->type == "transfer.refuse") slip.refused_because = text(*event, "reason");
        }
        TransferredItem one;
        one.item_no = item_;
        one.description = item_facts().description;
        one.condition = word_and_text(text(*seen, "condition")).first;
        one.seal = seal(text(*seen, "seal_no"), text(*seen, "seal_state"));
        one.sha256 = text(*seen, "sha256");
        if (!one.sha256.empty() && state() != nullptr && !state()->sha256.empty())
            one.digest_agrees = one.sha256 == state()->sha256;
        slip.items.push_back(std::move(one));
        slip.notes = offer->note.value_or("");
        return slip;
    }

    CustodyLog log() const {
        CustodyLog log;
        log.head = head(*own_.back());
        log.item = item_facts();
        const auto stretches = stretches_of(*state(), ledger_.events().back().recorded);
        std::map<std::uint64_t, const CustodyStretch*> by_entry;
        std::map<std::uint64_t, std::string> before;
        std::string holder;
        for (const CustodyStretch& stretch : stretches) {
            by_entry.emplace(stretch.span.seq, &stretch);
            before.emplace(stretch.span.seq, std::exchange(holder, stretch.span.custodian));
        }
        std::map<std::int64_t, const Finding*> said;
        for (const Finding& finding : ledger_.findings()) said.emplace(finding.seq, &finding);
        for (const Event* event : own_) {
            CustodyRow row;
            row.entry = event->seq;
            const Words& words = find_event_type(event->type)->words;
            row.event = language_ == Language::urdu ? words.ur : words.en;
            row.digest =
                event->seq + 1 < ledger_.events().size() ? ledger_.events()[event->seq + 1].prev : ledger_.last_hash();
            row.time = time_of(*event);
            row.place = event->place.value_or("");
            row.seal_no = text(*event, "seal_no");
            if (const auto stretch = by_entry.find(event->seq); stretch != by_entry.end()) {
                row.from = custodian_words(before[event->seq]);
                row.to = custodian_words(stretch->second->span.custodian);
                if (!stretch->second->span.until.empty() && stretch->second->seconds >= 0) {
                    row.held_seconds = static_cast<std::uint64_t>(stretch->second->seconds);
                }
                if (stretch->second->mark == "gap") row.mark = CustodyRow::Mark::gap;
                if (stretch->second->mark == "overlap") row.mark = CustodyRow::Mark::overlap;
            } else {
                row.from = event->actor.person;
            }
            if (const auto finding = said.find(static_cast<std::int64_t>(event->seq)); finding != said.end()) {
                row.remark = remark(*finding->second);
                if (finding->second->weight == Weight::broken) row.mark = CustodyRow::Mark::failed;
            }
            if (row.mark == CustodyRow::Mark::none && event->type == "correct") row.mark = CustodyRow::Mark::correction;
            if (row.mark == CustodyRow::Mark::none &&
                seconds_of(event->recorded) - seconds_of(event->time) > day_seconds) {
                row.mark = CustodyRow::Mark::late;
            }
            log.rows.push_back(std::move(row));
        }
        log.present_custodian = custodian_words(state()->custodian());
        return log;
    }

    CourtCertificate certificate(const std::string& certifier, const std::vector<LedgerFile::Token>& tokens) const {
        CourtCertificate paper;
        paper.head = head(*own_.back());
        if (const Event* court = last("court.submit")) paper.court = text(*court, "court");
        if (opened_ != nullptr) paper.case_title = text(*opened_, "title");
        paper.certifier = person(certifier.empty() ? own_.back()->actor.person : certifier);
        paper.item = item_facts();
        const Event* made = last("acquire.finish") != nullptr ? last("acquire.finish") : last("acquire.import");
        std::map<std::string, ComparedDigest> digests;
        std::optional<std::uint64_t> unreadable;
        if (made != nullptr) {
            if (!text(*made, "unreadable").empty()) unreadable = decimal(text(*made, "unreadable"));
            // As the one who copied it found them, or as the image says of itself.
            for (const auto& [algorithm, copied, stored] :
                 {std::tuple{"md5", "md5", "stored_md5"}, std::tuple{"sha1", "sha1", "stored_sha1"},
                  std::tuple{"sha256", "sha256", "stored_sha256"}}) {
                const std::string& hex = text(*made, made->type == "acquire.finish" ? copied : stored);
                if (!hex.empty()) digests[algorithm] = {algorithm_words(algorithm), hex, ""};
            }
            paper.image_format = text(*made, "format");
            paper.image_size = decimal(text(*made, "size"));
            paper.acquisition_method = text(*made, "method");
            if (made->type == "acquire.finish") {
                paper.acquired = time_of(*made);
                paper.acquired_by = person(made->actor.person);
            }
        }
        if (const Event* start = last("acquire.start")) {
            const std::string protection = text(*start, "write_protection");
            if (protection != "none") paper.write_protection = protection;
        }
        std::uint64_t bytes_unread = 0;
        for (const Event* event : own_) {
            if (event->type == "change.unavoidable") {
                paper.unavoidable_changes.push_back(
                    fmt::format("{}: {} ({})", text(*event, "what"), text(*event, "why"), text(*event, "effect")));
                paper.write_protection_reason = text(*event, "why");
            }
            if (event->type == "acquire.error") bytes_unread += decimal(text(*event, "length"));
            if (event->type != "integrity.check") continue;
            ComparedDigest& digest = digests[text(*event, "algorithm")];
            digest.algorithm = algorithm_words(text(*event, "algorithm"));
            if (const std::string expected = text(*event, "expected"); !expected.empty())
                digest.at_acquisition = expected;
            digest.recomputed = text(*event, "computed");
            paper.recomputed = time_of(*event);
        }
        constexpr std::uint64_t sector = 512;
        if (!unreadable && bytes_unread > 0) unreadable = (bytes_unread + sector - 1) / sector;
        paper.unreadable_sectors = unreadable;
        for (auto& [algorithm, digest] : digests) paper.digests.push_back(std::move(digest));
        const ToolFacts& tool = own_.back()->tool;
        paper.tool = tool.name;
        paper.tool_version = tool.version;
        paper.tool_sha256 = tool.build;
        paper.bundle_verifier_sha256 = carried_verifier_sha256();
        for (const Event& event : ledger_.events()) {
            if (event.type == "clock.check") {
                const auto* offset = event.body.number("offset_ms");
                paper.clock_checks.push_back(
                    {time_of(event), text(event, "source"), text(event, "against"), offset == nullptr ? 0 : *offset});
            }
            if (event.type == "tool.validate" && text(event, "tool") == tool.name &&
                text(event, "version") == tool.version) {
                validation(event, paper);
            }
            if (event.type == "competence.add" && text(event, "person") == paper.certifier.name) {
                paper.qualification =
                    fmt::format("{}, {} ({})", text(event, "method"), text(event, "certificate"), text(event, "until"));
            }
            if (std::ranges::find(paper.signers, event.actor.person) == paper.signers.end())
                paper.signers.push_back(event.actor.person);
        }
        paper.ledger_entries = ledger_.size();
        others(tokens, paper);
        return paper;
    }

    /// What `sanad doctor --record` found, where this is its entry: "computer: …; system: …; …", with its digest.
    void validation(const Event& event, CourtCertificate& paper) const {
        paper.validation_record = fmt::format("{} {}", text(event, "result"), text(event, "record"));
        const std::string note = event.note.value_or("");
        if (note.empty() || sha256_hex(note) != text(event, "record")) return;
        const auto part = [&](std::string_view name) {
            const std::size_t at = note.find(fmt::format("{}: ", name));
            if (at == std::string::npos) return std::string{};
            const std::size_t begin = at + name.size() + 2;
            return note.substr(begin, note.find(';', begin) - begin);
        };
        paper.computer = part("computer");
        paper.operating_system = part("system");
        SelfTest test{time_of(event), decimal(part("conformance")), {}};
        if (text(event, "result") != "passed") test.failure = note;
        paper.self_test = std::move(test);
    }

    /// Those outside of the house who saw the ledger. Whose keys are to be trusted, a policy says when it is verified.
    void others(const std::vector<LedgerFile::Token>& tokens, CourtCertificate& paper) const {
        const auto at = [&](std::uint64_t size) {
            return language_ == Language::urdu ? fmt::format("{} اندراجات پر", size)
                                               : fmt::format("at {} entries", size);
        };
        std::map<std::string, std::uint64_t> seen;
        for (const Checkpoint& checkpoint : checkpoints_) {
            for (const NoteSignature& signature : checkpoint.signatures) {
                if (signature.name == checkpoint.origin) continue;
                seen[signature.name] = std::max(seen[signature.name], checkpoint.size);
            }
        }
        for (const auto& [name, size] : seen) paper.ledger_witnesses.push_back(fmt::format("{}, {}", name, at(size)));
        for (const LedgerFile::Token& token : tokens) {
            const auto stamp = read_time_stamp(bytes_of(token.tsr));
            if (!stamp) continue;
            paper.time_stamps.push_back(
                fmt::format("{}, {}, {}", iso8601(stamp->time), shown(stamp->authority), at(token.size)));
        }
    }

    Result<DestructionRecord> destruction() const {
        const Event* event = last("item.destroy");
        if (event == nullptr) return failure(Fault::not_found, fmt::format("{} was not destroyed", item_));
        DestructionRecord record;
        record.head = head(*event);
        if (const auto found = by_id_.find(text(*event, "order")); found != by_id_.end()) {
            record.court = text(*found->second, "court");
            record.order_id = text(*found->second, "number");
            record.order_date = text(*found->second, "date");
            if (!found->second->att.empty()) record.order_sha256 = found->second->att.front().sha256;
        }
        const ItemFacts facts = item_facts();
        record.items.push_back({item_, facts.description, facts.serial, facts.seal, state()->sha256});
        record.time = time_of(*event);
        record.place = event->place.value_or("");
        record.method = text(*event, "method");
        record.first = person(event->actor.person);
        if (const auto* approvals = event->body.array("approvals"); approvals != nullptr && !approvals->empty()) {
            const auto signed_text =
                from_base64(approvals->front().text() == nullptr ? "" : *approvals->front().text());
            const auto statement =
                signed_text ? parse_signed_statement(*signed_text) : tl::unexpected{signed_text.error()};
            if (statement) {
                if (const auto* approval = std::get_if<Approval>(&statement->statement))
                    record.second = person(approval->by);
            }
        }
        record.notes = event->note.value_or("");
        return record;
    }

private:
    const LedgerCheck& ledger_;
    const std::string& item_;
    const Agency& agency_;
    const std::vector<Checkpoint>& checkpoints_;
    Language language_;
    std::map<std::string, std::string> value_of_;  ///< by commitment
    std::map<std::string, const Event*> by_id_;
    std::vector<const Event*> own_;
    const Event* opened_ = nullptr;
};

constexpr std::size_t largest_logo = std::size_t{4} << 20;

/// The bytes of the agency's logo; none where it chose none.
Result<std::string> logo_of(const Agency& agency) {
    if (agency.logo.empty()) return std::string{};
    std::ifstream file{agency.logo, std::ios::binary};
    std::string bytes(largest_logo + 1, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    if (!bytes.empty() && bytes.size() <= largest_logo) return bytes;
    return failure(Fault::refused, fmt::format("the agency's logo {}: cannot be read, or has more than {} bytes",
                                               shown(agency.logo), largest_logo));
}

Result<Sheet> paper_named(std::string_view paper, const Papers& papers, Language language, const std::string& certifier,
                          const std::vector<LedgerFile::Token>& tokens) {
    if (paper == "seizure-memo") return seizure_memo(TRY(papers.seizure()), language);
    if (paper == "transfer-slip") return transfer_slip(TRY(papers.transfer()), language);
    if (paper == "custody-log") return custody_log(papers.log(), language);
    if (paper == "court-certificate") return court_certificate(papers.certificate(certifier, tokens), language);
    if (paper == "destruction-record") return destruction_record(TRY(papers.destruction()), language);
    return failure(Fault::refused, fmt::format("{}: no paper of that name", paper));
}

}  // namespace

Result<PaperHead> paper_head(LedgerFile& ledger, const LedgerCheck& checked, const Agency& agency) {
    const auto openings = TRY(ledger.openings());
    const auto checkpoints = TRY(ledger.checkpoints());
    const std::string no_item;
    PaperHead head =
        Papers{checked, openings, checkpoints, no_item, agency, Language::english}.head(checked.events().back());
    head.letterhead.logo_png = TRY(logo_of(agency));
    return head;
}

Result<Sheet> custody_paper(std::string_view paper, LedgerFile& ledger, const std::string& item, const Agency& agency,
                            Language language, const std::string& certifier) {
    // Nothing is printed of a ledger whose signatures were not looked at.
    const LedgerCheck checked = TRY(ledger.checked());
    if (checked.broken()) {
        for (const Finding& finding : checked.findings()) {
            if (finding.weight == Weight::broken && !finding.worth_recording) {
                return failure(Fault::damaged,
                               fmt::format("the ledger is broken at entry {}: {} {}; no paper is made of it",
                                           finding.seq, finding.rule, finding.what));
            }
        }
    }
    const auto openings = TRY(ledger.openings());
    const auto checkpoints = TRY(ledger.checkpoints());
    const Papers papers{checked, openings, checkpoints, item, agency, language};
    if (papers.state() == nullptr || papers.state()->next_seq == 0) {
        return failure(Fault::not_found, fmt::format("{} is not in this ledger", item));
    }
    Sheet sheet = TRY(paper_named(paper, papers, language, certifier, TRY(ledger.tokens())));
    sheet.logo_png = TRY(logo_of(agency));
    return sheet;
}

}  // namespace sanad
