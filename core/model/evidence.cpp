#include "core/model/evidence.hpp"

#include <string_view>

namespace sanad {

std::string_view name_of(VolumeKind kind) {
    static constexpr std::string_view names[] = {"partition", "unallocated", "table", "whole", "pool_volume"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(NameState state) {
    static constexpr std::string_view names[] = {"allocated", "deleted", "orphan"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(FileKind kind) {
    static constexpr std::string_view names[] = {"regular",      "directory",    "symlink",          "named_pipe",
                                                 "socket",       "block_device", "character_device", "whiteout",
                                                 "virtual_file", "other"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(FileAttribute attribute) {
    static constexpr std::string_view names[file_attribute_count] = {
        "read_only",   "hidden",         "system",          "volume_label", "archive", "temporary",
        "sparse",      "reparse_point",  "compressed",      "encrypted",    "offline", "not_indexed",
        "in_cloud",    "pinned",         "immutable",       "append_only",  "no_dump", "secure_deletion",
        "undeletable", "sealed_by_hash", "case_insensitive"};
    return names[static_cast<std::size_t>(attribute)];
}

std::vector<FileAttribute> attributes_in(FileAttributes set) {
    std::vector<FileAttribute> found;
    for (std::uint32_t i = 0; i < file_attribute_count; ++i) {
        if (set & bit_of(FileAttribute{static_cast<std::uint8_t>(i)}))
            found.push_back(FileAttribute{static_cast<std::uint8_t>(i)});
    }
    return found;
}

std::string_view name_of(Recovery recovery) {
    static constexpr std::string_view names[] = {"not_needed", "intact", "partly_reallocated", "estimated", "none"};
    return names[static_cast<std::size_t>(recovery)];
}

std::string_view name_of(ExtentKind kind) {
    static constexpr std::string_view names[] = {"stored", "sparse", "unwritten"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ContentAccess access) {
    static constexpr std::string_view names[] = {"extents", "resident", "file_system", "derived"};
    return names[static_cast<std::size_t>(access)];
}

std::string_view name_of(Outcome outcome) {
    static constexpr std::string_view names[] = {"examined",   "not_mine",    "noted",          "damaged",
                                                 "unreadable", "unsupported", "encrypted",      "limited",
                                                 "crashed",    "timed_out",   "broke_contract", "failed"};
    return names[static_cast<std::size_t>(outcome)];
}

}  // namespace sanad
