// find and timeline: what modules found, and everything that carries a time.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/cli/artifact_text.hpp"
#include "core/cli/output.hpp"
#include "core/cli/session.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

constexpr std::size_t page = 256;

struct Told {
    std::string case_path;
    std::vector<std::string> types;
    std::vector<std::string> where;
    std::string from, to, item, sort;
    bool descending = false, csv = false, bodyfile = false, timesketch = false, no_file_times = false;
    std::optional<std::uint64_t> limit;
    std::uint64_t skip = 0;
};

Result<std::optional<Timestamp>> time_given(std::string_view option, const std::string& text) {
    if (text.empty()) return std::optional<Timestamp>{};
    const auto time = parse_iso8601(text);
    if (!time) {
        return failure(Fault::refused, fmt::format("{} {}: not a date or time such as 2024-03-09 or "
                                                   "2024-03-09T15:41:10+05:00",
                                                   option, shown(text)));
    }
    return time;
}

/// "program=*tor*", "run_count>3", "size!=0".
Result<AttributeCondition> condition_given(const std::string& text) {
    using Is = AttributeCondition::Is;
    const std::size_t sign = text.find_first_of("=<>!");
    if (sign == 0 || sign == std::string::npos) {
        return failure(
            Fault::refused,
            fmt::format("--where {}: write ATTRIBUTE=PATTERN, or one of < > != and a number or time", shown(text)));
    }
    AttributeCondition condition;
    condition.attribute = text.substr(0, sign);
    std::size_t value = sign + 1;
    switch (text[sign]) {
        case '<':
            condition.is = Is::less;
            break;
        case '>':
            condition.is = Is::greater;
            break;
        case '!':
            if (text.substr(sign, 2) != "!=")
                return failure(Fault::refused, "--where " + shown(text) + ": != expected");
            condition.is = Is::not_equal;
            ++value;
            break;
        default:
            condition.is = Is::like;
    }
    condition.value = text.substr(value);
    return condition;
}

Result<std::optional<Id>> item_given(CaseReader& reader, const std::string& exhibit) {
    if (exhibit.empty()) return std::optional<Id>{};
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        if (item.exhibit_number == exhibit) return std::optional{item.id};
    }
    return failure(Fault::refused,
                   fmt::format("no item {} in this case; `sanad evidence list` names them", shown(exhibit)));
}

std::string source_json(const ArtifactRow& row) {
    return JsonObject{}
        .number("id", static_cast<std::uint64_t>(row.id))
        .text("module", row.module)
        .text("version", row.version)
        .text("exhibit", row.exhibit_number)
        .number("file", static_cast<std::uint64_t>(row.source_file))
        .text("path", row.source_path)
        .number("offset", row.artifact.source.offset)
        .number("length", row.artifact.source.length)
        .truth("deleted", row.file_deleted)
        .str();
}

std::string value_text(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    return hex(bytes_of(std::get<RawBytes>(value).bytes));
}

/// All values of that name, in order.
std::string joined(const Artifact& artifact, std::string_view name) {
    std::string text;
    for (const Attribute& attribute : artifact.attributes) {
        if (attribute.name == name) text += (text.empty() ? "" : "; ") + value_text(attribute.value);
    }
    return text;
}

std::vector<std::string> columns_of(const std::vector<ArtifactRow>& rows) {
    std::vector<std::string> columns;
    for (const ArtifactRow& row : rows) {
        if (const ArtifactType* type = artifact_type(row.artifact.type)) {
            for (const AttributeType& attribute : type->attributes) {
                if (std::ranges::find(columns, attribute.name) == columns.end()) columns.emplace_back(attribute.name);
            }
        }
        for (const Attribute& attribute : row.artifact.attributes) {
            if (std::ranges::find(columns, attribute.name) == columns.end()) columns.push_back(attribute.name);
        }
    }
    return columns;
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

Result<void> find(Session& session, const Told& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    Output out;
    const bool asks = !told.types.empty() || !told.where.empty() || !told.from.empty() || !told.to.empty() ||
                      !told.item.empty() || told.limit || told.csv;
    if (!asks) return print_counts(reader, out, session.json);
    ArtifactQuery query;
    query.types = told.types;
    for (const std::string& text : told.where) query.where.push_back(TRY(condition_given(text)));
    query.from = TRY(time_given("--from", told.from));
    query.to = TRY(time_given("--to", told.to));
    query.evidence_item = TRY(item_given(reader, told.item));
    query.order = told.sort;
    query.descending = told.descending;
    query.limit = told.limit;
    const std::vector<Id> ids = TRY(reader.find_artifacts(query));
    std::vector<std::string> columns;
    if (told.csv) {
        // Which columns there are is known from the types that answer; one row of each is enough.
        std::set<std::string> seen;
        std::vector<ArtifactRow> examples;
        for (std::size_t at = 0; at < ids.size(); at += page) {
            for (ArtifactRow& row :
                 TRY(reader.artifacts(std::span{ids}.subspan(at, std::min(page, ids.size() - at))))) {
                if (artifact_type(row.artifact.type) == nullptr || seen.insert(row.artifact.type).second) {
                    examples.push_back(std::move(row));
                }
            }
        }
        columns = columns_of(examples);
        std::string line = "id,type";
        for (const std::string& column : columns) line += "," + csv_text(column);
        out.write(line + ",exhibit,path,offset,length,module,version\r\n");
    }
    for (std::size_t at = 0; at < ids.size(); at += page) {
        for (const ArtifactRow& row :
             TRY(reader.artifacts(std::span{ids}.subspan(at, std::min(page, ids.size() - at))))) {
            if (told.csv) {
                std::string line = fmt::format("{},{}", row.id, csv_text(row.artifact.type));
                for (const std::string& column : columns) line += "," + csv_text(joined(row.artifact, column));
                out.write(fmt::format("{},{},{},{},{},{},{}\r\n", line, csv_text(row.exhibit_number),
                                      csv_text(row.source_path), row.artifact.source.offset, row.artifact.source.length,
                                      csv_text(row.module), csv_text(row.version)));
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

/// "r/rrw-r--r--" as The Sleuth Kit writes it.
std::string mode_text(const FileRow& file) {
    const char kind = file.kind == FileKind::directory ? 'd' : file.kind == FileKind::symlink ? 'l' : 'r';
    std::string text{kind, '/', kind};
    for (int bit = 8; bit >= 0; --bit) text += (file.mode >> bit & 1) != 0 ? "xwr"[bit % 3] : '-';
    return text;
}

std::int64_t seconds(const std::optional<Timestamp>& time) {
    if (!time) return 0;
    return time->ns / 1'000'000'000 - (time->ns % 1'000'000'000 < 0 ? 1 : 0);
}

/// A name in a body file: '|' would end its field, a line feed its line.
std::string body_name(std::string_view path) {
    std::string text = shown(path);
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 4) text.replace(at, 1, "\\x7c");
    return text;
}

Result<void> print_bodyfile(CaseReader& reader, Output& out, const TimelineQuery& query) {
    FileQuery files;
    files.evidence_item = query.evidence_item;
    TRY(reader.each_file(files, [&](const FileRow& file) {
        const auto one = [&](const FileTimes& times, std::string_view suffix) {
            return out.write(fmt::format("{}|{}{}{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
                                         file.digests ? hex(file.digests->md5) : "0", body_name(file.path), suffix,
                                         file.state == NameState::allocated ? "" : " (deleted)", file.metadata_address,
                                         mode_text(file), file.uid.value_or(0), file.gid.value_or(0), file.size,
                                         seconds(times.accessed_at), seconds(times.modified_at),
                                         seconds(times.metadata_changed_at), seconds(times.created_at)));
        };
        if (!one(file.times, "")) return false;
        return file.name_times == FileTimes{} || one(file.name_times, " ($FILE_NAME)");
    }));
    return out.finish();
}

/// One event with what it is of.
struct Shown {
    std::string what, path, exhibit;
    std::string artifact_line;  ///< JSON of the artifact; empty for a file
    std::string summary;
};

Result<std::vector<Shown>> shown_page(CaseReader& reader, const Timeline& timeline, std::size_t at, std::size_t until) {
    std::vector<Id> files;
    std::vector<Id> artifacts;
    for (std::size_t i = at; i < until; ++i) {
        const TimelineEvent& event = timeline.events[i];
        (timeline.kinds[event.what].artifact ? artifacts : files).push_back(event.id);
    }
    std::map<Id, FileRow> file_rows;
    for (FileRow& row : TRY(reader.rows(files))) file_rows.emplace(row.id, std::move(row));
    std::map<Id, ArtifactRow> artifact_rows;
    for (ArtifactRow& row : TRY(reader.artifacts(artifacts))) artifact_rows.emplace(row.id, std::move(row));
    std::vector<Shown> result;
    for (std::size_t i = at; i < until; ++i) {
        const TimelineEvent& event = timeline.events[i];
        const Timeline::Kind& kind = timeline.kinds[event.what];
        Shown line;
        line.what = kind.happening;
        if (kind.artifact) {
            const auto row = artifact_rows.find(event.id);
            if (row == artifact_rows.end()) {
                result.push_back(std::move(line));
                continue;
            }
            line.path = row->second.source_path;
            line.exhibit = row->second.exhibit_number;
            line.artifact_line = artifact_json(row->second.artifact, source_json(row->second));
            for (const Attribute& attribute : row->second.artifact.attributes) {
                if (std::holds_alternative<Timestamp>(attribute.value)) continue;
                line.summary += fmt::format("{}{}: {}", line.summary.empty() ? "" : ", ", attribute.name,
                                            shown(value_text(attribute.value)));
                if (line.summary.size() > 400) break;
            }
        } else {
            const auto row = file_rows.find(event.id);
            if (row == file_rows.end()) {
                result.push_back(std::move(line));
                continue;
            }
            line.path = row->second.path;
            line.summary = shown(row->second.path) + (row->second.state == NameState::allocated ? "" : " (deleted)");
        }
        result.push_back(std::move(line));
    }
    return result;
}

Result<void> timeline(Session& session, const Told& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    TimelineQuery query;
    query.from = TRY(time_given("--from", told.from));
    query.to = TRY(time_given("--to", told.to));
    query.types = told.types;
    query.evidence_item = TRY(item_given(reader, told.item));
    const bool only_files = std::ranges::find(told.types, "file") != told.types.end();
    query.file_times = !told.no_file_times && (told.types.empty() || only_files);
    Output out;
    if (told.bodyfile) return print_bodyfile(reader, out, query);
    const Timeline events = TRY(reader.timeline(query));
    if (told.csv) out.write("time,zone,what,type,exhibit,path,details\r\n");
    const std::size_t begin = std::min<std::size_t>(told.skip, events.events.size());
    const std::size_t end =
        told.limit ? std::min<std::size_t>(events.events.size(), begin + *told.limit) : events.events.size();
    for (std::size_t at = begin; at < end; at += page) {
        const std::size_t until = std::min(end, at + page);
        const auto lines = TRY(shown_page(reader, events, at, until));
        for (std::size_t i = at; i < until; ++i) {
            const TimelineEvent& event = events.events[i];
            const Timeline::Kind& kind = events.kinds[event.what];
            const Shown& line = lines[i - at];
            const std::string time = event.zoneless ? iso8601_zoneless(event.at) : iso8601(event.at);
            if (told.timesketch) {
                // Timesketch asks for message, datetime and timestamp_desc; a zoneless time is given as if it were UTC.
                out.write(JsonObject{}
                              .text("message", line.summary)
                              .text("datetime", iso8601(event.at))
                              .text("timestamp_desc", line.what)
                              .text("data_type", "sanad:" + kind.type)
                              .text("exhibit", line.exhibit)
                              .text("path", line.path)
                              .truth("zoneless", event.zoneless)
                              .line());
            } else if (session.json) {
                JsonObject json;
                json.text("time", time)
                    .text("what", line.what)
                    .text("type", kind.type)
                    .text("attribute", kind.attribute);
                json.number(kind.artifact ? "artifact" : "file", static_cast<std::uint64_t>(event.id))
                    .text("path", line.path);
                if (!line.artifact_line.empty()) {
                    json.member("details", line.artifact_line.substr(0, line.artifact_line.size() - 1));
                }
                out.write(json.line());
            } else if (told.csv) {
                out.write(fmt::format("{},{},{},{},{},{},{}\r\n", time, event.zoneless ? "not recorded" : "UTC",
                                      csv_text(line.what), csv_text(kind.type), csv_text(line.exhibit),
                                      csv_text(line.path), csv_text(line.summary)));
            } else {
                out.write(fmt::format("{:<31}{:<26} {}\n", time, line.what, line.summary));
            }
        }
    }
    if (!session.json && !told.csv && !told.timesketch) {
        std::fprintf(stderr, "%zu of %zu events\n", end - begin, events.events.size());
    }
    return out.finish();
}

void add_shared(CLI::App& verb, Told& told) {
    verb.add_option("case", told.case_path, "Case folder")->required();
    verb.add_option("--from", told.from, "Not before this time");
    verb.add_option("--to", told.to, "Not after this time");
    verb.add_option("--item", told.item, "Of this exhibit only");
    verb.add_option("--limit", told.limit, "At most so many");
    verb.add_flag("--csv", told.csv, "As CSV (RFC 4180)");
}

}  // namespace

void add_find_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<Told>();
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

    const auto asked = std::make_shared<Told>();
    CLI::App* timeline_verb = app.add_subcommand("timeline", "Everything that carries a time, in its order");
    add_shared(*timeline_verb, *asked);
    timeline_verb->add_option("--type", asked->types, "Artifact types, with *; 'file' for the times of files");
    timeline_verb->add_flag("--no-file-times", asked->no_file_times, "Artifacts only");
    timeline_verb->add_option("--skip", asked->skip, "Leave out the first so many");
    timeline_verb->add_flag("--bodyfile", asked->bodyfile, "Files as a body file for mactime (The Sleuth Kit 3)");
    timeline_verb->add_flag("--timesketch", asked->timesketch, "JSON lines for Timesketch");
    timeline_verb->footer(
        "Examples:\n  sanad timeline op-lantern --from 2024-03-09T15:00:00+05:00 --to 2024-03-09T16:00:00+05:00\n"
        "  sanad timeline op-lantern --type 'web.*' --type program.executed --csv\n"
        "  sanad timeline op-lantern --bodyfile | mactime -b - -d");
    timeline_verb->callback([&session, asked] { session.succeeded(timeline(session, *asked)); });
}

}  // namespace sanad
