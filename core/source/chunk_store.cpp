#include "core/source/chunk_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace sanad {
namespace {

constexpr std::uint64_t group_chunks = 512;
constexpr std::uint64_t group_bytes = group_chunks * sizeof(KeptChunk);
constexpr std::uint64_t alignment = 4096;

std::uint64_t rounded(std::uint64_t length) {
    return (length + alignment - 1) / alignment * alignment;
}

std::atomic_ref<std::uint64_t> shared(std::uint64_t& value) {
    return std::atomic_ref<std::uint64_t>{value};
}

std::uint64_t bit_of(std::uint64_t chunk) {
    return std::uint64_t{1} << (chunk % 64);
}

bool is_full(int error) {
    return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

tl::unexpected<Error> scratch_failure(std::string_view doing, int error) {
    return failure(Fault::system, fmt::format("the scratch file in the case folder: cannot {}: {}", doing,
                                              error == 0 ? "it ends there" : std::strerror(error)));
}

}  // namespace

/// At the start of the shared memory; the groups and the bits of chunks seen follow.
struct ChunkStore::Header {
    std::uint64_t media_size;
    std::uint64_t chunk_size;
    std::uint64_t limit;
    std::uint64_t end;   ///< of the scratch file's used part
    std::uint64_t held;  ///< bytes of chunks and pieces in it
    std::uint64_t inflated;
    std::uint64_t distinct;
    std::uint64_t unused;
};

std::string_view words_for(ChunkTrouble trouble) {
    switch (trouble) {
        case ChunkTrouble::none:
            return {};
        case ChunkTrouble::lost:
            return "lost: no chunk table leads here";
        case ChunkTrouble::unreadable:
            return "the stored chunk could not be read";
        case ChunkTrouble::bad_stream:
            return "the compressed chunk is damaged";
        case ChunkTrouble::bad_checksum:
            return "the chunk does not match its stored checksum";
        case ChunkTrouble::too_short:
            return "the stored chunk is shorter than its media";
    }
    return "damaged";
}

std::uint32_t ChunkShape::length_of(std::uint64_t chunk) const {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(chunk_size, media_size - chunk * chunk_size));
}

std::uint64_t ChunkStore::table_bytes(ChunkShape shape) {
    const std::uint64_t chunks = shape.chunks();
    return sizeof(Header) + (chunks / group_chunks + 1) * 8 + (chunks / 64 + 1) * 8;
}

void ChunkStore::prepare(MutableBytes table, ChunkShape shape, std::uint64_t limit) {
    if (table.size() < table_bytes(shape)) throw std::logic_error{"a chunk table smaller than its image's"};
    // Place 0 means "not kept", so the file's first block stays empty.
    const Header header{shape.media_size, shape.chunk_size, limit, alignment, 0, 0, 0, 0};
    std::memcpy(table.data(), &header, sizeof header);
}

Result<std::unique_ptr<ChunkStore>> ChunkStore::open(MutableBytes table, int scratch) {
    Header header{};
    if (table.size() < sizeof header) return failure(Fault::refused, "a chunk table without a head");
    std::memcpy(&header, table.data(), sizeof header);
    if (header.chunk_size == 0 || header.chunk_size > UINT32_MAX)
        return failure(Fault::refused, "a chunk table of no shape");
    const ChunkShape shape{header.media_size, static_cast<std::uint32_t>(header.chunk_size)};
    if (shape.chunks() / 8 > table.size() || table_bytes(shape) > table.size())
        return failure(Fault::refused, "a chunk table smaller than its image's");
    return std::unique_ptr<ChunkStore>{new ChunkStore{table, scratch, shape}};
}

ChunkStore::ChunkStore(MutableBytes table, int scratch, ChunkShape shape)
    : table_{table}, scratch_{scratch}, shape_{shape} {}

ChunkStore::Header& ChunkStore::header() const {
    return *reinterpret_cast<Header*>(table_.data());
}

std::uint64_t& ChunkStore::group(std::uint64_t chunk) const {
    return reinterpret_cast<std::uint64_t*>(table_.data() + sizeof(Header))[chunk / group_chunks];
}

std::uint64_t& ChunkStore::seen(std::uint64_t chunk) const {
    const std::uint64_t groups = shape_.chunks() / group_chunks + 1;
    return reinterpret_cast<std::uint64_t*>(table_.data() + sizeof(Header))[groups + chunk / 64];
}

ChunkStore::Claim::~Claim() {
    if (scratch_ < 0) return;
    struct flock lock {};
    lock.l_type = F_UNLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(chunk_);
    lock.l_len = 1;
    ::fcntl(scratch_, F_SETLK, &lock);
}

// A lock of the kernel's and not a flag in shared memory, because it goes with the process that dies of the chunk.
Result<ChunkStore::Claim> ChunkStore::claim(std::uint64_t chunk) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(chunk);
    lock.l_len = 1;
    while (::fcntl(scratch_, F_SETLKW, &lock) != 0) {
        if (errno != EINTR) return scratch_failure("lock a part of it", errno);
    }
    return Claim{scratch_, chunk};
}

Result<std::optional<KeptChunk>> ChunkStore::find(std::uint64_t chunk) {
    // Nobody has inflated it: true of most chunks that the single pass comes to, and known without asking the kernel.
    if ((shared(seen(chunk)).load(std::memory_order_acquire) & bit_of(chunk)) == 0) return std::nullopt;
    const std::uint64_t block = shared(group(chunk)).load(std::memory_order_acquire);
    if (block == 0) return std::nullopt;
    KeptChunk kept;
    const std::uint64_t at = block + chunk % group_chunks * sizeof kept;
    ssize_t got = 0;
    do {
        got = ::pread(scratch_, &kept, sizeof kept, static_cast<off_t>(at));
    } while (got < 0 && errno == EINTR);
    if (got < 0) return scratch_failure("read a chunk's place", errno);
    // Beyond the end of the file nothing was written yet.
    if (got != sizeof kept || kept.place == 0) return std::nullopt;
    if (kept.trouble > ChunkTrouble::too_short || kept.sound > shape_.length_of(chunk))
        return failure(Fault::system, "the scratch file in the case folder holds what nobody wrote");
    return kept;
}

bool ChunkStore::reserve(std::uint64_t length) {
    const auto held = shared(header().held);
    const std::uint64_t before = held.fetch_add(length);
    const std::uint64_t limit = shared(header().limit).load();
    if (before <= limit && length <= limit - before) return true;
    held.fetch_sub(length);
    return false;
}

bool ChunkStore::has_room() const {
    const std::uint64_t limit = shared(header().limit).load();
    const std::uint64_t held = shared(header().held).load();
    return held <= limit && shape_.chunk_size <= limit - held;
}

Result<bool> ChunkStore::write(std::uint64_t place, Bytes bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(scratch_, bytes.data(), bytes.size(), static_cast<off_t>(place));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && is_full(errno)) {
            shared(header().limit).store(0);
            return false;
        }
        if (put <= 0) return scratch_failure("write to it", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        place += static_cast<std::uint64_t>(put);
    }
    return true;
}

Result<std::optional<KeptChunk>> ChunkStore::keep(std::uint64_t chunk, Bytes bytes, std::uint32_t sound,
                                                  ChunkTrouble trouble) {
    if (!reserve(bytes.size())) return std::nullopt;
    KeptChunk kept;
    kept.place = shared(header().end).fetch_add(rounded(bytes.size()));
    kept.sound = sound;
    kept.trouble = trouble;
    if (!TRY(write(kept.place, bytes))) return std::nullopt;
    std::uint64_t block = shared(group(chunk)).load(std::memory_order_acquire);
    if (block == 0) {
        const std::uint64_t fresh = shared(header().end).fetch_add(group_bytes);
        // Whoever comes second uses the first one's; its own stays a hole in the file.
        if (shared(group(chunk)).compare_exchange_strong(block, fresh)) block = fresh;
    }
    const Bytes entry{reinterpret_cast<const Byte*>(&kept), sizeof kept};
    if (!TRY(write(block + chunk % group_chunks * sizeof kept, entry))) return std::nullopt;
    return kept;
}

Result<KeptChunk> ChunkStore::lend(Bytes bytes, std::uint32_t sound, ChunkTrouble trouble) {
    const std::uint64_t room = rounded(shape_.chunk_size);
    if (lent_at_ == 0) lent_at_ = shared(header().end).fetch_add(room * lendable);
    KeptChunk kept;
    kept.place = lent_at_ + lent_++ % lendable * room;
    kept.sound = sound;
    kept.trouble = trouble;
    kept.lent = 1;
    if (!TRY(write(kept.place, bytes))) return scratch_failure("write to it", ENOSPC);
    return kept;
}

Result<void> ChunkStore::read(const KeptChunk& kept, std::uint64_t inside, MutableBytes to) const {
    return read_scratch(scratch_, kept.place + inside, to);
}

Result<std::optional<std::uint64_t>> ChunkStore::put_aside(Bytes bytes) {
    if (!reserve(bytes.size())) return std::nullopt;
    const std::uint64_t place = shared(header().end).fetch_add(rounded(bytes.size()));
    if (!TRY(write(place, bytes))) return std::nullopt;
    return place;
}

void ChunkStore::forget(std::uint64_t place, std::uint64_t length) {
    // Where holes cannot be punched the room comes back with the end of the run.
    if (::fallocate(scratch_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(place),
                    static_cast<off_t>(length)) == 0) {
        shared(header().held).fetch_sub(length);
    }
}

void ChunkStore::count(std::uint64_t chunk) {
    shared(header().inflated).fetch_add(1, std::memory_order_relaxed);
    if ((shared(seen(chunk)).fetch_or(bit_of(chunk)) & bit_of(chunk)) == 0)
        shared(header().distinct).fetch_add(1, std::memory_order_relaxed);
}

ChunkCounts ChunkStore::counts() const {
    return {shared(header().inflated).load(), shared(header().distinct).load()};
}

Result<void> read_scratch(int scratch, std::uint64_t place, MutableBytes to) {
    while (!to.empty()) {
        const ssize_t got = ::pread(scratch, to.data(), to.size(), static_cast<off_t>(place));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return scratch_failure(fmt::format("read {} bytes at {}", to.size(), place), got < 0 ? errno : 0);
        to = to.subspan(static_cast<std::size_t>(got));
        place += static_cast<std::uint64_t>(got);
    }
    return {};
}

}  // namespace sanad
