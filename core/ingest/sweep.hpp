#pragma once
// A raw scan of an examined image: every byte in physical order (files, slack, free space, gaps between volumes), then
// the joins: where a content goes on elsewhere in the image, what only a file system can decode, what modules took out
// of files. Read by sandboxed readers, all cores; hits come in the order of the image while it runs, in bounded memory,
// and are the same whatever the number of readers.
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/stop_flag.hpp"
#include "core/ingest/progress.hpp"
#include "core/ingest/scan_protocol.hpp"
#include "core/store/case_folder.hpp"
#include "core/store/image_places.hpp"

namespace sanad {

struct SweepSettings {
    unsigned workers = 0;            ///< readers at once; 0: one per core
    std::filesystem::path reader{};  ///< sanad-reader; empty: the one beside this program
    std::uint64_t window_bytes = 16 << 20;
    bool packed = true;  ///< unpack what begins a stream of zip, gzip or PDF in no file, and search that too
};

/// A hit in what a stream of packed bytes unpacks to.
struct PackedIn {
    PackedKind kind = PackedKind::zip_member;
    std::string name;          ///< of the member, as recorded; empty: none is
    std::uint64_t at = 0;      ///< image offset where its header begins
    std::uint64_t offset = 0;  ///< of the hit in the unpacked bytes
    PackedEnd end = PackedEnd::whole;
};

struct SweepHit {
    FoundHit found;
    std::optional<std::uint64_t> image_offset{};  ///< of its first byte; nothing where only a decoder has these bytes
    /// Where the rest of it lies, of a hit that goes on in another extent of its file.
    std::optional<std::uint64_t> continues_at{};
    /// Whose its first byte is, the most telling first. Of a decoded hit: the file, `offset` in the decoded content.
    std::vector<ImagePlace> places;
    /// Of a hit in a packed stream; `places` says whose its header is.
    std::optional<PackedIn> packed{};
    /// Whose its last byte is, where that is somebody else's: a hit may cross from one file into another.
    std::optional<ImagePlace> ends_in{};
};

/// What could not be looked at, in words.
struct NotScanned {
    std::string what;  ///< "image bytes 65536 to 131072", a path
    std::string reason;
};

struct SweepEnd {
    bool finished = false;  ///< false: stopped, or `each` wanted no more
    std::uint64_t hits = 0;
    std::uint64_t image_bytes = 0;       ///< scanned in physical order
    std::uint64_t joins = 0;             ///< places where contents go on elsewhere
    std::uint64_t decoded_contents = 0;  ///< scanned through a decoder, derived files included
    std::uint64_t packed_streams = 0;    ///< begun in no file: unpacked and scanned
    std::uint64_t unpacked_bytes = 0;    ///< of them
    std::vector<DamagedRange> damage;    ///< read as zeros
    std::vector<NotScanned> not_scanned;
};

/// Fault::refused names the pattern that cannot be compiled and the reason. `each` returns false to end.
Result<SweepEnd> sweep(const CaseFolder& folder, Id image, std::span<const SearchPattern> patterns,
                       const SweepSettings& settings, const StopFlag& stop, const ShowProgress& show,
                       const std::function<bool(const SweepHit&)>& each);

}  // namespace sanad
