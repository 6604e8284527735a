#include "core/source/volume_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/source/recognise.hpp"
#include "core/source/tsk.hpp"
#include "core/source/tsk_image.hpp"

namespace sanad {
namespace {

/// One partition table as read, its volumes in image bytes.
struct Table {
    TSK_VS_TYPE_ENUM type = TSK_VS_TYPE_UNSUPP;
    std::string scheme;
    bool backup = false;
    std::uint32_t sector_size = 512;
    std::vector<Volume> volumes;
};

struct Scheme {
    TSK_VS_TYPE_ENUM type;
    std::string_view name;
};
constexpr Scheme schemes[] = {{TSK_VS_TYPE_GPT, "GPT"},
                              {TSK_VS_TYPE_DOS, "DOS"},
                              {TSK_VS_TYPE_BSD, "BSD"},
                              {TSK_VS_TYPE_SUN, "Sun"},
                              {TSK_VS_TYPE_MAC, "APM"}};

// DOS partition types of a FreeBSD, OpenBSD or NetBSD slice, which holds a disk label of its own.
constexpr std::string_view bsd_slice_types[] = {"(0xa5)", "(0xa6)", "(0xa9)"};
constexpr std::string_view protective_type = "(0xee)";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::optional<Table> read_table(TskImage& image, std::uint64_t offset, const Scheme& scheme) {
    tsk_error_reset();
    const TskVolumes opened{tsk_vs_open(image.handle(), static_cast<TSK_DADDR_T>(offset), scheme.type)};
    tsk_error_reset();
    if (!opened) return std::nullopt;
    Table table{opened->vstype, std::string{scheme.name}, opened->is_backup != 0, opened->block_size, {}};
    const std::uint64_t size = image.source().size();
    const std::uint64_t sector = std::max(1U, opened->block_size);
    constexpr std::size_t most = 100'000;
    for (const TSK_VS_PART_INFO* part = opened->part_list; part != nullptr && table.volumes.size() < most;
         part = part->next) {
        Volume volume;
        volume.scheme = scheme.name;
        volume.description = part->desc != nullptr ? part->desc : "";
        volume.kind = part->flags & TSK_VS_PART_FLAG_META      ? VolumeKind::table
                      : part->flags & TSK_VS_PART_FLAG_UNALLOC ? VolumeKind::unallocated
                                                               : VolumeKind::partition;
        const auto limit = std::uint64_t{1} << 62;
        if (part->start > limit / sector || part->len > limit / sector) continue;
        volume.offset = part->start * sector;
        volume.length = part->len * sector;
        if (volume.kind != VolumeKind::partition && volume.offset >= size) continue;
        table.volumes.push_back(std::move(volume));
    }
    return table;
}

bool has_partitions(const Table& table) {
    return std::any_of(table.volumes.begin(), table.volumes.end(),
                       [](const Volume& volume) { return volume.kind == VolumeKind::partition; });
}

bool is_protective(const Table& table) {
    return std::any_of(table.volumes.begin(), table.volumes.end(), [](const Volume& volume) {
        return volume.description.find(protective_type) != std::string::npos ||
               volume.description.find("(0xEE)") != std::string::npos;
    });
}

const Table* find(const std::vector<Table>& tables, std::string_view scheme) {
    for (const Table& table : tables) {
        if (table.scheme == scheme) return &table;
    }
    return nullptr;
}

/// Which of several readable tables describes the disk; says in `remarks` what was passed over.
const Table* choose(const std::vector<Table>& tables, std::vector<std::string>& remarks) {
    const Table* const gpt = find(tables, "GPT");
    const Table* const dos = find(tables, "DOS");
    const Table* chosen = nullptr;
    if (gpt != nullptr && (!gpt->backup || dos == nullptr || is_protective(*dos))) {
        chosen = gpt;
        if (gpt->backup) remarks.emplace_back("GPT: primary header damaged or missing, backup used");
    } else if (const Table* const bsd = find(tables, "BSD");
               bsd != nullptr && (dos == nullptr || !has_partitions(*dos))) {
        chosen = bsd;
    } else if (dos != nullptr) {
        chosen = dos;
        if (gpt != nullptr) remarks.emplace_back("GPT: a backup header of an older GPT remains at the end of the disk");
        if (gpt == nullptr && is_protective(*dos))
            remarks.emplace_back(
                "GPT: protective MBR found, but neither the primary nor the backup header can be read");
    } else if (!tables.empty()) {
        chosen = &tables.front();
    }
    for (const Table& other : tables) {
        if (chosen == nullptr || &other == chosen || other.scheme == "DOS" || other.scheme == "GPT") continue;
        remarks.push_back(
            fmt::format("{}: a partition table of this kind is there too; {} was used", other.scheme, chosen->scheme));
    }
    return chosen;
}

/// Tables that are known by name and not read here.
void name_unsupported(ByteSource& image, std::vector<std::string>& remarks) {
    const auto head = peek(image, 0, 512);
    const ByteReader bytes{head};
    // SGI volume header, "irix disk label" (Linux block/partitions/sgi.c).
    if (bytes.u32_be(0).value_or(0) == 0x0be5a941)
        remarks.emplace_back("SGI: partition table recognised, no reader for it here");
    // Atari (AHDI): four entries from 0x1c6, each with flag bit 0 set and a three-letter id (Linux
    // block/partitions/atari.c).
    unsigned used = 0;
    for (std::uint64_t at = 0x1c6; at < 0x1f6; at += 12) {
        const auto flag = bytes.u8(at).value_or(0);
        const bool known = bytes.matches(at + 1, "GEM") || bytes.matches(at + 1, "BGM") ||
                           bytes.matches(at + 1, "XGM") || bytes.matches(at + 1, "LNX") ||
                           bytes.matches(at + 1, "SWP") || bytes.matches(at + 1, "RAW");
        if ((flag & 1) != 0 && known) ++used;
    }
    if (used != 0 && bytes.u32_be(0x1c2).value_or(0) != 0)
        remarks.emplace_back("Atari: partition table recognised, no reader for it here");
    if (bytes.matches(0, "RDSK")) remarks.emplace_back("Amiga: partition table recognised, no reader for it here");
    const auto ldm = peek(image, 0, 0);
    if (image.size() > 1024 * 1024) {
        // Windows dynamic disks: the private header lies at sector 6 of MBR disks (libblkid, LDM).
        const auto privhead = peek(image, 6 * 512, 8);
        if (ByteReader{privhead}.matches(0, "PRIVHEAD"))
            remarks.emplace_back("Windows dynamic disk (LDM): its volumes cannot be assembled here");
    }
}

Volume whole(ByteSource& image) {
    Volume volume;
    volume.kind = VolumeKind::whole;
    volume.scheme = "none";
    volume.length = image.size();
    return volume;
}

/// A file system at the very start of the image: its boot code may carry something like a partition table.
bool is_plausible(const Table& table, std::uint64_t image_size) {
    return std::any_of(table.volumes.begin(), table.volumes.end(), [&](const Volume& volume) {
        return volume.kind == VolumeKind::partition && volume.offset < image_size;
    });
}

}  // namespace

Result<VolumeList> list_volumes(ByteSource& image, std::uint32_t sector_size) {
    VolumeList list;
    std::vector<std::uint32_t> sizes{sector_size == 0 ? 512 : sector_size};
    for (const std::uint32_t other : {512U, 4096U}) {
        if (other != sizes.front()) sizes.push_back(other);
    }
    std::optional<Table> table;
    for (const std::uint32_t size : sizes) {
        auto opened = TskImage::open(image, size);
        if (!opened) return tl::unexpected{opened.error()};
        TskImage& tsk = **opened;
        std::vector<Table> tables;
        for (const Scheme& scheme : schemes) {
            auto read = read_table(tsk, 0, scheme);
            // An empty GPT is a fact of the disk; the other kinds without a partition inside the image are a
            // coincidence.
            if (read && (scheme.type == TSK_VS_TYPE_GPT || is_plausible(*read, image.size())))
                tables.push_back(std::move(*read));
        }
        if (tsk.lost()) return tl::unexpected{*tsk.lost()};
        std::vector<std::string> remarks;
        const Table* const chosen = choose(tables, remarks);
        if (chosen == nullptr) continue;
        table = *chosen;
        list.remarks = std::move(remarks);
        if (size != sizes.front())
            list.remarks.push_back(fmt::format("sectors of {} bytes, by the partition table", size));
        for (std::size_t i = 0; i < table->volumes.size(); ++i) {
            const Volume& outer = table->volumes[i];
            const bool slice = table->scheme == "DOS" && outer.kind == VolumeKind::partition &&
                               std::any_of(std::begin(bsd_slice_types), std::end(bsd_slice_types),
                                           [&](std::string_view type) { return ends_with(outer.description, type); });
            if (!slice || outer.offset >= image.size()) continue;
            auto inner = read_table(tsk, outer.offset, {TSK_VS_TYPE_BSD, "BSD"});
            if (!inner) continue;
            for (Volume& volume : inner->volumes) {
                // Offsets of a BSD label are counted from the start of the disk.
                volume.parent = static_cast<std::uint32_t>(i);
            }
            list.volumes.insert(list.volumes.end(), inner->volumes.begin(), inner->volumes.end());
        }
        break;
    }
    if (!table) {
        name_unsupported(image, list.remarks);
        list.volumes = {whole(image)};
        return list;
    }
    list.volumes.insert(list.volumes.begin(), table->volumes.begin(), table->volumes.end());
    for (std::uint32_t i = 0; i < list.volumes.size(); ++i) list.volumes[i].ordinal = i;
    for (Volume& volume : list.volumes) {
        if (volume.kind == VolumeKind::partition && volume.offset < image.size() &&
            volume.length > image.size() - volume.offset)
            list.remarks.push_back(fmt::format("volume {} ({}) passes the end of the evidence by {} bytes",
                                               volume.ordinal, volume.description,
                                               volume.length - (image.size() - volume.offset)));
        if (volume.kind == VolumeKind::partition && volume.offset >= image.size())
            list.remarks.push_back(
                fmt::format("volume {} ({}) lies beyond the end of the evidence", volume.ordinal, volume.description));
    }
    return list;
}

}  // namespace sanad
