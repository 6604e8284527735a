#pragma once
// Identifiers as a reader looks for them: in windows, in seams, in the bytes of a content as they come.
#include "core/ingest/identifier_protocol.hpp"

namespace sanad {

/// In bytes that are all there is.
std::vector<Identifier> identifiers_in(Bytes bytes);

/// In a content that comes piece by piece: hits are told by their place in it, and found where pieces meet.
class StreamScan {
public:
    explicit StreamScan(FindingsGatherer::Send send) : gatherer_{0, std::move(send)} {}
    void add(Bytes bytes);
    void finish();

private:
    void scan_held(std::uint64_t until);
    FindingsGatherer gatherer_;
    std::vector<Byte> held_;
    std::uint64_t offset_ = 0;   ///< of held_'s first byte
    std::uint64_t emitted_ = 0;  ///< hits before it were told
};

}  // namespace sanad
