// find and timeline: what modules found, and everything that carries a time.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/cli/finding_filters.hpp"
#include "core/cli/output.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/session.hpp"
#include "core/cli/told_time.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/artifact_text.hpp"
#include "core/report/bodyfile.hpp"
#include "core/report/timeline_rows.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

constexpr std::size_t page = 256;

struct FindTold {
    std::string case_path;
    std::vector<std::string> types;
    std::vector<std::string> where;
    std::string from, to, item, sort;
    bool descending = false, csv = false, bodyfile = false, timesketch = false, no_file_times = false;
    std::optional<std::uint64_t> limit;
    std::uint64_t skip = 0;
    std::string after;
};

Result<std::optional<Id>> item_given(CaseReader& reader, const std::string& exhibit) {
    if (exhibit.empty()) return std::optional<Id>{};
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        if (item.exhibit_number == exhibit) return std::optional{item.id};
    }
    return failure(Fault::refused,
                   fmt::format("no item {} in this case; `sanad evidence list` names them", shown(exhibit)));
}

Result<void> print_counts(CaseReader& reader, Output& out, bool json) {
    const auto counts = TRY(reader.artifact_counts());
    for (const auto& [type, count] : counts) {
        const ArtifactType* known = artifact_type(type);
        out.write(json ? JsonObject{}.text("type", type).number("count", count).line()
                       : fmt::format("{:<28}{:>10}  {}\n", shown(type), count, known != nullptr ? known->label : ""));
    }
    if (counts.empty() && !json)
        out.write("No artifact in this case yet: no module has found anything, or none has run.\n");
    return out.finish();
}

Result<void> find(Session& session, const FindTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    Output out;
    const bool asks = !told.types.empty() || !told.where.empty() || !told.from.empty() || !told.to.empty() ||
                      !told.item.empty() || told.limit || told.csv;
    if (!asks) return print_counts(reader, out, session.json);
    ArtifactQuery query;
    query.types = told.types;
    for (const std::string& text : told.where) query.where.push_back(TRY(condition_given(text)));
    TRY(check_asked(reader, query.types, query.where));
    TRY(begin_reading(session, folder, reader));
    query.from = TRY(range_end("--from", told.from));
    query.to = TRY(range_end("--to", told.to, true));
    query.evidence_item = TRY(item_given(reader, told.item));
    query.order = told.sort;
    query.descending = told.descending;
    query.limit = told.limit;
    query.skip = told.skip;
    if (told.skip != 0 && !told.limit) query.limit = INT64_MAX;
    const std::vector<Id> ids = TRY(reader.find_artifacts(query));
    std::vector<std::string> columns;
    if (told.csv) {
        columns = TRY(attribute_columns(reader, ids));
        out.write(artifact_csv_header(columns));
    }
    for (std::size_t at = 0; at < ids.size(); at += page) {
        for (const ArtifactRow& row :
             TRY(reader.artifacts(std::span{ids}.subspan(at, std::min(page, ids.size() - at))))) {
            if (told.csv) {
                out.write(artifact_csv(row, columns));
            } else if (session.json) {
                out.write(artifact_json(row.artifact, source_json(row)));
            } else {
                out.write(
                    artifact_lines(row.artifact, fmt::format("{} {}, bytes {} to {}{}", shown(row.exhibit_number),
                                                             shown(row.source_path), row.artifact.source.offset,
                                                             row.artifact.source.offset + row.artifact.source.length,
                                                             row.file_deleted ? " (deleted file)" : "")) +
                    '\n');
            }
        }
    }
    if (!session.json && !told.csv) std::fprintf(stderr, "%zu artifacts\n", ids.size());
    return out.finish();
}

Result<void> print_bodyfile(CaseReader& reader, Output& out, const TimelineQuery& query) {
    FileQuery files;
    files.evidence_item = query.evidence_item;
    std::uint64_t left_out = 0;
    TRY(reader.each_file(files, [&](const FileRow& file) {
        const std::string lines = body_lines(file);
        left_out += lines.empty() ? 1 : 0;
        return out.write(lines);
    }));
    if (left_out != 0) std::fprintf(stderr, "sanad: %s\n", without_times_text(left_out).c_str());
    return out.finish();
}

/// Names an event for --after: nothing in it depends on what else is asked for.
std::string key_of(const EventRow& row) {
    return fmt::format("{}/{}/{}/{}", row.event.at.ns, row.type, row.attribute, row.event.id);
}

Result<std::optional<TimelinePlace>> place_given(const std::string& text) {
    if (text.empty()) return std::optional<TimelinePlace>{};
    TimelinePlace place;
    std::vector<std::string_view> parts;
    for (std::string_view rest = text;;) {
        const std::size_t slash = rest.find('/');
        parts.push_back(rest.substr(0, slash));
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    const auto number = [](std::string_view digits, std::int64_t& into) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    if (parts.size() != 4 || !number(parts[0], place.at.ns) || !number(parts[3], place.id)) {
        return failure(Fault::refused,
                       fmt::format("--after {}: not the \"key\" of an event, as --json prints it", shown(text)));
    }
    place.type = parts[1];
    place.attribute = parts[2];
    return std::optional{std::move(place)};
}

std::string event_json(const EventRow& row) {
    JsonObject json;
    json.text("time", row.time()).text("what", row.happening).text("type", row.type).text("attribute", row.attribute);
    json.number(row.of_artifact() ? "artifact" : "file", static_cast<std::uint64_t>(row.event.id))
        .text("path", row.path)
        .text("key", key_of(row));
    if (!row.artifact_line.empty()) {
        json.member("details", row.artifact_line.substr(0, row.artifact_line.size() - 1));
    }
    return json.line();
}

Result<void> timeline(Session& session, const FindTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    TimelineQuery query;
    query.from = TRY(range_end("--from", told.from));
    query.to = TRY(range_end("--to", told.to, true));
    query.types = told.types;
    query.evidence_item = TRY(item_given(reader, told.item));
    TRY(check_asked(reader, query.types, {}, "file"));
    const bool only_files = std::ranges::find(told.types, "file") != told.types.end();
    query.file_times = !told.no_file_times && (told.types.empty() || only_files);
    TRY(begin_reading(session, folder, reader));
    Output out;
    if (told.bodyfile) return print_bodyfile(reader, out, query);
    query.after = TRY(place_given(told.after));
    // One more than is printed: whether anything follows.
    if (told.limit)
        query.limit =
            std::min<std::uint64_t>(*told.limit, INT64_MAX / 2) + std::min<std::uint64_t>(told.skip, INT64_MAX / 2) + 1;
    const Timeline events = TRY(reader.timeline(query));
    TimelineRows rows = TRY(TimelineRows::open(reader));
    if (told.csv) out.write(timeline_csv_header());
    const std::size_t begin = std::min<std::size_t>(told.skip, events.events.size());
    const std::size_t end =
        told.limit ? std::min<std::size_t>(events.events.size(), begin + *told.limit) : events.events.size();
    for (std::size_t at = begin; at < end && !session.stop; at += page) {
        for (const EventRow& row : TRY(rows.page(events, at, std::min(end, at + page)))) {
            if (told.timesketch) {
                out.write(timesketch_line(row));
            } else if (session.json) {
                out.write(event_json(row));
            } else if (told.csv) {
                out.write(timeline_csv_line(row));
            } else {
                out.write(fmt::format("{:<31}{:<26} {}\n", row.time(), row.happening, row.summary));
            }
        }
    }
    if (!session.json && !told.csv && !told.timesketch) {
        const bool more = end < events.events.size();
        std::fprintf(stderr, "%zu events%s\n", end - begin, more ? "; more follow (--limit)" : "");
    }
    return out.finish();
}

void add_shared(CLI::App& verb, FindTold& told) {
    verb.add_option("case", told.case_path, "Case folder")->required();
    verb.add_option("--from", told.from,
                    "Not before this time (UTC without an offset): 2024-03-09, 2024-03-09T15:41+05:00");
    verb.add_option("--to", told.to, "Not after it; a date alone means until the end of that day");
    verb.add_option("--item", told.item, "Of this exhibit only");
    verb.add_option("--limit", told.limit, "At most so many");
    verb.add_option("--skip", told.skip, "Leave out the first so many");
    verb.add_flag("--csv", told.csv, "As CSV (RFC 4180)");
}

}  // namespace

void add_find_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<FindTold>();
    CLI::App* find_verb =
        app.add_subcommand("find", "What modules found: programs run, pages visited, messages, devices …");
    add_shared(*find_verb, *told);
    find_verb->add_option("types", told->types,
                          "Artifact types, with *: program.executed, 'web.*' (none: counts of each)");
    find_verb->add_option(
        "--where", told->where,
        "Condition on a value, all must hold: 'program=*tor*', 'run_count>3', 'executed_at>2024-03-09'");
    find_verb->add_option("--sort", told->sort, "By this attribute");
    find_verb->add_flag("--desc", told->descending, "Last first");
    find_verb->footer(
        "Examples:\n  sanad find op-lantern\n  sanad find op-lantern program.executed --where 'program=*tor*' --json\n"
        "  sanad find op-lantern 'web.*' --from 2024-03-01 --to 2024-03-31 --csv > march.csv");
    find_verb->callback([&session, told] { session.succeeded(find(session, *told)); });

    const auto asked = std::make_shared<FindTold>();
    CLI::App* timeline_verb = app.add_subcommand("timeline", "Everything that carries a time, in its order");
    add_shared(*timeline_verb, *asked);
    timeline_verb->add_option("--type", asked->types, "Artifact types, with *; 'file' for the times of files");
    timeline_verb->add_flag("--no-file-times", asked->no_file_times, "Artifacts only");
    timeline_verb->add_option("--after", asked->after,
                              "Go on behind the event with this \"key\" (of --json): the next page, at once");
    timeline_verb->add_flag("--bodyfile", asked->bodyfile, "Files as a body file for mactime (The Sleuth Kit 3)");
    timeline_verb->add_flag("--timesketch", asked->timesketch, "JSON lines for Timesketch");
    timeline_verb->footer(
        "Examples:\n  sanad timeline op-lantern --from 2024-03-09T15:00:00+05:00 --to 2024-03-09T16:00:00+05:00\n"
        "  sanad timeline op-lantern --type 'web.*' --type program.executed --csv\n"
        "  sanad timeline op-lantern --bodyfile | mactime -b - -d");
    timeline_verb->callback([&session, asked] { session.succeeded(timeline(session, *asked)); });
}

}  // namespace sanad
