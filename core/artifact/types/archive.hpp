#pragma once
// What archives hold, as their directories record it.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType file_archived[] = {
    {"path", Kind::text,
     "Path inside; of a packed file without a recorded name, the archive's own without its ending. Accents of names in "
     "7z, "
     "pax and Joliet are joined to their letters (Unicode form C)"},
    {"path_recorded", Kind::bytes, "The path's bytes as recorded, where they are not the UTF-8 of \"path\""},
    {"path_encoding", Kind::text,
     "How path_recorded was read: likely, not stated, unless it is the archive's own Unicode path"},
    {"kind", Kind::text, "file, folder, link, or other"},
    {"size", Kind::integer, "Bytes, unpacked, as recorded"},
    {"packed_size", Kind::integer, "Bytes it takes in the archive, as recorded"},
    {"modified_at", Kind::time, "When its content was last changed", "Archived file modified"},
    {"accessed_at", Kind::time, "When it was last read", "Archived file read"},
    {"created_at", Kind::time, "When it was made", "Archived file created"},
    {"changed_at", Kind::time, "When its entry was last changed", "Archived file's entry changed"},
    {"modified_local", Kind::text, "When its content was last changed, on a clock whose zone is not recorded"},
    {"mode", Kind::text, "Unix type and permissions, octal"},
    {"user", Kind::text, "Owner by name"},
    {"group", Kind::text, "Group by name"},
    {"user_id", Kind::integer, "Owner by number"},
    {"group_id", Kind::integer, "Group by number"},
    {"link_target", Kind::text, "Where a link leads"},
    {"comment", Kind::text, "Comment on it"},
    {"method", Kind::text, "How it is packed"},
    {"crc32", Kind::text, "Checksum as recorded, hexadecimal"},
    {"unlisted", Kind::integer,
     "1: its own header was found, but the archive's directory does not list it: removed, replaced or hidden"},
    {"encrypted", Kind::integer, "1: its content cannot be read without a password"},
    {"content", Kind::text,
     "What became of its content: unpacked, part (it is damaged: what could be read is there), none, encrypted, left "
     "out"}};
inline constexpr AttributeType archive_listed[] = {
    {"format", Kind::text, "Format by content"},
    {"members", Kind::integer, "Members listed"},
    {"encrypted_members", Kind::integer, "Of them, those that need a password"},
    {"left_out", Kind::integer, "Members whose content was not unpacked because of limits"},
    {"directory_encrypted", Kind::integer, "1: even the names need a password"},
    {"comment", Kind::text, "Comment on the archive"}};

inline constexpr ArtifactType archive_types[] = {
    {"file.archived", "File in an archive", file_archived, "observable:ArchiveFile"},
    {"archive.listed", "Archive", archive_listed, "observable:ArchiveFile"}};

}  // namespace sanad
