#pragma once
// `sanad search CASE --raw PATTERN…`: every byte of the evidence. The verb itself is in search_verbs.cpp.
#include <cstdint>
#include <string>
#include <vector>

#include "core/cli/session.hpp"
#include "core/search/search_pattern.hpp"
#include "core/store/query.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sanad {

struct RawSearch {
    std::string case_path;
    std::vector<std::string> patterns;
    std::string list;  ///< a file of patterns (keyword_list.hpp); empty: none
    bool raw = false;
    bool regex = false, case_sensitive = false, folded = false, no_unpack = false;
    std::vector<Id> images;  ///< none: all of the case
    unsigned workers = 0;
    std::uint64_t limit = 0;  ///< at most so many hits of each pattern are printed; all are counted
    std::string reason;
    bool no_record = false;  ///< nothing is written in the case
};

/// Adds what only a raw search knows, so that `search` can offer it beside its own: --regex --case-sensitive --folded
/// --no-unpack --image --reason.
void add_raw_search_options(CLI::App& search, RawSearch& told, CLI::Option* raw);

/// Words for the verb's help.
extern const char* const raw_search_examples;

Result<void> raw_search(Session& session, const RawSearch& told);

}  // namespace sanad
