#include "core/cli/report_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/cli/report_texts.hpp"
#include "core/cli/zone.hpp"
#include "core/crypto/digest.hpp"
#include "core/report/file_facts.hpp"
#include "core/search/index_files.hpp"
#include "core/search/text_query.hpp"
#include "core/store/coverage.hpp"
#include "core/store/marked.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_extents = 8;

std::string in_hex(const auto& digest) {
    return hex(Bytes{digest});
}

std::string value_text(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    return hex(bytes_of(std::get<RawBytes>(value).bytes));
}

/// Settings without the modules' list, which stands as a table of its own; the digest beside them is of the whole.
void put_settings(ReportedRun& run, const std::string& settings) {
    constexpr std::string_view list = "\"modules\":[";
    run.settings = settings;
    const auto from = settings.find(list);
    const auto to = from == std::string::npos ? from : settings.find(']', from);
    if (to == std::string::npos) return;
    run.modules = static_cast<std::uint64_t>(std::count(settings.begin() + static_cast<std::ptrdiff_t>(from),
                                                        settings.begin() + static_cast<std::ptrdiff_t>(to), '{'));
    if (run.modules != 0) run.settings = settings.substr(0, from + list.size()) + "…" + settings.substr(to);
}

class Gatherer {
public:
    Gatherer(const CaseFolder& folder, CaseReader& reader, ReportChoice choice)
        : folder_{folder}, reader_{reader}, facts_{} {
        facts_.tagged_only = choice.tagged_only;
        if (!choice.texts) {
            facts_.texts_missing = "--no-text";
        } else if (auto texts = StoredTexts::open(IndexFiles{folder.path()})) {
            texts_.emplace(std::move(*texts), reader);
        } else {
            facts_.texts_missing = texts.error().what;
        }
    }

    Result<void> gather();
    CaseReport take() { return std::move(facts_); }

private:
    Result<void> images();
    Result<ReportedImage> image_of(const ImageRow& image);
    Result<void> marks();
    Result<ReportedThing> thing_of(const std::vector<const Mark*>& marks);
    Result<void> file_of(ReportedThing& thing, Id file);
    Result<void> runs();
    ReportedMark mark_of(const Mark& mark) const;
    std::string zone_of(Id image) const;
    ReportedTime time_of(Timestamp time, bool zoneless, Id image) const {
        return reported_time(time, zoneless, facts_.case_zone, zone_of(image));
    }
    void add_events(const ReportedThing& thing);

    const CaseFolder& folder_;
    CaseReader& reader_;
    CaseReport facts_;
    std::optional<ReportTexts> texts_;
    std::map<Id, EvidenceItem> item_of_image_;
    std::map<std::uint64_t, std::vector<std::pair<std::string, ReportedTime>>> finding_times_;  ///< by number of thing
};

std::string Gatherer::zone_of(Id image) const {
    const auto found = item_of_image_.find(image);
    return found == item_of_image_.end() ? std::string{} : found->second.time_zone;
}

// ---- images --------------------------------------------------------------------------------------------------------

Result<ReportedImage> Gatherer::image_of(const ImageRow& image) {
    ReportedImage facts;
    const EvidenceItem& item = item_of_image_[image.id];
    facts.id = image.id;
    facts.exhibit_number = item.exhibit_number;
    facts.description = item.description;
    facts.zone = item.time_zone;
    facts.format = image.facts.format;
    facts.state = name_of(image.state);
    facts.size = image.facts.size;
    for (const SegmentRow& segment : image.segments) facts.files.emplace_back(segment.name, segment.size);
    for (const AcquisitionHeader& header : image.facts.headers) {
        if (!header.value.empty()) facts.headers.emplace_back(header.name, header.value);
    }
    facts.media_read = image.digests.has_value();
    if (image.tree_root) facts.tree_root = in_hex(*image.tree_root);
    facts.acquisition_errors = image.facts.acquisition_errors.size();
    const auto verified = TRY(reader_.verification(image.id));
    const auto digest = [&](const char* algorithm, const char* key, const std::string& computed) {
        ReportedDigest one{algorithm, computed, {}, "no_stored_hash"};
        for (const Verification& row : verified) {
            // What the case had on record was compared with, not what the image stores.
            if (row.algorithm == std::string{key} + " recorded") {
                one.again = row.result;
                one.given_again = hex(row.computed);
                continue;
            }
            // A mismatch of any comparison is told before a match of another.
            if (row.algorithm != key || one.result == "mismatch") continue;
            if (row.result == "no_stored_hash") continue;
            one.result = row.result;
            one.expected = hex(row.expected);
        }
        facts.digests.push_back(std::move(one));
    };
    if (image.digests) {
        digest("SHA-256", "sha256", in_hex(image.digests->sha256));
        digest("SHA-1", "sha1", in_hex(image.digests->sha1));
        digest("MD5", "md5", in_hex(image.digests->md5));
    }
    const CaseSummary summary = TRY(reader_.summary(image.id));
    facts.damaged_ranges = summary.damaged_ranges;
    facts.damaged_bytes = summary.damaged_bytes;
    facts.files_count = summary.files;
    facts.deleted_count = summary.deleted;
    for (const auto& [family, count] : summary.by_type_family) facts.type_families.emplace_back(family, count.files);

    const auto coverage = TRY(coverage_of(folder_.database(), image.id));
    std::map<Id, std::string> volumes;
    for (const VolumeRow& row : TRY(reader_.volumes(image.id))) {
        volumes[row.id] = fmt::format(
            "{}: {}", row.volume.ordinal,
            row.volume.description.empty() ? std::string{name_of(row.volume.kind)} : row.volume.description);
        if (row.volume.kind == VolumeKind::unallocated || row.volume.kind == VolumeKind::table)
            facts.unpartitioned_bytes += row.volume.length;
    }
    for (const FileSystemRow& row : TRY(reader_.file_systems(image.id))) {
        ReportedFileSystem system;
        system.volume = volumes[row.volume];
        system.type = row.facts.type;
        system.label = row.facts.label;
        system.offset = row.facts.offset;
        system.length = row.facts.length;
        system.readable = row.facts.readable;
        system.reason = row.facts.reason;
        system.walk = name_of(row.walk_state);
        if (const auto found = coverage.find(row.id); found != coverage.end()) {
            const FileSystemCoverage& of = found->second;
            system.records = of.records;
            system.contents = of.contents;
            system.content_bytes = of.content_bytes;
            system.done = of.done;
            system.done_bytes = of.done_bytes;
            system.pending = of.pending;
            system.pending_bytes = of.pending_bytes;
            system.unreadable_bytes = of.unreadable_bytes;
            system.unallocated_bytes = of.unallocated_bytes;
            for (const NotReadCount& count : of.not_read)
                system.not_read.push_back({count.outcome, count.contents, count.bytes});
        }
        facts.file_systems.push_back(std::move(system));
    }
    for (const auto& [name, outcomes] : TRY(reader_.module_outcomes(image.id))) {
        ReportedModule module;
        module.name = name;
        for (const auto& [outcome, count] : outcomes) {
            std::uint64_t& place = outcome == "examined"    ? module.examined
                                   : outcome == "not_mine"  ? module.not_mine
                                   : outcome == "damaged"   ? module.damaged
                                   : outcome == "crashed"   ? module.crashed
                                   : outcome == "timed_out" ? module.timed_out
                                                            : module.other;
            place += count;
        }
        facts.modules.push_back(std::move(module));
    }
    for (const auto& [type, count] : TRY(reader_.artifact_counts(image.id)))
        facts.artifact_counts.emplace_back(type, count);
    return facts;
}

Result<void> Gatherer::images() {
    std::map<Id, EvidenceItem> items;
    for (EvidenceItem& item : TRY(reader_.evidence_items())) {
        facts_.items.push_back(item.exhibit_number);
        items[item.id] = std::move(item);
    }
    const auto runs = TRY(reader_.runs());
    for (const ImageRow& image : TRY(reader_.images())) {
        item_of_image_[image.id] = items[image.evidence_item];
        facts_.images.push_back(TRY(image_of(image)));
        FurtherPasses further = TRY(further_passes(folder_.database(), image.id));
        const std::string& number = item_of_image_[image.id].exhibit_number;
        ReportedPass sets{ReportedPass::What::hash_sets, number, {}, {}, 0};
        for (FurtherPasses::HashSetUse& set : further.hash_sets) {
            sets.sets.push_back(
                {std::move(set.name), std::move(set.kind), set.entries, set.contents, set.known_left_out});
        }
        facts_.passes.push_back(std::move(sets));
        // Where none is found, only the run itself says that they were looked for.
        const bool looked_for = std::ranges::any_of(runs, [&](const IngestRun& run) {
            return run.image == image.id && run.state == "finished" &&
                   run.settings_json.find(R"("identifiers":true)") != std::string::npos;
        });
        facts_.passes.push_back(
            {ReportedPass::What::identifiers, number, {}, std::move(further.identifiers), 0, looked_for});
    }
    const IndexFiles index{folder_.path()};
    ReportedPass full_text{ReportedPass::What::full_text, {}, {}, {}, index.exist() ? index.bytes() : 0};
    if (index.exist()) {
        // There is one file of all images; what is not in it is said, also where the index cannot be read.
        const auto indexed = index_facts(folder_.path());
        for (const ReportedImage& image : facts_.images) {
            const bool whole = indexed && std::ranges::any_of(indexed->images, [&](const IndexFacts::Image& of) {
                                   return of.image == image.id && of.finished;
                               });
            if (!whole) full_text.without.push_back(fmt::format("{}, image {}", image.exhibit_number, image.id));
        }
    }
    facts_.passes.push_back(std::move(full_text));
    return {};
}

// ---- marks ---------------------------------------------------------------------------------------------------------

ReportedMark Gatherer::mark_of(const Mark& mark) const {
    ReportedMark facts;
    facts.seq = mark.seq;
    facts.tag = mark.tag;
    facts.colour = mark.colour;
    facts.text = mark.text;
    facts.examiner = mark.examiner;
    constexpr std::int64_t second = 1'000'000'000;
    facts.made.time = {mark.made_at.ns - (mark.made_at.ns % second + second) % second};
    if (const auto there = in_zone(facts.made.time, facts_.case_zone)) {
        const std::string offset = there->substr(there->size() - 6);
        const int minutes = std::stoi(offset.substr(1, 2)) * 60 + std::stoi(offset.substr(4, 2));
        facts.made.offset_minutes = offset[0] == '-' ? -minutes : minutes;
    }
    return facts;
}

Result<void> Gatherer::file_of(ReportedThing& thing, Id file) {
    const FileDetail detail = TRY(reader_.file(file));
    const FileRow& row = detail.file;
    const Id image = detail.file_system.image;
    thing.file_id = file;
    thing.path = row.path;
    thing.volume = {detail.file_system.facts.type, detail.file_system.facts.label, detail.file_system.facts.offset,
                    image};
    thing.state = state_text(row);
    thing.kind = name_of(row.kind);
    thing.size = row.size;
    thing.mime_type = row.mime_type;
    thing.mismatch = row.mismatch;
    thing.extension = row.extension;
    thing.metadata_address = row.metadata_address;
    thing.unreadable_bytes = row.unreadable_bytes;
    if (row.digests) {
        thing.sha256 = in_hex(row.digests->sha256);
        thing.sha1 = in_hex(row.digests->sha1);
        thing.md5 = in_hex(row.digests->md5);
    }
    const auto times = [&](const FileTimes& four, auto& list) {
        const std::pair<const char*, const std::optional<Timestamp>*> each[] = {
            {"created_at", &four.created_at},
            {"modified_at", &four.modified_at},
            {"accessed_at", &four.accessed_at},
            {"metadata_changed_at", &four.metadata_changed_at}};
        for (const auto& [name, when] : each) {
            if (*when) list.emplace_back(name, time_of(**when, row.local_times, image));
        }
    };
    times(row.times, thing.times);
    times(row.name_times, thing.name_times);
    if (detail.content) {
        if (row.recovery != Recovery::not_needed) thing.recovery = name_of(row.recovery);
        thing.access = name_of(detail.content->access);
        thing.extents_count = detail.content->extents.size();
        for (std::size_t i = 0; i < std::min(most_extents, detail.content->extents.size()); ++i) {
            const Extent& extent = detail.content->extents[i];
            thing.extents.push_back(
                {extent.file_offset, extent.image_offset, extent.length, std::string{name_of(extent.kind)}});
        }
    }
    for (const FileRow& link :
         TRY(reader_.rows(std::span{detail.hard_links}.first(std::min<std::size_t>(detail.hard_links.size(), 10))))) {
        thing.hard_links.push_back(link.path);
    }
    return {};
}

Result<ReportedThing> Gatherer::thing_of(const std::vector<const Mark*>& marks) {
    const MarkSubject& subject = marks.front()->subject;
    ReportedThing thing;
    thing.number = facts_.things.size() + 1;
    for (const Mark* mark : marks) (mark->act == MarkAct::tag ? thing.tags : thing.notes).push_back(mark_of(*mark));
    const FoundAgain found = TRY(find_again(reader_, subject));
    thing.standing = name_of(found.standing);
    thing.exhibit_number = subject.exhibit_number;
    thing.path = subject.path;
    if (subject.content_sha256) thing.marked_sha256 = in_hex(*subject.content_sha256);
    thing.finding = subject.thing != MarkedThing::file;
    if (thing.finding) {
        thing.type = subject.type;
        thing.source_offset = subject.source_offset;
        thing.source_length = subject.source_length;
    }
    if (found.standing == Standing::gone) {
        thing.sha256 = thing.marked_sha256;
        thing.metadata_address = subject.metadata_address;
        if (!subject.label.empty()) thing.values.emplace_back("", subject.label);
        return thing;
    }
    if (subject.thing == MarkedThing::file) {
        TRY(file_of(thing, found.id));
        if (texts_) TRY(texts_->put_file(thing, found.id));
        return thing;
    }
    if (subject.thing != MarkedThing::artifact) {
        if (!subject.label.empty()) thing.values.emplace_back("", subject.label);
        TRY(file_of(thing, subject.file));
        return thing;
    }
    const Id wanted[] = {found.id};
    const auto rows = TRY(reader_.artifacts(wanted));
    if (rows.empty()) return failure(Fault::not_found, fmt::format("artifact {} is not in the case", found.id));
    const ArtifactRow& row = rows.front();
    thing.module = row.module + " " + row.version;
    thing.source_offset = row.artifact.source.offset;
    thing.source_length = row.artifact.source.length;
    const ArtifactType* known = artifact_type(row.artifact.type);
    for (const Attribute& attribute : row.artifact.attributes) {
        const auto* when = std::get_if<Timestamp>(&attribute.value);
        if (when == nullptr) {
            thing.values.emplace_back(attribute.name, value_text(attribute.value));
            continue;
        }
        const ReportedTime time = time_of(*when, false, row.image);
        thing.values.emplace_back(attribute.name,
                                  time.case_clock.empty() ? time.recorded : time.recorded + " = " + time.case_clock);
        const AttributeType* described = known == nullptr ? nullptr : attribute_type(*known, attribute.name);
        finding_times_[thing.number].emplace_back(
            described == nullptr || described->happening.empty() ? attribute.name : std::string{described->happening},
            time);
    }
    if (texts_) TRY(texts_->put_finding(thing, row));
    TRY(file_of(thing, row.source_file));
    // What the file went through is not what the finding says happened.
    thing.times.clear();
    thing.name_times.clear();
    return thing;
}

void Gatherer::add_events(const ReportedThing& thing) {
    const auto add = [&](const std::string& what, const ReportedTime& time, std::string type) {
        facts_.timeline.push_back({time, what, thing.number, thing.exhibit_number, thing.path, std::move(type)});
    };
    for (const auto& [what, time] : thing.times) add(what, time, {});
    if (const auto found = finding_times_.find(thing.number); found != finding_times_.end()) {
        for (const auto& [what, time] : found->second) add(what, time, thing.type);
    }
}

Result<void> Gatherer::marks() {
    MarkFile file = TRY(MarkFile::open_read_only(folder_.path()));
    const std::vector<Mark> all = TRY(file.marks());
    std::map<std::string, std::size_t> place;
    std::vector<std::vector<const Mark*>> things;
    Sha256 digest;
    for (const Mark& mark : all) {
        const MarkSubject& subject = mark.subject;
        digest.update(
            bytes_of(fmt::format("{} {} {} {} {} {} {} {} {}\n", mark.seq, name_of(mark.act), mark.removes.value_or(0),
                                 json_string(mark.tag), json_string(mark.text), json_string(mark.examiner),
                                 mark.made_at.ns, name_of(subject.thing), hex(bytes_of(subject.path)))));
        facts_.marks_revision = mark.seq;
        if (mark.act == MarkAct::remove) ++facts_.taken_back;
        if (!mark.stands()) continue;
        ++(mark.act == MarkAct::tag ? facts_.standing_tags : facts_.standing_notes);
        if (subject.thing == MarkedThing::the_case) {
            facts_.case_notes.push_back(mark_of(mark));
            continue;
        }
        // One thing for all marks on it, also when an ingest between two of them gave it another number.
        const FoundAgain found = TRY(find_again(reader_, subject));
        const std::string key = found.id != 0 ? fmt::format("{} {}", name_of(subject.thing), found.id)
                                              : fmt::format("gone {} {} {} {}", name_of(subject.thing), subject.id,
                                                            subject.exhibit_number, hex(bytes_of(subject.path)));
        const auto [known, is_new] = place.emplace(key, things.size());
        if (is_new) things.emplace_back();
        things[known->second].push_back(&mark);
    }
    facts_.marked_things = things.size();
    facts_.marks_sha256 = all.empty() ? "" : in_hex(digest.finish());
    // Tagged things in the order of their first tag, then what has notes only.
    std::stable_partition(things.begin(), things.end(), [](const auto& marks) {
        return std::ranges::any_of(marks, [](const Mark* mark) { return mark->act == MarkAct::tag; });
    });
    for (const auto& marks : things) {
        facts_.things.push_back(TRY(thing_of(marks)));
        add_events(facts_.things.back());
    }
    std::ranges::stable_sort(facts_.timeline, {}, [](const ReportedEvent& event) { return event.time.order; });
    return {};
}

// ---- tools ---------------------------------------------------------------------------------------------

Result<void> Gatherer::runs() {
    for (const IngestRun& run : TRY(reader_.runs())) {
        ReportedRun facts;
        facts.exhibit_number = item_of_image_[run.image].exhibit_number;
        facts.started = iso8601(run.started_at);
        if (run.finished_at) facts.finished = iso8601(*run.finished_at);
        facts.tool_version = run.tool_version;
        facts.state = run.state;
        put_settings(facts, run.settings_json);
        Sha256 settings;
        settings.update(bytes_of(run.settings_json));
        facts.settings_sha256 = in_hex(settings.finish());
        if (run.results_sha256) facts.results_sha256 = in_hex(*run.results_sha256);
        facts_.runs.push_back(std::move(facts));
    }
    return {};
}

Result<void> Gatherer::gather() {
    const CaseFacts facts = TRY(reader_.facts());
    facts_.case_name = facts.name;
    facts_.examiner = facts.examiner;
    facts_.case_zone = facts.time_zone;
    facts_.folder = folder_.path().string();
    TRY(images());
    TRY(marks());
    return runs();
}

}  // namespace

ReportedTime reported_time(Timestamp time, bool zoneless, const std::string& case_zone, const std::string& item_zone) {
    ReportedTime result;
    result.order = time.ns;
    result.zoneless = zoneless;
    result.recorded = zoneless ? iso8601_zoneless(time) : iso8601(time);
    if (!zoneless) {
        if (!case_zone.empty() && case_zone != "UTC") result.case_clock = in_zone(time, case_zone).value_or("");
        return result;
    }
    // A clock reading is a moment only where the examiner chose the zone of the item.
    if (const auto moment = item_zone.empty() ? std::nullopt : read_in_zone(time, item_zone)) {
        result.order = moment->ns;
        result.case_clock = in_zone(*moment, case_zone).value_or(iso8601(*moment));
    }
    return result;
}

Result<CaseReport> report_facts(const CaseFolder& folder, ReportChoice choice) {
    CaseReader reader = TRY(folder.reader());
    Gatherer gatherer{folder, reader, choice};
    TRY(gatherer.gather());
    return gatherer.take();
}

}  // namespace sanad
