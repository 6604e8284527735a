#pragma once
// What an examiner asks of a case's files, as a value; one function turns it into SQL, in query.cpp.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/model/evidence.hpp"

namespace sanad {

/// A row's number within its table of the case.
using Id = std::int64_t;

/// The four times by meaning, the four of NTFS $FILE_NAME, and those that only ext and HFS+ have.
enum class FileTime : std::uint8_t {
    created_at,
    modified_at,
    accessed_at,
    metadata_changed_at,
    name_created_at,
    name_modified_at,
    name_accessed_at,
    name_metadata_changed_at,
    deleted_at,
    backed_up_at,
};

/// Both ends included; an absent end is open. A file without that time is outside every range.
struct TimeRange {
    FileTime which = FileTime::modified_at;
    std::optional<Timestamp> from, to;

    /// What the clock of an evidence item showed at both ends: times recorded without a zone (FAT) are compared with
    /// these. Those of an item that is not here are compared as if its clock had shown UTC.
    struct Clock {
        Id evidence_item = 0;
        std::optional<Timestamp> from, to;
    };
    std::vector<Clock> clocks{};
};

enum class ContentState : std::uint8_t {
    pending,   ///< known, its bytes not yet read
    done,      ///< read: digests and type are there
    not_read,  ///< given up; an outcome row says why
};
std::string_view name_of(ContentState state);

enum class FileOrder : std::uint8_t {
    id,  ///< the order of the walk
    path,
    name,
    size,
    mime_type,
    created_at,
    modified_at,
    accessed_at,
    metadata_changed_at,
    extension,
    state,
    sha256,
    metadata_address,
};

/// All conditions must hold; an empty query is every file. Lists hold when any of their members does. Globs are those
/// of glob_match (core/base/text.hpp): `*` crosses '/'; compared without case unless `match_case`.
struct FileQuery {
    std::vector<std::string> paths;       ///< globs over the path
    std::vector<std::string> names;       ///< globs over the name
    std::vector<std::string> mime_types;  ///< globs: "image/*"
    std::vector<std::string> extensions;  ///< exact, without the dot, any case
    bool match_case = false;
    std::optional<std::uint64_t> min_size, max_size;  ///< both included
    std::vector<TimeRange> times;
    std::vector<Md5Digest> md5;
    std::vector<Sha1Digest> sha1;
    std::vector<Sha256Digest> sha256;
    std::vector<NameState> states;
    std::vector<FileKind> kinds;
    FileAttributes attributes = 0;             ///< all of these are set
    std::optional<bool> streams;               ///< true: only alternate streams; false: only names
    bool mismatch_only = false;                ///< the content contradicts the extension
    std::vector<ContentState> content_states;  ///< {pending, not_read}: what has not been read
    /// Its content was not read, or a module left it unexamined: encrypted, beyond a limit, or the worker died of it.
    bool not_examined = false;
    bool damaged_only = false;  ///< some bytes of the content could not be read
    std::optional<Id> evidence_item, image, volume, file_system, parent, content;
    bool top_level = false;            ///< no directory above them is known
    std::optional<std::string> under;  ///< this path and all below it, as file.path has it (repaired UTF-8), exactly
    std::optional<Id> derived_from;    ///< what modules took out of this file
    std::optional<std::uint64_t> metadata_address;
    std::optional<std::uint64_t> min_metadata_address, max_metadata_address;  ///< both included
    std::optional<std::vector<Id>> ids;  ///< only among these, in the order asked for
    std::vector<std::string> hash_sets;  ///< names: the content stands in one of them
    bool notable_only = false;           ///< the content stands in a notable hash set
    bool exclude_known = false;          ///< not what stands in a known hash set and in no notable one
    bool known_only = false;             ///< only that
    std::vector<FileQuery> also;         ///< what must hold besides; order and limit of these mean nothing

    FileOrder order = FileOrder::id;
    bool descending = false;
    std::optional<std::uint64_t> limit;
};

/// What to bind to one `?`.
using SqlValue =
    std::variant<std::int64_t, std::string, std::vector<std::uint8_t>, std::monostate, double>;  // monostate: NULL

/// `SELECT file.id …` with every value bound, none joined in.
struct FileSelect {
    std::string sql;
    std::vector<SqlValue> values;
    /// Every file is asked for, in the order of this column of `content`; else empty.
    std::string_view all_by_content{};
};
FileSelect select_files(const FileQuery& query);

}  // namespace sanad
