#include "core/module/worker_process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "core/module/shared_memory.hpp"

using namespace sanad;
using namespace std::chrono_literals;

namespace {

WorkerProcess misbehaving(std::vector<std::string> arguments, std::vector<int> fds = {}) {
    const auto program = worker_program("misbehaving_worker");
    REQUIRE(program);
    auto worker = WorkerProcess::start({*program, std::move(arguments), std::move(fds)});
    if (!worker) FAIL(worker.error().what);
    return std::move(*worker);
}

std::string answer(WorkerProcess& worker) {
    const auto frame = worker.channel().receive();
    return frame ? std::string{text_of(frame->body)} : "no answer";
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a worker answers, and its end is orderly when the supervisor closes the conversation") {
    auto worker = misbehaving({"echo"});
    REQUIRE(worker.channel().send(17, bytes_of("four score")));
    const auto frame = worker.channel().receive();
    REQUIRE(frame);
    CHECK(frame->kind == 17);
    CHECK(text_of(frame->body) == "four score");
    CHECK_FALSE(worker.ended());
    CHECK_FALSE(worker.ended_well());
    shutdown(worker.channel().fd(), SHUT_WR);
    CHECK(worker.wait(20s) == "exited with status 0");
    CHECK(worker.ended_well());
}

TEST_CASE("a worker that dies of a segmentation fault is reported with its signal and its last words") {
    auto worker = misbehaving({"crash"});
    CHECK_FALSE(worker.channel().receive());
    CHECK_FALSE(worker.channel().broken());
#ifdef SANAD_SANITIZED
    CHECK(contains(worker.wait(20s), "exited with status"));  // the sanitizer catches the signal
#else
    CHECK(worker.wait(20s) == "killed by signal 11 (Segmentation fault)");
    CHECK(worker.last_words() == "reading inode 42");
#endif
    CHECK_FALSE(worker.ended_well());
}

TEST_CASE("a worker that exits is reported with its status") {
    auto worker = misbehaving({"exit"});
    CHECK(worker.wait(20s) == "exited with status 3");
    CHECK(worker.ended() == "exited with status 3");
    CHECK_FALSE(worker.channel().send(1, {}));
}

TEST_CASE("a worker that hangs is killed when patience ends, and by the destructor") {
    pid_t pid = 0;
    {
        auto worker = misbehaving({"hang"});
        pid = worker.pid();
        CHECK(kill(pid, 0) == 0);
        CHECK(worker.wait(20ms) == "killed by signal 9 (Killed)");
    }
    {
        auto worker = misbehaving({"hang"});
        pid = worker.pid();
        auto moved = std::move(worker);
        CHECK(kill(pid, 0) == 0);
        moved = misbehaving({"hang"});
        CHECK(kill(pid, 0) == -1);
        pid = moved.pid();
    }
    CHECK(kill(pid, 0) == -1);
}

TEST_CASE("a worker that announces an absurd frame is known to have broken the contract") {
    auto worker = misbehaving({"flood"});
    CHECK_FALSE(worker.channel().receive());
    CHECK(worker.channel().broken());
    CHECK_FALSE(worker.ended());
}

TEST_CASE("a worker that dies within a frame leaves no frame") {
    auto worker = misbehaving({"die-within-a-frame"});
    CHECK_FALSE(worker.channel().receive());
    CHECK_FALSE(worker.channel().broken());
    CHECK(worker.wait(20s) == "exited with status 0");
}

TEST_CASE("a worker that writes more than anybody reads does not block, and its last words are one harmless line") {
    auto worker = misbehaving({"crash-after-noise"});
    CHECK(contains(worker.wait(20s), "killed by signal 6"));
    const std::string words = worker.last_words();
    CHECK(contains(words, "of noise\\n"));
    CHECK(words.size() < 8192);
    CHECK_FALSE(contains(words, "\n"));
    CHECK_FALSE(contains(words, "\x1B"));
}

TEST_CASE("a worker inherits the descriptors it is given, in order, and nothing else of the supervisor") {
    // Descriptors of ours that are not close-on-exec, an environment, a handler and a mask that must stay here.
    const int stray = open("/dev/zero", O_RDONLY);
    setenv("SANAD_TEST_SECRET", "in the environment", 1);
    signal(SIGPIPE, SIG_IGN);
    sigset_t terminate;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &terminate, nullptr);
    auto memory = SharedMemory::create(4096);
    REQUIRE(memory);
    auto worker = misbehaving({"surroundings"}, {memory->fd(), stray});
    pthread_sigmask(SIG_UNBLOCK, &terminate, nullptr);
    signal(SIGPIPE, SIG_DFL);
    close(stray);
    CHECK(answer(worker) == "0 1 2 3 4 5 TZ=UTC0 LC_ALL=C.UTF-8 unblocked default");
}

TEST_CASE("memory is shared with a worker, and its size cannot be changed") {
    auto memory = SharedMemory::create(1 << 20);
    REQUIRE(memory);
    std::memset(memory->writable().data(), 'a', memory->size());
    auto worker = misbehaving({"write-shared-memory"}, {memory->fd()});
    CHECK(answer(worker) == "written");
    CHECK(memory->bytes().front() == 'b');
    CHECK(memory->bytes().back() == 'b');
    CHECK(ftruncate(memory->fd(), 0) == -1);
    CHECK(ftruncate(memory->fd(), 2 << 20) == -1);
    CHECK(fcntl(memory->fd(), F_ADD_SEALS, F_SEAL_WRITE) == -1);
}

TEST_CASE("a worker given memory to read cannot write to it") {
    auto memory = SharedMemory::create(4096);
    REQUIRE(memory);
    const auto descriptor = memory->read_only_descriptor();
    REQUIRE(descriptor);
    auto worker = misbehaving({"write-shared-memory"}, {*descriptor});
    CHECK(contains(answer(worker), "Permission denied"));
    auto attached = SharedMemory::attach(*descriptor, MemoryAccess::read_only);
    REQUIRE(attached);
    CHECK(attached->size() == 4096);
    CHECK_THROWS_AS(attached->writable(), std::logic_error);
}

TEST_CASE("a file that is not sealed memory is not taken for shared memory") {
    CHECK_FALSE(SharedMemory::attach(open("/proc/self/exe", O_RDONLY | O_CLOEXEC), MemoryAccess::read_only));
    CHECK_FALSE(
        SharedMemory::attach(memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING), MemoryAccess::read_only));
    CHECK_FALSE(SharedMemory::create(0));
}

TEST_CASE("a worker does not outlive a killed supervisor") {
    // The grandchild comes to us when its supervisor is gone, so that we see its end.
    REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    auto supervisor = misbehaving({"supervise"});
    const pid_t worker = std::stoi(answer(supervisor));
    REQUIRE(kill(worker, 0) == 0);
    kill(supervisor.pid(), SIGKILL);
    int status = 0;
    pid_t reaped = 0;
    for (int i = 0; i < 2000 && reaped != worker; ++i) {
        reaped = waitpid(worker, &status, WNOHANG);
        usleep(5000);
    }
    REQUIRE(reaped == worker);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_CASE("the memory a worker used is known while it lives and after its end, sandboxed or not") {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"allocate-256-mib"}, std::vector<std::string>{"allocate-256-mib", "sandboxed"}}) {
        auto worker = misbehaving(arguments);
        REQUIRE(answer(worker) == std::to_string(256u << 20));
        CHECK(worker.peak_memory_kib() >= (256u << 10));
        worker.kill();
        worker.wait(20s);
        CHECK(worker.peak_memory_kib() >= (256u << 10));
    }
}

TEST_CASE("a program that is missing or is no program is an error that names it") {
    const auto missing = WorkerProcess::start({"/nowhere/sanad-reader", {}, {}});
    REQUIRE_FALSE(missing);
    CHECK(contains(missing.error().what, "/nowhere/sanad-reader"));
    CHECK(contains(missing.error().what, "No such file"));
    CHECK_FALSE(WorkerProcess::start({"/etc/passwd", {}, {}}));
    CHECK_FALSE(WorkerProcess::start({"/bin/true", {}, {4711}}));
    CHECK_FALSE(worker_program("no-such-program"));
}
