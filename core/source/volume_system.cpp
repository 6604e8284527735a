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
    std::size_t passed_over = 0;  ///< entries that are not among `volumes`
};

constexpr std::size_t most_volumes = 100'000;

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
    Table table{opened->vstype, std::string{scheme.name}, opened->is_backup != 0, opened->block_size, {}, 0};
    const std::uint64_t size = image.source().size();
    const std::uint64_t sector = std::max(1U, opened->block_size);
    for (const TSK_VS_PART_INFO* part = opened->part_list; part != nullptr; part = part->next) {
        Volume volume;
        volume.scheme = scheme.name;
        volume.description = part->desc != nullptr ? part->desc : "";
        volume.kind = part->flags & TSK_VS_PART_FLAG_META      ? VolumeKind::table
                      : part->flags & TSK_VS_PART_FLAG_UNALLOC ? VolumeKind::unallocated
                                                               : VolumeKind::partition;
        const auto limit = std::uint64_t{1} << 62;
        if (part->start > limit / sector || part->len > limit / sector || table.volumes.size() == most_volumes) {
            ++table.passed_over;
            continue;
        }
        volume.offset = part->start * sector;
        volume.length = part->len * sector;
        if (volume.kind != VolumeKind::partition) {
            if (volume.offset >= size) continue;
            volume.length = std::min(volume.length, size - volume.offset);
        }
        table.volumes.push_back(std::move(volume));
    }
    return table;
}

bool is_bsd_slice(const Volume& volume) {
    return volume.kind == VolumeKind::partition &&
           std::any_of(std::begin(bsd_slice_types), std::end(bsd_slice_types),
                       [&](std::string_view type) { return ends_with(volume.description, type); });
}

/// A disk given to BSD as a whole: its label, and an MBR that only repeats it as one slice from the first sector.
bool is_dedicated_to_bsd(const Table& dos) {
    return std::all_of(dos.volumes.begin(), dos.volumes.end(), [](const Volume& volume) {
        return volume.kind != VolumeKind::partition || (is_bsd_slice(volume) && volume.offset == 0);
    });
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
std::optional<Table> choose(const std::vector<Table>& tables, std::vector<Remark>& remarks) {
    const Table* const gpt = find(tables, "GPT");
    const Table* const dos = find(tables, "DOS");
    const Table* chosen = nullptr;
    if (gpt != nullptr && (!gpt->backup || dos == nullptr || is_protective(*dos))) {
        chosen = gpt;
        if (gpt->backup) remarks.emplace_back("GPT: primary header damaged or missing, backup used");
    } else if (const Table* const bsd = find(tables, "BSD");
               bsd != nullptr && (dos == nullptr || is_dedicated_to_bsd(*dos))) {
        chosen = bsd;
    } else if (dos != nullptr) {
        chosen = dos;
        if (gpt != nullptr)
            remarks.emplace_back("GPT: a backup header of an older GPT remains at the end of the disk", Outcome::noted);
        if (gpt == nullptr && is_protective(*dos))
            remarks.emplace_back(
                "GPT: protective MBR found, but neither the primary nor the backup header can be read");
    } else if (!tables.empty()) {
        chosen = &tables.front();
    }
    for (const Table& other : tables) {
        if (chosen == nullptr || &other == chosen || other.scheme == "DOS" || other.scheme == "GPT") continue;
        remarks.emplace_back(
            fmt::format("{}: a partition table of this kind is there too; {} was used", other.scheme, chosen->scheme),
            Outcome::noted);
    }
    if (chosen == nullptr) return std::nullopt;
    return *chosen;
}

bool has_partition_inside(const Table& table, std::uint64_t image_size) {
    return std::any_of(table.volumes.begin(), table.volumes.end(), [&](const Volume& volume) {
        return volume.kind == VolumeKind::partition && volume.offset < image_size;
    });
}

bool starts_with_file_system(ByteSource& image) {
    const auto opened = TskImage::open(image, 512);
    const TskFileSystem known = opened ? open_tsk((*opened)->handle(), 0, TSK_FS_TYPE_DETECT) : nullptr;
    tsk_error_reset();
    return known || !recognise_marks(image).empty();
}

/// Every partition table that can be read at the start of the disk.
std::vector<Table> read_tables(TskImage& tsk) {
    std::vector<Table> tables;
    for (const Scheme& scheme : schemes) {
        auto read = read_table(tsk, 0, scheme);
        // An empty GPT is a fact of the disk; the other kinds without a partition inside the image are a coincidence.
        if (read && (scheme.type == TSK_VS_TYPE_GPT || has_partition_inside(*read, tsk.source().size())))
            tables.push_back(std::move(*read));
    }
    return tables;
}

/// Tables that are known by name and not read here.
void name_unsupported(ByteSource& image, std::vector<Remark>& remarks) {
    const auto head = peek(image, 0, 512);
    const ByteReader bytes{head};
    // SGI volume header, "irix disk label" (Linux block/partitions/sgi.c).
    if (bytes.u32_be(0).value_or(0) == 0x0be5a941)
        remarks.emplace_back("SGI: partition table recognised, no reader for it here", Outcome::unsupported);
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
        remarks.emplace_back("Atari: partition table recognised, no reader for it here", Outcome::unsupported);
    if (bytes.matches(0, "RDSK"))
        remarks.emplace_back("Amiga: partition table recognised, no reader for it here", Outcome::unsupported);
}

/// Windows keeps its volumes in a database of its own; the partition table has one entry over all of them (type 0x42),
/// or two of GPT, whose names begin so. The private header lies at sector 6 of MBR disks (Linux
/// block/partitions/ldm.c).
void name_dynamic_disk(ByteSource& image, const std::vector<Volume>& volumes, std::vector<Remark>& remarks) {
    const auto header = peek(image, 6 * 512, 8);
    const bool named = std::ranges::any_of(volumes, [](const Volume& volume) {
        return volume.kind == VolumeKind::partition &&
               (ends_with(volume.description, "(0x42)") || volume.description.starts_with("LDM "));
    });
    if (!named && !ByteReader{header}.matches(0, "PRIVHEAD")) return;
    remarks.emplace_back(
        "Windows dynamic disk (LDM): its volumes cannot be assembled here; what begins with a partition and lies in"
        " one piece is listed there",
        Outcome::unsupported);
}

/// The disk labels inside the BSD slices of a DOS table, cut to their slice.
void add_bsd_slices(TskImage& tsk, const Table& table, std::vector<Volume>& volumes) {
    for (std::size_t i = 0; i < table.volumes.size(); ++i) {
        const Volume& outer = table.volumes[i];
        if (!is_bsd_slice(outer) || outer.offset >= tsk.source().size()) continue;
        const auto inner = read_table(tsk, outer.offset, {TSK_VS_TYPE_BSD, "BSD"});
        if (!inner) continue;
        for (Volume volume : inner->volumes) {
            // TSK counts partitions from the start of the disk, and the label's own sector from that of the slice.
            if (volume.kind == VolumeKind::table && volume.offset < outer.offset) volume.offset += outer.offset;
            if (volume.offset < outer.offset) {
                const std::uint64_t before = outer.offset - volume.offset;
                if (volume.length <= before) continue;
                volume.offset = outer.offset;
                volume.length -= before;
            }
            if (volume.offset == outer.offset && volume.length == outer.length) continue;
            volume.parent = static_cast<std::uint32_t>(i);
            volumes.push_back(std::move(volume));
        }
    }
}

// The image's facts often say 512 because nothing says otherwise. A table whose partitions would all fit with sectors
// eight times as large leaves the question open, and the bytes at their starts answer it.
bool could_be(const Table& table, std::uint64_t image_size, std::uint64_t factor) {
    return std::all_of(table.volumes.begin(), table.volumes.end(), [&](const Volume& volume) {
        return volume.kind != VolumeKind::partition || volume.offset + volume.length <= image_size / factor;
    });
}

/// How much at the places a table names looks like what it says: further tables of extended partitions, and volumes
/// whose content is known.
std::size_t agreement(TskImage& tsk, const Table& table) {
    std::size_t agreed = 0;
    for (const Volume& volume : table.volumes) {
        if (volume.kind == VolumeKind::table) {
            if (volume.description.rfind("Extended Table", 0) == 0) ++agreed;
            continue;
        }
        if (volume.kind != VolumeKind::partition || volume.offset >= tsk.source().size()) continue;
        SliceSource slice{tsk.source(), volume.offset, volume.length, {}};
        const TskFileSystem known = open_tsk(tsk.handle(), volume.offset, TSK_FS_TYPE_DETECT);
        tsk_error_reset();
        if (known || !recognise_marks(slice).empty()) ++agreed;
    }
    return agreed;
}

Volume whole(ByteSource& image) {
    Volume volume;
    volume.kind = VolumeKind::whole;
    volume.scheme = "none";
    volume.length = image.size();
    return volume;
}

}  // namespace

Result<VolumeList> list_volumes(ByteSource& image, std::uint32_t sector_size) {
    VolumeList list;
    std::vector<std::uint32_t> sizes{sector_size == 0 ? 512 : sector_size};
    for (const std::uint32_t other : {512U, 4096U}) {
        if (other != sizes.front()) sizes.push_back(other);
    }
    std::optional<Table> table;
    std::size_t best = 0;
    // Second, as if the disk went on: TSK refuses a table as soon as one partition starts behind the end, and an image
    // that was cut short would show nothing. Then what is there must agree with the table, or boot code would pass for
    // one.
    for (const std::uint64_t claimed : {image.size(), std::uint64_t{1} << 60}) {
        const bool cut = claimed != image.size();
        if (cut && starts_with_file_system(image)) break;
        for (const std::uint32_t size : sizes) {
            auto opened = TskImage::open(image, size, claimed);
            if (!opened) return tl::unexpected{opened.error()};
            TskImage& tsk = **opened;
            std::vector<Remark> remarks;
            const auto chosen = choose(read_tables(tsk), remarks);
            if (tsk.lost()) return tl::unexpected{*tsk.lost()};
            if (!chosen) continue;
            const std::size_t agreed = agreement(tsk, *chosen);
            if ((cut && agreed == 0) || (table && agreed <= best)) continue;
            best = agreed;
            table = chosen;
            list.remarks = std::move(remarks);
            list.volumes.clear();
            if (cut) list.remarks.emplace_back("the evidence ends before the disk does");
            if (size != sizes.front())
                list.remarks.emplace_back(fmt::format("sectors of {} bytes, by the partition table", size),
                                          Outcome::noted);
            if (table->scheme == "DOS") add_bsd_slices(tsk, *table, list.volumes);
            if (table->scheme != "DOS" || size != 512 || !could_be(*table, image.size(), 8)) break;
        }
        if (table) break;
    }
    if (!table) {
        name_unsupported(image, list.remarks);
        list.volumes = {whole(image)};
        name_dynamic_disk(image, list.volumes, list.remarks);
        return list;
    }
    list.volumes.insert(list.volumes.begin(), table->volumes.begin(), table->volumes.end());
    for (std::uint32_t i = 0; i < list.volumes.size(); ++i) list.volumes[i].ordinal = i;
    name_dynamic_disk(image, list.volumes, list.remarks);
    if (table->passed_over != 0)
        list.remarks.emplace_back(
            fmt::format("{} entries of the partition table are not listed: beyond any disk, or more than {}",
                        table->passed_over, most_volumes),
            Outcome::limited);
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
