#include "core/store/marked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t asked_at_once = 256, longest_label = 300;

std::string value_text(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
    if (const auto* time = std::get_if<Timestamp>(&value)) return iso8601(*time);
    return hex(bytes_of(std::get<RawBytes>(value).bytes));
}

/// "firefox.exe, 12": the values that are no times, until a line is full.
std::string label_of(const Artifact& artifact) {
    std::string label;
    for (const Attribute& attribute : artifact.attributes) {
        if (std::holds_alternative<Timestamp>(attribute.value)) continue;
        const std::string text = shown(repaired_utf8(value_text(attribute.value)));
        if (text.empty()) continue;
        if (label.size() + text.size() + 2 > longest_label) break;
        label += (label.empty() ? "" : ", ") + text;
    }
    return label;
}

/// The file of a subject in the case as it is: the same place, path and metadata address; of several, the one with the
/// same content.
Result<FoundAgain> find_file(CaseReader& reader, const MarkSubject& subject) {
    const auto is_it = [&](const FileRow& row) -> Result<bool> {
        if (row.path != subject.path || row.metadata_address != subject.metadata_address) return false;
        return TRY(reader.file_system(row.file_system)).facts.offset == subject.file_system_offset;
    };
    const auto has_content = [&](const FileRow& row) {
        // What was not read when it was marked is compared with nothing.
        return !subject.content_sha256 || (row.digests && row.digests->sha256 == *subject.content_sha256);
    };
    FoundAgain best;
    const Id wanted[] = {subject.file};
    for (const FileRow& row : TRY(reader.rows(wanted))) {
        if (!TRY(is_it(row))) continue;
        if (has_content(row)) return FoundAgain{Standing::there, row.id};
        best = {Standing::changed, row.id};
    }
    FileQuery query;
    query.metadata_address = subject.metadata_address;
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        if (item.exhibit_number == subject.exhibit_number) query.evidence_item = item.id;
    }
    if (!query.evidence_item) return best;
    const std::vector<Id> ids = TRY(reader.find(query));
    for (std::size_t at = 0; at < ids.size(); at += asked_at_once) {
        for (const FileRow& row :
             TRY(reader.rows(std::span{ids}.subspan(at, std::min(asked_at_once, ids.size() - at))))) {
            if (row.id == subject.file || !TRY(is_it(row))) continue;
            if (has_content(row)) return FoundAgain{Standing::renumbered, row.id};
            if (best.standing == Standing::gone) best = {Standing::changed, row.id};
        }
    }
    return best;
}

bool is_finding(const ArtifactRow& row, const MarkSubject& subject) {
    return row.artifact.type == subject.type && row.artifact.source.offset == subject.source_offset &&
           row.artifact.source.length == subject.source_length &&
           (!subject.values_sha256 || digest_of_values(row.artifact) == *subject.values_sha256);
}

Result<FoundAgain> find_artifact(CaseReader& reader, const MarkSubject& subject) {
    const Id wanted[] = {subject.id};
    for (const ArtifactRow& row : TRY(reader.artifacts(wanted))) {
        if (row.source_path == subject.path && row.exhibit_number == subject.exhibit_number && is_finding(row, subject))
            return FoundAgain{Standing::there, row.id};
    }
    ArtifactQuery query;
    query.types = {subject.type};
    for (const EvidenceItem& item : TRY(reader.evidence_items())) {
        if (item.exhibit_number == subject.exhibit_number) query.evidence_item = item.id;
    }
    if (!query.evidence_item) return FoundAgain{};
    FoundAgain best;
    const std::vector<Id> ids = TRY(reader.find_artifacts(query));
    for (std::size_t at = 0; at < ids.size(); at += asked_at_once) {
        for (const ArtifactRow& row :
             TRY(reader.artifacts(std::span{ids}.subspan(at, std::min(asked_at_once, ids.size() - at))))) {
            if (row.source_path != subject.path) continue;
            if (is_finding(row, subject)) return FoundAgain{Standing::renumbered, row.id};
            // The same bytes, read differently by another version of the module.
            if (row.artifact.source.offset == subject.source_offset &&
                row.artifact.source.length == subject.source_length) {
                best = {Standing::changed, row.id};
            }
        }
    }
    return best;
}

}  // namespace

std::string_view name_of(Standing standing) {
    constexpr std::string_view names[] = {"there", "renumbered", "changed", "gone"};
    return names[static_cast<std::size_t>(standing)];
}

Sha256Digest digest_of_values(const Artifact& artifact) {
    Sha256 digest;
    // Each piece with its length before it, so that no two findings give the same bytes.
    const auto take = [&](std::string_view piece) {
        digest.update(bytes_of(fmt::format("{}:", piece.size())));
        digest.update(bytes_of(piece));
    };
    take(artifact.type);
    for (const Attribute& attribute : artifact.attributes) {
        take(attribute.name);
        take(fmt::format("{}", attribute.value.index()));
        take(value_text(attribute.value));
    }
    return digest.finish();
}

Result<MarkSubject> subject_of_file(CaseReader& reader, Id file) {
    const FileDetail detail = TRY(reader.file(file));
    MarkSubject subject;
    subject.thing = MarkedThing::file;
    subject.id = subject.file = file;
    subject.image = detail.file_system.image;
    subject.file_system_offset = detail.file_system.facts.offset;
    subject.path = detail.file.path;
    subject.metadata_address = detail.file.metadata_address;
    if (detail.file.digests) subject.content_sha256 = detail.file.digests->sha256;
    const Id item = TRY(reader.image(subject.image)).evidence_item;
    for (const EvidenceItem& each : TRY(reader.evidence_items())) {
        if (each.id == item) subject.exhibit_number = each.exhibit_number;
    }
    return subject;
}

Result<MarkSubject> subject_of_artifact(CaseReader& reader, Id artifact) {
    const Id wanted[] = {artifact};
    const auto rows = TRY(reader.artifacts(wanted));
    if (rows.empty()) return failure(Fault::not_found, fmt::format("artifact {} is not in the case", artifact));
    const ArtifactRow& row = rows.front();
    MarkSubject subject = TRY(subject_of_file(reader, row.source_file));
    subject.thing = MarkedThing::artifact;
    subject.id = artifact;
    subject.type = row.artifact.type;
    subject.source_offset = row.artifact.source.offset;
    subject.source_length = row.artifact.source.length;
    subject.values_sha256 = digest_of_values(row.artifact);
    subject.label = label_of(row.artifact);
    return subject;
}

Result<FoundAgain> find_again(CaseReader& reader, const MarkSubject& subject) {
    if (subject.thing == MarkedThing::file) return find_file(reader, subject);
    if (subject.thing == MarkedThing::artifact) return find_artifact(reader, subject);
    return FoundAgain{Standing::there, subject.id};
}

}  // namespace sanad
