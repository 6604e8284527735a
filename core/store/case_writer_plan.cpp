#include <stdexcept>

#include "core/store/case_writer_state.hpp"

namespace sanad {

// Written to a temporary table first and read from it by pages: a question left open while results are written would
// keep SQLite from ever clearing its write-ahead log. All that a page needs is sorted along: looked up extent by
// extent, in the order of the image, it took five times as long as the sort.
Result<std::uint64_t> CaseWriter::make_plan(Id image) {
    TRY(state_->commit());
    auto& database = *state_->database;
    TRY(database.run(
        "CREATE TEMP TABLE IF NOT EXISTS plan (seq INTEGER PRIMARY KEY, content_id, file_system_id, ordinal, "
        "file_offset, image_offset, length, size, stored_extents, path); DELETE FROM temp.plan"));
    SqlStatement fill{
        database,
        "INSERT INTO temp.plan (content_id, file_system_id, ordinal, file_offset, image_offset, length, size, "
        "stored_extents, path) SELECT content.id, content.file_system_id, extent.ordinal, extent.file_offset, "
        "extent.image_offset, extent.length, content.size, content.stored_extents, "
        "coalesce(file.path_bytes, file.path) FROM content "
        "CROSS JOIN file ON file.id = content.file_id "
        "CROSS JOIN extent ON extent.content_id = content.id WHERE content.state = 0 AND content.access <> 2 "
        "AND content.stored_extents > 0 AND extent.kind = 0 AND content.file_system_id IN "
        "(SELECT id FROM file_system WHERE image_id = ?1) "
        "ORDER BY extent.image_offset, content.id, extent.ordinal"};
    TRY(fill.with(image).run());
    state_->plan_seq = 0;
    state_->planned = true;
    const auto extents = TRY(database.number("SELECT count(*) FROM temp.plan"));
    return static_cast<std::uint64_t>(extents);
}

Result<std::vector<PlannedExtent>> CaseWriter::next_extents(std::size_t most) {
    std::vector<PlannedExtent> extents;
    if (!state_->planned) throw std::logic_error{"next_extents: no plan was made"};
    auto rows = state_->plan_page.with(state_->plan_seq, most);
    while (TRY(rows.next())) {
        state_->plan_seq = rows.integer(0);
        PlannedExtent& extent = extents.emplace_back();
        extent.content = rows.integer(1);
        extent.file_system = rows.integer(2);
        extent.ordinal = rows.number<std::uint32_t>(3);
        extent.file_offset = rows.number<std::uint64_t>(4);
        extent.image_offset = rows.number<std::uint64_t>(5);
        extent.length = rows.number<std::uint64_t>(6);
        extent.content_size = rows.number<std::uint64_t>(7);
        extent.stored_extents = rows.number<std::uint32_t>(8);
        extent.path = text_of(rows.blob(9));
    }
    return extents;
}

Result<std::vector<PlannedContent>> CaseWriter::State::planned_contents(SqlStatement& statement, Id image, Id after,
                                                                        std::size_t most) {
    std::vector<PlannedContent> contents;
    auto rows = statement.with(image, after, most);
    while (TRY(rows.next())) {
        PlannedContent& content = contents.emplace_back();
        content.id = rows.integer(0);
        content.file_system = rows.integer(1);
        content.content.metadata_address = rows.number<std::uint64_t>(2);
        content.content.attribute_type = rows.number<std::uint32_t>(3);
        content.content.attribute_id = rows.number<std::uint32_t>(4);
        content.content.size = rows.number<std::uint64_t>(5);
        content.content.allocated_size = rows.number<std::uint64_t>(6);
        content.content.recovery = rows.code(7, Recovery::none);
        content.content.access = rows.code(8, ContentAccess::file_system);
        content.state = rows.code(9, NameState::orphan);
        content.path = text_of(rows.blob(10));
    }
    return contents;
}

Result<std::vector<PlannedContent>> CaseWriter::pending_through_file_system(Id image, Id after, std::size_t most) {
    return state_->planned_contents(state_->through_file_system, image, after, most);
}

Result<std::vector<PlannedContent>> CaseWriter::pending_without_bytes(Id image, Id after, std::size_t most) {
    return state_->planned_contents(state_->without_bytes, image, after, most);
}

Result<std::vector<PlannedContent>> CaseWriter::not_read_and_untyped(Id image, Id after, std::size_t most) {
    return state_->planned_contents(state_->untyped, image, after, most);
}

Result<ContentTotals> CaseWriter::pending_totals(Id image) {
    SqlStatement totals{*state_->database,
                        "SELECT count(*), total(size) FROM content WHERE state = 0 AND file_system_id IN "
                        "(SELECT id FROM file_system WHERE image_id = ?1)"};
    auto rows = totals.with(image);
    TRY(rows.next());
    return ContentTotals{rows.number<std::uint64_t>(0), rows.total(1)};
}

}  // namespace sanad
