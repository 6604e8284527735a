#pragma once
// The supervisor's side of a worker: one child process, the Channel to it, and the responsibility for its death.
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/module/wire.hpp"

namespace sanad {

struct WorkerCommand {
    std::filesystem::path program;
    std::vector<std::string> arguments;  ///< without the program's own name
    /// Borrowed: the caller still closes them. Worker and supervisor, and all workers given the same descriptor, share
    /// its offset: read with pread, or open the file once for each worker.
    std::vector<int> inherited_fds;
};

/// Where a worker finds what it inherits.
inline constexpr int worker_channel_fd = 3;
inline constexpr int first_inherited_fd = 4;

/// The program `name` beside the running one (a build tree), or in ../libexec/sanad (an installation).
Result<std::filesystem::path> worker_program(std::string_view name);

/// A running worker. The destructor kills and reaps it. Not thread-safe.
class WorkerProcess {
public:
    /// The child gets the channel as descriptor 3, inherited_fds as 4, 5, 6 … in order and no other descriptor;
    /// standard input and output are /dev/null, standard error is kept for last_words(); its environment is TZ=UTC0 and
    /// LC_ALL=C.UTF-8.
    ///
    /// The kernel kills the worker when the *thread* that started it ends (PR_SET_PDEATHSIG): start workers from a
    /// thread that outlives them.
    static Result<WorkerProcess> start(const WorkerCommand& command);

    WorkerProcess(WorkerProcess&&) noexcept;
    WorkerProcess& operator=(WorkerProcess&&) noexcept;
    ~WorkerProcess();

    /// Stays at the same address when the WorkerProcess is moved.
    Channel& channel();
    pid_t pid() const;
    /// SIGKILL; ended() or wait() tell when it is done.
    void kill();

    /// How it ended, once it has: "killed by signal 11 (Segmentation fault)", "exited with status 3".
    std::optional<std::string> ended();
    /// The same, waiting for it; a worker that takes longer than `patience` is killed. For the moment after the channel
    /// has closed, and for an orderly goodbye.
    std::string wait(std::chrono::milliseconds patience);
    /// True when it exited by itself with status 0.
    bool ended_well();

    /// The tail of what it wrote to standard error (4 KiB), on one line, control characters shown. What a worker writes
    /// faster than this is called (64 KiB of pipe) is dropped; it never waits for us.
    std::string last_words();
    /// Readable when last_words() has more to say, for a poll loop that wants to keep the pipe empty.
    int stderr_fd() const;

    /// The most resident memory it has had, mapped shared memory included; 0 when unknown. While it lives this is
    /// exact; once it is reaped the kernel's number counts only when it exceeds what the supervisor itself had at
    /// start(), because the child of a vfork inherits that, and the last answer stands otherwise.
    std::uint64_t peak_memory_kib();

private:
    struct Child;
    explicit WorkerProcess(std::unique_ptr<Child> child);
    std::unique_ptr<Child> child_;
};

}  // namespace sanad
