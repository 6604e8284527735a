#include "core/cli/export_as.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>

#include "core/base/text.hpp"
#include "core/cli/summary.hpp"
#include "core/custody/event_types.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/bodyfile.hpp"
#include "core/report/case_uco.hpp"
#include "core/report/dfxml.hpp"
#include "core/report/export_file.hpp"
#include "core/report/file_facts.hpp"
#include "core/report/kml.hpp"
#include "core/report/plain_text.hpp"
#include "core/report/stix.hpp"
#include "core/report/timeline_rows.hpp"
#include "core/report/workbook.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

/// What is said at the end, beside the counts that all formats have.
using Said = std::vector<std::pair<std::string, std::uint64_t>>;

struct Job {
    const ExportAs& told;
    ExportSource& source;
    ExportFile& out;
    Said said{};
};

Result<void> write_csv(Job& job) {
    ExportSource& source = job.source;
    if (!job.told.artifacts_asked) {
        job.out.write(file_csv_header());
        return source.each_file([&](const FileRow& row) {
            source.count_file(row);
            return job.out.write(file_csv(row));
        });
    }
    std::vector<std::string> columns =
        TRY(attribute_columns(source.reader(), TRY(source.reader().find_artifacts(source.scope().artifacts))));
    job.out.write(artifact_csv_header(columns));
    return source.each_artifact({}, [&](const ArtifactRow& row) {
        source.count_artifact(row);
        return job.out.write(artifact_csv(row, columns));
    });
}

Result<void> write_workbook_job(Job& job) {
    const auto direction = job.told.right_to_left ? SheetsRun::right_to_left : SheetsRun::left_to_right;
    const WorkbookCounts counts = TRY(write_workbook(job.source, direction, job.out));
    job.said = {{"sheets", counts.sheets}, {"outcomes", counts.outcomes}, {"verifications", counts.verifications}};
    job.said.emplace_back("cut_cells", counts.cut_cells);
    return {};
}

Result<void> write_bodyfile(Job& job) {
    std::uint64_t left_out = 0;
    TRY(job.source.each_file([&](const FileRow& row) {
        const std::string lines = body_lines(row);
        if (lines.empty()) {
            ++left_out;
            return true;
        }
        job.source.count_file(row);
        return job.out.write(lines);
    }));
    job.said = {{"left_out", left_out}};
    if (left_out != 0) std::fprintf(stderr, "sanad: %s\n", without_times_text(left_out).c_str());
    return {};
}

/// Lines of a timeline. The range of times that chooses files elsewhere bounds the moments here.
Result<void> write_timeline(Job& job, std::string_view header, std::string (*line)(const EventRow&)) {
    ExportSource& source = job.source;
    TimelineQuery query;
    const ExportScope& scope = source.scope();
    query.from = scope.artifacts.from;
    query.to = scope.artifacts.to;
    query.types = scope.artifacts.types;
    query.artifact_times = scope.with_artifacts;
    query.file_times = !job.told.artifacts_asked;
    const Timeline timeline = TRY(source.reader().timeline(query));
    TimelineRows rows = TRY(TimelineRows::open(source.reader()));
    TimelineRows::Wanted wanted;
    if (!scope.all_files) {
        wanted.file = [&](Id id) { return source.has_file(id); };
        wanted.artifact = [&](const ArtifactRow& row) { return source.has_artifact(row); };
    }
    job.out.write(header);
    for (std::size_t at = 0; at < timeline.events.size(); at += ExportSource::page) {
        TRY(source.go_on());
        const std::size_t until = std::min(timeline.events.size(), at + ExportSource::page);
        for (const EventRow& row : TRY(rows.page(timeline, at, until, wanted))) {
            source.count_event(row.image);
            if (!job.out.write(line(row))) return {};
        }
    }
    return {};
}

/// What the ledger says happened to the evidence. Looking at it and taking copies of it is left to the ledger: every
/// export would otherwise differ by the one before it.
Result<std::vector<CustodyAct>> custody_acts(const CaseFolder& folder) {
    std::vector<CustodyAct> acts;
    auto ledger = LedgerFile::open_read_only(ledger_of(folder));
    if (!ledger) {
        if (ledger.error().fault == Fault::not_found) return acts;
        return tl::unexpected{ledger.error()};
    }
    TRY(ledger->each_entry([&](std::uint64_t seq, std::string_view bytes) -> Result<void> {
        auto entry = parse_entry(bytes);
        if (!entry) return within(fmt::format("entry {} of the ledger", seq), entry.error());
        const std::string& type = entry->event.type;
        if (type == "access.session" || type.starts_with("export.") || type.starts_with("key.")) return {};
        const EventType* known = find_event_type(type);
        std::string words{known != nullptr ? known->words.en : std::string_view{}};
        acts.push_back({std::move(entry->event), std::move(words), entry->hash});
        return {};
    }));
    return acts;
}

std::string agency_of(const std::vector<CustodyAct>& acts) {
    for (const CustodyAct& act : acts) {
        if (act.event.type == "case.open") return std::string{act.event.body.text_or_empty("agency")};
    }
    return {};
}

using Write = Result<void> (*)(Job&, const std::vector<CustodyAct>&);

struct Format {
    Write write;
    std::string_view kind;  ///< what it is, for people
};

const std::map<std::string, Format>& formats() {
    static const std::map<std::string, Format> all{
        {"csv", {[](Job& job, const auto&) { return write_csv(job); }, "CSV (RFC 4180)"}},
        {"xlsx", {[](Job& job, const auto&) { return write_workbook_job(job); }, "spreadsheet"}},
        {"case",
         {[](Job& job, const std::vector<CustodyAct>& acts) { return write_case_uco(job.source, acts, job.out); },
          "CASE 1.4.0 / UCO 1.4.0, JSON-LD"}},
        {"dfxml", {[](Job& job, const auto&) { return write_dfxml(job.source, job.out); }, "DFXML 1.1.1"}},
        {"bodyfile", {[](Job& job, const auto&) { return write_bodyfile(job); }, "body file 3, for mactime"}},
        {"l2tcsv",
         {[](Job& job, const auto&) { return write_timeline(job, l2t_csv_header(), l2t_csv_line); },
          "log2timeline CSV"}},
        {"timesketch",
         {[](Job& job, const auto&) { return write_timeline(job, "", timesketch_line); }, "Timesketch JSON lines"}},
        {"stix",
         {[](Job& job, const std::vector<CustodyAct>& acts) -> Result<void> {
              StixOptions options{job.told.tlp, job.told.sender.empty() ? agency_of(acts) : job.told.sender};
              if (options.sender.empty()) options.sender = "not stated";
              const StixCounts counts = TRY(write_stix(job.source, options, job.out));
              job.said = {{"indicators", counts.indicators}, {"addresses", counts.addresses}};
              return {};
          },
          "STIX 2.1 bundle"}},
        {"kml",
         {[](Job& job, const auto&) -> Result<void> {
              job.said = {{"places", TRY(write_kml(job.source, job.out))}};
              return {};
          },
          "KML 2.2"}},
    };
    return all;
}

/// Why a file holds nothing of the case.
const char* nothing_in(const std::string& format) {
    return format == "kml" ? "nothing: no finding that was chosen has coordinates"
                           : "nothing: no file or finding was chosen";
}

void say(const Session& session, const ExportAs& told, const Job& job, const ExportFile::Written& written) {
    const ExportTally& tally = job.source.tally();
    if (session.json) {
        JsonObject json;
        json.text("file", told.out).text("format", told.format).number("bytes", written.bytes);
        json.text("sha256", written.sha256).number("files", tally.files).number("artifacts", tally.artifacts);
        json.number("events", tally.events);
        for (const auto& [name, count] : job.said) json.number(name, count);
        std::fputs(json.line().c_str(), stdout);
        return;
    }
    std::printf("%s: %s, %s\n", shown(told.out).c_str(), std::string{formats().at(told.format).kind}.c_str(),
                size_text(written.bytes).c_str());
    std::string held;
    const auto add = [&](std::string name, std::uint64_t count) {
        if (count == 0) return;
        std::ranges::replace(name, '_', ' ');
        held += fmt::format("{}{} {}", held.empty() ? "" : ", ", grouped(count), name);
    };
    add("files", tally.files);
    add("artifacts", tally.artifacts);
    add("events", tally.events);
    for (const auto& [name, count] : job.said) add(name, count);
    std::printf("holds    %s\nSHA-256  %s\n", held.empty() ? nothing_in(told.format) : held.c_str(),
                written.sha256.c_str());
}

}  // namespace

void say_stands_alone(const RecipientOptions& handed, CustodySession& custody) {
    const bool stays = handed.recipient == "draft" || handed.recipient == "review";
    if (stays || handed.second.any() || custody.person().attested) return;
    std::fprintf(
        stderr,
        "sanad: for %s WITHOUT a second person: the machine's own key signed it alone, and the ledger says that "
        "nobody vouches for it\n",
        handed.recipient.c_str());
}

const std::vector<std::string>& export_formats() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [name, format] : formats()) all.push_back(name);
        return all;
    }();
    return names;
}

Result<void> export_as(Session& session, const ExportAs& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    if (told.format == "stix" && told.scope.all_files && !told.artifacts_asked) {
        return failure(Fault::refused,
                       "indicators of everything help nobody: choose files (--sha256, --path …) or findings "
                       "(--artifacts)");
    }
    ExportSource source = TRY(ExportSource::open(reader, told.scope, session.stop));
    const auto custody = TRY(CaseCustody::open_for_export(session, folder, told.handed));
    if (custody) {
        for (const Id image : TRY(source.images_with_files())) {
            TRY(custody->may_export(image, told.handed));
        }
    }
    ExportFile out = TRY(ExportFile::create(told.out));
    Job job{told, source, out};
    TRY(formats().at(told.format).write(job, TRY(custody_acts(folder))));
    const ExportFile::Written written = TRY(out.complete());
    if (custody) {
        std::map<Id, SummaryCount> by_image;
        for (const auto& [image, count] : source.tally().by_image) by_image[image] = {count, written.bytes};
        const bool recorded = TRY(custody->hand_out(session, told.handed, by_image, written.sha256));
        TRY(custody->session().close());
        if (!recorded) return {};
        say_stands_alone(told.handed, custody->session());
    }
    TRY(out.publish());
    say(session, told, job, written);
    return {};
}

}  // namespace sanad
