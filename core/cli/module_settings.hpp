#pragma once
// What examiners hand to modules: YARA rules, and settings that a module's own documents describe.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/ingest/module_worker.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// The module that does nothing without rules.
inline constexpr std::string_view yara_module = "pattern.yara";

struct ModuleSettings {
    std::vector<std::string> yara;  ///< files of rules
    std::string file;               ///< of settings, as they are handed over

    void add_to(CLI::App& verb);
    bool empty() const { return yara.empty() && file.empty(); }

    /// What the module of this name is handed, and how the run's settings record it; both empty: nothing.
    struct Handed {
        std::string settings;
        std::string record;  ///< JSON
    };
    /// Reads the files anew each time. Fault::refused for what is too large to hand over.
    Result<Handed> handed_to(std::string_view module) const;
    /// Has the module look at one byte with its settings, in its sandbox: rules that do not compile are told before any
    /// evidence is read.
    static Result<void> try_out(const std::filesystem::path& plugin, const std::string& settings);
};

}  // namespace sanad
