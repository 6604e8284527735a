#pragma once
// The conditions by which `find` and `export` choose findings.
#include <string>

#include "core/base/result.hpp"
#include "core/store/artifact_query.hpp"

namespace sanad {

/// "program=*tor*", "run_count>3", "size!=0". Fault::refused when it is none.
Result<AttributeCondition> condition_given(const std::string& text);

}  // namespace sanad
