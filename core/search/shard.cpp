#include "core/search/shard.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/text.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

// FTS5's `ascii` takes every character above 7F for a letter, and keys are small already: it divides them at the blanks
// we put there, and nowhere else.
constexpr const char* word_tables =
    "CREATE VIRTUAL TABLE entry USING fts5(key, content='', columnsize=0, tokenize='ascii');"
    // Held in memory until all is there: one segment, and nothing to merge.
    "INSERT INTO entry(entry, rank) VALUES ('hashsize', 134217728);"
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(entry, row);"
    // Words that the loose level makes another word of.
    "CREATE TABLE loose (key TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (key, word)) STRICT, WITHOUT ROWID;";
constexpr const char* name_tables =
    "CREATE VIRTUAL TABLE entry USING fts5(key, content='', columnsize=0, detail=none, tokenize='trigram');"
    "INSERT INTO entry(entry, rank) VALUES ('hashsize', 67108864);";

Result<void> settle_on_disk(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool good = file >= 0 && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (good) return {};
    return failure(Fault::system, fmt::format("{}: {}", shown(path.string()), std::strerror(error)));
}

}  // namespace

std::string_view name_of(ShardKind kind) {
    static constexpr std::string_view names[] = {"text", "artifact", "name"};
    return names[static_cast<std::size_t>(kind)];
}

ShardWriter::ShardWriter(std::filesystem::path path, ShardKind kind) : path_{std::move(path)}, kind_{kind} {}
ShardWriter::ShardWriter(ShardWriter&&) noexcept = default;
ShardWriter::~ShardWriter() = default;

Result<ShardWriter> ShardWriter::create(const std::filesystem::path& path, ShardKind kind) {
    ShardWriter shard{path, kind};
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
        std::filesystem::remove(shard.unfinished().string() + suffix, error);
    shard.database_ = TRY(Database::open(shard.unfinished(), Access::create));
    // Whatever happens before finish(), the file is made anew: no journal is needed.
    TRY(shard.database_->run("PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
    TRY(shard.database_->run("BEGIN"));
    TRY(shard.database_->run(kind == ShardKind::name ? name_tables : word_tables));
    shard.insert_ = std::make_unique<SqlStatement>(*shard.database_, "INSERT INTO entry (rowid, key) VALUES (?1, ?2)");
    return shard;
}

Result<void> ShardWriter::add(std::int64_t row, std::string_view text) {
    key_.clear();
    if (kind_ == ShardKind::name) {
        key_ = folder_.fold(text).key;
    } else {
        folder_.append_words(text, key_);
    }
    if (key_.empty()) return {};
    return insert_->with(row, key_).run();
}

Result<void> ShardWriter::finish() {
    insert_.reset();
    if (kind_ != ShardKind::name) {
        TRY(database_->run("INSERT INTO entry(entry) VALUES ('optimize')"));
        Folder loose{FoldLevel::loose};
        // What is read is not written to meanwhile.
        std::vector<std::pair<std::string, std::string>> found;
        {
            // Only letters of Arabic script are loosened: they lie above all of Latin.
            SqlStatement words{*database_, "SELECT term FROM vocabulary WHERE term >= ?1"};
            auto rows = words.with(std::string_view{"\xD0"});
            while (TRY(rows.next())) {
                std::string key = loose.fold(rows.text(0)).key;
                if (key != rows.text(0) && !key.empty()) found.emplace_back(std::move(key), rows.string(0));
            }
        }
        SqlStatement keep{*database_, "INSERT OR IGNORE INTO loose (key, word) VALUES (?1, ?2)"};
        for (const auto& [key, word] : found) TRY(keep.with(key, word).run());
    }
    TRY(database_->run("COMMIT"));
    database_.reset();
    TRY(settle_on_disk(unfinished()));
    if (::rename(unfinished().c_str(), path_.c_str()) != 0)
        return failure(Fault::system, fmt::format("{}: {}", shown(path_.string()), std::strerror(errno)));
    return {};
}

}  // namespace sanad
