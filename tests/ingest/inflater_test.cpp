#include "core/ingest/inflater.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>

#include "core/ingest/reader_protocol.hpp"
#include "core/ingest/scratch.hpp"
#include "tests/source/ewf_making.hpp"
#include "tests/source/reading.hpp"
#include "tests/support/corpus.hpp"

using namespace sanad;
using namespace sanad::tests;

namespace {

/// An inflater in a process of its own, and our end of its socket.
class Inflater {
public:
    Inflater(const SegmentList& segments, Scratch& scratch) {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, channel_.data()) == 0);
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, socket_.data()) == 0);
        child_ = ::fork();
        if (child_ == 0) {
            ::close(channel_[0]);
            ::close(socket_[0]);
            Channel channel{channel_[1]};
            ::_exit(serve_walker(channel, socket_[1], scratch.store()));
        }
        ::close(channel_[1]);
        ::close(socket_[1]);
        const auto request = encode(OpenRequest{segments});
        Channel{channel_[0]}.send(static_cast<std::uint32_t>(ReaderFrame::open), request);
    }
    ~Inflater() { end(); }
    int socket() const { return socket_[0]; }
    int end() {
        if (child_ == 0) return -1;
        ::close(socket_[0]);
        int status = 0;
        ::waitpid(std::exchange(child_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

private:
    std::array<int, 2> channel_{}, socket_{};
    pid_t child_ = 0;
};

struct Evidence {
    explicit Evidence(const std::string& options = "-f encase6 -c fast")
        : media{media_for_tests((4 << 20) + 5 * 512, 4)}, path{acquire(folder.path(), "image", media, options)} {
        if (!path.empty()) segments = *locate_segments(path);
    }
    ~Evidence() { close_segments(segments); }
    std::unique_ptr<Scratch> scratch(std::optional<std::uint64_t> limit = std::nullopt) {
        return *Scratch::create(folder.path(), {media.size(), 32768}, limit);
    }

    TemporaryFolder folder;
    std::vector<Byte> media;
    std::filesystem::path path;
    SegmentList segments;
};

/// Reads as file-system parsers do: forward through a table, then here and there.
std::vector<DamagedRange> check_reads(Evidence& evidence, ByteSource& source, const std::vector<Byte>& expected) {
    std::vector<DamagedRange> damage;
    std::vector<Byte> read(65536);
    for (std::size_t at = 0; at + read.size() <= expected.size(); at += read.size()) {
        REQUIRE(source.read(at, read, damage).has_value());
        CHECK(std::equal(read.begin(), read.end(), expected.begin() + static_cast<std::ptrdiff_t>(at)));
    }
    std::mt19937 random{5};
    for (int i = 0; i < 300; ++i) {
        const std::size_t at = random() % (evidence.media.size() - 1);
        const std::size_t length = std::min<std::size_t>(1 + random() % 200'000, evidence.media.size() - at);
        read.resize(length);
        std::vector<DamagedRange> again;
        REQUIRE(source.read(at, read, again).has_value());
        CHECK(std::equal(read.begin(), read.end(), expected.begin() + static_cast<std::ptrdiff_t>(at)));
    }
    return damage;
}

}  // namespace

TEST_CASE("a walker reads the media through its inflater, every chunk inflated once however often it is read") {
    Evidence evidence;
    if (evidence.path.empty()) {
        MESSAGE("skipped: no ewfacquire");
        return;
    }
    const auto scratch = evidence.scratch();
    Inflater inflater{evidence.segments, *scratch};
    SuppliedChunks supplied{inflater.socket(), scratch->read_only_fd()};
    const auto image = *open_image(evidence.segments, {nullptr, &supplied});
    CHECK(check_reads(evidence, *image.source, evidence.media).empty());
    supplied.settle();
    CHECK(scratch->store().counts().inflated == 129);
    CHECK(scratch->store().counts().distinct == 129);
    CHECK(inflater.end() == 0);
}

TEST_CASE("without room in the scratch file a walker reads the same, from chunks that are lent") {
    Evidence evidence;
    if (evidence.path.empty()) return;
    for (const std::uint64_t limit : {0, 100'000}) {
        CAPTURE(limit);
        const auto scratch = evidence.scratch(limit);
        Inflater inflater{evidence.segments, *scratch};
        SuppliedChunks supplied{inflater.socket(), scratch->read_only_fd()};
        const auto image = *open_image(evidence.segments, {nullptr, &supplied});
        CHECK(check_reads(evidence, *image.source, evidence.media).empty());
        CHECK(scratch->store().counts().inflated > scratch->store().counts().distinct);
    }
}

TEST_CASE("a damaged chunk is the same range, zeros and reason through an inflater as without one") {
    Evidence evidence{"-f encase6 -c none"};
    if (evidence.path.empty()) return;
    auto file = bytes_of_file(evidence.path);
    const auto offsets = chunk_offsets(file);
    file[offsets[9] + 100] ^= 1;
    file[offsets[10] + 100] ^= 1;
    write_file(evidence.path, file);
    const auto alone = *open_image(evidence.segments);
    std::vector<DamagedRange> expected_damage;
    std::vector<Byte> expected(evidence.media.size());
    REQUIRE(alone.source->read(0, expected, expected_damage).has_value());
    REQUIRE(expected_damage.size() == 1);

    const auto scratch = evidence.scratch();
    Inflater inflater{evidence.segments, *scratch};
    SuppliedChunks supplied{inflater.socket(), scratch->read_only_fd()};
    const auto image = *open_image(evidence.segments, {nullptr, &supplied});
    CHECK(check_reads(evidence, *image.source, expected) == expected_damage);
    // The single pass finds it in the store, and reports it as well.
    const auto pass = *open_image(evidence.segments, {&scratch->store(), nullptr});
    std::vector<DamagedRange> in_pass;
    std::vector<Byte> bytes(evidence.media.size());
    REQUIRE(pass.source->read(0, bytes, in_pass).has_value());
    CHECK(bytes == expected);
    CHECK(in_pass == expected_damage);
}

TEST_CASE("what a walker gets to the scratch file cannot be written through") {
    Evidence evidence;
    const auto scratch = evidence.scratch();
    const Byte one{1};
    CHECK(::pwrite(scratch->fd(), &one, 1, 0) == 1);
    CHECK(::pwrite(scratch->read_only_fd(), &one, 1, 0) == -1);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_len = 1;
    CHECK(::fcntl(scratch->read_only_fd(), F_SETLK, &lock) == -1);  // nor can it keep others waiting
    // Nothing of it is in the folder.
    for (const auto& entry : std::filesystem::directory_iterator{evidence.folder.path()}) {
        CHECK(entry.path().filename().string().find("scratch") == std::string::npos);
    }
}

TEST_CASE("an inflater ends at a request that no walker of ours makes") {
    Evidence evidence;
    if (evidence.path.empty()) return;
    struct Message {
        std::uint64_t first;
        std::uint32_t needed, ahead;
    };
    for (const Message message : {Message{130, 1, 0}, Message{128, 2, 0}, Message{0, 33, 0}, Message{0, 1, 1000},
                                  Message{~std::uint64_t{0}, 1, 0}}) {
        CAPTURE(message.first);
        const auto scratch = evidence.scratch();
        Inflater inflater{evidence.segments, *scratch};
        REQUIRE(::send(inflater.socket(), &message, sizeof message, MSG_NOSIGNAL) == sizeof message);
        std::array<Byte, 4096> answer;
        CHECK(::recv(inflater.socket(), answer.data(), answer.size(), 0) <= 0);
        CHECK(inflater.end() == 1);
    }
    const auto scratch = evidence.scratch();
    Inflater inflater{evidence.segments, *scratch};
    REQUIRE(::send(inflater.socket(), "?", 1, MSG_NOSIGNAL) == 1);
    CHECK(inflater.end() == 0);
}

TEST_CASE("a folder that takes no file is an error that names it") {
    const auto scratch = Scratch::create("/proc/nowhere", {1 << 20, 32768});
    REQUIRE_FALSE(scratch.has_value());
    CHECK(scratch.error().fault == Fault::system);
    CHECK(scratch.error().what.find("/proc/nowhere: cannot make a scratch file") != std::string::npos);
}
