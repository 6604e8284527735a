#pragma once
// A plugin as it was built, run in the test's process or, where its library may crash, in a child of it.
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "plugins/sdk/testing.hpp"

namespace sanad::testing {

inline const sanad_module& built_module(const std::string& name) {
    const std::string path = std::string{SANAD_BINARY_DIR} + "/plugins/" + name + ".so";
    void* plugin = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays: GLib does not like to leave
    if (plugin == nullptr) throw std::runtime_error(dlerror());
    return *reinterpret_cast<const sanad_module* (*)()>(dlsym(plugin, "sanad_module_v1"))();
}

inline sdk::Findings run(const std::string& module, const std::string& path, std::string bytes) {
    return sdk::examine(built_module(module), {path, std::move(bytes)});
}

struct Survival {
    int runs = 0;
    int crashes = 0;    ///< of the child: in the worker they end one file
    int failed = 0;     ///< verdicts that say the module could not do its work
    int unsourced = 0;  ///< findings whose source does not lie in the file
};

/// The file cut at `cuts` lengths and with one byte changed at `flips` places, each run in a child.
inline Survival survive(const std::string& module, const std::string& path, const std::string& whole, int cuts,
                        int flips) {
    const sanad_module& plugin = built_module(module);
    const int total = cuts + flips;
    auto* counts = static_cast<int*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (counts == MAP_FAILED) throw std::runtime_error("no shared memory");
    const auto changed = [&](int i) {
        std::string bytes = whole;
        if (i < cuts) {
            bytes.resize(whole.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(cuts));
        } else {
            std::uint32_t seed = 2654435761u * static_cast<std::uint32_t>(i + 1);
            seed ^= seed >> 15, seed *= 2246822519u, seed ^= seed >> 13;
            bytes[seed % bytes.size()] = static_cast<char>(seed >> 24);
        }
        return bytes;
    };
    Survival survival;
    while (counts[0] < total) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(60);
            for (int i = counts[0]; i < total; i = counts[0]) {
                counts[0] = i + 1;
                std::string bytes = changed(i);
                const std::size_t size = bytes.size();
                const sdk::Findings found = sdk::examine(plugin, {path, std::move(bytes)});
                if (found.verdict == sdk::Verdict::failed) ++counts[1];
                for (const sdk::Finding& finding : found.artifacts) {
                    const bool inside =
                        finding.source.length > 0 && finding.source.offset + finding.source.length <= size;
                    if (!inside) ++counts[2];
                }
            }
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ++survival.crashes;
    }
    survival.runs = total;
    survival.failed = counts[1];
    survival.unsourced = counts[2];
    munmap(counts, 4096);
    return survival;
}

}  // namespace sanad::testing
