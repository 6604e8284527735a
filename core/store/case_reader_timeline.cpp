#include <fmt/format.h>

#include <algorithm>
#include <tuple>

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

std::string range_of(Conditions& conditions, const TimelineQuery& query, std::string_view column) {
    std::string where = fmt::format("{} IS NOT NULL", column);
    if (query.from) where += fmt::format(" AND {} >= {}", column, conditions.value(query.from->ns));
    if (query.to) where += fmt::format(" AND {} <= {}", column, conditions.value(query.to->ns));
    return where;
}

}  // namespace

Result<Timeline> CaseReader::timeline(const TimelineQuery& query) {
    const auto snapshot = TRY(Snapshot::of(*state_->database));
    Timeline timeline;
    const auto gather = [&](const std::string& sql, Conditions& conditions) -> Result<void> {
        const auto kind = static_cast<std::uint32_t>(timeline.kinds.size() - 1);
        SqlStatement statement{*state_->database, sql};
        const auto values = conditions.take_values();
        auto rows = statement.with_values(values);
        while (TRY(rows.next())) {
            timeline.events.push_back({Timestamp{rows.integer(0)}, rows.integer(1), kind, rows.flag(2)});
        }
        return {};
    };
    if (query.file_times) {
        for (const FileTimeColumn& time : file_time_columns) {
            if (!query.name_times && std::string_view{time.column}.starts_with("name_")) continue;
            timeline.kinds.push_back({false, "file", time.column, time.happening});
            const std::string column = fmt::format("file.\"{}\"", time.column);
            Conditions conditions;
            const std::string where = range_of(conditions, query, column) + place_of(conditions, query);
            TRY(gather(fmt::format("SELECT {}, file.id, file_system.local_times FROM file JOIN file_system ON "
                                   "file_system.id = file.file_system_id WHERE {}",
                                   column, where),
                       conditions));
        }
    }
    std::vector<std::string> present;
    TRY(state_->each("SELECT DISTINCT type FROM artifact ORDER BY type", [&](const Rows& rows) {
        present.push_back(rows.string(0));
        return true;
    }));
    for (const std::string& name : present) {
        const ArtifactType* type = artifact_type(name);
        const bool asked = query.types.empty() || std::ranges::any_of(query.types, [&](const std::string& glob) {
                               return glob_match(glob, name, false);
                           });
        if (!query.artifact_times || !asked || type == nullptr) continue;
        for (const AttributeType& attribute : type->attributes) {
            if (attribute.kind != Kind::time) continue;
            timeline.kinds.push_back({true, name, std::string{attribute.name}, std::string{attribute.happening}});
            const std::string column = fmt::format("t.\"{}\"", attribute.name);
            Conditions conditions;
            const std::string where = range_of(conditions, query, column) + place_of(conditions, query);
            TRY(gather(
                fmt::format("SELECT {}, artifact.id, 0 FROM {} AS t JOIN artifact ON artifact.id = t.artifact_id "
                            "JOIN file ON file.id = artifact.file_id JOIN file_system ON file_system.id = "
                            "file.file_system_id WHERE {}",
                            column, artifact_table(name), where),
                conditions));
        }
    }
    std::ranges::sort(timeline.events, [](const TimelineEvent& a, const TimelineEvent& b) {
        return std::tie(a.at.ns, a.what, a.id) < std::tie(b.at.ns, b.what, b.id);
    });
    return timeline;
}

}  // namespace sanad
