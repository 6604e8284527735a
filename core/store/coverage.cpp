#include "core/store/coverage.hpp"

#include <initializer_list>
#include <string_view>

#include "core/model/evidence.hpp"
#include "core/store/database.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

Result<bool> has_columns(Database& database, std::string_view table, std::initializer_list<std::string_view> columns) {
    SqlStatement statement{database, "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2"};
    for (const std::string_view column : columns) {
        auto rows = statement.with(table, column);
        if (!TRY(rows.next()) || rows.integer(0) == 0) return false;
    }
    return true;
}

}  // namespace

Result<FurtherPasses> further_passes(const std::filesystem::path& case_db, Id image) {
    auto database = TRY(Database::open(case_db, Access::read_only));
    FurtherPasses passes;
    if (TRY(has_columns(*database, "hash_set_used",
                        {"id", "image_id", "name", "kind", "version", "entries", "known_excluded"})) &&
        TRY(has_columns(*database, "hash_hit", {"content_id", "set_id"}))) {
        SqlStatement statement{
            *database,
            "SELECT name, kind, version, entries, known_excluded, (SELECT count(DISTINCT content_id) FROM "
            "hash_hit WHERE set_id = hash_set_used.id) FROM hash_set_used WHERE image_id = ?1 ORDER BY id"};
        auto rows = statement.with(image);
        while (TRY(rows.next())) {
            passes.hash_sets.push_back({rows.string(0) + (rows.text(2).empty() ? "" : " " + rows.string(2)),
                                        rows.string(1), rows.number<std::uint64_t>(3), rows.number<std::uint64_t>(5),
                                        rows.flag(4) && rows.text(1) == "known"});
        }
    }
    if (TRY(has_columns(*database, "identifier", {"image_id", "kind"})) &&
        TRY(has_columns(*database, "identifier_kind", {"code", "name"}))) {
        SqlStatement statement{
            *database,
            "SELECT identifier_kind.name, count(*) FROM identifier JOIN identifier_kind ON code = kind "
            "WHERE image_id = ?1 GROUP BY kind ORDER BY kind"};
        auto rows = statement.with(image);
        while (TRY(rows.next())) passes.identifiers.emplace_back(rows.string(0), rows.number<std::uint64_t>(1));
    }
    return passes;
}

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
    TRY(
        ask("SELECT file_system_id, count(*) FROM file WHERE file_system_id IN (SELECT id FROM file_system WHERE "
            "image_id = ?1) GROUP BY file_system_id",
            [](FileSystemCoverage& of, const Rows& rows) { of.records = rows.number<std::uint64_t>(1); }));
    TRY(
        ask("SELECT file_system_id, state, count(*), total(size), total(unreadable_bytes) FROM content WHERE "
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
    TRY(ask(
        "SELECT file_system_id, coalesce((SELECT min(outcome) FROM outcome WHERE outcome.image_id = ?1 AND subject = "
        "'content' AND subject_id = content.id AND step = 'read'), 'not recorded'), count(*), total(size) FROM "
        "content WHERE state = 2 AND file_system_id IN (SELECT id FROM file_system WHERE image_id = ?1) GROUP BY 1, 2 "
        "ORDER BY 1, 2",
        [](FileSystemCoverage& of, const Rows& rows) {
            of.not_read.push_back({rows.string(1), rows.number<std::uint64_t>(2), rows.total(3)});
        }));
    TRY(
        ask("SELECT file_system_id, total(length) FROM unallocated WHERE file_system_id IN (SELECT id FROM file_system "
            "WHERE image_id = ?1) GROUP BY file_system_id",
            [](FileSystemCoverage& of, const Rows& rows) { of.unallocated_bytes = rows.total(1); }));
    return result;
}

}  // namespace sanad
