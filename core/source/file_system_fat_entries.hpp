#pragma once
// The live entries of a directory of FAT or exFAT, from its bytes. The Sleuth Kit passes over an entry whose size or
// first cluster cannot be, which systems list all the same, and gives its long name to the entry after it. Private to
// this folder.
//
// Layout: Microsoft FAT specification 1.03, sections 6 (directory entries) and 7 (long names); Microsoft exFAT
// specification, sections 7.4 (file), 7.6 (stream extension) and 7.7 (file name).
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"

namespace sanad {

struct FatEntry {
    std::uint64_t place = 0;    ///< of its 32 bytes, among the directory's
    std::uint64_t address = 0;  ///< by which The Sleuth Kit knows it; FatVolume fills it in
    std::string name;           ///< the long one where it has one, in UTF-8; else the short one
    std::string short_name;     ///< raw bytes; empty when `name` is it
    bool is_directory = false;
    std::uint64_t size = 0;  ///< as recorded
    std::uint64_t first_cluster = 0;
    bool is_contiguous = false;            ///< exFAT: its clusters follow one another and stand in no table
    std::optional<std::uint64_t> written;  ///< exFAT: how many of its bytes ever were
    FileTimes times;                       ///< on the device's clock, whole seconds
    /// False where the bytes are hardly an entry: characters, attributes or a date that no system writes.
    bool is_sound = true;
};

inline constexpr std::size_t fat_entry_size = 32;

/// Those in use, up to the end of the directory; without labels of volumes, "." and "..".
std::vector<FatEntry> fat_entries(Bytes directory);
/// The same of exFAT. A set of entries that is not whole is none.
std::vector<FatEntry> exfat_entries(Bytes directory);

}  // namespace sanad
