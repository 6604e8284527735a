#pragma once
// The secondary indexes: made after a load, dropped before the next one, since a row costs several times as much with
// them. Each answers a question examiners ask, or the order of a listing.
#include <array>

namespace sanad {

/// Made before the first module runs: a file's companions are looked for beside it, and its other names by its content.
inline constexpr const char* folder_index = "CREATE INDEX IF NOT EXISTS file_by_parent ON file (parent_id)";
inline constexpr const char* name_index = "CREATE INDEX IF NOT EXISTS file_by_content ON file (content_id)";

inline constexpr std::array file_indexes = {
    "CREATE INDEX IF NOT EXISTS file_by_path ON file (path)",
    folder_index,
    name_index,
    "CREATE INDEX IF NOT EXISTS file_by_extension ON file (extension)",
    "CREATE INDEX IF NOT EXISTS file_by_creation ON file (created_at)",
    "CREATE INDEX IF NOT EXISTS file_by_modification ON file (modified_at)",
    "CREATE INDEX IF NOT EXISTS file_by_access ON file (accessed_at)",
    "CREATE INDEX IF NOT EXISTS file_by_change ON file (metadata_changed_at)",
    "CREATE INDEX IF NOT EXISTS file_by_name_creation ON file (name_created_at) WHERE name_created_at IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS file_by_name_modification ON file (name_modified_at) WHERE name_modified_at IS NOT "
    "NULL",
    "CREATE INDEX IF NOT EXISTS file_by_name_access ON file (name_accessed_at) WHERE name_accessed_at IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS file_by_name_change ON file (name_metadata_changed_at) WHERE "
    "name_metadata_changed_at IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS file_by_deletion ON file (deleted_at) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS file_by_backup ON file (backed_up_at) WHERE backed_up_at IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS file_by_metadata_address ON file (metadata_address)",
    "CREATE INDEX IF NOT EXISTS file_not_allocated ON file (state) WHERE state > 0",
    "CREATE INDEX IF NOT EXISTS content_by_md5 ON content (md5)",
    "CREATE INDEX IF NOT EXISTS content_by_sha1 ON content (sha1)",
    "CREATE INDEX IF NOT EXISTS content_by_sha256 ON content (sha256)",
    "CREATE INDEX IF NOT EXISTS content_by_type ON content (mime_type)",
    "CREATE INDEX IF NOT EXISTS content_by_size ON content (size)",
    "CREATE INDEX IF NOT EXISTS content_not_done ON content (state) WHERE state <> 1",
    "CREATE INDEX IF NOT EXISTS artifact_by_file ON artifact (file_id)",
    "CREATE INDEX IF NOT EXISTS artifact_by_type ON artifact (type)",
    "CREATE INDEX IF NOT EXISTS file_derived_from ON file (derived_from) WHERE derived_from IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS content_of_other_type ON content (mismatch) WHERE mismatch = 1",
};

}  // namespace sanad
