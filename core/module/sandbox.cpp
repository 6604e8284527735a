#include "core/module/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/module/landlock.hpp"
#include "core/module/system_calls.hpp"

#ifdef SANAD_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

namespace sanad {
namespace {

void bound(SandboxReport& report, __rlimit_resource resource, std::uint64_t most, std::string_view name) {
    rlimit limit{};
    getrlimit(resource, &limit);
    limit.rlim_cur = limit.rlim_max = std::min<rlim_t>(limit.rlim_max, most);
    if (setrlimit(resource, &limit) != 0) {
        report.missing.push_back(fmt::format("limit on {}: {}", name, std::strerror(errno)));
    }
}

void bound_memory(SandboxReport& report, std::uint64_t more) {
#ifdef SANAD_SANITIZED
    static_cast<void>(more);
    report.missing.emplace_back("limit on memory: a sanitizer maps terabytes");
#else
    std::uint64_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    if (pages == 0) {
        report.missing.emplace_back("limit on memory: /proc/self/statm cannot be read");
        return;
    }
    bound(report, RLIMIT_AS, pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) + more, "memory");
#endif
}

void bound_resources(SandboxReport& report, const SandboxLimits& limits) {
    bound_memory(report, limits.memory_bytes);
    // Root is exempt, and clone is refused to all. The limit counts threads too.
    if (!limits.may_start_threads) bound(report, RLIMIT_NPROC, 0, "processes");
    bound(report, RLIMIT_NOFILE, limits.open_files, "open files");
    if (!limits.writes_scratch) bound(report, RLIMIT_FSIZE, limits.written_file_bytes, "written files");
    signal(SIGXFSZ, SIG_IGN);  // an error of write(), not a death
    // A core file would carry evidence out of the case, and core_pattern pipes it even past a limit of zero: only a
    // process that is not dumpable has none (core(5)).
    bound(report, RLIMIT_CORE, 0, "core files");
    if (prctl(PR_SET_DUMPABLE, 0) != 0) report.missing.emplace_back("core dumps cannot be switched off");
}

void give_up_privileges(SandboxReport& report, bool reads_directory) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    if (reads_directory && geteuid() == 0) {
        // Evidence belongs to anybody: an examiner who is root reads it whatever its modes say.
        none[0].effective = none[0].permitted = 1u << CAP_DAC_READ_SEARCH;
    }
    if (syscall(SYS_capset, &header, none.data()) == 0) return;
    none = {};
    if (syscall(SYS_capset, &header, none.data()) != 0) {
        report.missing.push_back(fmt::format("capabilities cannot be dropped: {}", std::strerror(errno)));
    }
}

std::size_t threads() {
    std::error_code error;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator task{"/proc/self/task", error}, end; !error && task != end;
         task.increment(error)) {
        ++count;
    }
    return count;
}

std::uint64_t limit_on(__rlimit_resource resource) {
    rlimit limit{};
    return getrlimit(resource, &limit) == 0 ? limit.rlim_max : RLIM_INFINITY;
}

/// Asked in the sandbox.
SandboxTrial limits_found(const SandboxLimits& limits) {
    SandboxTrial trial;
    // Somewhat more, because what was mapped at entry may have been given back since.
    const std::uint64_t too_much = limits.memory_bytes + (std::uint64_t{64} << 20);
    trial.memory_bounded = mmap(nullptr, too_much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                                -1, 0) == MAP_FAILED;
    trial.open_files = limit_on(RLIMIT_NOFILE);
    trial.written_file_bytes = limit_on(RLIMIT_FSIZE);
    trial.core_file_bytes = limit_on(RLIMIT_CORE);
    return trial;
}

}  // namespace

Result<SandboxReport> enter_sandbox(const SandboxLimits& limits) {
    SandboxReport report;
#ifdef SANAD_SANITIZED
    __sanitizer_sandbox_on_notify(nullptr);  // it reads /proc/self now, because it cannot later
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return failure(Fault::system, fmt::format("sandbox: no_new_privs: {}", std::strerror(errno)));
    }
    report.no_new_privs = true;
    bound_resources(report, limits);

    report.landlock_abi = landlock_abi();
    if (report.landlock_abi == 0) {
        report.missing.emplace_back("Landlock: this kernel has none, or it is switched off");
        if (limits.readable_directory) report.missing.emplace_back("directories as evidence: they need Landlock");
    } else {
        if (threads() > 1) report.missing.emplace_back("Landlock: threads started before are not bound by it");
        TRY(give_up_file_system(report.landlock_abi, limits.readable_directory));
        report.directory_readable = limits.readable_directory.has_value();
    }
    give_up_privileges(report, report.directory_readable);
    TRY(give_up_system_calls(report.directory_readable ? OpenForReading::granted : OpenForReading::refused,
                             limits.may_start_threads ? StartThreads::granted : StartThreads::refused,
                             limits.writes_scratch));
    report.seccomp = true;
#ifdef SANAD_SANITIZED
    report.missing.emplace_back("system calls: a sanitized build refuses the listed ones only");
#endif
    return report;
}

SandboxReport probe_sandbox() {
    SandboxReport report;
    report.no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0;
    report.seccomp = can_filter_system_calls();
    report.landlock_abi = landlock_abi();
    report.directory_readable = report.landlock_abi > 0;
    if (!report.no_new_privs) report.missing.emplace_back("no_new_privs: this kernel has none");
    if (!report.seccomp) report.missing.emplace_back("seccomp: this kernel cannot filter system calls");
    if (report.landlock_abi == 0) report.missing.emplace_back("Landlock: this kernel has none, or it is switched off");
    return report;
}

Result<SandboxTrial> try_sandbox(const SandboxLimits& limits) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return failure(Fault::system, "sandbox: no pipe for a trial");
    const pid_t child = fork();
    if (child == 0) {
        if (!enter_sandbox(limits)) _exit(1);
        const SandboxTrial found = limits_found(limits);
        if (write(ends[1], &found, sizeof found) != static_cast<ssize_t>(sizeof found)) _exit(1);
        _exit(socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : 1);  // it does not come so far
    }
    close(ends[1]);
    SandboxTrial trial;
    const ssize_t length = child < 0 ? -1 : read(ends[0], &trial, sizeof trial);
    close(ends[0]);
    int status = 0;
    if (child > 0) waitpid(child, &status, 0);
    if (length != static_cast<ssize_t>(sizeof trial)) {
        return failure(Fault::system, "sandbox: no process could enter it for a trial");
    }
    trial.network_refused = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
    return trial;
}

}  // namespace sanad
