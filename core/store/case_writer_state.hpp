#pragma once
// What stands behind a CaseWriter: its connection, its batch, its statements. Only for case_writer*.cpp.
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/store/case_writer.hpp"
#include "core/store/database.hpp"
#include "core/store/row_index.hpp"
#include "core/store/stored_text.hpp"

namespace sanad {

/// What the walk of one file system needs to know of its earlier records.
struct Walk {
    Id file_system = 0;
    Id image = 0;
    RowIndex contents;                          ///< by metadata address and attribute
    RowIndex directories;                       ///< by path and metadata address, and by path alone
    std::vector<std::uint32_t> without_parent;  ///< their directory may come later
    std::string last_parent_path;               ///< names of one directory come together
    std::uint64_t last_parent_address = 0;
    std::optional<Id> last_parent;
};

struct CaseWriter::State {
    explicit State(std::unique_ptr<Database> opened);

    /// Every write begins here: refuses after a failure, opens the batch.
    Result<void> writing();
    /// Every write ends here: a failure undoes the batch and stays.
    Result<void> done(Result<void> result) { return done_with(std::move(result)); }
    template <class T>
    Result<T> done_with(Result<T> result) {
        if (!result) give_up(result.error());
        return result;
    }
    void give_up(const Error& error);
    template <class... Values>
    Result<void> write(SqlStatement& statement, const Values&... values) {
        TRY(writing());
        return done(statement.with(values...).run());
    }
    Result<void> commit();
    void roll_back();
    Result<Id> next_id(std::string_view table);
    Result<void> load_next_ids();
    Result<void> delete_walk(Id file_system);
    /// Of the files that `files` selects by ?1: the artifacts, whatever their type.
    Result<void> delete_artifacts(std::string_view files, Id of);
    Result<void> drop_indexes();

    Result<std::optional<Id>> parent_of(const FileRecord& record, bool may_come_later);
    Result<std::optional<Id>> find_directory(std::string_view path, std::uint64_t metadata_address);
    Result<bool> is_directory(Id file, std::string_view path, std::optional<std::uint64_t> metadata_address);
    Result<void> remember_directory(const FileRecord& record, std::string_view path, Id file);
    Result<Id> add_content(const Content& content, Id file, const ContentResult* resident, std::uint32_t key);
    Result<std::vector<PlannedContent>> planned_contents(SqlStatement& statement, Id image, Id after, std::size_t most);

    std::unique_ptr<Database> database;
    std::optional<Error> failed;
    std::uint64_t batch_rows = 0;
    Id next_file = 1, next_content = 1, next_artifact = 1;
    bool may_have_indexes = true;
    std::optional<Walk> walk;
    Id plan_seq = 0;
    bool planned = false;
    std::string path_room, name_room, text_room, short_name_room;  ///< repaired texts, while they are bound

    SqlStatement add_fact{*database,
                          "INSERT INTO case_info (key, value) VALUES (?1, ?2) "
                          "ON CONFLICT (key) DO UPDATE SET value = excluded.value"};
    SqlStatement bump_revision{*database,
                               "UPDATE case_info SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) "
                               "WHERE key = 'revision'"};
    SqlStatement add_damage{*database,
                            "INSERT INTO damage VALUES (?1, ?2, ?3, ?4) ON CONFLICT (image_id, \"offset\", length) "
                            "DO UPDATE SET reason = min(reason, excluded.reason)"};
    SqlStatement add_outcome{*database, "INSERT OR IGNORE INTO outcome VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
    SqlStatement put_blocks{*database, "INSERT OR REPLACE INTO block_hash VALUES (?1, ?2, ?3)"};
    SqlStatement put_state{*database, "INSERT OR REPLACE INTO ingest_state VALUES (?1, ?2, ?3)"};
    SqlStatement get_state{*database, "SELECT value FROM ingest_state WHERE image_id = ?1 AND key = ?2"};
    SqlStatement drop_state{*database, "DELETE FROM ingest_state WHERE image_id = ?1 AND key = ?2"};

    SqlStatement add_file{
        *database,
        "INSERT INTO file VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, "
        "?35, ?36)"};
    SqlStatement add_content_row{
        *database,
        "INSERT INTO content VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
        "?15, ?16, ?17, ?18, ?19, ?20, ?21)"};
    SqlStatement add_extent{*database, "INSERT INTO extent VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
    SqlStatement content_key{*database,
                             "SELECT metadata_address, attribute_type, attribute_id FROM content WHERE id = ?1"};
    SqlStatement file_path{*database,
                           "SELECT coalesce(path_bytes, path), metadata_address, kind FROM file WHERE id = ?1"};
    SqlStatement orphaned{*database, "SELECT coalesce(path_bytes, path), parent_address FROM file WHERE id = ?1"};
    SqlStatement set_parent{*database, "UPDATE file SET parent_id = ?2 WHERE id = ?1"};
    SqlStatement add_unallocated{*database, "INSERT OR REPLACE INTO unallocated VALUES (?1, ?2, ?3)"};

    SqlStatement add_artifact{*database, "INSERT INTO artifact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
    SqlStatement add_other_value{*database, "INSERT INTO artifact_other VALUES (?1, ?2, ?3, ?4)"};
    SqlStatement add_hash_hit{*database, "INSERT OR IGNORE INTO hash_hit VALUES (?1, ?2, ?3, ?4)"};
    std::map<std::string, SqlStatement, std::less<>> add_values;  ///< by type

    SqlStatement put_identifiers{*database, "INSERT OR REPLACE INTO ingest_identifier VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};

    SqlStatement set_result{
        *database,
        "UPDATE content SET state = ?2, md5 = ?3, sha1 = ?4, sha256 = ?5, mime_type = ?6, encoding = ?7, "
        "mismatch = ?8, unreadable_bytes = ?9 WHERE id = ?1"};
    SqlStatement set_type{*database, "UPDATE content SET mime_type = ?2, encoding = ?3, mismatch = ?4 WHERE id = ?1"};
    SqlStatement set_not_read{*database, "UPDATE content SET state = ?2 WHERE id = ?1"};
    SqlStatement image_of_content{*database,
                                  "SELECT file_system.image_id FROM content JOIN file_system ON file_system.id = "
                                  "content.file_system_id WHERE content.id = ?1"};
    SqlStatement plan_page{*database,
                           "SELECT seq, content_id, file_system_id, ordinal, file_offset, image_offset, length, size, "
                           "stored_extents, path FROM temp.plan WHERE seq > ?1 ORDER BY seq LIMIT ?2"};
    static constexpr const char* planned_columns =
        "SELECT content.id, content.file_system_id, content.metadata_address, content.attribute_type, "
        "content.attribute_id, content.size, content.allocated_size, content.recovery, content.access, file.state, "
        "coalesce(file.path_bytes, file.path) FROM content JOIN file ON file.id = content.file_id "
        "WHERE content.id > ?2 AND content.state = 0 AND content.file_system_id IN "
        "(SELECT id FROM file_system WHERE image_id = ?1) AND ";
    SqlStatement through_file_system{*database,
                                     std::string{planned_columns} + "content.access = 2 ORDER BY content.id LIMIT ?3"};
    SqlStatement without_bytes{*database, std::string{planned_columns} +
                                              "content.access <> 2 AND content.stored_extents = 0 "
                                              "ORDER BY content.id LIMIT ?3"};
    // By the outcomes, which are few. Content 2 is not read; `noted` says that bytes of it can be had all the same.
    SqlStatement untyped{
        *database,
        "SELECT content.id, content.file_system_id, content.metadata_address, content.attribute_type, "
        "content.attribute_id, content.size, content.allocated_size, content.recovery, content.access, file.state, "
        "coalesce(file.path_bytes, file.path) FROM content JOIN file ON file.id = content.file_id WHERE content.id IN "
        "(SELECT subject_id FROM outcome WHERE image_id = ?1 AND subject = 'content' AND step = 'read' AND outcome = "
        "'noted') AND content.id > ?2 AND content.state = 2 AND content.access = 0 AND content.stored_extents > 0 AND "
        "content.mime_type IS NULL ORDER BY content.id LIMIT ?3"};
};

}  // namespace sanad
