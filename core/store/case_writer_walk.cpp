#include <fmt/format.h>

#include <stdexcept>

#include "core/artifact/catalog.hpp"
#include "core/store/case_writer_state.hpp"
#include "core/store/migrations.hpp"
#include "core/store/path_parts.hpp"

namespace sanad {
Result<void> CaseWriter::State::delete_artifacts(std::string_view files, Id of) {
    TRY(writing());
    // Looked for once, not once for each type there is.
    TRY(done(
        database->run("CREATE TEMP TABLE IF NOT EXISTS forgotten (id INTEGER PRIMARY KEY); DELETE FROM forgotten")));
    SqlStatement find{*database,
                      fmt::format("INSERT INTO forgotten SELECT id FROM artifact WHERE file_id IN ({})", files)};
    TRY(write(find, of));
    std::string sql;
    for (const ArtifactType& type : artifact_types) {
        sql +=
            fmt::format("DELETE FROM {} WHERE artifact_id IN (SELECT id FROM forgotten);", artifact_table(type.name));
    }
    sql +=
        "DELETE FROM artifact_other WHERE artifact_id IN (SELECT id FROM forgotten);"
        "DELETE FROM artifact WHERE id IN (SELECT id FROM forgotten)";
    return done(database->run(sql.c_str()));
}

Result<void> CaseWriter::State::delete_walk(Id file_system) {
    TRY(writing());
    const auto forget = [&](std::string sql) -> Result<void> {
        SqlStatement statement{*database, std::move(sql)};
        return write(statement, file_system);
    };
    TRY(
        forget("DELETE FROM outcome WHERE image_id = (SELECT image_id FROM file_system WHERE id = ?1) AND "
               "subject = 'file_system' AND subject_id = ?1 AND step = 'walk'"));
    TRY(forget("DELETE FROM unallocated WHERE file_system_id = ?1"));
    {
        // Nothing else without a file. A new file system has none, and a case of a million files is not searched for
        // what cannot be there.
        SqlStatement any{*database, "SELECT 1 FROM file WHERE file_system_id = ?1 LIMIT 1"};
        auto rows = any.with(file_system);
        if (!TRY(done_with(rows.next()))) return {};
    }
    TRY(delete_artifacts("SELECT id FROM file WHERE file_system_id = ?1", file_system));
    for (const char* sql :
         {"DELETE FROM outcome WHERE image_id = (SELECT image_id FROM file_system WHERE id = ?1) AND "
          "((subject = 'content' AND subject_id IN (SELECT id FROM content WHERE file_system_id = ?1)) OR "
          "(subject = 'file' AND subject_id IN (SELECT id FROM file WHERE file_system_id = ?1)))",
          "DELETE FROM ingest_identifier WHERE source > 1 AND number IN (SELECT id FROM content WHERE file_system_id = "
          "?1)",
          "DELETE FROM extent WHERE content_id IN (SELECT id FROM content WHERE file_system_id = ?1)",
          "DELETE FROM hash_hit WHERE content_id IN (SELECT id FROM content WHERE file_system_id = ?1)",
          "DELETE FROM content WHERE file_system_id = ?1", "DELETE FROM file WHERE file_system_id = ?1"}) {
        TRY(forget(sql));
    }
    return {};
}

Result<void> CaseWriter::State::drop_indexes() {
    if (!may_have_indexes) return {};
    std::vector<std::string> names;
    {
        SqlStatement list{*database, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"};
        auto rows = list.with();
        while (TRY(rows.next())) names.push_back(rows.string(0));
    }
    for (const auto& name : names) TRY(done(database->run(fmt::format("DROP INDEX \"{}\"", name).c_str())));
    may_have_indexes = false;
    return {};
}

Result<void> CaseWriter::begin_walk(Id file_system) {
    if (state_->walk) throw std::logic_error{"begin_walk: another walk is not finished"};
    TRY(state_->writing());
    std::optional<Id> image;
    {
        SqlStatement find{*state_->database, "SELECT image_id FROM file_system WHERE id = ?1"};
        auto rows = find.with(file_system);
        if (TRY(rows.next())) image = rows.integer(0);
    }
    if (!image) throw std::logic_error{"begin_walk: no such file system"};
    TRY(state_->drop_indexes());
    TRY(state_->delete_walk(file_system));
    TRY(state_->load_next_ids());
    SqlStatement pending{*state_->database, "UPDATE file_system SET walk_state = ?2 WHERE id = ?1"};
    TRY(state_->write(pending, file_system, name_of(WalkState::pending)));
    state_->walk.emplace();
    state_->walk->file_system = file_system;
    state_->walk->image = *image;
    return {};
}

Result<bool> CaseWriter::State::is_directory(Id file, std::string_view path,
                                             std::optional<std::uint64_t> metadata_address) {
    auto rows = file_path.with(file);
    if (!TRY(rows.next())) return false;
    if (metadata_address && rows.number<std::uint64_t>(1) != *metadata_address) return false;
    return text_of(rows.blob(0)) == path;
}

// By path and metadata address; by path alone where the recorded parent address leads elsewhere.
Result<std::optional<Id>> CaseWriter::State::find_directory(std::string_view path, std::uint64_t metadata_address) {
    const auto& directories = walk->directories;
    auto row = TRY(directories.find(directories.hash(path, metadata_address + 1),
                                    [&](std::uint32_t file) { return is_directory(file, path, metadata_address); }));
    if (row == 0)
        row = TRY(directories.find(directories.hash(path, 0),
                                   [&](std::uint32_t file) { return is_directory(file, path, std::nullopt); }));
    return row == 0 ? std::nullopt : std::optional<Id>{row};
}

Result<std::optional<Id>> CaseWriter::State::parent_of(const FileRecord& record, bool may_come_later) {
    const auto path = parts_of(record.path).directory;
    if (record.path == "/" || path.empty()) return std::optional<Id>{};
    if (walk->last_parent && walk->last_parent_address == record.parent_address && walk->last_parent_path == path)
        return walk->last_parent;
    const auto parent = TRY(find_directory(path, record.parent_address));
    if (!parent && may_come_later) walk->without_parent.push_back(static_cast<std::uint32_t>(next_file));
    if (parent) {
        walk->last_parent_path = path;
        walk->last_parent_address = record.parent_address;
        walk->last_parent = parent;
    }
    return parent;
}

// The first directory of a path, and the first of a path and metadata address: a deleted one may have had the same
// name.
Result<void> CaseWriter::State::remember_directory(const FileRecord& record, std::string_view path, Id file) {
    auto& directories = walk->directories;
    const auto full = directories.hash(path, record.metadata_address + 1);
    if (TRY(directories.find(
            full, [&](std::uint32_t other) { return is_directory(other, path, record.metadata_address); })) == 0)
        directories.add(full, static_cast<std::uint32_t>(file));
    const auto by_path = directories.hash(path, 0);
    if (TRY(directories.find(by_path, [&](std::uint32_t other) { return is_directory(other, path, std::nullopt); })) ==
        0)
        directories.add(by_path, static_cast<std::uint32_t>(file));
    return {};
}

Result<Id> CaseWriter::State::add_content(const Content& content, Id file, const ContentResult* resident,
                                          std::uint32_t key) {
    const Id id = next_content;
    std::int64_t stored_extents = 0;
    for (const Extent& extent : content.extents) stored_extents += extent.kind == ExtentKind::stored ? 1 : 0;
    std::optional<std::uint64_t> slack_offset, slack_length;
    if (content.slack) {
        slack_offset = content.slack->image_offset;
        slack_length = content.slack->length;
    }
    if (resident != nullptr) {
        TRY(done(add_content_row
                     .with(id, walk->file_system, file, content.metadata_address, content.attribute_type,
                           content.attribute_id, content.size, content.allocated_size, content.recovery, content.access,
                           stored_extents, ContentState::done, resident->digests.md5, resident->digests.sha1,
                           resident->digests.sha256, unless_empty(resident->mime_type),
                           unless_empty(resident->encoding), resident->mismatch, resident->unreadable_bytes,
                           slack_offset, slack_length)
                     .run()));
    } else {
        constexpr auto no = std::nullopt;
        TRY(done(add_content_row
                     .with(id, walk->file_system, file, content.metadata_address, content.attribute_type,
                           content.attribute_id, content.size, content.allocated_size, content.recovery, content.access,
                           stored_extents, ContentState::pending, no, no, no, no, no, no, no, slack_offset,
                           slack_length)
                     .run()));
    }
    std::int64_t ordinal = 0;
    for (const Extent& extent : content.extents)
        TRY(done(
            add_extent.with(id, ordinal++, extent.file_offset, extent.image_offset, extent.length, extent.kind).run()));
    batch_rows += 1 + content.extents.size();
    walk->contents.add(key, static_cast<std::uint32_t>(id));
    ++next_content;
    return id;
}

Result<AddedFile> CaseWriter::add_file(const FileRecord& record, const ContentResult* resident) {
    State& state = *state_;
    TRY(state.writing());
    if (!state.walk) throw std::logic_error{"add_file: outside a walk"};
    if (state.next_file > UINT32_MAX || state.next_content > UINT32_MAX)
        return failure(Fault::limit, state.database->name() + ": more than 4,294,967,295 files");

    AddedFile added;
    added.file = state.next_file;
    const auto parent = TRY(state.done_with(state.parent_of(record, true)));
    if (record.content) {
        const Content& content = *record.content;
        const std::array<std::uint64_t, 3> key{content.metadata_address, content.attribute_type, content.attribute_id};
        const auto hash = state.walk->contents.hash(key);
        const auto has_key = [&](std::uint32_t id) -> Result<bool> {
            auto rows = state.content_key.with(id);
            return TRY(rows.next()) && rows.number<std::uint64_t>(0) == key[0] &&
                   rows.number<std::uint64_t>(1) == key[1] && rows.number<std::uint64_t>(2) == key[2];
        };
        const auto same = TRY(state.done_with(state.walk->contents.find(hash, has_key)));
        added.new_content = same == 0;
        added.content = added.new_content ? TRY(state.add_content(content, added.file, resident, hash)) : Id{same};
    }

    const auto path = stored_text(record.path, state.path_room);
    const auto path_bytes = path == record.path ? std::nullopt : std::optional{bytes_of(record.path)};
    const auto name = parts_of(path).name;
    const bool whole_target = storable(record.symlink_target);
    const auto& times = record.times;
    const auto& name_times = record.name_times;
    const auto& specifics = record.specifics;
    // ?29 is a BLOB where the target is no text: then only its bytes are kept.
    const auto insert = [&](const auto& target) {
        return state.add_file
            .with(added.file, state.walk->file_system, added.content, parent, path, path_bytes, name,
                  extension_of(name, record.name_is_stream), record.state, record.kind, record.name_is_stream,
                  record.metadata_address, record.sequence, record.parent_address, record.metadata_allocated,
                  record.mode, record.uid, record.gid, unless_empty(stored_text(record.sid, state.text_room)),
                  record.link_count, times.created_at, times.modified_at, times.accessed_at, times.metadata_changed_at,
                  name_times.created_at, name_times.modified_at, name_times.accessed_at, name_times.metadata_changed_at,
                  target, unless_empty(stored_text(record.remark, state.name_room)), std::nullopt, record.local_times,
                  unless_empty(stored_text(specifics.short_name, state.short_name_room)), specifics.attributes,
                  specifics.deleted_at, specifics.backed_up_at)
            .run();
    };
    TRY(state.done(whole_target ? insert(unless_empty(record.symlink_target))
                                : insert(bytes_of(record.symlink_target))));
    ++state.next_file;
    if (record.kind == FileKind::directory && !record.name_is_stream)
        TRY(state.done(state.remember_directory(record, record.path, added.file)));
    return added;
}

Result<void> CaseWriter::add_unallocated(std::uint64_t image_offset, std::uint64_t length) {
    if (!state_->walk) throw std::logic_error{"add_unallocated: outside a walk"};
    return state_->write(state_->add_unallocated, state_->walk->file_system, image_offset, length);
}

Result<void> CaseWriter::finish_walk(WalkState walk_state, std::span<const std::string> remarks) {
    State& state = *state_;
    if (!state.walk) throw std::logic_error{"finish_walk: outside a walk"};
    TRY(state.writing());
    for (const std::uint32_t file : state.walk->without_parent) {
        FileRecord record;
        {
            auto rows = state.orphaned.with(file);
            if (!TRY(state.done_with(rows.next()))) continue;
            record.path = text_of(rows.blob(0));
            record.parent_address = rows.number<std::uint64_t>(1);
        }
        const auto parent = TRY(state.done_with(state.parent_of(record, false)));
        if (parent && *parent != Id{file}) TRY(state.write(state.set_parent, file, parent));
    }
    for (const std::string& remark : remarks) {
        OutcomeRow row;
        row.image = state.walk->image;
        row.subject = Subject::file_system;
        row.subject_id = state.walk->file_system;
        row.step = "walk";
        row.outcome = walk_state == WalkState::partial ? Outcome::limited : Outcome::damaged;
        row.detail = remark;
        TRY(add_outcome(row));
    }
    SqlStatement set{*state.database, "UPDATE file_system SET walk_state = ?2 WHERE id = ?1"};
    TRY(state.write(set, state.walk->file_system, name_of(walk_state)));
    state.walk.reset();
    return {};
}

Result<void> CaseWriter::set_content_result(Id content, const ContentResult& result) {
    return state_->write(state_->set_result, content, ContentState::done, result.digests.md5, result.digests.sha1,
                         result.digests.sha256, unless_empty(result.mime_type), unless_empty(result.encoding),
                         result.mismatch, result.unreadable_bytes);
}

Result<void> CaseWriter::set_content_type(Id content, std::string_view mime_type, std::string_view encoding,
                                          bool mismatch) {
    return state_->write(state_->set_type, content, unless_empty(mime_type), unless_empty(encoding), mismatch);
}

Result<void> CaseWriter::set_content_not_read(Id content, Outcome outcome, std::string_view detail) {
    OutcomeRow row;
    {
        auto rows = state_->image_of_content.with(content);
        if (!TRY(state_->done_with(rows.next()))) throw std::logic_error{"set_content_not_read: no such content"};
        row.image = rows.integer(0);
    }
    row.subject = Subject::content;
    row.subject_id = content;
    row.step = "read";
    row.outcome = outcome;
    row.detail = detail;
    TRY(state_->write(state_->set_not_read, content, ContentState::not_read));
    return add_outcome(row);
}

}  // namespace sanad
