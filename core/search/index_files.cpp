#include "core/search/index_files.hpp"

#include <fmt/format.h>

#include "core/search/fold.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

constexpr const char* tables = R"(
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- How far the index of an image has come.
CREATE TABLE indexed_image (
    image        INTEGER PRIMARY KEY,
    contents_to  INTEGER NOT NULL,  -- files up to this id have their contents in it
    finished     INTEGER NOT NULL,  -- 1: texts, artifacts and names can be searched
    artifacts    INTEGER NOT NULL,
    names        INTEGER NOT NULL
) STRICT;
-- Texts: the content of a file, or what a module read in it.
CREATE TABLE document (
    id            INTEGER PRIMARY KEY,
    image         INTEGER NOT NULL,
    file          INTEGER NOT NULL,
    source        INTEGER NOT NULL,  -- 0: the file's own bytes, decoded; 1: a module
    module        TEXT NOT NULL,
    version       TEXT NOT NULL,
    encoding      TEXT NOT NULL,     -- of the bytes, where source is 0
    source_file   INTEGER NOT NULL,  -- whose bytes the next two count
    source_offset INTEGER NOT NULL,
    source_length INTEGER NOT NULL,
    size          INTEGER NOT NULL   -- of the text, in bytes of UTF-8
) STRICT;
CREATE INDEX document_by_file ON document (file);
-- The original texts, in zstd; pieces.hpp says how they are cut.
CREATE TABLE piece (
    id            INTEGER PRIMARY KEY,  -- document, then ordinal
    text_offset   INTEGER NOT NULL,
    own_size      INTEGER NOT NULL,
    source_offset INTEGER,
    text          BLOB NOT NULL
) STRICT;
-- The files of index/ that are whole. first and last: documents, artifacts or files.
CREATE TABLE shard (
    image  INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    number INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (image, kind, number)
) STRICT, WITHOUT ROWID;
-- Keyword lists that were searched for, as they were given.
CREATE TABLE keyword_list (
    sha256  BLOB PRIMARY KEY,
    name    TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)";

/// 1 had the same texts, and its shards in FTS5.
constexpr std::int64_t index_version = 2;

Result<bool> is_of_this_fold(Database& database) {
    SqlStatement fold{database, "SELECT value FROM info WHERE key = 'fold'"};
    auto rows = fold.with();
    return TRY(rows.next()) && rows.text(0) == std::to_string(fold_version);
}

/// The next ingest makes them again from the texts, which are the original letters whatever the fold.
Result<void> forget_shards(Database& database, const IndexFiles& files) {
    auto transaction = TRY(Transaction::begin(database));
    TRY(database.run("DELETE FROM shard; UPDATE indexed_image SET finished = 0"));
    TRY(database.run(fmt::format("INSERT OR REPLACE INTO info VALUES ('fold', '{}'); PRAGMA user_version = {}",
                                 fold_version, index_version)
                         .c_str()));
    TRY(transaction.commit());
    std::error_code error;
    std::filesystem::remove_all(files.folder(), error);
    return {};
}

}  // namespace

std::filesystem::path IndexFiles::shard(std::int64_t image, ShardKind kind, std::uint32_t number) const {
    return folder() / fmt::format("{}-{}-{:04}.db", image, name_of(kind), number);
}

bool IndexFiles::exist() const {
    std::error_code error;
    return std::filesystem::exists(database(), error);
}

std::uint64_t IndexFiles::bytes() const {
    std::error_code error;
    std::uint64_t total = 0;
    const auto add = [&](const std::filesystem::path& path) {
        const auto size = std::filesystem::file_size(path, error);
        if (!error) total += size;
    };
    add(database());
    for (const auto& entry : std::filesystem::directory_iterator{folder(), error}) add(entry.path());
    return total;
}

Result<std::unique_ptr<Database>> open_index_for_writing(const IndexFiles& files) {
    std::error_code error;
    if (files.exist()) {
        auto database = TRY(Database::open(files.database(), Access::read_write));
        const auto version = TRY(database->number("PRAGMA user_version"));
        if (version > index_version)
            return failure(Fault::refused, database->name() + ": made by a newer version of Sanad");
        if (version != 0) {
            if (version != index_version || !TRY(is_of_this_fold(*database))) TRY(forget_shards(*database, files));
            return database;
        }
        // Killed before it was made.
        database.reset();
        for (const char* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(files.database().string() + suffix, error);
        std::filesystem::remove_all(files.folder(), error);
    }
    auto database = TRY(Database::open(files.database(), Access::create));
    // Pieces come one after the other and are read one by one: of small pages the log and the file would take a write
    // each. A database that has a log keeps its page size.
    TRY(database->run("PRAGMA journal_mode = DELETE; PRAGMA page_size = 65536; VACUUM; PRAGMA journal_mode = WAL"));
    {
        auto transaction = TRY(Transaction::begin(*database));
        TRY(database->run(tables));
        TRY(database->run(
            fmt::format("INSERT INTO info VALUES ('fold', '{}'); PRAGMA user_version = {}", fold_version, index_version)
                .c_str()));
        TRY(transaction.commit());
    }
    return database;
}

Result<std::unique_ptr<Database>> open_index_for_reading(const IndexFiles& files) {
    if (!files.exist()) {
        return failure(Fault::not_found,
                       "this case has no index: it was examined with --no-index, or by a version of "
                       "Sanad that made none");
    }
    auto database = TRY(Database::open(files.database(), Access::read_only));
    const auto version = TRY(database->number("PRAGMA user_version"));
    if (version > index_version)
        return failure(Fault::refused, database->name() + ": made by a newer version of Sanad");
    if (version != index_version || !TRY(is_of_this_fold(*database))) {
        return failure(Fault::refused, database->name() +
                                           ": made by an older version of Sanad; `sanad ingest` of the "
                                           "case makes what is missing");
    }
    return database;
}

}  // namespace sanad
