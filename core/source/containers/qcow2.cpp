// QCOW2 versions 2 and 3: QEMU, docs/interop/qcow2.txt. All numbers are big-endian.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/source/containers/layer.hpp"
#include "core/source/containers/packed.hpp"
#include "core/source/containers/table_reader.hpp"

namespace sanad::containers {
namespace {

constexpr std::uint64_t offset_bits = 0x00fffffffffffe00;  // of L1 and standard L2 entries
constexpr std::uint64_t compressed_bit = std::uint64_t{1} << 62;
constexpr std::uint64_t reads_as_zeros = 1;
constexpr std::uint64_t external_data = 4, other_compression = 8, extended_l2 = 16;  // incompatible features
constexpr std::uint64_t subclusters = 32;  // of a cluster, with extended L2 entries
constexpr std::uint32_t backing_format_extension = 0xE2792ACA;

struct Header {
    std::uint32_t version = 0, cluster_bits = 0, encryption = 0, l1_entries = 0, snapshots = 0, header_length = 72,
                  compression = 0;
    std::uint64_t size = 0, l1_offset = 0, snapshots_offset = 0, incompatible = 0;
    std::string backing_name, backing_format;
};

/// Header extensions follow the header: type, length, that many bytes, padded to 8.
std::string backing_format_of(const FileBytes& file, const Header& header) {
    std::uint64_t at = header.header_length;
    for (int count = 0; count < 64; ++count) {
        const auto bytes = file.read(at, 8);
        if (!bytes) break;
        const auto type = ByteReader{*bytes}.u32_be(0);
        const auto length = ByteReader{*bytes}.u32_be(4);
        if (!type || !length || *type == 0 || *length > 65536) break;
        if (*type == backing_format_extension) {
            const auto name = file.read(at + 8, *length);
            return name ? std::string{text_of(*name)} : std::string{};
        }
        at += 8 + (std::uint64_t{*length} + 7) / 8 * 8;
    }
    return {};
}

Result<Header> read_header(const FileBytes& file) {
    const auto bytes = TRY(file.read(0, std::min<std::uint64_t>(file.size(), 112)));
    const ByteReader reader{bytes};
    if (!reader.matches(0, "QFI\xfb")) return failure(Fault::damaged, file.name() + ": no QCOW header");
    Header out;
    out.version = TRY(reader.u32_be(4));
    if (out.version == 1) return failure(Fault::unsupported, file.name() + ": QCOW version 1");
    if (out.version != 2 && out.version != 3)
        return failure(Fault::unsupported, fmt::format("{}: QCOW version {}", file.name(), out.version));
    const auto backing_offset = TRY(reader.u64_be(8));
    const auto backing_length = TRY(reader.u32_be(16));
    out.cluster_bits = TRY(reader.u32_be(20));
    out.size = TRY(reader.u64_be(24));
    out.encryption = TRY(reader.u32_be(32));
    out.l1_entries = TRY(reader.u32_be(36));
    out.l1_offset = TRY(reader.u64_be(40));
    out.snapshots = TRY(reader.u32_be(60));
    out.snapshots_offset = TRY(reader.u64_be(64));
    if (out.version == 3) {
        out.incompatible = TRY(reader.u64_be(72));
        out.header_length = TRY(reader.u32_be(100));
        if (out.incompatible & other_compression) out.compression = TRY(reader.u8(104));
    }
    if (backing_offset != 0) {
        // The same limit as QEMU's own.
        if (backing_length > 1023)
            return failure(Fault::damaged, file.name() + ": the name of its backing file is too long");
        const auto name = TRY(file.read(backing_offset, backing_length));
        out.backing_name = std::string{text_of(name)};
        out.backing_format = backing_format_of(file, out);
    }
    return out;
}

std::optional<ParentReference> parent_in(const Header& header) {
    if (header.backing_name.empty()) return std::nullopt;
    ParentReference parent;
    if (std::string name = file_name_of(header.backing_name); !name.empty()) parent.names.push_back(std::move(name));
    parent.raw = header.backing_format == "raw";
    parent.may_be_raw = header.backing_format.empty();
    return parent;
}

class Qcow2 : public Layer {
public:
    Qcow2(const SegmentFile& file) : file_{file}, table_{file_} {}

    Result<void> open() {
        const Header header = TRY(read_header(file_));
        TRY(refuse_unreadable(header));
        if (header.cluster_bits < 9 || header.cluster_bits > 21)
            return failure(Fault::damaged,
                           fmt::format("{}: clusters of 2^{} bytes", file_.name(), header.cluster_bits));
        if (header.size > largest_medium)
            return failure(Fault::damaged, fmt::format("{}: a medium of {} bytes", file_.name(), header.size));
        version_ = header.version;
        cluster_bits_ = header.cluster_bits;
        l1_offset_ = header.l1_offset;
        extended_ = (header.incompatible & extended_l2) != 0;
        zstd_ = header.compression == 1;
        if (extended_ && cluster_bits_ < 14)
            return failure(Fault::damaged, fmt::format("{}: clusters of 2^{} bytes cannot have extended L2 entries",
                                                       file_.name(), cluster_bits_));
        const std::uint64_t needed = (header.size + covered_by_l2() - 1) / covered_by_l2();
        if (header.l1_entries < needed || !file_.holds(l1_offset_, needed * 8))
            return failure(Fault::damaged, fmt::format("{}: its L1 table does not cover the {} bytes of the medium",
                                                       file_.name(), header.size));
        describe(header);
        return {};
    }

    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t) override {
        const std::uint64_t cluster_size = std::uint64_t{1} << cluster_bits_;
        const std::uint64_t covered = covered_by_l2();
        const std::uint64_t rest_of_l2 = covered - offset % covered;
        const auto l1 = table_.u64_be(l1_offset_ + offset / covered * 8);
        if (!l1) return unknown(l1.error(), rest_of_l2);
        const std::uint64_t l2_offset = *l1 & offset_bits;
        if (l2_offset == 0) return Piece::parent(rest_of_l2);
        if (l2_offset % cluster_size != 0)
            return Piece::damaged(rest_of_l2, fmt::format("{}: an L2 table at {}", file_.name(), l2_offset));

        const std::uint64_t in_cluster = offset % cluster_size;
        const std::uint64_t rest = cluster_size - in_cluster;
        const std::uint64_t entry_at = l2_offset + offset % covered / cluster_size * l2_entry_size();
        const auto l2 = table_.u64_be(entry_at);
        if (!l2) return unknown(l2.error(), rest);
        if ((*l2 & compressed_bit) != 0) return compressed(*l2, offset - in_cluster, rest);
        if (extended_) {
            const auto bitmap = table_.u64_be(entry_at + 8);
            if (!bitmap) return unknown(bitmap.error(), rest);
            return subcluster(*l2 & offset_bits, *bitmap, in_cluster);
        }
        if ((*l2 & reads_as_zeros) != 0)
            return version_ == 3
                       ? Piece::zeros(rest)
                       : Piece::damaged(rest, file_.name() + ": an L2 entry with a bit that version 2 reserves");
        const std::uint64_t data = *l2 & offset_bits;
        if (data == 0) return Piece::parent(rest);
        if (data % cluster_size != 0)
            return Piece::damaged(rest, fmt::format("{}: a cluster at {}", file_.name(), data));
        return Piece::stored(file_, data + in_cluster, rest);
    }

    Result<void> unpack(const Piece&, Bytes packed, MutableBytes unit) const override {
        return zstd_ ? unpack_zstd(packed, unit) : unpack_deflate(packed, unit);
    }

private:
    std::uint64_t l2_entry_size() const { return extended_ ? 16 : 8; }
    /// Each L1 entry leads to one cluster of L2 entries.
    std::uint64_t covered_by_l2() const { return (std::uint64_t{1} << (2 * cluster_bits_)) / l2_entry_size(); }

    /// "Extended L2 Entries": of the bitmap, bit n says that subcluster n is stored, bit 32 + n that it reads as zeros.
    Result<Piece> subcluster(std::uint64_t data, std::uint64_t bitmap, std::uint64_t in_cluster) const {
        const std::uint64_t cluster_size = std::uint64_t{1} << cluster_bits_;
        const std::uint64_t size = cluster_size / subclusters;
        const auto state_of = [&](std::uint64_t n) { return (bitmap >> n & 1) | (bitmap >> (32 + n) & 1) << 1; };
        const std::uint64_t first = in_cluster / size;
        std::uint64_t after = first + 1;
        while (after < subclusters && state_of(after) == state_of(first)) ++after;
        const std::uint64_t rest = after * size - in_cluster;
        switch (state_of(first)) {
            case 0:
                return Piece::parent(rest);
            case 2:
                return Piece::zeros(rest);
            case 1:
                if (data != 0 && data % cluster_size == 0) return Piece::stored(file_, data + in_cluster, rest);
                return Piece::damaged(rest, fmt::format("{}: a cluster at {}", file_.name(), data));
            default:
                return Piece::damaged(rest, file_.name() + ": a subcluster that is stored and reads as zeros");
        }
    }

    Result<void> refuse_unreadable(const Header& header) const {
        const auto refused = [&](Fault fault, std::string_view what) {
            return failure(fault, fmt::format("{}: QCOW2 {}", file_.name(), what));
        };
        if (header.encryption == 1) return refused(Fault::encrypted, "encrypted with AES");
        if (header.encryption == 2) return refused(Fault::encrypted, "encrypted with LUKS");
        if (header.encryption != 0) return refused(Fault::encrypted, "encrypted by an unknown method");
        if ((header.incompatible & external_data) != 0)
            return refused(Fault::unsupported, "with an external data file");
        if (header.compression > 1)
            return refused(Fault::unsupported, fmt::format("compressed by an unknown method {}", header.compression));
        // Bits 0 and 1 say that reference counts are stale or the image was found corrupt: reading needs neither.
        if ((header.incompatible & ~std::uint64_t{31}) != 0)
            return refused(Fault::unsupported, fmt::format("with unknown features {:#x}", header.incompatible));
        return {};
    }

    void describe(const Header& header) {
        facts_.format = "QCOW2";
        facts_.size = header.size;
        facts_.chunk_size = 1u << cluster_bits_;
        facts_.parent = parent_in(header);
        facts_.headers = {{"version", fmt::format("{}", header.version)}};
        if (!header.backing_name.empty())
            facts_.headers.push_back({"backing_file", repaired_utf8(header.backing_name)});
        if (!header.backing_format.empty())
            facts_.headers.push_back({"backing_format", repaired_utf8(header.backing_format)});
        if ((header.incompatible & 1) != 0)
            facts_.remarks.emplace_back(file_.name() + ": marked dirty: the virtual machine was not shut down",
                                        Outcome::noted);
        if ((header.incompatible & 2) != 0) facts_.remarks.push_back(file_.name() + ": marked corrupt by its writer");
        list_snapshots(header);
    }

    /// Only the active layer is read; that others exist must be known.
    void list_snapshots(const Header& header) {
        if (header.snapshots == 0) return;
        facts_.headers.push_back({"snapshots", fmt::format("{}", header.snapshots)});
        std::uint64_t at = header.snapshots_offset;
        for (std::uint32_t i = 0; i < std::min<std::uint32_t>(header.snapshots, 1000); ++i) {
            const auto fixed = file_.read(at, 40);
            if (!fixed) return;
            const ByteReader reader{*fixed};
            const std::uint64_t id_size = reader.u16_be(12).value_or(0);
            const std::uint64_t name_size = reader.u16_be(14).value_or(0);
            const std::uint64_t extra_size = reader.u32_be(36).value_or(0);
            const auto name = file_.read(at + 40 + extra_size + id_size, name_size);
            if (!name) return;
            std::string text = repaired_utf8(text_of(*name));
            if (const auto when = timestamp_from_unix(reader.u32_be(16).value_or(0), reader.u32_be(20).value_or(0)))
                text += ", " + iso8601(*when);
            facts_.headers.push_back({"snapshot", std::move(text)});
            at += (40 + extra_size + id_size + name_size + 7) / 8 * 8;
        }
    }

    Result<Piece> unknown(const Error& error, std::uint64_t length) {
        if (error.fault == Fault::unavailable) return tl::unexpected{error};
        return Piece::damaged(length, error.what);
    }

    Result<Piece> compressed(std::uint64_t entry, std::uint64_t unit_offset, std::uint64_t rest) {
        const std::uint32_t split = 62 - (cluster_bits_ - 8);
        Piece piece;
        piece.kind = Piece::Kind::packed;
        piece.length = rest;
        piece.file = &file_;
        piece.file_offset = entry & ((std::uint64_t{1} << split) - 1);
        const std::uint64_t more_sectors = (entry & (compressed_bit - 1)) >> split;
        piece.packed_size = (more_sectors + 1) * 512 - piece.file_offset % 512;
        piece.unit_offset = unit_offset;
        piece.unit_size = std::uint64_t{1} << cluster_bits_;
        if (piece.file_offset >= file_.size())
            return Piece::damaged(rest, fmt::format("{}: a compressed cluster at {} lies beyond its end", file_.name(),
                                                    piece.file_offset));
        // The last sector counted may reach beyond the end of the file.
        piece.packed_size = std::min(piece.packed_size, file_.size() - piece.file_offset);
        return piece;
    }

    FileBytes file_;
    TableReader table_;
    std::uint32_t version_ = 0, cluster_bits_ = 0;
    bool extended_ = false;  ///< L2 entries of 16 bytes, with a bitmap of subclusters
    bool zstd_ = false;      ///< compressed clusters are Zstandard's, not deflate's
    std::uint64_t l1_offset_ = 0;
};

}  // namespace

Result<LayerOwner> open_qcow2(const std::vector<SegmentFile>& files) {
    auto layer = std::make_unique<Qcow2>(files.front());
    TRY(layer->open());
    return layer;
}

Result<std::optional<ParentReference>> parent_of_qcow2(const FileBytes& file) {
    const Header header = TRY(read_header(file));
    return parent_in(header);
}

}  // namespace sanad::containers
