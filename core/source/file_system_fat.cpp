#include "core/source/file_system_fat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/source/file_system_attributes.hpp"

namespace sanad {
namespace {

// TSK numbers directory entries from here, 32 bytes each, from the first sector that can hold one.
constexpr TSK_INUM_T first_entry_address = 3;
constexpr std::uint64_t entry_size = fat_entry_size;
// FAT's specification ends a directory at 65,536 entries; exFAT's at 256 MiB, of which we compare as much as this.
constexpr std::uint64_t longest_directory = std::uint64_t{32} << 20;
constexpr std::int64_t second = 1'000'000'000;

void add_hundredths(std::optional<Timestamp>& time, unsigned hundredths) {
    if (!time || hundredths > 199) return;
    const std::int64_t even = (time->ns / second) & ~std::int64_t{1};
    time->ns = even * second + std::int64_t{hundredths} * 10'000'000;
}

/// UtcOffset of one time (exFAT specification 7.4.10): quarters of an hour, signed, in seven bits; without the eighth
/// it is not known.
std::optional<std::int64_t> utc_offset(Byte field) {
    if ((field & 0x80) == 0) return std::nullopt;
    const int quarters = (field & 0x40) != 0 ? int{field & 0x7f} - 128 : int{field & 0x7f};
    return quarters * 15 * 60 * second;
}

/// Entries of the file allocation table, read a page at a time.
class FatTable {
public:
    FatTable(TSK_FS_INFO& file_system, std::uint64_t begin) : fs_{file_system}, begin_{begin} {}

    /// The cluster after this one; nothing where the table cannot be read.
    std::optional<std::uint32_t> after(std::uint64_t cluster) {
        if (fs_.ftype == TSK_FS_TYPE_EXFAT) return number(cluster * 4, 4);
        if (fs_.ftype == TSK_FS_TYPE_FAT32) {
            const auto next = number(cluster * 4, 4);
            return next ? std::optional{*next & 0x0fffffffU} : next;
        }
        if (fs_.ftype == TSK_FS_TYPE_FAT16) return number(cluster * 2, 2);
        const auto pair = number(cluster + cluster / 2, 2);
        if (!pair) return pair;
        return cluster % 2 != 0 ? *pair >> 4 : *pair & 0xfffU;
    }
    /// From here on a number is the mark of the end.
    std::uint32_t end_mark() const {
        if (fs_.ftype == TSK_FS_TYPE_EXFAT) return 0xfffffff8;
        if (fs_.ftype == TSK_FS_TYPE_FAT32) return 0x0ffffff8;
        return fs_.ftype == TSK_FS_TYPE_FAT16 ? 0xfff8 : 0xff8;
    }

private:
    std::optional<std::uint32_t> number(std::uint64_t at, std::size_t size) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const std::uint64_t place = begin_ + at + i;
            if (!page_ || place / page_size != *page_) {
                page_ = place / page_size;
                length_ = tsk_fs_read(&fs_, static_cast<TSK_OFF_T>(*page_ * page_size),
                                      reinterpret_cast<char*>(bytes_.data()), page_size);
            }
            const auto within = static_cast<ssize_t>(place % page_size);
            if (within >= length_) {
                tsk_error_reset();
                return std::nullopt;
            }
            value |= std::uint32_t{bytes_[static_cast<std::size_t>(within)]} << (8 * i);
        }
        return value;
    }

    static constexpr std::size_t page_size = 4096;
    TSK_FS_INFO& fs_;
    std::uint64_t begin_;
    std::optional<std::uint64_t> page_;
    ssize_t length_ = 0;
    std::array<Byte, page_size> bytes_{};
};

}  // namespace

std::optional<FatVolume> FatVolume::of(TSK_FS_INFO& file_system) {
    if (!TSK_FS_TYPE_ISFAT(file_system.ftype)) return std::nullopt;
    std::array<Byte, 512> boot{};
    if (tsk_fs_read(&file_system, 0, reinterpret_cast<char*>(boot.data()), boot.size()) !=
        static_cast<ssize_t>(boot.size())) {
        tsk_error_reset();
        return std::nullopt;
    }
    const ByteReader bytes{boot};
    FatVolume volume{file_system};
    volume.exfat_ = file_system.ftype == TSK_FS_TYPE_EXFAT;
    if (volume.exfat_) {
        // exFAT specification 3.1: BytesPerSectorShift, SectorsPerClusterShift, ClusterHeapOffset, FatOffset,
        // ClusterCount.
        const unsigned sector_shift = bytes.u8(0x6c).value_or(0), cluster_shift = bytes.u8(0x6d).value_or(0);
        if (sector_shift < 9 || sector_shift > 12 || cluster_shift > 25 - sector_shift) return std::nullopt;
        volume.sector_size_ = std::uint64_t{1} << sector_shift;
        volume.cluster_size_ = volume.sector_size_ << cluster_shift;
        volume.first_entry_ = std::uint64_t{bytes.u32_le(0x58).value_or(0)} * volume.sector_size_;
        volume.first_cluster_ = volume.first_entry_;
        volume.table_ = std::uint64_t{bytes.u32_le(0x50).value_or(0)} * volume.sector_size_;
        volume.clusters_ = bytes.u32_le(0x5c).value_or(0);
        return volume;
    }
    // Microsoft FAT specification 1.03, section 3.1: BPB_BytsPerSec, SecPerClus, RsvdSecCnt, NumFATs, RootEntCnt,
    // TotSec16, FATSz16, TotSec32, FATSz32.
    volume.sector_size_ = bytes.u16_le(11).value_or(0);
    volume.cluster_size_ = volume.sector_size_ * bytes.u8(13).value_or(0);
    const std::uint64_t short_fat = bytes.u16_le(22).value_or(0);
    const std::uint64_t fat_sectors = short_fat != 0 ? short_fat : bytes.u32_le(36).value_or(0);
    volume.first_entry_ = (bytes.u16_le(14).value_or(0) + bytes.u8(16).value_or(0) * fat_sectors) * volume.sector_size_;
    if (volume.sector_size_ < 512 || volume.cluster_size_ == 0) return std::nullopt;
    const std::uint64_t root = bytes.u16_le(17).value_or(0) * entry_size;
    const std::uint64_t short_count = bytes.u16_le(19).value_or(0);
    const std::uint64_t sectors = short_count != 0 ? short_count : bytes.u32_le(32).value_or(0);
    volume.table_ = bytes.u16_le(14).value_or(0) * volume.sector_size_;
    volume.first_cluster_ =
        volume.first_entry_ + (root + volume.sector_size_ - 1) / volume.sector_size_ * volume.sector_size_;
    const std::uint64_t end = sectors * volume.sector_size_;
    volume.clusters_ = end > volume.first_cluster_ ? (end - volume.first_cluster_) / volume.cluster_size_ : 0;
    return volume;
}

void FatVolume::complete(FileRecord& record, TSK_INUM_T address) const {
    FileTimes& times = record.times;
    // The last addresses are TSK's own: the tables, the orphans' directory.
    if (address < first_entry_address || record.kind == FileKind::virtual_file) return;
    const std::uint64_t offset = first_entry_ + (address - first_entry_address) * entry_size;
    std::array<Byte, entry_size> entry{};
    if (tsk_fs_read(fs_, static_cast<TSK_OFF_T>(offset), reinterpret_cast<char*>(entry.data()), entry.size()) !=
        static_cast<ssize_t>(entry.size())) {
        tsk_error_reset();
        return;
    }
    if (!exfat_) {
        // CrtTimeTenth, in hundredths despite its name (specification, section 6).
        add_hundredths(times.created_at, entry[13]);
        record.specifics.attributes = dos_attributes(entry[11]);
        return;
    }
    // File directory entry (exFAT specification 7.4), in use or not: the top bit of the type tells only that.
    if ((entry[0] & 0x7f) != 0x05) return;
    record.specifics.attributes = dos_attributes(ByteReader{entry}.u16_le(4).value_or(0));
    add_hundredths(times.created_at, entry[20]);
    add_hundredths(times.modified_at, entry[21]);
    const std::array offsets{utc_offset(entry[22]), utc_offset(entry[23]), utc_offset(entry[24])};
    if (!std::ranges::all_of(offsets, [](const auto& known) { return known.has_value(); })) return;
    if (times.created_at) times.created_at->ns -= *offsets[0];
    if (times.modified_at) times.modified_at->ns -= *offsets[1];
    if (times.accessed_at) times.accessed_at->ns -= *offsets[2];
    record.local_times = false;
}

std::vector<FatEntry> FatVolume::entries_in(std::span<const Extent> directory) const {
    std::vector<Byte> bytes;
    for (const Extent& extent : directory) {
        const std::size_t before = bytes.size();
        bytes.resize(before + static_cast<std::size_t>(std::min(extent.length, longest_directory - before)));
        const std::size_t wanted = bytes.size() - before;
        const ssize_t got = tsk_fs_read(fs_, static_cast<TSK_OFF_T>(extent.image_offset),
                                        reinterpret_cast<char*>(bytes.data() + before), wanted);
        if (got != static_cast<ssize_t>(wanted)) {
            tsk_error_reset();
            bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            break;
        }
    }
    std::vector<FatEntry> entries = exfat_ ? exfat_entries(bytes) : fat_entries(bytes);
    for (FatEntry& entry : entries) {
        std::uint64_t place = entry.place;
        const auto at = std::ranges::find_if(directory, [&](const Extent& extent) {
            if (place < extent.length) return true;
            place -= extent.length;
            return false;
        });
        entry.address = first_entry_address + (at->image_offset + place - first_entry_) / entry_size;
    }
    // No directory lies before the first place for one, whatever a boot sector says.
    const auto last = static_cast<std::uint64_t>(fs_->last_inum);
    std::erase_if(entries, [&](const FatEntry& entry) { return entry.address > last; });
    return entries;
}

FatVolume::Chain FatVolume::chain_of(const FatEntry& entry, std::uint32_t most_extents) const {
    if (entry.first_cluster == 0) return {};
    if (!entry.is_contiguous) return chain_from(entry.first_cluster, most_extents);
    // Nothing but the entry says how long it is: bytes that were never written are no help where that is absurd.
    const std::uint64_t length = std::min(entry.size, entry.written.value_or(entry.size));
    const std::uint64_t place = first_cluster_ + (entry.first_cluster - 2) * cluster_size_;
    const std::uint64_t needed = length / cluster_size_ + (length % cluster_size_ != 0);
    if (entry.first_cluster < 2 || entry.first_cluster - 2 >= clusters_)
        return {{}, 0, fmt::format("cluster {} is not in the volume", entry.first_cluster)};
    if (needed > clusters_ - (entry.first_cluster - 2) ||
        place + needed * cluster_size_ > static_cast<std::uint64_t>(fs_->img_info->size - fs_->offset))
        return {{}, 0, "its clusters, which follow one another, would pass the end of the volume"};
    if (needed == 0) return {};
    return {{{0, place, needed * cluster_size_, ExtentKind::stored}}, needed * cluster_size_, {}};
}

FatVolume::Chain FatVolume::chain_from(std::uint64_t cluster, std::uint32_t most_extents) const {
    Chain chain;
    FatTable table{*fs_, table_};
    const auto evidence = static_cast<std::uint64_t>(fs_->img_info->size - fs_->offset);
    std::vector<bool> seen(static_cast<std::size_t>(std::min(clusters_, evidence / cluster_size_)));
    const auto stop = [&](std::string why) {
        chain.trouble = std::move(why);
        return chain;
    };
    for (;;) {
        if (cluster >= table.end_mark() && chain.length != 0) return chain;
        if (cluster < 2 || cluster - 2 >= clusters_)
            return stop(fmt::format("cluster {} is not in the volume", cluster));
        const std::uint64_t place = first_cluster_ + (cluster - 2) * cluster_size_;
        if (place + cluster_size_ > evidence)
            return stop(fmt::format("cluster {} lies beyond the end of the evidence", cluster));
        if (seen[static_cast<std::size_t>(cluster - 2)]) return stop("its chain of clusters is a loop");
        seen[static_cast<std::size_t>(cluster - 2)] = true;
        if (!chain.extents.empty() && chain.extents.back().image_offset + chain.extents.back().length == place) {
            chain.extents.back().length += cluster_size_;
        } else if (chain.extents.size() == most_extents) {
            return stop("more extents than the limit");
        } else {
            chain.extents.push_back({chain.length, place, cluster_size_, ExtentKind::stored});
        }
        chain.length += cluster_size_;
        const auto next = table.after(cluster);
        if (!next) return stop("the file allocation table cannot be read");
        cluster = *next;
    }
}

}  // namespace sanad
