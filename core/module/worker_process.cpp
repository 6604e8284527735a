#include "core/module/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/base/text.hpp"

namespace sanad {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t last_words_bytes = 4096;
constexpr auto send_patience = 60s;

class OwnedFd {
public:
    OwnedFd() = default;
    explicit OwnedFd(int fd) : fd_{fd} {}
    OwnedFd(OwnedFd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    OwnedFd& operator=(OwnedFd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~OwnedFd() {
        if (fd_ >= 0) close(fd_);
    }
    int operator*() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_ = -1;
};

struct Pair {
    OwnedFd ours;
    OwnedFd theirs;
};

/// What the child did when it failed, sent through the status pipe.
struct StartFailure {
    char doing[24];
    int error;
};

/// Everything the child needs, prepared before it exists: between vfork and exec it shares our memory and may only make
/// system calls.
struct Launch {
    const char* program;
    char* const* arguments;
    char* const* environment;
    int* descriptors;  ///< in the order of their final numbers: 0, 1, 2, 3 …
    int count;
    int status_fd;
    pid_t supervisor;
};

[[noreturn]] void give_up(const Launch& launch, int status_fd, const char* doing) {
    StartFailure failed{};
    failed.error = errno;
    for (std::size_t i = 0; i + 1 < sizeof failed.doing && doing[i] != '\0'; ++i) failed.doing[i] = doing[i];
    [[maybe_unused]] const ssize_t told = write(status_fd < 0 ? launch.status_fd : status_fd, &failed, sizeof failed);
    _exit(127);
}

[[noreturn]] void become_worker(const Launch& launch) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(launch, -1, "follow our death");
    // We may have died before the kernel knew that our death matters.
    if (getppid() != launch.supervisor) _exit(127);

    // No handler of ours may run in the child, and none of our ignored signals may stay ignored there.
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) sigaction(number, &by_default, nullptr);

    // First out of the way of the final numbers, then into them. Both copies together may exceed the soft limit.
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    const int status_fd = fcntl(launch.status_fd, F_DUPFD_CLOEXEC, launch.count);
    if (status_fd < 0) give_up(launch, -1, "arrange descriptors");
    for (int i = 0; i < launch.count; ++i) {
        launch.descriptors[i] = fcntl(launch.descriptors[i], F_DUPFD_CLOEXEC, launch.count);
        if (launch.descriptors[i] < 0) give_up(launch, status_fd, "arrange descriptors");
    }
    for (int i = 0; i < launch.count; ++i) {
        if (dup2(launch.descriptors[i], i) < 0) give_up(launch, status_fd, "arrange descriptors");
    }
    if (close_range(static_cast<unsigned>(launch.count), UINT_MAX, CLOSE_RANGE_CLOEXEC) != 0) {
        give_up(launch, status_fd, "close other descriptors");
    }
    setpgid(0, 0);  // Ctrl-C is for the supervisor, which tells its workers in its own time

    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(launch.program, launch.arguments, launch.environment);
    give_up(launch, status_fd, "run the program");
}

pid_t launched(const Launch& launch) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    // vfork, because fork copies the page tables of a supervisor that may hold gigabytes.
    const pid_t pid = vfork();
    if (pid == 0) become_worker(launch);
    const int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

Result<Pair> status_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return failure(Fault::system, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    return Pair{OwnedFd{ends[0]}, OwnedFd{ends[1]}};
}

Result<Pair> socket_pair() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return failure(Fault::system, fmt::format("cannot make a socket: {}", std::strerror(errno)));
    }
    return Pair{OwnedFd{ends[0]}, OwnedFd{ends[1]}};
}

std::uint64_t peak_of_living(pid_t pid) {
    std::ifstream status{fmt::format("/proc/{}/status", pid)};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10);
    }
    return 0;
}

std::uint64_t own_peak() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss);
}

std::string end_in_words(int status) {
    if (WIFSIGNALED(status)) {
        const char* description = sigdescr_np(WTERMSIG(status));
        return fmt::format("killed by signal {} ({})", WTERMSIG(status), description ? description : "unknown");
    }
    return fmt::format("exited with status {}", WEXITSTATUS(status));
}

}  // namespace

struct WorkerProcess::Child {
    Child(pid_t pid_, int channel_fd, OwnedFd errors_, std::uint64_t peak_at_start_)
        : pid{pid_}, channel{channel_fd}, errors{std::move(errors_)}, peak_at_start{peak_at_start_} {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (end) return;
        ::kill(pid, SIGKILL);
        reap(0);
    }

    void reap(int options) {
        if (end) return;
        rusage usage{};
        pid_t reaped = 0;
        do {
            reaped = wait4(pid, &status, options, &usage);
        } while (reaped < 0 && errno == EINTR);
        if (reaped == pid) {
            end = end_in_words(status);
            const auto peak_now = static_cast<std::uint64_t>(usage.ru_maxrss);
            if (peak_now > peak_at_start) peak = std::max(peak, peak_now);
        } else if (reaped < 0) {
            status = -1;
            end = "ended in a way that is not known";  // somebody ignores SIGCHLD or waits for all children
        }
    }

    void listen() {
        std::array<char, 4096> piece;
        // Bounded: a worker may write as fast as we read.
        for (int pieces = 0; pieces < 64; ++pieces) {
            const ssize_t got = read(*errors, piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return;
            words.append(piece.data(), static_cast<std::size_t>(got));
            if (words.size() > last_words_bytes) words.erase(0, words.size() - last_words_bytes);
        }
    }

    pid_t pid;
    Channel channel;
    OwnedFd errors;
    std::string words;
    std::optional<std::string> end;
    int status = 0;
    std::uint64_t peak_at_start;
    std::uint64_t peak = 0;
};

Result<std::filesystem::path> worker_program(std::string_view name) {
    std::error_code error;
    const auto running = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return failure(Fault::system, "cannot learn where this program is: " + error.message());
    const auto folder = running.parent_path();
    for (const auto& candidate : {folder / name, folder.parent_path() / "libexec/sanad" / name}) {
        if (access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return failure(Fault::system, fmt::format("{} is neither in {} nor in {}", name, folder.string(),
                                              (folder.parent_path() / "libexec/sanad").string()));
}

Result<WorkerProcess> WorkerProcess::start(const WorkerCommand& command) {
    auto conversation = TRY(socket_pair());
    auto errors = TRY(status_pipe());
    auto status = TRY(status_pipe());
    // A worker that says too much is cut short instead of waiting for us; we never wait for its words.
    fcntl(*errors.ours, F_SETFL, O_NONBLOCK);
    fcntl(*errors.theirs, F_SETFL, O_NONBLOCK);
    const OwnedFd nothing{open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (*nothing < 0) return failure(Fault::system, fmt::format("cannot open /dev/null: {}", std::strerror(errno)));

    std::vector<int> descriptors{*nothing, *nothing, *errors.theirs, *conversation.theirs};
    descriptors.insert(descriptors.end(), command.inherited_fds.begin(), command.inherited_fds.end());

    std::string program = command.program.string();
    std::vector<std::string> words = command.arguments;
    std::vector<char*> arguments{program.data()};
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // FAT and ISO 9660 keep local times: the host's zone must not get into them.
    std::vector<std::string> settings{"TZ=UTC0", "LC_ALL=C.UTF-8"};
#ifdef SANAD_SANITIZED
    settings.push_back("ASAN_OPTIONS=detect_leaks=0");  // looking for leaks takes ptrace, which the sandbox forbids
    settings.push_back("LSAN_OPTIONS=detect_leaks=0");
#endif
    std::vector<char*> environment;
    for (std::string& setting : settings) environment.push_back(setting.data());
    environment.push_back(nullptr);

    const std::uint64_t peak_at_start = own_peak();
    const pid_t pid = launched({program.c_str(), arguments.data(), environment.data(), descriptors.data(),
                                static_cast<int>(descriptors.size()), *status.theirs, getpid()});
    if (pid < 0) return failure(Fault::system, fmt::format("cannot start {}: {}", program, std::strerror(errno)));
    auto child = std::make_unique<Child>(pid, conversation.ours.release(), std::move(errors.ours), peak_at_start);
    child->channel.set_patience(send_patience);

    close(status.theirs.release());
    StartFailure failed{};
    ssize_t got = 0;
    do {
        got = read(*status.ours, &failed, sizeof failed);
    } while (got < 0 && errno == EINTR);
    if (got == sizeof failed) {
        failed.doing[sizeof failed.doing - 1] = '\0';
        return failure(Fault::system, fmt::format("cannot start {}: cannot {}: {}", program, failed.doing,
                                                  std::strerror(failed.error)));
    }
    return WorkerProcess{std::move(child)};
}

WorkerProcess::WorkerProcess(std::unique_ptr<Child> child) : child_{std::move(child)} {}
WorkerProcess::WorkerProcess(WorkerProcess&&) noexcept = default;
WorkerProcess& WorkerProcess::operator=(WorkerProcess&&) noexcept = default;
WorkerProcess::~WorkerProcess() = default;

Channel& WorkerProcess::channel() {
    return child_->channel;
}
pid_t WorkerProcess::pid() const {
    return child_->pid;
}
int WorkerProcess::stderr_fd() const {
    return *child_->errors;
}

void WorkerProcess::kill() {
    if (child_->end) return;
    peak_memory_kib();
    ::kill(child_->pid, SIGKILL);
}

std::optional<std::string> WorkerProcess::ended() {
    child_->reap(WNOHANG);
    return child_->end;
}

std::string WorkerProcess::wait(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!ended()) {
        child_->listen();
        if (std::chrono::steady_clock::now() >= deadline) {
            kill();
            child_->reap(0);
            break;
        }
        std::this_thread::sleep_for(500us);
    }
    return *child_->end;
}

bool WorkerProcess::ended_well() {
    return ended() && WIFEXITED(child_->status) && WEXITSTATUS(child_->status) == 0;
}

std::string WorkerProcess::last_words() {
    child_->listen();
    std::string_view words = child_->words;
    // The cut may have gone through a character.
    if (words.size() == last_words_bytes) {
        while (!words.empty() && (static_cast<unsigned char>(words.front()) & 0xC0) == 0x80) words.remove_prefix(1);
    }
    while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.remove_suffix(1);
    return shown(words);
}

std::uint64_t WorkerProcess::peak_memory_kib() {
    if (!child_->end) child_->peak = std::max(child_->peak, peak_of_living(child_->pid));
    return child_->peak;
}

}  // namespace sanad
