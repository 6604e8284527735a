#pragma once
// What stands behind a CaseReader. Only for case_reader*.cpp.
#include "core/store/case_reader.hpp"
#include "core/store/database.hpp"
#include "core/store/snapshot.hpp"

namespace sanad {

struct CaseReader::State {
    explicit State(std::unique_ptr<Database> opened);

    /// Prepares the question `sql`, and gives all its answers.
    template <class Each, class... Values>
    Result<void> each(std::string sql, const Each& each_row, const Values&... values) {
        SqlStatement statement{*database, std::move(sql)};
        auto rows = statement.with(values...);
        while (TRY(rows.next()))
            if (!each_row(rows)) return {};
        return {};
    }
    Result<std::vector<ImageRow>> images(std::optional<Id> only);
    Result<std::vector<FileSystemRow>> file_systems(SqlStatement& statement, Id id);
    Result<std::vector<OutcomeRow>> outcomes_of(Id image, Subject subject, Id id);
    Result<std::optional<std::vector<Id>>> all_by_content(std::string_view column, bool descending);
    Result<void> add_hash_hits(std::vector<FileRow>& files, std::span<const SqlValue> values);
    /// Of artifacts, by name.
    Result<std::vector<std::string>> types_present();
    tl::unexpected<Error> not_found(std::string_view what, Id id) const;

    std::unique_ptr<Database> database;
    SqlStatement revision{*database, "SELECT CAST(value AS INTEGER) FROM case_info WHERE key = 'revision'"};
    SqlStatement page;      ///< of many rows
    SqlStatement one_file;  ///< of one: as a page it would bind 255 ids that no row has
    SqlStatement page_hash_hits;
    SqlStatement one_file_hash_hits;
    SqlStatement file_systems_of_image;
    SqlStatement one_file_system;
    // What is asked for each file of an ingest is prepared once: SQLite takes longer to read such a question than to
    // answer it.
    SqlStatement outcomes{*database,
                          "SELECT image_id, subject, subject_id, step, module, version, outcome, detail FROM outcome "
                          "WHERE image_id = ?1 AND subject = ?2 AND subject_id = ?3 ORDER BY step, module, version, "
                          "outcome, detail"};
    SqlStatement content{*database,
                         "SELECT metadata_address, attribute_type, attribute_id, size, allocated_size, recovery, "
                         "access, slack_offset, slack_length FROM content WHERE id = ?1"};
    SqlStatement hard_links{*database, "SELECT id FROM file WHERE content_id = ?1 AND id <> ?2 ORDER BY id"};
    SqlStatement offers;
    SqlStatement any_hash_set{*database, "SELECT 1 FROM hash_set_used LIMIT 1"};
    SqlStatement first_name{*database, "SELECT file_id FROM content WHERE id = ?1"};
    SqlStatement extents{*database,
                         "SELECT file_offset, image_offset, length, kind FROM extent WHERE content_id = ?1 "
                         "ORDER BY ordinal"};
};

}  // namespace sanad
