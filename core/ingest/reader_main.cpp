// sanad-reader: one process that reads one image, in a sandbox, at the supervisor's request. It is started by sanad
// only: descriptor 3 is the conversation, 4 the shared memory of a content reader, the rest the image's segments.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/crypto/digest.hpp"
#include "core/ingest/reader.hpp"
#include "core/module/sandbox.hpp"
#include "core/module/shared_memory.hpp"
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
    ReaderRole role = ReaderRole::walker;
    bool role_given = false;
    SandboxLimits limits;
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--role" && i + 1 < count) {
            role = std::string_view{arguments[++i]} == name_of(ReaderRole::content) ? ReaderRole::content
                                                                                    : ReaderRole::walker;
            role_given = true;
        } else if (argument == "--directory") {
            limits.readable_directory = first_inherited_fd + (role == ReaderRole::content ? 1 : 0);
        }
    }
    if (!role_given) return complain("is started by sanad, not by hand");

    std::ifstream magic{magic_database, std::ios::binary};
    const std::vector<char> bytes{std::istreambuf_iterator<char>{magic}, {}};
    auto typer = FileTyper::with_database(bytes_of({bytes.data(), bytes.size()}));
    if (!typer) return complain(std::string{magic_database} + ": " + typer.error().what);

    if (role == ReaderRole::content && !digest_self_test()) return complain("this machine computes digests wrongly");
    std::optional<SharedMemory> memory;
    if (role == ReaderRole::content) {
        auto attached = SharedMemory::attach(first_inherited_fd, Access::read_write);
        if (!attached) return complain(attached.error().what);
        memory.emplace(std::move(*attached));
    }
    if (const auto sandbox = enter_sandbox(limits); !sandbox) return complain(sandbox.error().what);

    Channel channel{worker_channel_fd};
    try {
        return Reader{role, channel, memory ? memory->writable() : MutableBytes{}, std::move(*typer)}.serve();
    } catch (const std::exception& error) {
        return complain(error.what());
    }
}
