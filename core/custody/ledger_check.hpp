#pragma once
// A ledger read from its first entry to its last: form, chain, keys, signatures, roles, rules, tree.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/custody/custody_state.hpp"

namespace sanad {

/// The leaf of an entry in the ledger's tree.
Sha256Digest entry_leaf(std::string_view entry);

/// What can be known of an entry without those before it, so that several threads may find it out.
struct ReadEntry {
    Sha256Digest leaf{};
    std::string hash;     ///< hex SHA-256
    Result<Entry> entry;  ///< or why it is none
    CheckedSignatures checked;
};
/// `key_of` gives the public key of a key id, or nothing: those signatures are checked by add().
using KeyOf = std::function<std::optional<PublicKey>(std::string_view kid)>;
ReadEntry read_entry(std::string_view bytes, const KeyOf& key_of = {});

class LedgerCheck {
public:
    /// `signatures`: false only for a reader that has just written these entries itself and wants their state.
    explicit LedgerCheck(bool signatures = true) : signatures_{signatures} {}

    /// The next entry's bytes. What is wrong with it becomes a Finding; a broken entry is still counted and, as far as
    /// it can be understood, taken, so that one fault does not hide the next. A Finding's `seq` is the place at which
    /// the entry stands, whatever it says of itself; so is the `seq` of what events() holds.
    void add(std::string_view entry);
    void add(ReadEntry read);
    /// What would be wrong with an event as the next one, but for its signatures; nothing is taken.
    std::vector<Finding> examine(const Event& event) const;

    const std::string& origin() const { return origin_; }
    const std::string& case_id() const { return case_id_; }
    std::uint64_t size() const { return leaves_.size(); }
    Sha256Digest root() const { return tree_.root(); }
    Sha256Digest root_at(std::uint64_t size) const;
    const std::vector<Sha256Digest>& leaves() const { return leaves_; }
    const std::string& last_hash() const { return last_hash_; }
    /// The checkpoint key in force: raw Ed25519, "" before case.open.
    const std::string& checkpoint_key() const { return checkpoint_key_at(size()); }
    /// The one in force after the first `size` entries.
    const std::string& checkpoint_key_at(std::uint64_t size) const;
    const std::vector<std::string>& checkpoint_keys() const { return checkpoint_keys_; }  ///< all there ever were

    const std::vector<Finding>& findings() const { return findings_; }
    bool broken() const { return broken_; }
    /// Entries whose post-quantum signature could not be checked; whose signatures could not be checked at all.
    std::uint64_t classical_only() const { return classical_only_; }
    std::uint64_t not_checked() const { return not_checked_; }

    const KeyRing& keys() const { return keys_; }
    const CustodyState& custody() const { return custody_; }
    /// Every event in order, parsed; those that could not be parsed are left out.
    const std::vector<Event>& events() const { return events_; }

private:
    /// Form, chain and keys: what the entry's own event says against those before it. `keys` holds what it enrols.
    std::vector<Finding> examine_chain(const Event& event, const KeyRing& keys) const;
    std::vector<Finding> examine_with(const Event& event, const KeyRing& keys) const;
    SignaturesAre check_signatures(const ReadEntry& read, std::vector<Finding>& found) const;
    void take(Event event, const std::string& hash);
    void note_signed_after(const Event& revocation, std::vector<Finding>& found);

    bool signatures_;
    bool broken_ = false;
    std::string origin_, case_id_, last_hash_ = std::string(64, '0');
    std::vector<std::string> checkpoint_keys_;
    std::vector<std::uint64_t> checkpoint_key_from_;  ///< the entry that brought each
    std::vector<Sha256Digest> leaves_;
    TreeHasher tree_;
    std::vector<Finding> findings_;
    std::uint64_t classical_only_ = 0, not_checked_ = 0;
    std::int64_t gap_ = 0;  ///< by how much entries were off last, so that one missing entry is said once
    std::unordered_set<std::string> ids_;
    std::map<std::string, std::string, std::less<>> last_signed_;  ///< newest `recorded` by key id
    KeyRing keys_;
    CustodyState custody_;
    std::vector<Event> events_;
};

/// The next entry's bytes, as long as there are any.
using NextEntry = std::function<Result<std::optional<std::string>>()>;

/// add() for every entry that `next` gives. Parsing and signatures are spread over `threads` (0: one per core); what is
/// found is the same, in the same order, as one by one. `next` is called by the calling thread
/// only; its error ends the reading.
Result<void> add_all(LedgerCheck& ledger, const NextEntry& next, unsigned threads = 0);

}  // namespace sanad
