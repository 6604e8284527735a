#include "core/source/file_system_fat.hpp"

#include <algorithm>
#include <array>

#include "core/source/file_system_attributes.hpp"

namespace sanad {
namespace {

// TSK numbers directory entries from here, 32 bytes each, from the first sector that can hold one.
constexpr TSK_INUM_T first_entry_address = 3;
constexpr std::uint64_t entry_size = 32;
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
        // exFAT specification 3.1: BytesPerSectorShift, SectorsPerClusterShift, ClusterHeapOffset.
        const unsigned sector_shift = bytes.u8(0x6c).value_or(0), cluster_shift = bytes.u8(0x6d).value_or(0);
        if (sector_shift < 9 || sector_shift > 12 || cluster_shift > 25 - sector_shift) return std::nullopt;
        volume.sector_size_ = std::uint64_t{1} << sector_shift;
        volume.cluster_size_ = volume.sector_size_ << cluster_shift;
        volume.first_entry_ = std::uint64_t{bytes.u32_le(0x58).value_or(0)} * volume.sector_size_;
        return volume;
    }
    // Microsoft FAT specification 1.03, section 3.1: BPB_BytsPerSec, SecPerClus, RsvdSecCnt, NumFATs, FATSz16, FATSz32.
    volume.sector_size_ = bytes.u16_le(11).value_or(0);
    volume.cluster_size_ = volume.sector_size_ * bytes.u8(13).value_or(0);
    const std::uint64_t short_fat = bytes.u16_le(22).value_or(0);
    const std::uint64_t fat_sectors = short_fat != 0 ? short_fat : bytes.u32_le(36).value_or(0);
    volume.first_entry_ = (bytes.u16_le(14).value_or(0) + bytes.u8(16).value_or(0) * fat_sectors) * volume.sector_size_;
    if (volume.sector_size_ < 512 || volume.cluster_size_ == 0) return std::nullopt;
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

}  // namespace sanad
