#pragma once
// Everything that carries a time, as one sequence: the times of files, and those of artifacts with what they mean.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/query.hpp"

namespace sanad {

/// Where an event stands in the order of all: by time, then kind, then id.
struct TimelinePlace {
    Timestamp at;
    std::string type, attribute;  ///< as in Timeline::Kind
    Id id = 0;
};

struct TimelineQuery {
    std::optional<Timestamp> from, to;  ///< both ends included
    std::vector<std::string> types;     ///< globs over artifact types; empty: all
    bool file_times = true;
    bool name_times = true;  ///< with file_times: those of NTFS $FILE_NAME too
    bool artifact_times = true;
    std::optional<Id> evidence_item, image;
    std::optional<TimelinePlace> after;  ///< only what stands behind this
    /// At most so many: then the indexes on times give them, and what lies behind them is not read.
    std::optional<std::size_t> limit;
};

/// One moment. 1,000,000 are 16 MB: keep them, and fetch what they are of by page.
struct TimelineEvent {
    static constexpr Id last_id = (Id{1} << 47) - 1;
    static constexpr std::uint32_t last_kind = (1 << 15) - 1;
    Timestamp at;
    Id id : 48 = 0;               ///< of the file, or of the artifact
    std::uint64_t what : 15 = 0;  ///< index into Timeline::kinds
    bool zoneless : 1 = false;    ///< a clock reading without a zone (FAT): `at` is what the clock showed
};
static_assert(sizeof(TimelineEvent) == 16);

struct Timeline {
    struct Kind {
        bool artifact = false;
        std::string type;       ///< artifact type; "file" of a file's own times
        std::string attribute;  ///< "created_at", "executed_at"
        std::string happening;  ///< for people: "Created", "Program run"
    };
    std::vector<Kind> kinds;
    std::vector<TimelineEvent> events;  ///< by time, then kind, then id
};

/// How a kind of time stands to that of `TimelineQuery::after` in the order of kinds.
enum class TimelineSide : std::uint8_t { before, same, behind };

/// The question for one column of times: time, id, whether it is a clock reading without a zone. With a limit, in the
/// order of the timeline.
FileSelect select_times(const Timeline::Kind& kind, const TimelineQuery& query, TimelineSide side);

}  // namespace sanad
