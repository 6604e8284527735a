#pragma once
// What a ContentPass keeps while it runs. Private to the content_pass_*.cpp files.
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/ingest/content_pass.hpp"

namespace sanad {

struct ContentPass::Window {
    WindowPlan plan;
    std::uint64_t slot = 0;
    std::size_t fills = 0;  ///< still to come
    bool delivered = false;
    bool whole = false;     ///< all of it was read
    std::size_t users = 0;  ///< jobs and queued pieces that still need its bytes
    std::vector<DamagedRange> damage;

    std::uint64_t memory_of(std::uint64_t image_offset) const { return slot + (image_offset - plan.offset); }
};

struct ContentPass::QueuedPiece {
    std::uint64_t zeros_before = 0;  ///< of the file, stored nowhere
    std::uint64_t offset = 0;        ///< in the shared memory, or in the scratch file
    std::uint64_t length = 0;
    std::optional<std::uint64_t> window{};  ///< whose bytes these are; absent when they were copied aside
    bool in_scratch = false;
    std::uint64_t unreadable = 0;
};

/// A content whose bytes do not all lie in one window: its next link is digested when its bytes are there.
struct ContentPass::Stream {
    WindowPiece first;
    std::uint32_t awaited_ordinal = 0;
    bool inside_extent = false;    ///< the awaited piece continues an extent
    std::uint64_t queued_end = 0;  ///< file offset behind the last queued piece
    std::deque<QueuedPiece> queue;
    std::map<std::uint64_t, std::pair<WindowPiece, QueuedPiece>> held;  ///< by file offset: came before their turn
    bool running = false;
    std::optional<RunningDigests> state;
    std::vector<Byte> head;
    bool typed = false;
    std::string mime, encoding;
    std::uint64_t unreadable = 0;
};

struct ContentPass::Batch {
    std::vector<DigestTask> tasks;
    std::vector<std::string> paths;
    std::vector<std::uint64_t> unreadable;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> window;
};

/// Tasks of one job that looks for identifiers, and what they gave so far.
struct ContentPass::ScanBatch {
    /// Of one task, whatever the reader says.
    static constexpr std::size_t most_hits = 18 * identifier_kind_names.size() * most_identifiers_of_kind_in_mib;

    std::vector<ScanTask> tasks;
    std::vector<IdentifierSource> sources;
    std::vector<IdentifierFindings> found;
    std::optional<std::uint64_t> window;
    bool take(Bytes body);
};

/// The search for identifiers: what was looked at, and what waits for its other side.
struct ContentPass::Search {
    struct Part {
        std::uint64_t from, until;  ///< in the image
        std::size_t seam;
        bool after;
    };
    struct Waiting {
        std::vector<Byte> before, after;
        std::uint64_t left = 0;  ///< bytes still to come
    };
    std::set<std::uint64_t> windows, borders;  ///< searched already, or asked for
    std::uint64_t window_count = 0;
    std::map<std::uint64_t, std::vector<Byte>> tails;  ///< of windows delivered in this run
    std::vector<Seam> seams;
    std::vector<bool> seam_asked;
    std::vector<Part> parts;  ///< by place
    std::map<std::size_t, Waiting> waiting;
    std::uint64_t waiting_bytes = 0;
    std::shared_ptr<ScanBatch> batch;
    bool rest_asked = false;

    std::uint64_t first = 0;
    std::uint64_t first_not_searched() {
        while (windows.contains(first)) ++first;
        return first;
    }
};

/// A content read whole by one job.
struct ContentPass::WholeRead {
    Id content = 0;
    std::string path;
    std::uint64_t size = 0;
    ReaderRole role = ReaderRole::walker;
    ReaderFrame request = ReaderFrame::read_content;
    std::vector<Byte> body;
    std::shared_ptr<IdentifierFindings> found{};  ///< where they are looked for, too
    bool type_alone = false;                      ///< its first bytes, of what is not digested
};

inline constexpr std::uint64_t link_bytes = 64 << 20;  ///< of one job of a file's chain

}  // namespace sanad
