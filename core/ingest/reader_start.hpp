#pragma once
// What a reader worker was started as, and what it was handed: the other side of ReaderPool::start().
#include <memory>
#include <optional>

#include "core/ingest/inflater.hpp"
#include "core/ingest/reader_protocol.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/shared_memory.hpp"

namespace sanad {

class ReaderStart {
public:
    /// From the arguments of main(). Owns nothing but mappings: descriptors end with the process.
    static Result<ReaderStart> from(int count, char** arguments);

    ReaderRole role() const { return role_; }
    SandboxLimits limits() const;
    MutableBytes memory() { return memory_ ? memory_->writable() : MutableBytes{}; }
    /// Valid while this lives.
    ChunkAccess chunks() const { return {store_.get(), supplier_.get()}; }
    SuppliedChunks* supplier() const { return supplier_.get(); }
    int socket() const { return socket_; }

private:
    ReaderRole role_ = ReaderRole::walker;
    std::optional<int> directory_;
    std::optional<SharedMemory> memory_;
    std::optional<SharedMemory> table_;
    int socket_ = -1;
    std::unique_ptr<ChunkStore> store_;
    std::unique_ptr<SuppliedChunks> supplier_;
};

}  // namespace sanad
