#pragma once
// FAT and exFAT facts that The Sleuth Kit leaves out or reads otherwise in some versions. Private to this folder.
#include "core/source/file_system.hpp"
#include "core/source/file_system_fat_entries.hpp"
#include "core/source/tsk.hpp"

namespace sanad {

class FatVolume {
public:
    /// Nothing when `file_system` is no FAT, or its boot sector makes no sense.
    static std::optional<FatVolume> of(TSK_FS_INFO& file_system);

    std::uint64_t cluster_size() const { return cluster_size_; }

    /// Corrects the times, which were read with whole two-second steps: the directory entry counts 0 to 199 hundredths
    /// on top, and libtsk 4.11 drops the second that 100 hundredths make. exFAT's become UTC where the entry says of
    /// all three how far from it they are recorded; they are local then no more.
    /// And the attributes of the entry.
    void complete(FileRecord& record, TSK_INUM_T address) const;

    /// The live entries of a directory that lies in these volume bytes.
    std::vector<FatEntry> entries_in(std::span<const Extent> directory) const;

    struct Chain {
        std::vector<Extent> extents;  ///< volume bytes, one after the other
        std::uint64_t length = 0;
        std::string trouble;  ///< why it ends before its end is marked; empty when it does not
    };
    /// The clusters of an entry: those that the table gives, or that follow one another.
    Chain chain_of(const FatEntry& entry, std::uint32_t most_extents) const;
    std::uint64_t clusters() const { return clusters_; }

private:
    Chain chain_from(std::uint64_t cluster, std::uint32_t most_extents) const;
    explicit FatVolume(TSK_FS_INFO& file_system) : fs_{&file_system} {}

    TSK_FS_INFO* fs_;
    std::uint64_t cluster_size_ = 0;
    std::uint64_t sector_size_ = 512;
    std::uint64_t first_entry_ = 0;    ///< volume byte of the directory entry with address 3
    std::uint64_t table_ = 0;          ///< volume byte of the first file allocation table
    std::uint64_t first_cluster_ = 0;  ///< volume byte of cluster 2
    std::uint64_t clusters_ = 0;       ///< numbered from 2
    bool exfat_ = false;
};

}  // namespace sanad
