#pragma once
// What a raw scan asks of a reader and hears back. Patterns go with every request and are compiled in the reader, which
// keeps what it compiled last: the supervisor parses neither evidence nor expressions.
#include <cstdint>
#include <optional>
#include <vector>

#include "core/ingest/packed_start.hpp"
#include "core/ingest/reader_protocol.hpp"
#include "core/search/scan_encoding.hpp"
#include "core/search/search_pattern.hpp"

namespace sanad {

/// Kinds of frames beside those of ReaderFrame.
inline constexpr auto scan_request = static_cast<ReaderFrame>(50);
inline constexpr auto scan_content_request = static_cast<ReaderFrame>(51);
inline constexpr auto scan_packed_request = static_cast<ReaderFrame>(52);
inline constexpr auto hits_answer = static_cast<ReaderFrame>(150);

/// Bytes that follow one another in what is scanned, wherever they stand.
struct ScanPiece {
    enum class Where : std::uint8_t { image, memory, zeros };
    Where where = Where::image;
    std::uint64_t offset = 0;  ///< in the image, or in the shared memory
    std::uint64_t length = 0;
};

/// Pieces joined, and which of their hits are asked for.
struct ScanSpan {
    std::vector<ScanPiece> pieces;
    std::uint64_t from = 0, until = 0;        ///< hits that begin here, in the joined bytes
    std::uint64_t offset = 0;                 ///< of the first joined byte in the image or the file: for alignment
    std::optional<std::uint64_t> crossing{};  ///< only hits that begin before this joined byte and end behind it
    bool records = false;                     ///< also what NTFS records hide under their update sequence numbers
    bool packed = false;                      ///< also where packed streams begin; PatternScanRequest::packed
};

struct PatternScanRequest {
    std::vector<SearchPattern> patterns;
    std::vector<ScanSpan> spans;  ///< none: the patterns are only compiled
    /// The marks of packed_start.hpp are looked for in the same pass. In spans that ask for it, a hit of a pattern
    /// behind the last one is the mark of a stream that can be unpacked.
    bool packed = false;
};
std::vector<Byte> encode(const PatternScanRequest& request);
std::optional<PatternScanRequest> decode_pattern_scan_request(Bytes body);

/// A content through its file system, from `from` on.
struct ContentScanRequest {
    std::vector<SearchPattern> patterns;
    ReadContentRequest content;  ///< its `offset`: hits that begin there or later
};
std::vector<Byte> encode(const ContentScanRequest& request);
std::optional<ContentScanRequest> decode_content_scan_request(Bytes body);

/// A stream of packed bytes, unpacked in the reader's memory.
struct PackedScanRequest {
    std::vector<SearchPattern> patterns;
    std::uint64_t at = 0;    ///< image offset of its mark
    std::uint64_t from = 0;  ///< hits that begin here or later in what it unpacks to
};
std::vector<Byte> encode(const PackedScanRequest& request);
std::optional<PackedScanRequest> decode_packed_scan_request(Bytes body);

/// Behind so many packed bytes a stream is given up, and so many unpacked ones: text that somebody wrote is shorter.
inline constexpr std::uint64_t most_packed = 16 << 20, most_unpacked = 64 << 20;

inline constexpr std::size_t context_bytes = 48;     ///< before and behind a hit
inline constexpr std::size_t most_text_bytes = 256;  ///< of a hit itself

struct FoundHit {
    std::uint32_t span = 0;    ///< of the request
    std::uint64_t offset = 0;  ///< in the joined bytes of its span; of a content, in the content
    std::uint32_t length = 0;
    std::uint32_t pattern = 0;
    ScanEncoding encoding = ScanEncoding::utf8;
    bool longer = false;
    bool repaired = false;  ///< the bytes of the image differ: an update sequence number stands among them
    std::vector<Byte> before, text, after;
};
std::vector<Byte> encode(const std::vector<FoundHit>& hits);
/// Nothing when a hit names a span or a pattern that was not asked for, or is longer than hits are.
std::optional<std::vector<FoundHit>> decode_found_hits(Bytes body, std::size_t spans, std::size_t patterns);

struct PatternScanDone {
    std::vector<DamagedRange> damage;  ///< read as zeros
    /// So many hits that the rest has to be asked for: from this span on, and in it from this joined byte.
    bool unfinished = false;
    std::uint32_t next_span = 0;
    std::uint64_t next_from = 0;
};
std::vector<Byte> encode(const PatternScanDone& done);
std::optional<PatternScanDone> decode_pattern_scan_done(Bytes body, std::uint64_t image_size);

struct PackedScanDone {
    std::vector<DamagedRange> damage;  ///< of the image, read as zeros
    PackedKind kind = PackedKind::zip_member;
    PackedEnd end = PackedEnd::whole;
    std::string name;          ///< as recorded
    std::uint64_t packed = 0;  ///< bytes that were read for it
    std::uint64_t unpacked = 0;
    std::optional<std::uint64_t> next_from{};  ///< so many hits that the rest has to be asked for from here
};
std::vector<Byte> encode(const PackedScanDone& done);
std::optional<PackedScanDone> decode_packed_scan_done(Bytes body, std::uint64_t image_size);

}  // namespace sanad
