#include "core/module/sandbox.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/module/worker_process.hpp"

using namespace sanad;
using namespace std::chrono_literals;

namespace {

/// What became of a worker that tried something: its answer, or how it ended.
std::string attempt(const std::string& verb, std::vector<int> fds = {}, std::vector<std::string> more = {"sandboxed"}) {
    const auto program = worker_program("misbehaving_worker");
    REQUIRE(program);
    std::vector<std::string> arguments{verb};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto worker = WorkerProcess::start({*program, arguments, std::move(fds)});
    if (!worker) FAIL(worker.error().what);
    std::optional<std::string> answer;
    while (const auto frame = worker->channel().receive()) answer = std::string{text_of(frame->body)};
    const std::string end = worker->wait(20s);
    if (answer) return *answer;
    INFO(worker->last_words());
    return end;
}

const std::string dead_on_the_spot = "killed by signal 31 (Bad system call)";

struct TemporaryFolder {
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "sanad-sandbox-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

}  // namespace

TEST_CASE("a sandboxed worker can do its work: read what it was given, allocate, tell the time, answer") {
    const int evidence = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    CHECK(attempt("work-as-usual", {evidence}) == "everything works");
    close(evidence);
}

TEST_CASE("a sandboxed worker cannot open /etc/passwd, and is told so instead of being killed") {
    CHECK(attempt("read-etc-passwd", {}, {}) == "done");
    CHECK(attempt("read-etc-passwd") == "EACCES");
    CHECK(attempt("open-the-new-way") == "EACCES");
}

TEST_CASE("a worker that keeps bytes in a scratch file writes there, and nowhere that it was handed for reading") {
    const TemporaryFolder folder;
    const auto file = folder.path / "scratch";
    std::ofstream{file} << "evidence";
    const std::vector<std::string> scratch{"scratch"};
    const int readable = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    CHECK(attempt("write-to-evidence", {readable}, scratch) == "EBADF");
    CHECK(attempt("lock-a-file", {readable}, scratch) == "EBADF");
    const int writable = open(file.c_str(), O_RDWR | O_CLOEXEC);
#ifndef SANAD_SANITIZED
    CHECK(attempt("lock-a-file", {writable}) == "EPERM");
    CHECK(attempt("truncate", {writable}, scratch) == "EPERM");
#endif
    CHECK(attempt("lock-a-file", {writable}, scratch) == "done");
    CHECK(attempt("write-to-evidence", {writable}, scratch) == "done");
    CHECK(attempt("read-etc-passwd", {writable}, scratch) == "EACCES");
    CHECK(attempt("socket", {writable}, scratch) == dead_on_the_spot);
    close(readable);
    close(writable);
}

TEST_CASE("a sandboxed worker leaves no trace on the examiner's disk") {
    const TemporaryFolder folder;
    const auto victim = folder.path / "victim";
    std::ofstream{victim} << "still here";
    const int directory = open(folder.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(attempt("make-a-file", {directory}) == "EACCES");
    CHECK_FALSE(std::filesystem::exists(folder.path / "escaped"));
    CHECK(attempt("remove-a-file", {directory}) != "done");
    CHECK(std::filesystem::exists(victim));
    // Even a descriptor that was handed over for writing by mistake.
    const int writable = open(victim.c_str(), O_RDWR | O_CLOEXEC);
    CHECK(attempt("write-to-a-file", {writable}) == "EFBIG");
    CHECK(attempt("write-to-evidence", {writable}) != "done");
#ifndef SANAD_SANITIZED
    CHECK(attempt("truncate", {writable}) == "EPERM");
#endif
    CHECK(std::filesystem::file_size(victim) == 10);
    // It is the sandbox that stops them.
    CHECK(attempt("make-a-file", {directory}, {}) == "done");
    CHECK(attempt("write-to-a-file", {writable}, {}) == "done");
    CHECK(attempt("remove-a-file", {directory}, {}) == "done");
    close(writable);
    close(directory);
}

TEST_CASE("a sandboxed worker that reaches for the network, a program or another process is dead on the spot") {
    for (const char* verb : {"socket", "connect", "execute", "kill-supervisor", "trace-supervisor", "read-supervisor",
                             "mount", "io-uring", "bpf"}) {
        CAPTURE(verb);
        CHECK(attempt(verb) == dead_on_the_spot);
    }
    CHECK(attempt("fork") != "done");
}

TEST_CASE("a sandboxed worker starts no threads") {
    CHECK(attempt("start-thread") == "no thread");
}

TEST_CASE("the typesetter may start threads and write so much to a file it was given, and nothing else more") {
    const auto as_typesetter = [](const char* verb, std::vector<int> fds = {}) {
        return attempt(verb, std::move(fds), {"sandboxed", "as-typesetter"});
    };
    CHECK(as_typesetter("start-thread") == "done");
    const TemporaryFolder folder;
    const int paper = open((folder.path / "paper").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(as_typesetter("write-to-a-file", {paper}) == "done");
    CHECK(as_typesetter("write-to-a-file", {paper}) == "done");  // up to the eighth byte
    CHECK(std::filesystem::file_size(folder.path / "paper") == 8);
    CHECK(as_typesetter("write-to-a-file", {paper}) == "EFBIG");
    close(paper);
    CHECK(as_typesetter("read-etc-passwd") == "EACCES");
    CHECK(as_typesetter("fork") != "done");
    for (const char* verb : {"socket", "execute", "kill-supervisor", "trace-supervisor"}) {
        CAPTURE(verb);
        CHECK(as_typesetter(verb) == dead_on_the_spot);
    }
}

#ifndef SANAD_SANITIZED
TEST_CASE("a sandboxed worker makes no new code, lifts no limit, signals no other and does not disown its supervisor") {
    CHECK(attempt("map-executable") == "EPERM");
    CHECK(attempt("raise-limit") == "EPERM");
    CHECK(attempt("abort-supervisor") == "EPERM");
    CHECK(attempt("outlive-supervisor") == "EPERM");
}

TEST_CASE("a sandboxed worker that wants eight gigabytes gets bad_alloc and lives") {
    CHECK(attempt("allocate-8-gib") == "bad_alloc");
}

TEST_CASE("a sandboxed worker that aborts or crashes is still reported with its signal") {
    CHECK(attempt("abort") == "killed by signal 6 (Aborted)");
    CHECK(attempt("crash") == "killed by signal 11 (Segmentation fault)");
}
#endif

TEST_CASE("a directory as evidence is readable, and nothing beside, above or through a link out of it") {
    if (!probe_sandbox().directory_readable) {
        MESSAGE("skipped: this kernel has no Landlock");
        return;
    }
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path / "evidence/inside");
    std::ofstream{folder.path / "evidence/inside/file"} << "contents";
    std::ofstream{folder.path / "outside"} << "secret";
    std::filesystem::create_symlink(folder.path / "outside", folder.path / "evidence/link-outside");
    const int directory = open((folder.path / "evidence").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const auto try_it = [&](const char* verb) { return attempt(verb, {directory}, {"sandboxed", "4"}); };
    CHECK(try_it("read-beneath") == "done");
    CHECK(try_it("write-beneath") != "done");
    CHECK(try_it("read-outside") == "EACCES");
    CHECK(try_it("read-above") == "EACCES");
    CHECK(try_it("follow-link-outside") == "EACCES");
    CHECK(try_it("make-a-file") != "done");
    CHECK(try_it("socket") == dead_on_the_spot);
    CHECK(attempt("read-beneath", {directory}) == "EACCES");
    close(directory);
}

TEST_CASE(
    "a process that tries the sandbox for the doctor finds its limits in force and dies of asking for the network") {
    SandboxLimits limits;
    limits.open_files = 16;
    const auto trial = try_sandbox(limits);
    REQUIRE(trial);
    CHECK(trial->network_refused);
    CHECK(trial->open_files == 16);
    CHECK(trial->written_file_bytes == 0);
    CHECK(trial->core_file_bytes == 0);
#ifndef SANAD_SANITIZED
    CHECK(trial->memory_bounded);
    CHECK(trial->resources_bounded(limits));
#endif
    // A limit that this process has not got is not reported as in force.
    SandboxLimits tighter = limits;
    tighter.open_files = 8;
    CHECK_FALSE(trial->resources_bounded(tighter));
}

TEST_CASE("what the kernel offers is what a sandboxed worker gets") {
    const SandboxReport offered = probe_sandbox();
    CHECK(offered.seccomp);
    CHECK(offered.no_new_privs);
    CHECK(offered.directory_readable == (offered.landlock_abi > 0));
    MESSAGE("Landlock ABI ", offered.landlock_abi);
    for (const std::string& missing : offered.missing) MESSAGE("missing: ", missing);
}
