#pragma once
// One part of the index: an FTS5 table of folded keys without their text, in a file of its own. A shard is made by one
// thread under another name and is there whole or not at all; which rows it holds depends on the case alone, never on
// the number of threads.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/search/fold.hpp"

namespace sanad {

class Database;
class SqlStatement;

enum class ShardKind : std::uint8_t {
    text,      ///< words of pieces of text; a row's number is that of the piece
    artifact,  ///< words of an artifact's values; the artifact's id
    name,      ///< runs of three characters of a file's name; the file's id
};
std::string_view name_of(ShardKind kind);

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

    std::filesystem::path path_;
    ShardKind kind_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<SqlStatement> insert_;
    Folder folder_;
    std::string key_;
};

}  // namespace sanad
