#pragma once
// Chunks of an E01 that one process has inflated and others will want, so that none is inflated twice. Their bytes
// stand in a scratch file without a name, where they stand is noted in memory that the inflating processes share.
// Whoever may only read the scratch file (a walker, which runs file-system parsers) is told the places, and can change
// nothing.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "core/base/bytes.hpp"

namespace sanad {

/// What is wrong with a chunk that does not give all of its bytes.
enum class ChunkTrouble : std::uint8_t { none, lost, unreadable, bad_stream, bad_checksum, too_short };
/// The same for every chunk with that trouble, so that neighbouring ones are reported as one range.
std::string_view words_for(ChunkTrouble trouble);

/// An inflated chunk in the scratch file. Plain bytes: it stands there too, and travels between processes.
struct KeptChunk {
    std::uint64_t place = 0;  ///< in the scratch file
    std::uint32_t sound = 0;  ///< bytes from its start that are sound; zeros follow
    ChunkTrouble trouble = ChunkTrouble::none;
    std::uint8_t lent = 0;  ///< 1: its place is used again after the next request, because the store is full
    std::uint16_t unused = 0;
};
static_assert(sizeof(KeptChunk) == 16);

/// The shape of an image's chunks.
struct ChunkShape {
    std::uint64_t media_size = 0;
    std::uint32_t chunk_size = 0;
    std::uint64_t chunks() const { return chunk_size == 0 ? 0 : (media_size + chunk_size - 1) / chunk_size; }
    std::uint32_t length_of(std::uint64_t chunk) const;
    bool operator==(const ChunkShape&) const = default;
};

/// How often chunks were inflated, by all processes together.
struct ChunkCounts {
    std::uint64_t inflated = 0;
    std::uint64_t distinct = 0;
};

/// One process's view of what all share. Not thread-safe.
class ChunkStore {
public:
    /// Bytes of shared memory for an image: one bit a chunk, and eight bytes for every 512 of them.
    static std::uint64_t table_bytes(ChunkShape shape);
    /// Prepares zeroed shared memory. `limit`: bytes of chunks and of pieces put aside that may stand in the file at
    /// once.
    static void prepare(MutableBytes table, ChunkShape shape, std::uint64_t limit);

    /// `scratch`: open for reading and writing, owned by the caller. `table` must have been prepared.
    static Result<std::unique_ptr<ChunkStore>> open(MutableBytes table, int scratch);

    const ChunkShape& shape() const { return shape_; }

    /// Held by the one process that inflates a chunk for all others; released with the process, however it ends.
    class Claim {
    public:
        Claim(int scratch, std::uint64_t chunk) : scratch_{scratch}, chunk_{chunk} {}
        Claim(Claim&& other) noexcept : scratch_{std::exchange(other.scratch_, -1)}, chunk_{other.chunk_} {}
        Claim& operator=(Claim&&) = delete;
        ~Claim();

    private:
        int scratch_;
        std::uint64_t chunk_;
    };
    /// Waits until no other process holds it.
    Result<Claim> claim(std::uint64_t chunk);

    /// Where a chunk stands; nothing: it is not kept.
    Result<std::optional<KeptChunk>> find(std::uint64_t chunk);
    /// Keeps an inflated chunk, whose claim the caller holds. Nothing: there is no room.
    Result<std::optional<KeptChunk>> keep(std::uint64_t chunk, Bytes bytes, std::uint32_t sound, ChunkTrouble trouble);
    bool has_room() const;
    /// Puts a chunk where a reader finds it until `lendable` more have been lent. An Error when not even that has room.
    Result<KeptChunk> lend(Bytes bytes, std::uint32_t sound, ChunkTrouble trouble);
    static constexpr std::uint32_t lendable = 32;

    Result<void> read(const KeptChunk& kept, std::uint64_t inside, MutableBytes to) const;

    /// Bytes that are no chunk, put into the same file. Nothing: there is no room.
    Result<std::optional<std::uint64_t>> put_aside(Bytes bytes);
    /// Gives the room of such bytes back.
    void forget(std::uint64_t place, std::uint64_t length);

    /// Every inflation is counted, before its chunk is kept.
    void count(std::uint64_t chunk);
    ChunkCounts counts() const;

private:
    struct Header;
    ChunkStore(MutableBytes table, int scratch, ChunkShape shape);
    Header& header() const;
    std::uint64_t& group(std::uint64_t chunk) const;
    std::uint64_t& seen(std::uint64_t chunk) const;
    bool reserve(std::uint64_t length);
    /// False: the disk is full, and the store takes no more.
    Result<bool> write(std::uint64_t place, Bytes bytes);

    MutableBytes table_;
    int scratch_;
    ChunkShape shape_;
    std::uint64_t lent_at_ = 0;  ///< where lent chunks stand; 0: none was lent yet
    std::uint32_t lent_ = 0;
};

/// Reads all of `to` from a scratch file; an Error when it does not hold it.
Result<void> read_scratch(int scratch, std::uint64_t place, MutableBytes to);

/// Where a process that must not inflate gets its chunks from.
class ChunkSupplier {
public:
    virtual ~ChunkSupplier() = default;
    /// The chunks from `first` on: `most` of them, or fewer, at least one. Lent ones stand until the next call.
    virtual Result<std::span<const KeptChunk>> chunks(std::uint64_t first, std::uint32_t most) = 0;
    virtual Result<void> read(const KeptChunk& kept, std::uint64_t inside, MutableBytes to) const = 0;
};

/// How a process comes to the chunks of an image: by itself when both are null.
struct ChunkAccess {
    ChunkStore* store = nullptr;        ///< inflates, and shares with others what they will want too
    ChunkSupplier* supplier = nullptr;  ///< does not inflate
};

}  // namespace sanad
