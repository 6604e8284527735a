// A reader with one fault, chosen by the file beside it ("faulty_reader.fault"): its first word says what happens, the
// second to which request, the third to which one of them (counted from 1 over the life of the process; 0: all).
// "no-inflater": the first inflaters, as many as the third word says (0: all), die of the first chunk they are asked
// for.
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/ingest/reader.hpp"
#include "core/module/shared_memory.hpp"
#include "core/module/worker_process.hpp"

using namespace sanad;

namespace {

struct Fault_ {
    std::string kind;
    std::uint32_t request = 0;
    unsigned which = 0;
    std::string word;  ///< only when the request's body holds it
};

class FaultyReader : public Reader {
public:
    FaultyReader(ReaderStart& start, Channel& channel, FileTyper typer, Fault_ fault)
        : Reader{start, channel, std::move(typer)}, channel_{channel}, fault_{std::move(fault)} {}

protected:
    Result<std::vector<Byte>> answer(ReaderFrame request, Bytes body) override {
        const bool word_matches = fault_.word.empty() || text_of(body).find(fault_.word) != std::string_view::npos;
        if (static_cast<std::uint32_t>(request) == fault_.request && word_matches &&
            (fault_.which == 0 || ++seen_ == fault_.which)) {
            if (fault_.kind == "crash") {
                std::signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would turn it into an exit
                std::raise(SIGSEGV);
            }
            if (fault_.kind == "hang") ::pause();
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

int main(int count, char** arguments) {
    auto start = ReaderStart::from(count, arguments);
    if (!start) return 1;
    char self[4096];
    const ssize_t length = ::readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) return 1;
    Fault_ fault;
    std::ifstream told{std::string{self, static_cast<std::size_t>(length)} + ".fault"};
    told >> fault.kind >> fault.request >> fault.which >> fault.word;

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
