#pragma once
// Lists of others into one set of ours, and what became of every line of them.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/hashset/digest_lists.hpp"
#include "core/hashset/hash_set.hpp"

namespace sanad {

struct HashImportSettings {
    std::string name;                          ///< of the set
    std::optional<HashSetKind> kind{};         ///< none: known for the NSRL's lists; others must be told
    std::string category{};                    ///< of every entry whose list gives none
    std::string version{}, source{};           ///< empty: as the lists say; the files' names
    std::optional<HashAlgorithm> algorithm{};  ///< only this one; none: of each file the strongest that its list gives
    std::optional<ListFormat> format{};        ///< none: recognised
    std::uint64_t memory = std::uint64_t{512} << 20;
    std::size_t refusals_kept = 100;  ///< with their words; all are counted
};

struct RefusedLine {
    std::uint64_t place = 0;  ///< line from 1; record of a list that has no lines
    std::string reason;
    std::string line;  ///< its beginning
};

/// What became of one list.
struct ImportedList {
    std::string path;
    ListFormat format = ListFormat::plain;
    std::uint64_t size = 0;
    Sha256Digest sha256{};
    std::uint64_t taken = 0;        ///< entries, repeated ones included
    std::uint64_t refused = 0;      ///< lines that gave no digest
    std::uint64_t empty_files = 0;  ///< entries of the empty file, which are left out: its digest says nothing
    std::uint64_t without = 0;      ///< entries without the one algorithm that was asked for; left out
    std::vector<RefusedLine> refusals;
    std::map<std::string, std::uint64_t> categories;  ///< entries taken, by category
};

/// "list.txt: plain, 12 bytes, SHA-256 …, 3 entries taken"
std::string provenance_line(const ImportedList& list);

struct ImportedSet {
    HashSetFacts facts;
    std::vector<ImportedList> lists;
};

/// The digest of no bytes at all, which import leaves out of every set: it says nothing of a file.
bool is_digest_of_nothing(HashAlgorithm algorithm, Bytes digest);

/// Reads the lists and writes `to`, whole or not at all. Refuses lists without one digest, and a kind that was not
/// told.
Result<ImportedSet> import_hash_lists(const std::vector<std::filesystem::path>& lists,
                                      const HashImportSettings& settings, const std::filesystem::path& to);

}  // namespace sanad
