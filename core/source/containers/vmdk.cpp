// VMDK: VMware, Virtual Disk Format 5.0; COWD (ESX sparse) by the same document's "ESX Server sparse extents".
// All numbers are little-endian, offsets count sectors of 512 bytes.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/source/containers/layer.hpp"
#include "core/source/containers/packed.hpp"
#include "core/source/containers/table_reader.hpp"
#include "core/source/containers/vmdk_descriptor.hpp"

namespace sanad::containers {
namespace {

constexpr std::uint64_t at_end = ~std::uint64_t{0};  // the grain directory's place is told by the footer
constexpr std::uint64_t largest_descriptor = 1 << 20;
constexpr std::uint64_t most_sectors = largest_medium / sector;
constexpr std::uint32_t flag_redundant_directory = 1 << 1, flag_zeroed_grains = 1 << 2, flag_compressed = 1 << 16;

struct SparseHeader {
    std::uint32_t flags = 0, entries_per_table = 512, compression = 0;
    std::uint64_t capacity = 0, grain = 0, directory = 0, redundant_directory = 0;
    std::uint64_t descriptor_offset = 0, descriptor_size = 0;
    bool unclean = false;
};

Result<SparseHeader> parse_hosted(Bytes bytes) {
    const ByteReader header{bytes};
    SparseHeader out;
    const auto version = TRY(header.u32_le(4));
    if (version < 1 || version > 3) return failure(Fault::unsupported, fmt::format("VMDK sparse version {}", version));
    out.flags = TRY(header.u32_le(8));
    out.capacity = TRY(header.u64_le(12));
    out.grain = TRY(header.u64_le(20));
    out.descriptor_offset = TRY(header.u64_le(28));
    out.descriptor_size = TRY(header.u64_le(36));
    out.entries_per_table = TRY(header.u32_le(44));
    out.redundant_directory = TRY(header.u64_le(48));
    out.directory = TRY(header.u64_le(56));
    out.unclean = TRY(header.u8(72)) != 0;
    out.compression = TRY(header.u16_le(77));
    // The header carries these bytes to show a transfer as text, which would have altered the grains too.
    if (!header.matches(73, "\n \r\n")) return failure(Fault::damaged, "the VMDK was altered by a transfer as text");
    return out;
}

Result<SparseHeader> read_sparse_header(const FileBytes& file) {
    const auto first = TRY(file.read(0, std::min(file.size(), sector)));
    const ByteReader header{first};
    if (header.matches(0, "COWD")) {
        SparseHeader out;
        out.capacity = TRY(header.u32_le(12));
        out.grain = TRY(header.u32_le(16));
        out.directory = TRY(header.u32_le(20));
        out.entries_per_table = 4096;
        return out;
    }
    if (!header.matches(0, "KDMV")) return failure(Fault::damaged, file.name() + ": no VMDK sparse header");
    auto out = parse_hosted(first);
    if (!out) return within(file.name(), out.error());
    if (out->directory == at_end) {
        if (file.size() < 3 * sector) return failure(Fault::damaged, file.name() + ": too short for its footer");
        const auto last = TRY(file.read(file.size() - 2 * sector, sector));
        if (!ByteReader{last}.matches(0, "KDMV"))
            return failure(Fault::damaged, file.name() + ": stream-optimised VMDK without its footer: cut off?");
        auto footer = parse_hosted(last);
        if (!footer) return within(file.name(), footer.error());
        out->directory = footer->directory;
        out->redundant_directory = footer->redundant_directory;
    }
    return out;
}

/// What the layer's first file is, and the descriptor in it where it has one.
struct FirstFile {
    bool sparse = false;
    std::optional<VmdkDescriptor> descriptor;
};

Result<FirstFile> read_first_file(const FileBytes& file) {
    FirstFile out;
    const auto head = TRY(file.read(0, std::min(file.size(), sector)));
    const ByteReader reader{head};
    std::uint64_t offset = 0;
    std::uint64_t length = file.size();
    if (reader.matches(0, "KDMV") || reader.matches(0, "COWD")) {
        out.sparse = true;
        const SparseHeader header = TRY(read_sparse_header(file));
        if (header.descriptor_offset == 0 || header.descriptor_size == 0) return out;
        if (header.descriptor_offset > file.size() / sector || header.descriptor_size > largest_descriptor / sector)
            return failure(Fault::damaged, file.name() + ": the place of its descriptor lies beyond its end");
        offset = header.descriptor_offset * sector;
        length = header.descriptor_size * sector;
    }
    if (length > largest_descriptor)
        return failure(Fault::limit, fmt::format("{}: a VMDK descriptor of {} bytes", file.name(), length));
    const auto text = TRY(file.read(offset, length));
    // Extents of a split disk keep the room for a descriptor and leave it empty.
    if (out.sparse && !text.empty() && text.front() == 0) return out;
    auto descriptor = parse_vmdk_descriptor(text_of(text));
    if (!descriptor) return within(file.name(), descriptor.error());
    out.descriptor = std::move(*descriptor);
    return out;
}

std::vector<std::string> extent_names(const VmdkDescriptor& descriptor) {
    std::vector<std::string> names;
    for (const VmdkExtent& extent : descriptor.extents) {
        if (extent.name.empty()) continue;
        std::string name = file_name_of(extent.name);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

std::optional<ParentReference> parent_in(const FirstFile& first) {
    if (!first.descriptor || !first.descriptor->has_parent()) return std::nullopt;
    ParentReference parent;
    if (std::string name = file_name_of(first.descriptor->parent_name); !name.empty())
        parent.names.push_back(std::move(name));
    parent.identities = {first.descriptor->parent_content_id};
    return parent;
}

/// A file with grains: only those written are there.
class SparseExtent {
public:
    explicit SparseExtent(const FileBytes& file) : file_{file}, table_{file} {}

    Result<void> open() {
        header_ = TRY(read_sparse_header(file_));
        const auto bad = [&](std::string_view what, std::uint64_t value) {
            return failure(Fault::damaged, fmt::format("{}: {} {}", file_.name(), what, value));
        };
        if (header_.capacity == 0 || header_.capacity > most_sectors)
            return bad("capacity in sectors", header_.capacity);
        if (header_.grain == 0 || header_.grain > largest_unit / sector)
            return bad("sectors of a grain", header_.grain);
        if (header_.entries_per_table == 0 || header_.entries_per_table > (1u << 20))
            return bad("entries of a grain table", header_.entries_per_table);
        if ((header_.flags & flag_compressed) != 0 && header_.compression != 1)
            return failure(Fault::unsupported, fmt::format("{}: compression {}", file_.name(), header_.compression));
        grain_size_ = header_.grain * sector;
        table_covers_ = grain_size_ * header_.entries_per_table;
        const std::uint64_t entries = (header_.capacity * sector + table_covers_ - 1) / table_covers_;
        const auto stands = [&](std::uint64_t place) {
            return place != 0 && place <= file_.size() / sector && file_.holds(place * sector, entries * 4);
        };
        directory_ = header_.directory;
        if (!stands(directory_) && (header_.flags & flag_redundant_directory) != 0)
            directory_ = header_.redundant_directory;
        if (!stands(directory_)) return bad("its grain directory does not lie in the file: sector", header_.directory);
        directory_ *= sector;
        return {};
    }

    const SparseHeader& header() const { return header_; }

    /// `media_start`: where this extent begins in the medium.
    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t media_start) {
        const std::uint64_t rest_of_table = table_covers_ - offset % table_covers_;
        const auto entry = table_.u32_le(directory_ + offset / table_covers_ * 4);
        if (!entry) return unknown(entry.error(), rest_of_table);
        if (*entry == 0) return Piece::parent(rest_of_table);
        const std::uint64_t in_grain = offset % grain_size_;
        const std::uint64_t rest = grain_size_ - in_grain;
        const auto grain = table_.u32_le(*entry * sector + offset % table_covers_ / grain_size_ * 4);
        if (!grain) return unknown(grain.error(), rest);
        if (*grain == 0) return Piece::parent(rest);
        if (*grain == 1 && (header_.flags & flag_zeroed_grains) != 0) return Piece::zeros(rest);
        if ((header_.flags & flag_compressed) == 0) return Piece::stored(file_, *grain * sector + in_grain, rest);
        return compressed(*grain * sector, offset - in_grain, media_start, rest);
    }

private:
    Result<Piece> unknown(const Error& error, std::uint64_t length) {
        if (error.fault == Fault::unavailable) return tl::unexpected{error};
        return Piece::damaged(length, error.what);
    }

    /// Virtual Disk Format 5.0, "Grain Marker": sector of the grain, bytes of compressed data, the data.
    Result<Piece> compressed(std::uint64_t at, std::uint64_t grain_offset, std::uint64_t media_start,
                             std::uint64_t rest) {
        const auto place = table_.u64_le(at);
        const auto size = table_.u32_le(at + 8);
        if (!place) return unknown(place.error(), rest);
        if (!size) return unknown(size.error(), rest);
        if (*place != grain_offset / sector)
            return Piece::damaged(rest,
                                  fmt::format("{}: the grain at {} says it is sector {}", file_.name(), at, *place));
        Piece piece;
        piece.kind = Piece::Kind::packed;
        piece.length = rest;
        piece.file = &file_;
        piece.file_offset = at + 12;
        piece.packed_size = *size;
        piece.unit_offset = media_start + grain_offset;
        piece.unit_size = std::min(grain_size_, header_.capacity * sector - grain_offset);
        // A grain that does not compress grows by a few bytes; more is a lie.
        if (piece.packed_size > 2 * grain_size_ + sector || !file_.holds(piece.file_offset, piece.packed_size))
            return Piece::damaged(rest,
                                  fmt::format("{}: a grain of {} compressed bytes at {}", file_.name(), *size, at));
        return piece;
    }

    const FileBytes& file_;
    TableReader table_;
    SparseHeader header_;
    std::uint64_t grain_size_ = 0, table_covers_ = 0, directory_ = 0;
};

class Vmdk : public Layer {
public:
    explicit Vmdk(const std::vector<SegmentFile>& files) {
        for (const SegmentFile& file : files) files_.push_back(std::make_unique<FileBytes>(file));
    }

    Result<void> open() {
        const FileBytes& first_file = *files_.front();
        const FirstFile first = TRY(read_first_file(first_file));
        if (first.sparse) {
            if (first.descriptor && first.descriptor->extents.size() > 1)
                return failure(Fault::unsupported,
                               first_file.name() + ": several extents described inside one of them");
            TRY(add_sparse(first_file, 0));
        } else {
            TRY(add_described(*first.descriptor));
        }
        if (end_ == 0) return failure(Fault::damaged, first_file.name() + ": a VMDK without extents");
        describe(first);
        return {};
    }

    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t) override {
        const auto after = std::upper_bound(extents_.begin(), extents_.end(), offset,
                                            [](std::uint64_t at, const Extent& extent) { return at < extent.start; });
        const Extent& extent = *std::prev(after);
        const std::uint64_t in_extent = offset - extent.start;
        const std::uint64_t rest = extent.length - in_extent;
        if (extent.sparse != nullptr) {
            Piece piece = TRY(extent.sparse->piece_at(in_extent, extent.start));
            piece.length = std::min(piece.length, rest);
            return piece;
        }
        if (extent.file != nullptr) return Piece::stored(*extent.file, extent.file_offset + in_extent, rest);
        return Piece::zeros(rest);
    }

    Result<void> unpack(const Piece&, Bytes packed, MutableBytes unit) const override {
        return unpack_zlib(packed, unit, unit.size());
    }

private:
    struct Extent {
        std::uint64_t start = 0, length = 0;
        const FileBytes* file = nullptr;  ///< of a flat extent
        std::uint64_t file_offset = 0;
        SparseExtent* sparse = nullptr;
    };

    Result<void> add(Extent extent) {
        extent.start = end_;
        if (extent.length > largest_medium - end_)
            return failure(Fault::damaged, files_.front()->name() + ": extents of more bytes than a disk can have");
        end_ += extent.length;
        if (extent.length != 0) extents_.push_back(extent);
        return {};
    }

    /// `sectors`: what the descriptor says; 0 takes the extent's own word.
    Result<void> add_sparse(const FileBytes& file, std::uint64_t sectors) {
        sparse_.push_back(std::make_unique<SparseExtent>(file));
        TRY(sparse_.back()->open());
        const std::uint64_t capacity = sparse_.back()->header().capacity;
        if (sectors > capacity)
            return failure(Fault::damaged,
                           fmt::format("{}: {} sectors, but its descriptor says {}", file.name(), capacity, sectors));
        Extent extent;
        extent.length = (sectors == 0 ? capacity : sectors) * sector;
        extent.sparse = sparse_.back().get();
        return add(extent);
    }

    Result<void> add_described(const VmdkDescriptor& descriptor) {
        const auto names = extent_names(descriptor);
        if (names.size() + 1 != files_.size())
            return failure(Fault::unavailable, fmt::format("{}: {} extent files named, {} at hand",
                                                           files_.front()->name(), names.size(), files_.size() - 1));
        for (const VmdkExtent& described : descriptor.extents) {
            if (described.sectors > most_sectors || described.first_sector > most_sectors)
                return failure(Fault::damaged,
                               fmt::format("{}: an extent of {} sectors", files_.front()->name(), described.sectors));
            Extent extent;
            extent.length = described.sectors * sector;
            if (described.type == "ZERO") {
                TRY(add(extent));
                continue;
            }
            const auto name = std::find(names.begin(), names.end(), file_name_of(described.name));
            const FileBytes& file = *files_[static_cast<std::size_t>(name - names.begin()) + 1];
            if (described.type == "FLAT" || described.type == "VMFS") {
                extent.file = &file;
                extent.file_offset = described.first_sector * sector;
                TRY(add(extent));
            } else if (described.type == "SPARSE" || described.type == "VMFSSPARSE") {
                if (described.sectors != 0) TRY(add_sparse(file, described.sectors));
            } else {
                return failure(Fault::unsupported,
                               fmt::format("{}: VMDK extent of type {}", file.name(), shown(described.type)));
            }
        }
        return {};
    }

    void describe(const FirstFile& first) {
        facts_.format = "VMDK";
        facts_.size = end_;
        facts_.parent = parent_in(first);
        bool unclean = false;
        for (const auto& sparse : sparse_) {
            facts_.chunk_size = static_cast<std::uint32_t>(sparse->header().grain * sector);
            unclean = unclean || sparse->header().unclean;
        }
        const auto note = [&](std::string_view name, std::string_view value) {
            if (!value.empty()) facts_.headers.push_back({std::string{name}, repaired_utf8(value)});
        };
        if (first.descriptor) {
            const VmdkDescriptor& descriptor = *first.descriptor;
            note("create_type", descriptor.create_type);
            note("content_id", descriptor.content_id);
            note("unique_id", descriptor.uuid);
            note("adapter_type", descriptor.adapter);
            note("hardware_version", descriptor.hardware_version);
            note("parent_file", descriptor.parent_name);
            if (descriptor.has_parent()) note("parent_content_id", descriptor.parent_content_id);
            facts_.identities = {descriptor.content_id};
        } else {
            facts_.remarks.emplace_back(files_.front()->name() + ": no descriptor: taken as a disk of this one extent",
                                        Outcome::noted);
        }
        if (unclean)
            facts_.remarks.emplace_back(files_.front()->name() + ": marked as not shut down cleanly", Outcome::noted);
    }

    std::vector<std::unique_ptr<FileBytes>> files_;
    std::vector<std::unique_ptr<SparseExtent>> sparse_;
    std::vector<Extent> extents_;
    std::uint64_t end_ = 0;
};

}  // namespace

Result<LayerOwner> open_vmdk(const std::vector<SegmentFile>& files) {
    auto layer = std::make_unique<Vmdk>(files);
    TRY(layer->open());
    return layer;
}

Result<std::optional<ParentReference>> parent_of_vmdk(const FileBytes& file) {
    const FirstFile first = TRY(read_first_file(file));
    return parent_in(first);
}

Result<std::vector<std::string>> extents_of_vmdk(const FileBytes& file) {
    const FirstFile first = TRY(read_first_file(file));
    if (first.sparse) {
        // "disk-s003.vmdk" without a descriptor is a piece of a disk, and a piece must not pass for the whole.
        const std::string& name = file.name();
        const auto dash = name.rfind("-s");
        if (!first.descriptor && dash != name.npos && name.size() == dash + 10 && name.ends_with(".vmdk"))
            return failure(Fault::refused, fmt::format("{}: one extent of a split VMDK; open its descriptor, {}.vmdk",
                                                       name, name.substr(0, dash)));
        return std::vector<std::string>{};
    }
    return extent_names(*first.descriptor);
}

}  // namespace sanad::containers
