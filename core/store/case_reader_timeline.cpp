#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/store/case_reader_state.hpp"
#include "core/store/conditions.hpp"
#include "core/store/migrations.hpp"

namespace sanad {
namespace {

struct FileTimeColumn {
    const char* column;
    const char* happening;
};
constexpr FileTimeColumn file_time_columns[] = {
    {"created_at", "File created"},
    {"modified_at", "File modified"},
    {"accessed_at", "File accessed"},
    {"metadata_changed_at", "File's metadata changed"},
    {"name_created_at", "Name created ($FILE_NAME)"},
    {"name_modified_at", "Name modified ($FILE_NAME)"},
    {"name_accessed_at", "Name accessed ($FILE_NAME)"},
    {"name_metadata_changed_at", "Name's metadata changed ($FILE_NAME)"},
    {"deleted_at", "File deleted"},
    {"backed_up_at", "File backed up"},
};

std::string place_of(Conditions& conditions, const TimelineQuery& query) {
    std::string where;
    if (query.image) where += " AND file_system.image_id = " + conditions.value(*query.image);
    if (query.evidence_item) {
        where += " AND file_system.image_id IN (SELECT id FROM image WHERE evidence_item_id = " +
                 conditions.value(*query.evidence_item) + ")";
    }
    return where;
}

/// A question under way, at its next event.
struct Course {
    Course(Database& of, FileSelect asked, std::uint32_t what_)
        : database{of},
          question{std::move(asked)},
          statement{database, question.sql},
          rows{statement.with_values(question.values)},
          what{what_} {}
    Result<bool> next() {
        if (!TRY(rows.next())) return false;
        const Id id = rows.integer(1);
        if (id < 0 || id > TimelineEvent::last_id)
            return database.damaged(fmt::format("it numbers a file or a finding {}, as no writer does", id));
        event = {Timestamp{rows.integer(0)}, id & TimelineEvent::last_id, what & TimelineEvent::last_kind,
                 rows.flag(2)};
        return true;
    }

    Database& database;
    FileSelect question;
    SqlStatement statement;
    Rows rows;
    std::uint32_t what;
    TimelineEvent event;
};

bool stands_before(const TimelineEvent& a, const TimelineEvent& b) {
    if (a.at.ns != b.at.ns) return a.at.ns < b.at.ns;
    return a.what != b.what ? a.what < b.what : a.id < b.id;
}

}  // namespace

FileSelect select_times(const Timeline::Kind& kind, const TimelineQuery& query, TimelineSide side) {
    Conditions conditions;
    const std::string column = fmt::format("{}.\"{}\"", kind.artifact ? "t" : "file", kind.attribute);
    const std::string id = kind.artifact ? "t.artifact_id" : "file.id";
    std::string where = fmt::format("{} IS NOT NULL", column);
    if (query.from) where += fmt::format(" AND {} >= {}", column, conditions.value(query.from->ns));
    if (query.to) where += fmt::format(" AND {} <= {}", column, conditions.value(query.to->ns));
    if (query.after) {
        const std::string at = conditions.value(query.after->at.ns);
        if (side == TimelineSide::same) {
            where += fmt::format(" AND ({}, {}) > ({}, {})", column, id, at, conditions.value(query.after->id));
        } else {
            where += fmt::format(" AND {} {} {}", column, side == TimelineSide::before ? ">" : ">=", at);
        }
    }
    const std::string place = place_of(conditions, query);
    // CROSS: from the index on times outwards, in its order, and never from the one file system there is.
    const char* const join = query.limit ? "CROSS JOIN" : "JOIN";
    std::string from = fmt::format("file {} file_system ON file_system.id = file.file_system_id", join);
    if (kind.artifact) {
        from = place.empty() ? fmt::format("{} AS t", artifact_table(kind.type))
                             : fmt::format(
                                   "{} AS t {} artifact ON artifact.id = t.artifact_id {} file ON file.id = "
                                   "artifact.file_id {} file_system ON file_system.id = file.file_system_id",
                                   artifact_table(kind.type), join, join, join);
    }
    std::string sql = fmt::format("SELECT {}, {}, {} FROM {} WHERE {}{}", column, id,
                                  kind.artifact ? "0" : "file_system.local_times", from, where, place);
    if (query.limit) sql += fmt::format(" ORDER BY {}, {}", column, id);
    return {std::move(sql), conditions.take_values()};
}

Result<Timeline> CaseReader::timeline(const TimelineQuery& query) {
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    Timeline timeline;
    if (query.file_times) {
        for (const FileTimeColumn& time : file_time_columns) {
            if (!query.name_times && std::string_view{time.column}.starts_with("name_")) continue;
            timeline.kinds.push_back({false, "file", time.column, time.happening});
        }
    }
    for (const std::string& name : TRY(state_->types_present())) {
        const ArtifactType* type = artifact_type(name);
        const bool asked = query.types.empty() || std::ranges::any_of(query.types, [&](const std::string& glob) {
                               return glob_match(glob, name, false);
                           });
        if (!query.artifact_times || !asked || type == nullptr) continue;
        for (const AttributeType& attribute : type->attributes) {
            if (attribute.kind != Kind::time) continue;
            timeline.kinds.push_back({true, name, std::string{attribute.name}, std::string{attribute.happening}});
        }
    }
    const auto after = std::ranges::find_if(timeline.kinds, [&](const Timeline::Kind& kind) {
        return query.after && kind.type == query.after->type && kind.attribute == query.after->attribute;
    });
    if (query.after && after == timeline.kinds.end()) {
        return failure(Fault::refused, fmt::format("this timeline has no {} of {} to go on behind",
                                                   shown(query.after->attribute), shown(query.after->type)));
    }
    if (!query.limit) {
        // Room for all, of which only what is filled is ever touched: growing would hold everything twice for a moment.
        const auto files = TRY(state_->database->number("SELECT count(*) FROM file"));
        const auto artifacts = TRY(state_->database->number("SELECT count(*) FROM artifact"));
        const auto of_files = std::ranges::count(timeline.kinds, false, &Timeline::Kind::artifact);
        timeline.events.reserve(static_cast<std::size_t>(of_files * files + artifacts));
    }
    std::vector<std::unique_ptr<Course>> courses;
    for (auto kind = timeline.kinds.begin(); kind != timeline.kinds.end(); ++kind) {
        const TimelineSide side = kind == after  ? TimelineSide::same
                                  : kind < after ? TimelineSide::before
                                                 : TimelineSide::behind;
        const auto what = static_cast<std::uint32_t>(kind - timeline.kinds.begin());
        auto course = std::make_unique<Course>(*state_->database, select_times(*kind, query, side), what);
        if (query.limit) {
            if (TRY(course->next())) courses.push_back(std::move(course));
            continue;
        }
        while (TRY(course->next())) timeline.events.push_back(course->event);
    }
    if (!query.limit) {
        std::ranges::sort(timeline.events, stands_before);
        return timeline;
    }
    const auto later = [](const auto& a, const auto& b) { return stands_before(b->event, a->event); };
    std::ranges::make_heap(courses, later);
    while (!courses.empty() && timeline.events.size() < *query.limit) {
        std::ranges::pop_heap(courses, later);
        timeline.events.push_back(courses.back()->event);
        if (TRY(courses.back()->next())) {
            std::ranges::push_heap(courses, later);
        } else {
            courses.pop_back();
        }
    }
    return timeline;
}

}  // namespace sanad
