#pragma once
// The state of custody after some entries: whose keys are known, who may do what, who holds each item, which seals are on
// it, what its hash is; and what is wrong with the next entry. One state machine serves the append (which refuses) and the
// verification (which reports): LEDGER.md sections 7 to 9.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/custody/event.hpp"

namespace sanad {

enum class Weight : std::uint8_t { broken, shown };

/// Something a rule has to say of an entry.
struct Finding {
    std::uint64_t seq = 0;
    Weight weight = Weight::broken;
    std::string rule;  ///< "V-03", or "form", "keys", "signature", "statement", "roles" (LEDGER.md section 12)
    std::string what;  ///< names the place and the reason, and for an append what to supply
};

}  // namespace sanad
