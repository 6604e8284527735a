#pragma once
// NTFS facts read by ourselves from attributes that The Sleuth Kit hands over. Private to this folder.
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"
#include "core/source/tsk.hpp"

namespace sanad {

/// Entries of the MFT before this one are the system's.
inline constexpr TSK_INUM_T ntfs_first_free_entry = 24;

/// Owners of files by security id, from $Secure:$SDS, read once: TSK searches its list anew for every file, and finds
/// none on some volumes that have it.
class NtfsOwners {
public:
    static NtfsOwners load(TSK_FS_INFO& file_system);
    /// The owner's SID by the file's own descriptor or its security id; empty where it has neither.
    std::string of(const TSK_FS_META& meta) const;

private:
    std::unordered_map<std::uint32_t, std::string> by_id_;
};

/// What The Sleuth Kit does not say of the entries of the MFT, read from its own two attributes.
class NtfsTable {
public:
    /// Nothing when `file_system` is no NTFS, or its MFT does not say where it lies.
    static std::optional<NtfsTable> of(TSK_FS_INFO& file_system);

    /// By the bitmap of the MFT; nothing where that does not say.
    std::optional<bool> in_use(TSK_INUM_T address);

    struct Header {
        bool is_entry = false;    ///< it begins as one: "FILE"
        bool in_use = false;      ///< as it says itself
        bool is_further = false;  ///< holds attributes of another entry, for which that one had no room
    };
    /// Nothing where it cannot be read.
    std::optional<Header> header(TSK_INUM_T address);

private:
    /// An attribute, read a piece at a time.
    struct Pieces {
        const TSK_FS_ATTR* attribute = nullptr;
        std::uint64_t place = 0;
        std::vector<Byte> bytes;
        /// What there is of its bytes from `offset`, up to the end of a piece.
        Bytes from(std::uint64_t offset);
        bool read(std::uint64_t offset, MutableBytes to) const;
    };

    TskFile file_;
    std::uint64_t entry_size_ = 0;
    Pieces entries_, bitmap_;
};

/// Owner of a self-relative security descriptor as text (MS-DTYP 2.4.6, 2.4.2.1); empty when there is none.
std::string owner_sid(Bytes descriptor);

/// Where a symbolic link or a mount point leads (MS-FSCC 2.1.2.4, 2.1.2.5); empty for other reparse points.
std::string reparse_target(Bytes reparse_point);

/// The attribute word of $STANDARD_INFORMATION, and the 8.3 name among the names that `parent` holds.
FileSpecifics ntfs_specifics(const TSK_FS_META& meta, TSK_INUM_T parent);

/// The bytes of an attribute that lies in its metadata entry; empty for others.
Bytes resident_bytes(const TSK_FS_ATTR& attribute);

}  // namespace sanad
