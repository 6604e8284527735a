#include "core/custody/bundle_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/custody/bag.hpp"
#include "core/custody/exhibit_check.hpp"
#include "core/custody/image_digests.hpp"
#include "core/custody/plain_file.hpp"

namespace sanad {
namespace {

constexpr std::string_view proof_ending = ".proof.json";
constexpr std::uint64_t most_small_file = 16 << 20;  // notes, keys, policies, tokens, single proofs
constexpr std::uint64_t most_openings_bytes = 256 << 20;

std::string hex_of(const Sha256Digest& digest) {
    return hex(digest);
}

Result<std::string> text_of_file(const std::filesystem::path& path, std::uint64_t most_bytes) {
    PlainFile file = TRY(PlainFile::open(path));
    if (file.size() > most_bytes) {
        return failure(Fault::limit,
                       fmt::format("{}: {} bytes, more than {}", shown(path.string()), file.size(), most_bytes));
    }
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    text.resize(TRY(file.read({reinterpret_cast<Byte*>(text.data()), text.size()})));
    return text;
}

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
    PlainFile file = TRY(PlainFile::open(path));
    Sha256 digest;
    std::vector<Byte> buffer(1 << 20);
    for (;;) {
        const std::size_t now = TRY(file.read(buffer));
        if (now == 0) return hex(digest.finish());
        digest.update(Bytes{buffer}.first(now));
    }
}

/// Digits without leading zeros.
std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || std::to_string(number) != text) return std::nullopt;
    return number;
}

/// The number in custody/FOLDER/N.ENDING.
std::optional<std::uint64_t> number_of(std::string_view path, std::string_view ending) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (!name.ends_with(ending)) return std::nullopt;
    return number_in(name.substr(0, name.size() - ending.size()));
}

GivenNote note_of(std::string name, const Result<std::string>& text) {
    GivenNote note;
    note.name = std::move(name);
    if (!text) {
        note.fault = text.error().what;
    } else if (auto checkpoint = Checkpoint::parse(*text)) {
        note.checkpoint = std::move(*checkpoint);
    } else {
        note.fault = checkpoint.error().what;
    }
    return note;
}

/// Reads the bundle from the outside in.
class BundleCheck {
public:
    explicit BundleCheck(const BundleRequest& request) : request_{request} {}

    Result<AnswerSheet> run() {
        auto sheet = read_all();
        // What of a bag is missing or changed is said, also when the rest could not be read for it.
        if (!sheet && !facts_.bag_faults.empty()) return unread_sheet(sheet.error().what, facts_.bag_faults);
        return sheet;
    }

private:
    Result<AnswerSheet> read_all() {
        if (request_.policy) {
            auto policy = Policy::parse(*request_.policy);
            if (!policy) return within("the policy given", policy.error());
            facts_.policy = std::move(*policy);
            facts_.policy_from_outside = true;
        }
        for (const std::filesystem::path& path : request_.checkpoints) TRY(text_of_file(path, most_small_file));
        std::error_code error;
        if (std::filesystem::is_directory(request_.bundle, error)) {
            TRY(read_folder());
        } else {
            TRY(read_entries(TRY(text_of_file(request_.bundle, most_ledger_bytes))));
        }
        TRY(read_given());
        return answer_sheet(ledger_, facts_);
    }

    Result<void> read_folder() {
        // A bag of which somebody took bagit.txt away is a bag that is not complete, and no plain folder.
        const auto stands = [&](std::string_view name) {
            std::error_code ignored;
            return std::filesystem::exists(std::filesystem::symlink_status(request_.bundle / name, ignored));
        };
        static constexpr std::string_view signs[] = {
            "bagit.txt",           "bag-info.txt",           "manifest-sha256.txt",
            "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"};
        const bool is_bag = std::ranges::any_of(signs, stands);
        const Bag bag = TRY(Bag::open(request_.bundle, is_bag ? Manifests::required : Manifests::ignored));
        facts_.is_bag = is_bag;
        facts_.is_folder = true;
        if (is_bag) facts_.bag_faults = bag.faults();
        facts_.bag_files = bag.files().size();
        if (!bag.holds("custody/entries.jsonl")) {
            return failure(Fault::unavailable,
                           fmt::format("{}: no custody/entries.jsonl in it: this is no bundle of a ledger",
                                       shown(request_.bundle.string())));
        }
        TRY(read_entries(TRY(bag.read("custody/entries.jsonl", most_ledger_bytes))));
        if (bag.holds("custody/checkpoint.note")) {
            facts_.checkpoint =
                note_of("custody/checkpoint.note", bag.read("custody/checkpoint.note", most_small_file));
        }
        if (bag.holds("custody/policy")) TRY(read_policy(bag));
        for (const auto& [path, file] : bag.files()) {
            if (path.starts_with("custody/checkpoints/")) read_checkpoint(bag, path);
            if (path.starts_with("custody/tokens/")) TRY(read_token(bag, path));
        }
        for (const auto& [path, file] : bag.files()) {
            if (path.starts_with("custody/keys/")) TRY(read_key(bag, path));
            if (path.starts_with("custody/proofs/")) TRY(read_proof(bag, path));
            if (path.starts_with("data/reports/")) facts_.reports.push_back({path, hex_of(file.sha256), {}});
        }
        if (bag.holds("custody/openings.jsonl")) TRY(read_openings(bag));
        return read_exhibits(bag);
    }

    /// What lies beside the entries and does not fit them.
    void bag_fault(std::string_view path, std::string_view what) {
        facts_.bag_faults.push_back(fmt::format("{}: {}", shown(path), what));
    }

    /// Faults after which the reading ends (LEDGER.md section 9).
    static bool ends_reading(const Finding& finding) {
        static constexpr std::string_view rules[] = {"form", "statement", "keys", "signature"};
        return finding.weight == Weight::broken && std::ranges::find(rules, finding.rule) != std::end(rules);
    }

    /// Keeps the earlier of two faults.
    void cut_at(std::uint64_t seq, std::string_view rule, std::string what) {
        const auto place = static_cast<std::int64_t>(seq);
        if (!facts_.cut || place < facts_.cut->seq) facts_.cut = {place, std::string{rule}, std::move(what)};
    }

    /// The first `count` lines into a ledger of their own.
    Result<void> take_lines(const std::vector<std::string_view>& lines, std::size_t count) {
        ledger_ = LedgerCheck{};
        std::size_t next = 0;
        return add_all(ledger_, [&]() -> Result<std::optional<std::string>> {
            if (next == count) return std::nullopt;
            return std::string{lines[next++]};
        });
    }

    Result<void> read_entries(std::string_view text) {
        std::vector<std::string_view> lines;
        const bool ended = text.empty() || text.ends_with('\n');
        std::size_t worth_reading = 0;  // what comes behind a line that cannot be an entry is not read
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            lines.push_back(text.substr(0, end));
            facts_.leaves.push_back(entry_leaf(lines.back()));
            if (worth_reading + 1 == lines.size() && end >= least_entry_bytes) ++worth_reading;
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!ended) {
            cut_at(lines.size() - 1, "form", "the line is not ended by a line feed");
        }
        if (lines.size() < 2)
            cut_at(lines.size(), "form", "a ledger begins with key.enrol and case.open; there is no such line");
        TRY(take_lines(lines, std::min(worth_reading + 1, lines.size() - (ended ? 0 : 1))));
        const auto& findings = ledger_.findings();
        if (const auto hard = std::ranges::find_if(findings, ends_reading); hard != findings.end()) {
            cut_at(static_cast<std::uint64_t>(hard->seq), hard->rule, hard->what);
        }
        cut_at_untrusted_root();
        // What the entries behind the fault say is worth nothing, and nothing of it is answered for.
        if (facts_.cut && static_cast<std::uint64_t>(facts_.cut->seq) < ledger_.size()) {
            TRY(take_lines(lines, static_cast<std::size_t>(facts_.cut->seq)));
        }
        return {};
    }

    void cut_at_untrusted_root() {
        if (!facts_.policy_from_outside || facts_.policy->roots.empty()) return;
        const std::vector<std::string>& trusted = facts_.policy->roots;
        for (const Event& event : ledger_.events()) {
            const auto* statements = event.type == "key.enrol" ? event.body.array("statements") : nullptr;
            if (statements == nullptr) continue;
            for (const JsonValue& each : *statements) {
                const auto bytes = from_base64(each.text() == nullptr ? std::string_view{} : *each.text());
                const auto statement = bytes ? parse_signed_statement(*bytes) : failure(Fault::damaged, "");
                const auto* enrolment = statement ? std::get_if<Enrolment>(&statement->statement) : nullptr;
                if (enrolment == nullptr || enrolment->number > 1) continue;
                const bool known = std::ranges::any_of(enrolment->keys, [&](const PublicKey& key) {
                    return std::ranges::find(trusted, key_id(key)) != trusted.end();
                });
                if (known || enrolment->keys.empty()) continue;
                return cut_at(event.seq, "keys",
                              fmt::format("the key {} of {} is not among the roots that the policy given trusts",
                                          key_id(enrolment->keys.front()), enrolment->person));
            }
        }
    }

    Result<void> read_policy(const Bag& bag) {
        const std::string text = TRY(bag.read("custody/policy", most_small_file));
        auto policy = Policy::parse(text);
        if (policy) {
            (facts_.policy_from_outside ? facts_.policy_beside : facts_.policy) = std::move(*policy);
        } else {
            bag_fault("custody/policy", policy.error().what);
        }
        return {};
    }

    void read_checkpoint(const Bag& bag, const std::string& path) {
        GivenNote note = note_of(path, bag.read(path, most_small_file));
        note.named_size = number_of(path, ".note");
        if (!note.named_size && note.checkpoint) {
            note.checkpoint.reset();
            note.fault = "it is not named by the size of a checkpoint";
        }
        facts_.others.push_back(std::move(note));
    }

    Result<void> read_token(const Bag& bag, const std::string& path) {
        const auto size = number_of(path, ".tsr");
        facts_.tokens.push_back({path, size.value_or(0), TRY(bag.read(path, most_small_file))});
        return {};
    }

    Result<void> read_key(const Bag& bag, const std::string& path) {
        const std::string pem = TRY(bag.read(path, most_small_file));
        const auto key = public_key_from_pem(pem);
        const std::string name = path.substr(path.rfind('/') + 1);
        if (!key) {
            bag_fault(path, key.error().what);
        } else if (const std::string kid = key_id(*key); name != kid + ".pem") {
            bag_fault(path, fmt::format("holds the key {}", kid));
        } else if (!facts_.cut && ledger_.keys().owner_of(kid) == nullptr) {
            bag_fault(path, "no entry enrols this key");
        } else if (pem != public_key_pem(*key)) {
            bag_fault(path, "is not written as openssl writes this key");
        }
        return {};
    }

    /// Why a checkpoint is not one of these entries; "" when it is. Asked once of each: all proofs have the same.
    const std::string& fault_of(const Checkpoint& checkpoint) {
        const auto [known, fresh] = faults_of_notes_.try_emplace(checkpoint.note());
        if (!fresh) return known->second;
        const std::string& key = ledger_.checkpoint_key_at(std::min(checkpoint.size, ledger_.size()));
        if (checkpoint.size > facts_.leaves.size() ||
            (!ledger_.origin().empty() && checkpoint.origin != ledger_.origin()) ||
            checkpoint.root != tree_root(std::span{facts_.leaves}.first(static_cast<std::size_t>(checkpoint.size)))) {
            known->second = "its checkpoint is not of these entries";
        } else if (!key.empty() && !checkpoint.signed_by({ledger_.origin(), NoteKey::log, key})) {
            known->second = "its checkpoint is not signed with the checkpoint key";
        }
        return known->second;
    }

    Result<void> read_proof(const Bag& bag, const std::string& path) {
        const auto number = number_of(path, ".tlog-proof");
        const auto proof = EntryProof::parse(TRY(bag.read(path, most_small_file)));
        if (!proof) {
            bag_fault(path, proof.error().what);
        } else if (number != proof->index) {
            bag_fault(path, fmt::format("proves entry {}", proof->index));
        } else if (proof->index >= facts_.leaves.size()) {
            bag_fault(path, "there is no such entry");
        } else if (const std::string& fault = fault_of(proof->checkpoint); !fault.empty()) {
            bag_fault(path, fault);
        } else if (!proof->proves(facts_.leaves[static_cast<std::size_t>(proof->index)])) {
            bag_fault(path, "its path does not lead from the entry to the root");
        }
        return {};
    }

    Result<void> read_openings(const Bag& bag) {
        const std::string text = TRY(bag.read("custody/openings.jsonl", most_openings_bytes));
        std::set<std::pair<std::string, std::string>> commitments, of_persons;
        const auto take = [&](const std::vector<Commitment>& pii) {
            for (const Commitment& each : pii) commitments.emplace(each.label, each.commit);
        };
        for (const Event& event : ledger_.events()) take(event.pii);
        of_persons = commitments;
        for (const KnownPerson& person : ledger_.keys().persons()) take(person.enrolment.pii);
        std::set<std::pair<std::string, std::string>> opened;
        std::string_view rest = text;
        for (std::size_t number = 1; !rest.empty(); ++number) {
            const std::size_t end = rest.find('\n');
            const auto wrong = [&](std::string_view what) {
                bag_fault("custody/openings.jsonl", fmt::format("line {}: {}", number, what));
            };
            const auto opening = parse_opening(rest.substr(0, std::min(end, rest.size())));
            if (!opening) {
                wrong(opening.error().what);
            } else if (const Commitment made = commitment_of(*opening);
                       !commitments.contains({made.label, made.commit}) && !facts_.cut) {
                wrong(fmt::format("fits no commitment to {} in the entries", shown(made.label)));
            } else if (!opened.emplace(made.label, made.commit).second) {
                wrong("stands there twice");
            }
            if (end == std::string_view::npos) {
                wrong("is not ended by a line feed");
                break;
            }
            rest.remove_prefix(end + 1);
            if (facts_.bag_faults.size() > 1000) break;
        }
        facts_.openings = opened.size();
        facts_.openings_of_persons = static_cast<std::uint64_t>(
            std::ranges::count_if(opened, [&](const auto& each) { return of_persons.contains(each); }));
        return {};
    }

    Result<void> read_exhibits(const Bag& bag) {
        constexpr std::string_view folder = "data/exhibits/";
        std::set<std::string> proofs;  // paths of exhibits, without the ending of the proof
        for (const auto& [path, file] : bag.files()) {
            if (path.starts_with(folder) && path.ends_with(proof_ending)) {
                proofs.insert(path.substr(0, path.size() - proof_ending.size()));
            }
        }
        for (const auto& [path, file] : bag.files()) {
            if (!path.starts_with(folder)) continue;
            if (proofs.contains(path)) continue;  // compared with its proof
            // A block belongs to the proof beside its folder.
            const std::size_t slash = path.rfind('/');
            const std::string_view parent = std::string_view{path}.substr(0, slash);
            if (parent.ends_with(".blocks") && proofs.contains(std::string{parent.substr(0, parent.size() - 7)}))
                continue;
            GivenExhibit exhibit;
            exhibit.name = path;
            const auto place = exhibit_place(path);
            if (place) exhibit.item = place->item;
            if (!place) {
                exhibit.outcome = GivenExhibit::Outcome::wrong;
                exhibit.what = "stands in no folder of an item";
            } else if (path.ends_with(proof_ending)) {
                check_proof(bag, path.substr(0, path.size() - proof_ending.size()), exhibit);
            } else {
                digest_image(bag.folder() / path, exhibit);
            }
            facts_.exhibits.push_back(std::move(exhibit));
        }
        return {};
    }

    static void check_proof(const Bag& bag, const std::string& path, GivenExhibit& exhibit) {
        const auto checked = [&]() -> Result<void> {
            const ExhibitProof proof = TRY(read_exhibit_proof(bag.folder() / (path + std::string{proof_ending})));
            exhibit.size = proof.size;
            exhibit.sha256 = hex(proof.sha256);
            exhibit.tree_root = hex(proof.tree_root);
            std::optional<FileComparison> file;
            if (bag.holds(path)) {
                file.emplace(TRY(FileComparison::open(bag.folder() / path, proof.size)));
                exhibit.name = path;
            }
            TRY(check_exhibit(proof, blocks_in(bag.folder() / (path + ".blocks")),
                              [&](Bytes bytes) -> Result<void> { return file ? file->take(bytes) : Result<void>{}; }));
            return {};
        }();
        // A block that is not there is no finding against anybody.
        const bool wrong = !checked && checked.error().fault == Fault::damaged;
        exhibit.outcome = checked ? GivenExhibit::Outcome::proven
                          : wrong ? GivenExhibit::Outcome::wrong
                                  : GivenExhibit::Outcome::not_told;
        if (!checked) exhibit.what = checked.error().what;
    }

    static void digest_image(const std::filesystem::path& path, GivenExhibit& exhibit) {
        const auto digests = digest_raw_image(path);
        if (!digests) {
            exhibit.outcome = GivenExhibit::Outcome::not_told;
            exhibit.what = digests.error().what;
            return;
        }
        exhibit.outcome = GivenExhibit::Outcome::digested;
        exhibit.size = digests->size;
        exhibit.sha256 = hex(digests->sha256);
        exhibit.tree_root = hex(digests->tree_root);
        exhibit.container = digests->starts_as_container;
    }

    /// What the person who checks has brought along.
    Result<void> read_given() {
        for (const std::filesystem::path& path : request_.checkpoints) {
            GivenNote note = note_of(path.string(), TRY(text_of_file(path, most_small_file)));
            if (facts_.checkpoint || facts_.is_folder) {
                facts_.others.push_back(std::move(note));
            } else {
                facts_.checkpoint = std::move(note);
            }
        }
        facts_.receipts = request_.receipts;
        for (const std::filesystem::path& path : request_.reports) {
            const auto sha256 = sha256_of_file(path);
            facts_.reports.push_back(
                {path.string(), sha256 ? *sha256 : std::string{}, sha256 ? std::string{} : sha256.error().what});
        }
        for (const std::filesystem::path& path : request_.images) {
            GivenExhibit image;
            image.name = path.string();
            digest_image(path, image);
            facts_.exhibits.push_back(std::move(image));
        }
        facts_.trusted_authorities = request_.trusted_authorities;
        return {};
    }

    const BundleRequest& request_;
    std::map<std::string, std::string> faults_of_notes_;  ///< by the note's text
    LedgerCheck ledger_;
    SheetFacts facts_;
};

}  // namespace

Result<AnswerSheet> check_bundle(const BundleRequest& request) {
    return BundleCheck{request}.run();
}

Result<Opening> parse_opening(std::string_view line) {
    const JsonValue value = TRY(JsonValue::parse(line));
    const auto salt = from_hex(value.text_or_empty("salt"));
    const JsonValue::Object* members = value.object();
    const bool whole = members != nullptr && members->size() == 4 && value.text("commit") != nullptr &&
                       value.text("label") != nullptr && value.text("value") != nullptr && salt && salt->size() == 16;
    if (!whole || hex(bytes_of(*salt)) != value.text_or_empty("salt")) {
        return failure(Fault::damaged, "an opening has commit, label, salt and value, and nothing else");
    }
    Opening opening{*value.text("label"), *salt, *value.text("value")};
    if (commitment_of(opening).commit != *value.text("commit")) {
        return failure(Fault::damaged,
                       fmt::format("salt and value of {} do not give the commitment", shown(opening.label)));
    }
    return opening;
}

std::string opening_text(const Opening& opening) {
    JsonValue value;
    value.set("commit", commitment_of(opening).commit).set("label", opening.label);
    value.set("salt", hex(bytes_of(opening.salt))).set("value", opening.value);
    return value.canonical();
}

std::optional<ExhibitPlace> exhibit_place(std::string_view path) {
    constexpr std::string_view folder = "data/exhibits/";
    if (!path.starts_with(folder)) return std::nullopt;
    path.remove_prefix(folder.size());
    for (std::size_t slash = path.find('/'), tries = 0; slash != std::string_view::npos && tries < 2;
         slash = path.find('/', slash + 1), ++tries) {
        if (is_item_number(path.substr(0, slash)) && slash + 1 < path.size()) {
            return ExhibitPlace{std::string{path.substr(0, slash)}, std::string{path.substr(slash + 1)}};
        }
    }
    return std::nullopt;
}

}  // namespace sanad
