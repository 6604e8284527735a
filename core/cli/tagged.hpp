#pragma once
// What examiners tagged, as the case has it now: for verbs that take what was tagged.
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct Tagged {
    std::vector<Id> files, artifacts;  ///< by id, each once
    /// Tagged things that the case no longer has, or has with another content: each named in a line.
    std::vector<std::string> lost;
};

/// Of tags whose names match one of the globs ("*": any) and that nobody took back. Fault::not_found when there is
/// none.
Result<Tagged> tagged_things(const CaseFolder& folder, CaseReader& reader, const std::vector<std::string>& globs);

}  // namespace sanad
