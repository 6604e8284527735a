#pragma once
// The case in one screen: what was found, what was verified, what was not examined and why.
#include <map>
#include <string>
#include <string_view>

#include "core/cli/custody_facts.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// Images of which a verb has counted already what the case holds.
using CountedImages = std::map<Id, CaseSummary>;

/// For people. Names from evidence are escaped. What was counted of an image already is not counted again.
Result<std::string> summary_text(CaseReader& reader, const std::string& case_path, const Result<CustodyFacts>& custody,
                                 const CountedImages& counted = {});
/// One JSON object with the same facts.
Result<std::string> summary_json(CaseReader& reader, const std::string& case_path, const Result<CustodyFacts>& custody,
                                 const CountedImages& counted = {});

/// How many files in use could not be examined whole: their bytes are damaged, a guard stopped at them, a reader died
/// of them. Of what is deleted nothing else is expected, and what a reader makes up ($FAT2) is no file of anybody's.
Result<std::uint64_t> files_not_had_whole(CaseReader& reader, Id image);

/// "1.5 GiB (1,610,612,736 bytes)"
std::string size_text(std::uint64_t bytes);
/// "1.5 GiB"
std::string short_size(std::uint64_t bytes);
/// 1234567 -> "1,234,567"
std::string grouped(std::uint64_t number);
/// "1 item", "1,200 items"; `things` where it is not the thing with an s.
std::string count_of(std::uint64_t number, std::string_view thing, std::string_view things = {});

}  // namespace sanad
