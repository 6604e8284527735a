#pragma once
// The types and conditions by which `find`, `timeline` and `export` choose findings.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/store/artifact_query.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// "program=*tor*", "run_count>3", "size!=0". Fault::refused when it is none.
Result<AttributeCondition> condition_given(const std::string& text);

/// That each of `types` (globs) stands for a type of the catalog or of the case, and each condition for an attribute of
/// a type among them: a word typed wrong finds nothing, and nothing would look like an answer. `beside`: another word
/// that may stand among the types. Fault::refused with the nearest names.
Result<void> check_asked(CaseReader& reader, const std::vector<std::string>& types,
                         const std::vector<AttributeCondition>& where, std::string_view beside = {});

}  // namespace sanad
