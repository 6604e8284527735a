#include "core/report/export_source.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/base/text.hpp"

namespace sanad {

Result<ExportSource> ExportSource::open(CaseReader& reader, ExportScope scope, const StopFlag& stop) {
    ExportSource source{reader, std::move(scope), stop};
    source.facts_ = TRY(reader.facts());
    source.items_ = TRY(reader.evidence_items());
    source.images_ = TRY(reader.images());
    source.examined_at_ = source.facts_.created_at;
    for (const ImageRow& image : source.images_) {
        for (const EvidenceItem& item : source.items_) {
            if (item.id == image.evidence_item) source.exhibits_[image.id] = item.exhibit_number;
        }
        for (FileSystemRow& row : TRY(reader.file_systems(image.id))) source.file_systems_.push_back(std::move(row));
    }
    for (std::size_t at = 0; at < source.file_systems_.size(); ++at) {
        source.file_system_at_[source.file_systems_[at].id] = at;
    }
    for (const IngestRun& run : TRY(reader.runs())) {
        if (run.finished_at) source.examined_at_ = std::max(source.examined_at_, *run.finished_at);
    }
    source.ids_ = TRY(reader.find(source.scope_.files));
    if (const auto& only = source.scope_.only) {
        std::erase_if(source.ids_, [&](Id id) { return !std::ranges::binary_search(*only, id); });
    }
    // In the order of the walk, which is the usual one, the list serves for looking up too.
    if (!std::ranges::is_sorted(source.ids_)) {
        source.sorted_ = source.ids_;
        std::ranges::sort(source.sorted_);
    }
    return source;
}

const FileSystemRow& ExportSource::file_system(Id id) const {
    const auto found = file_system_at_.find(id);
    if (found == file_system_at_.end()) throw std::logic_error{"a file of a file system that the case lacks"};
    return file_systems_[found->second];
}

const std::string& ExportSource::exhibit_of(Id image) const {
    static const std::string none;
    const auto found = exhibits_.find(image);
    return found == exhibits_.end() ? none : found->second;
}

bool ExportSource::has_file(Id id) const {
    return std::ranges::binary_search(sorted_.empty() ? ids_ : sorted_, id);
}

bool ExportSource::has_artifact(const ArtifactRow& row) const {
    return scope_.all_files || has_file(row.file) || std::ranges::binary_search(scope_.also, row.id);
}

Result<std::vector<Id>> ExportSource::images_with_files() {
    std::vector<Id> images;
    if (scope_.only) {
        std::set<Id> found;
        for (std::size_t at = 0; at < ids_.size(); at += page) {
            const auto some = std::span{ids_}.subspan(at, std::min(page, ids_.size() - at));
            for (const FileRow& row : TRY(reader_->rows(some))) found.insert(file_system(row.file_system).image);
        }
        for (const ArtifactRow& row : TRY(reader_->artifacts(scope_.also))) found.insert(row.image);
        images.assign(found.begin(), found.end());
        return images;
    }
    for (const ImageRow& image : images_) {
        FileQuery query = scope_.files;
        if (query.image && *query.image != image.id) continue;
        query.image = image.id;
        if (TRY(reader_->count(query)) != 0) images.push_back(image.id);
    }
    return images;
}

Result<void> ExportSource::go_on() const {
    if (*stop_) return failure(Fault::system, "stopped; nothing was written");
    return {};
}

Result<void> ExportSource::each_file_in(std::span<const Id> ids, const std::function<bool(const FileRow&)>& each) {
    for (std::size_t at = 0; at < ids.size(); at += page) {
        TRY(go_on());
        for (const FileRow& row : TRY(reader_->rows(ids.subspan(at, std::min(page, ids.size() - at))))) {
            if (!each(row)) return {};
        }
    }
    return {};
}

Result<void> ExportSource::each_file(const std::function<bool(const FileRow&)>& each) {
    return each_file_in(ids_, each);
}

Result<void> ExportSource::each_file_of(Id file_system, const std::function<bool(const FileRow&)>& each) {
    FileQuery query = scope_.files;
    query.file_system = file_system;
    query.order = FileOrder::id;
    query.descending = false;
    query.limit.reset();
    // With a limit the query alone would give more than was chosen.
    std::vector<Id> ids = TRY(reader_->find(query));
    std::erase_if(ids, [&](Id id) { return !has_file(id); });
    return each_file_in(ids, each);
}

Result<std::vector<std::string>> ExportSource::artifact_types() {
    std::vector<std::string> types;
    if (!scope_.with_artifacts) return types;
    for (const auto& counted : TRY(reader_->artifact_counts())) {
        const auto& type = counted.first;
        const bool wanted = scope_.artifacts.types.empty() ||
                            std::ranges::any_of(scope_.artifacts.types,
                                                [&](const std::string& glob) { return glob_match(glob, type, false); });
        if (wanted) types.push_back(type);
    }
    return types;
}

Result<void> ExportSource::each_artifact(const std::string& type, const std::function<bool(const ArtifactRow&)>& each) {
    if (!scope_.with_artifacts) return {};
    ArtifactQuery query = scope_.artifacts;
    if (!type.empty()) query.types = {type};
    const std::vector<Id> ids = TRY(reader_->find_artifacts(query));
    for (std::size_t at = 0; at < ids.size(); at += page) {
        TRY(go_on());
        for (const ArtifactRow& row :
             TRY(reader_->artifacts(std::span{ids}.subspan(at, std::min(page, ids.size() - at))))) {
            if (!has_artifact(row)) continue;
            if (!each(row)) return {};
        }
    }
    return {};
}

void ExportSource::count_file(const FileRow& row) {
    ++tally_.files;
    ++tally_.by_image[file_system(row.file_system).image];
}

void ExportSource::count_artifact(const ArtifactRow& row) {
    ++tally_.artifacts;
    ++tally_.by_image[row.image];
}

void ExportSource::count_event(Id image) {
    ++tally_.events;
    ++tally_.by_image[image];
}

}  // namespace sanad
