#include "core/report/timeline_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/artifact_text.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

constexpr std::size_t longest_summary = 400;

std::string summary_of(const Artifact& artifact) {
    std::string summary;
    for (const Attribute& attribute : artifact.attributes) {
        if (std::holds_alternative<Timestamp>(attribute.value)) continue;
        summary +=
            fmt::format("{}{}: {}", summary.empty() ? "" : ", ", attribute.name, shown(value_text(attribute.value)));
        if (summary.size() > longest_summary) break;
    }
    return summary;
}

/// Which of the four letters of plaso's MACB column a time of a file is.
std::string_view macb_of(const EventRow& row) {
    if (row.of_artifact()) return "....";
    if (row.attribute.ends_with("metadata_changed_at")) return "..C.";
    if (row.attribute.ends_with("created_at")) return "...B";
    return row.attribute.ends_with("accessed_at") ? ".A.." : "M...";
}

/// A field of a format that has no quotes: a comma would end it.
std::string l2t_field(std::string_view text) {
    std::string field = shown(text);
    std::ranges::replace(field, ',', ' ');
    return field.empty() ? "-" : field;
}

}  // namespace

std::string EventRow::time() const {
    return event.zoneless ? iso8601_zoneless(event.at) : iso8601(event.at);
}

Result<TimelineRows> TimelineRows::open(CaseReader& reader) {
    TimelineRows rows{reader};
    std::map<Id, std::string> exhibits;
    for (const EvidenceItem& item : TRY(reader.evidence_items())) exhibits[item.id] = item.exhibit_number;
    for (const ImageRow& image : TRY(reader.images())) {
        for (const FileSystemRow& row : TRY(reader.file_systems(image.id))) {
            rows.places_[row.id] = {image.id, exhibits[image.evidence_item]};
        }
    }
    return rows;
}

Result<std::vector<EventRow>> TimelineRows::page(const Timeline& timeline, std::size_t at, std::size_t until,
                                                 const Wanted& wanted) {
    std::vector<Id> files;
    std::vector<Id> artifacts;
    for (std::size_t i = at; i < until; ++i) {
        const TimelineEvent& event = timeline.events[i];
        (timeline.kinds[event.what].artifact ? artifacts : files).push_back(event.id);
    }
    // A file has up to eight times: its row is asked for once.
    for (std::vector<Id>* ids : {&files, &artifacts}) {
        std::ranges::sort(*ids);
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
    }
    if (wanted.file) std::erase_if(files, [&](Id id) { return !wanted.file(id); });
    std::map<Id, FileRow> file_rows;
    for (FileRow& row : TRY(reader_->rows(files))) file_rows.emplace(row.id, std::move(row));
    std::map<Id, ArtifactRow> artifact_rows;
    for (ArtifactRow& row : TRY(reader_->artifacts(artifacts))) {
        if (!wanted.artifact || wanted.artifact(row)) artifact_rows.emplace(row.id, std::move(row));
    }
    std::vector<EventRow> result;
    for (std::size_t i = at; i < until; ++i) {
        const TimelineEvent& event = timeline.events[i];
        const Timeline::Kind& kind = timeline.kinds[event.what];
        EventRow line;
        line.event = event;
        line.happening = kind.happening;
        line.type = kind.type;
        line.attribute = kind.attribute;
        if (kind.artifact) {
            const auto found = artifact_rows.find(event.id);
            if (found == artifact_rows.end()) continue;
            const ArtifactRow& row = found->second;
            line.path = row.source_path;
            line.exhibit = row.exhibit_number;
            line.artifact_line = artifact_json(row.artifact, source_json(row));
            line.module = row.module;
            line.summary = summary_of(row.artifact);
            line.image = row.image;
            line.deleted = row.file_deleted;
        } else {
            const auto found = file_rows.find(event.id);
            if (found == file_rows.end()) continue;
            const FileRow& row = found->second;
            const Place& place = places_[row.file_system];
            line.path = row.path;
            line.exhibit = place.exhibit;
            line.deleted = row.state != NameState::allocated;
            line.summary = shown(row.path) + (line.deleted ? " (deleted)" : "");
            line.metadata_address = row.metadata_address;
            line.image = place.image;
        }
        result.push_back(std::move(line));
    }
    return result;
}

std::string timesketch_line(const EventRow& row) {
    return JsonObject{}
        .text("message", row.summary.empty() ? row.happening : row.summary)
        .text("datetime", iso8601(row.event.at))
        .text("timestamp_desc", row.happening)
        .text("data_type", "sanad:" + row.type)
        .text("exhibit", row.exhibit)
        .text("path", row.path)
        .truth("zoneless", row.event.zoneless)
        .line();
}

std::string_view l2t_csv_header() {
    return "date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,"
           "extra\n";
}

std::string l2t_csv_line(const EventRow& row) {
    const std::string time = iso8601_zoneless(row.event.at);  // YYYY-MM-DDThh:mm:ss…, its year always of four digits
    const std::string desc = row.summary.empty() ? row.happening : row.summary;
    // The short description is the beginning of the long one; cut where a character ends.
    std::size_t cut = std::min<std::size_t>(desc.size(), 80);
    while (cut < desc.size() && cut > 0 && (static_cast<unsigned char>(desc[cut]) & 0xC0) == 0x80) --cut;
    return fmt::format("{}/{}/{},{},{},{},{},{},{},-,-,{},{},2,{},{},{},{},{}\n", time.substr(5, 2), time.substr(8, 2),
                       time.substr(0, 4), time.substr(11, 8), row.event.zoneless ? "-" : "UTC", macb_of(row),
                       row.of_artifact() ? "ARTIFACT" : "FILE", l2t_field(row.type), l2t_field(row.happening),
                       l2t_field(desc.substr(0, cut)), l2t_field(desc), l2t_field(row.path), row.metadata_address,
                       row.event.zoneless ? "no zone recorded" : "-",
                       row.of_artifact() ? l2t_field("sanad/" + row.module) : "sanad/file",
                       l2t_field("exhibit: " + row.exhibit));
}

std::string_view timeline_csv_header() {
    return "time,zone,what,type,exhibit,path,details\r\n";
}

std::string timeline_csv_line(const EventRow& row) {
    return fmt::format("{},{},{},{},{},{},{}\r\n", row.time(), row.event.zoneless ? "not recorded" : "UTC",
                       csv_text(row.happening), csv_text(row.type), csv_text(row.exhibit), csv_text(row.path),
                       csv_text(row.summary));
}

}  // namespace sanad
