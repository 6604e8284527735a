#pragma once
// The words that may stand before a colon in a query (from:khan, url:example.org), and what each looks at.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

enum class SearchField : std::uint8_t { name, path, text, artifact };
std::string_view name_of(SearchField field);
/// Which of them, as bits 1 << field.
using SearchFields = std::uint8_t;
constexpr SearchFields field_bit(SearchField field) {
    return static_cast<SearchFields>(1U << static_cast<unsigned>(field));
}

/// What one of those words looks at.
struct QueryField {
    SearchFields fields = 0;
    /// Of findings only these attributes; empty: all. Names of the catalog, which live for ever.
    std::vector<std::string_view> attributes;
};

/// name, path, text, artifact; from, to, subject, title, url, body … that gather what several types of findings call by
/// several names; else any attribute of the catalog that holds text. Case does not count. Fault::refused otherwise,
/// with the names that there are.
Result<QueryField> query_field(std::string_view name);

/// For people: the names that are not attributes of the catalog, each with what it looks at.
struct FieldMeaning {
    std::string_view name, meaning;
};
std::span<const FieldMeaning> query_field_meanings();

}  // namespace sanad
