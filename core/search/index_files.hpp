#pragma once
// What an index consists of, beside case.db: index.db (which texts there are, their originals in pieces, keyword lists)
// and index/ (its shards). All of it can be thrown away and made again, except for the lists.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "core/base/result.hpp"

namespace sanad {

class Database;

enum class ShardKind : std::uint8_t {
    text,      ///< words of pieces of text; a row's number is that of the piece
    artifact,  ///< words of an artifact's values; the artifact's id
    name,      ///< runs of three characters of a file's name; the file's id
};
std::string_view name_of(ShardKind kind);

/// The rows of one shard.
struct ShardPlan {
    std::int64_t image = 0;
    ShardKind kind = ShardKind::text;
    std::uint32_t number = 0;
    std::int64_t first = 0, last = 0;
};

struct IndexFiles {
    std::filesystem::path case_folder;
    std::filesystem::path database() const { return case_folder / "index.db"; }
    std::filesystem::path folder() const { return case_folder / "index"; }
    /// "index/2-text-0001.db": image, kind, number.
    std::filesystem::path shard(std::int64_t image, ShardKind kind, std::uint32_t number) const;
    bool exist() const;
    /// Of all its files.
    std::uint64_t bytes() const;
};

/// The index of the case, brought up to this program's form; made when there is none.
Result<std::unique_ptr<Database>> open_index_for_writing(const IndexFiles& files);
/// Fault::not_found when the case has none, Fault::refused when it was made by a fold of another version.
Result<std::unique_ptr<Database>> open_index_for_reading(const IndexFiles& files);

/// A piece's number: its document's and its place in it, so that one tells the other without a look-up.
inline constexpr int piece_bits = 22;
constexpr std::int64_t piece_number(std::int64_t document, std::uint32_t ordinal) {
    return document << piece_bits | ordinal;
}
constexpr std::int64_t document_of(std::int64_t piece) {
    return piece >> piece_bits;
}

}  // namespace sanad
