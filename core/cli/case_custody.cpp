#include "core/cli/case_custody.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/custody_transfer.hpp"
#include "core/cli/signing.hpp"
#include "core/custody/event_words.hpp"
#include "core/custody/rule_words.hpp"
#include "core/module/worker_process.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_headers = 200;

std::int64_t whole(double seconds) {
    return static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
}

std::string name_of_image(const ImageRow& image) {
    return image.segments.empty() ? "an image without files" : image.segments[0].name;
}

/// The newest job.start of an item that no job.finish ends; null when there is none.
const Event* open_job(const std::vector<Event>& events, std::string_view item) {
    const Event* open = nullptr;
    for (const Event& event : events) {
        if (!event.item || *event.item != item) continue;
        if (event.type == "job.start") open = &event;
        if (event.type == "job.finish" && open != nullptr && event.body.text_or_empty("job") == open->id)
            open = nullptr;
    }
    return open;
}

bool has_event(const std::vector<Event>& events, std::string_view item, std::string_view type) {
    return std::ranges::any_of(
        events, [&](const Event& event) { return event.type == type && event.item && *event.item == item; });
}

JsonValue counts_of(const CaseSummary& summary) {
    const auto number = [](std::uint64_t value) {
        return JsonValue{static_cast<std::int64_t>(std::min<std::uint64_t>(value, (std::uint64_t{1} << 53) - 1))};
    };
    JsonValue counts;
    counts.set("records", number(summary.records)).set("files", number(summary.files));
    counts.set("deleted", number(summary.deleted)).set("contents", number(summary.contents));
    counts.set("contents_done", number(summary.contents_done)).set("bytes_done", number(summary.content_bytes_done));
    counts.set("contents_not_read", number(summary.contents_not_read));
    counts.set("contents_pending", number(summary.contents_pending));
    counts.set("damaged_bytes", number(summary.damaged_bytes)).set("mismatches", number(summary.mismatches));
    return counts;
}

/// A verification's algorithm is "sha256", or "sha256 recorded" where the case's own record was compared with.
std::string algorithm_in(const Verification& row) {
    return row.algorithm.substr(0, row.algorithm.find(' '));
}

}  // namespace

void AuthorityOptions::add_to(CLI::App& verb) {
    auto* id =
        verb.add_option("--authority", ids, "Id of the warrant, order or consent in the ledger (V-06); several times")
            ->allow_extra_args(false);
    auto* without = verb.add_option("--override-authority", override_reason,
                                    "Add the image without an authority: why. Shown in red for ever");
    without->type_name("REASON")->excludes(id);
    verb.add_option("--approved-by", approved_by,
                    "The supervisor who approves that it goes without one, and unlocks their keys here")
        ->type_name("NAME")
        ->needs(without);
}

Result<AuthorityOptions> AuthorityOptions::with_supervisor(const Session& session) const {
    AuthorityOptions told = *this;
    if (approved_by.empty()) return told;
    told.supervisor = std::make_shared<const ActingPerson>(TRY(person_beside(session, approved_by)));
    return told;
}

std::string recipient_names() {
    return choices_text(recipients);
}

std::string recipient_fault(const std::string& told) {
    return is_chosen(recipients, told) ? std::string{} : "for whom: " + recipient_names();
}

void RecipientOptions::add_to(CLI::App& verb) {
    verb.add_option("--for", recipient,
                    fmt::format("For whom, in the ledger: {} (default draft); what leaves the house takes a second "
                                "person",
                                recipient_names()))
        ->check(recipient_fault);
    verb.add_option("--basis", basis, "On which basis, for the ledger (default: examination)");
    second.add_to(verb);
}

void RecipientOptions::add_inside(CLI::App& verb) {
    verb.add_option("--for", recipient,
                    "For whom, in the ledger: draft or review (default draft); for others `sanad ledger bundle`")
        ->check(CLI::IsMember({"draft", "review"}));
    verb.add_option("--basis", basis, "On which basis, for the ledger (default: examination)");
}

// ---- exhibit numbers -----------------------------------------------------------------------------------------------

std::map<Id, std::string> exhibit_numbers(const std::vector<EvidenceItem>& items, const std::vector<ImageRow>& images) {
    std::map<Id, std::string> told;
    for (const EvidenceItem& item : items) told[item.id] = item.exhibit_number;
    std::map<Id, std::string> numbers;
    std::set<std::string> taken;
    std::vector<const ImageRow*> by_id;
    for (const ImageRow& image : images) by_id.push_back(&image);
    std::ranges::sort(by_id, {}, &ImageRow::id);
    for (const ImageRow* image : by_id) {
        const std::string& number = told[image->evidence_item];
        if (is_item_number(number) && taken.insert(number).second) numbers[image->id] = number;
    }
    for (const ImageRow* image : by_id) {
        if (numbers.contains(image->id)) continue;
        const std::string& number = told[image->evidence_item];
        const bool another = is_item_number(number);  // one exhibit, another image of it
        for (std::uint64_t i = another ? 1 : static_cast<std::uint64_t>(image->id);; ++i) {
            const std::string candidate = another ? fmt::format("{}.{}", number, i) : fmt::format("E-{}", i);
            if (!taken.insert(candidate).second) continue;
            numbers[image->id] = candidate;
            break;
        }
    }
    return numbers;
}

Result<void> check_exhibit_number(const std::string& told) {
    if (told.empty() || is_item_number(told)) return {};
    return failure(Fault::refused,
                   fmt::format("exhibit \"{}\": a ledger takes numbers such as RV/1, E-12 or E-12.3: 1 to 4 "
                               "capital letters, / or -, up to 6 digits, and parts after dots",
                               shown(told)));
}

Result<std::string> new_exhibit_number(CaseReader& reader, const std::string& told, const std::string& letters) {
    TRY(check_exhibit_number(told));
    std::set<std::string> taken;
    for (const auto& [image, number] : exhibit_numbers(TRY(reader.evidence_items()), TRY(reader.images()))) {
        if (number == told) {
            return failure(Fault::refused,
                           fmt::format("exhibit {} is image {} of this case; a further image of the same thing "
                                       "is {}.1, for instance",
                                       told, image, told));
        }
        taken.insert(number);
    }
    if (!told.empty()) return told;
    for (std::uint64_t i = 1;; ++i) {
        std::string number = fmt::format("{}-{}", letters, i);
        if (!taken.contains(number)) return number;
    }
}

Result<std::string> exhibit_letters() {
    const IdentityStore store = TRY(IdentityStore::open());
    return TRY(store.agency()).exhibits;
}

// ---- images --------------------------------------------------------------------------------------------------------

Result<CaseCustody> CaseCustody::open(const CaseFolder& folder, std::shared_ptr<const ActingPerson> person,
                                      AuthorityOptions authority) {
    CustodySession session = TRY(CustodySession::open(folder, std::move(person)));
    if (authority.supervisor) TRY(enrol_missing(session, authority.supervisor->enrolment));
    return CaseCustody{folder, std::move(session), std::move(authority)};
}

Result<CaseCustody> CaseCustody::open(const Session& session, const CaseFolder& folder,
                                      const AuthorityOptions& authority) {
    auto person = std::make_shared<const ActingPerson>(TRY(acting_person(session)));
    return open(folder, std::move(person), TRY(authority.with_supervisor(session)));
}

Result<std::unique_ptr<CaseCustody>> CaseCustody::open_for_export(const Session& session, const CaseFolder& folder,
                                                                  const RecipientOptions& to) {
    auto custody = TRY(open_for_reading(session.asking_anew(leaves_the_house(to.recipient)), folder));
    if (!custody && (to.second.any() || leaves_the_house(to.recipient))) {
        return failure(Fault::refused,
                       "what leaves the house is entered in the ledger, and this case cannot be written");
    }
    return custody;
}

Result<std::unique_ptr<CaseCustody>> CaseCustody::open_for_reading(const Session& session, const CaseFolder& folder) {
    auto custody = open(folder, std::make_shared<const ActingPerson>(TRY(acting_person(session))));
    if (custody) return std::make_unique<CaseCustody>(std::move(*custody));
    if (custody.error().fault != Fault::unavailable) return tl::unexpected{std::move(custody.error())};
    std::fprintf(stderr, "sanad: custody: this access is NOT recorded: %s\n", custody.error().what.c_str());
    return std::unique_ptr<CaseCustody>{};
}

Result<std::string> CaseCustody::number_of(Id image) {
    CaseReader reader = TRY(folder_.reader());
    const auto numbers = exhibit_numbers(TRY(reader.evidence_items()), TRY(reader.images()));
    const auto found = numbers.find(image);
    if (found == numbers.end()) return failure(Fault::not_found, fmt::format("image {} is not in the case", image));
    return found->second;
}

Result<void> CaseCustody::authorise(Event& event) {
    event.authority = authority_.ids;
    if (!authority_.override_reason.empty()) {
        event.overriding = Override{"V-06", ledger_text(authority_.override_reason)};
    } else if (event.authority.empty() && !session_.attested()) {
        event.overriding = Override{"V-06", std::string{rule_words::no_authority.english}};
    }
    if (event.overriding && authority_.supervisor) {
        const std::string origin = TRY(session_.state())->origin();
        event.body.set("approvals", JsonValue::Array{TRY(approval_of(event, origin, *authority_.supervisor))});
    }
    return {};
}

Event CaseCustody::import_of(const std::string& item, const ImageRow& image) const {
    JsonValue body;
    body.set("method", "unknown").set("format", ledger_text(image.facts.format, 100));
    body.set("size", std::to_string(image.facts.size));
    body.set("segments", static_cast<std::int64_t>(image.segments.size()));
    JsonValue::Array headers;
    for (const AcquisitionHeader& header : image.facts.headers) {
        if (header.value.empty() || headers.size() == most_headers) continue;
        JsonValue row;
        row.set("name", ledger_text(header.name, 100)).set("value", ledger_text(header.value, 400));
        headers.push_back(std::move(row));
    }
    body.set("headers", std::move(headers));
    if (image.facts.stored_md5) body.set("stored_md5", hex(*image.facts.stored_md5));
    if (image.facts.stored_sha1) body.set("stored_sha1", hex(*image.facts.stored_sha1));
    if (image.facts.stored_sha256) body.set("stored_sha256", hex(*image.facts.stored_sha256));
    // Only this container keeps a list of what its tool could not read; of another nothing is known.
    if (image.facts.format == "E01") {
        std::uint64_t bytes = 0;
        for (const DamagedRange& range : image.facts.acquisition_errors) bytes += range.length;
        body.set("unreadable", std::to_string(bytes / std::max<std::uint32_t>(image.facts.sector_size, 1)));
    }
    Event event = session_.event("acquire.import", std::move(body), item);
    event.note = ledger_text(fmt::format("image {}: {}", image.id, name_of_image(image)), 400);
    return event;
}

Result<void> CaseCustody::may_add(const std::string& exhibit) {
    const CustodyState& custody = TRY(session_.state())->custody();
    if (!custody.items().contains(exhibit)) {
        JsonValue body;
        body.set("kind", "image").set("description", "an image").set("origin", "file");
        TRY(session_.may(session_.event("item.register", std::move(body), exhibit)));
    }
    ImageRow image;
    image.facts.format = "raw";
    Event import = import_of(exhibit, image);
    TRY(authorise(import));
    const LedgerCheck& state = *TRY(session_.state());
    if (session_.attested() && import.authority.empty() && !import.overriding) {
        return failure(Fault::refused,
                       "V-06: an image is added under an authority: --authority ID names a warrant, order or "
                       "consent that is on record, --override-authority REASON with --approved-by SUPERVISOR goes on "
                       "without one, in red");
    }
    for (const std::string& id : import.authority) {
        if (std::ranges::find(state.custody().authorities(), id, &AuthorityState::id) ==
            state.custody().authorities().end()) {
            return failure(Fault::refused, fmt::format("V-06: no authority {} is on record in this case", shown(id)));
        }
    }
    return session_.may(import, "V-01");  // registered by then
}

/// V-18: near each acquisition, how the clock was kept. Said only when something keeps it.
Result<void> CaseCustody::check_clock() {
    const ClockFacts clock = clock_facts();
    if (clock.source != "ntp") return {};
    const std::int64_t now = seconds_of(ledger_time_now());
    for (const Event& event : TRY(session_.state())->events()) {
        if (event.type == "clock.check" && now - seconds_of(event.time) < day_seconds / 2) return {};
    }
    JsonValue body;
    body.set("offset_ms", clock.offset_ms.value_or(0))
        .set("against", "the kernel's time discipline")
        .set("source", "ntp");
    TRY(session_.append(session_.event("clock.check", std::move(body))));
    return {};
}

Result<void> CaseCustody::record_images() {
    CaseReader reader = TRY(folder_.reader());
    const auto items = TRY(reader.evidence_items());
    const auto images = TRY(reader.images());
    std::map<Id, std::string> descriptions;
    for (const EvidenceItem& item : items) descriptions[item.id] = item.description;
    const auto numbers = exhibit_numbers(items, images);
    for (const ImageRow& image : images) {
        const std::string& item = numbers.at(image.id);
        if (has_event(TRY(session_.state())->events(), item, "acquire.import")) continue;
        TRY(session_.together([&] { return record_image(image, item, descriptions[image.evidence_item]); }));
    }
    return {};
}

Result<void> CaseCustody::record_image(const ImageRow& image, const std::string& item, const std::string& description) {
    if (!TRY(session_.state())->custody().items().contains(item)) {
        JsonValue body;
        body.set("kind", "image").set("origin", "file");
        body.set("description", ledger_text(description.empty() ? name_of_image(image) : description, 400));
        TRY(session_.append(session_.event("item.register", std::move(body), item)));
    }
    Event import = import_of(item, image);
    TRY(authorise(import));
    TRY(session_.append(std::move(import)));
    return check_clock();
}

// ---- digests -------------------------------------------------------------------------------------------------------

/// integrity.check of each digest that was compared, and of the SHA-256 always; those that the ledger already holds
/// since `since` are not said twice.
Result<void> CaseCustody::record_digests(const ImageRow& image, const std::string& item, double seconds,
                                         std::uint64_t since) {
    CaseReader reader = TRY(folder_.reader());
    std::set<std::string> said;
    for (const Event& event : TRY(session_.state())->events()) {
        if (event.seq >= since && event.type == "integrity.check" && event.item && *event.item == item) {
            said.insert(std::string{event.body.text_or_empty("algorithm")} + " " +
                        std::string{event.body.text_or_empty("expected_from")});
        }
    }
    const auto known = TRY(session_.state())->custody().items().find(item);
    const std::string on_record = known == TRY(session_.state())->custody().items().end() ? "" : known->second.sha256;
    for (Verification row : TRY(reader.verification(image.id))) {
        const std::string algorithm = algorithm_in(row);
        if (algorithm != "md5" && algorithm != "sha1" && algorithm != "sha256") continue;
        std::string from = row.result == "no_stored_hash"         ? "none"
                           : row.algorithm.ends_with(" recorded") ? "recorded"
                                                                  : "stored";
        if (from == "none" && algorithm != "sha256") continue;
        if (!said.insert(algorithm + " " + from).second) continue;
        // What the ledger holds is compared with too: another digest is a mismatch first of all, whatever the container
        // stores (V-04), and where it stores none the one on record says more.
        const bool differs = !on_record.empty() && hex(row.computed) != on_record;
        if (algorithm == "sha256" && !on_record.empty() && (differs || from == "none")) {
            const auto recorded = from_hex(on_record);
            row.expected.assign(recorded->begin(), recorded->end());
            row.result = differs ? "mismatch" : "match";
            from = "recorded";
            if (!said.insert(algorithm + " " + from).second) continue;
        }
        const bool compared = row.result != "no_stored_hash";
        JsonValue body;
        body.set("algorithm", algorithm).set("computed", hex(row.computed));
        if (compared) body.set("expected", hex(row.expected));
        body.set("expected_from", from).set("result", row.result);
        body.set("bytes", std::to_string(image.facts.size)).set("seconds", whole(seconds));
        if (algorithm == "sha256" && image.tree_root) body.set("tree_root", hex(*image.tree_root));
        const auto checked = TRY(session_.append(session_.event("integrity.check", std::move(body), item)));
        if (row.result != "mismatch") continue;
        JsonValue incident;
        incident.set("about", checked.id);
        incident.set("what",
                     fmt::format("{} of {} bytes is {}, {} is {}", algorithm, image.facts.size, hex(row.computed),
                                 from == "stored" ? "stored in the image" : "on record here", hex(row.expected)));
        TRY(session_.append(session_.event("integrity.incident", std::move(incident), item)));
    }
    return {};
}

Result<void> CaseCustody::verified(Id id, double seconds) {
    CaseReader reader = TRY(folder_.reader());
    const std::string item = TRY(number_of(id));
    return record_digests(TRY(reader.image(id)), item, seconds, TRY(session_.state())->size());
}

// ---- jobs ----------------------------------------------------------------------------------------------------------

Result<void> CaseCustody::job_started(Id id, const IngestSettings& settings) {
    const std::string item = TRY(number_of(id));
    const auto reader_program = settings.reader.empty() ? TRY(worker_program("sanad-reader")) : settings.reader;
    JsonValue reader;
    reader.set("name", "sanad-reader").set("version", version).set("build", TRY(file_sha256(reader_program)));
    JsonValue::Array modules{std::move(reader)};
    for (const ChosenModule& module : settings.modules) {
        JsonValue one;
        one.set("name", module.manifest.name).set("version", module.manifest.version).set("build", hex(module.build));
        modules.push_back(std::move(one));
    }
    JsonValue body;
    body.set("recipe", "examine").set("modules", std::move(modules));
    CaseReader of_case = TRY(folder_.reader());
    const auto images = TRY(of_case.images());
    const auto image = std::ranges::find(images, id, &ImageRow::id);
    std::string clock_zone;
    for (const EvidenceItem& one : TRY(of_case.evidence_items()))
        if (image != images.end() && one.id == image->evidence_item) clock_zone = one.time_zone;
    const std::string chosen =
        fmt::format(R"({{"clock_zone":{},"run":{}}})", json_string(clock_zone), TRY(settings_json(settings)));
    body.set("settings", chosen);
    const CustodyState& custody = TRY(session_.state())->custody();
    const auto known = custody.items().find(item);
    body.set("input", known == custody.items().end() ? std::string{} : known->second.sha256);
    TRY(session_.append(session_.event("job.start", std::move(body), item)));
    return {};
}

Result<void> CaseCustody::finish_job(const ImageRow& image, const std::string& item, const std::string& job,
                                     const std::string& state, const std::string& note) {
    CaseReader reader = TRY(folder_.reader());
    JsonValue body;
    counted_[image.id] = TRY(reader.summary(image.id));
    body.set("job", job).set("state", state).set("counts", counts_of(counted_[image.id]));
    std::string results;
    if (state == "finished") {
        for (const IngestRun& run : TRY(reader.runs(image.id))) {
            if (run.results_sha256) results = hex(*run.results_sha256);
        }
        // Killed after the image was examined and before the run said so: the tables are whole, only their digest is
        // missing.
        if (results.empty()) results = hex(TRY(reader.results_sha256()));
    }
    body.set("results", results);
    Event event = session_.event("job.finish", std::move(body), item);
    if (!note.empty()) event.note = note;
    TRY(session_.append(std::move(event)));
    return {};
}

Result<void> CaseCustody::job_ended(Id id, const std::string& state, double seconds) {
    CaseReader reader = TRY(folder_.reader());
    const ImageRow image = TRY(reader.image(id));
    const std::string item = TRY(number_of(id));
    const Event* open = open_job(TRY(session_.state())->events(), item);
    if (open == nullptr) return failure(Fault::system, "the ledger holds no job of " + item + " to end");
    const std::string job = open->id;
    const std::uint64_t since = open->seq;
    return session_.together([&]() -> Result<void> {
        if (state == "finished") TRY(record_digests(image, item, seconds, since));
        return finish_job(image, item, job, state, {});
    });
}

Result<void> CaseCustody::settle_jobs() {
    CaseReader reader = TRY(folder_.reader());
    const auto images = TRY(reader.images());
    const auto numbers = exhibit_numbers(TRY(reader.evidence_items()), images);
    for (const ImageRow& image : images) {
        const std::string& item = numbers.at(image.id);
        const Event* open = open_job(TRY(session_.state())->events(), item);
        if (open == nullptr) continue;
        const std::string job = open->id;
        if (image.state == ImageState::examined) {
            // It had come to its end in the case, and was killed before it could say so here.
            const double seconds = static_cast<double>(seconds_of(ledger_time_now()) - seconds_of(open->time));
            TRY(record_digests(image, item, seconds, open->seq));
            TRY(finish_job(image, item, job, "finished", "entered when the case was next opened"));
        } else {
            TRY(finish_job(image, item, job, "stopped",
                           "interrupted without a word; entered when the case was next opened"));
        }
    }
    return {};
}

// ---- access and export ---------------------------------------------------------------------------------------------

namespace {

JsonValue access_body(const std::string& what, std::uint64_t count, double seconds, const std::string& reason) {
    JsonValue body;
    body.set("mode", "read_only").set("what", ledger_text(what, 1000)).set("count", static_cast<std::int64_t>(count));
    body.set("seconds", whole(seconds)).set("reason", reason.empty() ? "examination" : ledger_text(reason, 1000));
    return body;
}

JsonValue export_body(const RecipientOptions& to, const SummaryCount& count, const std::string& manifest) {
    JsonValue body;
    body.set("for", to.recipient).set("count", static_cast<std::int64_t>(count.files));
    body.set("bytes", std::to_string(count.bytes)).set("manifest", manifest);
    body.set("basis", to.basis.empty() ? "examination" : ledger_text(to.basis, 1000));
    return body;
}

}  // namespace

Result<void> CaseCustody::may_access(Id image) {
    TRY(record_images());
    const std::string item = TRY(number_of(image));
    return session_.may(session_.event("access.session", access_body("evidence", 1, 0, {}), item));
}

Result<void> CaseCustody::accessed(Id image, const std::string& what, std::uint64_t count, double seconds,
                                   const std::string& reason) {
    const std::string item = TRY(number_of(image));
    TRY(session_.append(session_.event("access.session", access_body(what, count, seconds, reason), item)));
    return {};
}

Result<void> CaseCustody::may_export(Id image, const RecipientOptions& to) {
    TRY(may_access(image));
    RecipientOptions trial = to;
    if (to.second.any()) trial.recipient = "draft";
    return session_.may(
        session_.event("export.files", export_body(trial, {}, std::string(64, '0')), TRY(number_of(image))));
}

Result<bool> CaseCustody::hand_out(const Session& session, const RecipientOptions& to,
                                   const std::map<Id, SummaryCount>& written, const std::string& manifest) {
    std::vector<Event> events;
    for (const auto& [image, count] : written) {
        events.push_back(session_.event("export.files", export_body(to, count, manifest), TRY(number_of(image))));
    }
    if ((!to.second.ask.empty() || !to.second.answers.empty()) && events.size() != 1) {
        return failure(Fault::refused, fmt::format("an approval by files is of one item, and this export is of {}: "
                                                   "export each by itself, or --approved-by at this machine",
                                                   events.size()));
    }
    if (!to.second.ask.empty()) {
        TRY(ask_approval(session, to.second.ask, events.front(), session_));
        return false;
    }
    const SecondPerson second = TRY(SecondPerson::bring(session.asking_anew(), to.second, session_));
    for (Event& event : events) {
        TRY(second.approve(event, session_));
        TRY(session_.may(event));
    }
    for (Event& event : events) TRY(session_.append(std::move(event)));
    return true;
}

Result<bool> CaseCustody::is_sealed(const std::string& item) {
    const auto& items = TRY(session_.state())->custody().items();
    const auto found = items.find(item);
    return found != items.end() && !found->second.seals.empty();
}

Result<void> CaseCustody::may_mark(Id image) {
    TRY(record_images());
    JsonValue body;
    body.set("tag", "tag").set("what", "a file");
    return session_.may(session_.event("tag.add", std::move(body), TRY(number_of(image))));
}

Result<bool> CaseCustody::marking(Id image, const std::string& type, const std::string& tag, const std::string& what) {
    const std::string item = TRY(number_of(image));
    if (!TRY(is_sealed(item))) return false;
    JsonValue body;
    body.set("tag", ledger_text(tag, 200)).set("what", ledger_text(what, 1000));
    TRY(session_.append(session_.event(type, std::move(body), item)));
    return true;
}

Result<bool> CaseCustody::noting(Id image, const std::string& what) {
    const std::string item = TRY(number_of(image));
    if (!TRY(is_sealed(item))) return false;
    JsonValue body;
    body.set("text", ledger_text(what, 1000));
    TRY(session_.append(session_.event("note.add", std::move(body), item)));
    return true;
}

}  // namespace sanad
