#pragma once
// The central directory of a zip: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4; extra fields also by Info-ZIP's
// "extrafld.txt".
#include <functional>
#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/source/byte_source.hpp"

namespace sanad {

struct ZipMember {
    std::uint64_t ordinal = 0;  ///< from 1, in the order of the central directory
    std::string name;           ///< as recorded; UTF-8 where the writer said so
    std::uint16_t made_by = 0, flags = 0, method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed_size = 0, size = 0;
    std::uint64_t entry_offset = 0;   ///< of its entry in the central directory, in the archive
    std::uint64_t header_offset = 0;  ///< of the local header, in the archive
    std::uint64_t data_offset = 0;    ///< after reading the local header
    std::uint32_t attributes = 0;
    std::optional<std::uint32_t> uid, gid;
    std::optional<Timestamp> modified_at, accessed_at, created_at;
    bool zoneless = false;  ///< modified_at is a DOS time: local, its zone not recorded
    bool aes = false;
    std::string remark;

    bool encrypted() const { return (flags & 1) != 0; }
};

struct ZipDirectory {
    std::uint64_t offset = 0, size = 0, entries = 0;
    std::uint64_t base = 0;  ///< bytes before the archive proper (a self-extractor): added to every offset
};

/// Where the central directory lies, by its end record, that of zip64 included.
Result<ZipDirectory> find_zip_directory(ByteSource& archive);

/// Calls `each` for every entry, in order; it returns false to stop. Returns remarks on what could not be read.
Result<std::vector<std::string>> list_zip(ByteSource& archive, const ZipDirectory& directory,
                                          const std::function<bool(ZipMember&&)>& each);

/// Fills data_offset from the local header, which must be there; its name is compared with the directory's.
Result<void> find_zip_data(ByteSource& archive, ZipMember& member);

}  // namespace sanad
