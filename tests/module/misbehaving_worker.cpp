// A worker that does on command what a worker must not do. The tests of core/module start it and watch what becomes of
// it. usage: misbehaving_worker VERB
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "core/module/shared_memory.hpp"
#include "core/module/wire.hpp"
#include "core/module/worker_process.hpp"

using namespace sanad;

namespace {

void reply(Channel& channel, std::string_view text) {
    channel.send(1, bytes_of(text));
}

void crash() {
    std::fputs("reading inode 42\n", stderr);
    volatile int* nowhere = nullptr;
    *nowhere = 1;
}

void crash_after_noise() {
    for (int i = 0; i < 20'000; ++i) std::fprintf(stderr, "line %d of noise\n", i);
    std::fputs("\x1B[2Jthe last of it\n", stderr);
    std::abort();
}

[[noreturn]] void hang() {
    while (true) sleep(1000);
}

void echo(Channel& channel) {
    while (const auto frame = channel.receive()) channel.send(frame->kind, frame->body);
}

void flood() {
    const std::uint32_t header[2] = {0xFFFF'FFF0, 1};
    if (write(worker_channel_fd, header, sizeof header) != sizeof header) std::exit(9);
    hang();
}

void die_within_a_frame() {
    const std::uint32_t header[2] = {1000, 1};
    if (write(worker_channel_fd, header, sizeof header) != sizeof header) std::exit(9);
    if (write(worker_channel_fd, "half", 4) != 4) std::exit(9);
    std::exit(0);
}

std::string surroundings() {
    std::string found;
    for (int fd = 0; fd < 64; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) found += std::to_string(fd) + ' ';
    }
    for (char** setting = environ; *setting != nullptr; ++setting) {
        if (std::strncmp(*setting, "ASAN", 4) != 0 && std::strncmp(*setting, "LSAN", 4) != 0) {
            found += std::string{*setting} + ' ';
        }
    }
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    struct sigaction broken_pipe {};
    sigaction(SIGPIPE, nullptr, &broken_pipe);
    found += sigismember(&blocked, SIGTERM) == 1 ? "blocked " : "unblocked ";
    found += broken_pipe.sa_handler == SIG_DFL ? "default" : "ignored";
    return found;
}

void write_shared_memory(Channel& channel) {
    auto memory = SharedMemory::attach(first_inherited_fd, Access::read_write);
    if (!memory) return reply(channel, memory.error().what);
    for (Byte& byte : memory->writable()) ++byte;
    reply(channel, "written");
}

void allocate(Channel& channel, std::size_t bytes) {
    try {
        std::string memory(bytes, 'x');
        reply(channel, std::to_string(memory.size()));
    } catch (const std::bad_alloc&) {
        reply(channel, "bad_alloc");
    }
}

// A supervisor in its own right, whose worker must die with it.
void supervise(Channel& channel) {
    auto worker = WorkerProcess::start({"/proc/self/exe", {"hang"}, {}});
    reply(channel, worker ? std::to_string(worker->pid()) : worker.error().what);
    hang();
}

}  // namespace

int main(int count, char** arguments) {
    Channel channel{worker_channel_fd};
    const std::string verb = count > 1 ? arguments[1] : "";
    const std::map<std::string, std::function<void()>> verbs{
        {"crash", crash},
        {"crash-after-noise", crash_after_noise},
        {"hang", hang},
        {"exit", [] { std::exit(3); }},
        {"echo", [&] { echo(channel); }},
        {"flood", flood},
        {"die-within-a-frame", die_within_a_frame},
        {"surroundings", [&] { reply(channel, surroundings()); }},
        {"write-shared-memory", [&] { write_shared_memory(channel); }},
        {"allocate-256-mib", [&] { allocate(channel, 256u << 20), hang(); }},
        {"supervise", [&] { supervise(channel); }},
    };
    const auto found = verbs.find(verb);
    if (found == verbs.end()) return 64;
    found->second();
}
