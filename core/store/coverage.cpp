#include "core/store/coverage.hpp"

#include "core/model/evidence.hpp"
#include "core/store/database.hpp"
#include "core/store/migrations.hpp"

namespace sanad {

Result<std::map<Id, FileSystemCoverage>> coverage_of(const std::filesystem::path& case_db, Id image) {
    auto database = TRY(Database::open(case_db, Access::read_only));
    TRY(check_schema(*database));
    TRY(database->run("BEGIN"));  // one state of the case
    std::map<Id, FileSystemCoverage> result;
    const auto ask = [&](const char* sql, const auto& each) -> Result<void> {
        SqlStatement statement{*database, sql};
        auto rows = statement.with(image);
        while (TRY(rows.next())) each(result[rows.integer(0)], rows);
        return {};
    };
    TRY(ask("SELECT id FROM file_system WHERE image_id = ?1", [](FileSystemCoverage&, const Rows&) {}));
    TRY(ask("SELECT file_system_id, count(*) FROM file WHERE file_system_id IN (SELECT id FROM file_system WHERE "
            "image_id = ?1) GROUP BY file_system_id",
            [](FileSystemCoverage& of, const Rows& rows) { of.records = rows.number<std::uint64_t>(1); }));
    TRY(ask("SELECT file_system_id, state, count(*), total(size), total(unreadable_bytes) FROM content WHERE "
            "file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) GROUP BY file_system_id, state",
            [](FileSystemCoverage& of, const Rows& rows) {
                const auto contents = rows.number<std::uint64_t>(2);
                const std::uint64_t bytes = rows.total(3);
                of.contents += contents;
                of.content_bytes += bytes;
                of.unreadable_bytes += rows.total(4);
                if (rows.integer(1) == 0) of.pending = contents, of.pending_bytes = bytes;
                if (rows.integer(1) == 1) of.done = contents, of.done_bytes = bytes;
            }));
    TRY(ask("SELECT file_system_id, coalesce((SELECT min(outcome) FROM outcome WHERE outcome.image_id = ?1 AND subject = "
            "'content' AND subject_id = content.id AND step = 'read'), 'not recorded'), count(*), total(size) FROM "
            "content WHERE state = 2 AND file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) GROUP BY 1, 2 "
            "ORDER BY 1, 2",
            [](FileSystemCoverage& of, const Rows& rows) {
                of.not_read.push_back({rows.string(1), rows.number<std::uint64_t>(2), rows.total(3)});
            }));
    TRY(ask("SELECT file_system_id, total(length) FROM unallocated WHERE file_system_id IN (SELECT id FROM file_system "
            "WHERE image_id = ?1) GROUP BY file_system_id",
            [](FileSystemCoverage& of, const Rows& rows) { of.unallocated_bytes = rows.total(1); }));
    return result;
}

}  // namespace sanad
