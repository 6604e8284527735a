#pragma once
// The only INSERT and UPDATE of the program. One thread, one process at a time (hold the IngestLock of case_folder.hpp
// for an ingest). Writes gather in one transaction until commit(); what was not committed when the writer goes away, or
// the machine does, was never there. Ids are consecutive from 1 in the order of the calls: equal input, equal database.
//
// Errors: Fault::system when the disk is full, fails or stays locked ("op-lantern/case.db: database or disk is full");
// the writer then keeps failing, and all that was committed before is safe. Calls out of order throw std::logic_error.
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/artifact/artifact.hpp"
#include "core/model/identifier.hpp"
#include "core/store/case_rows.hpp"

namespace sanad {

/// What reading a content gave.
struct ContentResult {
    Digests digests;
    std::string mime_type;  ///< empty: not asked for
    std::string encoding;
    bool mismatch = false;  ///< the type contradicts the extension of the content's first name
    std::uint64_t unreadable_bytes = 0;
};

/// Where add_file() put a record. Hard links share one content: only its first name has `new_content`.
struct AddedFile {
    Id file = 0;
    std::optional<Id> content;
    bool new_content = false;
};

/// A run of bytes to read, in the order in which the image is best read. Bytes of a content that none of its extents
/// holds are zeros by definition (sparse, or allocated and never written).
struct PlannedExtent {
    Id content = 0;
    Id file_system = 0;
    std::uint32_t ordinal = 0;  ///< among all the content's extents, by file_offset
    std::uint64_t file_offset = 0;
    std::uint64_t image_offset = 0;
    std::uint64_t length = 0;
    std::uint64_t content_size = 0;
    std::uint32_t stored_extents = 0;  ///< how many extents of this content the plan gives in all
    std::string path;                  ///< of the content's first name, raw bytes
};

/// A content to read otherwise: through its file system, or not at all because no byte of it is stored.
struct PlannedContent {
    Id id = 0;
    Id file_system = 0;
    Content content;                         ///< as walk() gave it, `extents` and `slack` left out
    NameState state = NameState::allocated;  ///< of its first name
    std::string path;                        ///< of its first name, raw bytes
};

/// Where identifiers were looked for.
struct IdentifierSource {
    enum class What : std::uint8_t { window, border, content, seam };
    What what = What::window;
    std::uint64_t number = 0;   ///< of the window; id of the content
    std::uint32_t ordinal = 0;  ///< of the seam: that of the extent before it
    /// Added to a hit's offset (modulo 2^64) it gives its place in the image; absent: hits are places in the content.
    std::optional<std::uint64_t> base{};
};

/// The end of one extent and the beginning of the next, which lie apart in the image.
struct Seam {
    Id content = 0;
    std::uint32_t ordinal = 0;                           ///< of the extent before it
    std::uint64_t file_offset = 0;                       ///< where the two meet
    std::uint64_t before_offset = 0, before_length = 0;  ///< in the image
    std::uint64_t after_offset = 0, after_length = 0;
};

class CaseWriter {
public:
    /// `case_db`: the database of an existing case, brought up to this program's schema.
    static Result<CaseWriter> open(const std::filesystem::path& case_db);
    CaseWriter(CaseWriter&&) noexcept;
    CaseWriter& operator=(CaseWriter&&) noexcept;
    ~CaseWriter();

    // Batches. The first write opens one.
    /// Makes everything since the last commit durable against a kill, and adds one to the case's revision. Without any
    /// write since then it does nothing.
    Result<void> commit();
    /// commit() when the batch holds at least `rows` rows.
    Result<void> commit_when(std::uint64_t rows);
    /// Forgets the batch, and what this writer knew of the walk in it.
    void roll_back();

    // The case, its items and images.
    Result<void> set_case_facts(const CaseFacts& facts);
    Result<Id> add_evidence_item(const EvidenceItem& item);  ///< item.id is ignored
    /// Segments, headers and acquisition errors included. `segment_heads`: SHA-256 of the first MiB of each segment, or
    /// empty; lets a moved image be recognised.
    Result<Id> add_image(Id evidence_item, const ImageFacts& facts, std::span<const Sha256Digest> segment_heads = {});
    /// The image has moved: one path per segment, in order.
    Result<void> set_segment_paths(Id image, std::span<const std::string> paths);
    Result<void> set_segment_digest(Id image, std::uint32_t ordinal, const Sha256Digest& sha256);
    Result<void> set_image_state(Id image, ImageState state);
    /// Computed over all media bytes.
    Result<void> set_image_digests(Id image, const Digests& digests, const Sha256Digest& tree_root,
                                   std::uint32_t tree_block_size);
    /// Replaces the image's earlier verification.
    Result<void> set_verification(Id image, std::span<const Verification> verification);
    /// Overlapping reports of the same damage may be given again; equal ones are kept once.
    Result<void> add_damage(Id image, std::span<const DamagedRange> damage);
    /// SHA-256 leaves of the image's tree from block `first_block` on; the same `first_block` again replaces them.
    Result<void> put_block_hashes(Id image, std::uint64_t first_block, std::span<const Sha256Digest> leaves);

    // Volumes and file systems: in place of those the image had, and of all found in them.
    /// Ids by position; `parent` is resolved by ordinal.
    Result<std::vector<Id>> add_volumes(Id image, std::span<const Volume> volumes);
    /// `volume` of each is the ordinal of a volume added before.
    Result<std::vector<Id>> add_file_systems(Id image, std::span<const FileSystemFacts> file_systems);

    // The walk of one file system at a time.
    /// Deletes what an earlier, unfinished walk of it left.
    Result<void> begin_walk(Id file_system);
    /// `resident`: the result for a content whose bytes came with the record.
    Result<AddedFile> add_file(const FileRecord& record, const ContentResult* resident = nullptr);
    Result<void> add_unallocated(std::uint64_t image_offset, std::uint64_t length);
    /// `remarks` become outcome rows (step 'walk', outcome 'limited' when partial, else 'damaged').
    Result<void> finish_walk(WalkState state, std::span<const std::string> remarks);

    // What became of the contents.
    Result<void> set_content_result(Id content, const ContentResult& result);
    /// Also adds the outcome row (subject 'content', step 'read').
    Result<void> set_content_not_read(Id content, Outcome outcome, std::string_view detail);
    /// Of a content that is not read as a whole: what its first bytes say.
    Result<void> set_content_type(Id content, std::string_view mime_type, std::string_view encoding, bool mismatch);
    /// Equal rows are kept once.
    Result<void> add_outcome(const OutcomeRow& row);

    // The plan of an image, over pending contents only.
    /// Sorts the extents of the image's pending contents by their place in the image. Commits first. Bounded memory:
    /// the plan stands in a temporary file. Returns how many extents there are.
    Result<std::uint64_t> make_plan(Id image);
    /// The next extents of the plan, at most `most`; none: the end. Results may be written between calls.
    Result<std::vector<PlannedExtent>> next_extents(std::size_t most = 4096);
    /// Pending contents that only their file system can read, by id, `after` excluded.
    Result<std::vector<PlannedContent>> pending_through_file_system(Id image, Id after = 0, std::size_t most = 1024);
    /// Pending contents with no stored byte: of size 0, sparse throughout, or resident without bytes.
    Result<std::vector<PlannedContent>> pending_without_bytes(Id image, Id after = 0, std::size_t most = 1024);
    /// Contents that are not digested for their many zeros, whose stored bytes can be had and whose type is not told.
    Result<std::vector<PlannedContent>> not_read_and_untyped(Id image, Id after = 0, std::size_t most = 1024);
    /// Pending contents of the image, and the bytes in them.
    Result<ContentTotals> pending_totals(Id image);

    // What modules found. The batch of one file is written between two commits, so that it is there whole or not at
    // all.
    /// `source_file`: the file whose bytes `artifact.source` names (its stream is not looked at).
    Result<Id> add_artifact(Id file, std::string_view module, std::string_view module_version, Id source_file,
                            const Artifact& artifact);
    /// Takes away what modules found in an image, and what they took out of its files, as if none had run.
    Result<void> forget_modules(Id image);
    /// A file that a module took out of another. Its bytes are in derived/ under their SHA-256 already.
    Result<AddedFile> add_derived_file(Id parent, std::string_view path, std::uint64_t size,
                                       const ContentResult& result);

    // Identifiers: kept by source while the image is read, in any order, and given their places at its end.
    /// Replaces what the same source gave before.
    Result<void> put_identifiers(Id image, const IdentifierSource& source, std::span<const Identifier> hits,
                                 std::span<const IdentifiersNotKept> not_kept);
    /// The numbers of the windows, or of their borders, that were searched; ascending.
    Result<std::vector<std::uint64_t>> searched_for_identifiers(Id image, IdentifierSource::What what);
    /// Seams that were searched, by content and ordinal.
    Result<std::vector<std::pair<Id, std::uint32_t>>> searched_seams(Id image);
    /// The seams of contents that are read by their extents, by place in the image: where one stored extent ends and
    /// the next one of the file lies elsewhere.
    Result<std::vector<Seam>> seams(Id image);
    /// Makes the rows of `identifier` anew out of all that was put, and outcomes of what was not kept.
    Result<void> place_identifiers(Id image);
    /// What was put: the rows stay.
    Result<void> drop_unplaced_identifiers(Id image);
    // Hash sets.
    /// Replaces what the image was looked up in before, and what was found; ids in the order of `sets`.
    Result<std::vector<Id>> set_hash_sets(Id image, std::span<const HashSetUsed> sets);
    /// Equal rows are kept once.
    Result<void> add_hash_hit(Id content, Id set, std::string_view category, HashAlgorithm algorithm);

    // Runs, and what a resumed run needs. Neither is a result.
    Result<Id> start_run(const IngestRun& run);  ///< run.id is ignored
    Result<void> finish_run(Id run, Timestamp finished_at, std::string_view state, std::string_view counts_json,
                            const Sha256Digest& results_sha256);
    Result<void> put_state(Id image, std::string_view key, Bytes value);
    /// Sees what is not yet committed.
    Result<std::optional<std::vector<Byte>>> get_state(Id image, std::string_view key);
    Result<void> drop_state(Id image, std::string_view key);

    /// The secondary indexes that examiners' questions use. At the end of an ingest; again does nothing.
    Result<void> build_indexes();
    /// Of them only those by which one file is looked up: what is stored after them costs less than after all.
    Result<void> build_lookup_indexes();

private:
    struct State;
    explicit CaseWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sanad
