#include "core/hashset/hash_set.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/descriptor.hpp"
#include "core/base/text.hpp"
#include "core/crypto/digest.hpp"

namespace sanad {
namespace {

constexpr std::size_t table_row = 32;  ///< bytes of a table's row in the description
constexpr std::uint8_t most_fence_bits = 24;

/// Its first four bytes as a number: fences are chosen by the leading bits.
std::uint32_t leading(const Byte* digest) {
    return static_cast<std::uint32_t>(digest[0]) << 24 | static_cast<std::uint32_t>(digest[1]) << 16 |
           static_cast<std::uint32_t>(digest[2]) << 8 | digest[3];
}

std::uint64_t number_at(const Byte* at) {
    std::uint64_t number = 0;
    for (int i = 7; i >= 0; --i) number = number << 8 | at[i];
    return number;
}

std::uint64_t fence_of(const HashTable& table, const Byte* digest) {
    return table.fence_bits == 0 ? 0 : leading(digest) >> (32 - table.fence_bits);
}

tl::unexpected<Error> no_set(std::string what) {
    return failure(Fault::damaged, "no hash set of ours: " + std::move(what));
}

/// A text of the description, and the place behind it.
Result<std::string> text_at(const ByteReader& reader, std::uint64_t& at) {
    const std::uint32_t length = TRY(reader.u32_le(at));
    if (length > longest_set_text) return no_set(fmt::format("a text of {} bytes at byte {}", length, at));
    const Bytes bytes = TRY(reader.slice(at + 4, length));
    if (!is_utf8(text_of(bytes))) return no_set(fmt::format("the text at byte {} is not UTF-8", at));
    at += 4 + std::uint64_t{length};
    return std::string{text_of(bytes)};
}

}  // namespace

bool is_set_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
    });
}

HashSet::HashSet(HashSet&& other) noexcept
    : path_{std::move(other.path_)},
      bytes_{std::exchange(other.bytes_, {})},
      facts_{std::move(other.facts_)},
      tables_{std::move(other.tables_)},
      digest_{other.digest_} {}

HashSet::~HashSet() {
    if (!bytes_.empty()) ::munmap(const_cast<Byte*>(bytes_.data()), bytes_.size());
}

Result<HashSet> HashSet::open(const std::filesystem::path& path) {
    const std::string name = shown(path.string());
    const auto unavailable = [&] {
        return failure(Fault::unavailable, fmt::format("{}: {}", name, std::strerror(errno)));
    };
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat facts {};
    if (!file.is_open() || ::fstat(file.number(), &facts) != 0) return unavailable();
    if (!S_ISREG(facts.st_mode)) return failure(Fault::refused, name + ": not an ordinary file");
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (size < hash_set_head) return within(name, no_set(fmt::format("{} bytes", size)).value());
    void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.number(), 0);
    if (mapped == MAP_FAILED) return unavailable();
    HashSet set;
    set.path_ = path;
    set.bytes_ = {static_cast<const Byte*>(mapped), static_cast<std::size_t>(size)};
    const auto read = [&]() -> Result<void> {
        const ByteReader head{set.bytes_.first(hash_set_head)};
        if (!head.matches(0, hash_set_magic)) return no_set("it begins otherwise");
        if (const auto format = TRY(head.u32_le(8)); format != hash_set_version) {
            return failure(Fault::unsupported, fmt::format("a hash set of format version {}; this program knows {}",
                                                           format, hash_set_version));
        }
        const std::uint32_t length = TRY(head.u32_le(12));
        if (const auto stated = TRY(head.u64_le(16)); stated != size)
            return no_set(fmt::format("{} bytes, {} by its head", size, stated));
        if (TRY(head.u64_le(24)) != 0) return no_set("byte 24 is reserved and not zero");
        std::ranges::copy(TRY(head.slice(32, 32)), set.digest_.begin());
        if (length > size - hash_set_head) return no_set(fmt::format("a description of {} bytes", length));
        return set.read_description(length);
    }();
    if (!read) return within(name, read.error());
    return set;
}

Result<void> HashSet::read_description(std::uint64_t length) {
    const ByteReader reader{bytes_.subspan(hash_set_head, static_cast<std::size_t>(length))};
    const std::uint8_t kind = TRY(reader.u8(0));
    if (kind != 1 && kind != 2) return no_set(fmt::format("kind {}", kind));
    facts_.kind = static_cast<HashSetKind>(kind);
    const std::uint8_t table_count = TRY(reader.u8(1));
    if (table_count == 0 || table_count > std::size(hash_algorithms))
        return no_set(fmt::format("{} tables", table_count));
    const std::size_t category_count = TRY(reader.u16_le(2));
    if (category_count == 0 || category_count > most_categories)
        return no_set(fmt::format("{} categories", category_count));
    std::uint64_t at = 4;
    facts_.name = TRY(text_at(reader, at));
    if (!is_set_name(facts_.name)) return no_set("its name is none");
    facts_.version = TRY(text_at(reader, at));
    facts_.source = TRY(text_at(reader, at));
    facts_.provenance = TRY(text_at(reader, at));
    facts_.categories.clear();
    for (std::size_t i = 0; i < category_count; ++i) facts_.categories.push_back(TRY(text_at(reader, at)));
    for (std::uint8_t i = 0; i < table_count; ++i, at += table_row) {
        HashTable table;
        const std::uint8_t algorithm = TRY(reader.u8(at));
        if (algorithm < 1 || algorithm > 3) return no_set(fmt::format("a table of algorithm {}", algorithm));
        table.algorithm = static_cast<HashAlgorithm>(algorithm);
        if (!tables_.empty() && table.algorithm <= tables_.back().algorithm)
            return no_set("two tables of one algorithm");
        table.stride = TRY(reader.u8(at + 1));
        table.fence_bits = TRY(reader.u8(at + 2));
        table.count = TRY(reader.u64_le(at + 8));
        table.fences_offset = TRY(reader.u64_le(at + 16));
        table.records_offset = TRY(reader.u64_le(at + 24));
        const auto checked = check_table(table);
        if (!checked) return within(fmt::format("its {} table", name_of(table.algorithm)), checked.error());
        tables_.push_back(table);
    }
    if (at != length) return no_set(fmt::format("{} bytes behind its tables", length - std::min(at, length)));
    return {};
}

Result<void> HashSet::check_table(const HashTable& table) const {
    const std::size_t digest = digest_size(table.algorithm);
    if (table.stride != digest && table.stride != digest + 1)
        return no_set(fmt::format("records of {} bytes", table.stride));
    if (table.fence_bits > most_fence_bits) return no_set(fmt::format("{} fence bits", table.fence_bits));
    const ByteReader whole{bytes_};
    const std::uint64_t fences = (std::uint64_t{1} << table.fence_bits) + 1;
    if (!whole.holds(table.fences_offset, fences * 8)) return no_set("its fences lie outside of the file");
    if (table.count > bytes_.size() / table.stride || !whole.holds(table.records_offset, table.count * table.stride))
        return no_set(fmt::format("{} records do not fit into the file", table.count));
    std::uint64_t before = 0;
    const Byte* fence = bytes_.data() + table.fences_offset;
    for (std::uint64_t i = 0; i < fences; ++i, fence += 8) {
        const std::uint64_t position = number_at(fence);
        if (position < before || position > table.count || (i == 0 && position != 0))
            return no_set(fmt::format("fence {} stands at {}", i, position));
        before = position;
    }
    if (before != table.count) return no_set("its last fence is not its end");
    return {};
}

std::uint64_t HashSet::count() const {
    std::uint64_t count = 0;
    for (const HashTable& table : tables_) count += table.count;
    return count;
}

Result<void> HashSet::check() const {
    Sha256 sha256;
    sha256.update(bytes_.subspan(hash_set_head));
    const Sha256Digest computed = sha256.finish();
    const std::string name = shown(path_.string());
    if (computed != digest_) {
        return failure(Fault::damaged,
                       fmt::format("{}: its SHA-256 is {}, its head states {}", name, hex(computed), hex(digest_)));
    }
    for (const HashTable& table : tables_) {
        const std::size_t size = digest_size(table.algorithm);
        for (std::uint64_t i = 0; table.stride > size && i < table.count; ++i) {
            if (record(table, i)[size] >= facts_.categories.size()) {
                return failure(Fault::damaged,
                               fmt::format("{}: record {} of its {} table names category {} of {}", name, i,
                                           name_of(table.algorithm), record(table, i)[size], facts_.categories.size()));
            }
        }
        for (std::uint64_t i = 1; i < table.count; ++i) {
            if (std::memcmp(record(table, i - 1), record(table, i), table.stride) >= 0) {
                return failure(Fault::damaged, fmt::format("{}: record {} of its {} table is out of order", name, i,
                                                           name_of(table.algorithm)));
            }
        }
        const Byte* fence = bytes_.data() + table.fences_offset;
        for (std::uint64_t i = 0; i + 1 < (std::uint64_t{1} << table.fence_bits) + 1; ++i) {
            const std::uint64_t from = number_at(fence + i * 8);
            const std::uint64_t to = number_at(fence + i * 8 + 8);
            if (from != to &&
                (fence_of(table, record(table, from)) != i || fence_of(table, record(table, to - 1)) != i)) {
                return failure(Fault::damaged, fmt::format("{}: fence {} of its {} table stands elsewhere", name, i,
                                                           name_of(table.algorithm)));
            }
        }
    }
    return {};
}

std::string HashSet::category(std::uint8_t number) const {
    return number < facts_.categories.size() ? facts_.categories[number] : fmt::format("no category {}", number);
}

const HashTable* HashSet::table(HashAlgorithm algorithm) const {
    const auto found = std::ranges::find(tables_, algorithm, &HashTable::algorithm);
    return found == tables_.end() ? nullptr : &*found;
}

std::uint64_t HashSet::lower_bound(const HashTable& table, const Byte* digest) const {
    const Byte* fence = bytes_.data() + table.fences_offset + fence_of(table, digest) * 8;
    std::uint64_t low = number_at(fence);
    std::uint64_t high = number_at(fence + 8);
    const std::size_t size = digest_size(table.algorithm);
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (std::memcmp(record(table, middle), digest, size) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void HashSet::find_all(HashAlgorithm algorithm, Bytes digests,
                       const std::function<void(std::size_t, std::uint8_t)>& each) const {
    const HashTable* const there = table(algorithm);
    if (there == nullptr) return;
    const std::size_t size = digest_size(algorithm);
    for (std::size_t i = 0; i < digests.size() / size; ++i) {
        const Byte* const digest = digests.data() + i * size;
        for (std::uint64_t at = lower_bound(*there, digest); at < there->count; ++at) {
            const Byte* const entry = record(*there, at);
            if (std::memcmp(entry, digest, size) != 0) break;
            each(i, there->stride > size ? entry[size] : std::uint8_t{0});
        }
    }
}

std::vector<std::uint8_t> HashSet::find(HashAlgorithm algorithm, Bytes digest) const {
    std::vector<std::uint8_t> categories;
    if (digest.size() != digest_size(algorithm)) return categories;
    find_all(algorithm, digest, [&](std::size_t, std::uint8_t category) { categories.push_back(category); });
    return categories;
}

void HashSet::each(const std::function<bool(HashAlgorithm, Bytes, std::uint8_t)>& each) const {
    for (const HashTable& table : tables_) {
        const std::size_t size = digest_size(table.algorithm);
        for (std::uint64_t i = 0; i < table.count; ++i) {
            const Byte* const entry = record(table, i);
            if (!each(table.algorithm, {entry, size}, table.stride > size ? entry[size] : std::uint8_t{0})) return;
        }
    }
}

}  // namespace sanad
