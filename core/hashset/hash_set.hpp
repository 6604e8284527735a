#pragma once
// A set of digests in its file: sorted, mapped into memory, checked as hostile when it is opened. FORMAT.md says what
// each byte means.
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/model/evidence.hpp"
#include "core/model/hash_set.hpp"

namespace sanad {

/// What a set says of itself. `categories` is never empty: 0 is the category of entries that name none.
struct HashSetFacts {
    std::string name;
    HashSetKind kind = HashSetKind::notable;
    std::string version;  ///< as its publisher says; may be empty
    std::string source;   ///< where it comes from, in the words of whoever imported it, or the files' names
    std::string
        provenance;  ///< one line for each file it was made of: format, SHA-256, what was taken and what was not
    std::vector<std::string> categories{""};
    bool operator==(const HashSetFacts&) const = default;
};

inline constexpr std::size_t longest_set_text = 1 << 16;
inline constexpr std::size_t most_categories = 256;
/// A set's name is also its file's: letters, digits, '.', '_' and '-', at most 64, not led by a dot.
bool is_set_name(std::string_view name);

/// How the file begins: for whoever writes one.
inline constexpr std::string_view hash_set_magic = "SanadHS1";
inline constexpr std::uint32_t hash_set_version = 1;
inline constexpr std::size_t hash_set_head = 64;  ///< bytes before the description; the digest covers what follows

/// The digests of one algorithm, in ascending order.
struct HashTable {
    HashAlgorithm algorithm = HashAlgorithm::md5;
    std::uint8_t stride = 0;      ///< bytes of a record: the digest, and one for its category where records carry it
    std::uint8_t fence_bits = 0;  ///< leading bits of a digest that choose its fence
    std::uint64_t count = 0;
    std::uint64_t fences_offset = 0;   ///< 2^fence_bits + 1 counts of eight bytes
    std::uint64_t records_offset = 0;  ///< count * stride bytes
};

class HashSet {
public:
    /// Every offset, length, fence and text is checked; order, categories and digest of the records are not: check()
    /// does.
    static Result<HashSet> open(const std::filesystem::path& path);
    HashSet(HashSet&& other) noexcept;
    HashSet& operator=(HashSet&&) = delete;
    ~HashSet();

    const std::filesystem::path& path() const { return path_; }
    const HashSetFacts& facts() const { return facts_; }
    std::span<const HashTable> tables() const { return tables_; }
    /// Entries of all tables.
    std::uint64_t count() const;
    /// SHA-256 over all that the set says and holds, as its head states it: names the set in the record of a run.
    const Sha256Digest& digest() const { return digest_; }

    /// Reads the whole file: the digest is what the head states, and the records stand in order.
    Result<void> check() const;

    /// The categories under which a digest stands in the set: positions in facts().categories, ascending; none: it is
    /// not there. Microseconds: one fence, then a binary search among some sixty records.
    std::vector<std::uint8_t> find(HashAlgorithm algorithm, Bytes digest) const;
    /// find() for many digests of one algorithm, one after the other in `digests`; ascending ones walk through the file
    /// once. `each`: position among them, category.
    void find_all(HashAlgorithm algorithm, Bytes digests,
                  const std::function<void(std::size_t position, std::uint8_t category)>& each) const;
    /// Its name; of a file that check() would refuse, words that say so.
    std::string category(std::uint8_t number) const;
    /// Every record in order; false stops.
    void each(const std::function<bool(HashAlgorithm, Bytes digest, std::uint8_t category)>& each) const;

private:
    HashSet() = default;
    Result<void> read_description(std::uint64_t length);
    Result<void> check_table(const HashTable& table) const;
    const HashTable* table(HashAlgorithm algorithm) const;
    /// Position of the first record not below `digest`.
    std::uint64_t lower_bound(const HashTable& table, const Byte* digest) const;
    const Byte* record(const HashTable& table, std::uint64_t position) const {
        return bytes_.data() + table.records_offset + position * table.stride;
    }

    std::filesystem::path path_;
    Bytes bytes_;  ///< the mapping
    HashSetFacts facts_;
    std::vector<HashTable> tables_;
    Sha256Digest digest_{};
};

}  // namespace sanad
