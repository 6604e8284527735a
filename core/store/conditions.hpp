#pragma once
// Conditions of a question, and what they bind: no value is ever joined into SQL. Only for this folder.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/store/query.hpp"

namespace sanad {

/// Gathers conditions and what they bind.
class Conditions {
public:
    std::string value(SqlValue value) {
        values_.push_back(std::move(value));
        return fmt::format("?{}", values_.size());
    }
    std::string number(std::uint64_t number) { return value(static_cast<std::int64_t>(number)); }
    /// A size: larger than any in a case is as good as the largest.
    std::string size(std::uint64_t size) { return number(std::min<std::uint64_t>(size, INT64_MAX)); }
    /// `(…)` to stand after IN: one bound value however many ids there are.
    std::string among(const std::vector<Id>& ids) {
        return fmt::format("(SELECT value FROM json_each({}))", value(fmt::format("[{}]", fmt::join(ids, ","))));
    }
    void must(std::string condition) { conditions_.push_back(std::move(condition)); }

    template <class Range, class Each>
    void any_of(const Range& range, const Each& condition_for) {
        if (range.empty()) return;
        std::string any;
        for (const auto& member : range) any += (any.empty() ? "" : " OR ") + condition_for(member);
        must("(" + any + ")");
    }
    template <class Range, class Each>
    void one_of(std::string_view column, const Range& range, const Each& value_of) {
        if (range.empty()) return;
        std::string list;
        for (const auto& member : range) list += (list.empty() ? "" : ", ") + value(value_of(member));
        must(fmt::format("{} IN ({})", column, list));
    }

    bool empty() const { return conditions_.empty(); }
    std::string where() const {
        return conditions_.empty() ? "" : fmt::format(" WHERE {}", fmt::join(conditions_, " AND "));
    }
    std::vector<SqlValue> take_values() { return std::move(values_); }

private:
    std::vector<std::string> conditions_;
    std::vector<SqlValue> values_;
};

}  // namespace sanad
