// A worker that does on command what a worker must not do. The tests of core/module start it and watch what becomes of
// it. usage: misbehaving_worker VERB [sandboxed|scratch [DIRECTORY_FD | as-typesetter]]
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "core/module/sandbox.hpp"
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
    auto memory = SharedMemory::attach(first_inherited_fd, MemoryAccess::read_write);
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

// "done", or the name of the error, so that the tests can say which refusal it was.
std::string outcome(long result) {
    return result >= 0 ? "done" : strerrorname_np(errno);
}

std::string open_for(int flags, const char* path, int directory = AT_FDCWD) {
    return outcome(openat(directory, path, flags, 0600));
}

std::string start_thread() {
    try {
        std::thread{[] {}}.join();
        return "done";
    } catch (const std::system_error&) {
        return "no thread";
    }
}

std::string map_executable() {
    return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? outcome(-1)
                                                                                                        : "done";
}

// What a worker needs must work: a sandbox that refuses it would lose evidence.
std::string work_as_usual() {
    std::array<char, 16> bytes{};
    struct stat facts {};
    if (pread(first_inherited_fd, bytes.data(), bytes.size(), 100) != 16) return "cannot read";
    if (fstat(first_inherited_fd, &facts) != 0 || facts.st_size < 116) return "cannot learn the size";
    if (lseek(first_inherited_fd, 0, SEEK_END) != facts.st_size) return "cannot seek";
    FILE* file = fdopen(dup(first_inherited_fd), "rb");
    if (file == nullptr || std::fseek(file, 0, SEEK_SET) != 0 || std::fread(bytes.data(), 1, 4, file) != 4) {
        return "cannot read through stdio";
    }
    std::fclose(file);
    std::string large(64 << 20, 'x');
    large.resize(128 << 20);
    if (std::time(nullptr) <= 0) return "no clock";
    std::tm broken_down{};
    const std::time_t then = 86400;
    if (localtime_r(&then, &broken_down) == nullptr || broken_down.tm_hour != 0) return "no time of day in UTC";
    if (std::thread::hardware_concurrency() == 0) return "number of cores unknown";
    try {
        throw std::runtime_error{"unwinding"};
    } catch (const std::runtime_error&) {
    }
    return "everything works";
}

// A supervisor in its own right, whose worker must die with it.
void supervise(Channel& channel) {
    auto worker = WorkerProcess::start({"/proc/self/exe", {"hang", "sandboxed"}, {}});
    reply(channel, worker ? std::to_string(worker->pid()) : worker.error().what);
    hang();
}

using Verbs = std::map<std::string, std::function<void()>>;

Verbs deeds_of_a_worker(Channel& channel) {
    return {
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
        {"allocate-8-gib", [&] { allocate(channel, std::size_t{8} << 30); }},
        {"supervise", [&] { supervise(channel); }},
        {"work-as-usual", [&] { reply(channel, work_as_usual()); }},
        {"abort", [] { std::abort(); }},
    };
}

Verbs deeds_of_an_intruder(Channel& channel) {
    const auto tell = [&channel](auto deed) { return [&channel, deed] { reply(channel, deed()); }; };
    return {
        {"read-etc-passwd", tell([] { return open_for(O_RDONLY, "/etc/passwd"); })},
        {"open-the-new-way", tell([] { return outcome(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", nullptr, 0)); })},
        {"make-a-file", tell([] { return open_for(O_CREAT | O_WRONLY, "escaped", first_inherited_fd); })},
        {"remove-a-file", tell([] { return outcome(unlinkat(first_inherited_fd, "victim", 0)); })},
        {"write-to-evidence", tell([] { return outcome(pwrite(first_inherited_fd, "forged", 6, 0)); })},
        {"lock-a-file", tell([] {
             struct flock lock {};
             lock.l_type = F_WRLCK;
             lock.l_len = 1;
             return outcome(fcntl(first_inherited_fd, F_SETLKW, &lock));
         })},
        {"write-to-a-file", tell([] { return outcome(write(first_inherited_fd, "grown", 5)); })},
        {"truncate", tell([] { return outcome(ftruncate(first_inherited_fd, 0)); })},
        {"start-thread", tell(start_thread)},
        {"map-executable", tell(map_executable)},
        {"raise-limit", tell([] {
             const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
             return outcome(setrlimit(RLIMIT_FSIZE, &limit));
         })},
        {"outlive-supervisor", tell([] { return outcome(prctl(PR_SET_PDEATHSIG, 0)); })},
        {"read-beneath", tell([] { return open_for(O_RDONLY, "inside/file", first_inherited_fd); })},
        {"write-beneath", tell([] { return open_for(O_RDWR, "inside/file", first_inherited_fd); })},
        {"read-outside", tell([] { return open_for(O_RDONLY, "/etc/passwd", first_inherited_fd); })},
        {"read-above", tell([] { return open_for(O_RDONLY, "../outside", first_inherited_fd); })},
        {"follow-link-outside", tell([] { return open_for(O_RDONLY, "link-outside", first_inherited_fd); })},
        {"socket", tell([] { return outcome(socket(AF_INET, SOCK_STREAM, 0)); })},
        {"connect", tell([] { return outcome(connect(worker_channel_fd, nullptr, 0)); })},
        {"fork", tell([] { return outcome(fork()); })},
        {"execute", tell([] { return outcome(execl("/bin/true", "true", nullptr)); })},
        {"kill-supervisor", tell([] { return outcome(kill(getppid(), 0)); })},
        {"abort-supervisor", tell([] { return outcome(syscall(SYS_tgkill, getppid(), getppid(), 0)); })},
        {"trace-supervisor", tell([] { return outcome(syscall(SYS_ptrace, 16, getppid(), 0, 0)); })},
        {"read-supervisor", tell([] { return outcome(syscall(SYS_process_vm_readv, getppid(), 0, 0, 0, 0, 0)); })},
        {"mount", tell([] { return outcome(syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, nullptr)); })},
        {"io-uring", tell([] { return outcome(syscall(SYS_io_uring_setup, 1, nullptr)); })},
        {"bpf", tell([] { return outcome(syscall(SYS_bpf, 0, nullptr, 0)); })},
    };
}

}  // namespace

int main(int count, char** arguments) {
    Channel channel{worker_channel_fd};
    const std::string verb = count > 1 ? arguments[1] : "";
    if (count > 2) {
        SandboxLimits limits;
        limits.writes_scratch = std::string_view{arguments[2]} == "scratch";
        if (count > 3 && arguments[3] == std::string_view{"as-typesetter"}) {
            limits.may_start_threads = true;
            limits.written_file_bytes = 8;
        } else if (count > 3) {
            limits.readable_directory = std::atoi(arguments[3]);
        }
        const auto report = enter_sandbox(limits);
        if (!report) {
            std::fprintf(stderr, "%s\n", report.error().what.c_str());
            return 65;
        }
    }
    for (const Verbs& verbs : {deeds_of_a_worker(channel), deeds_of_an_intruder(channel)}) {
        if (const auto found = verbs.find(verb); found != verbs.end()) {
            found->second();
            return 0;
        }
    }
    return 64;
}
