#include "core/search/shard.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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

/// What a byte is to a word of ASCII letters and digits: itself in small letters, 0 for the end, and this for a byte of
/// something that has to be folded.
constexpr unsigned char beyond_ascii = 1;
constexpr std::array<unsigned char, 256> letters = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool capital = c >= 'A' && c <= 'Z';
        table[c] = static_cast<unsigned char>(small ? c : capital ? c | 0x20 : c >= 0x80 ? beyond_ascii : 0);
    }
    return table;
}();
unsigned char letter_of(char c) {
    return letters[static_cast<unsigned char>(c)];
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
    ascii_.resize(std::max(ascii_.size(), text.size()));
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        unsigned char letter = letter_of(text[at]);
        if (letter == 0) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        const std::size_t word = used;
        while (letter > beyond_ascii) {
            ascii_[used++] = static_cast<char>(letter);
            ++at;
            letter = at < text.size() ? letter_of(text[at]) : 0;
        }
        if (letter == 0) {
            words_->add({ascii_.data() + word, used - word});
            continue;
        }
        // The fold is asked for what reaches from one ASCII sign that parts words to the next: none of its rules goes
        // over one.
        while (at < text.size() && letter_of(text[at]) != 0) ++at;
        words_->settle();
        key_.clear();
        folder_.append_words(text.substr(begin, at - begin), key_);
        for (std::string_view keys = key_; !keys.empty();) {
            const std::string_view key = keys.substr(0, keys.find(' '));
            words_->add(key);
            keys.remove_prefix(std::min(key.size() + 1, keys.size()));
        }
        words_->settle();
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
