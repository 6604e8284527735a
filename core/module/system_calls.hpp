#pragma once
// The system calls that are left to a worker: a seccomp allow-list.
#include "core/base/result.hpp"

namespace sanad {

enum class OpenForReading : bool { refused, granted };
/// Threads of this process, never processes.
enum class StartThreads : bool { refused, granted };

/// Irreversible, for every thread of the process. A call that is not listed fails with EPERM, so that a library which
/// probes for something new goes on; calls that only an intruder makes kill the process.
/// `writes_scratch`: as in SandboxLimits.
Result<void> give_up_system_calls(OpenForReading reading, StartThreads threads = StartThreads::refused,
                                  bool writes_scratch = false);

/// Whether this kernel filters system calls and can kill the whole process for one.
bool can_filter_system_calls();

}  // namespace sanad
