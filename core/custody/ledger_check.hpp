#pragma once
// A ledger read from its first entry to its last: form, chain, keys, signatures, roles, rules, tree.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/crypto/block_tree.hpp"
#include "core/custody/custody_state.hpp"

namespace sanad {

class LedgerCheck {
public:
    /// `signatures`: false only for a reader that has just written these entries itself and wants their state.
    explicit LedgerCheck(bool signatures = true) : signatures_{signatures} {}

    /// The next entry's bytes. What is wrong with it becomes a Finding; a broken entry is still counted and, as far as it can
    /// be understood, taken, so that one fault does not hide the next.
    void add(std::string_view entry);

    const std::string& origin() const { return origin_; }
    const std::string& case_id() const { return case_id_; }
    std::uint64_t size() const { return leaves_.size(); }
    Sha256Digest root() const { return root_at(size()); }
    Sha256Digest root_at(std::uint64_t size) const;
    const std::vector<Sha256Digest>& leaves() const { return leaves_; }
    const std::string& last_hash() const { return last_hash_; }
    /// The checkpoint key in force: raw Ed25519, "" before case.open.
    const std::string& checkpoint_key() const { return checkpoint_key_; }
    const std::vector<std::string>& checkpoint_keys() const { return checkpoint_keys_; }  ///< all there ever were

    const std::vector<Finding>& findings() const { return findings_; }
    bool broken() const;
    /// Entries whose post-quantum signature could not be checked; whose signatures could not be checked at all.
    std::uint64_t classical_only() const { return classical_only_; }
    std::uint64_t not_checked() const { return not_checked_; }

    const KeyRing& keys() const { return keys_; }
    const CustodyState& custody() const { return custody_; }
    /// Every event in order, parsed; those that could not be parsed are left out.
    const std::vector<Event>& events() const { return events_; }

private:
    bool signatures_;
    std::string origin_, case_id_, last_hash_, last_recorded_, checkpoint_key_;
    std::vector<std::string> checkpoint_keys_;
    std::vector<Sha256Digest> leaves_;
    std::vector<Finding> findings_;
    std::uint64_t classical_only_ = 0, not_checked_ = 0;
    std::set<std::string> ids_;
    KeyRing keys_;
    CustodyState custody_;
    std::vector<Event> events_;
};

}  // namespace sanad
