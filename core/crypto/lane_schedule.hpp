#pragma once
// Brings messages of different lengths through an engine: longest first, a lane taking the next message when its own
// ends, so that the lanes stay full until few messages remain.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/crypto/digest_engine.hpp"

namespace sanad {

/// A message's whole blocks, in up to two runs: the tail that came before, completed, and the caller's bytes.
struct BlockRuns {
    kernels::Hash hash;
    kernels::Message blocks;
    std::size_t count;
    kernels::Message later_blocks;
    std::size_t later_count;

    std::size_t total() const { return count + later_count; }
    /// Steps over `taken` blocks of the current run.
    void take(std::size_t taken) {
        blocks += taken * 64;
        count -= taken;
        if (count != 0) return;
        blocks = later_blocks;
        count = later_count;
        later_count = 0;
    }
};

/// Compresses what is left of one message.
void compress_one(const DigestEngine& engine, BlockRuns& message);

/// Compresses every message; each has at least one block. `words` is the number of chaining words of the digest.
void compress_all(const DigestEngine& engine, std::size_t words, std::vector<BlockRuns>& messages);

}  // namespace sanad
