#pragma once
// A file system inside a Volume: recognised, walked, read.
#include <functional>
#include <memory>
#include <vector>

#include "core/source/byte_source.hpp"

namespace sanad {

/// Sets the process's zone to UTC. FAT, exFAT and ISO 9660 times are recorded without a zone and are converted by the
/// process's zone while reading: any other would make results depend on the examiner's machine. Call once in main,
/// before any thread starts.
void use_utc_clock();

/// What stands in `volume`: one entry per file system found (two in one partition: both), pools give one per pool
/// volume, at least one entry always (but for sectors that no partition claims, of which nothing else is expected);
/// what cannot be read has readable == false and a reason that names it.
std::vector<FileSystemFacts> recognise_file_systems(ByteSource& image, const Volume& volume, std::uint32_t sector_size);

/// Limits that keep a hostile file system from running for ever; reaching one is reported, never silent.
struct WalkLimits {
    std::uint64_t max_records = 50'000'000;
    std::uint32_t max_depth = 256;
    std::uint32_t max_name_bytes = 4096;
    std::uint32_t max_path_bytes = 32768;
    std::uint32_t max_extents_per_content = 4'000'000;
    bool search_orphans = true;
};

/// Bytes that no allocated file claims, for addressing unallocated space.
struct FreeRange {
    std::uint64_t image_offset = 0;
    std::uint64_t length = 0;
};

struct WalkReport {
    std::uint64_t records = 0;
    std::vector<std::string> remarks;  ///< guards that fired, directories that could not be read: each names its place
    bool complete = true;              ///< false when a guard cut the walk short
};

class FileSystem {
public:
    virtual ~FileSystem() = default;
    /// Calls `each` for every name and metadata entry in the file system's own order, always the same. Resident
    /// contents come with their bytes (valid during the call); others with an empty span. `each` returns false to stop.
    ///
    /// Extents cover a content from 0 to its size without a gap, holes as `sparse`. Where the blocks hold less than the
    /// recorded size, size is what they hold and the remark keeps the other. Where there are no extents, size is what
    /// was recorded and nothing is left to read (Recovery::none of deleted files). With ContentAccess::file_system the
    /// extents are those of the coded bytes: good for reading in physical order, not for joining.
    virtual Result<WalkReport> walk(const WalkLimits& limits,
                                    const std::function<bool(FileRecord&&, Bytes resident)>& each) = 0;
    /// Free space by the file system's own allocation map, in ascending order.
    virtual Result<void> free_ranges(const std::function<bool(FreeRange)>& each) = 0;
    /// The bytes of one content as the file system decodes them (decompressed, joined). `content` as given by walk().
    virtual Result<Source> open_content(const Content& content, const NameState& state) = 0;
    /// Ranges of the image that could not be read while opening, walking and reading content so far.
    virtual std::vector<DamagedRange> damage() const { return {}; }
};

/// Opens a file system that recognise_file_systems called readable.
Result<std::unique_ptr<FileSystem>> open_file_system(ByteSource& image, const FileSystemFacts& facts,
                                                     std::uint32_t sector_size);

}  // namespace sanad
