#pragma once
#include <string>
#include <vector>

#include "core/cli/module_settings.hpp"
#include "core/ingest/ingest.hpp"

namespace CLI {
class App;
}

namespace sanad {

/// The options of every verb that ingests.
struct IngestOptions {
    unsigned workers = 0;
    std::string modules = "all";
    bool no_image_digest = false;
    bool no_identifiers = false;
    bool no_index = false;

    std::string plugins;  ///< folder; empty: the one of this installation

    std::string hash_sets = "all";
    std::string hash_set_folder;  ///< empty: that of this installation's owner
    std::string exclude_known = "none";

    ModuleSettings module_settings;

    void add_to(CLI::App& verb);
    /// The same options as words of a command line, but for the number of readers. Paths are made absolute.
    std::vector<std::string> words() const;
    /// Without modules: enough to open and to verify an image.
    IngestSettings settings() const;
    /// Fault::refused when a name matches no module. What cannot be loaded is told on standard error.
    Result<IngestSettings> with_modules() const;

private:
    Result<void> hand_over(std::vector<ChosenModule>& chosen) const;
};

}  // namespace sanad
