#include <fmt/format.h>

#include <stdexcept>

#include "core/artifact/catalog.hpp"
#include "core/store/case_writer_state.hpp"
#include "core/store/json_list.hpp"
#include "core/store/migrations.hpp"
#include "core/store/path_parts.hpp"

namespace sanad {
namespace {

/// The value of one column: what the artifact has of that name, in the kind of the catalog.
SqlValue cell_of(const Artifact& artifact, const AttributeType& attribute) {
    SqlValue cell = std::monostate{};
    std::vector<std::string> texts;
    for (const Attribute& given : artifact.attributes) {
        if (given.name != attribute.name) continue;
        if (attribute.kind == Kind::texts) {
            texts.push_back(stored_text(std::get<std::string>(given.value)));
            continue;
        }
        switch (attribute.kind) {
            case Kind::text:
                cell = stored_text(std::get<std::string>(given.value));
                break;
            case Kind::integer:
                cell = std::get<std::int64_t>(given.value);
                break;
            case Kind::time:
                cell = std::get<Timestamp>(given.value).ns;
                break;
            case Kind::real:
                cell = std::get<double>(given.value);
                break;
            default: {
                const std::string& bytes = std::get<RawBytes>(given.value).bytes;
                cell = std::vector<std::uint8_t>(bytes.begin(), bytes.end());
            }
        }
    }
    if (!texts.empty()) cell = json_of_texts(texts);
    return cell;
}

SqlValue cell_of(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return stored_text(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    const std::string& bytes = std::get<RawBytes>(value).bytes;
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
}

}  // namespace

Result<Id> CaseWriter::add_artifact(Id file, std::string_view module, std::string_view module_version, Id source_file,
                                    const Artifact& artifact) {
    State& state = *state_;
    const Id id = state.next_artifact;
    TRY(state.write(state.add_artifact, id, file, artifact.type, module, module_version, source_file,
                    artifact.source.offset, artifact.source.length));
    ++state.next_artifact;
    const ArtifactType* type = artifact_type(artifact.type);
    if (type == nullptr) {
        std::int64_t ordinal = 0;
        for (const Attribute& attribute : artifact.attributes) {
            const SqlValue cells[] = {SqlValue{id}, SqlValue{ordinal++}, SqlValue{attribute.name},
                                      cell_of(attribute.value)};
            TRY(state.writing());
            TRY(state.done(state.add_other_value.with_values(cells).run()));
        }
        return id;
    }
    auto statement = state.add_values.find(artifact.type);
    if (statement == state.add_values.end()) {
        std::string columns = "artifact_id";
        std::string places = "?1";
        int place = 1;
        for (const AttributeType& attribute : type->attributes) {
            columns += fmt::format(", \"{}\"", attribute.name);
            places += fmt::format(", ?{}", ++place);
        }
        statement = state.add_values
                        .emplace(artifact.type, SqlStatement{*state.database,
                                                             fmt::format("INSERT INTO {} ({}) VALUES ({})",
                                                                         artifact_table(type->name), columns, places)})
                        .first;
    }
    std::vector<SqlValue> cells{SqlValue{id}};
    for (const AttributeType& attribute : type->attributes) cells.push_back(cell_of(artifact, attribute));
    TRY(state.writing());
    TRY(state.done(statement->second.with_values(cells).run()));
    return id;
}

Result<void> CaseWriter::forget_modules(Id image) {
    State& state = *state_;
    TRY(state.delete_artifacts(
        "SELECT id FROM file WHERE file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1)", image));
    const auto forget = [&](std::string sql) -> Result<void> {
        SqlStatement statement{*state.database, std::move(sql)};
        return state.write(statement, image);
    };
    TRY(forget("DELETE FROM outcome WHERE image_id = ?1 AND step = 'module'"));
    constexpr std::string_view derived =
        "derived_from IS NOT NULL AND file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1)";
    TRY(forget(fmt::format(
        "DELETE FROM ingest_identifier WHERE image_id = ?1 AND source = 2 AND number IN (SELECT content_id FROM file "
        "WHERE {})",
        derived)));
    TRY(forget(
        fmt::format("DELETE FROM hash_hit WHERE content_id IN (SELECT content_id FROM file WHERE {})", derived)));
    TRY(forget(fmt::format("DELETE FROM content WHERE id IN (SELECT content_id FROM file WHERE {})", derived)));
    TRY(forget(fmt::format("DELETE FROM file WHERE {}", derived)));
    return state.load_next_ids();
}

Result<AddedFile> CaseWriter::add_derived_file(Id parent, std::string_view path, std::uint64_t size,
                                               const ContentResult& result) {
    State& state = *state_;
    TRY(state.writing());
    std::optional<Id> file_system;
    NameState parent_state = NameState::allocated;
    {
        SqlStatement find{*state.database, "SELECT file_system_id, state FROM file WHERE id = ?1"};
        auto rows = find.with(parent);
        if (TRY(rows.next())) {
            file_system = rows.integer(0);
            parent_state = rows.code(1, NameState::orphan);
        }
    }
    if (!file_system) throw std::logic_error{"add_derived_file: no such parent"};
    AddedFile added;
    added.file = state.next_file;
    added.content = state.next_content;
    added.new_content = true;
    TRY(state.done(state.add_content_row
                       .with(*added.content, *file_system, added.file, 0, 0, 0, size, size, Recovery::not_needed,
                             ContentAccess::derived, 0, ContentState::done, result.digests.md5, result.digests.sha1,
                             result.digests.sha256, unless_empty(result.mime_type), unless_empty(result.encoding),
                             result.mismatch, result.unreadable_bytes, std::nullopt, std::nullopt)
                       .run()));
    ++state.next_content;
    const auto kept = stored_text(path, state.path_room);
    const auto path_bytes = kept == path ? std::nullopt : std::optional{bytes_of(path)};
    const auto name = parts_of(kept).name;
    // Its times, owner and mode are the module's to tell, as artifacts; the file system recorded none.
    TRY(state.done(state.add_file
                       .with(added.file, *file_system, *added.content, parent, kept, path_bytes, name,
                             extension_of(name, false), parent_state, FileKind::regular, false, 0, 0, 0, true, 0,
                             std::nullopt, std::nullopt, std::nullopt, 1, std::nullopt, std::nullopt, std::nullopt,
                             std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt,
                             std::nullopt, parent, false, std::nullopt, std::nullopt, std::nullopt, std::nullopt)
                       .run()));
    ++state.next_file;
    return added;
}

}  // namespace sanad
