#pragma once
// The moments of a timeline with what they are of, and the lines that other programs read them as.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/case_reader.hpp"

namespace sanad {

struct EventRow {
    TimelineEvent event;
    std::string happening;  ///< for people: "File created"
    std::string type;       ///< of the artifact; "file"
    std::string attribute;  ///< "created_at"
    std::string path;       ///< raw bytes: of the file, or of the one the finding lies in
    std::string exhibit;
    std::string summary;        ///< one line, for people
    std::string artifact_line;  ///< JSON of the artifact; empty for a file
    std::string module;         ///< that found it; empty for a file
    std::uint64_t metadata_address = 0;
    Id image = 0;
    bool deleted = false;

    bool of_artifact() const { return !module.empty(); }
    /// ISO 8601, without the Z where no zone is recorded.
    std::string time() const;
};

class TimelineRows {
public:
    static Result<TimelineRows> open(CaseReader& reader);
    /// Which events are wanted: those of these files, and of these findings in these files. Nothing: all.
    struct Wanted {
        std::function<bool(Id file)> file;
        std::function<bool(const ArtifactRow&)> artifact;
    };
    /// Events `at` to `until` of the timeline, but for those that are not wanted.
    Result<std::vector<EventRow>> page(const Timeline& timeline, std::size_t at, std::size_t until,
                                       const Wanted& wanted = {});

private:
    explicit TimelineRows(CaseReader& reader) : reader_{&reader} {}
    struct Place {
        Id image = 0;
        std::string exhibit;
    };
    CaseReader* reader_;
    std::map<Id, Place> places_;  ///< of file systems
};

/// One JSON line with the fields that Timesketch asks for; a time without a zone is given as if it were UTC, and says
/// so.
std::string timesketch_line(const EventRow& row);

/// log2timeline's CSV: 17 fields, to the second. It knows no quoting: a comma within a field becomes a blank.
std::string_view l2t_csv_header();
std::string l2t_csv_line(const EventRow& row);

std::string_view timeline_csv_header();
std::string timeline_csv_line(const EventRow& row);

}  // namespace sanad
