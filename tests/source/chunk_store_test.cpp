#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "core/source/ewf_image.hpp"
#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

constexpr ChunkShape shape{10 * 32768 + 1000, 32768};

/// A scratch file and its table, as one process has them.
struct Desk {
    explicit Desk(ChunkShape of = shape, std::uint64_t limit = 1 << 30)
        : fd{::open(folder.path().c_str(), O_TMPFILE | O_RDWR, 0600)}, table((ChunkStore::table_bytes(of) + 7) / 8) {
        REQUIRE(fd >= 0);
        ChunkStore::prepare(bytes(), of, limit);
        store = *ChunkStore::open(bytes(), fd);
    }
    ~Desk() { ::close(fd); }
    MutableBytes bytes() { return {reinterpret_cast<Byte*>(table.data()), table.size() * 8}; }

    TemporaryFolder folder;
    int fd;
    std::vector<std::uint64_t> table;
    std::unique_ptr<ChunkStore> store;
};

/// As a process does that has inflated the chunk.
Result<std::optional<KeptChunk>> kept(ChunkStore& store, std::uint64_t chunk, Bytes bytes, std::uint32_t sound,
                                      ChunkTrouble trouble = ChunkTrouble::none) {
    store.count(chunk);
    return store.keep(chunk, bytes, sound, trouble);
}

std::vector<Byte> pattern(std::size_t size, unsigned seed) {
    std::vector<Byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i * 7 + seed);
    return bytes;
}

}  // namespace

TEST_CASE("what is kept of a chunk is found again, with what is wrong with it, and nothing else is") {
    Desk desk;
    ChunkStore& store = *desk.store;
    CHECK_FALSE(store.find(3)->has_value());
    const auto sound = pattern(32768, 1);
    const auto damaged = pattern(1000, 2);
    REQUIRE(kept(store, 3, sound, 32768, ChunkTrouble::none)->has_value());
    REQUIRE(kept(store, 10, damaged, 200, ChunkTrouble::too_short)->has_value());
    CHECK_FALSE(store.find(4)->has_value());

    const auto three = **store.find(3);
    CHECK(three.sound == 32768);
    std::vector<Byte> read(100);
    REQUIRE(store.read(three, 32668, read).has_value());
    CHECK(std::equal(read.begin(), read.end(), sound.end() - 100));
    const auto ten = **store.find(10);
    CHECK(ten.sound == 200);
    CHECK(ten.trouble == ChunkTrouble::too_short);
    // Another process has its own view of the same table.
    const auto other = *ChunkStore::open(desk.bytes(), desk.fd);
    CHECK((*other->find(3))->place == three.place);
}

TEST_CASE("every inflation is counted, and every chunk once") {
    Desk desk;
    for (const std::uint64_t chunk : {0, 5, 10, 5, 5}) desk.store->count(chunk);
    CHECK(desk.store->counts().inflated == 5);
    CHECK(desk.store->counts().distinct == 3);
}

TEST_CASE("a store without room keeps nothing, lends its chunks, and takes more when room comes back") {
    Desk desk{shape, 70'000};
    ChunkStore& store = *desk.store;
    const auto bytes = pattern(32768, 3);
    REQUIRE(kept(store, 0, bytes, 32768, ChunkTrouble::none)->has_value());
    const auto aside = *store.put_aside(bytes);
    REQUIRE(aside.has_value());
    CHECK_FALSE(store.has_room());
    CHECK_FALSE(kept(store, 1, bytes, 32768, ChunkTrouble::none)->has_value());
    CHECK_FALSE(store.put_aside(bytes)->has_value());
    CHECK_FALSE(store.find(1)->has_value());
    std::vector<KeptChunk> lent;
    for (std::uint32_t i = 0; i < ChunkStore::lendable; ++i) {
        lent.push_back(*store.lend(pattern(32768, i), 32768, ChunkTrouble::none));
        CHECK(lent.back().lent == 1);
    }
    std::vector<Byte> read(32768);
    for (std::uint32_t i = 0; i < ChunkStore::lendable; ++i) {
        REQUIRE(store.read(lent[i], 0, read).has_value());
        CHECK(read == pattern(32768, i));
    }
    CHECK(store.lend(bytes, 32768, ChunkTrouble::none)->place == lent[0].place);

    store.forget(*aside, bytes.size());
    CHECK(store.has_room());
    CHECK(kept(store, 1, bytes, 32768, ChunkTrouble::none)->has_value());
    REQUIRE(store.read(**store.find(0), 0, read).has_value());
    CHECK(read == bytes);
}

TEST_CASE("a disk that is full ends keeping, and is an error only when not even one chunk can be lent") {
    Desk desk;
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{65536, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto bytes = pattern(32768, 3);
    bool room = true;
    for (std::uint64_t chunk = 0; chunk < 4 && room; ++chunk) {
        const auto done = kept(*desk.store, chunk, bytes, 32768);
        REQUIRE(done.has_value());
        room = done->has_value();
    }
    const auto lent = desk.store->lend(bytes, 32768, ChunkTrouble::none);
    ::setrlimit(RLIMIT_FSIZE, &before);
    CHECK_FALSE(room);
    CHECK_FALSE(desk.store->has_room());
    REQUIRE_FALSE(lent.has_value());
    CHECK(lent.error().fault == Fault::system);
    CHECK(lent.error().what.find("scratch file in the case folder") != std::string::npos);
}

TEST_CASE("a claim is waited for, and ends with the process that held it") {
    Desk desk;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto claim = desk.store->claim(7);
        const char sign = claim ? 'y' : 'n';
        if (::write(ready[1], &sign, 1) != 1) ::_exit(1);
        ::usleep(100'000);
        ::_exit(0);  // no destructor runs
    }
    char sign = 0;
    REQUIRE(::read(ready[0], &sign, 1) == 1);
    CHECK(sign == 'y');
    CHECK(desk.store->claim(8).has_value());  // another chunk is nobody's
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_start = 7;
    lock.l_len = 1;
    REQUIRE(::fcntl(desk.fd, F_GETLK, &lock) == 0);
    CHECK(lock.l_type == F_WRLCK);
    CHECK(lock.l_pid == child);
    REQUIRE(desk.store->claim(7).has_value());
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("a table of another shape, or scribbled over, is refused") {
    Desk desk;
    CHECK_FALSE(ChunkStore::open(desk.bytes().first(10), desk.fd).has_value());
    CHECK_FALSE(ChunkStore::open(desk.bytes().first(72), desk.fd).has_value());
    REQUIRE(kept(*desk.store, 2, pattern(32768, 1), 32768)->has_value());
    // The entry says that more of the chunk is sound than it has.
    const std::uint64_t group = desk.table[8];
    KeptChunk lie = **desk.store->find(2);
    lie.sound = 40000;
    REQUIRE(::pwrite(desk.fd, &lie, sizeof lie, static_cast<off_t>(group + 2 * sizeof lie)) == sizeof lie);
    CHECK(desk.store->find(2).error().fault == Fault::system);
    // Its bytes lie beyond the end of the file.
    CHECK(desk.store->read({std::uint64_t{1} << 40, 1, ChunkTrouble::none}, 0, MutableBytes{}).has_value());
    std::vector<Byte> one(1);
    CHECK_FALSE(desk.store->read({std::uint64_t{1} << 40, 1, ChunkTrouble::none}, 0, one).has_value());
    desk.table[1] = 0;
    CHECK_FALSE(ChunkStore::open(desk.bytes(), desk.fd).has_value());
}

TEST_CASE("an image reads the same with a store, and pieces of a chunk inflate it once") {
    TemporaryFolder folder;
    const auto media = media_for_tests(1 << 20, 11);
    const auto path = acquire(folder.path(), "shared", media, "-f encase6 -c fast");
    if (path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    const SegmentList segments = *locate_segments(path);
    Desk desk{{media.size(), 32768}};
    const auto first = *open_image(segments, {desk.store.get(), nullptr});
    const auto other_store = *ChunkStore::open(desk.bytes(), desk.fd);
    const auto second = *open_image(segments, {other_store.get(), nullptr});
    std::vector<Byte> read(media.size());
    std::vector<DamagedRange> damage;
    for (std::size_t at = 0; at < 65536 * 3; at += 4096) {
        // By turns, as two processes would.
        auto& source = at / 4096 % 2 == 0 ? first.source : second.source;
        REQUIRE(source->read(at, MutableBytes{read}.subspan(at, 4096), damage).has_value());
    }
    REQUIRE(first.source->read(65536 * 3, MutableBytes{read}.subspan(65536 * 3), damage).has_value());
    CHECK(read == media);
    CHECK(damage.empty());
    CHECK(desk.store->counts().inflated == 32);
    CHECK(desk.store->counts().distinct == 32);
    // A whole chunk that another process has read in part comes from the store too.
    std::vector<Byte> whole(65536);
    REQUIRE(second.source->read(0, whole, damage).has_value());
    CHECK(std::equal(whole.begin(), whole.end(), media.begin()));
    CHECK(desk.store->counts().inflated == 32);

    const auto refused = open_image(segments, {Desk{{media.size() + 512, 32768}}.store.get(), nullptr});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fault == Fault::unavailable);
    SegmentList done = segments;
    close_segments(done);
}
