#include "core/search/shard.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "core/base/text.hpp"
#include "core/search/postings.hpp"
#include "core/store/database.hpp"

namespace sanad {
namespace {

constexpr const char* word_tables =
    // Rows that were in memory together; most shards are one segment.
    "CREATE TABLE segment (id INTEGER PRIMARY KEY, row BLOB NOT NULL) STRICT;"
    // Words in their order, some hundred to a block: for each how many bytes of the word before it begins with, its
    // other bytes, how many rows hold it, and how many bytes of `postings` are its own (postings.hpp).
    "CREATE TABLE block (id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, first BLOB NOT NULL, words BLOB NOT NULL, "
    "postings BLOB NOT NULL) STRICT;"
    "CREATE INDEX block_by_first ON block (segment, first);"
    // Words that the loose level makes another word of.
    "CREATE TABLE loose (key TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (key, word)) STRICT, WITHOUT ROWID;";
constexpr const char* name_tables =
    "CREATE VIRTUAL TABLE entry USING fts5(key, content='', columnsize=0, detail=none, tokenize='trigram');"
    "INSERT INTO entry(entry, rank) VALUES ('hashsize', 67108864);";

/// What is in memory is written out when it comes to this; one row is never divided.
constexpr std::size_t largest_segment = std::size_t{56} << 20;
constexpr std::size_t words_in_block = 4096;
constexpr std::size_t postings_in_block = 65536;

/// A bit for each byte of a text. Runs of them are passed over at once: a word costs no step for each of its letters.
class ByteBits {
public:
    explicit ByteBits(std::size_t bytes) : words_(bytes / 64 + 1) {}
    /// Of the eight bytes from `at` on, a multiple of eight: the highest bit of each, all others being 0.
    void put(std::size_t at, std::uint64_t highest) {
        // Each comes to its place in the highest byte, and none carries into another.
        words_[at / 64] |= ((highest >> 7) * 0x0102040810204080) >> 56 << (at % 64);
    }
    /// The first from `at` on that is set, or is not; `end` when there is none before.
    template <bool set>
    std::size_t next(std::size_t at, std::size_t end) const {
        if (at >= end) return end;
        std::uint64_t word = (set ? words_[at / 64] : ~words_[at / 64]) >> (at % 64);
        if (word == 0) {
            do {
                at = (at | 63) + 1;
                if (at >= end) return end;
                word = set ? words_[at / 64] : ~words_[at / 64];
            } while (word == 0);
        }
        return std::min(end, at + static_cast<std::size_t>(std::countr_zero(word)));
    }

private:
    std::vector<std::uint64_t> words_;
};

/// Sixteen bytes at once, in whatever the machine has for that.
using Sixteen = Byte __attribute__((vector_size(16)));

/// FF for each byte between two.
Sixteen between(Sixteen bytes, Byte first, Byte last) {
    return Sixteen(bytes - first <= Byte(last - first));
}

constexpr std::uint64_t highest_bits = 0x8080808080808080;

/// The highest bits of sixteen bytes, eight by eight.
std::array<std::uint64_t, 2> highest(Sixteen bytes) {
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &bytes, sizeof bytes);
    return {halves[0] & highest_bits, halves[1] & highest_bits};
}

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
    if (kind != ShardKind::name) TRY(shard.database_->run("PRAGMA page_size = 16384; VACUUM"));
    TRY(shard.database_->run("BEGIN"));
    TRY(shard.database_->run(kind == ShardKind::name ? name_tables : word_tables));
    if (kind == ShardKind::name) {
        shard.insert_ =
            std::make_unique<SqlStatement>(*shard.database_, "INSERT INTO entry (rowid, key) VALUES (?1, ?2)");
    } else {
        shard.words_ = std::make_unique<WordTable>();
    }
    return shard;
}

Result<void> ShardWriter::add(std::int64_t row, std::string_view text) {
    if (kind_ == ShardKind::name) {
        key_ = folder_.fold(text).key;
        if (key_.empty()) return {};
        return insert_->with(row, key_).run();
    }
    words_->begin_row();
    rows_.push_back(row);
    add_words(text);
    if (words_->bytes() >= largest_segment) return write_segment();
    return {};
}

void ShardWriter::add_words(std::string_view text) {
    static_assert(std::endian::native == std::endian::little);
    // The text in small letters, and which of its bytes are of words. What is beyond ASCII has to be folded.
    constexpr std::size_t step = sizeof(Sixteen);
    lower_.resize(std::max(lower_.size(), text.size() + step + WordTable::readable_behind));
    ByteBits of_words{text.size() + step}, beyond{text.size() + step};
    bool all_ascii = true;
    const auto take_step = [&](std::size_t at, Sixteen bytes) {
        const Sixteen small = bytes | (between(bytes, 'A', 'Z') & Byte{0x20});
        const auto high = highest(bytes);
        const auto word = highest(between(small, 'a', 'z') | between(bytes, '0', '9') | bytes);
        of_words.put(at, word[0]);
        of_words.put(at + 8, word[1]);
        std::memcpy(lower_.data() + at, &small, step);
        if ((high[0] | high[1]) == 0) return;
        beyond.put(at, high[0]);
        beyond.put(at + 8, high[1]);
        all_ascii = false;
    };
    std::size_t taken = 0;
    Sixteen bytes;
    for (; text.size() - taken >= step; taken += step) {
        std::memcpy(&bytes, text.data() + taken, step);
        take_step(taken, bytes);
    }
    bytes = Sixteen{};
    std::memcpy(&bytes, text.data() + taken, text.size() - taken);
    take_step(taken, bytes);
    for (std::size_t at = of_words.next<true>(0, text.size()); at < text.size();) {
        const std::size_t end = of_words.next<false>(at, text.size());
        if (all_ascii || beyond.next<true>(at, end) == end) {
            words_->add({lower_.data() + at, end - at});
        } else {
            // The fold is asked for what reaches from one ASCII sign that parts words to the next: none of its rules
            // goes over one.
            words_->settle();
            key_.clear();
            folder_.append_words(text.substr(at, end - at), key_);
            const std::size_t size = key_.size();
            key_.append(WordTable::readable_behind, '\0');
            for (std::string_view keys = std::string_view{key_}.substr(0, size); !keys.empty();) {
                const std::string_view key = keys.substr(0, keys.find(' '));
                words_->add(key);
                keys.remove_prefix(std::min(key.size() + 1, keys.size()));
            }
            words_->settle();
        }
        at = of_words.next<true>(end, text.size());
    }
    words_->settle();
}

Result<void> ShardWriter::write_segment() {
    if (rows_.empty()) return {};
    const std::int64_t segment = ++segments_;
    {
        std::vector<Byte> bytes;
        std::int64_t before = 0;
        for (const std::int64_t row : rows_) {
            put_number(static_cast<std::uint64_t>(row - before), [&](Byte byte) { bytes.push_back(byte); });
            before = row;
        }
        SqlStatement insert{*database_, "INSERT INTO segment VALUES (?1, ?2)"};
        TRY(insert.with(segment, bytes).run());
    }
    SqlStatement insert{*database_, "INSERT INTO block (segment, first, words, postings) VALUES (?1, ?2, ?3, ?4)"};
    SqlStatement insert_loose{*database_, "INSERT OR IGNORE INTO loose (key, word) VALUES (?1, ?2)"};
    std::string first;
    std::string last;
    std::vector<Byte> words;
    std::vector<Byte> all;
    Folder loose{FoldLevel::loose};
    Result<void> done;
    const auto write_block = [&] {
        if (!words.empty() && done) done = insert.with(segment, bytes_of(first), words, all).run();
        words.clear();
        all.clear();
    };
    words_->each([&](std::string_view key, std::uint32_t rows, Bytes postings) {
        if (words.empty()) {
            first = key;
            last.clear();
        }
        const auto shared = static_cast<std::size_t>(std::ranges::mismatch(last, key).in1 - last.begin());
        const auto put = [&](Byte byte) { words.push_back(byte); };
        put_number(shared, put);
        put_number(key.size() - shared, put);
        words.insert(words.end(), key.begin() + static_cast<std::ptrdiff_t>(shared), key.end());
        put_number(rows, put);
        put_number(postings.size(), put);
        all.insert(all.end(), postings.begin(), postings.end());
        last = key;
        if (words.size() >= words_in_block || all.size() >= postings_in_block) write_block();
        // Only letters of Arabic script are loosened: they lie above all of Latin.
        if (done && static_cast<unsigned char>(key.front()) >= 0xD0) {
            const std::string other = loose.fold(key).key;
            if (other != key && !other.empty()) done = insert_loose.with(other, key).run();
        }
    });
    write_block();
    words_->clear();
    rows_.clear();
    return done;
}

Result<void> ShardWriter::finish() {
    insert_.reset();
    if (kind_ != ShardKind::name) TRY(write_segment());
    TRY(database_->run("COMMIT"));
    database_.reset();
    TRY(settle_on_disk(unfinished()));
    if (::rename(unfinished().c_str(), path_.c_str()) != 0)
        return failure(Fault::system, fmt::format("{}: {}", shown(path_.string()), std::strerror(errno)));
    return {};
}

}  // namespace sanad
