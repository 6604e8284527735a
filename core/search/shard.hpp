#pragma once
// One part of the index, in a file of its own: the words of texts and where they stand (of names: runs of three
// characters, by FTS5). A shard is made by one thread under another name and is there whole or not at all; which rows
// it holds depends on the case alone, never on the number of threads.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/search/fold.hpp"
#include "core/search/index_files.hpp"
#include "core/search/word_table.hpp"

namespace sanad {

class Database;
class SqlStatement;

class ShardWriter {
public:
    /// Replaces what an interrupted run left under the same name.
    static Result<ShardWriter> create(const std::filesystem::path& path, ShardKind kind);
    ShardWriter(ShardWriter&&) noexcept;
    ~ShardWriter();

    /// Rows come in the order of their numbers.
    Result<void> add(std::int64_t row, std::string_view text);
    /// On the disk and under its name, or an Error.
    Result<void> finish();

private:
    ShardWriter(std::filesystem::path path, ShardKind kind);
    std::filesystem::path unfinished() const { return path_.string() + ".new"; }
    void add_words(std::string_view text);
    Result<void> write_segment();

    std::filesystem::path path_;
    ShardKind kind_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<SqlStatement> insert_;
    Folder folder_;
    std::string key_;
    std::string lower_;                 ///< the row at hand, its ASCII in small letters
    std::unique_ptr<WordTable> words_;  ///< of rows that are in no segment yet
    std::vector<std::int64_t> rows_;
    std::int64_t segments_ = 0;
};

}  // namespace sanad
