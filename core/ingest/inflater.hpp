#pragma once
// A walker runs file-system parsers and must not write what digests are made from, so it inflates nothing: it asks its
// inflater, a process beside it that parses no file system, and reads the chunks from the scratch file.
//
// Between the two is a socket of whole messages. The inflater takes the walker's for hostile; all that a walker which
// was taken over can do with it is to choose which chunks of the image are inflated, and when.
#include <array>
#include <cstdint>
#include <vector>

#include "core/module/wire.hpp"
#include "core/source/chunk_store.hpp"

namespace sanad {

/// The walker's side.
class SuppliedChunks : public ChunkSupplier {
public:
    /// `socket` to the inflater, `scratch` open for reading; both owned by the caller.
    SuppliedChunks(int socket, int scratch);

    /// Ends the process when the inflater is gone: no parser may take that for a bad sector. The supervisor starts both
    /// anew.
    Result<std::span<const KeptChunk>> chunks(std::uint64_t first, std::uint32_t most) override;
    Result<void> read(const KeptChunk& kept, std::uint64_t inside, MutableBytes to) const override;
    /// Waits until the inflater does nothing for us any more. Before the end of a job, so that it never inflates ahead
    /// what the single pass is about to inflate.
    void settle();

private:
    struct Known {
        std::uint64_t chunk = ~std::uint64_t{0};
        KeptChunk kept;
    };
    Known& slot(std::uint64_t chunk) { return known_[chunk % known_.size()]; }

    int socket_;
    int scratch_;
    std::uint64_t next_ = 0;  ///< the chunk behind the last ones asked for
    bool settled_ = true;
    std::vector<Known> known_;
    std::vector<KeptChunk> given_;
};

/// The inflater's side: opens the image as the supervisor's first frame says, and serves until the walker hangs up.
/// Returns the process's exit status.
int serve_walker(Channel& channel, int socket, ChunkStore& store);

}  // namespace sanad
