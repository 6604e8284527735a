#pragma once
// The state of custody after some entries: who may do what, who holds each item, which seals are on it, what its hash
// is; and what is wrong with the next event. One state machine serves the append (which refuses) and the verification
// (which reports): LEDGER.md sections 7 to 9.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/custody/event.hpp"
#include "core/custody/key_ring.hpp"
#include "core/custody/roles.hpp"

namespace sanad {

enum class Weight : std::uint8_t { broken, shown };

/// Something a rule has to say of an entry.
struct Finding {
    std::int64_t seq = -1;  ///< -1: of no entry
    Weight weight = Weight::broken;
    std::string rule;  ///< "V-03", or "form", "keys", "signature", "statement", "roles", … (LEDGER.md section 12)
    std::string what;  ///< the place and the reason; for an append, what to supply
    std::string item;  ///< "" when of none
    /// Broken, and yet an append takes it: the event truly says what was found (a digest that is another one), and to
    /// refuse it would keep the finding out of the ledger.
    bool worth_recording = false;
};

/// The order in which faults of one entry are named, the same in both verifiers: form, statements, keys, signatures,
/// roles, then the rules by number.
bool is_named_before(const Finding& one, const Finding& other);

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
    std::map<std::string, SealOnItem, std::less<>> seals;  ///< applied now, by number
    std::map<std::string, OpenOffer, std::less<>> offers;  ///< neither received nor refused yet, by id
    std::string sha256;                                    ///< last known hash; ""
    std::set<std::string, std::less<>> hashes;             ///< each SHA-256 that was ever recorded of it
    std::set<std::string> tree_roots;                      ///< of the item's images
    std::optional<std::string> serial;                     ///< as seized
    bool write_change_stated = false;                      ///< a change.unavoidable exists (V-10)

    /// Who has it now; "" when that is not on record.
    std::string_view custodian() const { return custody.empty() ? std::string_view{} : custody.back().custodian; }
};

struct AuthorityState {
    std::string id, kind, number, issuer, date, expires, section;
    std::vector<std::string> items;  ///< sorted; empty: all
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
    /// What the rules say of the next entry (nothing: it is in order), without taking it. `entry_hash` and the
    /// signatures are the caller's; `keys` already holds what the event itself enrols.
    std::vector<Finding> examine(const Event& event, const KeyRing& keys) const;
    /// Takes an event, in order or not.
    void take(const Event& event, std::string_view entry_hash, const KeyRing& keys);

    /// What only the end shows: notices to the Court that are overdue at the last entry's `recorded` (V-22).
    std::vector<Finding> examine_end() const;

    const std::map<std::string, ItemState, std::less<>>& items() const { return items_; }
    const std::vector<AuthorityState>& authorities() const { return authorities_; }
    /// The notices that the Court is owed within 24 hours: of each item.preserve, and of each item.seize without
    /// authority.
    const std::vector<Due>& notices() const { return notices_; }
    /// True when the person has the role by a grant of this ledger that holds at `recorded` and covers the item ("":
    /// none).
    bool is_granted(std::string_view person, std::string_view role, std::string_view item,
                    std::string_view recorded) const;

private:
    /// What later events may point at.
    struct Act {
        std::string type, item, actor;
    };
    class Examination;
    const ItemState* item(std::string_view number) const;
    const AuthorityState* authority(std::string_view id) const;

    std::map<std::string, ItemState, std::less<>> items_;
    std::vector<AuthorityState> authorities_;
    std::map<std::string, std::size_t, std::less<>> authority_at_;
    std::map<std::string, Act, std::less<>> acts_;                                   ///< by id of the event
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> orders_;  ///< items of each court.order
    std::set<std::string, std::less<>> imported_;                                    ///< items that bundles brought
    std::map<std::string, std::map<std::string, GrantedRole, std::less<>>, std::less<>> granted_;  ///< person, role
    std::set<std::string, std::less<>> seals_used_;  ///< each number that was ever put on
    std::set<std::string, std::less<>> unattested_;  ///< persons shown as such already
    /// By tool and version: of each build ("": of any), when it was validated last.
    std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>> validated_;
    std::map<std::string, std::string, std::less<>> competent_until_;  ///< by person: the furthest time on record
    std::vector<Due> notices_;
    std::map<std::string, std::size_t, std::less<>> notice_about_;
    std::string clock_checked_at_, last_recorded_;
    std::optional<bool> training_;
};

}  // namespace sanad
