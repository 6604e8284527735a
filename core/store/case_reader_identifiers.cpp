#include <fmt/format.h>

#include "core/store/case_reader_state.hpp"
#include "core/store/conditions.hpp"

namespace sanad {
namespace {

/// Codes are numbers of this program, no values of anybody: they stand in the statement itself.
template <class Choice>
void one_of(Conditions& conditions, std::string_view column, const std::vector<Choice>& choices) {
    if (choices.empty()) return;
    std::string list;
    for (const Choice choice : choices) list += fmt::format("{}{}", list.empty() ? "" : ", ", static_cast<int>(choice));
    conditions.must(fmt::format("{} IN ({})", column, list));
}

void narrow(Conditions& conditions, const IdentifierQuery& query) {
    if (query.image) conditions.must("identifier.image_id = " + conditions.value(*query.image));
    if (query.file) conditions.must("identifier.file_id = " + conditions.value(*query.file));
    one_of(conditions, "identifier.kind", query.kinds);
    one_of(conditions, "identifier.verdict", query.verdicts);
    one_of(conditions, "identifier.place", query.places);
    if (!query.value.empty())
        conditions.must("lower(identifier.value) GLOB lower(" + conditions.value(query.value) + ")");
    if (!query.common) conditions.must("identifier.common = 0");
}

}  // namespace

Result<void> CaseReader::identifiers(const IdentifierQuery& query,
                                     const std::function<bool(const IdentifierRow&)>& each) {
    Conditions conditions;
    narrow(conditions, query);
    const std::string limit = query.most == 0 ? "" : " LIMIT " + conditions.size(query.most);
    SqlStatement statement{
        *state_->database,
        fmt::format("SELECT identifier.id, identifier.image_id, identifier.kind, verdict, encoding, common, value, "
                    "image_offset, length, place, identifier.file_id, content_offset, joined, "
                    "coalesce(file.path_bytes, file.path, ''), coalesce(file.state, 0) <> 0 FROM identifier "
                    "LEFT JOIN file ON file.id = identifier.file_id{} ORDER BY identifier.id{}",
                    conditions.where(), limit)};
    const auto values = conditions.take_values();
    auto rows = statement.with_values(values);
    while (TRY(rows.next())) {
        IdentifierRow row;
        row.id = rows.integer(0);
        row.image = rows.integer(1);
        row.kind = rows.code(2, IdentifierKind::wallet_transaction);
        row.verdict = rows.code(3, IdentifierVerdict::format_only);
        row.encoding = rows.code(4, IdentifierEncoding::utf16be);
        row.common = rows.flag(5);
        row.value = rows.string(6);
        row.image_offset = rows.optional_number<std::uint64_t>(7);
        row.length = rows.number<std::uint64_t>(8);
        row.place = rows.code(9, IdentifierPlace::elsewhere);
        if (!rows.null(10)) row.file = rows.integer(10);
        row.content_offset = rows.optional_number<std::uint64_t>(11);
        row.joined = rows.flag(12);
        row.path = text_of(rows.blob(13));
        row.deleted = rows.flag(14);
        if (!each(row)) return {};
    }
    return {};
}

Result<std::vector<IdentifierCount>> CaseReader::identifier_counts(const IdentifierQuery& query) {
    Conditions conditions;
    narrow(conditions, query);
    SqlStatement statement{*state_->database,
                           fmt::format("SELECT kind, verdict, count(*), count(DISTINCT value), count(DISTINCT file_id) "
                                       "FROM identifier{} GROUP BY kind, verdict ORDER BY kind, verdict",
                                       conditions.where())};
    const auto values = conditions.take_values();
    auto rows = statement.with_values(values);
    std::vector<IdentifierCount> counts;
    while (TRY(rows.next())) {
        counts.push_back({rows.code(0, IdentifierKind::wallet_transaction),
                          rows.code(1, IdentifierVerdict::format_only), rows.number<std::uint64_t>(2),
                          rows.number<std::uint64_t>(3), rows.number<std::uint64_t>(4)});
    }
    return counts;
}

Result<std::vector<IdentifierValue>> CaseReader::identifier_values(const IdentifierQuery& query) {
    Conditions conditions;
    narrow(conditions, query);
    const std::string limit = query.most == 0 ? "" : " LIMIT " + conditions.size(query.most);
    SqlStatement statement{
        *state_->database,
        fmt::format("SELECT kind, min(verdict), value, count(*), count(DISTINCT file_id), max(common) "
                    "FROM identifier{} GROUP BY kind, value ORDER BY kind, count(*) DESC, value{}",
                    conditions.where(), limit)};
    const auto values = conditions.take_values();
    auto rows = statement.with_values(values);
    std::vector<IdentifierValue> found;
    while (TRY(rows.next())) {
        found.push_back({rows.code(0, IdentifierKind::wallet_transaction), rows.code(1, IdentifierVerdict::format_only),
                         rows.string(2), rows.number<std::uint64_t>(3), rows.number<std::uint64_t>(4), rows.flag(5)});
    }
    return found;
}

}  // namespace sanad
