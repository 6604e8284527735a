#pragma once
// What the supervisor asks a content reader to search for identifiers, and what readers of both roles answer. Checked
// as hostile like everything they say (reader_protocol.hpp).
#include <functional>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/identifier.hpp"

namespace sanad {

/// A stretch of bytes that belong together, and which of the hits in it are wanted. Places are the origin's: of the
/// image, or of a content.
struct ScanTask {
    struct Part {
        bool in_image = false;  ///< read from the image; else in the shared memory
        std::uint64_t offset = 0, length = 0;
    };
    std::uint64_t offset = 0;     ///< of the first byte
    std::uint64_t emit_from = 0;  ///< hits that begin there …
    std::uint64_t emit_until = 0;
    std::uint64_t across = 0;   ///< and, where not 0, go on behind this place
    std::vector<Byte> bytes{};  ///< given along, before all parts
    std::vector<Part> parts{};
};
/// What a reader takes into memory of its own for one task, unless it is one part of the shared memory.
inline constexpr std::uint64_t most_gathered_bytes = 1 << 20;
inline constexpr std::size_t most_scan_tasks = 1024;  ///< in one request

std::vector<Byte> encode(const std::vector<ScanTask>& tasks);
std::optional<std::vector<ScanTask>> decode_scan_request(Bytes body);

/// What was found in one task, or in one content. A large answer comes in several, each with the task's number.
struct IdentifierFindings {
    std::uint32_t task = 0;
    std::vector<Identifier> hits{};
    std::vector<IdentifiersNotKept> not_kept{};
};
std::vector<Byte> encode(const IdentifierFindings& findings);
/// Nothing when a hit cannot be: an unknown kind, a value too long, bytes beyond 2^62.
std::optional<IdentifierFindings> decode_identifier_findings(Bytes body);

/// Keeps the first hits of each kind in each MiB and counts the rest; gives them out in pieces that fit a frame.
class FindingsGatherer {
public:
    using Send = std::function<bool(const IdentifierFindings&)>;
    FindingsGatherer(std::uint32_t task, Send send) : send_{std::move(send)} { findings_.task = task; }
    void add(Identifier&& hit);
    /// The last piece. False: the other side is gone.
    bool finish();

private:
    bool flush();
    Send send_;
    IdentifierFindings findings_;
    std::size_t bytes_ = 0;
    std::uint64_t mib_ = 0;
    std::array<std::uint64_t, identifier_kind_names.size()> in_mib_{};
    bool sent_ = true;
};

}  // namespace sanad
