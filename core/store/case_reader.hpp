#pragma once
// The only SELECT for people: one read-only connection, one thread. Sees the last commit of a writer at work;
// `revision` tells when to ask again.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/store/artifact_query.hpp"
#include "core/store/case_rows.hpp"
#include "core/store/identifier_query.hpp"
#include "core/store/timeline.hpp"

namespace sanad {

struct SegmentRow {
    std::uint32_t ordinal = 0;
    std::string path;
    std::string name;  ///< last component of the path at the time it was added
    std::uint64_t size = 0;
    std::optional<Sha256Digest> head_sha256, sha256;
};

struct ImageRow {
    Id id = 0;
    Id evidence_item = 0;
    ImageFacts facts;  ///< segments, headers and acquisition errors included
    std::vector<SegmentRow> segments;
    ImageState state = ImageState::added;
    std::optional<Digests> digests;  ///< computed over all media bytes
    std::optional<Sha256Digest> tree_root;
    std::uint32_t tree_block_size = 0;
};

struct VolumeRow {
    Id id = 0;
    Id image = 0;
    Volume volume;
    std::optional<Id> parent;
};

struct FileSystemRow {
    Id id = 0;
    Id image = 0;
    Id volume = 0;
    std::uint32_t ordinal = 0;
    FileSystemFacts facts;
    WalkState walk_state = WalkState::pending;
};

/// A file as a listing shows it: its row, and what its content gave.
struct FileRow {
    Id id = 0;
    Id file_system = 0;
    std::optional<Id> parent, content;
    std::string path;       ///< raw bytes as recorded
    std::string name;       ///< last component, repaired UTF-8
    std::string extension;  ///< without the dot, ASCII lower case
    NameState state = NameState::allocated;
    FileKind kind = FileKind::regular;
    bool is_stream = false;
    bool local_times = false;  ///< the times carry no zone (FAT): show with iso8601_zoneless or the item's zone
    std::uint64_t metadata_address = 0;
    std::uint32_t sequence = 0;
    std::uint64_t parent_address = 0;
    bool metadata_allocated = true;
    std::uint32_t mode = 0;
    std::optional<std::uint32_t> uid, gid;
    std::string sid;
    std::uint32_t link_count = 0;
    FileTimes times;
    FileTimes name_times;
    FileSpecifics specifics;
    std::string symlink_target;
    std::string remark;
    std::optional<Id> derived_from;  ///< the file a module took it out of

    // Of the content; as they stand here for a file without one.
    std::uint64_t size = 0;
    std::uint64_t allocated_size = 0;
    Recovery recovery = Recovery::not_needed;
    ContentAccess access = ContentAccess::extents;
    ContentState content_state = ContentState::not_read;
    std::optional<Digests> digests;  ///< present when the content was read
    std::string mime_type;
    std::string encoding;
    bool mismatch = false;
    std::uint64_t unreadable_bytes = 0;
    std::vector<HashHit> hash_hits;  ///< the sets that hold it, in the order of their names

    /// In a known hash set and in no notable one.
    bool is_known() const;
    bool is_notable() const;
};

/// One file with everything the case knows of it.
struct FileDetail {
    FileRow file;
    std::optional<Content> content;    ///< with its extents and slack: opens the file again
    std::vector<OutcomeRow> outcomes;  ///< of the file and of its content
    std::vector<Id> hard_links;        ///< other files with the same content, by id
    FileSystemRow file_system;
};

/// What decides which modules a file is offered to, and no more: asked of every file of an ingest.
struct FileToOffer {
    Id id = 0;
    Id content = 0;
    std::uint64_t size = 0;
    std::string path;  ///< raw bytes
    std::string mime_type;
    std::uint32_t link_count = 1;
    ContentAccess access = ContentAccess::extents;
    bool known = false;  ///< in a known hash set and in no notable one
};

/// One hash set, and how much of an image stands in it.
struct HashSetCount {
    HashSetUsed set;
    std::uint64_t contents = 0;  ///< hard links counted once
    std::uint64_t files = 0;
};

struct SummaryCount {
    std::uint64_t files = 0;  ///< records, or contents
    std::uint64_t bytes = 0;
    bool operator==(const SummaryCount&) const = default;
};

/// The whole case or one image in numbers.
struct CaseSummary {
    std::uint64_t records = 0;  ///< every row of the file table
    std::uint64_t files = 0;    ///< of kind regular, streams not counted
    std::uint64_t streams = 0;
    std::uint64_t directories = 0;
    std::uint64_t deleted = 0;  ///< records of any kind
    std::uint64_t orphans = 0;
    std::uint64_t contents = 0;
    std::uint64_t contents_done = 0, contents_pending = 0, contents_not_read = 0;
    std::uint64_t content_bytes = 0;  ///< of all contents, hard links counted once
    std::uint64_t content_bytes_done = 0;
    std::uint64_t mismatches = 0;                        ///< contents
    std::uint64_t damaged_contents = 0;                  ///< contents with unreadable bytes
    std::uint64_t unreadable_bytes = 0;                  ///< in contents
    std::uint64_t damaged_ranges = 0;                    ///< of the image
    std::uint64_t damaged_bytes = 0;                     ///< of the image; overlapping reports counted once
    std::map<std::string, SummaryCount> by_type_family;  ///< "image", "text", ...: contents that were read
    std::map<std::string, std::uint64_t> not_read;       ///< contents, by outcome: "encrypted", "crashed"
    bool operator==(const CaseSummary&) const = default;
};

class CaseReader {
public:
    static Result<CaseReader> open(const std::filesystem::path& case_db);
    CaseReader(CaseReader&&) noexcept;
    CaseReader& operator=(CaseReader&&) noexcept;
    ~CaseReader();

    /// Asked every so often while a question is at work, in the question's thread; once it says true, the question ends
    /// with an error. For answers that nobody waits for any more.
    void give_up_when(std::function<bool()> unwanted);

    Result<CaseFacts> facts();
    /// Grows by one with every commit of a writer.
    Result<std::uint64_t> revision();

    Result<std::vector<EvidenceItem>> evidence_items();
    Result<std::vector<ImageRow>> images();
    Result<ImageRow> image(Id id);
    Result<std::vector<VolumeRow>> volumes(Id image);
    Result<std::vector<FileSystemRow>> file_systems(Id image);
    Result<FileSystemRow> file_system(Id id);
    /// By offset; reports of one reason that overlap or touch are one range.
    Result<std::vector<DamagedRange>> damage(Id image);
    Result<std::vector<Verification>> verification(Id image);
    /// Of an image, in primary-key order; one subject's alone when given. `each` returns false to stop.
    Result<void> outcomes(Id image, std::optional<Subject> subject, const std::function<bool(const OutcomeRow&)>& each);
    Result<std::vector<IngestRun>> runs(std::optional<Id> image = std::nullopt);
    /// Leaves of the image's tree, in block order.
    Result<std::vector<Sha256Digest>> block_hashes(Id image);
    Result<void> unallocated(Id file_system,
                             const std::function<bool(std::uint64_t image_offset, std::uint64_t length)>& each);
    Result<std::optional<std::vector<Byte>>> get_state(Id image, std::string_view key);

    /// The files that answer a query, in its order. 1,000,000 ids are 8 MB: keep them, and fetch rows by page.
    Result<std::vector<Id>> find(const FileQuery& query);
    Result<std::uint64_t> count(const FileQuery& query);
    /// Rows in the order of `ids`; ids that are not in the case are left out. Best by pages of 256.
    Result<std::vector<FileRow>> rows(std::span<const Id> ids);
    /// find() and rows() in one, for programs that print: bounded memory whatever the case holds.
    Result<void> each_file(const FileQuery& query, const std::function<bool(const FileRow&)>& each);
    /// Names alone, by id.
    Result<void> each_name(const std::function<bool(Id file, std::string_view name)>& each);
    Result<FileDetail> file(Id id);
    /// The first of the names that lead to a content, by id.
    Result<Id> first_name(Id content);
    /// each(id, name) of the files from one id to another, in their order, until it says no.
    Result<void> each_name(Id first, Id last, const std::function<bool(Id, std::string_view)>& each);
    /// Extents of one content, by file_offset.
    Result<std::vector<Extent>> extents(Id content);
    /// As its walk gave it.
    Result<Content> content(Id id);

    // Findings of modules.
    /// Artifacts that answer a query, in its order.
    Result<std::vector<Id>> find_artifacts(const ArtifactQuery& query);
    /// With their values, in the order of `ids`.
    Result<std::vector<ArtifactRow>> artifacts(std::span<const Id> ids);
    /// The files that they belong to, in the order of `artifacts`; 0 for one that is not in the case.
    Result<std::vector<Id>> files_of_artifacts(std::span<const Id> artifacts);
    Result<Timeline> timeline(const TimelineQuery& query);
    /// How many of each type, by name.
    Result<std::map<std::string, std::uint64_t>> artifact_counts(std::optional<Id> image = std::nullopt);
    /// How many files each module examined with each outcome: "windows.prefetch 1.0.0" -> outcome -> count.
    Result<std::map<std::string, std::map<std::string, std::uint64_t>>> module_outcomes(Id image);
    /// Files of an image that have a content that was read, after `after`, in the order of their ids.
    Result<std::vector<Id>> files_to_offer(Id image, Id after, std::size_t most);
    /// Those of them that are not empty, and what was not digested for the length of its hole alone.
    Result<std::vector<FileToOffer>> files_for_modules(Id image, Id after, std::size_t most);

    // Identifiers.
    /// In the order of their ids. `each` returns false to stop.
    Result<void> identifiers(const IdentifierQuery& query, const std::function<bool(const IdentifierRow&)>& each);
    /// By kind, then verdict.
    Result<std::vector<IdentifierCount>> identifier_counts(const IdentifierQuery& query);
    /// Values by kind, the most frequent first.
    Result<std::vector<IdentifierValue>> identifier_values(const IdentifierQuery& query);
    // Hash sets.
    /// Those in which an image's files were looked up, by name, with what was found in each.
    Result<std::vector<HashSetCount>> hash_sets(Id image);
    /// Contents of an image in a known set and in no notable one.
    Result<ContentTotals> known_contents(Id image);
    /// Digests of the contents of an image that were read and are not empty, `after` excluded, by id.
    Result<std::vector<ContentDigests>> content_digests(Id image, Id after, std::size_t most);

    Result<CaseSummary> summary(std::optional<Id> image = std::nullopt);
    /// SHA-256 of the dump of the result tables (dump.hpp).
    Result<Sha256Digest> results_sha256();
    /// The dump itself, a piece at a time.
    Result<void> dump(const std::function<bool(std::string_view piece)>& each);

private:
    struct State;
    explicit CaseReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
