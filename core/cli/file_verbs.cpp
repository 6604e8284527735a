#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "core/base/text.hpp"
#include "core/cli/file_filters.hpp"
#include "core/cli/output.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/cli/zone.hpp"
#include "core/report/file_facts.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

struct Listing {
    std::string case_path;
    FileFilters filters;
    bool csv = false;
};

std::string table_row(const FileRow& file) {
    // Long types are cut so that the paths stay in line; `show` and --json give them whole.
    std::string type = shown(file.mime_type);
    if (type.size() > 28) type = type.substr(0, 27) + "…";
    // To the second: `show` and --json give the whole time.
    std::string modified = time_text(file.times.modified_at, file.local_times).substr(0, 19);
    if (!modified.empty() && !file.local_times) modified += 'Z';
    return fmt::format("{:>7} {:>3} {} {:>14} {:<20} {:<28} {}\n", file.id, file.file_system, file_mark(file),
                       file.content ? grouped(file.size) : "", modified, type, shown(file.path));
}

/// Files that a listing does not show because they are known: how many, so that nobody takes the rest for all.
Result<void> tell_left_out(CaseReader& reader, FileQuery query) {
    if (!query.exclude_known) return {};
    // These alone are counted: all files and those shown, counted one after the other, would be of two states of a case
    // that an ingest is at work on.
    query.limit.reset();
    query.exclude_known = false;
    query.known_only = true;
    std::fprintf(stderr, "sanad: %s files left out: they stand in a known hash set and in no notable one\n",
                 grouped(TRY(reader.count(query))).c_str());
    return {};
}

Result<void> list_files(Session& session, const Listing& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    const FileQuery query = TRY(told.filters.query(reader));
    TRY(begin_reading(session, folder, reader));
    Output out;
    if (told.csv) {
        out.write(file_csv_header());
    } else if (!session.json) {
        out.write(fmt::format("{:>7} {:>3} {} {:>14} {:<20} {:<28} {}\n", "id", "fs", "mark", "size", "modified",
                              "type", "path"));
    }
    TRY(reader.each_file(query, [&](const FileRow& file) {
        if (session.stop) return false;
        return out.write(told.csv ? file_csv(file) : session.json ? file_json(file).line() : table_row(file));
    }));
    TRY(out.finish());
    return tell_left_out(reader, query);
}

std::string_view in_words(Recovery recovery) {
    switch (recovery) {
        case Recovery::not_needed:
            return "not needed: in use";
        case Recovery::intact:
            return "intact: every block it had is still free, so its bytes should be its own";
        case Recovery::partly_reallocated:
            return "PARTLY REALLOCATED: some of its blocks now belong to another file; those bytes are not its own";
        case Recovery::estimated:
            return "ESTIMATED: where its blocks lay is a guess (consecutive free ones); bytes may be another file's";
        case Recovery::none:
            break;
    }
    return "none: no block is recorded, so nothing can be recovered";
}

std::string_view in_words(ContentAccess access) {
    switch (access) {
        case ContentAccess::extents:
            return "as it lies in its extents";
        case ContentAccess::resident:
            return "inside its metadata entry";
        case ContentAccess::derived:
            return "taken out of another file by a module; kept in the case's derived/ folder";
        case ContentAccess::file_system:
            break;
    }
    return "through its file system (compressed, encrypted or kept by a container)";
}

constexpr std::size_t most_extents_shown = 64;

class Shown {
public:
    void line(std::string_view label, std::string_view value) {
        if (!value.empty()) text_ += fmt::format("  {:<20}{}\n", label, value);
    }
    void head(std::string_view words) { text_ += fmt::format("\n{}\n", words); }
    void plain(std::string_view words) { text_ += fmt::format("  {}\n", words); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// One time, as recorded, and where a zone was chosen also on that zone's clock.
std::string time_in_full(std::optional<Timestamp> time, bool local_times, const std::string& zone) {
    if (!time) return "";
    if (!local_times) {
        std::string utc = iso8601(*time);
        if (zone.empty() || zone == "UTC") return utc;
        const auto there = in_zone(*time, zone);
        return there ? fmt::format("{}  = {} {}", utc, *there, zone) : utc;
    }
    std::string recorded = iso8601_zoneless(*time) + "  (its clock; no zone recorded)";
    if (zone.empty()) return recorded;
    const auto moment = read_in_zone(*time, zone);
    if (!moment) return fmt::format("{}  (this machine does not know the zone {})", recorded, shown(zone));
    return fmt::format("{}  = {} if that clock kept {}", recorded, iso8601(*moment), zone);
}

void show_times(Shown& page, const FileDetail& detail, const std::string& zone) {
    const FileRow& file = detail.file;
    const auto four = [&](const FileTimes& times) {
        page.line("created", time_in_full(times.created_at, file.local_times, zone));
        page.line("modified", time_in_full(times.modified_at, file.local_times, zone));
        page.line("accessed", time_in_full(times.accessed_at, file.local_times, zone));
        page.line("metadata changed", time_in_full(times.metadata_changed_at, file.local_times, zone));
    };
    page.head("Times");
    four(file.times);
    page.line("deleted", time_in_full(file.specifics.deleted_at, false, zone));
    page.line("backed up", time_in_full(file.specifics.backed_up_at, false, zone));
    if (file.name_times != FileTimes{}) {
        page.head("Times of its name ($FILE_NAME)");
        four(file.name_times);
    }
}

void show_content(Shown& page, const FileDetail& detail) {
    const FileRow& file = detail.file;
    page.head("Content");
    if (!detail.content) {
        page.plain("none");
        return;
    }
    page.line("size", size_text(file.size));
    page.line("allocated", size_text(file.allocated_size));
    page.line("examined", file.content_state == ContentState::done      ? "yes"
                          : file.content_state == ContentState::pending ? "not yet: sanad ingest goes on"
                                                                        : "NO, see below");
    if (file.digests) {
        page.line("MD5", hex(file.digests->md5));
        page.line("SHA-1", hex(file.digests->sha1));
        page.line("SHA-256", hex(file.digests->sha256));
    }
    for (const HashHit& hit : file.hash_hits) {
        page.line("hash set",
                  fmt::format("{}: {}{}, by its {}", name_of(hit.kind), shown(hit.set),
                              hit.category.empty() ? "" : ", category " + shown(hit.category), name_of(hit.algorithm)));
    }
    page.line("type", shown(file.mime_type));
    page.line("encoding", shown(file.encoding));
    if (file.mismatch)
        page.line("extension", fmt::format("MISMATCH: .{} is no usual name for this type", shown(file.extension)));
    page.line("recovery", in_words(file.recovery));
    if (file.unreadable_bytes != 0)
        page.line("damaged", size_text(file.unreadable_bytes) + " could not be read; digested as zeros");
    page.line("read", in_words(detail.content->access));
    std::size_t listed = 0;
    for (const Extent& extent : detail.content->extents) {
        if (++listed > most_extents_shown) break;
        page.line(
            listed == 1 ? "extents" : "",
            extent.kind == ExtentKind::sparse
                ? fmt::format("file byte {}: {} zeros, stored nowhere", extent.file_offset, extent.length)
                : fmt::format("file byte {}: {} bytes at image byte {}{}", extent.file_offset, extent.length,
                              extent.image_offset,
                              extent.kind == ExtentKind::unwritten ? ", never written: zeros by definition" : ""));
    }
    if (detail.content->extents.size() > most_extents_shown) {
        page.line("",
                  fmt::format("… and {} more; --json lists all", detail.content->extents.size() - most_extents_shown));
    }
    if (detail.content->slack) {
        page.line("slack", fmt::format("{} bytes at image byte {}", detail.content->slack->length,
                                       detail.content->slack->image_offset));
    }
}

Result<std::string> show_text(CaseReader& reader, const FileDetail& detail, const std::string& zone) {
    const FileRow& file = detail.file;
    const FileSystemFacts& facts = detail.file_system.facts;
    Shown page;
    page.line("path", shown(file.path));
    page.line("id", fmt::format("{} in image {}", file.id, detail.file_system.image));
    page.line("state", std::string{state_text(file)} + (file.state == NameState::allocated || !file.metadata_allocated
                                                            ? ""
                                                            : ", its metadata entry is in use again"));
    page.line("kind", std::string{name_of(file.kind)} + (file.is_stream ? ", an alternate stream" : ""));
    page.line("file system",
              fmt::format("{}: {}{} at image byte {}", detail.file_system.id, shown(facts.type),
                          facts.label.empty() ? "" : fmt::format(" \"{}\"", shown(facts.label)), facts.offset));
    page.line("metadata",
              fmt::format("address {}{}, parent {}", file.metadata_address,
                          file.sequence != 0 ? fmt::format(", sequence {}", file.sequence) : "", file.parent_address));
    page.line("short name", shown(file.specifics.short_name));
    page.line("attributes", attributes_text(file.specifics.attributes));
    if (file.mode != 0) page.line("mode", fmt::format("{:04o}", file.mode & 07777u));
    if (file.uid || file.gid)
        page.line("owner", fmt::format("uid {}, gid {}", file.uid.value_or(0), file.gid.value_or(0)));
    page.line("owner's SID", shown(file.sid));
    page.line("leads to", shown(file.symlink_target));
    page.line("remark", shown(file.remark));
    show_times(page, detail, zone);
    show_content(page, detail);
    if (!detail.hard_links.empty()) {
        page.head("Other names of the same content");
        for (const FileRow& link : TRY(reader.rows(detail.hard_links)))
            page.plain(fmt::format("{:>7}  {}", link.id, shown(link.path)));
    }
    if (!detail.outcomes.empty()) {
        page.head("What became of it");
        for (const OutcomeRow& row : detail.outcomes) {
            const std::string by = row.module.empty()
                                       ? row.step
                                       : fmt::format("{} {} {}", row.step, shown(row.module), shown(row.version));
            page.plain(
                fmt::format("{}: {}{}{}", by, name_of(row.outcome), row.detail.empty() ? "" : ": ", shown(row.detail)));
        }
    }
    return page.text();
}

std::string extent_json(const Extent& extent) {
    JsonObject json;
    json.number("file_offset", extent.file_offset);
    if (extent.kind != ExtentKind::sparse) json.number("image_offset", extent.image_offset);
    return json.number("length", extent.length).text("kind", name_of(extent.kind)).str();
}

std::string show_json(const FileDetail& detail) {
    JsonObject json = file_json(detail.file);
    json.number("image", static_cast<std::uint64_t>(detail.file_system.image));
    json.text("file_system_type", detail.file_system.facts.type);
    if (detail.content) {
        json.text("access", name_of(detail.content->access));
        JsonArray extents;
        for (const Extent& extent : detail.content->extents) extents.add(extent_json(extent));
        json.member("extents", extents.str());
        if (detail.content->slack) json.member("slack", extent_json(*detail.content->slack));
    }
    JsonArray links;
    for (const Id link : detail.hard_links) links.add(std::to_string(link));
    json.member("hard_links", links.str());
    JsonArray outcomes;
    for (const OutcomeRow& row : detail.outcomes) {
        JsonObject outcome;
        outcome.text("step", row.step);
        if (!row.module.empty()) outcome.text("module", row.module).text("version", row.version);
        outcomes.add(outcome.text("outcome", name_of(row.outcome)).text("detail", row.detail).str());
    }
    return json.member("outcomes", outcomes.str()).line();
}

/// FAT's times are read in the zone of the item's clock; all others are shown in the zone of the case.
Result<std::string> zone_for(CaseReader& reader, const FileDetail& detail) {
    if (!detail.file.local_times) return TRY(reader.facts()).time_zone;
    const ImageRow image = TRY(reader.image(detail.file_system.image));
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        if (item.id == image.evidence_item) return item.time_zone;
    }
    return std::string{};
}

Result<void> show_file(Session& session, const std::string& case_path, const std::vector<Id>& ids) {
    const CaseFolder folder = TRY(CaseFolder::open(case_path));
    CaseReader reader = TRY(folder.reader());
    std::set<Id> images;
    for (const Id id : ids) images.insert(TRY(reader.file(id)).file_system.image);
    TRY(begin_reading(session, folder, reader, std::vector<Id>{images.begin(), images.end()}));
    Output out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const FileDetail detail = TRY(reader.file(ids[i]));
        if (session.json) {
            out.write(show_json(detail));
            continue;
        }
        if (i != 0) out.write("\n");
        out.write(TRY(show_text(reader, detail, TRY(zone_for(reader, detail)))));
    }
    return out.finish();
}

}  // namespace

void add_file_verbs(CLI::App& app, Session& session) {
    const auto listing = std::make_shared<Listing>();
    CLI::App* files =
        app.add_subcommand("files", "List the files of a case: all, or those that answer every condition");
    files->add_option("case", listing->case_path, "Case folder")->required();
    files->add_flag("--csv", listing->csv, "CSV with a header row (RFC 4180)");
    listing->filters.add_to(*files);
    files->footer(
        "Examples:\n"
        "  sanad files op-lantern --deleted --type 'image/*' --sort size --descending\n"
        "  sanad files op-lantern --path '*/Downloads/*' --from 2024-03-01 --to 2024-03-09 --time created\n"
        "  sanad files op-lantern --mismatch --json\n"
        "  sanad files op-lantern --notable\n  sanad files op-lantern --deleted --exclude-known\n"
        "  sanad files op-lantern --sha256 7d8402d4…96baf1 --csv > hits.csv\n\n" +
        std::string{file_mark_legend()} +
        "\nA time without Z is a clock reading whose zone the evidence does not record (FAT).\n"
        "In CSV, text that a spreadsheet would take for a formula gets a leading apostrophe; --json never changes "
        "text.");
    files->callback([&session, listing] { session.succeeded(list_files(session, *listing)); });

    struct Show {
        std::string case_path;
        std::vector<Id> ids;
    };
    const auto shown_files = std::make_shared<Show>();
    CLI::App* show = app.add_subcommand("show", "Everything the case knows of one file");
    show->add_option("case", shown_files->case_path, "Case folder")->required();
    show->add_option("file", shown_files->ids, "The file's id, as `sanad files` lists it; several are shown in turn")
        ->required();
    show->footer(
        "Examples:\n  sanad show op-lantern 1204\n  sanad show op-lantern 1204 --json\n\n"
        "Control characters and text direction marks in names are written out, such as \\u{202e}.");
    show->callback(
        [&session, shown_files] { session.succeeded(show_file(session, shown_files->case_path, shown_files->ids)); });
}

}  // namespace sanad
