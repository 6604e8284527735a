#pragma once
// The media inside an E01, S01 or L01.
#include "core/source/chunk_store.hpp"
#include "core/source/ewf_layout.hpp"
#include "core/source/open_image.hpp"

struct libdeflate_decompressor;

namespace sanad {

struct EwfCacheSize {
    std::size_t chunks = 64;
    std::size_t bytes = 16 << 20;
};

/// Chunks are inflated straight into the caller's buffer when it takes them whole; those read in part are kept, so that
/// walking a file system does not inflate them again and again. A chunk that is damaged reads as zeros.
///
/// With a ChunkStore, chunks that others have inflated come from there, and those read in part go there: whoever reads
/// the other part finds them. With a ChunkSupplier nothing is inflated here at all.
class EwfImage : public ByteSource {
public:
    EwfImage(std::vector<std::unique_ptr<SegmentSource>> segments, EwfLayout layout, EwfCacheSize cache,
             ChunkAccess chunks = {});
    ~EwfImage() override;

    std::uint64_t size() const override { return layout_.media_size; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override;
    std::string provenance() const override { return segments_.front()->provenance(); }

    const EwfLayout& layout() const { return layout_; }
    ChunkShape shape() const { return {layout_.media_size, layout_.chunk_size}; }
    /// Inflates a chunk into the store unless it is there. Nothing: the store has no room. Needs a store.
    Result<std::optional<KeptChunk>> share(std::uint64_t index);
    /// The same, lent where there is no room to keep it.
    Result<KeptChunk> share_or_lend(std::uint64_t index);
    /// The text that lists the files of a logical image; nothing in an image of a disk.
    Result<std::vector<Byte>> single_files_text();

private:
    struct Decoded {
        std::size_t sound = 0;  ///< bytes from its start that are sound
        ChunkTrouble trouble = ChunkTrouble::none;
    };
    struct DecodedChunk {
        std::uint64_t index = 0;
        std::vector<Byte> bytes;
        Decoded decoded;
        std::uint64_t last_used = 0;
    };
    struct LoadedTable {
        const EwfTable* table = nullptr;
        std::vector<EwfChunk> chunks;
        std::uint64_t last_used = 0;
    };

    std::uint64_t chunk_length(std::uint64_t index) const;
    /// Part of a chunk, and of its neighbours when they come with it; returns how much of `to` was filled.
    Result<std::size_t> read_supplied(std::uint64_t index, std::size_t inside, MutableBytes to,
                                      std::vector<DamagedRange>& damage);
    Result<Decoded> read_stored(std::uint64_t index, std::size_t inside, MutableBytes to, std::uint64_t ahead);
    /// The loaded table that leads to a chunk, nothing when the chunk is lost.
    Result<const LoadedTable*> table_of(std::uint64_t index);
    /// The stored bytes of a chunk; up to `ahead` further chunks are read with it.
    Result<std::optional<Bytes>> stored_bytes(const LoadedTable& table, std::uint64_t index, std::uint64_t ahead);
    /// Fills `to`, zeros where it cannot, and says how much of it is sound and what is wrong.
    Result<Decoded> decode(std::uint64_t index, MutableBytes to, std::uint64_t ahead);
    Result<DecodedChunk*> cached(std::uint64_t index);

    std::vector<std::unique_ptr<SegmentSource>> segments_;
    EwfLayout layout_;
    ChunkAccess chunks_;
    std::size_t cache_chunks_;
    std::vector<DecodedChunk> cache_;
    std::vector<LoadedTable> tables_;
    std::uint64_t clock_ = 0;
    libdeflate_decompressor* inflater_;
    std::vector<Byte> whole_chunk_;
    std::vector<Byte> window_;  ///< stored bytes read ahead
    std::uint64_t window_offset_ = 0;
    std::uint16_t window_segment_ = 0;
};

Result<OpenImage> open_ewf_image(const SegmentList& segments, EwfCacheSize cache = {}, ChunkAccess chunks = {});

}  // namespace sanad
