#include "core/store/artifact_query.hpp"

#include <charconv>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/store/conditions.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

using Is = AttributeCondition::Is;

std::string_view sql_of(Is is) {
    switch (is) {
        case Is::less:
            return "<";
        case Is::greater:
            return ">";
        case Is::not_equal:
            return "<>";
        default:
            return "=";
    }
}

tl::unexpected<Error> no_such(std::string_view attribute) {
    return failure(Fault::refused,
                   fmt::format("no such attribute: {}; `sanad module show NAME` lists what a module emits, "
                               "`sanad find CASE` which types there are",
                               shown(attribute)));
}

/// A value as the attribute's kind has it.
Result<SqlValue> value_for(Kind kind, const AttributeCondition& condition) {
    const std::string& text = condition.value;
    if (kind == Kind::integer) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) {
            return failure(Fault::refused,
                           fmt::format("{} is a number; \"{}\" is none", condition.attribute, shown(text)));
        }
        return SqlValue{number};
    }
    if (kind == Kind::time) {
        const auto time = parse_iso8601(text);
        if (!time) {
            return failure(Fault::refused, fmt::format("{} is a time; \"{}\" is none: write 2026-09-08 or "
                                                       "2026-09-08T10:00:00Z",
                                                       condition.attribute, shown(text)));
        }
        return SqlValue{time->ns};
    }
    return SqlValue{text};
}

Result<std::string> condition_of(Conditions& conditions, std::string_view column, Kind kind,
                                 const AttributeCondition& condition) {
    if (condition.is == Is::like && kind != Kind::integer && kind != Kind::time && kind != Kind::real) {
        return fmt::format("sanad_glob({}, {}, 1)", conditions.value(condition.value), column);
    }
    const SqlValue value = TRY(value_for(kind, condition));
    return fmt::format("{} {} {}", column, sql_of(condition.is), conditions.value(value));
}

bool wanted(const ArtifactQuery& query, std::string_view type) {
    return query.types.empty() ||
           std::ranges::any_of(query.types, [&](const std::string& glob) { return glob_match(glob, type, false); });
}

/// Whether artifacts of a type can meet the question at all: asked before anything is bound for it.
bool can_meet(const ArtifactQuery& query, const ArtifactType* type) {
    const bool in_time = query.from || query.to;
    if (type == nullptr) return !in_time;  // values kept by name have no times
    return std::ranges::all_of(query.where,
                               [&](const AttributeCondition& condition) {
                                   return attribute_type(*type, condition.attribute) != nullptr;
                               }) &&
           (!in_time || std::ranges::any_of(type->attributes, [](const AttributeType& attribute) {
               return attribute.kind == Kind::time;
           }));
}

/// What holds for artifacts of every type; `id` is the column of their ids.
std::string common(Conditions& conditions, const ArtifactQuery& query, std::string_view id) {
    std::string where;
    if (query.file) where += " AND artifact.file_id = " + conditions.value(*query.file);
    if (query.ids) where += fmt::format(" AND {} IN {}", id, conditions.among(*query.ids));
    if (query.image || query.evidence_item) {
        const std::string which = query.image ? "image.id = " + conditions.value(*query.image)
                                              : "image.evidence_item_id = " + conditions.value(*query.evidence_item);
        where +=
            " AND file.file_system_id IN (SELECT file_system.id FROM file_system JOIN image ON image.id = "
            "file_system.image_id WHERE " +
            which + ")";
    }
    return where;
}

/// Tables that a question needs, and no others: what stands in the type's own table is answered from it and its
/// indexes.
std::string tables_of(const ArtifactQuery& query, const ArtifactType* type) {
    std::string tables = "artifact";
    if (type != nullptr) {
        tables = artifact_table(type->name) + " AS t";
        if (query.file || query.image || query.evidence_item) tables += " JOIN artifact ON artifact.id = t.artifact_id";
    }
    if (query.image || query.evidence_item) tables += " JOIN file ON file.id = artifact.file_id";
    return tables;
}

std::string between(Conditions& conditions, std::string_view column, const ArtifactQuery& query) {
    std::string range = fmt::format("{} IS NOT NULL", column);
    if (query.from) range += fmt::format(" AND {} >= {}", column, conditions.value(query.from->ns));
    if (query.to) range += fmt::format(" AND {} <= {}", column, conditions.value(query.to->ns));
    return "(" + range + ")";
}

}  // namespace

Result<ArtifactSelect> select_artifacts(const ArtifactQuery& query, const std::vector<std::string>& types_present) {
    Conditions conditions;
    std::string sql;
    std::vector<bool> met(query.where.size(), false);
    bool order_met = query.order.empty();
    for (const std::string& name : types_present) {
        if (!wanted(query, name)) continue;
        const ArtifactType* type = artifact_type(name);
        if (!can_meet(query, type)) continue;
        const std::string id = type != nullptr ? "t.artifact_id" : "artifact.id";
        std::string where = type != nullptr ? "1" : "artifact.type = " + conditions.value(name);
        where += common(conditions, query, id);
        for (std::size_t i = 0; i < query.where.size(); ++i) {
            const AttributeCondition& condition = query.where[i];
            if (type == nullptr) {
                // Kept by name: any of its values with that name.
                where += fmt::format(
                    " AND EXISTS (SELECT 1 FROM artifact_other AS o WHERE o.artifact_id = artifact.id "
                    "AND o.name = {} AND {})",
                    conditions.value(condition.attribute),
                    TRY(condition_of(conditions, "o.value", Kind::text, condition)));
                met[i] = true;
                continue;
            }
            const AttributeType& attribute = *attribute_type(*type, condition.attribute);
            met[i] = true;
            where += " AND " +
                     TRY(condition_of(conditions, fmt::format("t.\"{}\"", attribute.name), attribute.kind, condition));
        }
        if (query.from || query.to) {
            std::string any;
            for (const AttributeType& attribute : type->attributes) {
                if (attribute.kind != Kind::time) continue;
                any +=
                    (any.empty() ? "" : " OR ") + between(conditions, fmt::format("t.\"{}\"", attribute.name), query);
            }
            where += " AND (" + any + ")";
        }
        std::string order = "NULL";
        if (!query.order.empty() && type != nullptr && attribute_type(*type, query.order) != nullptr) {
            order = fmt::format("t.\"{}\"", query.order);
            order_met = true;
        }
        sql += sql.empty() ? "" : " UNION ALL ";
        sql += fmt::format("SELECT {} AS id, {} AS sort FROM {} WHERE {}", id, order, tables_of(query, type), where);
    }
    for (std::size_t i = 0; i < met.size(); ++i) {
        // An attribute that the catalog has, of a type that is not in this case, is no mistake.
        const bool known = std::ranges::any_of(artifact_types, [&](const ArtifactType& type) {
            return attribute_type(type, query.where[i].attribute) != nullptr;
        });
        if (!met[i] && !known) return no_such(query.where[i].attribute);
    }
    if (!order_met && !sql.empty()) return no_such(query.order);
    ArtifactSelect select;
    const char* const direction = query.descending ? " DESC" : "";
    if (sql.empty()) {
        select.sql = "SELECT id FROM artifact WHERE 0";
        return select;
    }
    // Not ordered by a constant: SQLite would sort what an index gives in order.
    select.sql = sql + (query.order.empty() ? fmt::format(" ORDER BY id{}", direction)
                                            : fmt::format(" ORDER BY sort{}, id{}", direction, direction));
    if (query.limit) {
        select.sql += " LIMIT " + conditions.size(*query.limit);
        if (query.skip != 0) select.sql += " OFFSET " + conditions.size(query.skip);
    }
    select.values = conditions.take_values();
    return select;
}

}  // namespace sanad
