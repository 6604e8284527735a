#pragma once
// Walks every name and metadata entry of an open file system. Private to this folder.
//
// The recursion is ours, not tsk_fs_dir_walk's, which skips unreadable directories, loops and deep paths in silence. It
// visits directories in the same order as `fls -r`.
#include <functional>
#include <unordered_map>

#include "core/source/file_system_blocks.hpp"
#include "core/source/file_system_ext.hpp"
#include "core/source/file_system_fat.hpp"
#include "core/source/file_system_ntfs.hpp"

namespace sanad {

/// Addresses of metadata entries, in memory that follows how they are spread and not how many there may be.
class EntrySet {
public:
    /// A map of more entries than this would itself be large; of a volume that has them, most are a lie.
    static constexpr std::uint64_t most_entries = std::uint64_t{1} << 35;

    EntrySet() = default;
    explicit EntrySet(std::uint64_t entries) : map_{entries <= most_entries ? entries : 0} {}
    void add(TSK_INUM_T address) { map_.set_free(address); }
    bool contains(TSK_INUM_T address) const { return map_.is_free(address); }
    /// False where it could not keep all that was added.
    bool fits() const { return map_.fits() && map_.block_count() != 0; }

private:
    BlockMap map_;
};

class Walker {
public:
    using Each = std::function<bool(FileRecord&&, Bytes resident)>;

    Walker(TSK_FS_INFO& file_system, const BlockLayout& layout, const WalkLimits& limits, const Each& each)
        : fs_{file_system}, layout_{layout}, limits_{limits}, each_{each} {}

    Result<WalkReport> walk();

private:
    /// False where it could not be opened.
    bool directory(TSK_INUM_T address);
    void entry(TSK_FS_FILE& file, TSK_INUM_T parent);
    void descend(const TSK_FS_FILE& file);
    void records_of(TSK_FS_FILE& file, FileRecord&& record);
    void ntfs_records(TSK_FS_FILE& file, FileRecord&& record);
    void stream(FileRecord record, const TSK_FS_ATTR& attribute, const std::string& name);
    void ext_stream(FileRecord record, const ExtAttribute& attribute);
    void attach(FileRecord& record, const TSK_FS_ATTR& attribute, Bytes& resident);
    void give(FileRecord&& record, Bytes resident);
    Recovery recovery_of(const FileRecord& record, const Content& content);
    void remark(std::string text);
    void hand_over_names_seen();
    /// Whether a directory with this metadata address may be entered now, as path_; what keeps it from that is told.
    bool may_enter(TSK_INUM_T address);

    // Metadata entries in use that no name leads to (file_system_walk_unreached.cpp). NTFS, ext2, ext3 and ext4.
    struct Unreached {
        TSK_INUM_T address = 0;
        TSK_INUM_T parent = 0;  ///< the directory that it names itself; 0 where it names none
        bool is_directory = false;
    };
    bool has_unreached() const { return table_.has_value() || TSK_FS_TYPE_ISEXT(fs_.ftype); }
    void orphans_without_root();
    /// `home` is the virtual directory of orphans, which path_ is.
    void unreached(TSK_INUM_T home);
    void search_unreached(TSK_INUM_T home);
    std::vector<Unreached> unreached_records(TSK_INUM_T& from, TSK_FS_FILE& file);
    std::vector<Unreached> unreached_inodes(TSK_INUM_T& from);
    TSK_INUM_T parent_by_dots(TSK_INUM_T directory);
    void list_unreached(std::vector<Unreached>& found, TSK_FS_FILE& file, TSK_INUM_T home);
    void unreached_entry(TSK_INUM_T address, TSK_FS_FILE& file, TSK_INUM_T home);
    void tell_unreached(FileRecord& record, const TSK_FS_META* meta);

    // Entries of FAT that TSK passes over (file_system_walk_fat.cpp).
    struct FatNames {
        std::vector<FatEntry> passed_over;
        std::unordered_map<TSK_INUM_T, std::string> renamed;  ///< by TSK after what it passed over
        std::size_t not_believed = 0;
    };
    FatNames fat_names(TSK_FS_FILE& directory, const TSK_FS_DIR& names);
    void remark_not_believed(std::size_t entries);
    void passed_over(const FatNames& own, TSK_FS_FILE& file, TSK_INUM_T parent);
    void fat_entry(FatEntry entry, TSK_FS_FILE& file, TSK_INUM_T parent);
    void fat_record(const FatEntry& entry, const FatVolume::Chain& chain, TSK_INUM_T parent);
    /// The content is what of its size the chain holds.
    void lay_in_chain(Content& content, const FatVolume::Chain& chain) const;
    /// Of a file in use for which TSK found none: it gives up a whole chain that runs back into itself.
    void find_clusters(FileRecord& record, const TSK_FS_META& meta) const;
    bool is_trap(const TSK_FS_META& meta, std::uint64_t size) const;
    bool may_descend(const TSK_FS_FILE& file) const;
    bool is_blank(const TSK_FS_META& meta) const;
    bool leads_to_live(const TSK_FS_NAME& name, const std::string& trouble);
    bool is_no_entry(TSK_INUM_T address);

    TSK_FS_INFO& fs_;
    const BlockLayout& layout_;
    const WalkLimits& limits_;
    const Each& each_;
    WalkReport report_;
    bool stopped_ = false;

    std::string path_;                   ///< of the directory being read; empty at the root
    std::vector<TSK_INUM_T> ancestors_;  ///< directories from the root to the one being read
    std::unordered_map<TSK_INUM_T, std::uint32_t> visits_;
    std::vector<TSK_INUM_T> named_unused_;  ///< metadata entries no longer in use that a name still leads to
    bool in_orphans_ = false;
    EntrySet reached_;             ///< metadata entries in use that a name leads to
    std::uint64_t unreached_ = 0;  ///< listed although none does
    std::uint64_t blank_ = 0;      ///< in use, and nothing is left of them to list
    NtfsOwners owners_;
    std::optional<NtfsTable> table_;
    std::optional<AllocationMap> map_;
    bool map_failed_ = false;
    std::optional<FatVolume> fat_;
    std::optional<ExtVolume> ext_;
};

}  // namespace sanad
