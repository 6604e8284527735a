#pragma once
// What a worker process may do, taken from it before it sees a byte of evidence: no file system, no network, no new
// programs, bounded memory. Applied inside the worker, after its descriptors are in place and its libraries have read
// their configuration. README.md has the table of what is allowed, refused and punished.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sanad {

struct SandboxLimits {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< address space beyond what is mapped at entry
    std::uint32_t open_files = 1024;                      ///< those inherited count, but are never taken away
    /// A directory tree as evidence: everything beneath this descriptor may be opened for reading. Granted only where
    /// Landlock can confine it; SandboxReport::directory_readable tells.
    std::optional<int> readable_directory;
    /// What may be written to plain files that are open already. A worker answers through its channel and needs none.
    std::uint64_t written_file_bytes = 0;
    /// For a library that starts threads of its own (Pango); programs and processes stay forbidden.
    bool may_start_threads = false;
    /// The worker keeps bytes for others in a scratch file that it was handed: it may write at
    /// any place of what it was handed open for writing, and lock parts of it. It still cannot open anything.
    bool writes_scratch = false;
};

/// What is in force, for `sanad doctor` and the run's record.
struct SandboxReport {
    bool seccomp = false;
    int landlock_abi = 0;  ///< 0: the kernel has none
    bool no_new_privs = false;
    bool directory_readable = false;
    std::vector<std::string> missing;  ///< what could not be put in force, and why
};

/// Irreversible. Fails when seccomp cannot be installed; a missing Landlock is only reported. For a process of one
/// thread: Landlock binds the thread that calls this and those it starts, seccomp binds all.
Result<SandboxReport> enter_sandbox(const SandboxLimits& limits);

/// What this kernel would give, without entering.
SandboxReport probe_sandbox();

/// What a process in the sandbox was left when it reached for more; for `sanad doctor`.
struct SandboxTrial {
    bool memory_bounded = false;           ///< more than SandboxLimits::memory_bytes was asked for and not given
    std::uint64_t open_files = 0;          ///< this and the next two: the limits that it could read there
    std::uint64_t written_file_bytes = 0;  ///< of a plain file
    std::uint64_t core_file_bytes = 0;
    bool network_refused = false;  ///< it was killed on the spot for asking for a socket

    bool resources_bounded(const SandboxLimits& limits) const {
        return memory_bounded && open_files <= limits.open_files && written_file_bytes <= limits.written_file_bytes &&
               core_file_bytes == 0;
    }
};

/// Starts a process that enters the sandbox and tries. For a program of one thread, because it forks. An error when
/// nothing can enter.
Result<SandboxTrial> try_sandbox(const SandboxLimits& limits);

}  // namespace sanad
