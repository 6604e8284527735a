#pragma once
// The wish to end what runs, of Ctrl-C, a signal or another thread.
#include <atomic>

namespace sanad {

/// Looked at between pieces of work. Set by signal handlers too, which may touch no lock.
using StopFlag = std::atomic<bool>;
static_assert(StopFlag::is_always_lock_free);

}  // namespace sanad
