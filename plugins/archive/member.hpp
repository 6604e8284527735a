#pragma once
// One member of an archive, as its directory records it, and the artifact made of it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/archive/names.hpp"
#include "plugins/sdk/module.hpp"

namespace sanad::archive {

enum class Content : std::uint8_t { unpacked, part, none, encrypted, left_out };

struct Member {
    std::string path;      ///< UTF-8
    std::string recorded;  ///< the bytes of it
    std::string encoding;  ///< how they were read, where they are no UTF-8
    std::string_view kind = "file";
    std::optional<std::uint64_t> size, packed_size;
    std::optional<sdk::Time> modified, accessed, created, changed;
    std::string modified_local;
    std::optional<std::uint32_t> mode;
    std::string user, group;
    std::optional<std::int64_t> user_id, group_id;
    std::string link_target, comment, method, crc32;
    bool encrypted = false;
    bool unlisted = false;  ///< the archive's directory does not name it
    sdk::Range source;
};

sdk::Artifact artifact_of(const Member& member, Content content);

/// What is no UTF-8 is kept as it was, and read as `encoding`.
void set_path(Member& member, std::string_view recorded, NameEncoding encoding);

/// "2009-08-11 09:09:45": a date that DOS wrote (APPNOTE.TXT 4.4.6). Empty for one that is none.
std::string dos_time(std::uint16_t date, std::uint16_t time);

/// Nothing when 64 bits of nanoseconds cannot hold it.
std::optional<sdk::Time> unix_time(std::int64_t seconds, std::int64_t nanoseconds = 0);

}  // namespace sanad::archive
