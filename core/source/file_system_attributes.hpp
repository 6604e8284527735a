#pragma once
// The attribute words of file systems as the one set of model/evidence.hpp. Private to this folder.
#include <span>
#include <utility>

#include "core/model/evidence.hpp"

namespace sanad {

using AttributeBit = std::pair<std::uint32_t, FileAttribute>;

inline FileAttributes attributes_by(std::span<const AttributeBit> meanings, std::uint32_t word) {
    FileAttributes set = 0;
    for (const auto& [bit, attribute] : meanings) {
        if (word & bit) set |= bit_of(attribute);
    }
    return set;
}

/// Of FAT, exFAT and NTFS (MS-FSCC 2.6); the bit of FAT's volume label is one that NTFS leaves out.
inline FileAttributes dos_attributes(std::uint32_t word) {
    static constexpr AttributeBit meanings[] = {
        {0x1, FileAttribute::read_only},    {0x2, FileAttribute::hidden},          {0x4, FileAttribute::system},
        {0x8, FileAttribute::volume_label}, {0x20, FileAttribute::archive},        {0x100, FileAttribute::temporary},
        {0x200, FileAttribute::sparse},     {0x400, FileAttribute::reparse_point}, {0x800, FileAttribute::compressed},
        {0x1000, FileAttribute::offline},   {0x2000, FileAttribute::not_indexed},  {0x4000, FileAttribute::encrypted},
        {0x80000, FileAttribute::pinned},   {0x400000, FileAttribute::in_cloud},
    };
    return attributes_by(meanings, word);
}

/// Of ext2, ext3 and ext4: "i_flags" of the kernel's documentation. What only tells how blocks are laid out is left
/// out.
inline FileAttributes ext_attributes(std::uint32_t flags) {
    static constexpr AttributeBit meanings[] = {
        {0x1, FileAttribute::secure_deletion},
        {0x2, FileAttribute::undeletable},
        {0x4, FileAttribute::compressed},
        {0x10, FileAttribute::immutable},
        {0x20, FileAttribute::append_only},
        {0x40, FileAttribute::no_dump},
        {0x800, FileAttribute::encrypted},
        {0x100000, FileAttribute::sealed_by_hash},
        {0x40000000, FileAttribute::case_insensitive},
    };
    return attributes_by(meanings, flags);
}

}  // namespace sanad
