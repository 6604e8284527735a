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

// Reasons are the same for every chunk, so that neighbouring ones are reported as one range.
constexpr std::string_view lost = "lost: no chunk table leads here";
constexpr std::string_view unreadable = "the stored chunk could not be read";
constexpr std::string_view bad_stream = "the compressed chunk is damaged";
constexpr std::string_view bad_checksum = "the chunk does not match its stored checksum";
constexpr std::string_view too_short = "the stored chunk is shorter than its media";

}  // namespace

EwfImage::EwfImage(std::vector<std::unique_ptr<SegmentSource>> segments, EwfLayout layout, EwfCacheSize cache)
    : segments_{std::move(segments)},
      layout_{std::move(layout)},
      cache_chunks_{std::max<std::size_t>(2, std::min(cache.chunks, cache.bytes / layout_.chunk_size))},
      inflater_{libdeflate_alloc_decompressor()} {}

EwfImage::~EwfImage() {
    libdeflate_free_decompressor(inflater_);
}

std::uint64_t EwfImage::chunk_length(std::uint64_t index) const {
    return std::min<std::uint64_t>(layout_.chunk_size, size() - index * layout_.chunk_size);
}

Result<void> EwfImage::read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) {
    TRY(check_range(offset, to.size()));
    while (!to.empty()) {
        const std::uint64_t index = offset / layout_.chunk_size;
        const auto inside = static_cast<std::size_t>(offset % layout_.chunk_size);
        const auto chunk = static_cast<std::size_t>(chunk_length(index));
        const std::size_t length = std::min(chunk - inside, to.size());
        std::size_t sound = 0;
        std::string_view trouble;
        if (inside == 0 && length == chunk) {
            const std::uint64_t ahead = (to.size() - length) / layout_.chunk_size;
            std::tie(sound, trouble) = TRY(decode(index, to.first(length), ahead));
        } else {
            const DecodedChunk* decoded = TRY(cached(index));
            std::memcpy(to.data(), decoded->bytes.data() + inside, length);
            sound = decoded->sound;
            trouble = decoded->trouble;
        }
        if (sound < inside + length) {
            const std::size_t from = std::max(sound, inside);
            add_damage(damage, offset + (from - inside), inside + length - from, trouble);
        }
        to = to.subspan(length);
        offset += length;
    }
    return {};
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
    std::tie(slot->sound, slot->trouble) = TRY(decode(index, slot->bytes, 0));
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

Result<std::pair<std::size_t, std::string_view>> EwfImage::decode(std::uint64_t index, MutableBytes to,
                                                                  std::uint64_t ahead) {
    using Decoded = std::pair<std::size_t, std::string_view>;
    const auto zeros = [&](std::string_view why) {
        std::fill(to.begin(), to.end(), Byte{0});
        return Decoded{0, why};
    };
    const LoadedTable* table = TRY(table_of(index));
    if (table == nullptr) return zeros(lost);
    const auto found = TRY(stored_bytes(*table, index, ahead));
    if (!found) return zeros(unreadable);
    const Bytes stored = *found;
    const bool compressed = table->chunks[static_cast<std::size_t>(index - table->table->first_chunk)].compressed;

    const auto inflate = [&](MutableBytes out) -> std::optional<std::size_t> {
        std::size_t length = 0;
        const auto outcome =
            libdeflate_zlib_decompress(inflater_, stored.data(), stored.size(), out.data(), out.size(), &length);
        if (outcome != LIBDEFLATE_SUCCESS) return std::nullopt;
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
    if (!compressed) {
        length = copied();
        // The flag may be missing where the offset needed its bit; the stream's own checksum proves it.
        if (!length && stored.size() > 2 && stored[0] == 0x78) length = inflate(to);
        if (!length) return zeros(bad_checksum);
    } else {
        length = inflate(to);
        if (!length) {
            // The last chunk of some writers is padded to a whole chunk.
            whole_chunk_.resize(layout_.chunk_size);
            length = to.size() < layout_.chunk_size ? inflate(whole_chunk_) : std::nullopt;
            if (!length) return zeros(bad_stream);
            std::memcpy(to.data(), whole_chunk_.data(), std::min(*length, to.size()));
        }
    }
    if (*length < to.size()) {
        std::fill(to.begin() + static_cast<std::ptrdiff_t>(*length), to.end(), Byte{0});
        return Decoded{*length, too_short};
    }
    return Decoded{to.size(), {}};
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

Result<OpenImage> open_ewf_image(const SegmentList& segments, EwfCacheSize cache) {
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
    image.facts.remarks = layout->remarks;
    for (std::uint32_t i = 0; i < segments.files.size(); ++i) {
        if (!named_otherwise(segments.files[i], i + 1)) continue;
        image.facts.remarks.push_back(fmt::format("segment {} is the file named {}", i + 1, files[i]->provenance()));
    }
    image.source = std::make_unique<EwfImage>(std::move(files), std::move(*layout), cache);
    return image;
}

}  // namespace sanad
