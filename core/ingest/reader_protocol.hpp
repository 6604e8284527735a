#pragma once
// What the supervisor asks of a reader worker and what it hears back. Both directions are checked as hostile: a frame
// that does not decode exactly, or names what cannot be (an extent beyond the image), is a broken contract.
//
// A reader has one role and no other, so that a file system that takes over its walker cannot touch the bytes that
// anything else is digested from:
//   content:  fills windows of shared memory with image bytes and digests them; runs no file-system parser
//   walker:   runs the file-system parsers; has no shared memory
//   inflater: inflates the chunks of an E01 that its walker asks for (inflater.hpp); it is asked nothing by the
//   supervisor
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/ingest/identifier_protocol.hpp"
#include "core/model/evidence.hpp"
#include "core/module/wire.hpp"
#include "core/source/file_system.hpp"
#include "core/source/open_image.hpp"
#include "core/source/volume_system.hpp"

namespace sanad {

enum class ReaderRole : std::uint8_t { content, walker, inflater };
std::string_view name_of(ReaderRole role);

/// Descriptors that come before those of the image's segments, in this order; each only where it is needed.
struct ReaderHandedOver {
    int memory = -1;   ///< content: the windows
    int table = -1;    ///< content, inflater: which chunks are kept
    int scratch = -1;  ///< all, where chunks are shared; a walker's is open for reading only
    int socket = -1;   ///< walker and inflater: to each other
    /// The arguments that say which are there.
    std::vector<std::string> arguments(ReaderRole role) const;
    std::vector<int> descriptors() const;
};

/// Kinds of frames. Requests are answered by any number of streamed frames and then one `done` or `failed`.
enum class ReaderFrame : std::uint32_t {
    // requests
    open = 1,
    list_volumes,
    walk,
    read_content,
    copy_content,
    fill,
    digest,
    digest_image,
    digest_ranges,
    digest_segment,
    scan_identifiers,
    read_text,
    // streamed answers
    records = 100,
    free_ranges,
    bytes,
    identifiers,
    // ends
    done = 200,
    failed,
};

// --- open -----------------------------------------------------------------------------------------------------------
struct OpenRequest {
    SegmentList segments;  ///< descriptors are those of the worker's own table
};
std::vector<Byte> encode(const OpenRequest& request);
std::optional<OpenRequest> decode_open_request(Bytes body);
std::vector<Byte> encode(const ImageFacts& facts);
std::optional<ImageFacts> decode_image_facts(Bytes body);

// --- volumes --------------------------------------------------------------------------------------------------------
struct VolumeAnswer {
    std::vector<Volume> volumes;
    std::vector<FileSystemFacts> file_systems;
    std::vector<Remark> remarks;
    std::vector<DamagedRange> damage;
};
std::vector<Byte> encode(const VolumeAnswer& answer);
std::optional<VolumeAnswer> decode_volume_answer(Bytes body, std::uint64_t image_size);

// --- walk -----------------------------------------------------------------------------------------------------------
struct WalkRequest {
    FileSystemFacts file_system;
    WalkLimits limits;
    bool logical = false;
    bool identifiers = false;  ///< look for them in contents that come with their records
};
std::vector<Byte> encode(const WalkRequest& request);
std::optional<WalkRequest> decode_walk_request(Bytes body);

/// What is already known of a content when its bytes came with the walk.
struct ReadResult {
    Digests digests;
    std::string mime;
    std::string encoding;
    std::uint64_t unreadable_bytes = 0;
};
struct WalkedRecord {
    FileRecord record;
    std::optional<ReadResult> result;
    std::vector<Identifier> identifiers{};  ///< in the content whose bytes came with the walk
};
void put_record(WireWriter& out, const WalkedRecord& record);
/// The records of one frame. Nothing when any of them breaks the contract.
std::optional<std::vector<WalkedRecord>> decode_records(Bytes body, std::uint64_t image_size);

std::vector<Byte> encode(const std::vector<FreeRange>& ranges);
std::optional<std::vector<FreeRange>> decode_free_ranges(Bytes body, std::uint64_t image_size);

struct WalkDone {
    WalkReport report;
    std::vector<DamagedRange> damage;
};
std::vector<Byte> encode(const WalkDone& done);
std::optional<WalkDone> decode_walk_done(Bytes body, std::uint64_t image_size);

// --- one content through its file system -----------------------------------------------------------------------------
struct ReadContentRequest {
    FileSystemFacts file_system;
    bool logical = false;
    Content content;
    NameState state = NameState::allocated;
    std::uint64_t offset = 0, length = 0;  ///< copy_content only
    bool slack = false;                    ///< copy_content only
    bool identifiers = false;              ///< read_content only: look for them, too
};
std::vector<Byte> encode(const ReadContentRequest& request);
std::optional<ReadContentRequest> decode_read_content_request(Bytes body);

struct ContentDone {
    ReadResult result;
    std::vector<DamagedRange> damage;
};
std::vector<Byte> encode(const ContentDone& done);
std::optional<ContentDone> decode_content_done(Bytes body, std::uint64_t image_size);

// --- windows
// ----------------------------------------------------------------------------------------------------------
/// Reads image bytes into shared memory.
struct FillRange {
    std::uint64_t image_offset = 0, length = 0, memory_offset = 0;
};
std::vector<Byte> encode(const std::vector<FillRange>& ranges);
std::optional<std::vector<FillRange>> decode_fill_request(Bytes body);
std::vector<Byte> encode(const std::vector<DamagedRange>& damage);
std::optional<std::vector<DamagedRange>> decode_damage(Bytes body, std::uint64_t image_size);

/// A run of a content's next bytes: in shared memory, in the scratch file, or zeros that are stored nowhere.
struct DigestPiece {
    static constexpr std::uint64_t zeros = ~std::uint64_t{0};
    std::uint64_t offset = zeros;  ///< in the shared memory, or in the scratch file
    std::uint64_t length = 0;
    bool in_scratch = false;
};
/// Of one request: what a reader takes into memory of its own for it.
inline constexpr std::uint64_t most_scratch_bytes = 4 << 20;

/// The running digests of one content.
struct RunningDigests {
    Md5 md5;
    Sha1 sha1;
    Sha256 sha256;
};

/// The next bytes of one content, in file order.
struct DigestTask {
    std::uint64_t content_id = 0;
    std::uint64_t size = 0;               ///< of the whole content
    std::optional<RunningDigests> state;  ///< absent at the content's first byte
    std::vector<Byte> head;               ///< first bytes so far, while fewer than the type detector wants
    bool typed = false;                   ///< the type is already known: no head is gathered
    bool last = false;                    ///< these pieces end the content
    std::vector<DigestPiece> pieces;
};
struct DigestResult {
    std::uint64_t content_id = 0;
    std::optional<Digests> digests;       ///< when the task was its content's last
    std::optional<RunningDigests> state;  ///< otherwise
    std::vector<Byte> head;
    bool typed = false;
    std::string mime;  ///< once typed, in the answer to the task that typed it
    std::string encoding;
};
std::vector<Byte> encode(const std::vector<DigestTask>& tasks);
std::optional<std::vector<DigestTask>> decode_digest_request(Bytes body);
std::vector<Byte> encode(const std::vector<DigestResult>& results);
std::optional<std::vector<DigestResult>> decode_digest_results(Bytes body);

/// The image's own digests over the next window, and the leaves of its block tree there.
struct ImageDigestState {
    Md5 md5;
    Sha1 sha1;
    Sha256 sha256;
};
struct ImageDigestTask {
    std::uint64_t memory_offset = 0, length = 0;
    ImageDigestState state;
};
struct ImageDigestResult {
    ImageDigestState state;
    std::vector<Sha256Digest> leaves;
};
std::vector<Byte> encode(const ImageDigestTask& task);
std::optional<ImageDigestTask> decode_image_digest_task(Bytes body);
std::vector<Byte> encode(const ImageDigestResult& result);
std::optional<ImageDigestResult> decode_image_digest_result(Bytes body);

/// The next bytes of a segment file itself, as it stands on the examiner's disk.
struct SegmentDigestTask {
    std::uint32_t ordinal = 0;
    std::uint64_t offset = 0, length = 0;
    Sha256 state;
};
std::vector<Byte> encode(const SegmentDigestTask& task);
std::optional<SegmentDigestTask> decode_segment_digest_task(Bytes body);
std::vector<Byte> encode(const Sha256& state);
std::optional<Sha256> decode_sha256_state(Bytes body);

/// One content read straight from its extents, for what the single pass could not keep in memory, or the first bytes of
/// one that is typed and not digested.
struct DigestRangesRequest {
    std::uint64_t size = 0;   ///< of what is read
    std::uint64_t whole = 0;  ///< of the whole content: by it the type is told
    std::vector<Extent> extents;
};
std::vector<Byte> encode(const DigestRangesRequest& request);
std::optional<DigestRangesRequest> decode_digest_ranges_request(Bytes body, std::uint64_t image_size);

// --- text -----------------------------------------------------------------------------------------------------------
/// A window of a plain text, to be decoded (text_decoder.hpp).
struct TextTask {
    std::string encoding;
    std::uint64_t size = 0;    ///< of the content
    std::uint64_t offset = 0;  ///< of the window: a multiple of four
    std::uint32_t length = 0;  ///< at the most text_window
    /// One of: where the window's bytes lie in the image, …
    std::vector<Extent> extents;
    /// … the content to be read through its file system (walkers only), …
    std::optional<ReadContentRequest> content;
    /// … or the bytes themselves, of a file that a module took out of another.
    std::vector<Byte> given;
};
inline constexpr std::uint32_t text_window = 1 << 20;
struct TextResult {
    std::string_view text;   ///< UTF-8, kept by another
    std::uint32_t lead = 0;  ///< bytes of the window before its first character
    bool exact = true;       ///< each character of the text stands for its bytes
    std::string trouble;     ///< why the bytes could not be had; there is then no text
};
std::vector<Byte> encode(const std::vector<TextTask>& tasks);
std::optional<std::vector<TextTask>> decode_text_request(Bytes body, std::uint64_t image_size);
std::vector<Byte> encode(const std::vector<TextResult>& results);
/// Checked against what was asked: as many results, no more text than the windows can give. Their texts are of `body`.
std::optional<std::vector<TextResult>> decode_text_results(Bytes body, const std::vector<TextTask>& tasks);

// --- failure
// ----------------------------------------------------------------------------------------------------------
std::vector<Byte> encode(const Error& error);
std::optional<Error> decode_error(Bytes body);

}  // namespace sanad
