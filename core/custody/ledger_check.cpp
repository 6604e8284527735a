#include "core/custody/ledger_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "core/crypto/text_digest.hpp"
#include "core/custody/rule_words.hpp"

namespace sanad {
namespace {

Finding broken_at(const Event& event, std::string_view rule, std::string what) {
    return {static_cast<std::int64_t>(event.seq), Weight::broken, std::string{rule}, std::move(what),
            event.item.value_or("")};
}

/// The Ed25519 key that a case.open or a log.succeed names; "" when it names none.
std::string checkpoint_key_in(const Event& event) {
    const JsonValue* key = event.body.find("checkpoint_key");
    if (key == nullptr || key->text_or_empty("alg") != name_of(SignatureAlgorithm::ed25519)) return {};
    auto raw = from_base64(key->text_or_empty("public"));
    return raw && raw->size() == 32 ? std::move(*raw) : std::string{};
}

/// Entries read and checked on all cores while one thread takes them in order.
class Readers {
public:
    static constexpr std::size_t batch_size = 64;
    struct Batch {
        std::vector<std::string> entries;
        std::vector<ReadEntry> read;
        bool done = false;
    };

    explicit Readers(unsigned count) {
        for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
    }
    ~Readers() {
        {
            const std::lock_guard lock{mutex_};
            stop_ = true;
        }
        wake_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    void start(std::shared_ptr<Batch> batch) {
        {
            const std::lock_guard lock{mutex_};
            waiting_.push_back(std::move(batch));
        }
        wake_.notify_one();
    }
    void wait_for(const Batch& batch) {
        std::unique_lock lock{mutex_};
        done_.wait(lock, [&] { return batch.done; });
        if (failed_) std::rethrow_exception(failed_);
    }
    /// Keys known from now on; what was signed with others is checked by who takes the entries.
    void know(const KeyRing& ring) {
        auto keys = std::make_shared<std::unordered_map<std::string, PublicKey>>();
        for (const KnownPerson& person : ring.persons())
            for (std::size_t i = 0; i < person.kids.size(); ++i)
                keys->emplace(person.kids[i], person.enrolment.keys[i]);
        const std::lock_guard lock{mutex_};
        keys_ = std::move(keys);
    }

private:
    void work() {
        std::unique_lock lock{mutex_};
        for (;;) {
            wake_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
            if (stop_) return;
            const std::shared_ptr<Batch> batch = std::move(waiting_.front());
            waiting_.pop_front();
            const auto keys = keys_;
            lock.unlock();
            std::exception_ptr failed;
            try {
                read(*batch, *keys);
            } catch (...) {
                failed = std::current_exception();
            }
            lock.lock();
            if (failed) failed_ = failed;
            batch->done = true;
            done_.notify_all();
        }
    }
    static void read(Batch& batch, const std::unordered_map<std::string, PublicKey>& keys) {
        const KeyOf key_of = [&keys](std::string_view kid) -> std::optional<PublicKey> {
            const auto found = keys.find(std::string{kid});
            if (found == keys.end()) return std::nullopt;
            return found->second;
        };
        batch.read.reserve(batch.entries.size());
        for (const std::string& entry : batch.entries) batch.read.push_back(read_entry(entry, key_of));
    }

    std::mutex mutex_;
    std::condition_variable wake_, done_;
    std::deque<std::shared_ptr<Batch>> waiting_;
    std::shared_ptr<const std::unordered_map<std::string, PublicKey>> keys_ =
        std::make_shared<std::unordered_map<std::string, PublicKey>>();
    std::exception_ptr failed_;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace

Sha256Digest entry_leaf(std::string_view entry) {
    Sha256 state = leaf_hash_start();
    state.update(bytes_of(entry));
    return state.finish();
}

ReadEntry read_entry(std::string_view bytes, const KeyOf& key_of) {
    ReadEntry read{entry_leaf(bytes), {}, parse_entry(bytes), {}};
    if (!read.entry) {
        read.hash = sha256_hex(bytes);
        return read;
    }
    read.hash = read.entry->hash;
    if (!key_of) return read;
    const SignedDocument& document = read.entry->document;
    const std::string message = pre_authentication(document.payload_type, document.payload);
    for (const DocumentSignature& signature : document.signatures) {
        auto key = key_of(signature.kid);
        if (!key) continue;
        const Checked checked = verify(*key, bytes_of(message), bytes_of(signature.signature));
        read.checked.emplace(signature.kid, CheckedSignature{std::move(*key), checked});
    }
    return read;
}

Sha256Digest LedgerCheck::root_at(std::uint64_t size) const {
    if (size == leaves_.size()) return root();
    if (size > leaves_.size()) throw std::logic_error{"root_at: the ledger has fewer entries"};
    return tree_root(std::span{leaves_}.first(size));
}

const std::string& LedgerCheck::checkpoint_key_at(std::uint64_t size) const {
    static const std::string none;
    const auto after = std::ranges::lower_bound(checkpoint_key_from_, size);
    return after == checkpoint_key_from_.begin()
               ? none
               : checkpoint_keys_[static_cast<std::size_t>(after - checkpoint_key_from_.begin()) - 1];
}

std::vector<Finding> LedgerCheck::examine_chain(const Event& event, const KeyRing& keys) const {
    std::vector<Finding> found;
    const auto broken = [&](std::string_view rule, std::string what) {
        found.push_back(broken_at(event, rule, std::move(what)));
    };
    if (!origin_.empty() && event.ledger != origin_)
        broken("form", fmt::format("it is an entry of {}, this ledger is {}", event.ledger, origin_));
    if (!origin_.empty() && event.case_id != case_id_)
        broken("form", fmt::format("it is an entry of case {}, this ledger is of {}", event.case_id, case_id_));
    if (event.prev != last_hash_)
        broken("form", fmt::format("`prev` is {}…, the entry before has the hash {}…", event.prev.substr(0, 16),
                                   last_hash_.substr(0, 16)));
    if (ids_.contains(event.id)) broken("form", fmt::format("the id {} stands here a second time", event.id));

    const KnownPerson* person = keys.owner_of(event.actor.key);
    if (person == nullptr) {
        broken("keys", fmt::format("the key {} of {} is not enrolled", event.actor.key, event.actor.person));
        return found;
    }
    const Enrolment& enrolment = person->enrolment;
    if (enrolment.person != event.actor.person || enrolment.org != event.actor.org)
        broken("keys", fmt::format("the key {} was enrolled for {} of \"{}\", not for {} of \"{}\"", event.actor.key,
                                   enrolment.person, enrolment.org, event.actor.person, event.actor.org));
    if (person->kids.front() != event.actor.key)
        broken("keys", fmt::format("`key` is not the first key of {}, {}", enrolment.person, person->kids.front()));
    if (!KeyRing::valid_at(*person, event.recorded)) {
        const std::string ended =
            person->revoked_from ? fmt::format(", revoked from {} on", *person->revoked_from) : "";
        broken("keys", fmt::format("V-27: the keys of {} were not valid at {} (enrolled from {} to {}{})",
                                   enrolment.person, event.recorded, enrolment.from, enrolment.until, ended));
    }
    return found;
}

std::vector<Finding> LedgerCheck::examine_with(const Event& event, const KeyRing& keys) const {
    std::vector<Finding> found = examine_chain(event, keys);
    for (Finding& finding : custody_.examine(event, keys)) found.push_back(std::move(finding));
    return found;
}

std::vector<Finding> LedgerCheck::examine(const Event& event) const {
    std::vector<Finding> found;
    if (event.seq != size())
        found.push_back(broken_at(event, "form", fmt::format("V-19: it says it is entry {}", event.seq)));
    KeyRing keys;
    const bool enrols = event.type == "key.enrol";
    if (enrols || event.type == "key.revoke") {
        keys = keys_;
        if (const auto taken = keys.take(event); !taken)
            found.push_back(broken_at(event, "statement", event.type + ": " + taken.error().what));
    }
    for (Finding& finding : examine_with(event, enrols ? keys : keys_)) found.push_back(std::move(finding));
    std::ranges::stable_sort(found, is_named_before);
    return found;
}

SignaturesAre LedgerCheck::check_signatures(const ReadEntry& read, std::vector<Finding>& found) const {
    const Event& event = read.entry->event;
    const KnownPerson* person = keys_.owner_of(event.actor.key);
    if (person == nullptr || !signatures_) return SignaturesAre::good;
    const SignaturesAre signatures = KeyRing::check(read.entry->document, *person, read.checked);
    if (signatures == SignaturesAre::bad)
        found.push_back(broken_at(
            event, "signature",
            fmt::format("it is not signed by exactly the keys of {}, or was changed after", person->enrolment.person)));
    return signatures;
}

/// Entries stand before a revocation that its time forbids: true when they were made, and yet a person must look.
void LedgerCheck::note_signed_after(const Event& revocation, std::vector<Finding>& found) {
    const std::string* text = revocation.body.text("statement");
    const auto bytes = text != nullptr ? from_base64(*text) : failure(Fault::damaged, "");
    const auto statement = bytes ? parse_signed_statement(*bytes) : failure(Fault::damaged, "");
    const auto* revoked = statement ? std::get_if<Revocation>(&statement->statement) : nullptr;
    if (revoked == nullptr) return;
    for (const std::string& kid : revoked->kids) {
        const auto last = last_signed_.find(kid);
        if (last == last_signed_.end() || last->second < revoked->from) continue;
        found.push_back(broken_at(
            revocation, "V-27",
            fmt::format(rule_words::signed_after.english, kid, revoked->person, revoked->from, last->second)));
        found.back().weight = Weight::shown;
    }
}

void LedgerCheck::add(std::string_view entry) {
    add(read_entry(entry));
}

void LedgerCheck::add(ReadEntry read) {
    const std::uint64_t place = size();
    leaves_.push_back(read.leaf);
    tree_.add(read.leaf);
    std::vector<Finding> found;
    if (!read.entry) {
        found.push_back({static_cast<std::int64_t>(place), Weight::broken, "form", read.entry.error().what, ""});
        broken_ = true;
        findings_.push_back(std::move(found.front()));
        last_hash_ = std::move(read.hash);
        return;
    }
    Event& event = read.entry->event;
    const auto gap = static_cast<std::int64_t>(event.seq) - static_cast<std::int64_t>(place);
    const std::uint64_t said = std::exchange(event.seq, place);
    if (gap != gap_)
        found.push_back(
            broken_at(event, "form", fmt::format("V-19: it says it is entry {}, it stands at place {}", said, place)));
    gap_ = gap;

    // What an event enrols is known for its own signature; what it revokes only from the next one on.
    SignaturesAre statements = SignaturesAre::good;
    const auto take_statements = [&] {
        const auto taken = keys_.take(event);
        if (taken)
            statements = *taken;
        else
            found.push_back(broken_at(event, "statement", event.type + ": " + taken.error().what));
    };
    if (event.type == "key.enrol") take_statements();
    for (Finding& finding : examine_with(event, keys_)) found.push_back(std::move(finding));
    const SignaturesAre signatures = check_signatures(read, found);
    if (event.type == "key.revoke") {
        take_statements();
        note_signed_after(event, found);
    }
    if (signatures == SignaturesAre::not_checked || statements == SignaturesAre::not_checked)
        ++not_checked_;
    else if (signatures == SignaturesAre::classical_only || statements == SignaturesAre::classical_only)
        ++classical_only_;

    std::ranges::stable_sort(found, is_named_before);
    for (Finding& finding : found) {
        broken_ = broken_ || finding.weight == Weight::broken;
        findings_.push_back(std::move(finding));
    }
    take(std::move(event), read.hash);
    last_hash_ = std::move(read.hash);
}

void LedgerCheck::take(Event event, const std::string& hash) {
    if (origin_.empty()) {
        origin_ = event.ledger;
        case_id_ = event.case_id;
    }
    custody_.take(event, hash, keys_);
    ids_.insert(event.id);
    std::string& last = last_signed_[event.actor.key];
    last = std::max(last, event.recorded);
    if (event.type == "case.open" || event.type == "log.succeed") {
        if (std::string key = checkpoint_key_in(event); !key.empty()) {
            checkpoint_keys_.push_back(std::move(key));
            checkpoint_key_from_.push_back(event.seq);
        }
    }
    events_.push_back(std::move(event));
}

Result<void> add_all(LedgerCheck& ledger, const NextEntry& next, unsigned threads) {
    if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
    // The first entries bring the keys with which the threads can begin.
    static constexpr std::size_t first_alone = 8;
    for (std::size_t i = 0; i < first_alone || threads == 1; ++i) {
        const auto entry = TRY(next());
        if (!entry) return {};
        ledger.add(*entry);
    }

    Readers readers{threads};
    std::size_t known = 0;
    std::deque<std::shared_ptr<Readers::Batch>> under_way;
    const std::size_t most_under_way = 4 * std::size_t{threads};
    for (bool ended = false; !ended || !under_way.empty();) {
        if (const std::size_t persons = ledger.keys().persons().size(); persons != known) {
            readers.know(ledger.keys());
            known = persons;
        }
        while (!ended && under_way.size() < most_under_way) {
            auto batch = std::make_shared<Readers::Batch>();
            while (batch->entries.size() < Readers::batch_size) {
                auto entry = TRY(next());
                ended = !entry;
                if (ended) break;
                batch->entries.push_back(std::move(*entry));
            }
            under_way.push_back(batch);
            readers.start(std::move(batch));
        }
        readers.wait_for(*under_way.front());
        for (ReadEntry& read : under_way.front()->read) ledger.add(std::move(read));
        under_way.pop_front();
    }
    return {};
}

}  // namespace sanad
