#pragma once
// The examiner's nouns as plain structs: what an image holds, before it has rows in a case.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace sanad {

using Md5Digest = std::array<std::uint8_t, 16>;
using Sha1Digest = std::array<std::uint8_t, 20>;
using Sha256Digest = std::array<std::uint8_t, 32>;

struct Digests {
    Md5Digest md5{};
    Sha1Digest sha1{};
    Sha256Digest sha256{};
    bool operator==(const Digests&) const = default;
};

/// Bytes of an image that could not be read as recorded; they read as zeros.
struct DamagedRange {
    std::uint64_t offset = 0;  ///< in the image (media) bytes
    std::uint64_t length = 0;
    std::string reason;
    bool operator==(const DamagedRange&) const = default;
};

/// One fact the acquiring tool wrote into the container, in its own words: {"case_number", "2026/114"}.
struct AcquisitionHeader {
    std::string name;
    std::string value;
    bool operator==(const AcquisitionHeader&) const = default;
};

/// What became of one piece of work: a file, a volume, an image.
enum class Outcome : std::uint8_t {
    examined,
    not_mine,     ///< a module looked and found it is not its format
    noted,        ///< examined whole; something about it is worth knowing
    damaged,      ///< examined in part: the evidence is damaged there
    unreadable,   ///< the medium returned errors
    unsupported,  ///< recognised, no reader for it here
    encrypted,
    limited,         ///< a guard stopped it
    crashed,         ///< the worker died of it
    timed_out,       ///< the worker did not finish it by its deadline
    broke_contract,  ///< the worker said what it may not say
    failed,          ///< a module gave up, and its words say why
};
std::string_view name_of(Outcome outcome);
/// Whether something was left unexamined.
constexpr bool is_shortcoming(Outcome outcome) {
    return outcome != Outcome::examined && outcome != Outcome::not_mine && outcome != Outcome::noted;
}

/// What a container or a partition table says of its own state. Each names its place.
struct Remark {
    Remark() = default;
    // Most remarks are of damage; those are written as their text alone.
    Remark(std::string what, Outcome meaning = Outcome::damaged) : text{std::move(what)}, outcome{meaning} {}
    std::string text;
    Outcome outcome = Outcome::damaged;
    bool operator==(const Remark&) const = default;
};

/// The copy: its segment files in order and what its container says of itself.
struct ImageFacts {
    std::string format;      ///< "raw", "E01", "VMDK", "VHD", "VHDX", "QCOW2", "AFF", "L01", "directory", "archive"
    std::uint64_t size = 0;  ///< media bytes
    std::uint32_t sector_size = 512;
    std::uint32_t chunk_size = 0;       ///< bytes stored and inflated as one; 0 where the format has no chunks
    bool logical = false;               ///< files with metadata and no sectors (L01, directory, tar, zip)
    std::vector<std::string> segments;  ///< paths as given, in order; parents of differencing images last
    std::vector<std::uint64_t> segment_sizes;
    std::vector<AcquisitionHeader> headers;
    std::optional<Md5Digest> stored_md5;
    std::optional<Sha1Digest> stored_sha1;
    std::optional<Sha256Digest> stored_sha256;
    std::vector<DamagedRange> acquisition_errors;  ///< sectors the acquiring tool could not read, as it recorded them
    std::vector<Remark> remarks;  ///< on the container itself: its damage and how it was overcome, its state
};

enum class VolumeKind : std::uint8_t {
    partition,    ///< an entry of a partition table
    unallocated,  ///< sectors that no entry claims
    table,        ///< the partition table's own sectors
    whole,        ///< the whole image: no partition table found
    pool_volume,  ///< a volume inside a pool (APFS)
};

struct Volume {
    std::uint32_t ordinal = 0;  ///< order of listing, 0-based, stable for an image
    VolumeKind kind = VolumeKind::whole;
    std::string scheme;        ///< "DOS", "GPT", "APM", "BSD", "Sun", "none"
    std::string description;   ///< as the table says: "NTFS / exFAT (0x07)", a GPT name
    std::uint64_t offset = 0;  ///< image bytes
    std::uint64_t length = 0;
    std::optional<std::uint32_t> parent;  ///< ordinal of the volume it lies in
};

/// What stands in a volume.
struct FileSystemFacts {
    std::uint32_t volume = 0;  ///< ordinal of its Volume
    std::string type;          ///< "NTFS", "FAT32", "ext4"; for what cannot be read, its name: "BitLocker", "XFS"
    std::string label;
    std::string identifier;    ///< serial number or UUID in hexadecimal, as the file system writes it
    std::uint64_t offset = 0;  ///< image bytes
    std::uint64_t length = 0;
    std::uint32_t block_size = 0;
    std::uint64_t block_count = 0;
    std::uint64_t first_metadata_address = 0, last_metadata_address = 0;
    bool local_times = false;      ///< times are recorded without a zone (FAT): FileRecord::local_times says it of each
    bool readable = false;         ///< false: `reason` says why no files are listed
    std::string reason;            ///< "encrypted with BitLocker", "no file system recognised"
    std::uint32_t pool_block = 0;  ///< APFS: block of the volume in its pool; 0 otherwise
};

/// Whether its volume holds something whose files are not listed; a volume of zeros holds nothing.
inline bool is_left_unlisted(const FileSystemFacts& facts) {
    return !facts.readable && facts.type != "none";
}

enum class NameState : std::uint8_t {
    allocated,
    deleted,  ///< the name or the metadata entry it leads to is no longer in use
    orphan,   ///< a metadata entry no longer in use that no name leads to
};

enum class FileKind : std::uint8_t {
    regular,
    directory,
    symlink,
    named_pipe,
    socket,
    block_device,
    character_device,
    whiteout,
    virtual_file,
    other
};

/// What the recovery of a deleted file's content rests on.
enum class Recovery : std::uint8_t {
    not_needed,          ///< allocated
    intact,              ///< every recorded block is still free
    partly_reallocated,  ///< some recorded blocks now belong to a live file
    estimated,           ///< the blocks are a guess (FAT: consecutive free clusters)
    none,                ///< no block is recorded
};

enum class ExtentKind : std::uint8_t {
    stored,     ///< bytes at image_offset
    sparse,     ///< no bytes stored: zeros
    unwritten,  ///< allocated but never written (beyond the initialised size): zeros by definition
};

/// A run of a content's bytes in the image.
struct Extent {
    std::uint64_t file_offset = 0;
    std::uint64_t image_offset = 0;  ///< meaningful for `stored` and `unwritten`
    std::uint64_t length = 0;
    ExtentKind kind = ExtentKind::stored;
    bool operator==(const Extent&) const = default;
};

/// How a content's bytes are reached.
enum class ContentAccess : std::uint8_t {
    extents,      ///< exactly its extents, in order
    resident,     ///< inside its metadata entry: already read during the walk
    file_system,  ///< only through the file system's own decoder (compressed, encrypted, inline, archive member)
    derived,      ///< in the case's derived/ folder, by its SHA-256: a module took it out of another file
};

/// One readable stream of a file: its data, an alternate data stream, a resource fork. Hard links share one.
struct Content {
    std::uint64_t metadata_address = 0;
    std::uint32_t attribute_type = 0;  ///< NTFS/HFS attribute type; 1 where the file system has only one
    std::uint32_t attribute_id = 0;
    std::uint64_t size = 0;
    std::uint64_t allocated_size = 0;  ///< bytes of blocks it occupies; the difference is slack
    Recovery recovery = Recovery::not_needed;
    ContentAccess access = ContentAccess::extents;
    std::vector<Extent> extents;  ///< sorted by file_offset; slack not included
    std::optional<Extent> slack;  ///< from the end of the content to the end of its last block
    bool operator==(const Content&) const = default;
};

/// The four times by meaning; absent where the file system has or recorded none.
struct FileTimes {
    std::optional<Timestamp> created_at, modified_at, accessed_at, metadata_changed_at;
    bool operator==(const FileTimes&) const = default;
};

/// What a file system marks a file with, one bit each; the same idea has the same bit whatever file system wrote it.
/// Of FAT and NTFS: MS-FSCC 2.6. Of ext2/3/4: i_flags (Linux kernel documentation, ext4, "Inode Table").
enum class FileAttribute : std::uint8_t {
    read_only,
    hidden,
    system,
    volume_label,  ///< FAT: the entry is the name of the volume, no file
    archive,
    temporary,
    sparse,
    reparse_point,
    compressed,
    encrypted,  ///< by EFS, or by ext4 itself (fscrypt): the content is as stored
    offline,
    not_indexed,
    in_cloud,  ///< NTFS: its bytes are fetched when they are read (FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS)
    pinned,    ///< NTFS: kept here although it also lies in the cloud
    immutable,
    append_only,
    no_dump,
    secure_deletion,
    undeletable,
    sealed_by_hash,  ///< ext4: fs-verity
    case_insensitive,
};
constexpr std::uint32_t file_attribute_count = 21;

/// A set of FileAttribute, bit n for the attribute with value n.
using FileAttributes = std::uint32_t;
constexpr FileAttributes bit_of(FileAttribute attribute) {
    return FileAttributes{1} << static_cast<unsigned>(attribute);
}

constexpr FileAttributes every_attribute = (FileAttributes{1} << file_attribute_count) - 1;

/// What only some file systems say of a file.
struct FileSpecifics {
    std::string short_name;                    ///< 8.3 name beside the long one (FAT, NTFS); UTF-8
    std::optional<FileAttributes> attributes;  ///< absent where the file system has or shows none
    std::optional<Timestamp> deleted_at;       ///< ext2/3/4: when the metadata entry was freed; L01
    std::optional<Timestamp> backed_up_at;     ///< HFS+
    bool operator==(const FileSpecifics&) const = default;
};

/// One name + metadata entry. A file with alternate data streams gives one record per stream.
struct FileRecord {
    std::string path;  ///< raw bytes, from the file system's root, '/' first; streams as "name:stream"
    std::string symlink_target;
    NameState state = NameState::allocated;
    FileKind kind = FileKind::regular;
    std::uint64_t metadata_address = 0;
    std::uint32_t sequence = 0;  ///< NTFS sequence number; 0 elsewhere
    std::uint64_t parent_address = 0;
    bool metadata_allocated = true;  ///< the in-use flag of the metadata entry itself
    bool name_is_stream = false;     ///< an alternate data stream or fork, not a name of its own
    std::uint32_t mode = 0;          ///< permission bits where had
    std::optional<std::uint32_t> uid, gid;
    std::string sid;  ///< owner's SID where had (NTFS)
    std::uint32_t link_count = 0;
    FileTimes times;
    FileTimes name_times;      ///< NTFS $FILE_NAME
    bool local_times = false;  ///< the times carry no zone (FAT): kept as recorded, on the device's clock
    FileSpecifics specifics;
    std::optional<Content> content;  ///< absent for directories without bytes of their own and dead names
    std::string remark;              ///< what a guard or the reader has to say of this record, else empty
    /// `limited`: a guard kept its content from being followed whole; `damaged`: of a live file, it is not to be had as
    /// it is recorded. `remark` says why.
    Outcome outcome = Outcome::examined;
    std::uint64_t unreadable_bytes =
        0;  ///< of a content that comes with its record: bytes not to be had, given as zeros
    bool operator==(const FileRecord&) const = default;
};

std::string_view name_of(VolumeKind kind);
std::string_view name_of(NameState state);
std::string_view name_of(FileKind kind);
std::string_view name_of(FileAttribute attribute);
/// Those that are set, in the order of their bits.
std::vector<FileAttribute> attributes_in(FileAttributes set);
std::string_view name_of(Recovery recovery);
std::string_view name_of(ExtentKind kind);
std::string_view name_of(ContentAccess access);

}  // namespace sanad
