#pragma once
// The scratch file of one run: chunks of an E01 that walkers asked for before the single pass comes to them, and pieces
// of files that come before their turn when the memory for them is full. It has no name: it goes with the run, however
// that ends. The supervisor makes it, content readers and inflaters write it, walkers may only read it.
#include <filesystem>
#include <memory>
#include <optional>

#include "core/module/shared_memory.hpp"
#include "core/source/chunk_store.hpp"

namespace sanad {

class Scratch {
public:
    /// In `folder`, which is the case's. `limit`: bytes it may hold at once; three quarters of what is free there,
    /// unless given. Fault::system when it cannot be made.
    static Result<std::unique_ptr<Scratch>> create(const std::filesystem::path& folder, ChunkShape shape,
                                                   std::optional<std::uint64_t> limit = std::nullopt);
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch();

    int fd() const { return fd_; }
    /// Through which nobody can write.
    int read_only_fd() const { return read_only_fd_; }
    int table_fd() const { return table_->fd(); }
    ChunkStore& store() { return *store_; }
    const ChunkStore& store() const { return *store_; }

private:
    Scratch() = default;

    int fd_ = -1;
    int read_only_fd_ = -1;
    std::optional<SharedMemory> table_;
    std::unique_ptr<ChunkStore> store_;
};

}  // namespace sanad
