#pragma once
// What a summary says of a case's custody: how many entries, whether they hold, and whose hands they show.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct CustodyFacts {
    std::uint64_t entries = 0;
    bool attested = true;  ///< of the ledger; and nobody unattested acted in it
    std::vector<std::string> persons;  ///< who acted, in the order they first did
    std::string root;                  ///< hex, of the tree over all entries
    std::uint64_t checkpoint = 0;      ///< size of the newest checkpoint kept; 0: none
    std::string broken;                ///< empty: every rule holds; else the first thing broken
    std::uint64_t overrides = 0;       ///< acts that went on against a rule, with a reason
};

/// Every signature and rule is checked. Fault::not_found when the case has no ledger.
Result<CustodyFacts> custody_facts(const std::filesystem::path& case_folder);

/// "ledger of 9 entries, signed by r.vance". One line; a second one for what is broken.
std::string custody_text(const Result<CustodyFacts>& facts);
/// A JSON object, or null where there is no ledger.
std::string custody_json(const Result<CustodyFacts>& facts);

}  // namespace sanad
