#include "core/source/ewf_image.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "core/source/segment_names.hpp"

namespace sanad {
namespace {

// True when the name of a segment says another number.
bool named_otherwise(const SegmentFile& file, std::uint32_t number) {
    const std::string extension = std::filesystem::path{file.path}.extension().string();
    bool numbered = false;
    for (const char family : {'E', 'L', 'S'}) {
        const auto named = ewf_segment_number(std::string_view{extension}.substr(extension.empty() ? 0 : 1), family);
        if (named == number) return false;
        numbered = numbered || named;
    }
    return numbered;
}

constexpr std::size_t loaded_tables = 4;
constexpr std::uint64_t read_ahead = 1 << 20;

}  // namespace

EwfImage::EwfImage(std::vector<std::unique_ptr<SegmentSource>> segments, EwfLayout layout, EwfCacheSize cache,
                   ChunkAccess chunks)
    : segments_{std::move(segments)},
      layout_{std::move(layout)},
      chunks_{chunks},
      cache_chunks_{std::max<std::size_t>(2, std::min(cache.chunks, cache.bytes / layout_.chunk_size))},
      inflater_{libdeflate_alloc_decompressor()} {}

EwfImage::~EwfImage() {
    libdeflate_free_decompressor(inflater_);
}

std::uint64_t EwfImage::chunk_length(std::uint64_t index) const {
    return shape().length_of(index);
}

Result<void> EwfImage::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    while (!to.empty()) {
        const std::uint64_t index = offset / layout_.chunk_size;
        const auto inside = static_cast<std::size_t>(offset % layout_.chunk_size);
        std::size_t length = 0;
        if (chunks_.supplier != nullptr) {
            length = TRY(read_supplied(index, inside, to, damage));
        } else {
            length = std::min(static_cast<std::size_t>(chunk_length(index)) - inside, to.size());
            const std::uint64_t ahead = (to.size() - length) / layout_.chunk_size;
            const Decoded decoded = TRY(read_stored(index, inside, to.first(length), ahead));
            if (decoded.sound < inside + length) {
                const std::size_t from = std::max(decoded.sound, inside);
                add_damage(damage, offset + (from - inside), inside + length - from, words_for(decoded.trouble));
            }
        }
        to = to.subspan(length);
        offset += length;
    }
    return {};
}

Result<EwfImage::Decoded> EwfImage::read_stored(std::uint64_t index, std::size_t inside, MutableBytes to,
                                                std::uint64_t ahead) {
    const bool whole = inside == 0 && to.size() == chunk_length(index);
    if (chunks_.store != nullptr) {
        const auto kept = TRY(whole ? chunks_.store->find(index) : share(index));
        if (kept) {
            TRY(chunks_.store->read(*kept, inside, to));
            return Decoded{kept->sound, kept->trouble};
        }
    }
    if (whole) return decode(index, to, ahead);
    const DecodedChunk* chunk = TRY(cached(index));
    std::memcpy(to.data(), chunk->bytes.data() + inside, to.size());
    return chunk->decoded;
}

Result<std::size_t> EwfImage::read_supplied(std::uint64_t index, std::size_t inside, MutableBytes to,
                                            std::vector<DamagedRange>& damage) {
    const std::uint64_t last = (index * layout_.chunk_size + inside + to.size() - 1) / layout_.chunk_size;
    const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(last - index + 1, ChunkStore::lendable));
    std::size_t done = 0;
    for (const KeptChunk& kept : TRY(chunks_.supplier->chunks(index, most))) {
        const std::size_t length = std::min(static_cast<std::size_t>(chunk_length(index)) - inside, to.size() - done);
        TRY(chunks_.supplier->read(kept, inside, to.subspan(done, length)));
        if (kept.sound < inside + length) {
            const std::size_t from = std::max<std::size_t>(kept.sound, inside);
            add_damage(damage, index * layout_.chunk_size + from, inside + length - from, words_for(kept.trouble));
        }
        done += length;
        inside = 0;
        ++index;
    }
    return done;
}

Result<std::optional<KeptChunk>> EwfImage::share(std::uint64_t index) {
    if (const auto kept = TRY(chunks_.store->find(index))) return kept;
    const auto claim = TRY(chunks_.store->claim(index));
    // Another process may have inflated it while we waited.
    if (const auto kept = TRY(chunks_.store->find(index))) return kept;
    const DecodedChunk* chunk = TRY(cached(index));
    return chunks_.store->keep(index, chunk->bytes, static_cast<std::uint32_t>(chunk->decoded.sound),
                               chunk->decoded.trouble);
}

Result<KeptChunk> EwfImage::share_or_lend(std::uint64_t index) {
    if (const auto kept = TRY(share(index))) return *kept;
    const DecodedChunk* chunk = TRY(cached(index));
    return chunks_.store->lend(chunk->bytes, static_cast<std::uint32_t>(chunk->decoded.sound), chunk->decoded.trouble);
}

Result<EwfImage::DecodedChunk*> EwfImage::cached(std::uint64_t index) {
    DecodedChunk* slot = nullptr;
    for (DecodedChunk& each : cache_) {
        if (each.index == index) {
            each.last_used = ++clock_;
            return &each;
        }
        if (slot == nullptr || each.last_used < slot->last_used) slot = &each;
    }
    if (cache_.size() < cache_chunks_) slot = &cache_.emplace_back();
    // Until it is decoded the slot stands for no chunk, whatever goes wrong meanwhile.
    slot->index = ~std::uint64_t{0};
    slot->bytes.resize(static_cast<std::size_t>(chunk_length(index)));
    slot->decoded = TRY(decode(index, slot->bytes, 0));
    slot->index = index;
    slot->last_used = ++clock_;
    return slot;
}

Result<const EwfImage::LoadedTable*> EwfImage::table_of(std::uint64_t index) {
    const auto after =
        std::upper_bound(layout_.tables.begin(), layout_.tables.end(), index,
                         [](std::uint64_t chunk, const EwfTable& table) { return chunk < table.first_chunk; });
    if (after == layout_.tables.begin()) return nullptr;
    const EwfTable& table = *std::prev(after);
    if (index - table.first_chunk >= table.count) return nullptr;
    LoadedTable* slot = nullptr;
    for (LoadedTable& each : tables_) {
        if (each.table == &table) {
            each.last_used = ++clock_;
            return &each;
        }
        if (slot == nullptr || each.last_used < slot->last_used) slot = &each;
    }
    if (tables_.size() < loaded_tables) slot = &tables_.emplace_back();
    slot->table = nullptr;
    slot->chunks = TRY(read_ewf_table(table, *segments_[table.segment]));
    slot->table = &table;
    slot->last_used = ++clock_;
    return slot;
}

Result<std::optional<Bytes>> EwfImage::stored_bytes(const LoadedTable& table, std::uint64_t index,
                                                    std::uint64_t ahead) {
    const auto at = static_cast<std::size_t>(index - table.table->first_chunk);
    const EwfChunk& chunk = table.chunks[at];
    SegmentSource& segment = *segments_[chunk.segment];
    // Neither zlib nor a checksum makes a chunk longer than this; the last one of a table may have padding behind it.
    const std::uint64_t longest = std::uint64_t{layout_.chunk_size} + layout_.chunk_size / 8 + 1024;
    if (chunk.offset >= segment.size()) return std::nullopt;
    const std::uint64_t length = std::min({std::uint64_t{chunk.stored_size}, longest, segment.size() - chunk.offset});
    const bool in_window = window_segment_ == chunk.segment && chunk.offset >= window_offset_ &&
                           chunk.offset - window_offset_ <= window_.size() &&
                           length <= window_.size() - (chunk.offset - window_offset_);
    if (!in_window) {
        std::uint64_t end = chunk.offset + length;
        for (std::size_t i = at + 1; i < table.chunks.size() && i - at <= ahead; ++i) {
            const EwfChunk& next = table.chunks[i];
            const std::uint64_t next_end = next.offset + next.stored_size;
            if (next.offset != end || next_end > chunk.offset + read_ahead || next_end > segment.size()) break;
            end = next_end;
        }
        const auto window_length = static_cast<std::size_t>(end - chunk.offset);
        window_.resize(window_length);
        window_offset_ = chunk.offset;
        window_segment_ = chunk.segment;
        std::vector<DamagedRange> damage;
        auto read = segment.read(chunk.offset, window_, damage);
        if (!read || !damage.empty()) {
            window_.clear();
            TRY(read);
            // Chunk by chunk from here on, so that a bad sector costs only the chunk it lies in.
            if (window_length > length) return stored_bytes(table, index, 0);
            return std::nullopt;
        }
    }
    return Bytes{window_}.subspan(static_cast<std::size_t>(chunk.offset - window_offset_),
                                  static_cast<std::size_t>(length));
}

Result<EwfImage::Decoded> EwfImage::decode(std::uint64_t index, MutableBytes to, std::uint64_t ahead) {
    const auto zeros = [&](ChunkTrouble why) {
        std::fill(to.begin(), to.end(), Byte{0});
        return Decoded{0, why};
    };
    const LoadedTable* table = TRY(table_of(index));
    if (table == nullptr) return zeros(ChunkTrouble::lost);
    const auto found = TRY(stored_bytes(*table, index, ahead));
    if (!found) return zeros(ChunkTrouble::unreadable);
    if (chunks_.store != nullptr) chunks_.store->count(index);
    const Bytes stored = *found;
    const bool compressed = table->chunks[static_cast<std::size_t>(index - table->table->first_chunk)].compressed;

    const auto inflate = [&]() -> std::optional<std::size_t> {
        // The last chunk of some writers is padded to a whole chunk, and may be longer than its media.
        const bool shortened = to.size() < layout_.chunk_size;
        if (shortened) whole_chunk_.resize(layout_.chunk_size);
        const MutableBytes out = shortened ? MutableBytes{whole_chunk_} : to;
        std::size_t length = 0;
        const auto outcome =
            libdeflate_zlib_decompress(inflater_, stored.data(), stored.size(), out.data(), out.size(), &length);
        if (outcome != LIBDEFLATE_SUCCESS) return std::nullopt;
        if (shortened) std::memcpy(to.data(), whole_chunk_.data(), std::min(length, to.size()));
        return length;
    };
    const auto copied = [&]() -> std::optional<std::size_t> {
        const std::size_t whole = std::min<std::size_t>(stored.size() < 4 ? 0 : stored.size() - 4, layout_.chunk_size);
        for (const std::size_t length : {whole, to.size()}) {
            if (length == 0 || stored.size() < length + 4) continue;
            if (libdeflate_adler32(1, stored.data(), length) != *ByteReader{stored}.u32_le(length)) continue;
            std::memcpy(to.data(), stored.data(), std::min(length, to.size()));
            return length;
        }
        return std::nullopt;
    };

    std::optional<std::size_t> length;
    if (compressed) {
        length = inflate();
        if (!length) return zeros(ChunkTrouble::bad_stream);
    } else {
        length = copied();
        // The flag may be missing where the offset needed its bit; the stream's own checksum proves it.
        if (!length && stored.size() > 2 && stored[0] == 0x78) length = inflate();
        if (!length) return zeros(ChunkTrouble::bad_checksum);
    }
    if (*length < to.size()) {
        std::fill(to.begin() + static_cast<std::ptrdiff_t>(*length), to.end(), Byte{0});
        return Decoded{*length, ChunkTrouble::too_short};
    }
    return Decoded{to.size(), ChunkTrouble::none};
}

Result<std::vector<Byte>> EwfImage::single_files_text() {
    if (!layout_.single_files) return failure(Fault::not_found, fmt::format("{}: lists no files", provenance()));
    constexpr std::uint64_t longest = std::uint64_t{1} << 30;
    const auto& place = *layout_.single_files;
    if (place.length > longest) {
        return failure(Fault::limit, fmt::format("{}: its list of files has {} bytes, more than {}", provenance(),
                                                 place.length, longest));
    }
    std::vector<Byte> text(static_cast<std::size_t>(place.length));
    std::vector<DamagedRange> damage;
    TRY(segments_[place.segment]->read(place.offset, text, damage));
    if (!damage.empty())
        return failure(Fault::unreadable, fmt::format("{}: its list of files does not read", provenance()));
    return text;
}

Result<OpenImage> open_ewf_image(const SegmentList& segments, EwfCacheSize cache, ChunkAccess chunks) {
    if (segments.files.empty()) return failure(Fault::refused, "an image without segment files");
    std::vector<std::unique_ptr<SegmentSource>> files;
    for (const SegmentFile& file : segments.files) files.push_back(std::make_unique<SegmentSource>(file));
    auto layout = read_ewf_layout(files);
    if (!layout) return within(files.front()->provenance(), std::move(layout.error()));
    OpenImage image;
    const bool logical = segments.container == Container::ewf_logical;
    if (logical && !layout->single_files) {
        return failure(Fault::damaged,
                       fmt::format("{}: a logical image without a list of files", files.front()->provenance()));
    }
    image.facts.format = logical ? "L01" : "E01";
    image.facts.logical = logical;
    image.facts.size = layout->media_size;
    image.facts.sector_size = layout->sector_size;
    image.facts.chunk_size = layout->chunk_size;
    image.facts.headers = layout->headers;
    image.facts.stored_md5 = layout->stored_md5;
    image.facts.stored_sha1 = layout->stored_sha1;
    image.facts.acquisition_errors = layout->acquisition_errors;
    image.facts.remarks.assign(layout->remarks.begin(), layout->remarks.end());
    for (std::uint32_t i = 0; i < segments.files.size(); ++i) {
        if (!named_otherwise(segments.files[i], i + 1)) continue;
        image.facts.remarks.emplace_back(fmt::format("segment {} is the file named {}", i + 1, files[i]->provenance()),
                                         Outcome::noted);
    }
    if (chunks.store != nullptr && chunks.store->shape() != ChunkShape{layout->media_size, layout->chunk_size}) {
        return failure(Fault::unavailable, fmt::format("{}: {} bytes in chunks of {} are no longer what it holds",
                                                       files.front()->provenance(), chunks.store->shape().media_size,
                                                       chunks.store->shape().chunk_size));
    }
    image.source = std::make_unique<EwfImage>(std::move(files), std::move(*layout), cache, chunks);
    return image;
}

}  // namespace sanad
