#pragma once
// The state of custody after some entries: who may do what, who holds each item, which seals are on it, what its hash is;
// and what is wrong with the next event. One state machine serves the append (which refuses) and the verification (which
// reports): LEDGER.md sections 7 to 9.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/custody/event.hpp"
#include "core/custody/key_ring.hpp"

namespace sanad {

enum class Weight : std::uint8_t { broken, shown };

/// Something a rule has to say of an entry.
struct Finding {
    std::int64_t seq = -1;  ///< -1: of no entry
    Weight weight = Weight::broken;
    std::string rule;  ///< "V-03", or "form", "keys", "signature", "statement", "roles", … (LEDGER.md section 12)
    std::string what;  ///< the place and the reason; for an append, what to supply
    std::string item;  ///< "" when of none
};

/// A stretch in which one custodian held an item.
struct CustodySpan {
    std::string custodian;  ///< a person's id, store:…, court:…, owner, lost, destroyed
    std::string from;       ///< time
    std::string until;      ///< "" while it lasts
    std::uint64_t seq = 0;  ///< the entry that began it
    std::string how;        ///< that entry's type
};

struct SealOnItem {
    std::string seal_no, bag_no, applied_at;
    std::uint64_t seq = 0;
};

struct OpenOffer {
    std::string id, from, to, sha256, seal_no, entry_hash;
    std::uint64_t seq = 0;
    std::string actor;
};

struct ItemState {
    std::string number, kind, description;
    std::uint64_t next_seq = 0;
    std::vector<CustodySpan> custody;
    std::vector<SealOnItem> seals;      ///< applied now
    std::optional<OpenOffer> offer;
    std::string sha256;                 ///< last known hash; ""
    std::set<std::string> tree_roots;   ///< of the item's images
    bool write_change_stated = false;   ///< a change.unavoidable exists (V-10)
};

struct AuthorityState {
    std::string id, kind, number, issuer, date, expires, section;
    std::vector<std::string> items;  ///< empty: all
    std::string time;                ///< of the act
    std::uint64_t seq = 0;
};

/// A statutory or agreed time by which something is due (V-22): custody/peca.hpp says which events start which.
struct Due {
    std::string what, item, about;  ///< about: the event's id
    std::string due_at, done_at;    ///< done_at: "" while open
    std::uint64_t seq = 0;
};

class CustodyState {
public:
    /// What the rules say of the next entry (nothing: it is in order), without taking it. `entry_hash` and the signatures
    /// are the caller's; `keys` already holds what the event itself enrols.
    std::vector<Finding> examine(const Event& event, const KeyRing& keys) const;
    /// Takes an event, in order or not.
    void take(const Event& event, std::string_view entry_hash, const KeyRing& keys);

    const std::map<std::string, ItemState, std::less<>>& items() const { return items_; }
    const std::vector<AuthorityState>& authorities() const { return authorities_; }
    // More of what has happened, for the answer sheet and for `custody show`, is added here as it is needed.

private:
    std::map<std::string, ItemState, std::less<>> items_;
    std::vector<AuthorityState> authorities_;
};

}  // namespace sanad
