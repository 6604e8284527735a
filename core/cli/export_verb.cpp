#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/export_as.hpp"
#include "core/cli/export_folder.hpp"
#include "core/cli/export_names.hpp"
#include "core/cli/file_filters.hpp"
#include "core/cli/finding_filters.hpp"
#include "core/cli/session.hpp"
#include "core/cli/summary.hpp"
#include "core/cli/tagged.hpp"
#include "core/cli/zone.hpp"
#include "core/crypto/digest.hpp"
#include "core/custody/bag_writer.hpp"
#include "core/ingest/read_back.hpp"
#include "core/report/file_facts.hpp"

namespace sanad {
namespace {

struct ExportTold {
    std::string case_path;
    std::string to;
    bool bag = false;
    std::vector<Id> ids;
    FileFilters filters;
    std::vector<std::string> artifacts, where, tagged;
    bool no_artifacts = false;
    ExportAs as;
    RecipientOptions handed;
};

/// What became of one file.
struct Exported {
    std::string exported_as;  ///< empty: not written, and `remark` says why
    std::string sha256;       ///< of what was written
    std::string match;        ///< "yes", "no", or "not recorded"
    std::string remark;
};

/// A file of the folder that grows line by line and knows its digest.
class Manifest {
public:
    static Result<Manifest> create(ExportFolder& folder, const std::string& name) {
        return Manifest{TRY(folder.new_file(name, 0))};
    }
    Result<void> add(std::string_view line) {
        digest_.update(bytes_of(line));
        return file_.write(bytes_of(line));
    }
    Result<std::string> finish() {
        TRY(file_.finish({}, {}));
        return hex(digest_.finish());
    }

private:
    explicit Manifest(ExportedFile file) : file_{std::move(file)} {}
    ExportedFile file_;
    Sha256 digest_;
};

class Export {
public:
    Export(Session& session, const CaseFolder& folder, CaseReader& reader, ExportFolder& to, Manifest& csv,
           Manifest& lines)
        : session_{session}, folder_{folder}, reader_{reader}, to_{to}, csv_{csv}, lines_{lines} {}

    /// An Error only when nothing more can be exported: a full disk, a lost image.
    Result<void> add(Id id);

    std::uint64_t files = 0, bytes = 0, mismatches = 0, failed = 0, left_out = 0;
    std::map<Id, SummaryCount> by_image;  ///< of what was written

private:
    Result<Exported> written(const FileDetail& file);
    Result<void> note(const FileDetail& file, const Exported& what);
    Result<ReadBack*> image(Id id);
    std::optional<Timestamp> on_disk(const FileDetail& file, std::optional<Timestamp> time);

    Session& session_;
    const CaseFolder& folder_;
    CaseReader& reader_;
    ExportFolder& to_;
    Manifest& csv_;
    Manifest& lines_;
    std::map<Id, ReadBack> images_;
    std::map<Id, std::string> zones_;  ///< of images: the clock of the item
};

Result<ReadBack*> Export::image(Id id) {
    auto found = images_.find(id);
    if (found == images_.end()) found = images_.emplace(id, TRY(ReadBack::open(folder_, id))).first;
    return &found->second;
}

/// A zoneless time is set as the moment it was in the item's zone; where none was chosen, as if it were UTC.
std::optional<Timestamp> Export::on_disk(const FileDetail& file, std::optional<Timestamp> time) {
    if (!time || !file.file.local_times) return time;
    return read_in_zone(*time, zones_[file.file_system.image]).value_or(*time);
}

Result<Exported> Export::written(const FileDetail& file) {
    const FileRow& row = file.file;
    const std::string path =
        fmt::format("image-{}/file-system-{}/{}", file.file_system.image, row.file_system, export_path(row.path));
    Exported what;
    if (row.kind == FileKind::directory && !row.is_stream) {
        what.exported_as = TRY(to_.make_folder(path));
        return what;
    }
    if (row.kind == FileKind::symlink && !row.is_stream) {
        what.remark = "a symbolic link: kept here, not made on this disk";
        return what;
    }
    if (!file.content) {
        what.remark = "has no content";
        return what;
    }
    ReadBack& bytes_of_image = *TRY(image(file.file_system.image));
    if (row.content_state != ContentState::done && row.size > bytes_of_image.image().facts.size) {
        what.remark = fmt::format("not examined, and its {} bytes are more than the image has", row.size);
        return what;
    }
    ExportedFile out = TRY(to_.new_file(path, row.id));
    Sha256 digest;
    std::optional<Error> disk;
    const Result<void> read = bytes_of_image.content(file, 0, row.size, [&](Bytes block) -> Result<void> {
        if (session_.stop) return failure(Fault::system, "stopped");
        digest.update(block);
        auto done = out.write(block);
        if (!done) disk = done.error();
        return done;
    });
    const auto damage = bytes_of_image.take_damage();
    if (!read) {
        to_.remove(out.path());
        if (disk || session_.stop) return tl::unexpected{disk ? *disk : read.error()};
        if (read.error().fault == Fault::unavailable) return tl::unexpected{read.error()};
        what.remark = "could not be read: " + read.error().what;
        return what;
    }
    const std::string written_as = out.path();
    TRY(out.finish(on_disk(file, row.times.modified_at), on_disk(file, row.times.accessed_at)));
    what.exported_as = written_as;
    what.sha256 = hex(digest.finish());
    what.match = !row.digests ? "not recorded" : what.sha256 == hex(row.digests->sha256) ? "yes" : "no";
    if (!damage.empty()) {
        what.remark = fmt::format("{} damaged ranges read as zeros, the first at image byte {}", damage.size(),
                                  damage.front().offset);
    }
    return what;
}

Result<void> Export::note(const FileDetail& file, const Exported& what) {
    const FileRow& row = file.file;
    JsonObject json = file_json(row);
    json.text("exported_as", what.exported_as).text("written_sha256", what.sha256).text("match", what.match);
    json.text("export_remark", what.remark);
    TRY(lines_.add(json.line()));
    const auto when = [&](std::optional<Timestamp> time) { return time_text(time, row.local_times); };
    return csv_.add(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", row.id, csv_text(row.path),
                                csv_text(what.exported_as), row.size, what.sha256, when(row.times.created_at),
                                when(row.times.modified_at), when(row.times.accessed_at),
                                when(row.times.metadata_changed_at), row.local_times ? "yes" : "no", state_text(row),
                                file.content ? name_of(row.recovery) : "", what.match, csv_text(what.remark)));
}

Result<void> Export::add(Id id) {
    const FileDetail file = TRY(reader_.file(id));
    const Id image_id = file.file_system.image;
    if (!zones_.contains(image_id)) {
        const Id item_id = TRY(reader_.image(image_id)).evidence_item;
        for (const EvidenceItem& item : TRY(reader_.evidence_items())) {
            if (item.id == item_id) zones_[image_id] = item.time_zone;
        }
    }
    const Exported what = TRY(written(file));
    if (what.match == "no") {
        ++mismatches;
        std::fprintf(stderr, "sanad: file %lld (%s): what was written is NOT what was examined\n",
                     static_cast<long long>(id), shown(file.file.path).c_str());
    }
    if (!what.sha256.empty()) {
        ++files;
        bytes += file.file.size;
        ++by_image[image_id].files;
        by_image[image_id].bytes += file.file.size;
    } else if (what.remark.starts_with("could not be read")) {
        ++failed;
        std::fprintf(stderr, "sanad: file %lld: %s\n", static_cast<long long>(id), what.remark.c_str());
    } else if (what.exported_as.empty()) {
        ++left_out;
    }
    return note(file, what);
}

/// Images that these files lie in.
Result<std::set<Id>> images_of(CaseReader& reader, std::span<const Id> ids) {
    std::set<Id> file_systems, images;
    constexpr std::size_t page = 256;
    for (std::size_t at = 0; at < ids.size(); at += page) {
        for (const FileRow& row : TRY(reader.rows(ids.subspan(at, std::min(page, ids.size() - at))))) {
            file_systems.insert(row.file_system);
        }
    }
    for (const Id file_system : file_systems) images.insert(TRY(reader.file_system(file_system)).image);
    return images;
}

/// What was tagged and is not to be had is never passed over in silence.
void say_lost(Session& session, const Tagged& tagged) {
    for (const std::string& line : tagged.lost) std::fprintf(stderr, "sanad: %s; NOT exported\n", line.c_str());
    if (!tagged.lost.empty()) session.status = Status::could_not_tell;
}

Result<void> run(Session& session, const ExportTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    FileQuery query = TRY(told.filters.query(reader));
    std::vector<Id> ids = told.ids.empty() ? TRY(reader.find(query)) : told.ids;
    if (!told.tagged.empty()) {
        const Tagged tagged = TRY(tagged_things(folder, reader, told.tagged));
        say_lost(session, tagged);
        std::erase_if(ids, [&](Id id) { return !std::ranges::binary_search(tagged.files, id); });
    }
    if (!told.ids.empty()) {
        for (const Id id : ids) TRY(reader.file(id));
    }
    const auto custody = TRY(CaseCustody::open_for_export(session, folder, told.handed));
    if (custody) {
        for (const Id image : TRY(images_of(reader, ids))) {
            TRY(custody->may_export(image, told.handed));
        }
    }
    const auto began = std::chrono::steady_clock::now();
    std::optional<BagWriter> bag;
    if (told.bag) bag.emplace(TRY(BagWriter::create(told.to)));
    ExportFolder to = TRY(ExportFolder::create(bag ? bag->folder() / "data" : std::filesystem::path{told.to}));
    Manifest csv = TRY(Manifest::create(to, "manifest.csv"));
    Manifest lines = TRY(Manifest::create(to, "manifest.jsonl"));
    TRY(csv.add(
        "id,path,exported_as,size,sha256,created_at,modified_at,accessed_at,metadata_changed_at,local_times,state,"
        "recovery,match,remark\r\n"));
    Export job{session, folder, reader, to, csv, lines};
    Result<void> done;
    for (const Id id : ids) {
        if (session.stop) done = failure(Fault::system, "stopped; the manifest lists what was exported until then");
        if (done) done = job.add(id);
        if (!done) break;
    }
    const std::string csv_digest = TRY(csv.finish());
    const std::string lines_digest = TRY(lines.finish());
    if (bag && done) {
        TRY(bag->seal({{"Bag-Software-Agent", fmt::format("sanad {}", version)},
                       {"External-Identifier", folder.path().filename().string()},
                       {"Internal-Sender-Description",
                        "files of a case; data/manifest.jsonl says what each is; =XX in a name is a byte "
                        "that stands there in hexadecimal"}}));
    }
    // A bag that was not finished goes, and nothing left the case.
    if (custody && (!bag || done)) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        for (const auto& [image, count] : job.by_image)
            TRY(custody->accessed(image, "files for an export", count.files, took.count(), told.handed.basis));
        const bool recorded = TRY(custody->hand_out(session, told.handed, job.by_image, lines_digest));
        TRY(custody->session().close());
        if (!recorded) return {};
        say_stands_alone(told.handed, custody->session());
    }
    if (bag && done) TRY(bag->publish());
    if (session.json) {
        JsonObject json;
        json.text("folder", told.to).number("files", job.files).number("bytes", job.bytes);
        json.number("mismatches", job.mismatches).number("failed", job.failed).number("left_out", job.left_out);
        json.text("manifest_csv_sha256", csv_digest).text("manifest_jsonl_sha256", lines_digest);
        std::fputs(json.line().c_str(), stdout);
    } else {
        std::printf("%s files exported to %s, %s; the SHA-256 of each compared with the one recorded.\n",
                    grouped(job.files).c_str(), shown(told.to).c_str(), size_text(job.bytes).c_str());
        if (job.left_out != 0)
            std::printf("%s entries without bytes to write are in the manifest only.\n", grouped(job.left_out).c_str());
        if (job.mismatches != 0) std::printf("%s DIFFER from what was examined.\n", grouped(job.mismatches).c_str());
        if (job.failed != 0) std::printf("%s could not be read; the manifest says why.\n", grouped(job.failed).c_str());
        std::printf("manifest.csv    SHA-256 %s\nmanifest.jsonl  SHA-256 %s\n", csv_digest.c_str(),
                    lines_digest.c_str());
    }
    if (!done) return done;
    if (job.failed != 0) {
        session.status = Status::could_not_tell;
    } else if (job.mismatches != 0) {
        session.status = Status::finding_against;
    }
    return {};
}

/// What was chosen, for a format that is one file.
Result<ExportScope> scope_told(Session& session, const ExportTold& told) {
    ExportScope scope;
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    scope.files = TRY(told.filters.query(reader));
    scope.all_files = !told.filters.any() && told.tagged.empty();
    if (!told.tagged.empty()) {
        Tagged tagged = TRY(tagged_things(folder, reader, told.tagged));
        say_lost(session, tagged);
        scope.only = std::move(tagged.files);
        scope.also = std::move(tagged.artifacts);
    }
    scope.with_artifacts = !told.no_artifacts;
    scope.artifacts.types = told.artifacts;
    for (const std::string& text : told.where) scope.artifacts.where.push_back(TRY(condition_given(text)));
    TRY(check_asked(reader, scope.artifacts.types, scope.artifacts.where));
    const bool moments = told.as.format == "l2tcsv" || told.as.format == "timesketch";
    if (moments && !scope.files.times.empty()) {
        // In a timeline a range of times is one of moments, whatever they are of.
        scope.artifacts.from = scope.files.times.front().from;
        scope.artifacts.to = scope.files.times.front().to;
        scope.files.times.clear();
        scope.all_files = !told.filters.any_but_times() && told.tagged.empty();
    }
    return scope;
}

Result<void> export_told(Session& session, const ExportTold& told) {
    const auto refused = [](std::string what) { return failure(Fault::refused, std::move(what)); };
    const bool one_file = !told.as.format.empty() || !told.as.out.empty();
    if (one_file == !told.to.empty()) {
        return refused("an export goes into a folder (--to DIR) or is one file (--format FORMAT --out FILE)");
    }
    if (!one_file) {
        if (!told.artifacts.empty() || !told.where.empty() || told.no_artifacts)
            return refused("--artifacts, --where and --no-artifacts go with --format FORMAT");
        // A folder that is being filled cannot be taken back when the second person says no.
        if (told.handed.second.any() && !told.bag)
            return refused("what a second person approves goes as a bag (--bag) or as one file (--format)");
        return run(session, told);
    }
    if (told.as.format.empty() || told.as.out.empty()) return refused("--format FORMAT and --out FILE go together");
    // It goes by the ending alone, and takes no file of another name.
    if (told.as.format == "timesketch" && !told.as.out.ends_with(".jsonl"))
        return refused("Timesketch takes JSON lines only from a file whose name ends in .jsonl");
    if (told.bag) return refused("--bag goes with --to: a bag is a folder");
    if (!told.ids.empty()) return refused("ids of files go with --to; choose with conditions for --format FORMAT");
    ExportAs as = told.as;
    as.case_path = told.case_path;
    as.handed = told.handed;
    as.artifacts_asked = !told.artifacts.empty() || !told.where.empty();
    if (as.artifacts_asked && told.no_artifacts) return refused("--artifacts or --no-artifacts, not both");
    as.scope = TRY(scope_told(session, told));
    return export_as(session, as);
}

}  // namespace

void add_export_verb(CLI::App& app, Session& session) {
    const auto told = std::make_shared<ExportTold>();
    CLI::App* verb =
        app.add_subcommand("export", "Write files of a case into a folder, or the case for another program");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("file", told->ids, "Ids of files; without any, all that answer the conditions");
    verb->add_option("--to", told->to, "A new or empty folder for the files themselves")->type_name("DIR");
    verb->add_flag("--bag", told->bag, "Make that folder a BagIt bag (RFC 8493) with SHA-256 and SHA-512");
    verb->add_option(
            "--format", told->as.format,
            "In place of files, what the case says of them: " + fmt::format("{}", fmt::join(export_formats(), ", ")))
        ->type_name("FORMAT")
        ->check(CLI::IsMember(export_formats()));
    verb->add_option("--out", told->as.out, "The file that --format makes; a new one")->type_name("FILE");
    told->filters.add_to(*verb, "--until");
    const std::string findings = "Which findings (with --format)";
    verb->add_option("--artifacts", told->artifacts, "Of these types, with *: 'web.*' (none: all types)")
        ->type_name("GLOB")
        ->allow_extra_args(false)
        ->group(findings);
    verb->add_option("--where", told->where, "Condition on a value, as `sanad find` takes it: 'program=*tor*'")
        ->type_name("COND")
        ->allow_extra_args(false)
        ->group(findings);
    verb->add_option("--tagged", told->tagged,
                     "What examiners tagged with this, '*' with anything: files, and findings (with --format)")
        ->type_name("TAG")
        ->allow_extra_args(false)
        ->group("Which files");
    verb->add_flag("--no-artifacts", told->no_artifacts, "Files only")->group(findings);
    verb->add_flag("--right-to-left", told->as.right_to_left, "xlsx: sheets run from right to left, for Urdu");
    verb->add_option("--tlp", told->as.tlp, "stix: who may see it (default amber)")
        ->type_name("COLOUR")
        ->check(CLI::IsMember({"white", "green", "amber", "red"}));
    verb->add_option("--sender", told->as.sender, "stix: the organisation that speaks (default: the case's agency)")
        ->type_name("NAME");
    told->handed.add_to(*verb);
    verb->footer(
        "Examples:\n  sanad export op-lantern --to photos --type 'image/*' --deleted --allocated\n"
        "  sanad export op-lantern 1204 1207 --to exhibit-RV1 --bag\n"
        "  sanad export op-lantern --format xlsx --out lantern.xlsx\n"
        "  sanad export op-lantern --format case --out lantern.jsonld --path '*/Downloads/*'\n"
        "  sanad export op-lantern --format csv --out visits.csv --artifacts web.visited --where 'url=*example*'\n\n"
        "Into a folder: files lie under image-N/file-system-N/ by their paths. Characters that could mislead a person "
        "or\n"
        "a program (separators, controls, text direction, what Windows forbids) are written as =XX; manifest.csv and\n"
        "manifest.jsonl give the original path, all four times, and whether the SHA-256 of what was written is the\n"
        "recorded one. The times of change and access are set on the files.\n"
        "As one file: the chosen files and the findings in them, as they stand in the case; csv lists files, or\n"
        "findings where --artifacts or --where ask for them; l2tcsv and timesketch list moments, and --from and\n"
        "--until bound these; bodyfile leaves out files without any time and says how many; stix makes indicators of\n"
        "what was chosen and holds no names; kml places findings with coordinates.\n"
        "The same case gives the same bytes. Every export is entered in the ledger with its digest.\n"
        "What leaves the house (--for court and the like) takes a second person and is refused without one as soon as\n"
        "somebody is enrolled; in a case that only the machine's own key signs it goes out under that key alone, and\n"
        "the ledger and standard error say so.\n"
        "Ends with 1 when a digest differs, 2 when a file could not be read.");
    verb->callback([&session, told] { session.succeeded(export_told(session, *told)); });
}

}  // namespace sanad
