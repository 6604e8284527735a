#include "core/module/system_calls.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>

namespace sanad {
namespace {

// Tables by name: a name that the installed libseccomp or this architecture lacks is skipped, and the default stands.

constexpr const char* allowed[] = {
    // descriptors that were handed over
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "lseek", "_llseek", "close", "dup", "fstat",
    "fadvise64", "readahead", "poll", "ppoll", "select", "_newselect", "pselect6", "sendto", "recvfrom", "sendmsg",
    "recvmsg", "shutdown", "getsockopt",
    // memory; mmap and mprotect follow below
    "munmap", "mremap", "brk", "madvise",
    // threads that were there before, time, itself
    "futex", "sched_yield", "sched_getaffinity", "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres",
    "gettimeofday", "time", "times", "getrusage", "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid",
    "getegid", "uname", "sysinfo", "getrandom", "getcpu",
    // signals and the end
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group"};

// Libraries look for configuration, locale and time zone files and go on without them.
constexpr const char* opening[] = {"open",   "openat",    "openat2",    "creat",    "stat",       "lstat",  "statx",
                                   "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "chdir"};
// What walking a directory takes, beside openat.
constexpr const char* walking[] = {"fchdir",    "getdents64", "readlinkat", "access",
                                   "faccessat", "faccessat2", "statx",      "newfstatat"};

// No library on our path makes these by accident: whoever does has been taken over.
constexpr const char* deadly[] = {
    // programs and other processes
    "execve", "execveat", "fork", "vfork", "kill", "tkill", "ptrace", "process_vm_readv", "process_vm_writev",
    "process_madvise", "kcmp", "pidfd_getfd", "pidfd_send_signal",
    // network
    "socket", "connect", "bind", "listen", "accept", "accept4",
    // ways around a file system that is closed
    "open_by_handle_at", "name_to_handle_at", "mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "fsopen",
    "fsmount", "move_mount", "open_tree", "mount_setattr",
    // the kernel's own doors
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl",
    "add_key", "request_key", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
    "iopl", "ioperm", "personality", "modify_ldt", "setuid", "setgid", "setresuid", "setresgid", "setgroups", "capset"};

// A sanitizer's run time makes calls of its own at any moment: there, only what is listed is refused.
#ifdef SANAD_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

class Filter {
public:
    Filter() : context_{seccomp_init(sanitized ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM))} {
        if (!context_) {
            worst_ = -ENOMEM;
            return;
        }
        note(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
        note(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1));
        note(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
    }

    void rule(std::uint32_t action, const char* name, std::initializer_list<scmp_arg_cmp> conditions = {}) {
        if (!context_ || (sanitized && action == SCMP_ACT_ALLOW)) return;
        const int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR) return;
        note(seccomp_rule_add_array(context_.get(), action, call, static_cast<unsigned>(conditions.size()),
                                    conditions.begin()));
    }

    int load() {
        if (context_) note(seccomp_load(context_.get()));
        return worst_;
    }

private:
    struct Releases {
        void operator()(void* context) const { seccomp_release(context); }
    };
    void note(int outcome) {
        if (outcome < 0 && worst_ == 0) worst_ = outcome;
    }

    std::unique_ptr<void, Releases> context_;
    int worst_ = 0;
};

scmp_arg_cmp argument_is(unsigned number, std::uint64_t value) {
    return {number, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp bits_are(unsigned number, std::uint64_t mask, std::uint64_t value) {
    return {number, SCMP_CMP_MASKED_EQ, mask, value};
}

void allow_by_argument(Filter& filter) {
    for (const char* name : {"mmap", "mmap2", "mprotect"}) {
        filter.rule(SCMP_ACT_ALLOW, name, {bits_are(2, PROT_EXEC, 0)});
    }
    for (const int question : {F_GETFD, F_GETFL, F_SETFD, F_DUPFD, F_DUPFD_CLOEXEC, F_GET_SEALS}) {
        for (const char* name : {"fcntl", "fcntl64"}) {
            filter.rule(SCMP_ACT_ALLOW, name, {argument_is(1, static_cast<std::uint64_t>(question))});
        }
    }
    for (const std::uint64_t question : {std::uint64_t{BLKGETSIZE64}, std::uint64_t{BLKSSZGET}}) {
        filter.rule(SCMP_ACT_ALLOW, "ioctl", {argument_is(1, question)});
    }
    // abort() sends a signal; to nobody but ourselves.
    filter.rule(SCMP_ACT_ALLOW, "tgkill", {argument_is(0, static_cast<std::uint64_t>(getpid()))});
    // Limits may be read, not set.
    filter.rule(SCMP_ACT_ALLOW, "prlimit64", {argument_is(2, 0)});
    filter.rule(SCMP_ACT_ALLOW, "getrlimit");
}

void allow_scratch(Filter& filter) {
    filter.rule(SCMP_ACT_ALLOW, "pwrite64");
    for (const int command : {F_SETLK, F_SETLKW}) {
        for (const char* name : {"fcntl", "fcntl64"}) {
            filter.rule(SCMP_ACT_ALLOW, name, {argument_is(1, static_cast<std::uint64_t>(command))});
        }
    }
}

void close_file_system(Filter& filter) {
    for (const char* name : opening) filter.rule(SCMP_ACT_ERRNO(EACCES), name);
    // glibc 2.33 to 2.38 asks for the facts of a descriptor this way; whether the path is empty cannot be seen here.
    filter.rule(SCMP_ACT_ALLOW, "newfstatat", {bits_are(3, AT_EMPTY_PATH, AT_EMPTY_PATH)});
}

void open_file_system_for_reading(Filter& filter) {
    for (const char* name : walking) filter.rule(SCMP_ACT_ALLOW, name);
    filter.rule(SCMP_ACT_ALLOW, "openat", {bits_are(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)});
    if (!sanitized) return;
    for (const std::uint64_t flag : {O_WRONLY, O_RDWR, O_CREAT}) {
        filter.rule(SCMP_ACT_ERRNO(EACCES), "openat", {bits_are(2, flag, flag)});
    }
}

void refuse_politely(Filter& filter, StartThreads threads) {
    filter.rule(SCMP_ACT_ERRNO(ENOTTY), "ioctl", {argument_is(1, TCGETS)});
    // glibc tries clone when clone3 does not exist; std::thread then throws, and a library does without threads.
    filter.rule(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    if (sanitized && threads == StartThreads::refused) filter.rule(SCMP_ACT_ERRNO(EPERM), "clone");
    if (sanitized && threads == StartThreads::granted) {
        filter.rule(SCMP_ACT_ERRNO(EPERM), "clone", {bits_are(0, CLONE_THREAD, 0)});
    }
}

// clone3 hides its flags in memory and stays absent, so that glibc asks clone, whose flags can be seen.
void allow_threads(Filter& filter) {
    constexpr std::uint64_t shared = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    filter.rule(SCMP_ACT_ALLOW, "clone", {bits_are(0, shared, shared)});
    // eventfd2: a counter in memory, by which Qt's threads are woken; without it Qt aborts when it starts the first.
    for (const char* name : {"set_robust_list", "rseq", "sched_getattr", "eventfd2"}) {
        filter.rule(SCMP_ACT_ALLOW, name);
    }
}

}  // namespace

Result<void> give_up_system_calls(OpenForReading reading, StartThreads threads, bool writes_scratch) {
    Filter filter;
    for (const char* name : allowed) filter.rule(SCMP_ACT_ALLOW, name);
    allow_by_argument(filter);
    if (writes_scratch) allow_scratch(filter);
    refuse_politely(filter, threads);
    if (threads == StartThreads::granted) allow_threads(filter);
    reading == OpenForReading::granted ? open_file_system_for_reading(filter) : close_file_system(filter);
    for (const char* name : deadly) filter.rule(SCMP_ACT_KILL_PROCESS, name);
    if (const int outcome = filter.load(); outcome != 0) {
        return failure(Fault::system, fmt::format("cannot filter system calls: {}", std::strerror(-outcome)));
    }
    return {};
}

bool can_filter_system_calls() {
    const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

}  // namespace sanad
