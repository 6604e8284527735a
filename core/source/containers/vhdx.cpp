// VHDX: MS-VHDX. All numbers are little-endian.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/source/containers/layer.hpp"
#include "core/source/containers/table_reader.hpp"
#include "core/source/containers/utf16.hpp"
#include "core/source/containers/vhdx_log.hpp"

namespace sanad::containers {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::uint64_t bits_per_bitmap = std::uint64_t{1} << 23;  // MS-VHDX 2.4: a sector bitmap block of 1 MiB

// MS-VHDX 2.2.3, table of known regions, and 2.6.2, of known metadata items.
constexpr std::string_view region_bat = "2dc27766-f623-4200-9d64-115e9bfd4a08";
constexpr std::string_view region_metadata = "8b7ca206-4790-4b9a-b8fe-575f050f886e";
constexpr std::string_view item_parameters = "caa16737-fa36-4d43-b3b6-33f0aa44e76b";
constexpr std::string_view item_size = "2fa54224-cd1b-4876-b211-5dbed83bf4b8";
constexpr std::string_view item_identity = "beca12ab-b2e6-4523-93ef-c309e000c746";
constexpr std::string_view item_sector_size = "8141bf1d-a96f-4709-ba47-f233a8faab5f";
constexpr std::string_view item_parent = "a8d35f2d-b30b-454d-abf7-d3d84834ab0c";

struct Header {
    std::uint64_t sequence = 0;
    std::string data_write_guid;
    std::vector<Byte> log_guid;
    std::uint16_t log_version = 0, version = 0;
    std::uint32_t log_length = 0;
    std::uint64_t log_offset = 0;
    bool log_in_use() const {
        return std::any_of(log_guid.begin(), log_guid.end(), [](Byte byte) { return byte != 0; });
    }
};

struct Region {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
};

struct Metadata {
    std::uint32_t block_size = 0, sector_size = 0;
    bool fixed = false, has_parent = false;
    std::uint64_t size = 0;
    std::string identity;
    std::map<std::string, std::string> locator;
};

Result<Header> parse_header(Bytes bytes) {
    const ByteReader reader{bytes};
    if (!reader.matches(0, "head")) return failure(Fault::damaged, "no VHDX header");
    if (TRY(reader.u32_le(4)) != crc32c(bytes, 4))
        return failure(Fault::damaged, "a VHDX header's checksum does not fit");
    Header out;
    out.sequence = TRY(reader.u64_le(8));
    out.data_write_guid = guid_text(TRY(reader.slice(32, 16)));
    const Bytes log_guid = TRY(reader.slice(48, 16));
    out.log_guid.assign(log_guid.begin(), log_guid.end());
    out.log_version = TRY(reader.u16_le(64));
    out.version = TRY(reader.u16_le(66));
    out.log_length = TRY(reader.u32_le(68));
    out.log_offset = TRY(reader.u64_le(72));
    if (out.version != 1) return failure(Fault::unsupported, fmt::format("VHDX version {}", out.version));
    return out;
}

/// MS-VHDX 2.2.2: two copies, the valid one with the higher sequence number counts.
Result<Header> read_header(const FileBytes& file) {
    std::optional<Header> newest;
    Error why{Fault::damaged, {}};
    for (const std::uint64_t at : {64 * 1024, 128 * 1024}) {
        const auto bytes = TRY(file.read(at, 4096));
        auto header = parse_header(bytes);
        if (!header)
            why = header.error();
        else if (!newest || header->sequence > newest->sequence)
            newest = std::move(*header);
    }
    if (!newest) return within(file.name(), why);
    return *newest;
}

Result<std::map<std::string, Region>> parse_regions(Bytes bytes) {
    const ByteReader reader{bytes};
    if (!reader.matches(0, "regi")) return failure(Fault::damaged, "no VHDX region table");
    if (TRY(reader.u32_le(4)) != crc32c(bytes, 4))
        return failure(Fault::damaged, "a VHDX region table's checksum does not fit");
    const auto count = TRY(reader.u32_le(8));
    if (count > 2047) return failure(Fault::damaged, fmt::format("a VHDX of {} regions", count));
    std::map<std::string, Region> out;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = 16 + 32 * i;
        const std::string guid = guid_text(TRY(reader.slice(at, 16)));
        const Region region{TRY(reader.u64_le(at + 16)), TRY(reader.u32_le(at + 24))};
        const bool required = (TRY(reader.u32_le(at + 28)) & 1) != 0;
        if (required && guid != region_bat && guid != region_metadata)
            return failure(Fault::unsupported, "a VHDX that requires the unknown region " + guid);
        out[guid] = region;
    }
    return out;
}

Result<std::map<std::string, Region>> read_regions(const FileBytes& file) {
    const auto first = TRY(file.read(192 * 1024, 64 * 1024));
    auto regions = parse_regions(first);
    if (!regions && regions.error().fault == Fault::damaged) {
        const auto second = TRY(file.read(256 * 1024, 64 * 1024));
        regions = parse_regions(second);
    }
    if (!regions) return within(file.name(), regions.error());
    for (const std::string_view needed : {region_bat, region_metadata}) {
        const auto region = regions->find(std::string{needed});
        if (region == regions->end() || !file.holds(region->second.offset, region->second.length))
            return failure(Fault::damaged, fmt::format("{}: its region {} is not in the file", file.name(), needed));
    }
    return regions;
}

/// MS-VHDX 2.6.2.6: keys and values in UTF-16, offsets from the locator's start.
Result<std::map<std::string, std::string>> parse_locator(Bytes bytes) {
    const ByteReader reader{bytes};
    if (guid_text(TRY(reader.slice(0, 16))) != "b04aefb7-d19e-4a81-b789-25b8e9445913")
        return failure(Fault::unsupported, "a parent locator of an unknown type");
    std::map<std::string, std::string> out;
    const auto count = TRY(reader.u16_le(18));
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = 20 + 12 * i;
        const auto key_at = TRY(reader.u32_le(at));
        const auto value_at = TRY(reader.u32_le(at + 4));
        const auto key_length = TRY(reader.u16_le(at + 8));
        const auto value_length = TRY(reader.u16_le(at + 10));
        const Bytes key = TRY(reader.slice(key_at, key_length));
        const Bytes value = TRY(reader.slice(value_at, value_length));
        out[utf8_from_utf16(key, ByteOrder::little)] = utf8_from_utf16(value, ByteOrder::little);
    }
    return out;
}

Result<Metadata> parse_metadata(const FileBytes& file, const Region& region) {
    // MS-VHDX 2.6: the table takes 64 KiB, the items follow it.
    const auto table = TRY(file.read(region.offset, std::min<std::uint64_t>(region.length, 64 * 1024)));
    const ByteReader reader{table};
    if (!reader.matches(0, "metadata")) return failure(Fault::damaged, "no VHDX metadata table");
    const auto count = TRY(reader.u16_le(10));
    if (count > 2047) return failure(Fault::damaged, fmt::format("{} VHDX metadata items", count));
    std::map<std::string, std::vector<Byte>> items;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = 32 + 32 * i;
        std::string id = guid_text(TRY(reader.slice(at, 16)));
        const auto offset = TRY(reader.u32_le(at + 16));
        const auto length = TRY(reader.u32_le(at + 20));
        const auto flags = TRY(reader.u32_le(at + 24));
        const bool known = id == item_parameters || id == item_size || id == item_identity || id == item_sector_size ||
                           id == item_parent;
        const bool physical_sector = id == "cda348c7-445d-4471-9cc9-e9885251c556";
        if ((flags & 4) != 0 && !known && !physical_sector)
            return failure(Fault::unsupported, "a VHDX that requires the unknown item " + id);
        if (!known) continue;
        if (offset > region.length || length > region.length - offset || length > mebibyte)
            return failure(Fault::damaged, "a VHDX metadata item beyond its region");
        items[std::move(id)] = TRY(file.read(region.offset + offset, length));
    }
    const auto item = [&](std::string_view id) { return ByteReader{items[std::string{id}]}; };
    Metadata out;
    out.block_size = TRY(item(item_parameters).u32_le(0));
    const auto flags = TRY(item(item_parameters).u32_le(4));
    out.fixed = (flags & 1) != 0;
    out.has_parent = (flags & 2) != 0;
    out.size = TRY(item(item_size).u64_le(0));
    out.sector_size = TRY(item(item_sector_size).u32_le(0));
    if (const auto guid = item(item_identity).slice(0, 16)) out.identity = guid_text(*guid);
    if (out.has_parent) out.locator = TRY(parse_locator(items[std::string{item_parent}]));
    return out;
}

Result<Metadata> read_metadata(const FileBytes& file, const std::map<std::string, Region>& regions) {
    auto metadata = parse_metadata(file, regions.at(std::string{region_metadata}));
    if (!metadata) return within(file.name(), metadata.error());
    return metadata;
}

std::optional<ParentReference> parent_in(const Metadata& metadata) {
    if (!metadata.has_parent) return std::nullopt;
    const auto value = [&](const char* key) {
        const auto found = metadata.locator.find(key);
        return found == metadata.locator.end() ? std::string{} : found->second;
    };
    ParentReference parent;
    for (const char* key : {"relative_path", "absolute_win32_path", "volume_path"}) {
        std::string name = file_name_of(value(key));
        if (!name.empty() && std::find(parent.names.begin(), parent.names.end(), name) == parent.names.end())
            parent.names.push_back(std::move(name));
    }
    for (const char* key : {"parent_linkage", "parent_linkage2"}) {
        std::string guid = value(key);
        std::erase_if(guid, [](char c) { return c == '{' || c == '}'; });
        std::transform(guid.begin(), guid.end(), guid.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        if (!guid.empty() && guid != "00000000-0000-0000-0000-000000000000")
            parent.identities.push_back(std::move(guid));
    }
    return parent;
}

class Vhdx : public Layer {
public:
    explicit Vhdx(const SegmentFile& file) : file_{file}, table_{file_} {}

    Result<void> open() {
        const Header header = TRY(read_header(file_));
        if (header.log_in_use()) TRY(replay(header));
        const auto regions = TRY(read_regions(file_));
        const Metadata metadata = TRY(read_metadata(file_, regions));
        const auto bad = [&](std::string_view what, std::uint64_t value) {
            return failure(Fault::damaged, fmt::format("{}: {} {}", file_.name(), what, value));
        };
        block_size_ = metadata.block_size;
        if (block_size_ < mebibyte || block_size_ > 256 * mebibyte || (block_size_ & (block_size_ - 1)) != 0)
            return bad("VHDX block size", block_size_);
        if (metadata.sector_size != 512 && metadata.sector_size != 4096)
            return bad("VHDX sector size", metadata.sector_size);
        sector_size_ = metadata.sector_size;
        if (metadata.size == 0 || metadata.size > largest_medium || metadata.size % sector_size_ != 0)
            return bad("VHDX disk size", metadata.size);
        differencing_ = metadata.has_parent;

        // MS-VHDX 2.5: after each chunk of payload entries one entry for their sector bitmap.
        chunk_ratio_ = bits_per_bitmap * sector_size_ / block_size_;
        const std::uint64_t blocks = (metadata.size + block_size_ - 1) / block_size_;
        const std::uint64_t entries = differencing_ ? (blocks + chunk_ratio_ - 1) / chunk_ratio_ * (chunk_ratio_ + 1)
                                                    : blocks + (blocks - 1) / chunk_ratio_;
        const Region& bat = regions.at(std::string{region_bat});
        if (entries > bat.length / 8) return bad("its block table does not hold the entries of the disk,", entries);
        bat_offset_ = bat.offset;
        describe(header, metadata);
        return {};
    }

    Result<Piece> piece_at(std::uint64_t offset, std::uint64_t wanted) override {
        const std::uint64_t block = offset / block_size_;
        const std::uint64_t in_block = offset % block_size_;
        const std::uint64_t rest = std::min(block_size_ - in_block, wanted);
        const auto entry = table_.u64_le(bat_offset_ + 8 * (block + block / chunk_ratio_));
        if (!entry) return unknown(entry.error(), rest);
        const std::uint64_t data = (*entry >> 20) * mebibyte + in_block;
        // MS-VHDX 2.5.1.1, payload block states.
        switch (*entry & 7) {
            case 0:
                return Piece::parent(rest);
            case 1:
            case 2:
            case 3:
                return Piece::zeros(rest);
            case 6:
                return Piece::stored(file_, data, rest);
            case 7:
                if (differencing_) return by_bitmap(block / chunk_ratio_, offset, data, rest);
                [[fallthrough]];
            default:
                return Piece::damaged(rest, fmt::format("{}: block {} in state {}", file_.name(), block, *entry & 7));
        }
    }

private:
    Result<void> replay(const Header& header) {
        if (header.log_version != 0)
            return failure(Fault::unsupported,
                           fmt::format("{}: VHDX log version {}", file_.name(), header.log_version));
        const auto replayed = TRY(replay_log(file_, header.log_offset, header.log_length, header.log_guid));
        facts_.remarks.emplace_back(
            replayed == 0
                ? file_.name() + ": not closed cleanly; its log holds no complete entry to replay"
                : fmt::format("{}: not closed cleanly; {} log entries replayed in memory", file_.name(), replayed),
            Outcome::noted);
        return {};
    }

    void describe(const Header& header, const Metadata& metadata) {
        facts_.format = "VHDX";
        facts_.size = metadata.size;
        facts_.sector_size = metadata.sector_size;
        facts_.chunk_size = static_cast<std::uint32_t>(block_size_);
        facts_.identities = {header.data_write_guid};
        facts_.parent = parent_in(metadata);
        const auto note = [&](std::string_view name, std::string value) {
            if (!value.empty()) facts_.headers.push_back({std::string{name}, std::move(value)});
        };
        note("disk_type", differencing_ ? "differencing" : metadata.fixed ? "fixed" : "dynamic");
        // MS-VHDX 2.2.1: the creator writes 256 UTF-16 units after the signature.
        if (const auto creator = file_.read(8, 512))
            note("creator_application", utf8_from_utf16(*creator, ByteOrder::little));
        note("unique_id", metadata.identity);
        note("data_write_id", header.data_write_guid);
        if (facts_.parent) {
            if (!facts_.parent->names.empty()) note("parent_file", facts_.parent->names.front());
            if (!facts_.parent->identities.empty()) note("parent_data_write_id", facts_.parent->identities.front());
        }
    }

    Result<Piece> unknown(const Error& error, std::uint64_t length) {
        if (error.fault == Fault::unavailable) return tl::unexpected{error};
        return Piece::damaged(length, error.what);
    }

    /// MS-VHDX 2.4.1: a set bit means the sector is in this file; the lowest bit of a byte is its first sector.
    Result<Piece> by_bitmap(std::uint64_t chunk, std::uint64_t offset, std::uint64_t data, std::uint64_t rest) {
        const auto entry = table_.u64_le(bat_offset_ + 8 * (chunk * (chunk_ratio_ + 1) + chunk_ratio_));
        if (!entry) return unknown(entry.error(), rest);
        if ((*entry & 7) != 6)
            return Piece::damaged(
                rest, fmt::format("{}: the sector bitmap of a partly present block is absent", file_.name()));
        const std::uint64_t bitmap = (*entry >> 20) * mebibyte;
        const auto holds = [&](std::uint64_t at) -> Result<bool> {
            const std::uint64_t number = at / sector_size_ % bits_per_bitmap;
            const auto bits = TRY(table_.u8(bitmap + number / 8));
            return (bits >> (number % 8) & 1) != 0;
        };
        const auto first = holds(offset);
        if (!first) return unknown(first.error(), rest);
        std::uint64_t length = sector_size_ - offset % sector_size_;
        while (length < rest) {
            const auto next = holds(offset + length);
            if (!next || *next != *first) break;
            length += sector_size_;
        }
        length = std::min(length, rest);
        return *first ? Piece::stored(file_, data, length) : Piece::parent(length);
    }

    FileBytes file_;
    TableReader table_;
    std::uint64_t block_size_ = 0, sector_size_ = 0, chunk_ratio_ = 0, bat_offset_ = 0;
    bool differencing_ = false;
};

}  // namespace

Result<LayerOwner> open_vhdx(const std::vector<SegmentFile>& files) {
    auto layer = std::make_unique<Vhdx>(files.front());
    TRY(layer->open());
    return layer;
}

Result<std::optional<ParentReference>> parent_of_vhdx(const FileBytes& file) {
    const auto regions = TRY(read_regions(file));
    const Metadata metadata = TRY(read_metadata(file, regions));
    return parent_in(metadata);
}

}  // namespace sanad::containers
