// A reader with one fault, chosen by the file beside it ("faulty_reader.fault"): its first word says what happens, the
// second to which request, the third to which one of them (counted from 1 over the life of the process; 0: all).
// "no-inflater": the first inflaters, as many as the third word says (0: all), die of the first chunk they are asked
// for.
// "bad-bytes": of the segment file whose name ends in the fourth word, the bytes from the fifth word on, as many as the
// sixth says, fail to read (EIO): from that request on, or from the start when the second word is 0.
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/ingest/reader.hpp"
#include "core/ingest/reader_protocol.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

using namespace sanad;

namespace {

struct Fault_ {
    std::string kind;
    std::uint32_t request = 0;
    unsigned which = 0;
    std::string word;  ///< only when the request's body holds it; of bad bytes: how the file's name ends
    std::uint64_t from = 0, length = 0;
};

/// What a disk cannot read; seen by a plain function, hence no member.
struct UnreadableBytes {
    std::string segment;
    std::uint64_t from = 0, until = 0;
    bool now = false;
} unreadable_bytes;

bool fails_to_read(int fd, std::uint64_t from, std::uint64_t until) {
    if (!unreadable_bytes.now || until <= unreadable_bytes.from || from >= unreadable_bytes.until) return false;
    char path[4096];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
    return length > 0 && std::string_view{path, static_cast<std::size_t>(length)}.ends_with(unreadable_bytes.segment);
}

class FaultyReader : public Reader {
public:
    FaultyReader(ReaderStart& start, Channel& channel, FileTyper typer, Fault_ fault)
        : Reader{start, channel, std::move(typer)}, channel_{channel}, fault_{std::move(fault)} {}

protected:
    Result<std::vector<Byte>> answer(ReaderFrame request, Bytes body) override {
        if (fault_.kind == "bad-bytes") {
            if (static_cast<std::uint32_t>(request) == fault_.request && ++seen_ == fault_.which)
                unreadable_bytes.now = true;
            return Reader::answer(request, body);
        }
        const bool word_matches = fault_.word.empty() || text_of(body).find(fault_.word) != std::string_view::npos;
        if (static_cast<std::uint32_t>(request) == fault_.request && word_matches &&
            (fault_.which == 0 || ++seen_ == fault_.which)) {
            if (fault_.kind == "crash") {
                std::signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would turn it into an exit
                std::raise(SIGSEGV);
            }
            if (fault_.kind == "hang") ::pause();
            if (fault_.kind == "hang-at-orphans" && decode_walk_request(body)->limits.search_orphans) ::pause();
            if (fault_.kind == "lie") return std::vector<Byte>{1, 2, 3};
            if (fault_.kind == "stray") channel_.send(99, body);
            if (fault_.kind == "gone") return failure(sanad::Fault::unavailable, "the medium was pulled out");
        }
        return Reader::answer(request, body);
    }

private:
    Channel& channel_;
    Fault_ fault_;
    unsigned seen_ = 0;
};

}  // namespace

/// In place of the C library's, so that all that reads evidence in this process meets what a failing disk gives.
extern "C" ssize_t pread_of_a_failing_disk(int fd, void* to, std::size_t length, off_t offset) __asm__("pread");
extern "C" ssize_t pread_of_a_failing_disk(int fd, void* to, std::size_t length, off_t offset) {
    const auto from = static_cast<std::uint64_t>(offset);
    if (fails_to_read(fd, from, from + length)) {
        errno = EIO;
        return -1;
    }
    return ::syscall(SYS_pread64, fd, to, length, offset);
}

int main(int count, char** arguments) {
    auto start = ReaderStart::from(count, arguments);
    if (!start) return 1;
    char self[4096];
    const ssize_t length = ::readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) return 1;
    Fault_ fault;
    std::ifstream told{std::string{self, static_cast<std::size_t>(length)} + ".fault"};
    told >> fault.kind >> fault.request >> fault.which >> fault.word >> fault.from >> fault.length;
    if (fault.kind == "bad-bytes")
        unreadable_bytes = {fault.word, fault.from, fault.from + fault.length, fault.request == 0};

    std::ifstream magic{"/usr/share/mime/magic", std::ios::binary};
    const std::vector<char> bytes{std::istreambuf_iterator<char>{magic}, {}};
    auto typer = FileTyper::with_database(bytes_of({bytes.data(), bytes.size()}));
    if (!typer) return 1;
    Channel channel{worker_channel_fd};
    if (start->role() == ReaderRole::inflater && fault.kind == "no-inflater") {
        std::fstream deaths{std::string{self, static_cast<std::size_t>(length)} + ".deaths",
                            std::ios::in | std::ios::out};
        std::string before{std::istreambuf_iterator<char>{deaths}, {}};
        if (fault.which == 0 || before.size() < fault.which) {
            deaths.clear();
            deaths.seekp(0, std::ios::end);
            deaths << 'x' << std::flush;
            pollfd asked{start->socket(), POLLIN, 0};
            ::poll(&asked, 1, -1);
            std::signal(SIGSEGV, SIG_DFL);
            std::raise(SIGSEGV);
        }
    }
    if (start->role() == ReaderRole::inflater) return serve_walker(channel, start->socket(), *start->chunks().store);
    return FaultyReader{*start, channel, std::move(*typer), fault}.serve();
}
