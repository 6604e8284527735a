#pragma once
// A file of terms that `sanad search --list` is given, for the index and for every byte alike: a term on each line,
// without the blanks around it; a line that begins with "# " is a remark, "#word" is a term. It is kept in the case as
// it was, with its digest, so that the result can be told years later from the list that gave it.
#include <string>
#include <utility>
#include <vector>

#include "core/search/text_query.hpp"

namespace sanad {

struct ReadList {
    KeywordList list;
    std::vector<std::pair<std::size_t, std::string>> terms;  ///< with the numbers of their lines
    bool kept = false;                                       ///< in the case
};

/// Fault::refused when there is no term in it: a table of nothing would look like a result.
Result<ReadList> read_keyword_list(const std::string& path);
/// What keeps it out of the case is said on stderr: the search is worth more than its list.
void keep_in_case(const CaseFolder& folder, ReadList& read);

}  // namespace sanad
