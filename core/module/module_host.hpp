#pragma once
// The supervisor's side of one module: its worker, what it said of itself, and the guard over every answer. The plugin
// is never loaded into this process.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/module/examination.hpp"
#include "core/module/manifest.hpp"
#include "core/module/module_run.hpp"

namespace sanad {

struct ModuleLimits {
    FindingLimits findings;
    /// A file and its companions together are handed over whole when they fit into so much memory; what does not is
    /// read in pieces of a sixteenth of it, when the module asks for them.
    std::uint64_t window_bytes = std::uint64_t{64} << 20;
    /// Of them together; larger ones are `limited`. Zeros before the first stored byte count only for a module that
    /// reads them.
    std::uint64_t largest_bytes = std::uint64_t{16} << 30;
    std::uint64_t memory_bytes = std::uint64_t{2} << 30;  ///< of the worker
    /// From the request to the verdict: wall time, because a worker that sleeps hangs as well as one that spins.
    std::chrono::milliseconds patience{20'000};
    std::chrono::milliseconds patience_per_mib{1'000};
    std::chrono::milliseconds patience_per_mib_beyond{250};  ///< for each beyond the window
};

/// A file with more of them is `limited`.
inline constexpr std::size_t most_companions = 64;

/// What a module is given: one stream of the evidence with its path.
struct StreamOffer {
    std::string_view path;
    Bytes bytes;
    /// In place of `bytes`, of a stream too large for memory: its size, and how `to.size()` bytes of it are had.
    std::uint64_t size_beyond = 0;
    std::function<Result<void>(std::uint64_t offset, MutableBytes to)> read{};
    std::uint64_t first_stored = 0;  ///< before it, zeros that are stored nowhere

    std::uint64_t size() const { return read ? size_beyond : bytes.size(); }
};

struct FileOffer {
    StreamOffer file;
    std::string_view mime_type;
    std::vector<StreamOffer> companions;
};

/// Not thread-safe; its worker dies with the thread that started it (WorkerProcess).
class ModuleHost {
public:
    /// Starts a worker for the plugin and has it introduce itself. Fails when the file is no module, or one that may
    /// not be believed.
    static Result<ModuleHost> load(const std::filesystem::path& plugin, ModuleLimits limits = {},
                                   std::string settings = {});
    ModuleHost(ModuleHost&&) noexcept;
    ModuleHost& operator=(ModuleHost&&) noexcept;
    ~ModuleHost();

    const Manifest& manifest() const;

    /// Whatever the module does, this returns; a worker that was lost or lied is replaced before the next file. Fails
    /// only when no worker can be had, or the evidence itself is gone.
    Result<ModuleRun> examine(const FileOffer& offer);

private:
    struct Loaded;
    explicit ModuleHost(std::unique_ptr<Loaded> loaded);
    std::unique_ptr<Loaded> loaded_;
};

}  // namespace sanad
