// sanad-reader: one process that reads one image, in a sandbox, at the supervisor's request. It is started by sanad
// only: descriptor 3 is the conversation, then comes what reader_start.hpp lists, the rest are the image's segments.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/ingest/reader.hpp"
#include "core/ingest/reader_start.hpp"
#include "core/module/worker_process.hpp"
#include "core/source/file_system.hpp"

namespace {

constexpr const char* magic_database = "/usr/share/mime/magic";

int complain(const std::string& what) {
    std::fprintf(stderr, "sanad-reader: %s\n", what.c_str());
    return 1;
}

}  // namespace

int main(int count, char** arguments) {
    using namespace sanad;
    use_utc_clock();
    auto start = ReaderStart::from(count, arguments);
    if (!start) return complain(start.error().what);
    Channel channel{worker_channel_fd};
    try {
        if (start->role() == ReaderRole::inflater) {
            if (const auto sandbox = enter_sandbox(start->limits()); !sandbox) return complain(sandbox.error().what);
            return serve_walker(channel, start->socket(), *start->chunks().store);
        }
        std::ifstream magic{magic_database, std::ios::binary};
        const std::vector<char> bytes{std::istreambuf_iterator<char>{magic}, {}};
        auto typer = FileTyper::with_database(bytes_of({bytes.data(), bytes.size()}));
        if (!typer) return complain(std::string{magic_database} + ": " + typer.error().what);
        if (start->role() == ReaderRole::content && !digest_self_test())
            return complain("this machine computes digests wrongly");
        if (const auto sandbox = enter_sandbox(start->limits()); !sandbox) return complain(sandbox.error().what);
        return Reader{*start, channel, std::move(*typer)}.serve();
    } catch (const std::exception& error) {
        return complain(error.what());
    }
}
