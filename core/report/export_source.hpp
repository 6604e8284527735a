#pragma once
// A case as an export reads it: the files and findings that were chosen, page by page, so that a million of them need
// no more memory than their ids; and the count of what was told of each image, for the ledger.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/store/case_reader.hpp"

namespace sanad {

/// What was asked for. Findings are those of the chosen files.
struct ExportScope {
    FileQuery files;
    bool all_files = true;  ///< the query has no condition
    ArtifactQuery artifacts{};
    bool with_artifacts = true;
    std::optional<std::vector<Id>> only{};  ///< of the files that answer the query, these; sorted
    std::vector<Id> also{};                 ///< findings chosen by themselves, whatever their files; sorted
};

struct ExportTally {
    std::uint64_t files = 0, artifacts = 0, events = 0;
    /// Files and findings of each image that the export speaks of.
    std::map<Id, std::uint64_t> by_image;
};

class ExportSource {
public:
    /// `stop`: asked before every page.
    static Result<ExportSource> open(CaseReader& reader, ExportScope scope, const StopFlag& stop);

    CaseReader& reader() const { return *reader_; }
    const ExportScope& scope() const { return scope_; }
    const CaseFacts& facts() const { return facts_; }
    const std::vector<EvidenceItem>& items() const { return items_; }
    const std::vector<ImageRow>& images() const { return images_; }
    const std::vector<FileSystemRow>& file_systems() const { return file_systems_; }
    const FileSystemRow& file_system(Id id) const;
    const std::string& exhibit_of(Id image) const;
    /// When the newest examination ended: the only clock that an export shows as its own.
    Timestamp examined_at() const { return examined_at_; }
    /// Images that hold a chosen file: what the ledger is asked about before anything is written.
    Result<std::vector<Id>> images_with_files();

    const std::vector<Id>& files() const { return ids_; }
    bool has_file(Id id) const;
    bool has_artifact(const ArtifactRow& row) const;

    /// `each` returns false to stop. In the order that was asked for.
    Result<void> each_file(const std::function<bool(const FileRow&)>& each);
    /// Of one file system, by id.
    Result<void> each_file_of(Id file_system, const std::function<bool(const FileRow&)>& each);
    /// Types of findings that may have been chosen, by name.
    Result<std::vector<std::string>> artifact_types();
    /// Of one type, or (empty) all that were chosen, in their order.
    Result<void> each_artifact(const std::string& type, const std::function<bool(const ArtifactRow&)>& each);
    /// What the export speaks of, for the ledger.
    void count_file(const FileRow& row);
    void count_artifact(const ArtifactRow& row);
    void count_event(Id image);
    const ExportTally& tally() const { return tally_; }
    Result<void> go_on() const;  ///< an error when somebody wants it to stop

    static constexpr std::size_t page = 256;

private:
    ExportSource(CaseReader& reader, ExportScope scope, const StopFlag& stop)
        : reader_{&reader}, scope_{std::move(scope)}, stop_{&stop} {}
    Result<void> each_file_in(std::span<const Id> ids, const std::function<bool(const FileRow&)>& each);

    CaseReader* reader_;
    ExportScope scope_;
    const StopFlag* stop_;
    CaseFacts facts_;
    std::vector<EvidenceItem> items_;
    std::vector<ImageRow> images_;
    std::vector<FileSystemRow> file_systems_;
    std::map<Id, std::size_t> file_system_at_;
    std::map<Id, std::string> exhibits_;
    Timestamp examined_at_;
    std::vector<Id> ids_;     ///< in the order asked for
    std::vector<Id> sorted_;  ///< the same by id, where that is another order
    ExportTally tally_;
};

}  // namespace sanad
