#include "core/cli/finding_filters.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"

namespace sanad {

Result<AttributeCondition> condition_given(const std::string& text) {
    using Is = AttributeCondition::Is;
    const std::size_t sign = text.find_first_of("=<>!");
    if (sign == 0 || sign == std::string::npos) {
        return failure(
            Fault::refused,
            fmt::format("--where {}: write ATTRIBUTE=PATTERN, or one of < > != and a number or time", shown(text)));
    }
    AttributeCondition condition;
    condition.attribute = text.substr(0, sign);
    std::size_t value = sign + 1;
    switch (text[sign]) {
        case '<':
            condition.is = Is::less;
            break;
        case '>':
            condition.is = Is::greater;
            break;
        case '!':
            if (text.substr(sign, 2) != "!=")
                return failure(Fault::refused, "--where " + shown(text) + ": != expected");
            condition.is = Is::not_equal;
            ++value;
            break;
        default:
            condition.is = Is::like;
    }
    condition.value = text.substr(value);
    return condition;
}

}  // namespace sanad
