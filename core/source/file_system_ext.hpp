#pragma once
// ext2, ext3 and ext4 facts that The Sleuth Kit leaves out, read from the inode itself. Private to this folder.
//
// Layout: Linux kernel documentation, "ext4 Data Structures and Algorithms": The Super Block, Block Group Descriptors,
// Index Nodes, Extended Attributes.
#include <array>
#include <string>
#include <vector>

#include "core/source/file_system.hpp"
#include "core/source/tsk.hpp"

namespace sanad {

/// An attribute that a program gave a file, such as user.xdg.origin.url: where a browser had it from.
struct ExtAttribute {
    std::string name;  ///< raw bytes, with its namespace
    std::uint32_t ordinal = 0;
    std::uint64_t offset = 0;  ///< volume bytes
    std::uint64_t length = 0;
};

/// The attributes in the namespace "user" of one area: an inode's end or a block of its own. `entries` is where the
/// list of them begins in `area`; the places of values count from `values`, and `area` begins at volume byte `origin`.
/// Damaged lists end early. Every value lies within `area`.
std::vector<ExtAttribute> user_attributes(Bytes area, std::uint64_t entries, std::uint64_t values,
                                          std::uint64_t origin);

/// Inodes that an ext2/3/4 keeps for itself, so that no name leads to them: the reserved ones, its journal, quotas and
/// the list of its orphans.
class ExtOwnInodes {
public:
    explicit ExtOwnInodes(TSK_FS_INFO& file_system);
    bool holds(TSK_INUM_T address) const;

private:
    TSK_INUM_T first_of_files_ = 11;
    std::array<TSK_INUM_T, 5> others_{};
};

class ExtVolume {
public:
    /// Nothing when `file_system` is no ext2/3/4, or lays its group descriptors out in a way we do not read (META_BG).
    static std::optional<ExtVolume> of(TSK_FS_INFO& file_system);

    struct Inode {
        std::uint64_t place = 0;  ///< volume byte
        std::vector<Byte> bytes;  ///< all of it; empty where it could not be read
    };
    Inode inode(TSK_INUM_T address) const;

    /// Attributes and the time of deletion.
    void complete(FileRecord& record, const Inode& inode) const;

    /// Whether it is the value of an attribute of another inode, for which that one had no room.
    bool is_value(const Inode& inode) const;

    /// Those of namespace "user"; what the kernel keeps for itself (SELinux labels, access lists) is left out.
    std::vector<ExtAttribute> attributes_of(const Inode& inode) const;

private:
    explicit ExtVolume(TSK_FS_INFO& file_system) : fs_{&file_system} {}
    /// Volume byte of an inode; nothing for an address outside the tables.
    std::optional<std::uint64_t> place_of(TSK_INUM_T address) const;
    std::vector<Byte> read(std::uint64_t offset, std::uint64_t length) const;

    TSK_FS_INFO* fs_;
    std::uint64_t block_size_ = 0;
    std::uint64_t inode_size_ = 128;
    std::uint64_t inodes_per_group_ = 0;
    std::vector<std::uint64_t> inode_tables_;  ///< block of each group's table
};

}  // namespace sanad
