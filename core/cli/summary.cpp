#include "core/cli/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>
#include <span>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/search/text_query.hpp"
#include "core/store/coverage.hpp"

namespace sanad {
namespace {

constexpr std::size_t most_listed = 20;

std::string image_name(const ImageRow& image) {
    return image.segments.empty() ? "image" : shown(image.segments[0].name);
}

std::string line(std::string_view label, std::string_view value) {
    return fmt::format("  {:<27}{}\n", label, value);
}

/// A number of a finished run's counts, which a case from elsewhere may hold anything in.
std::optional<std::uint64_t> counted(std::string_view counts, std::string_view what) {
    const std::string key = fmt::format("\"{}\":", what);
    const std::size_t at = counts.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    std::uint64_t number = 0;
    const char* from = counts.data() + at + key.size();
    const auto read = std::from_chars(from, counts.data() + counts.size(), number);
    if (read.ec != std::errc{}) return std::nullopt;
    return number;
}

Result<CaseSummary> summary_of(CaseReader& reader, Id image, const CountedImages& counted_before) {
    const auto known = counted_before.find(image);
    if (known != counted_before.end()) return known->second;
    return reader.summary(image);
}

Result<std::string> image_text(CaseReader& reader, const ImageRow& image) {
    std::string text = fmt::format("\nImage {}: {}\n", image.id, image_name(image));
    text += line("format",
                 fmt::format("{}{}", image.facts.format,
                             image.segments.size() > 1 ? fmt::format(", {} segments", image.segments.size()) : ""));
    text += line("size", size_text(image.facts.size));
    for (const AcquisitionHeader& header : image.facts.headers) {
        if (header.value.empty()) continue;
        text += line(shown(header.name), shown(header.value).substr(0, 400));
    }
    if (image.digests) {
        text += line("MD5", hex(image.digests->md5));
        text += line("SHA-1", hex(image.digests->sha1));
        text += line("SHA-256", hex(image.digests->sha256));
    }
    if (image.tree_root) text += line("SHA-256 block tree", hex(*image.tree_root));
    bool compared = false;
    for (const Verification& row : TRY(reader.verification(image.id))) {
        if (row.result == "no_stored_hash") continue;
        compared = true;
        if (row.result == "match") {
            text += line("verification", row.algorithm + " MATCHES the stored value");
        } else {
            text += line("verification", fmt::format("{} MISMATCH: stored {}, computed {}", row.algorithm,
                                                     hex(row.expected), hex(row.computed)));
        }
    }
    if (!compared && image.digests) text += line("verification", "the image stores no hash to compare with");
    if (!image.facts.acquisition_errors.empty()) {
        text += line("acquisition errors", fmt::format("{} ranges, as the acquiring tool recorded them",
                                                       image.facts.acquisition_errors.size()));
    }
    const auto damage = TRY(reader.damage(image.id));
    for (std::size_t i = 0; i < std::min(damage.size(), most_listed); ++i) {
        text += line("damaged", fmt::format("{} bytes at {}: {}; read as zeros", damage[i].length, damage[i].offset,
                                            shown(damage[i].reason)));
    }
    if (damage.size() > most_listed)
        text += line("damaged", fmt::format("… and {} more ranges; `sanad --json case show` lists all",
                                            damage.size() - most_listed));

    text += "\n  Volumes and file systems\n";
    const auto file_systems = TRY(reader.file_systems(image.id));
    for (const VolumeRow& volume : TRY(reader.volumes(image.id))) {
        text += fmt::format("  {:>3}  {:<12}{:>16}  {:>12}  {}\n", volume.volume.ordinal, name_of(volume.volume.kind),
                            fmt::format("byte {}", volume.volume.offset), short_size(volume.volume.length),
                            shown(volume.volume.description));
        for (const FileSystemRow& row : file_systems) {
            if (row.volume != volume.id) continue;
            if (row.facts.readable) {
                text += fmt::format(
                    "       └ {}{}{}\n", shown(row.facts.type),
                    row.facts.label.empty() ? "" : fmt::format(" \"{}\"", shown(row.facts.label)),
                    row.walk_state == WalkState::complete ? "" : fmt::format(", walk {}", name_of(row.walk_state)));
                if (!row.facts.reason.empty()) text += fmt::format("         {}\n", shown(row.facts.reason));
            } else {
                text += fmt::format("       └ NOT EXAMINED: {} ({})\n", shown(row.facts.type), shown(row.facts.reason));
            }
        }
    }
    return text;
}

/// The sets in which files were looked up, and what was found in each.
Result<std::string> hash_sets_text(CaseReader& reader, Id image) {
    std::string text;
    const auto sets = TRY(reader.hash_sets(image));
    if (sets.empty()) return text;
    text += "\n  Hash sets\n";
    for (const HashSetCount& row : sets) {
        text += fmt::format("    {:<28} {:<8}{:>10} files  of {} entries{}\n", shown(row.set.name),
                            name_of(row.set.kind), grouped(row.files), grouped(row.set.entries),
                            row.set.version.empty() ? "" : ", version " + shown(row.set.version));
    }
    const ContentTotals known = TRY(reader.known_contents(image));
    text += line("  known, not notable",
                 fmt::format("{} contents, {}; {}", grouped(known.contents), size_text(known.bytes),
                             sets.front().set.known_excluded ? "given to NO module" : "examined as all others"));
    return text;
}

/// What modules found, and how each fared.
Result<std::string> modules_text(CaseReader& reader, Id image) {
    std::string text;
    const auto counts = TRY(reader.artifact_counts(image));
    if (!counts.empty()) text += "\n  Artifacts\n";
    for (const auto& [type, count] : counts) {
        const ArtifactType* known = artifact_type(type);
        text +=
            fmt::format("    {:<28}{:>10}  {}\n", shown(type), grouped(count), known != nullptr ? known->label : "");
    }
    const auto modules = TRY(reader.module_outcomes(image));
    if (!modules.empty()) text += "\n  Modules\n";
    for (const auto& [module, outcomes] : modules) {
        std::string fared;
        for (const auto& [outcome, count] : outcomes) {
            fared += fmt::format("{}{} {}", fared.empty() ? "" : ", ", grouped(count), outcome);
        }
        text += fmt::format("    {:<34} {}\n", shown(module), fared);
    }
    return text;
}

/// How many identifiers of each kind stand in an image's bytes: all of them, also those that listings leave out.
Result<std::vector<std::pair<std::string, std::uint64_t>>> identifiers_of(const std::string& case_path, Id image) {
    return TRY(further_passes(std::filesystem::path{case_path} / "case.db", image)).identifiers;
}

Result<std::string> identifiers_text(const std::string& case_path, Id image) {
    std::string text;
    for (const auto& [kind, count] : TRY(identifiers_of(case_path, image))) {
        if (text.empty()) text += "\n  Identifiers, those met on every disk included\n";
        text += fmt::format("    {:<28}{:>10}\n", shown(kind), count);
    }
    return text;
}

/// What can be searched for in an image, and what cannot.
std::string index_text(const Result<IndexFacts>& facts, Id image) {
    if (!facts) return line("full-text index", "cannot be read: " + facts.error().what);
    const auto known = std::ranges::find(facts->images, image, &IndexFacts::Image::image);
    if (known == facts->images.end()) return line("full-text index", "NONE: nothing of this image can be searched for");
    if (!known->finished) return line("full-text index", "NOT FINISHED: nothing of this image can be searched for yet");
    return line("full-text index",
                fmt::format("{} texts of {}, {} artifacts, {} names", grouped(known->texts),
                            short_size(known->text_bytes), grouped(known->artifacts), grouped(known->names)));
}

/// What an outcome is about, as an examiner finds it again: of a content the first file that it belongs to.
std::string subject_text(CaseReader& reader, const OutcomeRow& row) {
    const bool content = row.subject == Subject::content;
    if (!content && row.subject != Subject::file) return fmt::format("{} {}", name_of(row.subject), row.subject_id);
    const auto id = content ? reader.first_name(row.subject_id) : Result<Id>{row.subject_id};
    const auto files = id ? reader.rows(std::span{&*id, 1}) : Result<std::vector<FileRow>>{};
    if (!files || files->empty()) return fmt::format("{} {}", name_of(row.subject), row.subject_id);
    return fmt::format("file {}, {}", *id, shown(files->front().path));
}

std::string index_json(const Result<IndexFacts>& facts, Id image) {
    if (!facts) return R"({"state":"unreadable"})";
    const auto known = std::ranges::find(facts->images, image, &IndexFacts::Image::image);
    if (known == facts->images.end()) return R"({"state":"none"})";
    return fmt::format(R"({{"state":"{}","texts":{},"text_bytes":{},"artifacts":{},"names":{}}})",
                       known->finished ? "complete" : "unfinished", known->texts, known->text_bytes, known->artifacts,
                       known->names);
}

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string count_of(std::uint64_t number, std::string_view thing, std::string_view things) {
    if (number == 1) return fmt::format("1 {}", thing);
    return things.empty() ? fmt::format("{} {}s", grouped(number), thing)
                          : fmt::format("{} {}", grouped(number), things);
}

std::string size_text(std::uint64_t bytes) {
    static constexpr std::string_view units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    if (bytes < 1024) return fmt::format("{} bytes", bytes);
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {} ({} bytes)", value, units[unit], grouped(bytes));
}

std::string short_size(std::uint64_t bytes) {
    const std::string text = size_text(bytes);
    return text.substr(0, text.find(" ("));
}

Result<std::uint64_t> files_not_had_whole(CaseReader& reader, Id image) {
    std::set<Id> ids;
    std::vector<Id> contents;
    TRY(reader.outcomes(image, std::nullopt, [&](const OutcomeRow& row) {
        if (!is_shortcoming(row.outcome) || !row.module.empty()) return true;
        if (row.subject == Subject::file && row.step == "walk") ids.insert(row.subject_id);
        if (row.subject == Subject::content && row.step == "read") contents.push_back(row.subject_id);
        return true;
    }));
    for (const Id content : contents) ids.insert(TRY(reader.first_name(content)));
    FileQuery damaged;
    damaged.image = image;
    damaged.damaged_only = true;
    for (const Id id : TRY(reader.find(damaged))) ids.insert(id);
    const std::vector<Id> all{ids.begin(), ids.end()};
    constexpr std::size_t page = 256;
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < all.size(); at += page) {
        for (const FileRow& row : TRY(reader.rows(std::span{all}.subspan(at, std::min(page, all.size() - at)))))
            count += row.state == NameState::allocated && row.metadata_allocated && row.kind != FileKind::virtual_file;
    }
    return count;
}

Result<std::string> summary_text(CaseReader& reader, const std::string& case_path, const Result<CustodyFacts>& custody,
                                 const CountedImages& counted_before) {
    const CaseFacts facts = TRY(reader.facts());
    std::string text = fmt::format("Case {}\n", shown(facts.name));
    if (!facts.examiner.empty()) text += line("examiner", shown(facts.examiner));
    text += line("folder", shown(case_path));
    text += line("custody", custody_text(custody));
    const auto index = index_facts(case_path);
    for (const ImageRow& image : TRY(reader.images())) {
        text += TRY(image_text(reader, image));
        const CaseSummary summary = TRY(summary_of(reader, image.id, counted_before));
        text += "\n  Files\n";
        text += line("  files", grouped(summary.files));
        text += line("  directories", grouped(summary.directories));
        text += line("  alternate streams", grouped(summary.streams));
        text += line("  deleted", grouped(summary.deleted));
        text += line("  orphans", grouped(summary.orphans));
        text +=
            line("  contents digested", fmt::format("{} of {}, {}", grouped(summary.contents_done),
                                                    grouped(summary.contents), size_text(summary.content_bytes_done)));
        text += line("  extension mismatches", grouped(summary.mismatches));
        if (summary.damaged_contents != 0) {
            text += line("  damaged contents", fmt::format("{}, {} unreadable", grouped(summary.damaged_contents),
                                                           size_text(summary.unreadable_bytes)));
        }
        if (summary.contents_pending != 0) text += line("  not yet read", grouped(summary.contents_pending));
        std::vector<std::pair<std::string, SummaryCount>> families{summary.by_type_family.begin(),
                                                                   summary.by_type_family.end()};
        std::sort(families.begin(), families.end(),
                  [](const auto& a, const auto& b) { return a.second.files > b.second.files; });
        if (!families.empty()) text += "\n  Types\n";
        for (const auto& [family, count] : families) {
            text += fmt::format("    {:<20}{:>10}  {}\n", shown(family), grouped(count.files), size_text(count.bytes));
        }
        text += TRY(hash_sets_text(reader, image.id));
        text += TRY(modules_text(reader, image.id));
        text += TRY(identifiers_text(case_path, image.id));
        text += "\n" + index_text(index, image.id);
        std::string not_examined, noted;
        for (const FileSystemRow& row : TRY(reader.file_systems(image.id))) {
            if (is_left_unlisted(row.facts)) {
                not_examined += fmt::format("    volume {}, byte {}: {}: {}\n", row.facts.volume, row.facts.offset,
                                            shown(row.facts.type), shown(row.facts.reason));
            }
        }
        for (const auto& [outcome, count] : summary.not_read) {
            if (outcome == name_of(Outcome::noted)) continue;
            not_examined += line("  " + outcome, fmt::format("{} contents", grouped(count)));
        }
        std::size_t listed = 0;
        std::vector<OutcomeRow> shortcomings;
        TRY(reader.outcomes(image.id, std::nullopt, [&](const OutcomeRow& row) {
            if (row.outcome == Outcome::noted) noted += fmt::format("    {}\n", shown(row.detail));
            if (is_shortcoming(row.outcome) && ++listed <= most_listed) shortcomings.push_back(row);
            return true;
        }));
        for (const OutcomeRow& row : shortcomings) {
            not_examined +=
                fmt::format("    {}: {}: {}\n", subject_text(reader, row), name_of(row.outcome), shown(row.detail));
        }
        if (listed > most_listed) not_examined += fmt::format("    … and {} more outcomes\n", listed - most_listed);
        if (!not_examined.empty()) text += "\n  Not examined, or only in part\n" + not_examined;
        if (!noted.empty()) text += "\n  Worth knowing\n" + noted;
    }
    return text;
}

Result<std::string> summary_json(CaseReader& reader, const std::string& case_path, const Result<CustodyFacts>& custody,
                                 const CountedImages& counted_before) {
    const CaseFacts facts = TRY(reader.facts());
    std::string text =
        fmt::format(R"({{"case":{},"folder":{},"examiner":{},"custody":{},"images":[)", json_string(facts.name),
                    json_string(case_path), json_string(facts.examiner), custody_json(custody));
    bool first = true;
    const auto index = index_facts(case_path);
    for (const ImageRow& image : TRY(reader.images())) {
        const CaseSummary summary = TRY(summary_of(reader, image.id, counted_before));
        text += fmt::format(R"({}{{"id":{},"name":{},"format":{},"size":{},"state":"{}")", first ? "" : ",", image.id,
                            json_string(image.segments.empty() ? "" : image.segments[0].name),
                            json_string(image.facts.format), image.facts.size, name_of(image.state));
        first = false;
        if (image.digests) {
            text += fmt::format(R"(,"md5":"{}","sha1":"{}","sha256":"{}")", hex(image.digests->md5),
                                hex(image.digests->sha1), hex(image.digests->sha256));
        }
        if (image.tree_root) text += fmt::format(R"(,"block_tree":"{}")", hex(*image.tree_root));
        text += fmt::format(R"(,"index":{})", index_json(index, image.id));
        // Of the last run that came to its end: equal unless it was disturbed (core/ingest/README.md).
        const auto runs = TRY(reader.runs(image.id));
        const auto last =
            std::find_if(runs.rbegin(), runs.rend(), [](const auto& run) { return run.state == "finished"; });
        if (last != runs.rend()) {
            for (const std::string_view what : {"chunks_inflated", "chunks_distinct"}) {
                if (const auto number = counted(last->counts_json, what))
                    text += fmt::format(R"(,"{}":{})", what, *number);
            }
        }
        text += R"(,"verification":[)";
        bool first_row = true;
        for (const Verification& row : TRY(reader.verification(image.id))) {
            text += fmt::format(R"({}{{"algorithm":"{}","expected":"{}","computed":"{}","result":"{}"}})",
                                first_row ? "" : ",", row.algorithm, hex(row.expected), hex(row.computed), row.result);
            first_row = false;
        }
        text += fmt::format(
            R"(],"records":{},"files":{},"directories":{},"streams":{},"deleted":{},"orphans":{},"contents":{},"contents_done":{},"contents_not_read":{},"contents_pending":{},"content_bytes_done":{},"mismatches":{},"damaged_ranges":{},"damaged_bytes":{},"damage":[)",
            summary.records, summary.files, summary.directories, summary.streams, summary.deleted, summary.orphans,
            summary.contents, summary.contents_done, summary.contents_not_read, summary.contents_pending,
            summary.content_bytes_done, summary.mismatches, summary.damaged_ranges, summary.damaged_bytes);
        first_row = true;
        for (const DamagedRange& range : TRY(reader.damage(image.id))) {
            text += fmt::format(R"({}{{"offset":{},"length":{},"reason":{}}})", first_row ? "" : ",", range.offset,
                                range.length, json_string(range.reason));
            first_row = false;
        }
        text += R"(],"file_systems":[)";
        first_row = true;
        for (const FileSystemRow& row : TRY(reader.file_systems(image.id))) {
            text += fmt::format(R"({}{{"type":{},"label":{},"offset":{},"readable":{},"reason":{},"walk":"{}"}})",
                                first_row ? "" : ",", json_string(row.facts.type), json_string(row.facts.label),
                                row.facts.offset, row.facts.readable, json_string(row.facts.reason),
                                name_of(row.walk_state));
            first_row = false;
        }
        text += R"(],"hash_sets":[)";
        first_row = true;
        bool known_excluded = false;
        for (const HashSetCount& row : TRY(reader.hash_sets(image.id))) {
            text += fmt::format(
                R"({}{{"name":{},"kind":"{}","version":{},"source":{},"entries":{},"sha256":"{}","contents":{},"files":{}}})",
                first_row ? "" : ",", json_string(row.set.name), name_of(row.set.kind), json_string(row.set.version),
                json_string(row.set.source), row.set.entries, hex(row.set.sha256), row.contents, row.files);
            first_row = false;
            known_excluded = row.set.known_excluded;
        }
        const ContentTotals known = TRY(reader.known_contents(image.id));
        text += fmt::format(R"(],"known":{{"contents":{},"bytes":{},"excluded_from_modules":{}}})", known.contents,
                            known.bytes, known_excluded);
        text += R"(,"artifacts":{)";
        first_row = true;
        for (const auto& [type, count] : TRY(reader.artifact_counts(image.id))) {
            text += fmt::format(R"({}{}:{})", first_row ? "" : ",", json_string(type), count);
            first_row = false;
        }
        text += R"(},"modules":{)";
        first_row = true;
        for (const auto& [module, outcomes] : TRY(reader.module_outcomes(image.id))) {
            text += fmt::format(R"({}{}:{{)", first_row ? "" : ",", json_string(module));
            first_row = false;
            bool first_outcome = true;
            for (const auto& [outcome, count] : outcomes) {
                text += fmt::format(R"({}{}:{})", first_outcome ? "" : ",", json_string(outcome), count);
                first_outcome = false;
            }
            text += '}';
        }
        text += R"(},"identifiers":{)";
        first_row = true;
        for (const auto& [kind, count] : TRY(identifiers_of(case_path, image.id))) {
            text += fmt::format(R"({}{}:{})", first_row ? "" : ",", json_string(kind), count);
            first_row = false;
        }
        text += R"(},"not_read":{)";
        first_row = true;
        for (const auto& [outcome, count] : summary.not_read) {
            text += fmt::format(R"({}{}:{})", first_row ? "" : ",", json_string(outcome), count);
            first_row = false;
        }
        text += "}}";
    }
    return text + "]}";
}

}  // namespace sanad
