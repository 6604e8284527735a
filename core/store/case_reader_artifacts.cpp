#include <fmt/format.h>

#include <algorithm>

#include "core/artifact/catalog.hpp"
#include "core/store/case_reader_state.hpp"
#include "core/store/json_list.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

/// One value of a column, as the catalog's kind has it. A list gives several.
void take_values(const Rows& rows, int column, const AttributeType& attribute, std::vector<Attribute>& into) {
    if (rows.null(column)) return;
    const auto add = [&](AttributeValue value) { into.push_back({std::string{attribute.name}, std::move(value)}); };
    switch (attribute.kind) {
        case Kind::text:
            return add(rows.string(column));
        case Kind::texts:
            for (std::string& text : texts_of_json(rows.text(column))) add(std::move(text));
            return;
        case Kind::integer:
            return add(rows.integer(column));
        case Kind::time:
            return add(Timestamp{rows.integer(column)});
        case Kind::real:
            return add(rows.real(column));
        case Kind::bytes:
            return add(RawBytes{std::string{text_of(rows.blob(column))}});
    }
}

}  // namespace

// One step in the index for each type: DISTINCT would read all of it.
Result<std::vector<std::string>> CaseReader::State::types_present() {
    std::vector<std::string> present;
    TRY(each(
        "WITH RECURSIVE met (type) AS (SELECT min(type) FROM artifact UNION ALL SELECT (SELECT min(type) FROM artifact "
        "WHERE type > met.type) FROM met WHERE met.type IS NOT NULL) SELECT type FROM met WHERE type IS NOT NULL",
        [&](const Rows& rows) {
            present.push_back(rows.string(0));
            return true;
        }));
    return present;
}

Result<std::vector<Id>> CaseReader::find_artifacts(const ArtifactQuery& query) {
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    const ArtifactSelect select = TRY(select_artifacts(query, TRY(state_->types_present())));
    SqlStatement statement{*state_->database, select.sql};
    auto rows = statement.with_values(select.values);
    std::vector<Id> ids;
    while (TRY(rows.next())) ids.push_back(rows.integer(0));
    return ids;
}

Result<std::vector<ArtifactRow>> CaseReader::artifacts(std::span<const Id> ids) {
    SqlStatement one{
        *state_->database,
        "SELECT artifact.file_id, artifact.type, artifact.module, artifact.version, artifact.source_file, "
        "artifact.source_offset, artifact.source_length, coalesce(file.path_bytes, file.path), "
        "coalesce(source.path_bytes, source.path), file_system.image_id, evidence_item.exhibit_number, "
        "file.state FROM artifact JOIN file ON file.id = artifact.file_id JOIN file AS source ON source.id = "
        "artifact.source_file JOIN file_system ON file_system.id = file.file_system_id JOIN image ON image.id = "
        "file_system.image_id JOIN evidence_item ON evidence_item.id = image.evidence_item_id "
        "WHERE artifact.id = ?1"};
    SqlStatement others{*state_->database,
                        "SELECT name, value FROM artifact_other WHERE artifact_id = ?1 ORDER BY ordinal"};
    std::map<std::string, SqlStatement, std::less<>> values;
    std::vector<ArtifactRow> found;
    found.reserve(ids.size());
    for (const Id id : ids) {
        ArtifactRow row;
        row.id = id;
        {
            auto rows = one.with(id);
            if (!TRY(rows.next())) continue;
            row.file = rows.integer(0);
            row.artifact.type = rows.text(1);
            row.module = rows.text(2);
            row.version = rows.text(3);
            row.source_file = rows.integer(4);
            row.artifact.source = {0, rows.number<std::uint64_t>(5), rows.number<std::uint64_t>(6)};
            row.path = text_of(rows.blob(7));
            row.source_path = text_of(rows.blob(8));
            row.image = rows.integer(9);
            row.exhibit_number = rows.text(10);
            row.file_deleted = rows.code(11, NameState::orphan) != NameState::allocated;
        }
        const ArtifactType* type = artifact_type(row.artifact.type);
        if (type == nullptr) {
            auto rows = others.with(id);
            while (TRY(rows.next())) {
                AttributeValue value;
                switch (rows.type(1)) {
                    case SQLITE_INTEGER:
                        value = rows.integer(1);
                        break;
                    case SQLITE_FLOAT:
                        value = rows.real(1);
                        break;
                    case SQLITE_BLOB:
                        value = RawBytes{std::string{text_of(rows.blob(1))}};
                        break;
                    default:
                        value = rows.string(1);
                }
                row.artifact.attributes.push_back({rows.string(0), std::move(value)});
            }
        } else {
            auto statement = values.find(row.artifact.type);
            if (statement == values.end()) {
                // A case of an earlier catalog lacks columns that came later.
                std::vector<std::string> there;
                TRY(state_->each(
                    "SELECT name FROM pragma_table_info(?1)",
                    [&](const Rows& names) {
                        there.push_back(names.string(0));
                        return true;
                    },
                    artifact_table(type->name)));
                std::string columns;
                for (const AttributeType& attribute : type->attributes) {
                    const bool has = std::ranges::find(there, attribute.name) != there.end();
                    columns += fmt::format("{}{}", columns.empty() ? "" : ", ",
                                           has ? fmt::format("\"{}\"", attribute.name) : "NULL");
                }
                statement =
                    values
                        .emplace(row.artifact.type,
                                 SqlStatement{*state_->database, fmt::format("SELECT {} FROM {} WHERE artifact_id = ?1",
                                                                             columns, artifact_table(type->name))})
                        .first;
            }
            auto rows = statement->second.with(id);
            if (TRY(rows.next())) {
                int column = 0;
                for (const AttributeType& attribute : type->attributes) {
                    take_values(rows, column++, attribute, row.artifact.attributes);
                }
            }
        }
        found.push_back(std::move(row));
    }
    return found;
}

Result<std::map<std::string, std::uint64_t>> CaseReader::artifact_counts(std::optional<Id> image) {
    std::map<std::string, std::uint64_t> counts;
    const auto take = [&](const Rows& rows) {
        counts[rows.string(0)] = rows.number<std::uint64_t>(1);
        return true;
    };
    if (image) {
        TRY(state_->each(
            "SELECT artifact.type, count(*) FROM artifact JOIN file ON file.id = artifact.file_id JOIN "
            "file_system ON file_system.id = file.file_system_id WHERE file_system.image_id = ?1 GROUP BY 1",
            take, *image));
    } else {
        TRY(state_->each("SELECT type, count(*) FROM artifact GROUP BY type", take));
    }
    return counts;
}

Result<std::map<std::string, std::map<std::string, std::uint64_t>>> CaseReader::module_outcomes(Id image) {
    std::map<std::string, std::map<std::string, std::uint64_t>> counts;
    TRY(state_->each(
        "SELECT module || ' ' || version, outcome, count(*) FROM outcome WHERE image_id = ?1 AND "
        "subject = 'file' AND step = 'module' GROUP BY 1, 2",
        [&](const Rows& rows) {
            counts[rows.string(0)][rows.string(1)] = rows.number<std::uint64_t>(2);
            return true;
        },
        image));
    return counts;
}

Result<std::vector<Id>> CaseReader::files_to_offer(Id image, Id after, std::size_t most) {
    std::vector<Id> ids;
    // As files_for_modules() asks. Codes: content_state 1 is done. A hard link is offered too: a module may want it by
    // that name.
    TRY(state_->each(
        "SELECT file.id FROM file JOIN content ON content.id = file.content_id WHERE file.id > ?2 AND "
        "iif(file.id, content.state = 1, 0) AND file.file_system_id IN (SELECT id FROM file_system WHERE image_id = "
        "?1) "
        "ORDER BY file.id LIMIT ?3",
        [&](const Rows& rows) {
            ids.push_back(rows.integer(0));
            return true;
        },
        image, after, most));
    return ids;
}

}  // namespace sanad
