// What we read of metadata entries ourselves: owners and links of NTFS, attributes that programs gave files of ext,
// entries of FAT's directories.
#include <cstdlib>

#include "core/source/file_system_ext.hpp"
#include "core/source/file_system_fat_entries.hpp"
#include "core/source/file_system_ntfs.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes bytes{data, size};
    (void)owner_sid(bytes);
    (void)reparse_target(bytes);
    for (const std::uint64_t begin : {0, 4, 32}) {
        for (const ExtAttribute& attribute : user_attributes(bytes, begin, begin, 0)) {
            if (attribute.offset > size || attribute.length > size - attribute.offset) std::abort();
        }
    }
    for (const auto entries : {fat_entries, exfat_entries}) {
        for (const FatEntry& entry : entries(bytes)) {
            if (entry.place % fat_entry_size != 0 || entry.place + fat_entry_size > size) std::abort();
        }
    }
    return 0;
}
