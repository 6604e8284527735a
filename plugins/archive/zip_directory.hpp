#pragma once
// What a zip says of its members: by its central directory, or, where that is lost, by the headers before each of them.
// PKWARE's APPNOTE.TXT 6.3.10; the numbers in comments are its sections.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/archive/bytes_view.hpp"
#include "plugins/archive/member.hpp"

namespace sanad::archive {

constexpr std::uint16_t sizes_follow = 8;  ///< a flag (4.4.4): the sizes stand behind the content

struct ZipEntry {
    std::uint16_t made_by = 0, flags = 0, method = 0, time = 0, date = 0;
    std::uint32_t crc = 0, external = 0, disk = 0;
    std::uint64_t packed = 0, size = 0, offset = 0;  ///< offset: of its local header, in this file
    std::string_view name, comment, extra, local_name, local_extra;
    std::optional<std::uint64_t> content;  ///< where it begins; nothing: no local header there
    bool listed = true;                    ///< false: its own header was found, and the directory lacks it
    bool sizes_known = true;               ///< false: they stand behind the content, wherever that ends

    bool encrypted() const { return (flags & 1) != 0; }
};

struct ZipDirectory {
    bool is_zip = false;
    bool from_directory = false;  ///< false: collected from local headers
    std::uint32_t disk = 0;       ///< the number of this part
    std::string_view comment;
    std::vector<ZipEntry> entries;
    std::vector<std::string> damage;
};

/// Views into `file`.
ZipDirectory zip_directory(BytesView file);

/// The entry whose local header begins at `at`; nothing when none does.
std::optional<ZipEntry> local_entry(BytesView file, std::uint64_t at);

/// What the directory says of one member.
Member member_of(const ZipEntry& entry, NameEncoding encoding);

std::string_view method_name(std::uint16_t method);

}  // namespace sanad::archive
